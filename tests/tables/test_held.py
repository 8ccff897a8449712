from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from promocheck.tables import TARGETS
from promocheck.tables.columns import Column, below, picked
from promocheck.tables.frames import columns_of, framed, only, taken
from promocheck.tables.held import HeldTexts
from promocheck.tables.packed import may_hold, may_spell
from promocheck.tables.texts import PackedTexts, are_short, bytes_of, packed_of

SKUS = ["A-1", "", "商品", "A-1", "é\n2"]
NUMBERS = np.arange(len(SKUS))


def column(texts: list[str]) -> Column:
    return PackedTexts.of(packed_of(texts))


def of_objects(texts: list[str]) -> Column:
    return np.array([*texts, None], dtype=object)[:-1]


def both() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same frame, its texts packed and as objects."""
    packed, plain = (framed({"sku": each, "n": NUMBERS}) for each in (column(SKUS), of_objects(SKUS)))
    return packed, plain


ASKED: dict[str, Callable[[pd.DataFrame], Any]] = {
    "list": lambda frame: frame["sku"].tolist(),
    "iterated": lambda frame: [*frame["sku"]],
    "one": lambda frame: frame["sku"].iloc[2],
    "equal to one": lambda frame: (frame["sku"] == "商品").tolist(),
    "other than one": lambda frame: (frame["sku"] != "").tolist(),
    "equal to another": lambda frame: (frame["sku"] == frame["sku"][::-1].reset_index(drop=True)).tolist(),
    "among": lambda frame: frame["sku"].isin({"A-1", "x"}).tolist(),
    "marked": lambda frame: frame[frame["n"] > 2].values.tolist(),
    "by number": lambda frame: frame.iloc[[4, 0]].reset_index(drop=True).values.tolist(),
    "slice": lambda frame: frame["sku"].iloc[1:3].tolist(),
    "sorted": lambda frame: frame.sort_values(["sku", "n"]).values.tolist(),
    "different": lambda frame: frame["sku"].drop_duplicates().tolist(),
    "unique": lambda frame: sorted(frame["sku"].unique()),
    "numbered": lambda frame: pd.factorize(frame["sku"])[0].tolist(),
    "grouped": lambda frame: frame.groupby("sku")["n"].sum().to_dict(),
    "below itself": lambda frame: pd.concat([frame, frame], ignore_index=True).values.tolist(),
    "below objects": lambda frame: pd.concat([frame, both()[1]], ignore_index=True).values.tolist(),
    "merged": lambda frame: frame.merge(frame, on="sku").values.tolist(),
    "assigned": lambda frame: frame.assign(asin=frame["sku"]).values.tolist(),
    "rows": lambda frame: [*frame.itertuples(index=False, name=None)],
    "missing": lambda frame: frame["sku"].isna().tolist(),
    "as objects": lambda frame: frame["sku"].astype(object).tolist(),
    "as an array": lambda frame: np.asarray(frame["sku"]).tolist(),
    "in words": lambda frame: frame["sku"].astype(object).str.contains("A").tolist(),
    "beside rows that are not there": lambda frame: frame["sku"].reindex([0, 9], fill_value="").tolist(),
    "copied": lambda frame: frame.copy()["sku"].tolist(),
}


@pytest.mark.parametrize("asked", ASKED)
def test_a_frame_says_the_same_of_packed_texts_as_of_objects(asked: str) -> None:
    packed, plain = both()
    assert isinstance(packed["sku"].array, HeldTexts)
    assert ASKED[asked](packed) == ASKED[asked](plain)


def test_what_is_taken_of_a_frame_stays_packed() -> None:
    packed, plain = both()
    rows = np.array([3, 2])
    cuts: list[Callable[[pd.DataFrame], pd.DataFrame]] = [
        lambda frame: taken(frame, rows),
        lambda frame: only(frame, NUMBERS < 2),
    ]
    for cut in cuts:
        found = columns_of(cut(packed))["sku"]
        assert bytes_of(found) is not None
        assert found.tolist() == columns_of(cut(plain))["sku"].tolist()
    assert bytes_of(below([column(SKUS), column(["a longer text"])])) is not None
    assert below([column(SKUS), of_objects(["x"])]).tolist() == [*SKUS, "x"]


def test_a_wide_table_takes_packed_texts_as_they_are() -> None:
    skus = column(SKUS)
    flags = np.zeros(len(SKUS), dtype=bool)
    frame = TARGETS.frame({"promotion": NUMBERS, "sku": skus, "asin": "", "numeric_sku": flags}, len(SKUS))
    assert frame["sku"].to_numpy().packed is skus.packed  # type: ignore[attr-defined]  # it is one of texts
    together = TARGETS.join([frame, frame, TARGETS.empty()])
    assert together["sku"].tolist() == SKUS * 2
    assert bytes_of(together["sku"].to_numpy()) is not None


def test_a_text_with_a_nul_is_not_packed() -> None:
    with pytest.raises(ValueError, match="B"):
        packed_of(["A", "B\0"])
    assert [*PackedTexts(packed_of([]))] == []


def test_texts_beyond_ascii_may_hold_and_spell_anything() -> None:
    texts = ["A-1", "七折", "20%", "Lamp", "é"]
    assert may_spell(column(texts), 4).tolist() == [False, True, False, True, True]
    assert may_hold(column(texts), "%折").tolist() == [False, True, True, False, True]
    assert may_hold(column(texts), "%").tolist() == [False, False, True, False, False]
    assert may_hold(of_objects(texts), "%").all()


def test_no_rows_are_compared_with_none() -> None:
    for dtype in ("S8", "S5"):
        none = PackedTexts.of(np.empty(0, dtype=dtype))
        assert (none == PackedTexts.of(np.empty(0, dtype=dtype))).tolist() == [] == none.tolist()
        assert (none == "").tolist() == []


def test_one_long_text_does_not_make_all_others_as_long() -> None:
    short, long = column(["A-1"] * 20), column(["A" * 250])
    assert are_short(packed_of(["A-1"] * 20))
    assert not are_short(packed_of(["A-1"] * 20 + ["A" * 250]))
    together = below([short, long])
    assert bytes_of(together) is None
    assert together.tolist() == ["A-1"] * 20 + ["A" * 250]


def test_what_is_no_text_does_not_become_one() -> None:
    packed, plain = both()
    for change in ({"A-1": 1, "": 2, "商品": 3, "é\n2": 4}, len):
        assert packed["sku"].map(change).tolist() == plain["sku"].map(change).tolist()
    with pytest.raises(ValueError, match="None"):
        packed["sku"].reindex([0, 9])
    empty = packed.iloc[:0]["sku"].reindex([3], fill_value="")
    assert empty.tolist() == [""]


@pytest.mark.parametrize("others", [SKUS, ["A-1", "x", "商品", "", "é\n2"], ["A" * 30] * 5])
def test_packed_columns_are_compared_row_by_row(others: list[str]) -> None:
    expected = [one == other for one, other in zip(SKUS, others, strict=True)]
    for other in (column(others), of_objects(others)):
        assert (column(SKUS) == other).tolist() == expected
        assert (column(SKUS) != other).tolist() == [not each for each in expected]
    wide = PackedTexts.of(packed_of(SKUS).astype("S16")) == PackedTexts.of(packed_of(others).astype("S32")[:])
    assert wide.tolist() == expected


def test_rows_are_picked_without_a_text_made() -> None:
    assert bytes_of(picked(column(SKUS), np.array([1]))) is not None
    assert column(SKUS)[np.array([2, 1])].tolist() == ["商品", ""]
