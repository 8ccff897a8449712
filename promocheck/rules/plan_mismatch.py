"""What is set up is not what was planned.

Why: a plan is written with a clear head: what, on which SKU, how deep, when, how many. The set-up is clicked together later, from lists
that look alike, and nobody holds the two side by side. This is judged in stores and marketplaces that a plan sheet has rows for.

A real accident: a seasonal product was to be cleared with a social code. The operator picked the wrong product selection: the code
landed on another product, which already had a coupon. Both applied, nearly free.

Example: plan BF-01 means a social code of 75 % on HLW-LIGHT-100, and code SOC-1124 is on GRD-BURR-40.

How they find each other: a promotion belongs to the plan that has its id in `promotion_id`; else to the plan whose `plan_id` its id, else its
name, carries as a word of its own (bare numbers only as the whole); else to the plan of its name and kind. What is left goes to
plans without a promotion: of its kind, for the same SKU, at the same time; else of its kind, discount and window, if there is one
of each. Then each SKU is held against the row of its plan that it agrees with most. What could be several plans' is told.

Fix: set it up as it was meant, or correct the plan. What the plan leaves blank is not judged.

Options: `window_hours` (1), how far a start or an end may be from the plan's; `missing_hours` (48), how long before its start a planned promotion
must be set up (a draft counts); `unplanned` (error), what a promotion without a plan weighs, and `standing` the kinds that need none; `missing`
(error); `units` (warning), where the sheet has them; `owner` (info), where both name one. The severity is that of a wrong kind, target, discount, window, code or
audience, of what may be combined otherwise, of what is set up twice and of what could be several plans'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind
from promocheck.model.window import HOUR
from promocheck.policy import KindName, RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.plan_presence import missing, unplanned
from promocheck.rules.plan_targets import twice, unsure, wrong_targets
from promocheck.rules.plan_terms import differences, hits_of
from promocheck.rules.rule import Hit, Rule

Hours = Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=2)]


class Options(RuleSettings):
    """How exactly a plan is to be kept."""

    severity: SeverityOrOff = Severity.ERROR
    window_hours: Hours = Decimal(1)
    """How many hours a start or an end may be from the plan's."""
    missing_hours: Hours = Decimal(48)
    """How many hours before its start a planned promotion must be set up."""
    missing: Annotated[
        SeverityOrOff, Field(description="What a planned promotion weighs that is due and not set up.")
    ] = Severity.ERROR
    unplanned: Annotated[SeverityOrOff, Field(description="What a promotion weighs that no plan means.")] = (
        Severity.ERROR
    )
    units: Annotated[SeverityOrOff, Field(description="What other units than planned weigh.")] = (
        Severity.WARNING
    )
    owner: Annotated[SeverityOrOff, Field(description="What another owner than planned weighs.")] = (
        Severity.INFO
    )
    standing: tuple[KindName, ...] = (
        Kind.SUBSCRIBE_SAVE,
        Kind.BUSINESS_PRICE,
        Kind.QUANTITY_DISCOUNT,
        Kind.POINTS,
    )
    """Kinds that stand for good and need no plan."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per plan id, promotion and way to differ."""
    plan = evidence.plan
    if plan is None:
        return
    yield from wrong_targets(evidence, plan)
    weights = {"units": options.units, "owner": options.owner}
    for each in differences(evidence, plan, int(options.window_hours * HOUR)):
        yield from _weighing(weights.get(each.what), hits_of(evidence, plan, each))
    yield from unsure(evidence, plan)
    yield from twice(evidence, plan)
    yield from _weighing(options.missing, missing(evidence, plan, int(options.missing_hours * HOUR)))
    yield from _weighing(options.unplanned, unplanned(evidence, plan, options.standing))


def _weighing(severity: SeverityOrOff | None, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Hits of this severity; None leaves them the rule's own."""
    for hit in hits:
        yield replace(hit, severity=severity)


RULE = Rule("PC314", "plan-mismatch", Options, check, __doc__, scope="run")
