"""One SKU over time, as it is drawn: who runs when, and what a buyer can pay."""

from __future__ import annotations

from typing import Final

from promocheck.model.money import Money, Percent
from promocheck.model.value import dataclass

MOST: Final = (
    2_000  # SKUs of a report, those of the gravest findings: a page with more would be too long to open
)

Hours = tuple[int, int | None]  # from, to, half-open, in UTC seconds; None: without an end


@dataclass(frozen=True, slots=True)
class Bar:
    """A promotion, `id` "" for what stands in the listing itself.

    `runs` is what of it is judged, and `may_run` the same at its widest: hours before and after, or still clipped. `value`
    None: none is known.
    """

    id: str
    name: str
    kind: str
    effect: str
    value: Money | Percent | None
    runs: tuple[Hours, ...]
    may_run: tuple[Hours, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in which the stacked price and the floor stay what they are."""

    start: int
    end: int | None
    stacked_price: Money
    floor: Money | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """An SKU's promotions in order of time, and its stretches; between two of them nothing runs.

    `bars_left` and `stretches_left` count what is not told because there is too much of it to draw.
    """

    store: str | None
    marketplace: str
    sku: str
    zone: str
    bars: tuple[Bar, ...]
    stretches: tuple[Stretch, ...]
    bars_left: int = 0
    stretches_left: int = 0
