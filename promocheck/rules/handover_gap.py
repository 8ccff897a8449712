"""Two promotions follow each other so closely that both may apply for some hours.

Why: a coupon can start before its hour, and an ended promotion takes hours to disappear. What is apart on paper meets in
the shop.

A real accident: a social code sold badly, was cancelled, and a large coupon set up less than four hours later, betting that
it would not start so soon. It started early, both applied, and the price was 0.

Example: a social code ends on 4 December at 00:00, a coupon starts the same minute; between 18:00 and 04:00 both may apply.

Fix: leave more hours between them: at least the bands that `stacking.guard_bands` names for both.

Options: none besides the severity. It reports what would be below-floor, near-zero or forbidden-stack, but only inside the
guard bands; what near zero is and which pairs are forbidden is said at those rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.kind import Kind
from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules import forbidden_stack, near_zero
from promocheck.rules.below_floor import below_floor
from promocheck.rules.rule import Breach, Evidence, Hit, Mend, Rule, breaches


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """Runs of segments in breach with the guard bands and not without them, each kind of breach by itself."""
    del options
    nothing = evidence.settings[near_zero.RULE.id]
    pairs = evidence.settings[forbidden_stack.RULE.id]
    assert isinstance(nothing, near_zero.Options)
    assert isinstance(pairs, forbidden_stack.Options)
    below = below_floor(evidence, "stacked") & ~below_floor(evidence, "official")
    near = near_zero.near_zero(evidence, "stacked", nothing) & ~near_zero.near_zero(
        evidence, "official", nothing
    )
    meet = forbidden_stack.meeting(evidence, pairs, official=False)
    meet &= ~forbidden_stack.meeting(evidence, pairs, official=True)
    for breach in breaches(evidence.segments, below | near | meet):
        forbidden = forbidden_stack.involved(evidence, pairs, breach.worst, official=False)
        yield _hit(evidence, breach, () if (below | near)[breach.worst] else forbidden)


def _hit(evidence: Evidence, breach: Breach, forbidden: tuple[int, ...]) -> Hit:
    """`forbidden` are the promotions that must never meet, where that is all that is wrong."""
    price = evidence.money(breach.listing, evidence.at(breach.worst, "stacked"))
    running = evidence.promotions_in(breach.worst, frozenset(Kind), official=False)
    if forbidden:
        message = forbidden_stack.never_together(
            evidence, forbidden, say("These must never run together, and may overlap for some hours")
        )
        fix = say("Leave more hours between the end of one and the start of the next, then scan again.")
    elif len(running) == 1:
        message = say(
            "A buyer may reach {price} some hours before the promotion starts or after it ends.", price=price
        )
        fix = say(
            "These are the edges of one promotion: mend its price in its own window first, then scan again."
        )
    else:
        message = say(
            "A buyer may reach {price} for some hours in which one promotion hands over to another.",
            price=price,
        )
        fix = say("Leave more hours between the end of one and the start of the next, then scan again.")
    return Hit(
        message=message,
        fix=fix,
        listing=breach.listing,
        segment=breach.worst,
        start=breach.start,
        end=breach.end,
        promotion_rows=forbidden or None,
        mend=Mend(apart=True, rows=forbidden),
    )


RULE = Rule("PC202", "handover-gap", WarningByDefault, check, __doc__)
