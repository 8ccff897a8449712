"""A SKU carries a promotion and has no floor, so nothing says how low its price may go.

Why: a missing floor read as zero is the oldest accident of the trade: a repricer took a blank minimum price for 0.01 and
sold hundreds of orders in two hours (Appeagle, 2012). So it is a fault of the run: it cannot be trusted.

Example: coupon C1 on SKU A-1; the floors sheet has no row for A-1, and neither listing nor policy give a minimum.

Fix: add the SKU to the floors sheet (`sku, floor` or `sku, cost, fees, min_margin_percent`), or set `floors.default` in
the policy.

Options: none besides the severity. `floors.required: never` in the policy asks for no floors at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.text import say
from promocheck.policy import ErrorByDefault
from promocheck.rules.breach import breaches
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import PRICE
from promocheck.rules.rule import Hit, Rule
from promocheck.tables import NO_MONEY

_FIX: Final = say(
    "Give it a floor or a cost in the floors sheet, or mend what could not be read of that, then scan again."
)


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """Promoted listings without a floor, at any time or on some of the days on which something runs."""
    del options
    segments = evidence.segments
    lacks = (segments["floor"] == NO_MONEY) & evidence.floor_required[segments["listing"]]
    promoted = evidence.promoted()
    ever = evidence.floor != NO_MONEY
    ever[segments["listing"][~lacks]] = True
    never = promoted[evidence.floor_required[promoted] & ~ever[promoted]]
    at_times = lacks & ever[segments["listing"]]
    for listing in never.tolist():
        yield Hit(
            message=say(
                "It carries a promotion and has no floor: nothing that was read says how low its price may go."
            ),
            fix=_FIX,
            listing=listing,
            promotion_rows=evidence.promotions_of(listing),
            primary=PRICE,
        )
    for gap in breaches(segments, at_times):
        yield Hit(
            message=say("On these days it carries a promotion and has no floor; on others it has one."),
            fix=_FIX,
            listing=gap.listing,
            start=gap.start,
            end=gap.end,
            promotion_rows=evidence.promotions_of(gap.listing),
            primary=PRICE,
        )


RULE = Rule("PC103", "missing-floor", ErrorByDefault, check, __doc__, trust=True, scope="listing")
