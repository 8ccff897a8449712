"""Instants as Amazon's reports write them, `2026-05-08T23:36:26+00:00`: a million different ones, read as columns of digits."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.model.window import DAY

_FORM: Final = b"0000-00-00T00:00:00"
_ENDS: Final = ("+00:00", "Z")
_MONTH_LENGTHS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_MONTHS: Final = 13  # counted from 1, as days are
_MONTH_DAYS: Final = 32
_NO_DAY: Final = -1
_ROWS: Final = 1 << 14  # of a table that are read together: they stay in the processor's cache


def utc_instants(texts: Texts) -> tuple[Ints, Flags]:
    """UTC seconds, and which texts are an instant of this form in UTC; the others are for a reader that knows more forms."""
    table = _table_of(texts.tolist())
    if table is not None:
        return _read(table)
    seconds, good = np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts), dtype=bool)
    for end in _ENDS:
        size = len(_FORM) + len(end)
        mine = np.array([len(text) == size and text.endswith(end) and text.isascii() for text in texts], bool)
        table = _table_of(texts[mine].tolist()) if mine.any() else None
        if table is not None:
            seconds[mine], good[mine] = _read(table)
    return seconds, good


def _table_of(texts: list[str]) -> NDArray[np.uint8] | None:
    """A row of bytes a text, where all of them are equally long and end alike."""
    end = next((each for each in _ENDS if texts and texts[0].endswith(each)), "")
    size = len(_FORM) + len(end) + 1
    joined = "\n".join([*texts, ""])
    if not end or len(joined) != size * len(texts) or not joined.isascii():
        return None
    table = np.frombuffer(joined.encode("ascii"), dtype=np.uint8).reshape(len(texts), size)
    tail = np.frombuffer(f"{end}\n".encode("ascii"), dtype=np.uint8)
    return table if (table[:, len(_FORM) :] == tail).all() else None


def _read(table: NDArray[np.uint8]) -> tuple[Ints, Flags]:
    seconds, good = np.empty(len(table), dtype=np.int64), np.empty(len(table), dtype=bool)
    for start in range(0, len(table), _ROWS):
        here = slice(start, start + _ROWS)
        seconds[here], good[here] = _read_some(table[here])
    return seconds, good


def _read_some(table: NDArray[np.uint8]) -> tuple[Ints, Flags]:
    form = np.frombuffer(_FORM, dtype=np.uint8)
    is_digit = form == ord("0")
    # Below "0" it wraps round, beyond every digit.
    digits = np.ascontiguousarray(table[:, : len(form)].T) - ord("0")
    good = (digits[~is_digit] == (form - ord("0"))[~is_digit][:, None]).all(axis=0)
    good &= (digits[is_digit] <= 9).all(axis=0)
    year = _number(digits, 0, 4)
    month, day, hour, minute, second = (_number(digits, at, 2) for at in (5, 8, 11, 14, 17))
    good &= (year >= _FIRST_YEAR) & (year <= _LAST_YEAR) & (month < _MONTHS) & (day < _MONTH_DAYS)
    good &= (hour < 24) & (minute < 60) & (second < 60)
    days = _every_day()[np.where(good, ((year - _FIRST_YEAR) * _MONTHS + month) * _MONTH_DAYS + day, 0)]
    good &= days != _NO_DAY
    return days * DAY + (hour * 3600 + minute * 60 + second), good


def _number(digits: NDArray[np.uint8], at: int, size: int) -> NDArray[np.int32]:
    found: NDArray[np.int32] = digits[at].astype(np.int32)
    for row in digits[at + 1 : at + size]:
        found *= 10
        found += row
    return found


@cache
def _every_day() -> Ints:
    """Days since 1970-01-01 by year, month and day; `_NO_DAY` for what the calendar does not have."""
    year, month, day = np.meshgrid(
        np.arange(_FIRST_YEAR, _LAST_YEAR + 1), np.arange(_MONTHS), np.arange(_MONTH_DAYS), indexing="ij"
    )
    leap = ((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))) & (month == 2)
    known = (day >= 1) & (day <= _MONTH_LENGTHS[month] + leap)
    return np.where(known, _days(year, month, day), _NO_DAY).ravel()


def _days(year: Ints, month: Ints, day: Ints) -> Ints:
    """Days since 1970-01-01 in the Gregorian calendar."""
    months = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
    found: Ints = months.astype("datetime64[D]").astype(np.int64) + day - 1
    return found
