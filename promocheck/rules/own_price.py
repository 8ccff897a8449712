"""What listings sell at by themselves, without any promotion, and hits that are about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from promocheck.model.money import Money
from promocheck.model.text import Text
from promocheck.model.texts import Amounts, Same
from promocheck.model.value import dataclass
from promocheck.policy import SeverityOrOff
from promocheck.policy.layout import FIRST_PROGRESSIVE
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import Hits
from promocheck.rules.primary import Primaries, Primary
from promocheck.tables import NO_MONEY
from promocheck.tables.ragged import Ragged

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


def _single(evidence: Evidence, listing: Ints) -> Ints:
    """What a business pays for one, in minor units by listing; `NO_MONEY` where they have no price."""
    own, business = (evidence.listings[name][listing] for name in ("price", "business_price"))
    lower = (business != NO_MONEY) & (business < own)
    found: Ints = np.where(lower, business, own)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Tiered:
    """What a business pays for many units, by listing: the least of it, or what it pays for one where no tier is below that.

    `one` is what it pays for one. Of the tier that is: whether it is a `share`, from how many `units` it holds, and whether they are all that were bought.
    """

    one: Ints
    price: Ints
    lower: Flags
    share: Flags
    units: Ints
    progressive: Flags

    @staticmethod
    def of(evidence: Evidence, listing: Ints) -> Tiered:
        """A tier in percent is off what one costs."""
        one, listings = _single(evidence, listing), evidence.listings
        price, share = (listings[name][listing] for name in ("tier_price", "tier_share"))
        priced, shared = ((each != NO_MONEY) & (one != NO_MONEY) for each in (price, share))
        off = (np.where(shared, one, 0) * np.where(shared, share, 0) + 5_000) // 10_000
        fixed, left = np.where(priced, price, one), one - off
        units, level = (
            np.where(
                left < fixed, listings[f"tier_share_{name}"][listing], listings[f"tier_price_{name}"][listing]
            )
            for name in ("quantity", "level")
        )
        least = np.minimum(one, np.minimum(fixed, left))
        return Tiered(one, least, least < one, left < fixed, units, level >= FIRST_PROGRESSIVE)


def lowest(evidence: Evidence, listing: Ints) -> Ints:
    """The least that anybody pays, a business for many units too; likewise."""
    return Tiered.of(evidence, listing).price


def hits_of_listings(
    evidence: Evidence,
    listing: Ints,
    message: Sequence[Text],
    fix: Sequence[Text],
    key: Sequence[Iterable[object]],
    primary: Primaries | Primary,
    rows: Ragged | None = None,
    sells_at: Ints | None = None,
    floor: Ints | None = None,
    severity: Sequence[SeverityOrOff | None] | None = None,
) -> Hits:
    """One hit of each listing about what it `sells_at` by itself, which is the lowest where that is not said.

    `key` are columns of what tells its findings apart, `floor` is what that is held against, where it is a floor; `rows` are the promotion rows that set it, where any do.
    """
    many = len(listing)
    return Hits.told(
        message,
        fix,
        listing=listing,
        rows=Ragged.none(many) if rows is None else rows,
        primary=primary,
        key=[*zip(*(map(str, column) for column in key), strict=True)],
        own_price=_told(evidence, listing, lowest(evidence, listing) if sells_at is None else sells_at),
        own_floor=Same(None, many) if floor is None else _told(evidence, listing, floor),
        severity=Same(None, many) if severity is None else severity,
    )


def lowest_told(evidence: Evidence, listing: Ints) -> Sequence[Money | None]:
    """The least that anybody pays for each listing, as money; None where it has no price."""
    return _told(evidence, listing, lowest(evidence, listing))


def _told(evidence: Evidence, listing: Ints, price: Ints) -> Sequence[Money | None]:
    minor = [None if each == NO_MONEY else each for each in price.tolist()]
    return Amounts(minor, evidence.currencies(listing))
