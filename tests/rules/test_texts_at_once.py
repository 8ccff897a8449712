"""Texts that rules look at all at once say what they say one by one."""

from __future__ import annotations

import pytest

from promocheck.rules import naming, percent_slip
from promocheck.rules.codes import as_read, as_read_each

TEXTS = [
    ["Lamp 20", "Lamp 35", "Desk 1"],
    ["桌子灯 12", "Stehlampe", ""],
    ["Lamp\0Desk 3", "Chair"],
    ["\ud800 lamp 7", "A\u2028B 9", " x\ty "],
    ["20 %", "7折", "nothing", "％"],
    ["stra\u00dfe1", "\u0130L0", "top10tix"],
    ["a b", "c"],
    [" a", "c "],
    [""],
    [],
]

every_text = pytest.mark.parametrize("texts", TEXTS)


@every_text
def test_words_of_names(texts: list[str]) -> None:
    assert naming.words_of_each(texts) == [naming.words_of(text) for text in texts]


@every_text
def test_codes_as_the_platform_reads_them(texts: list[str]) -> None:
    assert as_read_each(texts) == [as_read(text) for text in texts]


@every_text
@pytest.mark.parametrize("before", [0, 1_023, 1_024])
def test_names_that_speak_of_a_discount(texts: list[str], before: int) -> None:
    names = ["plain"] * before + texts
    assert percent_slip.speak(names).tolist() == [any(sign in name for sign in "%％折") for name in names]
