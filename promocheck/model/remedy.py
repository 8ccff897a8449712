"""What would make a promotion safe: another depth, other dates, or another promotion dropped."""

from __future__ import annotations

from enum import StrEnum

from promocheck.model.money import Money, Percent
from promocheck.model.value import dataclass

Window = tuple[int, int | None]  # UTC seconds, half-open; None: without an end


class NoDepth(StrEnum):
    """Why no discount of a promotion is safe. `BREACH_WITHOUT`: the listing is in breach without it too.

    `FORBIDDEN`: something runs that it must never run together with. `UNKNOWN`: some are, but what is too low is so in hours
    without a deal, and the answers here are priced with it; nothing is said of dates and of what to drop either.
    """

    BREACH_WITHOUT = "breach_without"
    NOTHING = "nothing"  # with the least that it can take off it is in breach, or no price of it was found that is safe
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Dropped:
    """Another promotion, which is enough to drop: its kind, and its id, which a listing's own offer does not have."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Depth:
    """How deep a promotion may go in its own form: at most so many percent or money off, or at least this price.

    Without a `value` none is safe, and `reason` says why. `whole`: nothing is in breach, however deep it is.
    `never_with` is what forbids it. `most` is the price that it may have at most, where a dearer one beside everybody's
    ends lower.
    """

    form: str
    value: Money | Percent | None
    reason: NoDepth | None
    whole: bool
    never_with: Dropped | None = None
    most: Money | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """When a promotion is safe as deep as it is wished. `holds`: on its own dates.

    `safe` are all windows, to the minute. The smallest changes, each None where there is none: `later_start` with its end
    kept, `earlier_end` with its start kept, and the whole `moved`.
    """

    holds: bool
    safe: tuple[Window, ...]
    later_start: int | None
    earlier_end: int | None
    moved: Window | None


@dataclass(frozen=True, slots=True)
class ForListing:
    """The remedies of one listing; `listing` is its row in the shop."""

    listing: int
    store: str | None
    marketplace: str
    sku: str
    depth: Depth
    dates: Dates
    drops: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Remedies:
    """The remedies of one promotion, by listing, and what is safe for all of its listings at once.

    `depths` has one for each form that its rows have: the shallowest of its listings.
    """

    kind: str
    promotion: str
    listings: tuple[ForListing, ...]
    depths: tuple[Depth, ...]
    dates: Dates
