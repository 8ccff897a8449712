"""How rules put many SKUs and promotions into one finding: whom it is about first, and how the others are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from promocheck.model.kind import promotion_named
from promocheck.model.text import Text, say, say_n
from promocheck.rules.rule import Evidence, skus_named

_MOST_NAMED = 6  # promotions in a message; the finding names all


def named(evidence: Evidence, row: int) -> Text:
    """A promotion by its kind and id; what stands in the listing by its kind alone."""
    return promotion_named(evidence.promotions.number("kind", row), evidence.promotions.text("id", row))


def all_named(evidence: Evidence, rows: Sequence[int]) -> Text | tuple[Text, ...]:
    """Promotions by kind and id, each once, as many as can be read."""
    kinds, ids = evidence.promotions["kind"], evidence.promotions["id"]
    once = tuple(dict.fromkeys([(int(kinds[row]), ids[row]) for row in rows]))
    few = tuple([promotion_named(kind, name) for kind, name in once[:_MOST_NAMED]])
    more = len(once) - _MOST_NAMED
    if more > 0:
        return say("{promotions} and {more} more", promotions=few, more=more)
    return few


def ids_of(evidence: Evidence, rows: Sequence[int]) -> tuple[str, ...]:
    """The ids of promotion rows, each once, in order; what stands in listings has none."""
    ids = evidence.promotions["id"]
    return tuple(sorted({ids[row] for row in rows} - {""}))


def on_listings(evidence: Evidence, message: Text, listings: Sequence[int]) -> Text:
    """A message about the first of some listings, and how many others it holds for."""
    if len(listings) < 2:
        return message
    return say_n(
        "{message} Also on {n} other SKU: {skus}.",
        "{message} Also on {n} other SKUs: {skus}.",
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
    if len(worst) == 1:
        return tuple(worst)

    def share(listing: int) -> tuple[float, int]:
        segment = worst[listing]
        if segment is None:
            return (2.0, listing)
        return (
            evidence.at(segment, "official") / max(evidence.listings.number("price", listing), 1),
            listing,
        )

    return tuple(sorted(worst, key=share))
