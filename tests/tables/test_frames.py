from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from promocheck.tables import TARGETS
from promocheck.tables.columns import Column, among, below, picked
from promocheck.tables.frames import Frame, columns_of, numbered_by, once, only, taken
from promocheck.tables.packed import may_hold, may_spell
from promocheck.tables.texts import PackedTexts, are_short, bytes_of, packed_of
from tests.frames import joined, records

SKUS = ["A-1", "", "商品", "A-1", "é\n2"]
NUMBERS = np.arange(len(SKUS))


def column(texts: list[str]) -> Column:
    return PackedTexts.of(packed_of(texts))


def of_objects(texts: list[str]) -> Column:
    return np.array([*texts, None], dtype=object)[:-1]


def both() -> tuple[Frame, Frame]:
    """The same frame, its texts packed and as objects."""
    packed, plain = (Frame({"sku": each, "n": NUMBERS}) for each in (column(SKUS), of_objects(SKUS)))
    return packed, plain


ASKED: dict[str, Callable[[Frame], Any]] = {
    "list": lambda frame: frame["sku"].tolist(),
    "iterated": lambda frame: [*frame["sku"]],
    "one": lambda frame: frame["sku"][2],
    "equal to one": lambda frame: (frame["sku"] == "商品").tolist(),
    "other than one": lambda frame: (frame["sku"] != "").tolist(),
    "equal to another": lambda frame: (frame["sku"] == frame["sku"][::-1]).tolist(),
    "among": lambda frame: among(frame["sku"], {"A-1", "x"}).tolist(),
    "marked": lambda frame: records(taken(frame, frame["n"] > 2)),
    "by number": lambda frame: records(taken(frame, np.array([4, 0]))),
    "numbered": lambda frame: numbered_by(frame, "sku").tolist(),
    "once": lambda frame: records(once(frame, "sku")),
    "numbered by two": lambda frame: numbered_by(frame, "n", "sku").tolist(),
    "below itself": lambda frame: records(joined([frame, frame])),
    "below objects": lambda frame: records(joined([frame, both()[1]])),
    "assigned": lambda frame: records(frame.assign(asin=frame["sku"])),
    "as objects": lambda frame: frame["sku"].astype(object).tolist(),
    "as an array": lambda frame: np.asarray(frame["sku"]).tolist(),
}


@pytest.mark.parametrize("asked", ASKED)
def test_a_frame_says_the_same_of_packed_texts_as_of_objects(asked: str) -> None:
    packed, plain = both()
    assert bytes_of(packed["sku"]) is not None
    assert ASKED[asked](packed) == ASKED[asked](plain)


def test_a_frame_is_as_long_as_each_of_its_columns() -> None:
    frame = Frame({"sku": of_objects(SKUS), "n": NUMBERS})
    assert (len(frame), frame.columns, "n" in frame, "asin" in frame) == (5, ("sku", "n"), True, False)
    with pytest.raises(ValueError, match="unpack"):
        Frame({"sku": of_objects(SKUS), "n": NUMBERS[1:]})


def test_nobody_writes_in_a_frame() -> None:
    own = NUMBERS.copy()
    frame = Frame({"n": own})
    with pytest.raises(ValueError, match="read-only"):
        frame["n"][0] = 9
    own[0] = 9  # who made it, still may
    assert frame.assign(m=own)["m"].tolist() == frame["n"].tolist()


def test_what_columns_say_once_is_in_the_order_in_which_it_first_stands() -> None:
    frame = Frame({"shop": of_objects(["b", "a", "b", "a", "b"]), "n": np.array([1, 1, 1, 2, 1])})
    assert records(once(frame, "shop", "n")) == [
        {"shop": "b", "n": 1},
        {"shop": "a", "n": 1},
        {"shop": "a", "n": 2},
    ]
    assert numbered_by(frame, "shop", "n").tolist() == [0, 1, 0, 2, 0]
    assert len(once(taken(frame, np.array([], dtype=np.int64)), "shop", "n")) == 0


def test_what_is_taken_of_a_frame_stays_packed() -> None:
    packed, plain = both()
    rows = np.array([3, 2])
    cuts: list[Callable[[Frame], Frame]] = [
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
    assert frame["sku"].packed is skus.packed  # type: ignore[attr-defined]  # it is one of texts
    together = TARGETS.join([frame, frame, TARGETS.empty()])
    assert together["sku"].tolist() == SKUS * 2
    assert bytes_of(together["sku"]) is not None


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
