"""A plan sheet, in the words that its layout reads back. As CSV here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from promocheck.exports.our_sheets import FORMULAS, SheetColumn, csv_of, no_formula
from promocheck.exports.plan_words import FORMS, KINDS
from promocheck.model.errors import FormulaTexts

Row = Mapping[str, str]


COLUMNS: Final = (
    SheetColumn("plan_id", "计划编号", 20),
    SheetColumn("promotion_id", "促销编号", 20),
    SheetColumn("name", "促销名称", 30),
    SheetColumn("kind", "促销类型", 16),
    SheetColumn("store", "店铺"),
    SheetColumn("marketplace", "站点"),
    SheetColumn("sku", "SKU", 30),
    SheetColumn("asin", "ASIN", 16),
    SheetColumn("discount_type", "折扣方式"),
    SheetColumn("discount_value", "折扣值", number=True),
    SheetColumn("start", "开始时间", 18),
    SheetColumn("end", "结束时间", 18),
    SheetColumn("buy_quantity", "购买数量", number=True),
    SheetColumn("get_quantity", "赠送数量", number=True),
    SheetColumn("min_quantity", "最低数量", number=True),
    SheetColumn("min_spend", "最低金额", number=True),
    SheetColumn("units", "活动数量", number=True),
    SheetColumn("owner", "负责人", 16),
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
    plain = [{**row, "name": no_formula(row["name"])} for row in in_language(rows, language)]
    formulas = [text for row in plain for text in row.values() if text.startswith(FORMULAS)]
    if formulas:
        raise FormulaTexts(formulas, "--out")
    return csv_of(COLUMNS, language, ([row[column.en] for column in COLUMNS] for row in plain))
