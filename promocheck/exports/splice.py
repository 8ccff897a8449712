"""Bytes with some of them replaced and all others as they stand: how a file is edited of which nothing may be lost."""

from __future__ import annotations

from collections.abc import Iterable

from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """New bytes in the place of those from `start` to `end`."""

    start: int
    end: int
    new: bytes


def spliced(data: bytes, splices: Iterable[Splice]) -> bytes:
    """The bytes with these edits, none of which may touch another."""
    parts: list[bytes] = []
    done = 0
    for each in sorted(splices):
        assert done <= each.start <= each.end, each
        parts += [data[done : each.start], each.new]
        done = each.end
    return b"".join((*parts, data[done:]))
