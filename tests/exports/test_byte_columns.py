from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from promocheck.exports import byte_columns
from promocheck.exports.byte_columns import as_texts, cells_between
from promocheck.exports.cell_bounds import Bounds

CELLS = st.sampled_from(
    [
        "",
        " ",
        "A-1",
        "A-2",
        " A-1",
        "A-1  ",
        "é",
        "商品",
        "10.00",
        "twelve bytes",
        "12345678",
        "123456781",
        "L" * 255,
    ]
)
LONG = st.sampled_from(["L" * 256, "é" * 128, "L" * 257, " " * 300, " é" * 200])


def bounds(cells: Sequence[str], doubled: Sequence[int] = ()) -> tuple[NDArray[np.uint8], Bounds]:
    """Cells with a comma between them and nothing behind the last one."""
    raw = np.frombuffer(",".join(cells).encode(), dtype=np.uint8)
    ends = np.cumsum([len(cell.encode()) + 1 for cell in cells]).astype(np.int64) - 1
    starts = np.concatenate(([0], ends[:-1] + 1))
    return raw, Bounds(starts, ends, np.isin(np.arange(len(cells)), doubled))


def texts_of(cells: Sequence[str], doubled: Sequence[int] = ()) -> NDArray[np.object_]:
    found = cells_between(*bounds(cells, doubled))
    return found if found.dtype == object else as_texts(found)


@given(cells=st.lists(CELLS, min_size=1), long=st.lists(LONG, max_size=2))
@pytest.mark.parametrize("packed", [1, 1_000])
@pytest.mark.parametrize("share", [0.0, 2.0])
def test_cells_say_what_was_written_whether_few_or_many_say_the_same(
    share: float, packed: int, cells: list[str], long: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byte_columns, "_SHARE", share)
        patch.setattr(byte_columns, "_PACKED", packed)
        for each in (cells, [*cells, *long], [*long, *cells]):
            assert list(texts_of(each)) == [cell.strip(" ") for cell in each]


@pytest.mark.parametrize("long", ["", "L" * 300])
def test_quotes_that_are_written_twice_are_one(long: str) -> None:
    cells = ['a ""b""', '""', ' """" ', '""two""', long, long + '""']
    assert texts_of(cells, [0, 1, 2, 5]).tolist() == ['a "b"', '"', '""', '""two""', long, long + '"']


def test_no_cells_are_no_texts() -> None:
    none = np.empty(0, dtype=np.int64)
    found = cells_between(np.empty(0, dtype=np.uint8), Bounds(none, none, none.astype(bool)))
    assert as_texts(found).tolist() == []


def test_a_text_that_stands_in_many_cells_is_one() -> None:
    for long in ("", "L" * 300):
        texts = texts_of([*["Shipped", "Pending"] * 100, long])
        assert len({id(text) for text in texts}) == 3
    assert texts_of(["USD"] * 100).strides == (0,)


def test_two_texts_that_come_to_one_number_stay_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(byte_columns, "_MIX", np.uint64(0))
    cells = ["order-01same", "order-02same"] * 100
    assert list(texts_of(cells)) == cells
