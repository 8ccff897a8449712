"""Findings put into words slice by slice, by several processes where there are so many of them that it pays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from promocheck.crew import processors, shared_out
from promocheck.model.errors import HelperEnded

State = TypeVar("State")
Told = TypeVar("Told")

MANY: Final = 10_000  # findings from which on a second process pays for itself
AT_ONCE: Final = 1_000  # findings of a slice: some megabytes of words


def in_slices(
    tell: Callable[[State, range], Told],
    state: State,
    slices: Sequence[range],
    *,
    many: int,
    jobs: int | None,
) -> Iterator[Told]:
    """What `tell` makes of the state and each slice, in their order; of so `many` findings in all.

    `jobs` processes at most, None: as many as there are processors. `tell` stands at the top of a module.
    """
    allowed, told = processors() if jobs is None else jobs, 0
    try:
        for each in shared_out(tell, state, slices, allowed if many >= MANY else 1):
            told += 1
            yield each
    except HelperEnded:  # what was found stands; this process puts the rest of it into words
        yield from (tell(state, slice_) for slice_ in slices[told:])


def slices_of(number: int, at_once: int | None = None) -> list[range]:
    """So many things in slices, of so many each."""
    at_once = at_once or AT_ONCE
    return [range(first, min(first + at_once, number)) for first in range(0, number, at_once)]


def slices_by_size(sizes: Sequence[int]) -> list[range]:
    """Things that hold so many findings each, in slices of as many findings: one that holds more is a slice by itself."""
    slices, first, held = [], 0, 0
    for at, size in enumerate(sizes, 1):
        held += size
        if held >= AT_ONCE:
            slices.append(range(first, at))
            first, held = at, 0
    return [*slices, range(first, len(sizes))] if first < len(sizes) else slices
