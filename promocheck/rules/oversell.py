"""More units are open to a promotion than there are, or than were meant for it.

Why: a deal's units are a commitment, not a limit: what is in stock sells at its price. And what is promised beyond the stock cannot be
sent.

A real accident: 200 units were planned for a special of 9.90 yuan and the stock was left at 400, in the belief that the platform stops
at 200: 400 were sold in a minute. A one-yuan flash sale for 20,000 pieces had 350 in stock; sending the rest cost 541,363 yuan.

Example: `planned_units` 200 in the floors sheet, 400 in stock, a deal at a third of the price.

Fix: set the stock that is open to what is meant, and the deal's units to what is there.

Options: `from_percent` (30), how deep a promotion goes before stock beyond the plan is told. Committed units beyond the stock are told of
every depth; the units of a row that names several SKUs are held against what is there of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.rules.telling import ids_of, named, skus_named
from promocheck.tables import NO_COUNT, NO_MONEY, SHOP
from promocheck.tables.sorting import distinct

Ints = NDArray[np.int64]


class Options(RuleSettings):
    """When open stock matters."""

    severity: SeverityOrOff = Severity.WARNING
    from_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(30)
    """In percent off: from this depth on, stock beyond the planned units is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion that commits too much, and one per set of promotions that too much stock is open to."""
    units = evidence.promotions["units"]
    committed = np.flatnonzero((units > 0)[evidence.named["promotion"]])
    row = distinct(evidence.named["promotion"][committed])
    stock, planned = (_there(evidence, each, committed) for each in (evidence.stock, evidence.planned))
    beyond_stock = (stock != NO_COUNT) & (units > stock)
    # What goes beyond the stock is not told again of the plan.
    beyond_plan = (planned != NO_COUNT) & (units > planned) & ~beyond_stock
    for beyond, there, what in ((beyond_stock, stock, _STOCK), (beyond_plan, planned, _PLAN)):
        listings = _listings(evidence, beyond)
        for rows in evidence.by_id(row[beyond[row]]):
            yield _committed(evidence, rows, listings, there, what)
    yield from _open_stock(evidence, options)


def _there(evidence: Evidence, known: Ints, named: Ints) -> Ints:
    """Units of all listings that a row of a sheet names, of these of `named`; NO_COUNT where they are not known of each."""
    listing, row = (evidence.named[name][named] for name in ("listing", "promotion"))
    total = np.zeros(evidence.promotions.rows, dtype=np.int64)
    np.add.at(total, row, np.maximum(known[listing], 0))
    total[row[known[listing] == NO_COUNT]] = NO_COUNT
    return total


def _listings(evidence: Evidence, chosen: NDArray[np.bool_]) -> dict[int, list[int]]:
    """The listings that each of the `chosen` rows names."""
    at = np.flatnonzero(chosen[evidence.named["promotion"]])
    found: dict[int, list[int]] = {}
    for listing, row in zip(
        *(evidence.named[name][at].tolist() for name in ("listing", "promotion")), strict=True
    ):
        found.setdefault(row, []).append(listing)
    return found


def _committed(
    evidence: Evidence, rows: tuple[int, ...], listings: dict[int, list[int]], there: Ints, what: Text
) -> Hit:
    """A hit about the row that goes furthest beyond what is there."""
    worst = max(rows, key=lambda row: evidence.promotions.number("units", row) - int(there[row]))
    mine, units = listings[worst], Primary(("units",), worst)
    values = {
        "who": named(evidence, worst),
        "units": evidence.promotions.number("units", worst),
        "n": int(there[worst]),
        "what": what,
    }
    if len(mine) > 1:
        skus = skus_named(evidence, mine)
        message = say("{who} is for {units} units of {skus}, and {n} {what}.", skus=skus, **values)
        return hit_of_promotion(evidence, rows, message, _FIX, "units", primary=units)
    message = say("{who} is for {units} units, and {n} {what}.", **values)
    others = (at for row in rows for at in listings[row])
    return _hit(message, tuple(dict.fromkeys((*mine, *others))), rows, "units", units)


def _open_stock(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """SKUs with more in stock than was planned, while something deep runs; together where the same promotions run."""
    segments, listing = evidence.segments, evidence.segments.kept("listing")
    stock, planned = evidence.stock, evidence.planned
    more = (planned != NO_COUNT) & (stock != NO_COUNT) & (stock > planned)
    asked = np.flatnonzero(more[listing])
    own = evidence.listings["price"][listing[asked]]
    off = np.where(own == NO_MONEY, 0, own - segments.some("documented", asked)) * 10_000
    enough = off >= np.where(own == NO_MONEY, 1, own) * int(options.from_percent * 100)
    open_to: dict[tuple[object, ...], list[int]] = {}
    for each in distinct(segments.some("listing", asked[enough])).tolist():
        shop = (evidence.listings.text(name, each) for name in SHOP)
        key = (*shop, *(ids_of(evidence, evidence.promotions_of(each)) or (each,)))
        open_to.setdefault(key, []).append(each)
    for listings in open_to.values():
        listings.sort(key=lambda listing: int(evidence.planned[listing] - evidence.stock[listing]))
        message = say(
            "{stock} units are in stock, and {planned} are planned: all of them can sell at the promotion's price.",
            stock=int(evidence.stock[listings[0]]),
            planned=int(evidence.planned[listings[0]]),
        )
        rows = evidence.promotions_of(listings[0])
        yield _hit(message, tuple(listings), rows, "stock", _PLANNED)


def _hit(message: Text, listings: tuple[int, ...], rows: tuple[int, ...], key: str, primary: Primary) -> Hit:
    return Hit(
        message=message,
        fix=_FIX,
        listing=listings[0],
        also_on=listings[1:],
        promotion_rows=rows,
        key=(key,),
        primary=primary,
    )


_FIX = say("Lower the open stock to the units that you mean, and commit no more than you have.")
_STOCK = say("are in stock")
_PLAN = say("are planned")
_PLANNED = Primary(("planned_units",), of="floors sheet")
RULE = Rule("PC501", "oversell", Options, check, __doc__)
