"""Where another policy holds: floors and rules of some stores, marketplaces or brands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from promocheck.model.value import dataclass
from promocheck.policy.documents import overlaid
from promocheck.policy.floors import OF_MARKETPLACE, FloorSettings, MarketplaceCode, folded
from promocheck.policy.section import Section
from promocheck.policy.settings import RuleSettings
from promocheck.policy.yaml_lines import Path

# By the names of a policy the number of the entry of `overrides` that says each value, counted from 1.
Givers = Mapping[str, Any] | int | None


def _several(value: Any) -> Any:
    return value if isinstance(value, list | None) else [value]


def _one_or_more(each: dict[str, Any]) -> WithJsonSchema:
    several = {"type": "array", "items": each, "minItems": 1}
    return WithJsonSchema({"anyOf": [each, several]})


Names = Annotated[
    tuple[str, ...], BeforeValidator(_several), Field(min_length=1), _one_or_more({"type": "string"})
]
Codes = Annotated[
    tuple[MarketplaceCode, ...], BeforeValidator(_several), Field(min_length=1), _one_or_more(OF_MARKETPLACE)
]


class Scope(Section):
    """Of what an override speaks: every key that is given must fit."""

    store: Names | None = None
    """Stores, one or a list."""
    marketplace: Codes | None = None
    """Marketplaces, one or a list."""
    brand: Names | None = None
    """Brands, one or a list, as the listings or the floors sheet name them."""

    def fits(self, store: str, marketplace: str, *brands: str) -> bool:
        """Whether it speaks of a listing of this store and marketplace, and of one of these brands; brands however they are cased."""
        mine = None if self.brand is None else tuple(map(folded, self.brand))
        asked = ((self.store, (store,)), (self.marketplace, (marketplace,)), (mine, map(folded, brands)))
        return all(names is None or any(name in names for name in some) for names, some in asked)


class OverrideSettings(Scope):
    """An entry of `overrides`, as the schema shows it: what of `floors` and `rules` is otherwise there."""

    floors: FloorSettings = FloorSettings.usual()
    """Floors there: what this names stands in the place of the policy's own."""
    rules: Mapping[str, Any] = {}
    """Rules there, by name: a severity, or options."""


@dataclass(frozen=True, slots=True)
class Override:
    """One entry: its scope and what it says, as written and checked. Rules are by id, each with its options.

    `places` has the file and line of everything in it, () that of the entry itself.
    """

    scope: Scope
    floors: Mapping[str, Any]
    rules: Mapping[str, Mapping[str, Any]]
    places: Mapping[Path, str]

    def of(self, path: Path) -> str:
        """Where the value at a path of the entry was written, else what is around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path]


@dataclass(frozen=True, slots=True)
class Scoped:
    """The floors and rules that hold for some listings; `givers` are the overrides that say something of these floors."""

    floors: FloorSettings
    rules: Mapping[str, RuleSettings]
    givers: Givers = None


@dataclass(frozen=True, slots=True)
class Overrides:
    """All entries, on top of the policy's own floors and rules as written; a later one has the last word."""

    entries: tuple[Override, ...] = ()
    floors: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def which(self, store: str, marketplace: str, *brands: str) -> tuple[int, ...]:
        """The entries that speak of such a listing, which may be of several brands."""
        return tuple(
            at for at, each in enumerate(self.entries) if each.scope.fits(store, marketplace, *brands)
        )

    def on(self, base: Scoped, which: Sequence[int]) -> Scoped:
        """What holds where these entries speak, on top of `base`, the policy without any."""
        if not which:
            return base
        floors: Any = self.floors
        givers: Any = None
        rules = dict(base.rules)
        options: dict[str, Any] = {}
        for at in which:
            floors = overlaid(floors, self.entries[at].floors)
            givers = overlaid(givers, _numbered(self.entries[at].floors, at + 1))
            for rule, own in self.entries[at].rules.items():
                options[rule] = overlaid(options.get(rule, self.rules.get(rule, {})), own)
                rules[rule] = type(base.rules[rule]).model_validate(options[rule])
        return Scoped(FloorSettings.model_validate(floors), rules, givers)


def giver(givers: Givers, *names: str) -> Givers:
    """The overrides that say what is below these names; the number alone where one of them says all of it."""
    for name in names:
        if not isinstance(givers, Mapping):
            break
        givers = givers.get(name)
    return givers


def _numbered(value: Any, number: int) -> Any:
    """The same names, and the number in the place of each value that is given."""
    if isinstance(value, Mapping):
        return {name: _numbered(item, number) for name, item in value.items()}
    return None if value is None else number
