"""What a header row was taken for: a layout, the columns of its fields, and what is left over."""

from __future__ import annotations

from collections.abc import Mapping

from promocheck.exports.layout import Layout
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """What one reading of the rows takes: field → column index, and what stands for fields without a column.

    `own` columns are the part's alone: a row whose cells there are all blank has no such thing. None: every row has.
    """

    columns: Mapping[str, int]
    constants: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    own: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A header that the chosen layout does not know."""

    column: int
    header: str
    suspect: bool
    nearest: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """A header row explained by a layout, and what is left over.

    Most tables have one part; a row with several promotions, or with the offers of several marketplaces, has as many.
    `unnamed` columns have a blank header, or one that stands for it (Unnamed: 3, 列1): nothing where their cells are blank too, else a column that lost its name.
    """

    layout: Layout
    parts: tuple[Part, ...]
    harmless: tuple[int, ...]
    unknown: tuple[Unknown, ...]
    unnamed: tuple[int, ...] = ()

    @property
    def columns(self) -> Mapping[str, int]:
        """Field → the first column that holds it."""
        return {name: index for part in reversed(self.parts) for name, index in part.columns.items()}

    @property
    def used(self) -> frozenset[int]:
        """The columns that some field is read from."""
        return frozenset(index for part in self.parts for index in part.columns.values())

    @property
    def read(self) -> tuple[int, ...]:
        """The columns whose cells are looked at, from left to right.

        An attribute with a name about money counts only where it is filled: templates have a column for everything.
        """
        suspects = [each.column for each in self.unknown] if self.layout.settings.attributes else []
        return tuple(sorted({*self.used, *self.unnamed, *suspects}))

    @property
    def explained(self) -> tuple[bool, int]:
        """How well the layout fits: a user's own before any other, then by the number of headers it knows."""
        return self.layout.own, len(self.used) + len(self.harmless)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A header row that a layout would explain, were not one field named twice."""

    layout: Layout
    header: str

    @property
    def explained(self) -> tuple[bool, int]:
        """As for a match: a user's own before any other; else any match before it."""
        return self.layout.own, 0
