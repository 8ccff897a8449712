"""Findings as columns: hundreds of thousands are stamped, put in order and written without an object for each of their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import accumulate, chain, starmap
from typing import Any, Final, NamedTuple

from promocheck.model.finding import Finding
from promocheck.model.place import Place
from promocheck.model.steps import StepColumns, StepsAt
from promocheck.model.texts import NOTHING, Picked, ValueColumn
from promocheck.model.value import dataclass


class Head(NamedTuple):
    """What many cells have in common."""

    file: str
    sheet: str | None
    column: str | None


@dataclass(frozen=True, slots=True)
class PlaceColumns(ValueColumn[tuple[Place, ...]]):
    """The places of several findings as columns: those of a finding from `first` of it on to the next one's.

    `head` is the number of a place's head among `heads`.
    """

    first: Sequence[int]
    heads: Sequence[Head]
    head: Sequence[int]
    row: Sequence[int | None]

    @staticmethod
    def of(groups: Sequence[Sequence[Place]]) -> PlaceColumns:
        """The same places."""
        first = [*accumulate(map(len, groups), initial=0)]
        numbers: dict[Head, int] = {}
        every = list(chain.from_iterable(groups))
        head = [numbers.setdefault(Head(each.file, each.sheet, each.column), len(numbers)) for each in every]
        return PlaceColumns(first, tuple(numbers), head, [each.row for each in every])

    def __len__(self) -> int:
        return len(self.first) - 1

    def at(self, row: int) -> tuple[Place, ...]:
        """The places of one of them."""
        mine = slice(self.first[row], self.first[row + 1])
        return tuple(
            Place(file, sheet, line, column)
            for (file, sheet, column), line in zip(
                map(self.heads.__getitem__, self.head[mine]), self.row[mine], strict=True
            )
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """Some findings: by each field of `Finding` a value for each; of `steps` and `places` where they stand in columns."""

    columns: Mapping[str, Sequence[Any]]
    steps: Picked[StepsAt]
    places: Picked[tuple[Place, ...]]

    @staticmethod
    def of(findings: Sequence[Finding]) -> Batch:
        """The same findings as columns."""
        columns = {name: [getattr(each, name) for each in findings] for name in _PLAIN}
        every = range(len(findings))
        steps = StepColumns.of([each.steps for each in findings])
        places = PlaceColumns.of([each.places for each in findings])
        return Batch(
            columns,
            Picked((steps,), [at if each.steps else NOTHING for at, each in enumerate(findings)]),
            Picked((places,), every),
        )

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, field: str) -> Sequence[Any]:
        """A plain field of all of them."""
        return self.columns[field]

    def findings(self) -> list[Finding]:
        """Each by itself."""
        columns = {
            **self.columns,
            "steps": [() if each is None else each.steps for each in self.steps],
            "places": self.places,
        }
        return list(starmap(Finding, zip(*(columns[name] for name in _FIELDS), strict=True)))


_FIELDS: Final = tuple(each.name for each in fields(Finding))
_PLAIN: Final = tuple(name for name in _FIELDS if name not in ("steps", "places"))
