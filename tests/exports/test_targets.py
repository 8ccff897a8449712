"""Cells that name several SKUs or ASINs: the quick way and the way of any cell come to the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from promocheck.exports.promotions import _split_any, _split_plain

PLAIN = st.text("AB;", max_size=6)
ANY = st.text("AB; ,\té\u00a0\x1c\x85", max_size=5)


@given(st.lists(PLAIN, min_size=1) | st.lists(PLAIN | ANY, min_size=1))
def test_cells_that_are_plain_are_split_as_any(cells: list[str]) -> None:
    counts, names = _split_any(cells)
    assert int(counts.sum()) == len(names)
    plain = _split_plain(cells)
    if plain is not None:
        assert (plain[0].tolist(), plain[1]) == (counts.tolist(), names)


def test_which_cells_are_plain() -> None:
    found = _split_plain(["A-1", "B-2;C-3", "", "D-4"])
    assert found is not None
    assert found[0].tolist() == [1, 2, 1, 1]
    assert found[1] == ["A-1", "B-2", "C-3", "", "D-4"]
    for cell in ("A-1;A-1", "A-1 ", "A\t1", "É-1"):
        assert _split_plain(["A-1", cell]) is None
