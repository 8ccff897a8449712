"""A deep claim code has no limit: anybody may use it, as often as they like.

Why: a code that was meant for ten reviewers stands on a coupon site an hour later.

A real accident: an unlimited code was shared in a Facebook group, and the whole stock was sold at the launch price; another launch
code was used to buy all of the inventory in one order.

Example: a social code of 50 % with a group code, no limit a customer and none an order.

Fix: make it single use, or limit it to one a customer and a few units an order.

Options: `from_percent` (50), from which discount on; money off counts by its share of the cheapest SKU's price.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import CodeType, Switch
from promocheck.model.money import percent
from promocheck.model.text import say
from promocheck.model.texts import Same
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.codes import codes, each_as_deep
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import Hits, hits_of_promotions, in_blocks
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Rule
from promocheck.rules.telling_columns import filled
from promocheck.tables import NO_COUNT


class Options(RuleSettings):
    """Which codes need a limit."""

    severity: SeverityOrOff = Severity.WARNING
    from_percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(50)
    """In percent off: a code of this much needs a limit."""


def check(evidence: Evidence, options: Options) -> Iterator[Hits]:
    """One hit per promotion."""
    promotions = evidence.promotions
    unlimited = (
        (promotions["code_type"] != CodeType.SINGLE_USE)
        & (promotions["once_per_customer"] != Switch.YES)
        & (promotions["max_per_order"] == NO_COUNT)
    )
    rows, off = each_as_deep(evidence, codes(evidence) & unlimited, options.from_percent)
    for at in in_blocks(len(off)):
        mine = rows.of_owners(at)
        names = promotions["id"][mine.rows[mine.first[:-1]]].tolist()
        message = filled(_MESSAGE, len(at), promotion=names, off=list(map(percent, off[at].tolist())))
        yield hits_of_promotions(evidence, mine, message, Same(_FIX, len(at)), primary=_LIMIT)


_MESSAGE: Final = say(
    "The code of {promotion} takes {off} off and has no limit: not single use, not once a customer, any number of units."
)
_FIX: Final = say("Make it single use, or limit it to one a customer and a few units an order.")
_LIMIT: Final = Primary(("code_type", "one_per_customer", "max_units_per_order", "claim_code"))
RULE = Rule("PC305", "code-without-cap", Options, check, __doc__)
