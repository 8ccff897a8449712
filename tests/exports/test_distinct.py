"""Columns of text: each distinct text is looked at once, and every row gets what it came to."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from promocheck.exports.distinct import distinct, once, spelled
from promocheck.exports.vocabulary import folded, folded_all, may_hold, totals
from promocheck.model.text import say
from promocheck.tables.texts import PackedTexts, packed_of
from tests.exports.texts import column


@given(rows=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.booleans())))
def test_distinct_rows(rows: list[tuple[str, str, bool]]) -> None:
    one, two = column(*(row[0] for row in rows)), column(*(row[1] for row in rows))
    found = distinct(one, two, np.array([row[2] for row in rows], dtype=bool))
    assert [rows[first] for first in found.first] == list(dict.fromkeys(rows))
    assert [rows[found.first[each]] for each in found.of_row] == rows


def test_each_text_is_parsed_once() -> None:
    parsed: list[str] = []

    def parse(text: str) -> int:
        parsed.append(text)
        return len(text)

    assert once(column("a", "bb", "", "a"), parse, -1, say("")).values.tolist() == [1, 2, -1, 1]
    assert parsed == ["a", "bb"]


@given(
    st.lists(
        st.text(st.characters(max_codepoint=300), max_size=8)
        | st.sampled_from(["SKU-1", "Grand Total", "", "a\0b", "合计"])
    )
)
def test_many_cells_fold_as_each_of_them(cells: list[str]) -> None:
    assert folded_all(cells) == [folded(cell) for cell in cells]
    for rows in (cells, cells * 3):  # nearly each another one, and each again and again
        texts = np.array([*rows, None], dtype=object)[:-1]
        assert spelled(texts, totals()).tolist() == [folded(cell) in totals() for cell in rows]


@given(
    cells=st.lists(st.sampled_from(["Total", "sub total", "TOTALS", "A-1", "totals-1", "", "é", "x\0y"])),
    words=st.sets(st.sampled_from(["total", "subtotal", "totals", "a1", "é"]), max_size=3),
)
def test_what_a_look_at_all_cells_leaves_out_is_no_word(cells: list[str], words: set[str]) -> None:
    if any(folded(cell) in words for cell in cells):
        assert may_hold(cells, words)
    elif "".join(cells).isascii():
        assert not may_hold(cells, words)


@given(
    cells=st.lists(
        st.sampled_from(
            ["SKU-1", "Grand Total", "", "合计", "ｔｏｔａｌ", "sub total", "-", "n/a", "1", "total 2"]
        ),
        min_size=1,
    )
)
def test_packed_cells_are_words_as_others_are(cells: list[str]) -> None:
    words = frozenset(map(folded, ("-", "n/a", "none", "无")))
    for some in (totals(), words, frozenset({"sku1", "total2"})):
        for rows in (cells, cells * 3):
            packed = PackedTexts.of(packed_of(rows))
            assert spelled(packed, some).tolist() == spelled(column(*rows), some).tolist()
