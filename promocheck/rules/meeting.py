"""Which promotions meet on a listing, when, and in which segment it is worst: what rules about two of them share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Kind, label_of
from promocheck.model.text import Text, say, say_n
from promocheck.rules.rule import Evidence, skus_named

COUPONS: Final = (Kind.COUPON, Kind.REORDER_COUPON, Kind.SUBSCRIBE_SAVE_COUPON)
_MOST_NAMED = 6  # promotions in a message; the finding names all

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Meetings:
    """Promotion rows `one` and `other` both run on a listing from `start` to `end`, by their official windows."""

    listing: Ints
    one: Ints
    other: Ints
    start: Ints
    end: Ints

    def where(self, chosen: Flags) -> Meetings:
        """Some of them."""
        return Meetings(*(getattr(self, name)[chosen] for name in Meetings.__slots__))


def meetings(evidence: Evidence, ones: Flags, others: Flags) -> Meetings:
    """Where a promotion of `ones` and one of `others` (by promotion row) run on a judged listing at the same time."""
    listing, promotion = _judged_pairs(evidence)
    mine, theirs = ones[promotion], others[promotion]
    reached = listing[theirs]
    first, last = (np.searchsorted(reached, listing[mine], side) for side in ("left", "right"))
    counts = last - first
    offset = np.repeat(first - (np.cumsum(counts) - counts), counts)
    other = promotion[theirs][offset + np.arange(len(offset))]
    one = np.repeat(promotion[mine], counts)
    start = np.maximum(evidence.starts[one], evidence.starts[other])
    end = np.minimum(evidence.ends[one], evidence.ends[other])
    found = Meetings(np.repeat(listing[mine], counts), one, other, start, end)
    return found.where((start < end) & (one != other))


def _judged_pairs(evidence: Evidence) -> tuple[Ints, Ints]:
    listing, promotion = (evidence.pairs[name] for name in ("listing", "promotion"))
    judged = evidence.judged[listing]
    return listing[judged], promotion[judged]


def of_kinds(evidence: Evidence, *kinds: Kind) -> Flags:
    """Which promotion rows are of these kinds."""
    return np.isin(evidence.promotions["kind"], kinds)


def worst_between(evidence: Evidence, listing: int, start: int, end: int) -> int | None:
    """A listing's segment with the lowest price in the official windows, of those that touch these hours."""
    segments = evidence.segments
    low, high = np.searchsorted(segments["listing"], [listing, listing + 1])
    touch = (segments["start"][low:high] < end) & (segments["end"][low:high] > start)
    found = low + np.flatnonzero(touch)
    if not len(found):
        return None
    return int(found[np.argmin(segments["official"][found])])


def selling_at(evidence: Evidence, listing: Ints, instant: Ints) -> Ints:
    """The selling price of listings at instants, in minor units: the listing's own where nothing is cut."""
    segments = evidence.segments
    width = max(int(segments["end"].max(initial=0)), int(instant.max(initial=0))) + 1
    at = (
        np.searchsorted(segments["listing"] * width + segments["start"], listing * width + instant, "right")
        - 1
    )
    own: Ints = evidence.listings["price"][listing]
    if not segments.rows:
        return own
    inside = (at >= 0) & (segments["listing"][at] == listing) & (instant < segments["end"][at])
    return np.where(inside, segments["selling"][at], own)


def named(evidence: Evidence, row: int) -> Text:
    """A promotion by its kind and id; what stands in the listing by its kind alone."""
    kind, name = Kind(evidence.promotions.number("kind", row)), evidence.promotions.text("id", row)
    label = label_of(kind.word)
    return say("{kind} {promotion}", kind=label, promotion=name) if name else label


def all_named(evidence: Evidence, rows: Sequence[int]) -> Text:
    """Promotions by kind and id, each once, as many as can be read."""
    once = tuple(dict.fromkeys(named(evidence, row) for row in rows))
    few, more = once[:_MOST_NAMED], len(once) - _MOST_NAMED
    if more > 0:
        return say("{promotions} and {more} more", promotions=few, more=more)
    return say("{promotions}", promotions=few)


def ids_of(evidence: Evidence, rows: Sequence[int]) -> tuple[str, ...]:
    """The ids of promotion rows, each once, in order; what stands in listings has none."""
    return tuple(sorted({evidence.promotions.text("id", row) for row in rows} - {""}))


def on_listings(evidence: Evidence, message: Text, listings: Sequence[int]) -> Text:
    """A message about the first of some listings, and how many others it holds for."""
    if len(listings) < 2:
        return message
    return say_n(
        "{message} So it is for {n} other SKU: {skus}.",
        "{message} So it is for {n} other SKUs: {skus}.",
        len(listings) - 1,
        message=message,
        skus=skus_named(evidence, listings[1:]),
    )


def by_shop(evidence: Evidence, listings: Sequence[int], few: int = 5) -> Iterator[tuple[int, ...]]:
    """A few listings of a store and marketplace one by one; more of them together, as one mistake made them."""
    shops: dict[tuple[str, str], list[int]] = {}
    for listing in listings:
        store, marketplace = (evidence.listings.text(name, listing) for name in ("store", "marketplace"))
        shops.setdefault((store, marketplace), []).append(listing)
    for found in shops.values():
        yield from [tuple(found)] if len(found) > few else [(each,) for each in found]


def worst_first(evidence: Evidence, worst: Mapping[int, int | None]) -> tuple[int, ...]:
    """Listings, each with its worst segment, the lowest price in share of its own price first."""

    def share(listing: int) -> tuple[float, int]:
        segment = worst[listing]
        if segment is None:
            return (2.0, listing)
        return (
            evidence.at(segment, "official") / max(evidence.listings.number("price", listing), 1),
            listing,
        )

    return tuple(sorted(worst, key=share))
