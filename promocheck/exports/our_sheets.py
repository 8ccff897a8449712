"""What the sheets that we begin for people have in common: headers in two languages, and CSV in which nothing is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from promocheck.model.value import dataclass

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for one in a CSV file


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its headers, its width in characters, whether it holds numbers, and whether a person fills it in."""

    en: str
    zh: str
    width: int = 12
    number: bool = False
    to_fill: bool = False

    def header(self, language: str) -> str:
        """The header in English or Chinese."""
        return self.zh if language == "zh" else self.en


def no_formula(text: str) -> str:
    """A text that is not read back, kept from being a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def csv_of(columns: Sequence[SheetColumn], language: str, rows: Iterable[Sequence[str]]) -> bytes:
    """The rows below their headers as CSV, in UTF-8 with the mark that Excel needs to see that it is."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.header(language) for column in columns])
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
