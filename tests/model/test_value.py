"""Frozen values made here are those that the library makes."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import weakref
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import Any

import pytest

from promocheck.model.finding import Exposure
from promocheck.model.money import Money
from promocheck.model.text import say
from promocheck.model.value import dataclass

Decorator = Callable[..., Any]


def classes(dataclass: Decorator) -> dict[str, type]:
    """One class of each kind that there is."""

    @dataclass(frozen=True, slots=True)
    class Nothing:
        """No field."""

    @dataclass(frozen=True, slots=True)
    class Few:
        """Two fields."""

        one: int
        other: str = "x"

    @dataclass(frozen=True, slots=True)
    class Many:
        """More fields than are set one by one."""

        a: int
        b: int
        c: int
        d: int
        e: int = 5
        f: int = 6
        g: tuple[int, ...] = ()

    @dataclass(frozen=True, slots=True)
    class Derived(Few):
        """Fields of its own behind those of another."""

        a: int = 1
        b: int = 2
        c: int = 3
        d: int = 4

    @dataclass(frozen=True, slots=True)
    class Made:
        """Fields that are made anew, or not given."""

        one: int
        some: list[int] = field(default_factory=list)
        told: int = field(default=7, init=False)
        kept: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    @dataclass(frozen=True, slots=True)
    class Checked:
        """What is looked at when it is made."""

        one: int

        def __post_init__(self) -> None:
            if self.one < 0:
                raise ValueError(self.one)

    @dataclass(frozen=True, slots=True, eq=False)
    class Itself:
        """Equal to nothing else."""

        one: int

    @dataclass(frozen=True, slots=True)
    class Own:
        """With methods of its own in place of those that are made."""

        one: int

        def __repr__(self) -> str:
            return f"own {self.one}"

        def __hash__(self) -> int:
            return 1

    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        """One comes before another."""

        one: int
        other: int = 0

    every = (Nothing, Few, Many, Derived, Made, Checked, Itself, Own, Ordered)
    return {each.__name__: each for each in every}


OURS, THEIRS = classes(dataclass), classes(dataclasses.dataclass)
GIVEN: dict[str, tuple[Any, ...]] = {
    "Nothing": (), "Few": (1,), "Many": (1, 2, 3, 4), "Derived": (1, "y"), "Made": (1,), "Checked": (1,), "Itself": (1,), "Own": (1,), "Ordered": (1,),
}  # fmt: skip
each_kind = pytest.mark.parametrize("name", GIVEN)


@each_kind
def test_a_value_reads_as_the_librarys(name: str) -> None:
    ours, theirs = OURS[name](*GIVEN[name]), THEIRS[name](*GIVEN[name])
    assert repr(ours) == repr(theirs)
    assert asdict(ours) == asdict(theirs)
    assert [each.name for each in fields(ours)] == [each.name for each in fields(theirs)]
    assert vars(OURS[name])["__match_args__"] == vars(THEIRS[name])["__match_args__"]
    assert not hasattr(ours, "__dict__")
    assert OURS[name].__doc__ == THEIRS[name].__doc__


@each_kind
def test_a_value_is_made_with_the_same_arguments(name: str) -> None:
    def told(cls: type) -> list[tuple[str, object, bool]]:
        every = inspect.signature(cls).parameters.values()
        return [(each.name, each.annotation, each.default is each.empty) for each in every]

    assert told(OURS[name]) == told(THEIRS[name])
    for cls in (OURS[name], THEIRS[name]):
        with pytest.raises(TypeError):
            cls(*range(9))
        with pytest.raises(TypeError):
            cls(*GIVEN[name], none_such=1)


@each_kind
def test_a_value_is_equal_where_its_fields_are(name: str) -> None:
    for cls in (OURS[name], THEIRS[name]):
        one, other = cls(*GIVEN[name]), cls(*GIVEN[name])
        assert (one == other) == (name != "Itself")
        assert one == one  # noqa: PLR0124 - its own equal, however equality is made
        assert one != object()
        if name != "Made":  # it holds a list
            assert (hash(one) == hash(other)) == (name != "Itself")
    assert OURS[name](*GIVEN[name]) != THEIRS[name](*GIVEN[name])


@each_kind
def test_nothing_of_a_value_can_be_changed(name: str) -> None:
    value = OURS[name](*GIVEN[name])
    for field_name in (*(each.name for each in fields(value)), "none_such"):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field_name, 1)
        with pytest.raises(FrozenInstanceError):
            delattr(value, field_name)


def test_fields_that_differ_make_another_value() -> None:
    many = OURS["Many"](1, 2, 3, 4)
    assert many != OURS["Many"](1, 2, 3, 4, g=(1,))
    assert replace(many, g=(1,)) == OURS["Many"](1, 2, 3, 4, g=(1,))
    assert OURS["Few"](1) != OURS["Derived"](1)


def test_one_comes_before_another() -> None:
    for cls in (OURS["Ordered"], THEIRS["Ordered"]):
        one, same, other = cls(1, 2), cls(1, 2), cls(1, 3)
        assert (one < other, one <= same, one > other, one >= same) == (True, True, False, True)
        assert sorted([other, one]) == [one, other]
        with pytest.raises(TypeError):
            _ = one < (1, 3)


def test_what_is_made_anew_is_no_others() -> None:
    one, other = OURS["Made"](1), OURS["Made"](1)
    assert one.some is not other.some
    assert one.kept is not other.kept
    assert OURS["Made"](1, [2]).some == [2]
    one.kept["x"] = 1
    assert one == other


def test_what_is_looked_at_when_it_is_made_is() -> None:
    with pytest.raises(ValueError, match="-1"):
        OURS["Checked"](-1)


@pytest.mark.parametrize("value", [Exposure(3, Money(250, "USD")), say("{n} of them", n=3)])
def test_a_value_goes_to_another_process_and_back(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - it was written a moment ago
    assert copy.copy(value) == value


def test_a_value_can_be_held_weakly_where_it_is_asked_for() -> None:
    @dataclass(frozen=True, slots=True, weakref_slot=True)
    class Held:
        """One."""

        one: int

    held = Held(1)
    assert weakref.ref(held)() is held


@pytest.mark.parametrize("asked", [{}, {"frozen": True}, {"slots": True, "order": True}])
def test_all_else_is_the_librarys(asked: dict[str, bool]) -> None:
    class Plain:
        """One."""

        one: int

    made: Any = dataclass(**asked)(Plain)
    assert made.__eq__.__qualname__.endswith("Plain.__eq__")
    assert made(1) == made(1)
    assert not asked.get("order") or made(1) < made(2)
