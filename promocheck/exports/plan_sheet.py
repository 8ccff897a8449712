"""A plan sheet, in the words that its layout reads back. As CSV here."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from promocheck.exports.plan_words import FORMS, KINDS
from promocheck.model.errors import FormulaTexts

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for one in a CSV file
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its headers, its width in characters, and whether it holds numbers."""

    en: str
    zh: str
    width: int = 12
    number: bool = False

    def header(self, language: str) -> str:
        """The header in English or Chinese."""
        return self.zh if language == "zh" else self.en


COLUMNS: Final = (
    Column("plan_id", "计划编号", 20),
    Column("promotion_id", "促销编号", 20),
    Column("name", "促销名称", 30),
    Column("kind", "促销类型", 16),
    Column("store", "店铺"),
    Column("marketplace", "站点"),
    Column("sku", "SKU", 30),
    Column("asin", "ASIN", 16),
    Column("discount_type", "折扣方式"),
    Column("discount_value", "折扣值", number=True),
    Column("start", "开始时间", 18),
    Column("end", "结束时间", 18),
    Column("buy_quantity", "购买数量", number=True),
    Column("get_quantity", "赠送数量", number=True),
    Column("min_quantity", "最低数量", number=True),
    Column("min_spend", "最低金额", number=True),
    Column("units", "活动数量", number=True),
    Column("owner", "负责人", 16),
)


def in_language(rows: Sequence[Row], language: str) -> list[Row]:
    """The rows with kinds and discount types in English or Chinese."""
    if language != "zh":
        return [*rows]
    return [{**row, "kind": KINDS[row["kind"]], "discount_type": FORMS[row["discount_type"]]} for row in rows]


def as_csv(rows: Sequence[Row], language: str) -> bytes:
    """The sheet as CSV, in UTF-8 with the mark that Excel needs to see that it is.

    Raises `FormulaTexts` where a spreadsheet would take cells for formulas: CSV has no way to say that they are none. A name is
    not needed where the id stands: such a one is kept from being a formula.
    """
    plain = [{**row, "name": _no_formula(row["name"])} for row in in_language(rows, language)]
    formulas = [text for row in plain for text in row.values() if text.startswith(_FORMULAS)]
    if formulas:
        raise FormulaTexts(formulas, "--out")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.header(language) for column in COLUMNS])
    writer.writerows([row[column.en] for column in COLUMNS] for row in plain)
    return out.getvalue().encode("utf-8-sig")


def _no_formula(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULAS) else name
