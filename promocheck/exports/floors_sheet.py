"""A floors sheet to fill in: a row for each SKU, in the words that the floors layout reads back. As CSV here."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from promocheck.model.errors import FormulaSkus
from promocheck.model.survey import Product

HEADERS: Final = ("en", "zh")
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for one in a CSV file


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its headers, its width in characters, whether a person fills it in, and whether it holds money."""

    en: str
    zh: str
    width: int
    to_fill: bool = False
    money: bool = False

    def header(self, language: str) -> str:
        """The header in a language of `HEADERS`."""
        return self.zh if language == "zh" else self.en


# What is known of a product comes first, then what is to be filled in.
COLUMNS: Final = (
    Column("store", "店铺", 12),
    Column("marketplace", "站点", 13),
    Column("sku", "SKU", 24),
    Column("title", "标题", 44),
    Column("listing_price", "当前售价", 13, money=True),
    Column("currency", "币种", 10),
    Column("floor", "底价", 11, to_fill=True, money=True),
    Column("cost", "成本", 11, to_fill=True, money=True),
    Column("fees", "费用", 11, to_fill=True, money=True),
    Column("min_margin_percent", "最低毛利率", 20, to_fill=True),
)


def as_csv(products: Sequence[Product], headers: str) -> bytes:
    """The sheet as CSV, in UTF-8 with the mark that Excel needs to see that it is.

    Raises `FormulaSkus` where a spreadsheet would take SKUs for formulas: CSV has no way to say that they are none.
    """
    formulas = [each.sku for each in products if each.sku.startswith(_FORMULAS)]
    if formulas:
        raise FormulaSkus(formulas)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.header(headers) for column in COLUMNS])
    blanks = [""] * sum(column.to_fill for column in COLUMNS)
    for each in products:
        title = f"'{each.title}" if each.title.startswith(_FORMULAS) else each.title  # it is not read back
        price = "" if each.price is None else str(each.price)
        writer.writerow([each.store, each.marketplace, each.sku, title, price, each.currency, *blanks])
    return out.getvalue().encode("utf-8-sig")
