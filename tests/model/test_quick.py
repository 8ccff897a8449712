"""A value that is made faster is the value that it was."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, replace

import pytest

from promocheck.model.quick import quick


@dataclass(frozen=True, slots=True, order=True)
class Plain:
    name: str
    units: int = 1
    note: str | None = None


@quick
@dataclass(frozen=True, slots=True, order=True)
class Quick:
    name: str
    units: int = 1
    note: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class PlainOfMany:
    name: str
    one: int
    two: int
    three: int
    four: int
    units: int = 1
    note: str | None = None


@quick
@dataclass(frozen=True, slots=True, order=True)
class QuickOfMany:
    name: str
    one: int
    two: int
    three: int
    four: int
    units: int = 1
    note: str | None = None


def test_one_of_many_fields_is_made_as_before() -> None:
    made = (QuickOfMany("a", 1, 2, 3, 4), QuickOfMany("a", 1, 2, 3, four=4, note="x"))
    assert [type(each) for each in made] == [QuickOfMany, QuickOfMany]
    assert [
        (each.name, each.one, each.two, each.three, each.four, each.units, each.note) for each in made
    ] == [
        ("a", 1, 2, 3, 4, 1, None),
        ("a", 1, 2, 3, 4, 1, "x"),
    ]
    assert str(inspect.signature(QuickOfMany)) == str(inspect.signature(PlainOfMany))
    with pytest.raises(TypeError, match="four"):
        QuickOfMany("a", 1, 2, 3)  # type: ignore[call-arg]


def test_one_of_many_fields_behaves_as_before() -> None:
    one, plain = QuickOfMany("a", 1, 2, 3, 4), PlainOfMany("a", 1, 2, 3, 4)
    assert (hash(one), repr(one)) == (hash(plain), repr(plain).replace("Plain", "Quick"))
    assert replace(one, units=3) == QuickOfMany("a", 1, 2, 3, 4, 3) != one
    assert sorted([QuickOfMany("b", 1, 2, 3, 4), one]) == [one, QuickOfMany("b", 1, 2, 3, 4)]
    assert copy.copy(one) == pickle.loads(pickle.dumps(one)) == one  # noqa: S301  # our own bytes
    with pytest.raises(FrozenInstanceError):
        one.units = 3  # type: ignore[misc]


def test_it_is_made_as_before() -> None:
    assert (Quick("a"), Quick("a", 2), Quick("a", note="x")) == (
        Quick("a", 1, None),
        Quick(name="a", units=2),
        Quick("a", 1, "x"),
    )
    assert str(inspect.signature(Quick)) == str(inspect.signature(Plain))
    with pytest.raises(TypeError, match="name"):
        Quick()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="colour"):
        Quick("a", colour="red")  # type: ignore[call-arg]


def test_it_behaves_as_before() -> None:
    one, plain = Quick("a", 2), Plain("a", 2)
    assert (hash(one), repr(one)) == (hash(plain), repr(plain).replace("Plain", "Quick"))
    assert replace(one, units=3) == Quick("a", 3)
    assert sorted([Quick("b"), one]) == [one, Quick("b")]
    assert copy.copy(one) == pickle.loads(pickle.dumps(one)) == one  # noqa: S301  # our own bytes
    with pytest.raises(FrozenInstanceError):
        one.units = 3  # type: ignore[misc]
