"""Sheets that cannot be written as they would have to be."""

from __future__ import annotations

from collections.abc import Sequence

from promocheck.model.errors.fault import UsageFault
from promocheck.model.text import say, say_n


class FormulaSkus(UsageFault):
    """SKUs that a spreadsheet would take for formulas in a CSV file."""

    def __init__(self, skus: Sequence[str]) -> None:
        super().__init__(
            say_n(
                "1 SKU begins with = + - or @, such as {sku}, and spreadsheets take that for a formula in a CSV file. "
                "Nothing was written. Pass --floors FILE.xlsx: there a text stays a text.",
                "{n} SKUs begin with = + - or @, such as {sku}, and spreadsheets take that for a formula in a CSV file. "
                "Nothing was written. Pass --floors FILE.xlsx: there a text stays a text.",
                len(skus),
                sku=repr(skus[0]),
            )
        )


class FormulaTexts(UsageFault):
    """Cells that a spreadsheet would take for formulas in a CSV file."""

    def __init__(self, texts: Sequence[str], option: str) -> None:
        super().__init__(
            say_n(
                "1 cell begins with = + - or @, such as {text}, and spreadsheets take that for a formula in a CSV file. "
                "Nothing was written. Pass {option} FILE.xlsx: there a text stays a text.",
                "{n} cells begin with = + - or @, such as {text}, and spreadsheets take that for a formula in a CSV file. "
                "Nothing was written. Pass {option} FILE.xlsx: there a text stays a text.",
                len(texts),
                text=repr(texts[0]),
                option=option,
            )
        )


class PlanThere(UsageFault):
    """A plan among the exports of which one is to be made."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say(
                "{path}: is a plan already, and a second one beside it would mean everything twice; nothing was written. "
                "Correct that one, or pass --out {path} --force to replace it.",
                path=path,
            )
        )
