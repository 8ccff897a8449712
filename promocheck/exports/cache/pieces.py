"""What a file came to ↔ what is told of it (JSON) and parts of bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from promocheck.exports.cache.columns import NotKept, Written, frame_of, written_frame
from promocheck.exports.cache.narrow import from_json, to_json
from promocheck.exports.piece import TABLES, Piece
from promocheck.tables.frames import Frame

_MOST_PROBLEMS: Final = (
    10_000  # of a sheet: they are no columns, and a file with more is to be mended, not asked
)


def written(pieces: Sequence[Piece], path: str) -> tuple[Any, list[memoryview]]:
    """The pieces of the file at `path`. Raises `NotKept` where they could not be had back, or say more than the file does."""
    parts: list[memoryview] = []
    return [_told(piece, path, parts) for piece in pieces], parts


def read_again(told: Any, parts: list[memoryview], path: str) -> tuple[Piece, ...]:
    """The pieces of the file that is now at `path`. Raises `KeyError`, `TypeError`, `ValueError` or `IndexError`."""
    return tuple(_piece(each, parts, path) for each in told)


def _told(piece: Piece, path: str, parts: list[memoryview]) -> Mapping[str, Any]:
    if piece.homeless or not piece.alone or len(piece.problems) > _MOST_PROBLEMS:
        raise NotKept
    narrow = (piece.sources, piece.problems, piece.stores)
    try:
        told = to_json(narrow, path)
    except TypeError as error:
        raise NotKept from error
    if from_json(told, path) != narrow:
        raise NotKept
    frames = {name: _columns(frame, parts) for name, frame in piece.frames.items()}
    return {"role": piece.role, "narrow": told, "frames": frames}


def _columns(frame: Frame, parts: list[memoryview]) -> Mapping[str, Any]:
    columns = {}
    for name, column in written_frame(frame):
        numbers = range(len(parts), len(parts) + len(column.parts))
        columns[name] = [column.how, column.value, [*numbers]]
        parts += column.parts
    return {"rows": len(frame), "columns": columns}


def _piece(told: Any, parts: list[memoryview], path: str) -> Piece:
    sources, problems, stores = from_json(told["narrow"], path)
    return Piece(
        role=told["role"],
        frames={name: _frame(name, each, parts) for name, each in told["frames"].items()},
        sources=sources,
        problems=problems,
        stores=stores,
        homeless=False,
        alone=True,
    )


def _frame(name: str, told: Any, parts: list[memoryview]) -> Frame:
    columns = {each: Written(how, value, tuple(at)) for each, (how, value, at) in told["columns"].items()}
    return frame_of(TABLES[name], told["rows"], columns, parts)
