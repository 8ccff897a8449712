"""A SKU has something that is not priced, so its lowest price is not known.

Why: a price that leaves something out is too high, and "clear" would be a guess.

Example: a deal whose export tells the dates but no price, a kind of promotion that the policy's stacking has no place for,
an Incomplete listing without a price under a coupon, or a price file with what businesses pay and a blank where the price
should be.

Fix: write the deal's price and dates into a promotions sheet, give the kind a class in `stacking`, complete the listing; or
work this SKU out by hand.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.problem import Unpriced
from promocheck.model.text import say
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule, hit_of_target


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """One hit per SKU and reason."""
    del options
    for problem in evidence.of(Unpriced):
        yield hit_of_target(problem, _COMPLETED if problem.blank and not problem.promotions else _BY_HAND)


_BY_HAND: Final = say("Work out this SKU's lowest price by hand, or take it out of the promotion.")
_COMPLETED: Final = say("Fill in its price, then scan again.")


RULE = Rule("PC904", "not-priced", ErrorByDefault, check, __doc__, trust=True, scope="run")
