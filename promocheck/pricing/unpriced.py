"""What a promoted SKU carries that is not priced: each makes its lowest price unknown."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.problem import Unpriced
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.policy import Stacking
from promocheck.pricing.classes import NO_CLASS, class_of
from promocheck.pricing.keys import Flags, Ints, grouped
from promocheck.pricing.plan import GRAINS, Reading
from promocheck.pricing.rounding import MOST
from promocheck.pricing.rows import Cited
from promocheck.pricing.timeline import Windows
from promocheck.pricing.trials import WHOLE
from promocheck.tables import NO_MONEY
from promocheck.tables.frames import Columns, Frame, only


def unpriced(
    listings: Frame,
    promotions: Frame,
    pairs: Frame,
    stacking: Stacking,
    sources: tuple[Source, ...],
) -> tuple[Flags, list[Unpriced]]:
    """Which pairs can be priced at all, and one problem per SKU and reason for what cannot."""
    listing, promotion = pairs["listing"], pairs["promotion"]
    without_price = listings["price"][listing] == NO_MONEY
    no_class = class_of(promotions, stacking)[promotion] == NO_CLASS
    too_large = ~without_price & _beyond_exact(listings, promotions, listing, promotion, stacking)
    reasons: list[tuple[Flags, Text | None]] = [
        (without_price, say("An Incomplete listing without a price carries a promotion.")),
        (no_class, None),
        (too_large, say("Its price is too large to be worked out exactly. Check it.")),
    ]
    found = [
        problem
        for flags, reason in reasons
        for problem in _problems(listings, promotions, only(pairs, flags), reason, sources)
    ]
    return ~without_price & ~too_large, found


def without_own_price(listings: Frame, promoted: Ints, sources: tuple[Source, ...]) -> list[Unpriced]:
    """A problem for each listing that only businesses have a price of; what is `promoted` has one already.

    Rows of price files and templates may lack the price, as parents do, which sell at nothing: who sells to businesses is none.
    """
    bought = [listings[name] != NO_MONEY for name in ("business_price", "tier_price", "tier_share")]
    rows = np.flatnonzero((listings["price"] == NO_MONEY) & np.logical_or.reduce(bought))
    rows = rows[~np.isin(rows, promoted)]
    named, cited = Columns(listings), Cited.of(listings, sources)
    return [
        Unpriced(
            named.text("store", at),
            named.text("marketplace", at),
            named.text("sku", at),
            named.text("asin", at) or None,
            (),
            cited.places([at], "price"),
            say("Businesses have a price of it, and its own is blank, so it was held against no floor."),
            cited.owners([at]),
            blank=True,
        )
        for at in rows.tolist()
    ]


def _beyond_exact(
    listings: Frame, promotions: Frame, listing: Ints, promotion: Ints, stacking: Stacking
) -> Flags:
    """Pairs of listings on which something has a price whose shares no 64 bits hold, of so many units."""
    grain = GRAINS if stacking.rounding.at == "end" else 1
    value = np.where(promotions["form"] == Form.PRICE, promotions["value"], 0)
    price, units = listings["price"], _units(promotions)
    highest = max(int(each.max(initial=0)) for each in (price, value))
    if float(highest) * grain * WHOLE * max(int(units.max(initial=1)), 1) < MOST:
        return np.zeros(len(listing), dtype=bool)
    price = np.maximum(price[listing], value[promotion]).astype(np.float64)
    large = price * grain * WHOLE * np.maximum(units[promotion], 1) >= MOST
    found: Flags = np.isin(listing, listing[large])
    return found


def _units(promotions: Frame) -> Ints:
    """How many units each promotion is for, where it says so."""
    buys, gets = (promotions[name] for name in ("buy_quantity", "get_quantity"))
    units: Ints = buys + gets
    return units


def with_value(
    pairs: Frame,
    listings: Frame,
    promotions: Frame,
    windows: Windows,
    sources: tuple[Source, ...],
) -> tuple[Frame, list[Unpriced]]:
    """The pairs whose promotion says what it takes off, and a problem per SKU with one that nothing prices.

    A report that tells when a deal runs and not at what price is priced by another row on the same listing, with its id
    or of its kind, that runs as long.
    """
    listing, promotion = pairs["listing"], pairs["promotion"]
    lacks = promotions["value"][promotion] == NO_MONEY
    if not lacks.any():
        return pairs, []
    covered = _covered(listing, promotion, lacks, promotions, windows)
    reason = say(
        "A promotion runs on it whose export does not say at what price. Add it to a promotions sheet, with all of its dates."
    )
    return only(pairs, ~lacks), _problems(
        listings, promotions, only(pairs, lacks & ~covered), reason, sources
    )


def _covered(listing: Ints, promotion: Ints, lacks: Flags, promotions: Frame, windows: Windows) -> Flags:
    """Which pairs without a value stand beside one with a value that is the same promotion, or like it."""
    ids, kinds = promotions["id"], promotions["kind"]
    span = windows.spans[Reading.OFFICIAL]
    found = np.zeros(len(listing), dtype=bool)
    valued = np.flatnonzero(~lacks & np.isin(listing, listing[lacks]))
    beside: dict[int, list[int]] = {}
    for pair in valued.tolist():
        beside.setdefault(int(listing[pair]), []).append(int(promotion[pair]))
    for pair in np.flatnonzero(lacks).tolist():
        mine = int(promotion[pair])
        found[pair] = any(
            (ids[other] == ids[mine] or kinds[other] == kinds[mine])
            and span.start[other] <= span.start[mine]
            and span.end[other] >= span.end[mine]
            for other in beside.get(int(listing[pair]), ())
        )
    return found


_SALE_ALONE: Final = say("It has a sale price, and its own is blank: what it sells at besides is not known.")


def _problems(
    listings: Frame,
    promotions: Frame,
    pairs: Frame,
    reason: Text | None,
    sources: tuple[Source, ...],
) -> list[Unpriced]:
    found = []
    listing, promotion = pairs["listing"], pairs["promotion"]
    named, promoted, cited = Columns(listings), Columns(promotions), Cited.of(promotions, sources)
    offering = Cited.of(listings, sources)
    for rows in grouped(listing):
        at = int(listing[rows[0]])
        mine = promotion[rows]
        campaigns = mine[promoted["id"][mine] != ""]
        blank = named.number("price", at) == NO_MONEY
        kinds = tuple(
            label_of(word) for word in sorted({Kind(each).word for each in promoted["kind"][mine].tolist()})
        )
        store, marketplace, sku, asin = (
            named.text(name, at) for name in ("store", "marketplace", "sku", "asin")
        )
        found.append(
            Unpriced(
                store,
                marketplace,
                sku,
                asin or None,
                tuple(sorted(set(promoted["id"][mine]) - {""})),
                cited.places(campaigns, "kind") if len(campaigns) else offering.places([at], "price"),
                _SALE_ALONE
                if blank and not len(campaigns)
                else reason
                or say("The policy's stacking prices no promotion of this kind: {kinds}.", kinds=kinds),
                cited.owners(mine),
                blank=blank,
            )
        )
    return found
