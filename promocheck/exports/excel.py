"""What spreadsheets mean by numbers: of formats, of days, of columns.

openpyxl knows it too; imported for that alone it would be a fifth of what a small scan takes.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import lru_cache
from string import ascii_uppercase
from typing import Final

WINDOWS_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no zones
MAC_EPOCH: Final = datetime(1904, 1, 1)  # noqa: DTZ001 - likewise
# ECMA-376, part 1, 18.8.30; those that are missing there are General.
FORMATS: Final = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)',
    8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)',
    42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
FIRST_OWN_FORMAT: Final = 164  # the formats below are built in
# Built in, and shown with the sign of whoever reads the file; the one that stands in it is that of whoever saved it.
_READERS_CURRENCY: Final = frozenset({5, 6, 7, 8, 42, 44})

_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_NO_CODE: Final = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')  # literal text, colours, locales
_QUOTED: Final = re.compile(r'"[^"]*"')
_MOMENT: Final = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_DURATION: Final = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)


def without_readers_sign(number: int, code: str) -> str:
    """A format as a file has it, without the currency sign that is nobody's word."""
    return _QUOTED.sub("", code) if number in _READERS_CURRENCY else code


def is_moment(number_format: str) -> bool:
    """Whether a number is shown as a date or a time."""
    return _MOMENT.search(_NO_CODE.sub("", number_format.split(";", maxsplit=1)[0])) is not None


def is_duration(number_format: str) -> bool:
    """Whether a number is shown as hours, minutes or seconds that go on counting."""
    return _DURATION.search(number_format.split(";", maxsplit=1)[0]) is not None


def moment_of(days: float, epoch: datetime) -> datetime | time:
    """The instant that a number of days since the epoch is; within the first day it is a time alone.

    Raises `OverflowError` or `ValueError` beyond the calendar.
    """
    day, fraction = divmod(days, 1)
    clock = timedelta(milliseconds=round(fraction * 86_400_000))
    if 0 <= days < 1 and not clock.days:
        return (epoch + clock).time()
    if 0 < days < 60 and epoch == WINDOWS_EPOCH:
        day += 1  # 1900 had a 29th of February there, so that days before it are one less
    return epoch + timedelta(days=day) + clock


def duration_of(days: float) -> timedelta:
    """A number of days as a duration, to the millisecond. Raises `OverflowError` beyond what one can be."""
    exact = timedelta(days=days)
    if not exact.microseconds:
        return exact
    return timedelta(seconds=exact.total_seconds() // 1, microseconds=round(exact.microseconds, -3))


@lru_cache(1 << 15)
def column_of(letters: str) -> int:
    """The column that letters name, from 0. Raises `ValueError`."""
    column = 0
    if len(letters) > 3 or not _LETTERS.fullmatch(letters.upper()):
        raise ValueError(f"'{letters}' is not a valid column name. Column names are from A to ZZZ")
    for letter in letters.upper():
        column = column * 26 + ascii_uppercase.index(letter) + 1
    return column - 1


def letters_of(column: int) -> str:
    """The letters of a column, which counts from 0."""
    rest, letter = divmod(column, 26)
    return (letters_of(rest - 1) if rest else "") + ascii_uppercase[letter]
