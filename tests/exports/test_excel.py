"""What numbers mean to a spreadsheet, held against openpyxl, which says the same."""

from __future__ import annotations

from random import Random

import pytest
from openpyxl.styles.numbers import (
    BUILTIN_FORMATS,
    BUILTIN_FORMATS_MAX_SIZE,
    is_date_format,
    is_timedelta_format,
)
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH as SINCE_1904
from openpyxl.utils.datetime import WINDOWS_EPOCH as SINCE_1900
from openpyxl.utils.datetime import from_excel

from promocheck.exports.excel import (
    FIRST_OWN_FORMAT,
    FORMATS,
    MAC_EPOCH,
    WINDOWS_EPOCH,
    column_of,
    duration_of,
    is_duration,
    is_moment,
    letters_of,
    moment_of,
)

PIECES = [
    "0.00", "yyyy", "mm", "d", "h", "[h]", "[hh]", "[mm]", "[ss].0", ":ss", "AM/PM", ";", "General", "@", "%", "#,##0",
    "[Red]", "[$€-407]", "[$-409]", '"days"', '"', "\\d", "_d", "[BLUE]", "[HH]", " ",
]  # fmt: skip


def test_the_built_in_formats_are_all_there() -> None:
    """openpyxl's table lacks the marks between the parts of the accounting format with decimals."""
    assert {**BUILTIN_FORMATS, 44: FORMATS[44]} == FORMATS
    assert FORMATS[44].replace(";", "") == BUILTIN_FORMATS[44]
    assert FORMATS[44].count(";") == 3
    assert FIRST_OWN_FORMAT == BUILTIN_FORMATS_MAX_SIZE
    assert (WINDOWS_EPOCH, MAC_EPOCH) == (SINCE_1900, SINCE_1904)


def test_what_a_format_shows() -> None:
    random = Random(1)
    shown = set()
    for _ in range(3000):
        code = "".join(random.choices(PIECES, k=random.randrange(1, 6)))
        assert is_moment(code) == is_date_format(code), code
        assert is_duration(code) == is_timedelta_format(code), code
        shown.add((is_moment(code), is_duration(code)))
    assert len(shown) > 2


def test_what_a_number_of_days_is() -> None:
    random = Random(2)
    numbers = [
        0,
        1,
        59,
        60,
        61,
        0.5,
        0.999999999,
        0.9999999999,
        1.9999999999,
        -1,
        -0.5,
        2957003,
        2957003.99999,
    ]
    numbers += [random.uniform(-5, 100) for _ in range(300)] + [random.uniform(0, 60000) for _ in range(300)]
    for days in numbers:
        for epoch in (WINDOWS_EPOCH, MAC_EPOCH):
            assert moment_of(days, epoch) == from_excel(days, epoch)
        assert duration_of(days) == from_excel(days, timedelta=True)


@pytest.mark.parametrize("days", [2958466, 1e12, -1e12, float("nan"), float("inf")])
def test_days_beyond_the_calendar(days: float) -> None:
    with pytest.raises((OverflowError, ValueError)) as ours:
        moment_of(days, WINDOWS_EPOCH)
    with pytest.raises(ours.type):
        from_excel(days)


def test_every_column_by_its_letters() -> None:
    for number in range(1, 18279):
        letters = get_column_letter(number)
        assert letters_of(number - 1) == letters
        assert column_of(letters) == column_of(letters.lower()) == number - 1


@pytest.mark.parametrize("letters", ["", "AAAA", "A1", "Ä", "-", "$A"])
def test_what_is_no_column(letters: str) -> None:
    with pytest.raises(ValueError, match="not a valid column name") as ours:
        column_of(letters)
    with pytest.raises(ValueError, match="not a valid column name") as theirs:
        column_index_from_string(letters)
    assert str(ours.value) == str(theirs.value)
