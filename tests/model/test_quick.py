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
