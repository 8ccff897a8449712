"""A column that is one value is kept once, and says the same as one that is written out."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from promocheck.model.texts import Same
from promocheck.tables import TARGETS, Table
from promocheck.tables.columns import (
    Column,
    alike,
    among,
    below,
    chosen,
    is_repeated,
    looked_up,
    narrow,
    one_of_few,
    picked,
    repeated,
    said_in,
)
from promocheck.tables.frames import Columns, taken
from promocheck.tables.numbering import numbered_texts
from promocheck.tables.packed import may_spell, packed, packed_each
from promocheck.tables.texts import PackedTexts
from tests.frames import records

COLUMNS: dict[str, Column] = {
    "one number": np.array([7, 7, 7, 7]),
    "several numbers": np.array([7, 7, 8, 7]),
    "one text": np.array(["US"] * 4, dtype=object),
    "several texts": np.array(["US", "DE", "US", "US"], dtype=object),
    "flags": np.array([True, True, True, True]),
    "nothing": np.empty(0, dtype=np.int64),
}
ROWS = [np.array([2, 0, 2]), np.array([], dtype=np.int64), np.array([False, True, False, True])]


@pytest.mark.parametrize("name", COLUMNS)
def test_alike_keeps_one_value_once_and_all_else_as_it_is(name: str) -> None:
    column = COLUMNS[name]
    found = alike(column)
    assert found.tolist() == column.tolist()
    assert found.dtype == column.dtype
    assert not len(column) or is_repeated(found) == (len(set(column.tolist())) == 1)


@pytest.mark.parametrize("name", [name for name, column in COLUMNS.items() if len(column)])
@pytest.mark.parametrize("rows", ROWS, ids=["numbers", "none", "marks"])
def test_rows_of_a_column_are_the_same_whether_it_is_kept_once_or_written_out(
    name: str, rows: Column
) -> None:
    written = COLUMNS[name]
    found = picked(alike(written), rows)
    assert found.tolist() == written[rows].tolist()
    assert found.dtype == written.dtype


def test_columns_below_each_other_are_kept_once_only_where_all_say_the_same() -> None:
    two, three = (repeated(2, many, np.int64) for many in (3, 2))
    assert is_repeated(below([two, three]))
    assert below([two, three]).tolist() == [2, 2, 2, 2, 2]
    assert below([two, repeated(5, 2, np.int64)]).tolist() == [2, 2, 2, 5, 5]
    assert below([two, np.array([2, 9])]).tolist() == [2, 2, 2, 2, 9]


def test_what_texts_stand_for_is_looked_up_once_where_they_are_one() -> None:
    values = {"US": 1, "JP": 100}
    assert looked_up(np.array(["US", "JP", "US"], dtype=object), values, np.int64).tolist() == [1, 100, 1]
    assert is_repeated(looked_up(np.array(["JP", "JP"], dtype=object), values, np.int64))
    assert looked_up(np.empty(0, dtype=object), values, np.int64).tolist() == []


def test_a_table_of_which_a_column_is_one_value_gives_the_same_rows_and_takes_no_memory_for_it() -> None:
    table = Table("few", {"sku": "O", "promotion": "int64"})
    written = {"sku": ["A", "B", "C"], "promotion": np.array([4, 4, 4])}
    once = table.frame({**written, "promotion": repeated(4, 3, np.int64)})
    some = taken(once, np.array([2, 0]))
    assert records(some) == records(taken(table.frame(written), np.array([2, 0])))
    assert is_repeated(some["promotion"])
    twice = table.join([once, some])
    assert records(twice) == [{"sku": sku, "promotion": 4} for sku in "ABCCA"]
    assert is_repeated(twice["promotion"])


def test_tables_below_each_other_keep_their_types() -> None:
    rows = TARGETS.frame({"promotion": [1], "sku": ["A"], "asin": [""], "numeric_sku": [False]})
    both = TARGETS.join([rows, TARGETS.empty(), rows])
    assert {name: str(column.dtype) for name, column in both.items()} == {
        name: "object" if dtype == "O" else dtype for name, dtype in TARGETS.columns.items()
    }
    assert len(both) == 2


PLAIN = ["A-1", "", "B 2", "A-1"]
WITH_LINES = ["A\n", "\nB", "", "\n\n"]
AS_LONG = ["A-1", "B 2", "\n\n\n"]


@pytest.mark.parametrize("texts", [PLAIN, WITH_LINES, AS_LONG])
@pytest.mark.parametrize(
    "others", [[], ["é", "A"], ["é-1"], ["A\0", "A"], ["A\0B"], ["", "A-1-A-1"], ["A" * 40, "A"], ["\ud800"]]
)
def test_packed_texts_come_out_as_they_went_in(texts: list[str], others: list[str]) -> None:
    texts = [*texts, *others]
    column = packed(np.array([*texts, None], dtype=object)[:-1])
    assert (column.dtype == object) == (others not in ([], ["", "A-1-A-1"]))
    check_unpacked(column, texts)


@pytest.mark.parametrize("texts", [["", ""], [], ["A\0", "A"], ["A\0B\0C", "D"], ["A" * 33] * 3])
def test_what_cannot_be_packed_stays_as_it_is(texts: list[str]) -> None:
    column = packed(np.array([*texts, None], dtype=object)[:-1])
    assert column.dtype == object
    check_unpacked(column, texts)


def test_columns_of_the_same_texts_are_packed_once() -> None:
    ids = np.array(["C-1", "C-2", "D"], dtype=object)
    anew = np.array([f" {each}"[1:] for each in ids], dtype=object)
    few, once = ids[:2], repeated("C-1", 3, object)
    found = packed_each([ids, anew, ids.copy(), few, once, once])
    assert [each is found[0] for each in found] == [True, False, True, False, False, False]
    for column, mine in zip((ids, anew, ids, few, once, once), found, strict=True):
        check_unpacked(mine, column.tolist())


def check_unpacked(column: Column, texts: list[str]) -> None:
    every = np.arange(len(texts))
    assert picked(column, every[::-1]).tolist() == texts[::-1]
    assert {type(each) for each in picked(column, every).tolist()} <= {str}


@pytest.mark.parametrize("name", COLUMNS)
def test_what_a_column_says_in_some_rows_is_the_same_however_it_is_kept(name: str) -> None:
    written = COLUMNS[name]
    rows = np.array([2, 0, 2] if len(written) else [], dtype=np.int64)
    for column in (written, alike(written), Columns({name: packed(written)})[name]):
        for some in (rows, rows[:0]):
            assert list(said_in(column, some)) == written[some].tolist()
    kept_once = len(written) > 0 and is_repeated(alike(written))
    assert isinstance(said_in(alike(written), rows), Same) == kept_once


def test_a_packed_column_is_looked_at_as_one_of_texts() -> None:
    written = np.array(PLAIN, dtype=object)
    seen, rows = Columns({"sku": packed(written)}), np.array([3, 0])
    column = seen["sku"]
    assert (seen.rows, len(column), seen.text("sku", 2), column[0]) == (4, 4, "B 2", "A-1")
    assert list(column) == column.tolist() == np.asarray(column).tolist() == PLAIN
    assert column[rows].tolist() == seen.some("sku", rows).tolist() == ["A-1", "A-1"]
    for text in ("A-1", "", "é", "A-1\0"):
        assert (column == text).tolist() == (written == text).tolist()
        assert (column != text).tolist() == (written != text).tolist()


def test_a_packed_column_can_do_all_that_an_array_can() -> None:
    written = np.array(PLAIN, dtype=object)
    column = Columns({"sku": packed(written)})["sku"]
    assert (column.dtype, column.shape, column.ndim, column.size, column.strides) == (
        written.dtype, written.shape, written.ndim, written.size, written.strides,
    )  # fmt: skip
    assert not is_repeated(column)
    assert column.astype("U").tolist() == column.copy().tolist() == PLAIN
    assert np.repeat(column, 2).tolist() == np.repeat(written, 2).tolist()
    assert [each.tolist() for each in numbered_texts(column)] == [[0, 1, 2, 0], ["A-1", "", "B 2"]]
    assert pd.Series(column).tolist() == below([column, written])[:4].tolist() == PLAIN
    assert pickle.loads(pickle.dumps(column)).tolist() == PLAIN  # noqa: S301 - our own
    with pytest.raises(AttributeError):
        _ = column._text  # type: ignore[attr-defined]  # that there is none is the test


@pytest.mark.parametrize(
    ("most", "dtype"), [(127, "int8"), (128, "int16"), (40_000, "int32"), (2**31, "int64")]
)
def test_numbers_are_kept_in_as_few_bytes_as_hold_them(most: int, dtype: str) -> None:
    found = narrow(np.array([-5, most]))
    assert (found.tolist(), str(found.dtype)) == ([-5, most], dtype)


def test_texts_are_looked_for_among_others() -> None:
    texts = np.array(["A-1", "", "é", "\ud800", "A-1 "], dtype=object)
    assert among(texts, {"A-1", "\ud800"}).tolist() == [True, False, False, True, False]
    assert among(texts, set()).tolist() == [False] * 5
    assert among(repeated("A-1", 3, object), {"A-1"}).tolist() == [True] * 3
    assert among(texts[:0], {"A-1"}).tolist() == []


@pytest.mark.parametrize("many", [0, 3, 5_000])
@pytest.mark.parametrize(
    "texts", [["A"], ["B", "A", "é", ""], [f"S-{n}" for n in range(5_000)], ["\ud800", "A"]]
)
def test_texts_are_numbered_as_pandas_does_it(many: int, texts: list[str]) -> None:
    column = np.array([texts[n * n % len(texts)] for n in range(many)], dtype=object)
    anew = np.array([f" {each}"[1:] for each in texts], dtype=object)  # equal, and others
    with_others = np.concatenate([column, anew[np.arange(many) % len(texts)], column])
    for each in (column, with_others, with_others[::2], np.arange(many) % 7):
        codes, different = numbered_texts(each)
        expected, others = pd.factorize(each)
        assert (codes.tolist(), different.tolist()) == (expected.tolist(), others.tolist())


def test_what_is_chosen_of_columns_that_are_one_value_is_one() -> None:
    one, other = repeated("US", 4, object), repeated("DE", 4, object)
    several = np.array(["FR", "IT", "FR", "IT"], dtype=object)
    for flags in (repeated(value=True, rows=4, dtype=bool), np.array([True, False, True, False])):
        for left, right in ((one, other), (several, other), (one, several)):
            assert chosen(flags, left, right).tolist() == np.where(flags, left, right).tolist()
    assert is_repeated(chosen(repeated(value=False, rows=4, dtype=bool), one, other))
    assert chosen(np.empty(0, dtype=bool), one[:0], other[:0]).tolist() == []


def test_codes_are_found_as_numpy_finds_them() -> None:
    kinds = np.array([0, 3, 1, 3, 7, -1], dtype=np.int8)
    for some in ((), (3,), (7, 0, 3), (-1, 900)):
        assert one_of_few(kinds, some).tolist() == np.isin(kinds, some).tolist()


def test_which_texts_may_have_a_word() -> None:
    texts = ["", "A-1", "Lamp", "C4711", "abc1def", "LAMP 2", "a_lamps", "[lam]", "lam@p"]
    column = np.array([*texts, None], dtype=object)[:-1]
    may = may_spell(PackedTexts.of(packed(column)), 4)
    assert [text for text, each in zip(texts, may, strict=True) if each] == ["Lamp", "LAMP 2", "a_lamps"]
    assert may_spell(column, 4).all()
