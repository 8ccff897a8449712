"""How rules put many SKUs and promotions into one finding: whom it is about first, and how the others are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.few import FEW_SKUS, few_of
from promocheck.model.kind import promotion_named
from promocheck.model.text import Text, say
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY

MOST_NAMED: Final = 6  # promotions in a message; the finding names all

PROMOTIONS_AND_MORE: Final = say("{promotions} and {more} more")


def filled(text: Text, **values: Any) -> Text:
    """The text of one's template with other values."""
    return replace(text, values=tuple(values.items()))


def named(evidence: Evidence, row: int) -> Text:
    """A promotion by its kind and id; what stands in the listing by its kind alone."""
    return promotion_named(evidence.promotions.number("kind", row), evidence.promotions.text("id", row))


def all_named(evidence: Evidence, rows: Sequence[int]) -> Text | tuple[Text, ...]:
    """Promotions by kind and id, each once, as many as can be read."""
    return _few(tuple(dict.fromkeys(evidence.promotions.lists(np.array(rows, dtype=np.int64), "kind", "id"))))


def _few(promotions: Sequence[tuple[int, str]]) -> Text | tuple[Text, ...]:
    """As many as can be read, by kind and id."""
    few = tuple([promotion_named(kind, name) for kind, name in promotions[:MOST_NAMED]])
    more = len(promotions) - MOST_NAMED
    if more > 0:
        return filled(PROMOTIONS_AND_MORE, promotions=few, more=more)
    return few


def ids_of(evidence: Evidence, rows: Sequence[int]) -> tuple[str, ...]:
    """The ids of promotion rows, each once, in order; what stands in listings has none."""
    ids = evidence.promotions["id"]
    return tuple(sorted({ids[row] for row in rows} - {""}))


def skus_named(evidence: Evidence, listings: Sequence[int]) -> Text | tuple[str, ...]:
    """The first few SKUs, and how many more there are."""
    skus = evidence.listings["sku"]
    return few_of(tuple([skus[listing] for listing in listings[:FEW_SKUS]]), len(listings))


def worst_first(evidence: Evidence, worst: Mapping[int, int | None]) -> tuple[int, ...]:
    """Listings, each with its worst segment, the lowest price in share of its own price first."""
    if len(worst) == 1:
        return tuple(worst)
    left = dict(zip(worst, shares_left(evidence, [*worst], [*worst.values()]), strict=True))
    return tuple(sorted(worst, key=lambda listing: (left[listing], listing)))


def shares_left(evidence: Evidence, listings: Sequence[int], worst: Sequence[int | None]) -> list[float]:
    """By listing what its worst segment leaves of its own price; 2 without one."""
    at = np.array([NOBODY if segment is None else segment for segment in worst], dtype=np.int64)
    shares: list[float] = shares_at(evidence, np.array(listings, dtype=np.int64), at).tolist()
    return shares


def shares_at(
    evidence: Evidence, listings: NDArray[np.int64], worst: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Likewise, as columns."""
    own = np.maximum(evidence.listings["price"][listings], 1)
    found = np.full(len(worst), 2.0)
    cut = worst != NOBODY
    found[cut] = evidence.segments.some("official", worst[cut]) / own[cut]
    return found


def told_apart(values: Mapping[str, object]) -> Iterator[str]:
    """What the values of a text say in a fingerprint: a role by its word, whatever the reader's language."""
    for name, value in values.items():
        yield value.template if name == "role" and isinstance(value, Text) else str(value)
