"""Narrow values ↔ JSON: sources, problems and texts, by the names of their classes and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from promocheck.model.money import Money, Percent
from promocheck.model.place import Place
from promocheck.model.problem import (
    DearerTier,
    HiddenData,
    LeftBehind,
    LinkedWorkbook,
    NoFinalNewline,
    UnknownColumn,
    UnreadCell,
    UnreadDetail,
    UnreadFile,
)
from promocheck.model.report import Skipped
from promocheck.model.source import Source
from promocheck.model.text import Text
from promocheck.model.window import Instant

_CLASSES: Final[Mapping[str, type[Any]]] = {
    each.__name__: each
    for each in (
        *(Text, Money, Percent, Instant, Place, Source),
        *(UnreadCell, UnreadDetail, UnreadFile, UnknownColumn, DearerTier),
        *(NoFinalNewline, LinkedWorkbook, HiddenData, Skipped, LeftBehind),
    )
}
_PLAIN: Final = (str, int, bool, type(None))


# What holds the file's path, which is another one when the file was moved or is named from elsewhere.
_PATHS: Final = {("Place", "file"), ("Source", "path")}


def to_json(value: Any, path: str | None) -> Any:
    """What was read of the file at `path`, as JSON; None: of several, whose paths stay as they are.

    Raises `TypeError` for what could not be had back.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [to_json(each, path) for each in value]
    if kind is frozenset:
        return {"set": sorted(value)}
    if kind is dict:
        return {"map": [[key, to_json(each, path)] for key, each in value.items()]}
    if _CLASSES.get(kind.__name__) is not kind:
        raise TypeError(kind.__name__)
    return {kind.__name__: [_field(value, each.name, path) for each in fields(value)]}


def _field(value: Any, name: str, path: str | None) -> Any:
    found = getattr(value, name)
    if path is None or (type(value).__name__, name) not in _PATHS:
        return to_json(found, path)
    if found != path:
        raise TypeError(name)
    return None


def from_json(written: Any, path: str | None) -> Any:
    """The value again, of the file that is now at `path`. Raises `KeyError`, `TypeError` or `ValueError` where none was written so."""
    if isinstance(written, list):
        return tuple(from_json(each, path) for each in written)
    if not isinstance(written, dict):
        return written
    ((name, value),) = written.items()
    if name == "set":
        return frozenset(value)
    if name == "map":
        return {key: from_json(each, path) for key, each in value}
    kind = _CLASSES[name]
    return kind(
        *(
            from_json(part, path) if path is None or (name, each.name) not in _PATHS else path
            for each, part in zip(fields(kind), value, strict=True)
        )
    )
