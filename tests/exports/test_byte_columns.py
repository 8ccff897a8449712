from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from promocheck.exports import byte_columns
from promocheck.exports.byte_columns import as_texts


def as_read(cells: Sequence[str], size: int = 16) -> NDArray[Any]:
    """Cells as the reader gives them, cut off where they are longer."""
    return np.array([cell.encode()[:size] for cell in cells], dtype=f"S{size}")


@given(
    cells=st.lists(
        st.sampled_from(["", "A-1", "A-2", "é", "商品", "10.00", "twelve bytes", "12345678", "123456781"])
    )
)
@pytest.mark.parametrize("share", [0.0, 2.0])
def test_cells_say_what_was_written_whether_few_or_many_say_the_same(share: float, cells: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byte_columns, "_SHARE", share)
        assert list(_texts(cells)) == cells


def test_a_text_that_stands_in_many_cells_is_one() -> None:
    texts = _texts(["Shipped", "Pending"] * 100)
    assert len({id(text) for text in texts}) == 2
    assert _texts(["USD"] * 100).strides == (0,)


@pytest.mark.parametrize("last", ["L" * 16, "L" * 40])
def test_a_cell_that_may_be_longer_than_what_was_read_is_not_believed(last: str) -> None:
    assert as_texts(as_read(["A-1", last])) is None


def test_two_texts_that_come_to_one_number_stay_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(byte_columns, "_MIX", np.uint64(0))
    cells = ["order-01same", "order-02same"] * 100
    assert list(_texts(cells)) == cells


def _texts(cells: Sequence[str]) -> NDArray[np.object_]:
    texts = as_texts(as_read(cells))
    assert texts is not None
    return texts
