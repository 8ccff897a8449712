"""The pairs of a shop with the promotion rows that they count, and rows that are added to these, each like one that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.model.problem import Conflict
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Ints
from promocheck.pricing.limits import LIMITS
from promocheck.pricing.plan import Reading
from promocheck.pricing.timeline import Aside, Span, Windows
from promocheck.tables import PAIRS, PROMOTIONS
from promocheck.tables.columns import Column
from promocheck.tables.frames import Frame, taken
from promocheck.tables.sorting import there_again


@dataclass(frozen=True, slots=True)
class Offers:
    """Pairs (PAIRS) and the promotion rows, their numbers and windows that they count.

    `conflicts` are the promotions whose rows contradict each other on a listing.
    """

    pairs: Frame
    promotions: Frame
    number: Ints
    windows: Windows
    conflicts: tuple[Conflict, ...]

    def again(self) -> Ints:
        """The pairs of promotions with an id of which another row reaches the same listing."""
        listing, promotion = (self.pairs[name] for name in PAIRS.columns)
        named = np.flatnonzero((self.promotions["id"] != "")[promotion])
        return named[there_again(pair_of(listing[named], self.number[promotion[named]]))]


def pair_of(listing: Ints, of_promotion: Ints) -> Ints:
    """By pair a number for its listing and what its promotion has."""
    return listing * (int(of_promotion.max(initial=0)) + 1) + of_promotion


_CHANGED: Final = ("start", "end", *LIMITS)  # columns in which an added row may say something else


@dataclass(frozen=True, slots=True)
class Added:
    """Promotion rows that are added: `of` which one each is, in which windows, and what it says instead of that one."""

    of: Ints
    spans: Mapping[Reading, Span]
    said: Mapping[str, Column]

    @staticmethod
    def like(offers: Offers, of: Ints, **said: Column) -> Added:
        """Rows like these, but for what they say."""
        spans = {reading: span.take(of) for reading, span in offers.windows.spans.items()}
        return Added(of, spans, {name: offers.promotions[name][of] for name in _CHANGED} | said)

    @staticmethod
    def together(parts: Sequence[Added], order: Ints) -> Added:
        """The rows of several below each other, in this order."""

        def put(columns: Iterator[Column]) -> Column:
            found: Column = np.concatenate([*columns])[order]
            return found

        spans = {
            reading: Span(
                put(each.spans[reading].start for each in parts),
                put(each.spans[reading].end for each in parts),
            )
            for reading in parts[0].spans
        }
        said = {name: put(each.said[name] for each in parts) for name in _CHANGED}
        return Added(put(each.of for each in parts), spans, said)

    def below(self, offers: Offers) -> Offers:
        """The offers with these rows at the end of their promotions."""
        if not len(self.of):
            return offers
        windows, rows = offers.windows, taken(offers.promotions, self.of).assign(**self.said)
        spans = {
            reading: Span(
                np.concatenate((span.start, self.spans[reading].start)),
                np.concatenate((span.end, self.spans[reading].end)),
            )
            for reading, span in windows.spans.items()
        }
        live = np.full(len(self.of), Aside.LIVE, dtype=np.int64)
        return replace(
            offers,
            promotions=PROMOTIONS.join([offers.promotions, rows]),
            number=np.concatenate((offers.number, offers.number[self.of])),
            windows=Windows(spans, np.concatenate((windows.aside, live))),
        )
