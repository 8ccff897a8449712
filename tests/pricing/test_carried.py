"""Which plan ids a name carries."""

from __future__ import annotations

import pytest

from promocheck.pricing.carried import Carried

IDS = {"bf-1": 1, "bf-1-a": 2, "p7": 3, "12": 4, "双11-1": 5, "clr.9": 6}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("BF-1 lamps", [1]),
        ("lamps (bf-1)", [1]),
        ("BF-1-A lamps", [2]),
        ("BF-1-B lamps", [1]),
        ("BF-12 lamps", []),
        ("XBF-1", []),
        ("P7磨豆机", [3]),
        ("P70", []),
        ("12", [4]),
        ("12 % off", []),
        ("双11-1 磨豆机", [5]),
        ("clr.9: p7", [6, 3]),
        ("CLR 9", []),
        ("", []),
    ],
)
def test_a_plan_id_is_carried_as_a_word_of_its_own(text: str, items: list[int]) -> None:
    assert [*Carried(IDS)(text)] == items
