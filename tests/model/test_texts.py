"""Some of the texts of a column are those texts, whatever the column is made of."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from promocheck.model.text import Text, say
from promocheck.model.texts import Same, Template, Texts, some_of, texts_at


def column(chance: Random, depth: int) -> Sequence[Text]:
    """A column of texts; of several kinds, the deeper the more."""
    many = chance.randrange(1, 6)
    plain: list[Sequence[Text]] = [
        [say("{n}", n=chance.randrange(99)) for _ in range(many)],
        Same(say("a lamp is lost"), many),
        Template("{a} of {b}", many, (("a", [*range(many)]), ("b", Same("x", many)))),
    ]
    if not depth:
        return chance.choice(plain)
    parts = [column(chance, depth - 1) for _ in range(many)]
    total = sum(map(len, parts))
    return texts_at(parts, [chance.randrange(total) for _ in range(chance.randrange(1, 9))])


@pytest.mark.parametrize("seed", range(60))
def test_some_of_them_are_these(seed: int) -> None:
    chance = Random(seed)
    texts = column(chance, chance.randrange(4))
    rows = [chance.randrange(len(texts)) for _ in range(chance.randrange(7))]
    assert list(some_of(texts, rows)) == [texts[row] for row in rows]


def test_columns_that_none_of_them_stands_in_are_left_out() -> None:
    wanted = Same(say("a"), 3)
    some = some_of(texts_at([Same(say("b"), 9), wanted, [say("c")]], [0, 9, 12, 11]), [3, 1])
    assert isinstance(some, Texts)
    (part,) = some.parts
    assert isinstance(part, Texts)
    assert part.parts == (wanted,)
