"""What a run rests on, and nothing that it writes may take the place of: gone, nobody would miss it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.model.errors import NamedTwice, OverSource

if TYPE_CHECKING:
    from promocheck.model.report import Report
    from promocheck.pipeline import Request


class Untouched:
    """The files that a request names: exports and drafts, the policy with all that it extends, where earlier runs are kept.

    `others` are read besides. What lies in folders is known once it is read.
    """

    def __init__(self, request: Request, others: Iterable[str] = ()) -> None:
        self._request, self._others = request, tuple(others)

    def refuse(self, written: Collection[str], read: Iterable[str] = ()) -> None:
        """Raises `OverSource` for a file to be written that is one of them, holds one of those that were `read`, or is part of prepared exports."""
        if not written:
            return
        from promocheck.exports.own_files import is_prepared

        places = {*map(real_place, read)}
        archives = (str(folder) for each in places for folder in Path(each).parents)
        taken = {*self._named, *places, *archives}
        for each in written:
            place = real_place(each)
            there = place in taken or is_prepared(Path(place).name)
            if there and os.path.isfile(place):  # noqa: PTH113 - it is no fault here that nobody may look
                raise OverSource(each)

    @cached_property
    def _named(self) -> frozenset[str]:
        from promocheck.policy import files_of_policy

        asked, policy = self._request, self._request.policy
        named: tuple[str | Path, ...] = (
            *(*asked.paths, *asked.drafts, *asked.outputs, *self._others, policy.waivers.path),
            *files_of_policy(policy.source.path),
        )
        return frozenset(map(real_place, named))


def files_of(report: Report) -> tuple[str, ...]:
    """The files that a report tells of."""
    return (*(each.path for each in report.inputs), *(each.place.file for each in report.unread))


def real_place(path: str | Path) -> str:
    """Where what is written under a path would lie, links followed; also where nobody may look, or it cannot be."""
    return os.path.normcase(os.path.realpath(path))


def require_apart(paths: Iterable[str]) -> None:
    """Raises `NamedTwice` where two files would be written to one place, and only the last would be there."""
    taken = set()
    for path in paths:
        place = real_place(path)
        if place in taken:
            raise NamedTwice(path)
        taken.add(place)
