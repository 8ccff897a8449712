"""Lines below their floor as values, and their sums: by SKU, by campaign, by what the orders name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from promocheck import exports
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import in_all, money, weight
from promocheck.model.order import Door, Item, State, door_of
from promocheck.model.rescue import Cause, Enough, Lost, Offer, OfPromotion, OfSku, Sale
from promocheck.model.value import dataclass
from promocheck.pipeline.sold import Judged
from promocheck.pipeline.sold_causes import Explained
from promocheck.pricing.keys import Ints
from promocheck.rescue.causes import Fit
from promocheck.rescue.named import ids_of, known_ids, rows_of
from promocheck.rescue.outcome import Outcome
from promocheck.tables import KEY, NO_COUNT
from promocheck.tables.columns import among, one_of_few


@dataclass(frozen=True, slots=True)
class Sums:
    """The lines below their floor, the first purchase first, and what explains them."""

    sales: tuple[Sale, ...]
    listing: tuple[int, ...]
    explained: Explained
    order: tuple[tuple[tuple[int, int], ...], ...]  # the causes, as sales count them
    # The listings that were priced below their own price, and those off which something came.
    cut: frozenset[int]
    off: frozenset[int]

    @staticmethod
    def of(found: Judged, below: Ints, explained: Explained, sold: exports.Sold) -> Sums:
        """The lines, priced out; `below` are their rows."""
        bought = found.lines["purchased"][below]
        number = _by_loss(explained.causes, _weights(found, below))
        sorted_ = np.lexsort((below, bought))
        items = _items(sold, found, below)
        sales, listing = [], []
        columns = {name: found.lines[name] for name in found.lines.columns}
        stores = _stores(found, below, explained)
        texts = {each: ids_of(each) for each in set(columns["promotions"][below].tolist())}
        for at in sorted_.tolist():
            row = int(below[at])
            cause = number[tuple((n, int(fit)) for n, fit in explained.causes[at])]
            sales.append(_sale(columns, row, stores[at], int(found.floor[row]), cause, items, texts, sold))
            listing.append(int(found.listing[row]))
        ordered = sorted(number, key=lambda each: number[each])
        discounted = found.lines["discount"][below] > 0
        cut, off = (frozenset(found.listing[below][each].tolist()) for each in (explained.cut, discounted))
        return Sums(tuple(sales), tuple(listing), explained, tuple(ordered), cut, off)

    def all_of_them(self) -> Lost | None:
        """All lines together."""
        return lost_of(self.sales) if self.sales else None

    def skus(self, enough: Mapping[int, Enough | None], shares: Mapping[int, int]) -> tuple[OfSku, ...]:
        """By SKU, the largest loss first; `enough` has the listing rows of which it is known what they have to cost now.

        `shares` has what each must keep of its own price, basis points, where somebody asks for it.
        """
        groups: dict[int, list[Sale]] = {}
        for sale, listing in zip(self.sales, self.listing, strict=True):
            groups.setdefault(listing, []).append(sale)
        listings = self.explained.priced.evidence.listings
        found = []
        for row, sales in groups.items():
            worst = min(sales, key=lambda each: (each.unit.minor, each.purchased))
            found.append(
                OfSku(
                    store=listings.text("store", row),
                    marketplace=listings.text("marketplace", row),
                    sku=listings.text("sku", row),
                    asin=listings.text("asin", row),
                    title=listings.text("title", row),
                    unit=worst.unit,
                    floor=worst.floor,
                    lost=lost_of(sales),
                    price=self.explained.priced.evidence.money(row, listings.number("price", row)),
                    cut=row in self.cut,
                    off=row in self.off,
                    explained=row in enough,
                    enough=enough.get(row),
                    share=shares.get(row, 0),
                )
            )
        return tuple(sorted(found, key=lambda each: (-_most(each.lost), each.marketplace, each.sku)))

    def causes(self) -> tuple[Cause, ...]:
        """By campaign, in the order that sales count them."""
        listings = self.explained.priced.evidence.listings
        offers = {row: Offer(*(listings.text(key, row) for key in KEY)) for row in set(self.listing)}
        groups: dict[int, list[tuple[Sale, Offer]]] = {}
        for sale, row in zip(self.sales, self.listing, strict=True):
            groups.setdefault(sale.cause, []).append((sale, offers[row]))
        return tuple(
            Cause(
                tuple(self.explained.part(row, Fit(fit)) for row, fit in key),
                tuple(sorted({offer for _, offer in groups[number]})),
                lost_of([sale for sale, _ in groups[number]]),
            )
            for number, key in enumerate(self.order)
        )

    def promotions(self) -> tuple[OfPromotion, ...]:
        """By the ids that stand in the orders; "" for lines that name none."""
        groups: dict[str, list[Sale]] = {}
        for sale in self.sales:
            for written in sale.promotions or ("",):
                groups.setdefault(written, []).append(sale)
        promotions = self.explained.priced.shop.promotions
        columns = (promotions[name].tolist() for name in ("id", "made_id", "name"))
        rows = enumerate(("" if made else each, name) for each, made, name in zip(*columns, strict=True))
        known = known_ids((row, each, name) for row, (each, name) in rows)
        found = [
            OfPromotion(each, bool(rows_of(each, known)), lost_of(sales)) for each, sales in groups.items()
        ]
        return tuple(sorted(found, key=lambda each: (-_most(each.lost), each.written)))


def _stores(found: Judged, below: Ints, explained: Explained) -> list[str]:
    """The store of each line: the one that lists its SKU, since orders seldom name theirs, else what the orders call it."""
    listed = explained.priced.shop.listings["store"][found.listing[below]].tolist()
    written = found.lines["store"][below].tolist()
    return [one or other for one, other in zip(listed, written, strict=True)]


def _weights(found: Judged, below: Ints) -> list[int]:
    """What was lost on each line, for comparing: currencies by what is about a dollar in each."""
    columns = ("quantity", "price", "discount", "marketplace")
    quantity, price, discount, homes = (found.lines[name][below] for name in columns)
    lost = (found.floor[below] * quantity - (price - discount)).tolist()
    return [weight(money(each, BY_CODE[home].currency)) for each, home in zip(lost, homes, strict=True)]


def _by_loss(
    causes: Sequence[Iterable[tuple[int, int]]], loss: Sequence[int]
) -> dict[tuple[tuple[int, int], ...], int]:
    """A number for each cause: the one that cost most first, what nothing explains last."""
    total: Counter[tuple[tuple[int, int], ...]] = Counter()
    for cause, lost in zip(causes, loss, strict=True):
        total[tuple((row, int(fit)) for row, fit in cause)] += lost
    ordered = sorted(total, key=lambda each: (not each, -total[each], each))
    return {cause: number for number, cause in enumerate(ordered)}


def _items(sold: exports.Sold, found: Judged, below: Ints) -> dict[tuple[str, str], list[Item]]:
    """An order's items by order and SKU, each once: of several reports the one that has shipped most of it is the latest.

    Where an order has another line of the same SKU that is not below its floor, nobody knows which code is whose: none is told.
    """
    codes: dict[tuple[str, str], dict[str, Item]] = {}
    columns = (sold.items[name].tolist() for name in ("order_id", "sku", "item_id", "shipped", "to_ship"))
    for order, sku, code, *counts in zip(*columns, strict=True):
        known = codes.setdefault((order, sku), {})
        known[code] = _further(known.get(code), Item(code, *(None if n == NO_COUNT else n for n in counts)))
    if not codes:
        return {}
    lines, wanted = found.lines, {order for order, _ in codes}
    others = ~one_of_few(found.outcome, (Outcome.BELOW, Outcome.AGAIN, Outcome.CANCELLED))
    others &= among(lines["order_id"], wanted & set(lines["order_id"][below].tolist()))
    fine = {*zip(lines["order_id"][others], lines["sku"][others], strict=True)}
    return {key: list(items.values()) for key, items in codes.items() if key not in fine}


def _further(one: Item | None, other: Item) -> Item:
    """Of two reports' word on one item the one by which more of it is gone; a report without numbers says nothing."""
    if one is None or one.to_ship is None:
        return other
    return one if other.to_ship is None or other.to_ship >= one.to_ship else other


def _sale(
    columns: dict[str, np.ndarray],
    row: int,
    store: str,
    floor: int,
    cause: int,
    items: dict[tuple[str, str], list[Item]],
    ids: dict[str, tuple[str, ...]],
    sold: exports.Sold,
) -> Sale:
    currency = BY_CODE[str(columns["marketplace"][row])].currency
    units = int(columns["quantity"][row])
    paid = int(columns["price"][row]) - int(columns["discount"][row])
    order, sku = str(columns["order_id"][row]), str(columns["sku"][row])
    left = items.get((order, sku), [])
    item = left.pop(0) if left else None  # two lines of one SKU have a code each
    by_amazon = bool(columns["by_amazon"][row])
    source = sold.sources[int(columns["source"][row])]
    return Sale(
        order=order,
        item=None if item is None else item.code,
        store=store,
        marketplace=str(columns["marketplace"][row]),
        sku=sku,
        asin=str(columns["asin"][row]),
        units=units,
        paid=money(paid, currency),
        unit=money(paid // units, currency),
        floor=money(floor, currency),
        loss=money(floor * units - paid, currency),
        purchased=int(columns["purchased"][row]),
        by_amazon=by_amazon,
        door=door_of(State(int(columns["state"][row])), by_amazon=by_amazon, item=item),
        promotions=ids[columns["promotions"][row]],
        cause=cause,
        place=source.place(int(columns["row"][row]), "item_price"),
    )


def lost_of(sales: Sequence[Sale]) -> Lost:
    """Lines together."""
    doors = Counter(sale.door for sale in sales)
    bought = [sale.purchased for sale in sales]
    return Lost(
        lines=len(sales),
        orders=len({sale.order for sale in sales}),
        units=sum(sale.units for sale in sales),
        loss=in_all(sale.loss for sale in sales),
        since=min(bought),
        until=max(bought),
        doors=tuple(doors[door] for door in Door),
    )


def _most(lost: Lost) -> int:
    """What was lost, for comparing."""
    return sum(weight(each) for each in lost.loss)
