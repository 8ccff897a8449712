"""A live promotion and the draft that edits it: one promotion, so that at no moment both of them are taken off.

What was clipped before the edit may be redeemed on its old terms. Where old and new terms may both hold, the deeper do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from promocheck.model.kind import Form
from promocheck.model.value import dataclass
from promocheck.pricing.plan import Reading
from promocheck.pricing.timeline import Windows
from promocheck.tables.frames import Columns

Pieces = tuple[tuple[int, int], ...]
_NONE = (0, 0)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a promotion row: its windows by reading, none, one or several of each."""

    row: int
    windows: dict[Reading, Pieces]

    def parts(self) -> Iterator[dict[Reading, tuple[int, int]]]:
        """The windows of rows that together stand for it; at least one, which may be empty."""
        for at in range(max(1, *(len(pieces) for pieces in self.windows.values()))):
            yield {
                reading: pieces[at] if at < len(pieces) else _NONE for reading, pieces in self.windows.items()
            }


def handed_over(old: Iterable[int], new: Iterable[int], promotions: Columns, windows: Windows) -> list[Left]:
    """What is left of the old and the new rows of a promotion on one listing; only the rows that lose something."""
    before = {row: _windows_of(row, windows) for row in (*old, *new)}
    left = dict(before)
    for was in old:
        for now in new:
            deeper = _deeper(promotions, now, was)
            if deeper is None:  # not comparable: both may be the lower one, and both count
                continue
            gives, keeps = (was, now) if deeper else (now, was)
            readings = tuple(left[gives]) if deeper else (Reading.WORST, Reading.OFFICIAL)
            for hole in before[keeps][Reading.WORST]:
                left[gives] = {
                    reading: _without(pieces, hole) if reading in readings else pieces
                    for reading, pieces in left[gives].items()
                }
    return [Left(row, found) for row, found in left.items() if found != before[row]]


def _windows_of(row: int, windows: Windows) -> dict[Reading, Pieces]:
    spans = {reading: (int(span.start[row]), int(span.end[row])) for reading, span in windows.spans.items()}
    return {reading: (span,) if span[0] < span[1] else () for reading, span in spans.items()}


def _without(pieces: Pieces, hole: tuple[int, int]) -> Pieces:
    """Windows without the hours of another one."""
    start, end = hole
    cut = (part for low, high in pieces for part in ((low, min(high, start)), (max(low, end), high)))
    return tuple((low, high) for low, high in cut if low < high)


# A draft on other terms than these takes the place of nothing: both count.
SAME: Final = (
    *("kind", "form", "coded", "combinability", "min_quantity", "min_spend", "for_business"),
    *("buy_quantity", "get_quantity"),
)


def _deeper(promotions: Columns, one: int, other: int) -> bool | None:
    """Whether a row takes off as much as another on the same terms, or more; None where the terms are others."""
    if any(promotions[name][one] != promotions[name][other] for name in SAME):
        return None
    ours, theirs = (promotions.number("value", row) for row in (one, other))
    return ours <= theirs if promotions.number("form", one) == Form.PRICE else ours >= theirs
