"""Columns of texts are put into words as each of their texts is, whatever stands in them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from promocheck.model.batch import Batch
from promocheck.model.kind import Kind, label_of
from promocheck.model.money import Money, Percent
from promocheck.model.text import Text, lines, say
from promocheck.model.texts import NO_TEXT, Amounts, InRows, Named, Same, Template, Texts
from promocheck.model.window import Instant
from promocheck.reports import Words
from promocheck.reports.columns import each_of
from promocheck.reports.finding_json import lines_in
from promocheck.reports.wording import in_words, sentences

from .examples import BELOW_FLOOR, usd
from .naughty import NAUGHTY

IDS = ("C-1", "", "c-2", *NAUGHTY)
MANY = 60
LANGUAGES = [Words("en"), Words("zh"), Words("en").with_raw_data(), Words("zh").with_raw_data()]


def ids(chance: random.Random, many: int) -> list[str]:
    return chance.choices(IDS, k=many)


def named(chance: random.Random, many: int) -> Named:
    kinds = chance.choice((chance.choices(tuple(Kind), k=many), Same(int(Kind.COUPON), many)))
    return Named(kinds, ids(chance, many))


def rows(chance: random.Random, many: int) -> InRows:
    first = [0]
    for _ in range(many):
        first.append(first[-1] + chance.randrange(4))
    make = chance.choice((named, ids))
    return InRows(first, make(chance, first[-1]))


def amounts(chance: random.Random, many: int) -> Amounts:
    minor = [chance.choice((0, -5, 1999, 123_456_789, 2**70)) for _ in range(many)]
    currencies = chance.choice((Same("USD", many), chance.choices(("USD", "JPY", "KWD"), k=many)))
    return Amounts(minor, currencies)


def numbers(chance: random.Random, many: int) -> list[int]:
    return [chance.choice((0, 1, 2, 1204)) for _ in range(many)]


def mixed(chance: random.Random, many: int) -> list[Any]:
    return chance.choices(
        (Percent(1250), Instant(0, "Asia/Dubai"), usd("1.00"), 3, "sku", say("coupon"), (say("coupon"), "a")),
        k=many,
    )


def tuples(chance: random.Random, many: int) -> list[tuple[Any, ...]]:
    return list(rows(chance, many))


def labels(chance: random.Random, many: int) -> Sequence[Text]:
    each = [label_of(chance.choice(("coupon", "best_deal", "tombola"))) for _ in range(many)]
    return chance.choice((each, Same(say("These must never run together"), many)))


def nested(chance: random.Random, many: int) -> Template:
    values = (("kind", labels(chance, many)), ("promotions", rows(chance, many)))
    return Template("More than one {kind} at once: {promotions}.", many, values)


def begun_by_nothing(chance: random.Random, many: int) -> Sequence[Text]:
    return chance.choices((say(""), say("coupon")), k=many)


VALUES = (named, rows, ids, amounts, numbers, mixed, tuples, labels, nested, begun_by_nothing)


def templates(make: Callable[[random.Random, int], Sequence[Any]], chance: random.Random) -> list[Template]:
    """Templates with these values in each place."""
    values, others = make(chance, MANY), named(chance, MANY)
    skus = InRows.of([tuple(ids(chance, 2)) for _ in range(MANY)])
    counts = numbers(chance, MANY)
    return [
        Template("{deal} takes 100 % of {{it}}", MANY, (("deal", values),)),
        Template("some hours before a start and after an end count: {promotions}", MANY, (("promotions", values),)),
        Template("{one} and {other} may both be taken off", MANY, (("one", values), ("other", others))),
        Template("{other}{one}", MANY, (("one", values), ("other", others))),
        Template(
            "{message} Also on {n} other SKU: {skus}.",
            MANY,
            (("n", counts), ("message", values), ("skus", skus)),
            "{message} Also on {n} other SKUs: {skus}.",
        ),
        Template("{line0}\n{line1}", MANY, (("line0", values), ("line1", others))),
    ]  # fmt: skip


def parts(chance: random.Random) -> Texts:
    """Texts of several templates, and none."""
    some: list[Sequence[Text]] = [*templates(chance.choice(VALUES), chance)]
    some += [Same(say("a lamp is lost"), 3), named(chance, MANY), [lines(["a", say("coupon")])]]
    many = sum(map(len, some))
    return Texts(tuple(some), [chance.randrange(many) for _ in range(MANY)])


def compare(words: Words, column: Sequence[Any]) -> None:
    texts = list(column)
    assert list(each_of(in_words(words, column), len(texts))) == list(map(words.say, texts))
    assert list(each_of(sentences(words, column), len(texts))) == list(map(words.sentence, texts))


@pytest.mark.parametrize("make", VALUES)
def test_a_template_is_filled_for_all_as_for_each(
    make: Callable[[random.Random, int], Sequence[Any]],
) -> None:
    chance = random.Random(make.__name__)
    for _ in range(10):
        for words in LANGUAGES:
            for template in templates(make, chance):
                compare(words, template)


def test_texts_of_several_templates_are_each_their_own() -> None:
    chance = random.Random(2)
    for _ in range(40):
        for words in LANGUAGES:
            compare(words, parts(chance))


def test_what_no_text_may_hold_raises_in_columns_too() -> None:
    for values in ([9.99], Same(None, 1), Amounts([None], Same("USD", 1))):
        with pytest.raises(TypeError):
            in_words(Words(), Template("{price}", 1, (("price", values),)))


def test_lines_of_columns_are_the_lines_of_lists() -> None:
    chance = random.Random(4)
    for _ in range(30):
        said = parts(chance)
        none = [NO_TEXT if chance.random() < 0.2 else place for place in said.place]
        columns: dict[str, Sequence[Any]] = {
            "message": said,
            "fix": chance.choice((parts(chance), Same(say("Scan again."), MANY), templates(named, chance)[1])),
            "floor_source": Texts(said.parts, none),
            "assumptions": InRows(range(MANY + 1), parts(chance)),
            "stacked_price": amounts(chance, MANY),
            "floor": Amounts([None, *range(1, MANY)], Same("JPY", MANY)),
            "documented_price": Same(Money(5, "KWD"), MANY),
            "sku": ids(chance, MANY),
            "store": Same(None, MANY),
            "owner": Same('a\x7f"', MANY),
            "waiver": Same(None, MANY),
            "since": Same(None, MANY),
            "start": Same(None, MANY),
            "worst": Same((0, None), MANY),
        }  # fmt: skip
        plain = Batch.of([replace(BELOW_FLOOR, promotions=(each,)) for each in ids(chance, MANY)])
        batch = replace(plain, columns={**plain.columns, **columns})
        listed = replace(
            plain, columns={**plain.columns, **{name: list(each) for name, each in columns.items()}}
        )
        for words in (Words("en"), Words("zh")):
            write = lines_in(words)
            assert list(write(batch)) == list(write(listed))
