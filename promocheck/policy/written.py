"""Where each setting was written, for people who ask why something holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from pydantic import BaseModel

from promocheck.model.value import dataclass
from promocheck.policy.section import Section
from promocheck.policy.yaml_lines import Path


@dataclass(frozen=True, slots=True)
class Written:
    """`rules.yaml:14` for everything that a file says; what no file says is a default, or the preset's."""

    places: Mapping[Path, str] = field(default_factory=dict)

    def of(self, path: Path) -> str | None:
        """Where the value at a path of the policy was written; None for a default."""
        return self.places.get(path)

    def below(self, section: str) -> dict[Path, str]:
        """What is written in a section."""
        return {path: place for path, place in self.places.items() if path[:1] == (section,)}


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every setting below a section, by its path: what a person would write on a line of its own."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from leaves(getattr(value, name), (*path, name))
    elif isinstance(value, Mapping) and any(isinstance(each, Section) for each in value.values()):
        for name, item in value.items():
            yield from leaves(item, (*path, str(getattr(name, "word", name))))
    elif isinstance(value, tuple) and any(isinstance(each, Section) for each in value):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, value


def paths_of(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every path in a document's values, containers before what they hold."""
    yield path
    for key, item in value.items() if isinstance(value, dict) else ():
        yield from paths_of(item, (*path, key))
    for index, item in enumerate(value) if isinstance(value, list) else ():
        yield from paths_of(item, (*path, index))
