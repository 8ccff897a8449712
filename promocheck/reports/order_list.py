"""The orders that were sold below their floor as a sheet to send with the case: no buyer stands in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from promocheck.model.order import is_order_number
from promocheck.model.rescue import Sale
from promocheck.model.window import iso_utc
from promocheck.reports.csv_text import as_text

_COLUMNS: Final = (
    "order-id", "order-item-code", "store", "marketplace", "sku", "asin", "purchased", "units", "paid", "unit-price", "floor",
    "loss", "currency", "shipped-by", "cancel", "promotion-ids",
)  # fmt: skip


def render(sales: Iterable[Sale]) -> str:
    """A row a line of an order, those that can still be cancelled first; headers are the same in every language."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for each in sorted(sales, key=lambda sale: (sale.door, sale.purchased, sale.order)):
        writer.writerow(_cells(each))
    return file.getvalue()


def _cells(sale: Sale) -> Iterator[str]:
    yield sale.order if is_order_number(sale.order) else as_text(sale.order)
    yield as_text(sale.item) if sale.item else ""
    yield as_text(sale.store)
    yield sale.marketplace
    yield as_text(sale.sku)
    yield as_text(sale.asin)
    yield iso_utc(sale.purchased)
    yield str(sale.units)
    yield from (str(amount) for amount in (sale.paid, sale.unit, sale.floor, sale.loss))
    yield sale.paid.currency
    yield "amazon" if sale.by_amazon else "seller"
    yield sale.door.word
    yield as_text(", ".join(sale.promotions))
