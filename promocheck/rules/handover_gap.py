"""Two promotions follow each other so closely that both may apply for some hours.

Why: a coupon can start before its hour, and an ended promotion takes hours to disappear. What is apart on paper meets in
the shop.

A real accident: a social code sold badly, was cancelled, and a large coupon set up less than four hours later, betting that
it would not start so soon. It started early, both applied, and the price was 0.

Example: a social code ends on 4 December at 00:00, a coupon starts the same minute; between 18:00 and 04:00 both may apply.

Fix: leave more hours between them: at least the bands that `stacking.guard_bands` names for both.

Options: `draft` (warning), what it weighs where one of the promotions is a draft: while it is not saved, its hours cost nothing to
change. It reports what would be below-floor, near-zero or forbidden-stack, but only inside the
guard bands; what near zero is and which pairs are forbidden is said at those rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from promocheck.model.finding import Severity
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules import forbidden_stack, near_zero
from promocheck.rules.below_floor import below_floor
from promocheck.rules.rule import Breach, Evidence, Hit, Mend, Rule, breaches, touching

_NEVER: Final = say("These must never run together, and may overlap for some hours")
_LEAVE_MORE_HOURS: Final = say(
    "Leave more hours between the end of one and the start of the next, then scan again."
)
_MEND_THIS_FIRST: Final = say(
    "Correct this promotion first, then scan again: these are the hours just before and after it."
)
_MEND_THAT_FIRST: Final = say(
    "These are the edges of another finding on this SKU: mend that first, then scan again."
)


class Options(RuleSettings):
    """How much the hours around a promotion weigh."""

    severity: SeverityOrOff = Severity.WARNING
    draft: SeverityOrOff = Severity.WARNING
    """What it weighs where one of several promotions is a draft, which can still be moved."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """Runs of segments in breach with the guard bands and not without them, each kind of breach by itself."""
    nothing = evidence.settings[near_zero.RULE.id]
    pairs = evidence.settings[forbidden_stack.RULE.id]
    assert isinstance(nothing, near_zero.Options)
    assert isinstance(pairs, forbidden_stack.Options)
    sure = [
        below_floor(evidence, "official"),
        near_zero.near_zero(evidence, "official", nothing),
        forbidden_stack.meeting(evidence, pairs, official=True),
    ]
    below = below_floor(evidence, "stacked") & ~sure[0]
    near = near_zero.near_zero(evidence, "stacked", nothing) & ~sure[1]
    meet = forbidden_stack.meeting(evidence, pairs, official=False) & ~sure[2]
    found = below | near | meet
    beside = touching(evidence.segments, found, np.logical_or.reduce(sure) & ~found)
    priced = below | near
    gaps = list(breaches(evidence.segments, found))
    worst = [gap.worst for gap in gaps]
    running = evidence.running_in(worst, official=False)
    apart = forbidden_stack.involved(evidence, pairs, worst, official=False)
    for gap, rows, forbidden in zip(gaps, running, apart, strict=True):
        alone = () if priced[gap.worst] else forbidden
        yield _hit(evidence, options, gap, rows, alone, edges=bool(beside[gap.worst]))


def _hit(
    evidence: Evidence,
    options: Options,
    breach: Breach,
    running: tuple[int, ...],
    forbidden: tuple[int, ...],
    *,
    edges: bool,
) -> Hit:
    """`forbidden` are the promotions that must never meet, where that is all that is wrong with those `running`.

    `edges`: right before or after, something is wrong without any bands, and has a finding of its own.
    """
    may_move = len(running) > 1 and not edges and any(evidence.drafted[row] for row in running)
    price = None if forbidden else evidence.money(breach.listing, evidence.at(breach.worst, "stacked"))
    if forbidden:
        message = forbidden_stack.never_together(evidence, forbidden, _NEVER)
        fix = _LEAVE_MORE_HOURS
    elif len(running) == 1:
        message = say(
            "A buyer may reach {price} some hours before the promotion starts or after it ends.", price=price
        )
        fix = _MEND_THIS_FIRST
    elif edges:
        message = say(
            "A buyer may reach {price} some hours before these promotions meet or after they part.",
            price=price,
        )
        fix = _MEND_THAT_FIRST
    else:
        message = say(
            "One promotion may still run when the next has started: for some hours a buyer may reach {price}.",
            price=price,
        )
        fix = _LEAVE_MORE_HOURS
    return Hit(
        message=message,
        fix=fix,
        listing=breach.listing,
        segment=breach.worst,
        start=breach.start,
        end=breach.end,
        promotion_rows=forbidden or None,
        severity=options.draft if may_move else None,
        mend=Mend(apart=True, rows=forbidden),
    )


RULE = Rule("PC202", "handover-gap", Options, check, __doc__, alone=True)
