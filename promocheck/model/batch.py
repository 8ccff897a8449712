"""Findings as columns: hundreds of thousands are stamped, put in order and written without an object for each of their parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate, chain, starmap
from typing import Any, Final, NamedTuple

from promocheck.model.finding import Finding
from promocheck.model.place import Place
from promocheck.model.steps import StepColumns, StepsAt


class Head(NamedTuple):
    """What many cells have in common."""

    file: str
    sheet: str | None
    column: str | None


@dataclass(frozen=True, slots=True)
class PlaceColumns:
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

    def of_finding(self, at: int) -> tuple[Place, ...]:
        """The places of one of them."""
        mine = slice(self.first[at], self.first[at + 1])
        return tuple(
            Place(file, sheet, row, column)
            for (file, sheet, column), row in zip(
                map(self.heads.__getitem__, self.head[mine]), self.row[mine], strict=True
            )
        )

    def __iter__(self) -> Iterator[tuple[Place, ...]]:
        return map(self.of_finding, range(len(self.first) - 1))


class PlacesAt(NamedTuple):
    """The places of a finding, where they stand among those of others."""

    columns: PlaceColumns
    at: int

    @property
    def places(self) -> tuple[Place, ...]:
        """They themselves."""
        return self.columns.of_finding(self.at)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some findings: by each field of `Finding` a value for each; of `steps` and `places` where they stand in columns."""

    columns: Mapping[str, Sequence[Any]]
    steps: Sequence[StepsAt | None]
    places: Sequence[PlacesAt]

    @staticmethod
    def of(findings: Sequence[Finding]) -> Batch:
        """The same findings as columns."""
        columns = {name: [getattr(each, name) for each in findings] for name in _PLAIN}
        steps = StepColumns.of([each.steps for each in findings])
        places = PlaceColumns.of([each.places for each in findings])
        return Batch(
            columns,
            [StepsAt(steps, at) if each.steps else None for at, each in enumerate(findings)],
            [PlacesAt(places, at) for at in range(len(findings))],
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
            "places": [each.places for each in self.places],
        }
        return list(starmap(Finding, zip(*(columns[name] for name in _FIELDS), strict=True)))


_FIELDS: Final = tuple(each.name for each in fields(Finding))
_PLAIN: Final = tuple(name for name in _FIELDS if name not in ("steps", "places"))
