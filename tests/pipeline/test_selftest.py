"""The published worked examples are the test: each to the cent, in both readings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from promocheck.exports import Tables
from promocheck.model.errors import UnreadExample
from promocheck.model.report import Report
from promocheck.model.selftest import Outcome, SelfTest
from promocheck.pipeline.judging import judge
from promocheck.pipeline.selftest import selftest
from promocheck.policy import Policy
from promocheck.policy.examples import Example, Examples, load_examples
from promocheck.policy.preset import PRESETS

EXAMPLES = load_examples()
PRICED = [each.id for each, _ in EXAMPLES.priced]
# What the collection of published examples has, and must not lose; B20 to B22 are told in both orders or ways.
PUBLISHED = """
A1 A2 A3 A5 A8 A9 A10 A12 A15 A16 A17 A21 A22 A29 A33 A34 A37 A39
B1 B4 B5 B8 B15 B16 B20a B20b B21a B21b B21c B22a B22b B23 B27 B28
"""


@cache
def shipped() -> SelfTest:
    return selftest(EXAMPLES)


def outcome(found: SelfTest, name: str) -> Outcome:
    (mine,) = [each for each in found.priced if each.told.id == name]
    return mine


def with_changed(name: str, **changes: object) -> Examples:
    """The examples with another figure in one of them."""
    priced = tuple(
        (each.model_copy(update=changes) if each.id == name else each, rules)
        for each, rules in EXAMPLES.priced
    )
    return replace(EXAMPLES, priced=priced)


@pytest.mark.parametrize("name", PRICED)
def test_a_published_example_comes_to_the_stated_figures(name: str) -> None:
    found = outcome(shipped(), name)
    assert found.ours == found.stated, f"{found.told.says} ({found.told.source})"
    assert found.standing in ("ok", "stated")


def test_none_is_lost_and_every_preset_that_adds_anything_up_has_one() -> None:
    told = {*PRICED, *(each.id for each in EXAMPLES.out_of_scope)}
    assert {*PUBLISHED.split()} - told == set()
    # walmart: one price and nothing beside it; best: a yardstick, which nobody publishes figures of
    assert {each.preset for each, _ in EXAMPLES.priced} == {*PRESETS} - {"walmart", "best"}


def test_the_shipped_examples_make_it_0() -> None:
    assert shipped().exit_code == 0
    assert shipped().count("ok") + shipped().count("stated") == len(PRICED)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("A1", {"published": Decimal("28.51")}),
        ("A3", {"worst": Decimal("19.00")}),
        ("A17", {"units": 1}),
        ("B22b", {"published": Decimal("72.67")}),
    ],
)
def test_one_wrong_figure_makes_it_3(name: str, changes: dict[str, object]) -> None:
    found = selftest(with_changed(name, **changes))
    assert (found.exit_code, found.count("differs")) == (3, 1)
    assert outcome(found, name).standing == "differs"


def test_an_engine_that_prices_nothing_is_not_trusted() -> None:
    def blind(tables: Tables, policy: Policy, as_of: int) -> Report:
        return replace(judge(tables, policy, as_of), prices=())

    found = selftest(EXAMPLES, blind)
    assert (found.exit_code, found.count("differs")) == (3, len(PRICED))
    assert outcome(found, "A1").ours is None


def test_nothing_priced_is_not_fine() -> None:
    assert selftest(Examples((), EXAMPLES.out_of_scope)).exit_code == 3


def test_what_no_sheet_can_hold_is_told_by_its_example() -> None:
    (coupon, rules) = EXAMPLES.priced[0]
    impossible = Example.model_validate(
        {**coupon.model_dump(), "id": "X1", "promotions": [{"kind": "coupon", "price": 5}]}
    )
    with pytest.raises(UnreadExample, match=r"^example X1: discount_type 'price' is nothing that"):
        selftest(Examples(((coupon, rules), (impossible, rules)), ()))
