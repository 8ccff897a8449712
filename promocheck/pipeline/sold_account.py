"""What became of every row of the order files: counted by reason, so that it adds up; SKUs without a floor by name."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck import exports
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.rescue import Account, Floorless, Twin
from promocheck.model.text import say
from promocheck.pipeline.ground import lowest
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.sold import NOT_LISTED, Judged
from promocheck.pricing.keys import Ints
from promocheck.rescue.outcome import UNPROVEN, Outcome
from promocheck.tables import KEY
from promocheck.tables.sorting import distinct

_WHY: Final = {
    Outcome.AGAIN: say("the same item in another file, counted there"),
    Outcome.ELSEWHERE: say("sold in another shop, only shipped by Amazon"),
    Outcome.CANCELLED: say("cancelled already"),
    Outcome.CURRENCY: say("in another currency than the marketplace's"),
    Outcome.PENDING: say("pending: Amazon shows no price yet"),
    Outcome.PRICELESS: say("no price in the report, though neither pending nor cancelled"),
    Outcome.UNITLESS: say("a price but no units, though not cancelled"),
    Outcome.NO_UNITS: say("no units"),
    Outcome.REPLACEMENT: say("replacements: a price of 0 without a discount"),
    Outcome.UNTOLD: say("not known: the report lacks a column"),
}


def accounts_of(found: Judged, sold: exports.Sold) -> tuple[Account, ...]:
    """By file what became of its rows."""
    size = len(Outcome)
    source = found.lines["source"].astype(np.int64)
    counts = np.bincount(source * size + found.outcome, minlength=len(sold.sources) * size)
    codes = np.bincount(sold.items["source"], minlength=len(sold.sources))
    silent = _silent(found, len(sold.sources))
    accounts = []
    for at, each in enumerate(sold.sources):
        mine = counts[at * size : (at + 1) * size].tolist()
        told = [(why, mine[outcome], outcome in UNPROVEN) for outcome, why in _WHY.items() if mine[outcome]]
        accounts.append(
            Account(
                path=each.path,
                read=each.rows_read,
                below=mine[Outcome.BELOW],
                fine=mine[Outcome.FINE],
                floorless=mine[Outcome.NO_FLOOR],
                aside=tuple((why, n) for why, n, unproven in told if not unproven),
                unproven=tuple((why, n) for why, n, unproven in told if unproven),
                unread=each.rows_unread + each.rows_left_out,
                codes=int(codes[at]),
                silent=int(silent[at]),
            )
        )
    return tuple(accounts)


def _silent(found: Judged, files: int) -> Ints:
    """By file how many of its fine lines name a promotion, where none of all its lines has a discount."""
    source = found.lines["source"].astype(np.int64)
    discounts = np.bincount(source[found.lines["discount"] > 0], minlength=files)
    fine = found.of(Outcome.FINE)
    naming = fine[found.lines["promotions"][fine] != ""]
    return np.where(discounts > 0, 0, np.bincount(source[naming], minlength=files))


def twins_of(found: Judged, sold: exports.Sold) -> tuple[Twin, ...]:
    """Which files repeat which, and how much of them."""
    pairs = sorted(found.twins.files.items())
    return tuple(Twin(sold.sources[mine].path, sold.sources[other].path, n) for (mine, other), n in pairs)


def floorless_of(found: Judged, priced: Priced) -> tuple[Floorless, ...]:
    """SKUs that were sold and have no floor, those that are doubtful first.

    As in a scan a floor is asked of what is promoted; and of what went for next to nothing. A SKU that is not listed may have one.
    """
    rows = found.of(Outcome.NO_FLOOR)
    if not len(rows):
        return ()
    groups: dict[tuple[str, str, str], list[int]] = {}
    names = (found.lines[name][rows].tolist() for name in KEY)
    for row, key in zip(rows.tolist(), zip(*names, strict=True), strict=True):
        groups.setdefault(key, []).append(row)
    required = priced.shop.scopes.floor_required()
    promoted = set(priced.shop.targets.pairs["listing"].tolist())
    mine = distinct(found.listing[rows])
    mine = mine[mine != NOT_LISTED]
    beyond = dict(zip(mine.tolist(), lowest(priced.shop, mine).tolist(), strict=True))
    units, paid, off = _columns(found)
    result = []
    for key, lines in groups.items():
        listing = int(found.listing[lines[0]])
        at = np.array(lines)
        each = paid[at] // units[at]
        listed = listing != NOT_LISTED
        doubtful = not listed or (
            bool(required[listing])
            and (listing in promoted or bool((off[at] > 0).any()) or bool((each < beyond[listing]).any()))
        )
        why = (
            say("no floor") if listed else say("no listing of {marketplace} has this SKU", marketplace=key[1])
        )
        cheapest = Money(int(each.min()), BY_CODE[key[1]].currency)
        result.append(Floorless(*key, len(lines), int(units[at].sum()), cheapest, why, doubtful))
    return tuple(sorted(result, key=lambda one: (not one.doubtful, one.marketplace, one.sku)))


def _columns(found: Judged) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Units, what was paid and what came off, by line."""
    units, price, off = (found.lines[name] for name in ("quantity", "price", "discount"))
    return units, price - off, off
