"""What touches one listing: every promotion that names it, also those that do not count, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.model.kind import Form, Kind, Status
from promocheck.model.money import Percent
from promocheck.model.place import Place
from promocheck.model.problem import Unpriced
from promocheck.model.story import Touching
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.pipeline.accounts import why_aside
from promocheck.pipeline.priced import Priced
from promocheck.policy.layout import FIRST_PROGRESSIVE
from promocheck.pricing.classes import NO_CLASS
from promocheck.pricing.keys import Ints
from promocheck.pricing.match import match
from promocheck.pricing.promotions import OF_LISTINGS
from promocheck.pricing.shelves import Shelves
from promocheck.pricing.timeline import Aside
from promocheck.tables import KEY, NO_END, NO_MONEY, NO_START
from promocheck.tables.frames import taken

NOT_PRICED: Final = say("not priced")


@dataclass(frozen=True, slots=True)
class Touched:
    """What touches a listing: what counts first, then what is not priced, then what is set aside, each in order of time.

    `number` has the place among them of every row that counts.
    """

    promotions: tuple[Touching, ...]
    number: dict[int, int]


def touching(tables: exports.Tables, priced: Priced, listing: int) -> Touched:
    """Every promotion that reaches a listing, and what it offers by itself."""
    counted = _counted(priced, listing)
    rows = _rows(tables, priced, listing, counted)
    counts = set(counted.tolist())
    unpriced = _unpriced(priced, listing)
    places = priced.places.discounts(np.array(rows, dtype=np.int64), np.full(len(rows), listing))
    found = tuple(
        told(priced, row, listing, place, _aside(priced, row, counts, unpriced))
        for row, place in zip(rows, places, strict=True)
    )
    return Touched(found, {row: at for at, row in enumerate(rows) if found[at].aside is None})


def _counted(priced: Priced, listing: int) -> Ints:
    """The rows that pricing counts on the listing."""
    pairs = priced.shop.targets.pairs
    found: Ints = pairs["promotion"][pairs["listing"] == listing]
    return found


def _rows(tables: exports.Tables, priced: Priced, listing: int, counted: Ints) -> list[int]:
    shop = priced.shop
    at = taken(shop.listings, np.array([listing]))
    reached = match(Shelves(at), shop.promotions, shop.named, tables.sources).pairs["promotion"]
    rows = np.unique(np.concatenate((reached, _sale_price(priced, listing), counted)))
    aside, ids = shop.windows.aside[rows] != Aside.LIVE, shop.promotions["id"]
    # A promotion that reaches it twice, by SKU and by ASIN, is priced by one of its rows.
    elsewhere = np.isin(ids[rows], ids[counted]) & ~np.isin(rows, counted)
    kept = rows[aside | ~elsewhere]
    start, counts = shop.promotions["start"][kept], np.isin(kept, counted)
    counts &= priced.evidence.classes[kept] != NO_CLASS
    found: list[int] = kept[
        np.lexsort((kept, start, ~counts, shop.windows.aside[kept] != Aside.LIVE))
    ].tolist()
    return found


def _sale_price(priced: Priced, listing: int) -> Ints:
    """The listing's own sale price, over or not; what stands in it for good counts only where something else runs."""
    promotions, listed = priced.evidence.promotions, priced.evidence.listings
    mine = (promotions["id"] == "") & (promotions["kind"] == Kind.SALE_PRICE)
    for name in ("store", "marketplace", "source", "row"):
        mine &= promotions[name] == listed[name][listing]
    return np.flatnonzero(mine)


def _unpriced(priced: Priced, listing: int) -> frozenset[str]:
    """The ids of the promotions that make the listing's price unknown."""
    named = priced.evidence.listings
    key = tuple(named.text(name, listing) for name in KEY)
    return frozenset(
        promotion
        for each in priced.evidence.of(Unpriced)
        if (each.store, each.marketplace, each.sku) == key
        for promotion in each.promotions
    )


def _aside(priced: Priced, row: int, counts: set[int], unpriced: frozenset[str]) -> Text | None:
    """Why a promotion does not count; None: it does."""
    why = why_aside(Aside(int(priced.shop.windows.aside[row])))
    if why is not None or (row in counts and priced.evidence.classes[row] != NO_CLASS):
        return why
    if priced.evidence.promotions.text("id", row) in unpriced or row in counts:
        return NOT_PRICED
    return say("priced by another row that says at what price")


def told(priced: Priced, row: int, listing: int, place: Place, aside: Text | None = None) -> Touching:
    """A promotion row, whose discount stands at `place`, as it touches a listing; `aside` says why it does not count."""
    promotions = priced.evidence.promotions
    form, value = (promotions.number(name, row) for name in ("form", "value"))
    start, end = (promotions.number(name, row) for name in ("start", "end"))
    percent = form == Form.PERCENT and value != NO_MONEY
    return Touching(
        id=promotions.text("id", row),
        name=promotions.text("name", row),
        kind=Kind(promotions.number("kind", row)).word,
        effect=Form(form).word,
        value=Percent(value) if percent else priced.evidence.money(listing, value),
        terms=tuple(_terms(priced, row, listing)),
        start=None if start == NO_START else start,
        end=None if end == NO_END else end,
        aside=aside,
        unpriced=aside == NOT_PRICED,
        cancelled=promotions.number("status", row) == Status.CANCELLED,
        owner=promotions.text("owner", row) or None,
        place=place,
    )


def _terms(priced: Priced, row: int, listing: int) -> Iterator[Text]:
    """How much has to be bought for it."""
    promotions = priced.evidence.promotions
    buy, get, units, spend = (
        promotions.number(name, row) for name in ("buy_quantity", "get_quantity", "min_quantity", "min_spend")
    )
    if buy:
        yield say("buy {buy} get {get}", buy=buy, get=get)
    if units > 1:
        in_all = _is_progressive(priced, row, listing)
        yield say("once {n} units were bought in all", n=units) if in_all else say("from {n} units", n=units)
    if spend:
        yield say("from {amount}", amount=priced.evidence.money(listing, spend))


def _is_progressive(priced: Priced, row: int, listing: int) -> bool:
    """Whether it is the listing's own price once so many units were bought in all."""
    promotions = priced.evidence.promotions
    if promotions.text("id", row) or promotions.number("kind", row) != Kind.QUANTITY_DISCOUNT:
        return False
    column = OF_LISTINGS[Kind.QUANTITY_DISCOUNT, Form(promotions.number("form", row))]
    return priced.evidence.listings.number(f"{column}_level", listing) >= FIRST_PROGRESSIVE
