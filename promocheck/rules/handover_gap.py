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

from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules import forbidden_stack, near_zero
from promocheck.rules.below_floor import below_floor
from promocheck.rules.rule import Evidence, Hit, Rule, breaches


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
    meet = forbidden_stack.meeting(evidence, "kinds", pairs) & ~forbidden_stack.meeting(
        evidence, "official_kinds", pairs
    )
    for breach in breaches(evidence.segments, below | near | meet):
        price = evidence.money(breach.listing, evidence.at(breach.worst, "stacked"))
        forbidden = evidence.promotions_in(
            breach.worst, forbidden_stack.involved(pairs, evidence.at(breach.worst, "kinds")), official=False
        )
        only_meet = not (below | near)[breach.worst]
        yield Hit(
            message=say(
                "A buyer may reach {price} for some hours: a promotion can apply before its official start or after its end.",
                price=price,
            ),
            fix=say(
                "Take less off, or leave more hours between the end of one promotion and the start of the next; then scan again."
            ),
            listing=breach.listing,
            segment=breach.worst,
            start=breach.start,
            end=breach.end,
            promotion_rows=forbidden if only_meet else None,
        )


RULE = Rule("PC202", "handover-gap", WarningByDefault, check, __doc__)
