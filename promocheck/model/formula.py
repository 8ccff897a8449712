"""Text in tables that people open in a spreadsheet: what a program would run as a formula is not left to begin a cell."""

from __future__ import annotations

import re
from typing import Final

# The wide signs are taken for narrow ones in East Asia.
SIGNS: Final = "=+\\-@＝＋－＠"
# Where commas are decimal, spreadsheets split a comma table at its semicolons, whatever stands in quotes.
_INSIDE: Final = re.compile(rf"([;|]\s*)(?=[{SIGNS}])")


def without_formulas_inside(text: str) -> str:
    """The text with an apostrophe in front of whatever would begin a formula behind another separator than the table's own."""
    return _INSIDE.sub(r"\1'", text)
