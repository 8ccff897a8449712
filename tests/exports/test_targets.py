"""Cells that name several SKUs or ASINs: the quick way and the way of any cell come to the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from promocheck.exports.grid import Texts
from promocheck.exports.named import _split_any, _split_plain, loose_asins, names_nobody
from promocheck.tables.texts import PackedTexts, packed_of
from tests.exports.texts import column

PLAIN = st.text("AB;", max_size=6)
ANY = st.text("AB; ,\té\u00a0\x1c\x85", max_size=5)


def named(split: tuple[NDArray[np.int64], Texts]) -> list[tuple[int, str]]:
    """The cell of each name, and the name."""
    counts, names = split
    assert int(counts.sum()) == len(names)
    cells = np.repeat(np.arange(len(counts)), counts).tolist()
    return [(cell, name) for cell, name in zip(cells, names.tolist(), strict=True) if name]


@given(st.lists(PLAIN, min_size=1) | st.lists(PLAIN | ANY, min_size=1))
def test_cells_that_are_plain_are_split_as_any(cells: list[str]) -> None:
    plain = _split_plain(column(*cells))
    if plain is not None:
        assert named(plain) == named(_split_any(cells))


def test_a_name_that_a_cell_repeats_is_named_once() -> None:
    found = _split_plain(column("A-1;B-2;A-1", "A-1", "B-2;B-2", "A-1;B-2"))
    assert found is not None
    assert named(found) == [(0, "A-1"), (0, "B-2"), (1, "A-1"), (2, "B-2"), (3, "A-1"), (3, "B-2")]


def test_what_chinese_keyboards_write_between_skus() -> None:
    """Its own `;`, and lines; a comma of any width, a blank or a slash may be part of a SKU."""
    for cell in ("A-1；B-2", "A-1\nB-2", "A-1;\r\nB-2；", " A-1 ； B-2 "):
        assert named(_split_any(["C 3", cell])) == [(0, "C 3"), (1, "A-1"), (1, "B-2")], cell
    assert named(_split_any(["A,1", "A，1", "A/1"])) == [(0, "A,1"), (1, "A，1"), (2, "A/1")]
    assert names_nobody(column("；", " ; ； ", "A；", "、")).tolist() == [True, True, False, False]


def test_which_cells_are_plain() -> None:
    found = _split_plain(column("A-1", "B-2;C-3", "", "D-4"))
    assert found is not None
    assert found[0].tolist() == [1, 2, 1, 1]
    assert found[1].tolist() == ["A-1", "B-2", "C-3", "", "D-4"]
    for cell in ("A-1 ", "A\t1", "É-1"):
        assert _split_plain(column("A-1", cell)) is None


@pytest.mark.parametrize(
    ("cell", "asins"),
    [
        ("B0AAAAAAA1;B0AAAAAAA2", "B0AAAAAAA1;B0AAAAAAA2"),
        ("b0aaaaaaa1", "B0AAAAAAA1"),
        ("B0AAAAAAA1, b0aaaaaaa2", "B0AAAAAAA1;B0AAAAAAA2"),
        ("B0AAAAAAA1 B0AAAAAAA2\nB0AAAAAAA3、", "B0AAAAAAA1;B0AAAAAAA2;B0AAAAAAA3"),
        ("B0AAAAAAA1 B0AAA", "B0AAAAAAA1 B0AAA"),  # one of them is none: it has to be found missing
        ("", ""),
    ],
)
def test_asins_however_they_are_written(cell: str, asins: str) -> None:
    assert loose_asins(np.array([cell, "B0AAAAAAA9"], dtype=object)).tolist() == [asins, "B0AAAAAAA9"]


@given(
    st.lists(
        st.sampled_from(
            [
                "B0AAAAAAA1",
                "",
                "b0aaaaaaa1",
                "B0AAAAAAA1;B0AAAAAAA2",
                "B0AAAAAAA",
                "B0AAAAAAA11",
                "B0AAAAAAÄ",
                "商品",
            ]
        ),
        min_size=1,
    )
)
def test_packed_asins_are_written_as_others_are(cells: list[str]) -> None:
    packed = PackedTexts.of(packed_of(cells))
    assert loose_asins(packed).tolist() == loose_asins(column(*cells)).tolist()
    if all(cell in ("B0AAAAAAA1", "") for cell in cells):
        assert loose_asins(packed) is packed
