"""The lowest prices of every promoted SKU, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.report import Price
from promocheck.model.window import Instant
from promocheck.reports.book import looks
from promocheck.reports.book.findings import MOST
from promocheck.reports.book.sheet import BookColumn, Row, Sheet
from promocheck.reports.order import price_rank
from promocheck.reports.words import Words


def prices_sheets(prices: Sequence[Price], words: Words) -> tuple[Sheet, ...]:
    """A row per SKU, in one sheet or as many as so many SKUs take; what lies below its floor is coloured."""
    ordered = sorted(prices, key=price_rank)
    columns, title = _columns(words), words._("Prices")
    return tuple(
        Sheet(
            title if number == 1 else f"{title} {number}",
            columns,
            _rows(islice(ordered, first, first + MOST), words),
            about=words._("the lowest price of every promoted SKU"),
            fixed=1,
        )
        for number, first in enumerate(range(0, len(ordered), MOST), 1)
    )


def _columns(words: Words) -> tuple[BookColumn, ...]:
    money = looks.MONEY_2
    return (
        BookColumn(words._("SKU"), 24),
        BookColumn(words._("store"), 20),
        BookColumn(words._("marketplace"), 14),
        BookColumn(words._("currency"), 9),
        BookColumn(words._("list price"), 12, money),
        BookColumn(words._("selling price"), 12, money),
        BookColumn(words._("stacked price"), 12, money),
        BookColumn(words._("documented price"), 12, money),
        BookColumn(words._("floor"), 12, money),
        BookColumn(words._("stacked price less floor"), 14, money),
        BookColumn(words._("below its floor"), 12),
        BookColumn(words._("from"), 26),
        BookColumn(words._("until"), 26),
        BookColumn(words._("promotions"), 50, looks.WRAPPED),
    )


def _rows(prices: Iterable[Price], words: Words) -> Iterator[Row]:
    for each in prices:
        below = each.floor is not None and each.stacked_price < each.floor
        zone = BY_CODE[each.marketplace].zone
        values = (
            words.data(each.sku),
            words.data(each.store or ""),
            words.data(each.marketplace),
            words.data(each.currency),
            each.list_price,
            each.selling_price,
            each.stacked_price,
            each.documented_price,
            each.floor,
            each.floor and Money(each.stacked_price.minor - each.floor.minor, each.currency),
            words._("yes") if below else words._("no") if each.floor else words._("no floor known"),
            words.instant(Instant(each.start, zone)),
            words._("no end") if each.end is None else words.instant(Instant(each.end, zone)),
            ", ".join(map(words.data, each.promotions)),
        )
        yield Row(values, ((10, looks.ERROR),) if below else ())
