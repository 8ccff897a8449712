"""A floors sheet to fill in: a row for each SKU, in the words that the floors layout reads back. As CSV here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from promocheck.exports.our_sheets import FORMULAS, SheetColumn, csv_of, no_formula
from promocheck.model.errors import FormulaSkus
from promocheck.model.survey import Product

HEADERS: Final = ("en", "zh")


# What is known of a product comes first, then what is to be filled in.
COLUMNS: Final = (
    SheetColumn("store", "店铺", 12),
    SheetColumn("marketplace", "站点", 13),
    SheetColumn("sku", "SKU", 24),
    SheetColumn("title", "标题", 44),
    SheetColumn("listing_price", "当前售价", 13, number=True),
    SheetColumn("currency", "币种", 10),
    SheetColumn("floor", "底价", 11, to_fill=True, number=True),
    SheetColumn("cost", "成本", 11, to_fill=True, number=True),
    SheetColumn("fees", "费用", 11, to_fill=True, number=True),
    SheetColumn("min_margin_percent", "最低毛利率", 20, to_fill=True),
)


def as_csv(products: Sequence[Product], headers: str) -> bytes:
    """The sheet as CSV, in UTF-8 with the mark that Excel needs to see that it is.

    Raises `FormulaSkus` where a spreadsheet would take SKUs for formulas: CSV has no way to say that they are none.
    """
    formulas = [each.sku for each in products if each.sku.startswith(FORMULAS)]
    if formulas:
        raise FormulaSkus(formulas)
    return csv_of(COLUMNS, headers, map(_row, products))


def _row(each: Product) -> list[str]:
    price = "" if each.price is None else str(each.price)
    known = [each.store, each.marketplace, each.sku, no_formula(each.title), price, each.currency]
    return [*known, *[""] * (len(COLUMNS) - len(known))]
