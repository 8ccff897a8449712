"""Random tables of every shipped layout, in every dialect, come back as they were: the same rows, to the cent and second.

What can be read in one way only must be read. Text in a country's own encoding and numbers that can be read in two ways
may be refused with a reason, but not often, and nothing may ever be read as something else.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import openpyxl
import pytest
import xlwt
from hypothesis import Phase, currently_in_test_context, given, note, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from promocheck.exports import Layout, Tables, layouts, read
from promocheck.model.problem import DearerTier, NoFinalNewline, UnreadCell, UnreadFile
from promocheck.tables import NO_COUNT, NO_MONEY
from promocheck.tables.frames import Frame, only
from tests.exports.random_tables import (
    MAKINGS,
    Cell,
    Read,
    Real,
    Table,
    expected_rows,
    random_table,
    with_lone_store,
)
from tests.frames import records

# Tables of each layout in each kind of file, in the suite; more behind the variable.
ROUND_TRIPS: Final = int(os.environ.get("PROMOCHECK_ROUND_TRIPS", "6"))
MOST_REFUSED: Final = 0.3
SINCE_1900, SINCE_1904 = date(1899, 12, 30), date(1904, 1, 1)

many = settings(max_examples=ROUND_TRIPS, phases=[Phase.explicit, Phase.generate])
# A table hangs together (its columns on each other's words), so that one drawn piece by piece is slow to draw and no
# smaller in the end: it is drawn from a seed, and a failure shows the file.
seeds = st.integers(0, 2**32 - 1)

BY_NAME: Final = {each.id: each for each in layouts()}
TABLES: Final = [name for name, each in BY_NAME.items() if each.settings.records is None]
REPORTS: Final = [name for name, each in BY_NAME.items() if each.settings.records is not None]
of_each_table = pytest.mark.parametrize("layout", TABLES)
of_each_report = pytest.mark.parametrize("layout", REPORTS)


# --- Files ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dialect:
    """How text is written down."""

    encoding: str
    separator: str
    quotes: str  # where they "must" be, around "all" cells, or "none"
    end: str
    ended: bool

    def allows(self, text: str) -> bool:
        if self.quotes == "none" and (set(text) & set("\t\r\n") or text.startswith('"')):
            return False
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True


UNICODE: Final = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be")
LOCAL: Final = ("cp1252", "cp932", "gb18030")
_MARKS: Final = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def random_dialect(chance: Random, layout: Layout, encodings: Sequence[str]) -> Dialect:
    separator = chance.choice(",;\t")
    quotes = chance.choice(("must", "all"))
    if separator == "\t" and not layout.settings.text.quoted_tabs:
        quotes = chance.choice(("none", "none", "all"))
    end = chance.choice(("\n", "\r\n", "\r"))
    return Dialect(chance.choice(encodings), separator, quotes, end, ended=chance.random() < 0.8)


def as_text(table: Table, dialect: Dialect) -> bytes:
    def quoted(cell: str) -> str:
        bare = dialect.quotes == "none" or (
            dialect.quotes == "must" and not set(cell) & {dialect.separator, *'"\r\n'}
        )
        return cell if bare else '"' + cell.replace('"', '""') + '"'

    lines = [dialect.separator.join(quoted(str(cell)) for cell in full(line, table)) for line in table.lines]
    text = dialect.end.join(lines) + (dialect.end if dialect.ended else "")
    return _MARKS.get(dialect.encoding, b"") + text.encode(dialect.encoding)


def full(line: Sequence[Cell], table: Table) -> Sequence[Cell]:
    """A line with a cell for each column, as spreadsheets save them."""
    return [*line, *[""] * (len(table.columns) - len(line))]


def as_xlsx(table: Table, epoch: date) -> bytes:
    book = openpyxl.Workbook()
    if epoch == SINCE_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    for row, line in enumerate(table.lines, 1):
        for column, cell in enumerate(line, 1):
            if isinstance(cell, Real):
                sheet.cell(row, column, cell.value).number_format = cell.shown
            elif cell != "":
                sheet.cell(row, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_xls(table: Table, epoch: date) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = epoch == SINCE_1904
    sheet = book.add_sheet("Sheet1")
    styles = {
        cell.shown: xlwt.easyxf(num_format_str=cell.shown)
        for line in table.lines
        for cell in line
        if isinstance(cell, Real)
    }
    for row, line in enumerate(table.lines):
        for column, cell in enumerate(line):
            if isinstance(cell, Real):
                sheet.write(row, column, cell.value, styles[cell.shown])
            elif cell != "":
                sheet.write(row, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_JSON_NUMBER: Final = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")


def as_json(table: Table, chance: Random) -> bytes:
    """A report: numbers are numbers or texts, lists hold records, and something stands beside the list."""
    spec = table.layout.settings
    indent = chance.choice((None, 2))
    numbers = chance.random() < 0.5

    def item(line: Sequence[Cell]) -> dict[str, Any]:
        return {
            str(key): value_of(str(key), str(cell)) for key, cell in zip(table.lines[0], line, strict=True)
        }

    def value_of(key: str, cell: str) -> Any:
        if key in spec.lists:
            return [{spec.lists[key]: each, "clips": 1} for each in cell.split(";")]
        if numbers and _JSON_NUMBER.fullmatch(cell):
            return float(cell) if "." in cell else int(cell)
        return cell or None

    document = {
        "reportSpecification": {"reportType": "REPORT"},
        spec.records: [item(each) for each in table.lines[1:]],
    }
    mark = chance.choice((b"", codecs.BOM_UTF8))
    return mark + json.dumps(document, ensure_ascii=chance.random() < 0.5, indent=indent).encode()


# --- Reading -------------------------------------------------------------------------


def read_back(table: Table, data: bytes, name: str) -> Tables:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        if currently_in_test_context():
            note(shown(table))
        return read([str(path)], marketplace=table.home.code)


def shown(table: Table) -> str:
    """The table for the reader of a failure."""
    return "\n".join(" | ".join(repr(cell) for cell in line) for line in table.lines)


def found_rows(tables: Tables, role: str) -> list[Read]:
    """The role's table, with the targets of each promotion in it."""
    if role == "orders":
        return []
    frame: Frame = getattr(tables, role)
    rows = records(frame)
    for at, row in enumerate(rows):
        row.pop("source")
        row.pop("zoneless", None)  # how a time was written, not what it means
        for name in ("days", "runs", "waits", "at_midnight", "clock_unseen", "turned_start", "turned_end"):
            row.pop(name, None)
        row.pop("zhe", None)  # likewise a discount
        row.pop("made_id", None)  # likewise: what an id is made of where none is written
        if role in {"promotions", "plan"}:
            targets = tables.targets if role == "promotions" else tables.plan_targets
            mine = only(targets, targets["promotion"] == at)
            row["targets"] = list(zip(mine["sku"], mine["asin"], mine["numeric_sku"].tolist(), strict=True))
    return rows


def key_of(row: Read) -> tuple[int, str, int]:
    """A row and its part: the offers of several marketplaces, and the weeks of a report, are in one row."""
    week = row.get("id") or ""
    return row["row"], row["marketplace"], int(week[-1]) if week.startswith("S&S week") else 0


def expected(table: Table) -> list[Read]:
    rows = sorted(expected_rows(table), key=key_of)
    return with_lone_store(table, rows) if table.layout.role in {"listings", "promotions", "floors"} else rows


# What no price depends on: blank where it was not understood, which is told.
DETAILS = {
    **dict.fromkeys(("quantity", "stock", "planned_units", "max_per_order", "units"), NO_COUNT),
    **dict.fromkeys(("reference_price", "budget"), NO_MONEY),
}


def same(found: Read, wanted: Read, *, unclear: bool = False) -> bool:
    """Whether a row says what it must; an id that is None may be any, and what is `unclear` may lack its details."""
    if unclear:
        blank = {name for name, blank in DETAILS.items() if name in wanted and found[name] == blank}
        wanted = {**wanted, **{name: DETAILS[name] for name in blank}}
    return {**found, "id": None} == wanted if "id" in wanted and wanted["id"] is None else found == wanted


def check_equal(table: Table, tables: Tables, *, ended: bool = True) -> None:
    told = (
        (DearerTier,) if ended else (DearerTier, NoFinalNewline)
    )  # what is read all the same: tiers are made by chance
    problems = [each for each in tables.problems if not isinstance(each, told)]
    assert problems == []
    found, wanted = sorted(found_rows(tables, table.layout.role), key=key_of), expected(table)
    for one, other in zip(found, wanted, strict=False):
        assert same(one, other), (one, other)
    assert [key_of(each) for each in found] == [key_of(each) for each in wanted]
    assert {each.layout for each in tables.sources} <= {table.layout.id, *MAKINGS[table.layout.id].twins}
    assert len(tables.sources) == len(table.parts)
    for source in tables.sources:
        assert source.rows_read - source.rows_left_out == len(table.rows)
        assert source.unread_rows == frozenset()


def check_safe(table: Table, tables: Tables) -> float:
    """Nothing is read as something else, and what is not read is named; the share of rows that were not."""
    refused = [each for each in tables.problems if isinstance(each, UnreadFile)]
    if refused:
        assert all(each.layout is None and each.rows_read == 0 for each in tables.sources)
        assert found_rows(tables, table.layout.role) == []
        return 1.0
    named = {each.place.row for each in tables.problems if isinstance(each, UnreadCell)}
    found = {key_of(each): each for each in found_rows(tables, table.layout.role)}
    wanted = {key_of(each): each for each in expected(table)}
    assert {*found} <= {*wanted}
    for key, row in found.items():
        assert same(row, wanted[key], unclear=True), (row, wanted[key])
    lost = {row for row, *_ in {*wanted} - {*found}}
    for source in tables.sources:
        assert source.rows_read - source.rows_left_out == len(table.rows)
        assert lost <= source.unread_rows == named <= {*table.rows}
    return len(named) / len(table.rows)


# --- What must be read ---------------------------------------------------------------


def test_every_layout_is_round_tripped() -> None:
    assert {each.id for each in layouts()} == set(MAKINGS)


@of_each_table
@many
@given(seed=seeds)
def test_text_in_unicode_is_read_equal(layout: str, seed: int) -> None:
    chance = Random(seed)
    dialect = random_dialect(chance, BY_NAME[layout], UNICODE)
    table = random_table(chance, BY_NAME[layout], allows=dialect.allows)
    check_equal(table, read_back(table, as_text(table, dialect), "table.txt"), ended=dialect.ended)


Workbook = Callable[[Table, date], bytes]


@pytest.mark.parametrize(("name", "made"), [("book.xlsx", as_xlsx), ("book.xls", as_xls)])
@of_each_table
@many
@given(seed=seeds)
def test_a_workbook_is_read_equal(layout: str, name: str, made: Workbook, seed: int) -> None:
    chance = Random(seed)
    epoch = chance.choice((SINCE_1900, SINCE_1904))
    table = random_table(chance, BY_NAME[layout], real=chance.random() < 0.7, epoch=epoch)
    check_equal(table, read_back(table, made(table, epoch), name))


@of_each_report
@many
@given(seed=seeds)
def test_a_json_report_is_read_equal(layout: str, seed: int) -> None:
    chance = Random(seed)
    table = random_table(chance, BY_NAME[layout])
    check_equal(table, read_back(table, as_json(table, chance), "report.json"))


# --- What may be refused -------------------------------------------------------------


def in_local_encoding(chance: Random, layout: Layout) -> float:
    dialect = random_dialect(chance, layout, LOCAL)
    table = random_table(chance, layout, allows=dialect.allows)
    return check_safe(table, read_back(table, as_text(table, dialect), "table.txt"))


def with_unclear_numbers(chance: Random, layout: Layout) -> float:
    dialect = random_dialect(chance, layout, ("utf-8",))
    table = random_table(chance, layout, clear=False, allows=dialect.allows)
    return check_safe(table, read_back(table, as_text(table, dialect), "table.csv"))


@of_each_table
@many
@given(seed=seeds)
def test_text_in_a_local_encoding_is_read_right_or_refused(layout: str, seed: int) -> None:
    in_local_encoding(Random(seed), BY_NAME[layout])


@of_each_table
@many
@given(seed=seeds)
def test_unclear_numbers_are_read_right_or_refused(layout: str, seed: int) -> None:
    with_unclear_numbers(Random(seed), BY_NAME[layout])


@pytest.mark.parametrize("trip", [in_local_encoding, with_unclear_numbers])
def test_most_of_it_is_read(trip: Callable[[Random, Layout], float]) -> None:
    chance = Random(20260801)
    refused = [trip(chance, BY_NAME[layout]) for layout in TABLES for _ in range(6)]
    assert sum(refused) / len(refused) <= MOST_REFUSED
