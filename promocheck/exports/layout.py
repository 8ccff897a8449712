"""Layouts: every known export as data in `layouts/*.yaml`, recognised by its headers and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

import yaml

from promocheck.exports.vocabulary import folded, speaks_of_money

Role = Literal["listings", "promotions", "floors"]

# In the order of preference where two layouts explain a header equally well.
_NAMES: Final = (
    "amazon_all_listings",
    "amazon_active_listings",
    "amazon_open_listings",
    "amazon_coupon_bulk",
    "promotions",
    "floors",
    "listings",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """One known export: which header is which field, and how its text form is written.

    `fields` maps a field of the role's table to its folded headers; `required` must all be there, and one of each
    group in `one_of`. `harmless` headers are known and not needed; a header in `never` rules the layout out.
    `quoted_tabs` is false where tab separated text is not quoted; `short_rows` where rows may lack trailing cells;
    `header_within` bounds the rows in which the header is looked for; `whole_days`: its dates have no clock; `constants` are values no column has.
    """

    id: str
    title: str
    role: Role
    fields: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...]
    harmless: frozenset[str]
    never: frozenset[str]
    quoted_tabs: bool
    short_rows: bool
    header_within: int
    whole_days: bool
    constants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A header that the chosen layout does not know."""

    column: int
    header: str
    suspect: bool
    nearest: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """A header row explained by a layout: field → column index, and what is left over.

    `unnamed` columns have a blank header: nothing where their cells are blank too, else a column that lost its name.
    """

    layout: Layout
    columns: Mapping[str, int]
    harmless: tuple[int, ...]
    unknown: tuple[Unknown, ...]
    unnamed: tuple[int, ...] = ()

    @property
    def read(self) -> tuple[int, ...]:
        """The columns whose cells are looked at, from left to right."""
        return tuple(sorted({*self.columns.values(), *self.unnamed}))


@dataclass(frozen=True, slots=True)
class Repeated:
    """A header row that a layout would explain, were not one field named twice."""

    layout: Layout
    header: str


@cache
def layouts() -> tuple[Layout, ...]:
    """Every shipped layout."""
    folder = resources.files("promocheck.exports").joinpath("layouts")
    return tuple(
        _layout(name, yaml.safe_load(folder.joinpath(f"{name}.yaml").read_text("utf-8"))) for name in _NAMES
    )


def recognise(header: Sequence[str]) -> Match | Repeated | None:
    """The layout that explains most of `header`, or None where no layout has its required columns."""
    names = [folded(name) for name in header]
    found = [explained for layout in layouts() if (explained := _explain(layout, header, names))]
    return max(found, key=_explained_columns, default=None)


def nearest_layout(header: Sequence[str]) -> tuple[Layout, tuple[str, ...]] | None:
    """The layout that shares most headers with `header`, and the required fields it misses; None if it shares none."""
    names = {folded(name) for name in header}
    shared = {each.id: sum(bool(names & set(heads)) for heads in each.fields.values()) for each in layouts()}
    best = max(layouts(), key=lambda each: shared[each.id])
    if not shared[best.id]:
        return None
    missing = [field for field in best.required if not names & set(best.fields[field])]
    groups = [" or ".join(g) for g in best.one_of if not any(names & set(best.fields[f]) for f in g)]
    return best, (*missing, *groups)


def resembles_table(header: Sequence[str]) -> bool:
    """Whether a row has two headers of one layout: then it is a known header, or was one before it was damaged."""
    names = {folded(name) for name in header} - {""}
    return any(sum(bool(names & set(heads)) for heads in each.fields.values()) > 1 for each in layouts())


_FIGURES: Final = re.compile(r"[\d\s:/.,%+年月日-]*\d[\d\s:/.,%+年月日-]*")


def above_header(rows: Iterable[Sequence[str]], match: Match) -> Sequence[str] | None:
    """The first row above a header that reads like data: every required cell is there, one of them a number or a date.

    It comes to be when somebody sorts a sheet together with its header.
    """
    needed = [match.columns[field] for field in match.layout.required]
    for cells in rows:
        filled = [cells[column].strip() for column in needed if column < len(cells)]
        if len(filled) == len(needed) and all(filled) and any(_FIGURES.fullmatch(cell) for cell in filled):
            return cells
    return None


def _explained_columns(found: Match | Repeated) -> int:
    return len(found.columns) + len(found.harmless) if isinstance(found, Match) else 0


def _explain(layout: Layout, header: Sequence[str], names: list[str]) -> Match | Repeated | None:
    columns = {field: _find(heads, names) for field, heads in layout.fields.items()}
    present = {field: index for field, index in columns.items() if index is not None}
    if layout.never & set(names) or any(field not in present for field in layout.required):
        return None
    if not all(any(field in present for field in group) for group in layout.one_of):
        return None
    for field, heads in layout.fields.items():
        twice = [header[i] for i, name in enumerate(names) if name in heads]
        if field in present and len(twice) > 1:
            return Repeated(layout, twice[1])
    used = set(present.values())
    harmless = tuple(i for i, name in enumerate(names) if i not in used and name in layout.harmless)
    rest = [i for i in range(len(names)) if i not in used and i not in harmless]
    unknown = tuple(_unknown(layout, i, header[i], names[i]) for i in rest if header[i].strip())
    return Match(layout, present, harmless, unknown, tuple(i for i in rest if not header[i].strip()))


def _find(heads: tuple[str, ...], names: list[str]) -> int | None:
    return next((names.index(head) for head in heads if head in names), None)


def _unknown(layout: Layout, column: int, header: str, name: str) -> Unknown:
    known = [head for heads in layout.fields.values() for head in heads]
    close = get_close_matches(name, known, n=1, cutoff=0.75) if name else []
    nearest = close[0] if close else None
    return Unknown(column, header, bool(nearest) or speaks_of_money(header), nearest)


def _layout(name: str, data: dict[str, Any]) -> Layout:
    text = data.get("text", {})
    return Layout(
        id=name,
        title=data["title"],
        role=data["role"],
        fields={field: tuple(folded(head) for head in heads) for field, heads in data["fields"].items()},
        required=tuple(data["required"]),
        one_of=tuple(tuple(group) for group in data.get("one_of", ())),
        harmless=frozenset(folded(head) for head in data.get("harmless", ())),
        never=frozenset(folded(head) for head in data.get("never", ())),
        quoted_tabs=text.get("quoted_tabs", True),
        short_rows=text.get("short_rows", False),
        header_within=data.get("header_within", 1),
        whole_days=data.get("whole_days", False),
        constants=data.get("constants", {}),
    )
