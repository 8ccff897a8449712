"""What the rules about claim codes share: which promotions have one, how deep they go, and how a platform reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Form, Kind
from promocheck.rules.evidence import Evidence
from promocheck.rules.leaves import most_off
from promocheck.tables import NO_MONEY
from promocheck.tables.ragged import Ragged

Ints = NDArray[np.int64]

# Amazon saves codes in capitals, with 0 as O and 1 as I: "top10tix" is TOPIOTIX (its help on claim codes).
_READ_AS: Final = str.maketrans("01L", "OII")


def codes(evidence: Evidence) -> NDArray[np.bool_]:
    """Which promotion rows are used with a claim code."""
    promotions = evidence.promotions
    found: NDArray[np.bool_] = promotions["coded"] | (promotions["kind"] == Kind.SOCIAL_CODE)
    return found


def as_deep(
    evidence: Evidence, chosen: NDArray[np.bool_], least: Decimal
) -> Iterator[tuple[tuple[int, ...], int]]:
    """The promotions of `each_as_deep`, one by one: their rows, and how many basis points each takes off."""
    rows, off = each_as_deep(evidence, chosen, least)
    return zip(map(tuple, rows.apart(rows.rows.tolist())), off.tolist(), strict=True)


def each_as_deep(evidence: Evidence, chosen: NDArray[np.bool_], least: Decimal) -> tuple[Ragged, Ints]:
    """The live promotions of the `chosen` rows that take off `least` percent or more, and how many basis points each does.

    What counts is the SKU where it takes off most, and an order that is no larger than it has to be: 10.00 off from 60.00 on
    is a sixth, whatever one unit costs; buy one get one free is a half. Where no price is known it is 0.
    """
    rows = evidence.live(chosen)
    found = np.zeros(len(chosen), dtype=np.int64)
    found[rows] = _depths(evidence, rows)
    deep = evidence.promotions_in(evidence.together(rows, found[rows] >= int(least * 100)))
    first = deep.first[:-1]
    return deep, np.maximum.reduceat(found[deep.rows], first) if len(first) else first


def _depths(evidence: Evidence, rows: Ints) -> Ints:
    """By promotion row the basis points that it takes off where it takes off most."""
    form, value, kind, buy, get = (evidence.promotions[name][rows] for name in _TERMS)
    known, percent, units = value != NO_MONEY, form == Form.PERCENT, buy + get
    free = (kind == Kind.BUY_X_GET_Y) & (units != 0)
    found = np.maximum(np.where(known & percent, value, 0), 0)
    found[free] = most_off(evidence, rows[free]) * get[free] // units[free]
    money = np.flatnonzero(known & ~percent & ~free)
    found[money] = _money_off(evidence, rows[money])
    return found


def _money_off(evidence: Evidence, rows: Ints) -> Ints:
    """The same of what has a price or takes money off; 0 where no listing has a price."""
    who, reached = evidence.reached_by(rows)
    price = evidence.listings["price"][reached]
    who, price = who[price > 0], price[price > 0]
    value, spend, units = (evidence.promotions[name][rows] for name in ("value", "min_spend", "min_quantity"))
    dearest, order = np.zeros(len(rows), dtype=np.int64), np.full(len(rows), _NO_ORDER)
    np.maximum.at(dearest, who, price)
    np.minimum.at(order, who, np.maximum(-(-spend[who] // price), np.maximum(units[who], 1)) * price)
    priced = evidence.promotions["form"][rows] == Form.PRICE
    off = np.where(priced, np.maximum(dearest - value, 0), value)
    share = off * 10_000 // np.where(priced, np.maximum(dearest, 1), order)
    return np.where(dearest == 0, 0, np.where(priced, share, np.minimum(share, 10_000)))


_TERMS: Final = ("form", "value", "kind", "buy_quantity", "get_quantity")
_NO_ORDER: Final = np.iinfo(np.int64).max  # beyond any order


def as_read_each(codes: Sequence[str]) -> list[str]:
    """Many codes as the platform reads them, all of them at once where they are without spaces."""
    together = "\0".join(codes)
    found = together.upper().translate(_READ_AS).split("\0")
    return found if together.split() == [together] and len(found) == len(codes) else list(map(as_read, codes))


def as_read(code: str) -> str:
    """A code as the platform reads it: in capitals, and letters for the digits that look like them."""
    return "".join(code.split()).upper().translate(_READ_AS)
