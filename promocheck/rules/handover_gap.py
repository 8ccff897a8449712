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

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Severity
from promocheck.model.money import Money, money
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules import forbidden_stack, near_zero
from promocheck.rules.below_floor import below_floor
from promocheck.rules.breach import Breach, breaches, touching
from promocheck.rules.rule import Evidence, Hit, Mend, Rule
from promocheck.rules.telling import each_named
from promocheck.tables.ragged import Ragged

Flags = NDArray[np.bool_]

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
    priced = below | near
    found = priced | meet
    beside = touching(evidence.segments, found, np.logical_or.reduce(sure) & ~found)
    gaps = list(breaches(evidence.segments, found))
    worst = np.array([gap.worst for gap in gaps], dtype=np.int64)
    running = evidence.running_in(worst, official=False)
    apart = forbidden_stack.involved(evidence, pairs, worst, running, official=False)
    apart = apart.where(~priced[worst][apart.owner])
    yield from _hits(evidence, options, gaps, running, apart, beside[worst])


def _hits(
    evidence: Evidence, options: Options, gaps: Sequence[Breach], running: Ragged, apart: Ragged, edges: Flags
) -> Iterator[Hit]:
    """`apart` are the promotions that must never meet, where that is all that is wrong with those `running`.

    `edges`: right before or after, something is wrong without any bands, and has a finding of its own.
    """
    many, worst = np.diff(running.first), np.array([gap.worst for gap in gaps], dtype=np.int64)
    movable = (many > 1) & ~edges & running.any(evidence.drafted[running.rows])
    prices = zip(
        evidence.segments.some("stacked", worst).tolist(),
        evidence.currencies([gap.listing for gap in gaps]),
        strict=True,
    )
    promotions = apart.apart(apart.rows.tolist()), each_named(evidence, apart)
    known = (each.tolist() for each in (many, edges, movable))
    for gap, rows, who, price, alone, edge, may_move in zip(gaps, *promotions, prices, *known, strict=True):
        told = (
            (forbidden_stack.never_together(who, _NEVER), _LEAVE_MORE_HOURS)
            if rows
            else _at_a_price(money(*price), alone, edges=edge)
        )
        forbidden = tuple(rows)
        yield Hit(
            *told,
            listing=gap.listing,
            segment=gap.worst,
            start=gap.start,
            end=gap.end,
            promotion_rows=forbidden or None,
            severity=options.draft if may_move else None,
            mend=Mend(apart=True, rows=forbidden),
        )


def _at_a_price(price: Money, running: int, *, edges: bool) -> tuple[Text, Text]:
    """The message and the fix of one at which so many promotions make a price that is wrong."""
    if running == 1:
        message = say(
            "A buyer may reach {price} some hours before the promotion starts or after it ends.", price=price
        )
        return message, _MEND_THIS_FIRST
    if edges:
        message = say(
            "A buyer may reach {price} some hours before these promotions meet or after they part.",
            price=price,
        )
        return message, _MEND_THAT_FIRST
    message = say(
        "One promotion may still run when the next has started: for some hours a buyer may reach {price}.",
        price=price,
    )
    return message, _LEAVE_MORE_HOURS


RULE = Rule("PC202", "handover-gap", Options, check, __doc__, scope="listing")
