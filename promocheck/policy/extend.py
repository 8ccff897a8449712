"""A section that extends a preset: what it names again is replaced, what is new comes at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from promocheck.policy.yaml_lines import Path

# By what an entry of these lists is known; other lists are replaced whole.
_KNOWN_BY: Final[Mapping[str, str]] = {"stages": "id", "classes": "id", "pairs": "between"}
_BY_NAME: Final = ("groups", "rounding")  # mappings whose other names stay
_INSTEAD: Final = {"kinds": "classes", "classes": "kinds"}  # of a stage: one stands for the other


class Extended:
    """A preset with a document's own keys in their place; `own_path` finds the way back into the document."""

    def __init__(self, preset: Mapping[str, Any], own: Mapping[str, Any]) -> None:
        self._origins: dict[Path, Path] = {}
        self.value: dict[str, Any] = self._mapping(preset, own, (), ())

    def own_path(self, path: Path) -> Path:
        """Where what stands at `path` was written: the nearest thing around it that the document has."""
        while path and path not in self._origins:
            path = path[:-1]
        return self._origins.get(path, ())

    def says(self, path: Path) -> Path | None:
        """Where in the document the value at `path` was written; None for what is the preset's."""
        return self._origins.get(path)

    def _mapping(
        self, preset: Mapping[str, Any], own: Mapping[str, Any], path: Path, written: Path
    ) -> dict[str, Any]:
        self._origins[path] = written
        gone = {_INSTEAD[name] for name in own if name in _INSTEAD and "effect" in preset}
        found = {name: item for name, item in preset.items() if name not in gone}
        for name, item in own.items():
            at, here = (*path, name), (*written, name)
            if isinstance(item, list) and name in _KNOWN_BY and isinstance(found.get(name), list):
                found[name] = self._list(found[name], item, _KNOWN_BY[name], at, here)
            elif isinstance(item, dict) and name in _BY_NAME and isinstance(found.get(name), dict):
                found[name] = self._mapping(found[name], item, at, here)
            else:
                found[name] = self._own(item, at, here)
        return found

    def _list(
        self, preset: Sequence[Any], own: Sequence[Any], known_by: str, path: Path, written: Path
    ) -> list[Any]:
        self._origins[path] = written
        found = list(preset)
        places = {_name(each, known_by): at for at, each in enumerate(preset)}
        for index, item in enumerate(own):
            at, here = places.pop(_name(item, known_by), None), (*written, index)
            if at is not None:
                found[at] = self._mapping(found[at], item, (*path, at), here)
            else:  # a new one; one that the document names twice is a fault to be found later
                found.append(self._own(item, (*path, len(found)), here))
        return found

    def _own(self, item: Any, path: Path, written: Path) -> Any:
        """What the document itself says, with the way back to all of it."""
        self._origins[path] = written
        for key, inner in item.items() if isinstance(item, dict) else ():
            self._own(inner, (*path, key), (*written, key))
        for index, inner in enumerate(item) if isinstance(item, list) else ():
            self._own(inner, (*path, index), (*written, index))
        return item


def _name(item: Any, known_by: str) -> Any:
    """What an entry is known by: an id, or a pair in any order and under its condition; None where it does not say."""
    if not isinstance(item, dict):
        return None
    name = item.get(known_by)
    if isinstance(name, list):
        return (*sorted(map(str, name)), str(item.get("when")))
    return name if isinstance(name, str) else None
