"""Names in cells that hold several: each once a cell, whatever stands around them, as told one by one."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from promocheck.exports.promotions import _loose_asins, _names_nobody, _split

CELLS = st.lists(
    st.one_of(
        st.lists(st.sampled_from(["B0AAAAAAAA", "B0BBBBBBBB"]), max_size=3).map(";".join),
        st.lists(st.sampled_from(["A-1", " A-1", "B\u00a0", "", "b0cccccccc", "B0ÀÀÀÀ"]), max_size=4).map(
            ";".join
        ),
        st.sampled_from(["B0AAAAAAAA, b0bbbbbbbb", "B0AAAAAAAA;", "; ;", "\u3000", "-"]),
    ),
    max_size=6,
)


def column(cells: list[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array([*cells, None], dtype=object)[:-1]


@given(cells=CELLS)
def test_names_are_told_apart_as_one_by_one(cells: list[str]) -> None:
    rows, names = _split(column(cells))
    assert list(zip(rows.tolist(), names.tolist(), strict=True)) == [
        (row, name)
        for row, cell in enumerate(cells)
        for name in dict.fromkeys(each.strip() for each in cell.split(";"))
        if name
    ]


@given(cells=CELLS)
def test_cells_that_name_nobody_have_no_letter_and_no_sign(cells: list[str]) -> None:
    assert _names_nobody(column(cells)).tolist() == [not re.search(r"[^\s;]", cell) for cell in cells]


@given(cells=CELLS)
def test_asins_are_written_in_one_way(cells: list[str]) -> None:
    def written(cell: str) -> str:
        names = [name for name in re.split(r"[\s;,]+", cell) if name]
        plain = names and cell[0].isalnum() and all(re.fullmatch("[0-9A-Za-z]{10}", name) for name in names)
        return ";".join(names).upper() if plain else cell

    assert _loose_asins(column(cells)).tolist() == [written(cell) for cell in cells]
