"""Columns of JSON are each value's own JSON, by whichever way they are written."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import pytest

from promocheck.model.money import Money
from promocheck.model.texts import Amounts, Same
from promocheck.reports.columns import each_of, joined
from promocheck.reports.inert import inert
from promocheck.reports.json_columns import amounts, escaped, lists, numbers, quoted, texts

from .naughty import NAUGHTY

# Each of them by itself sends a column another way.
POOLS: tuple[tuple[str, ...], ...] = (
    ("A-1", "b 2", "C_3", ""),
    ("A-1", "a, b", ",", "],[", "[]", '"],["', "["),
    ("A-1", '",', '","', '"', "\\", '\\"', "%s", "{}"),
    ("A-1", "瓶子", "é", "👩"),
    ("A-1", "\x7f", "\u202e", "\x85"),
    ("A-1", "\ud800"),
    ("null", '"null"', "1", "-1"),
    ("only",),
    NAUGHTY,
)


def plain(value: Any) -> str:
    return inert(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def some(chance: random.Random, pool: Sequence[str]) -> list[str]:
    return chance.choices(pool, k=chance.choice((0, 1, 2, 5, 40, 600)))


def filled(pieces: Sequence[str | Sequence[str]], many: int) -> list[str]:
    return list(joined(pieces, many))


@pytest.mark.parametrize("pool", POOLS)
def test_texts(pool: tuple[str, ...]) -> None:
    chance = random.Random(repr(pool))
    for _ in range(60):
        values = some(chance, pool)
        holed = [None if chance.random() < 0.3 else each for each in values]
        assert [f'"{each}"' for each in escaped(values)] == list(map(plain, values))
        for each in (values, holed, tuple(holed)):
            assert list(quoted(each)) == list(map(plain, each))
            assert filled([texts(each)], len(each)) == list(map(plain, each))
    for one in (*pool, None):
        assert filled([texts(Same(one, 3))], 3) == [plain(one)] * 3


@pytest.mark.parametrize("pool", POOLS)
def test_lists_of_texts(pool: tuple[str, ...]) -> None:
    chance = random.Random(repr(pool))
    for _ in range(60):
        values = [tuple(chance.choices(pool, k=chance.randrange(3))) for _ in range(chance.randrange(20))]
        assert filled(lists(values), len(values)) == list(map(plain, values))
    assert filled(lists(Same((pool[0],), 2)), 2) == [plain([pool[0]])] * 2


@pytest.mark.parametrize(
    "values", [[], [1], [None], [0, -5, None, 2**63 - 1], [2**64], [2**70, None, 3], list(range(500))]
)
def test_numbers(values: list[int | None]) -> None:
    assert list(numbers(values)) == list(map(plain, values))


def test_amounts() -> None:
    minor = [None, 0, -5, 1999, 2**70]
    for currencies in (["USD"] * 5, ["USD", "JPY", "KWD", "EUR", "KWD"]):
        money = [
            None if each is None else Money(each, of) for each, of in zip(minor, currencies, strict=True)
        ]
        said = [plain(None if each is None else str(each)) for each in money]
        assert (
            list(each_of(amounts(money), 5)) == list(each_of(amounts(Amounts(minor, currencies)), 5)) == said
        )
    assert filled([amounts(Same(Money(5, "JPY"), 2))], 2) == ['"5"'] * 2
    assert filled([amounts(Amounts(minor, Same("KWD", 5)))], 5)[1:4] == ['"0.000"', '"-0.005"', '"1.999"']
