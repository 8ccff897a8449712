"""Findings as columns are the findings."""

from __future__ import annotations

import random
from dataclasses import replace

from promocheck.model.batch import Batch, PlaceColumns
from promocheck.model.money import Money, Percent
from promocheck.model.place import Place
from promocheck.model.steps import Step, StepColumns, StepsAt
from promocheck.model.texts import NOTHING, Picked
from tests.reports.examples import BELOW_FLOOR, NO_END, UNREAD_ROW


def some_step(chance: random.Random, currency: str) -> Step:
    def money() -> Money:
        return Money(chance.choice((-1, 0, 5, 1999, 2**60)), currency)

    share = chance.random() < 0.5
    return Step(
        promotion=chance.choice((None, "C-1", "sale_price")),
        kind=chance.choice(("coupon", "sale_price")),
        effect=chance.choice(("percent", "amount", "price")),
        value=Percent(chance.choice((1, 50, 1250, 10_000))) if share else money(),
        base=chance.choice((None, money())),
        units=chance.choice((1, 3)),
        amount=money(),
        price_after=money(),
        name=chance.choice((None, "Winter week")),
        cheaper=chance.choice((0, 1)),
    )


def some_steps(chance: random.Random) -> tuple[Step, ...]:
    currency = chance.choice(("USD", "JPY", "KWD"))
    return tuple(some_step(chance, currency) for _ in range(chance.randrange(4)))


def test_findings_come_back_as_they_were() -> None:
    chance = random.Random(5)
    findings = [replace(BELOW_FLOOR, steps=some_steps(chance)) for _ in range(200)]
    findings += [NO_END, UNREAD_ROW, replace(UNREAD_ROW, places=())]
    assert Batch.of(findings).findings() == findings
    assert Batch.of([]).findings() == []


def test_steps_come_back_as_they_were() -> None:
    chance = random.Random(7)
    prices = [some_steps(chance) for _ in range(200)]
    columns = StepColumns.of(prices)
    assert [columns.of_price(at) for at in range(len(prices))] == prices


def test_the_steps_of_one_price_are_taken_out_of_those_of_all() -> None:
    chance = random.Random(8)
    prices = [some_steps(chance) for _ in range(50)]
    columns = StepColumns.of(prices)
    for at, price in enumerate(prices):
        assert StepsAt(columns, at).alone() == StepColumns.of([price])


def test_values_are_picked_out_of_several_columns() -> None:
    chance = random.Random(6)
    several = tuple(StepColumns.of([some_steps(chance) for _ in range(5)]) for _ in range(3))
    every = [each for columns in several for each in columns]
    place = [chance.choice([NOTHING, *range(len(every))]) for _ in range(60)]
    picked = Picked(several, place)
    assert list(picked) == [None if at == NOTHING else every[at] for at in place]
    assert picked.told(lambda part: [each.steps for each in part], None) == [
        None if at == NOTHING else every[at].steps for at in place
    ]
    assert list(Picked((), [])) == []


def test_places_come_back_as_they_were() -> None:
    chance = random.Random(9)
    groups = [
        tuple(
            Place(
                chance.choice("ab"),
                chance.choice((None, "s")),
                chance.choice((None, 1, 2)),
                chance.choice((None, "c")),
            )
            for _ in range(chance.randrange(4))
        )
        for _ in range(200)
    ]
    assert list(PlaceColumns.of(groups)) == groups
