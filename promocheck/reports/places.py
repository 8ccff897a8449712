"""Places in words: rows of one file and column share a line, and no row is left out. The first place is said first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from promocheck.model.place import Place
from promocheck.reports.around import around
from promocheck.reports.words import Words

RowNumbers = tuple[int, ...]
ColumnNames = tuple[str, ...]


def where(places: Iterable[Place], words: Words) -> tuple[str, ...]:
    """A line per file, sheet and set of rows: `coupons.csv rows 2, 5-9 column "discount_value"`.

    The first line begins with the row of the first place, whatever other rows it has.
    """
    rows: dict[tuple[str, str | None, str | None], list[int]] = {}
    for place in places:
        numbers = rows.setdefault((place.file, place.sheet, place.column), [])
        if place.row:
            numbers.append(place.row)
    columns: dict[tuple[str, str | None, RowNumbers], list[str]] = {}
    for (file, sheet, column), numbers in rows.items():
        found = tuple(numbers)
        if len(found) > 1:
            found = tuple(sorted(set(found)))
            if not columns and numbers[0] != found[0]:
                found = (numbers[0], *(each for each in found if each != numbers[0]))
        names = columns.setdefault((file, sheet, found), [])
        if column is not None:
            names.append(column)
    return tuple(
        [_line(file, sheet, found, tuple(names), words) for (file, sheet, found), names in columns.items()]
    )


def in_file(file: str, sheet: str | None, words: Words) -> str:
    """The file as given, and its sheet where it has several."""
    if sheet is None:
        return words.data(file)
    return words._('{file} sheet "{sheet}"', file=file, sheet=sheet)


def quoted(names: Iterable[str], words: Words) -> str:
    """Headers in quotes, because they hold blanks: "Start Date", "End Date"."""
    return words.listed(_quoted(words.data(name)) for name in names)


def _quoted(name: str) -> str:
    return f"'{name}'" if '"' in name else f'"{name}"'


def _line(file: str, sheet: str | None, rows: RowNumbers, columns: ColumnNames, words: Words) -> str:
    if not rows:
        return _all_of_it(file, sheet, 0, "", columns, words)
    before, after = _around_rows(file, sheet, len(rows), columns, words)
    return before + (str(rows[0]) if len(rows) == 1 else _runs(rows, words)) + after


@lru_cache(maxsize=2**12)  # thousands of findings stand in a few columns of a few files
def _around_rows(file: str, sheet: str | None, n: int, columns: ColumnNames, words: Words) -> tuple[str, str]:
    return around(lambda rows: _all_of_it(file, sheet, n, rows, columns, words))


def _all_of_it(file: str, sheet: str | None, n: int, rows: str, columns: ColumnNames, words: Words) -> str:
    """The line; `rows` are `n` in words."""
    parts = [in_file(file, sheet, words)]
    if n:
        parts.append(words.ngettext("row {rows}", "rows {rows}", n, rows=rows))
    if columns:
        parts.append(_in_columns(columns, words))
    return " ".join(parts)


@lru_cache(maxsize=2**10)  # and in a few columns
def _in_columns(columns: ColumnNames, words: Words) -> str:
    names = quoted(columns, words)
    return words.ngettext("column {names}", "columns {names}", len(columns), names=names)


def _runs(rows: RowNumbers, words: Words) -> str:
    """Rows with runs drawn together: 2, 5-9. Plain digits: a row is looked up, not counted."""
    breaks = [i for i, (row, following) in enumerate(pairwise(rows), 1) if following != row + 1]
    runs = [rows[start:end] for start, end in zip([0, *breaks], [*breaks, len(rows)], strict=True)]
    return words.listed([str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs])
