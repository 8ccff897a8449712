"""Hits made findings, a batch at a time: what is known of whom they are about is looked up for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Arithmetic, Exposure, Finding, Severity, fingerprint
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, money
from promocheck.model.place import Place
from promocheck.model.text import Text
from promocheck.model.window import iso_utc
from promocheck.rules.context import Context
from promocheck.rules.rule import Evidence, Hit, Rule
from promocheck.rules.subjects import NOBODY, Subjects
from promocheck.tables import NO_MONEY

Ints = NDArray[np.int64]


class Reported(NamedTuple):
    """A hit, by which rule and how grave."""

    rule: Rule
    hit: Hit
    severity: Severity


def stamped(batch: Sequence[Reported], evidence: Evidence, context: Context) -> list[Finding]:
    """The findings of a batch of hits, in their order."""
    hits = [each.hit for each in batch]
    how = _arithmetic(hits, context)
    about = _About.of(hits, how, evidence, context)
    return [
        about.finding(at, *each, arithmetic, fix)
        for at, (each, arithmetic, fix) in enumerate(zip(batch, how, _fixes(hits, how, context), strict=True))
    ]


def _arithmetic(hits: Sequence[Hit], context: Context) -> list[Arithmetic | None]:
    """By hit how the price of its segment comes about."""
    segments = sorted({hit.segment for hit in hits if hit.segment is not None})
    found = dict(zip(segments, context.explain(segments), strict=True))
    return [None if hit.segment is None else found[hit.segment] for hit in hits]


def _fixes(hits: Sequence[Hit], how: Sequence[Arithmetic | None], context: Context) -> list[Text]:
    """The fixes of the hits; those that ask for it have a number in theirs, where there is one."""
    asking = [
        (at, hit, arithmetic)
        for at, (hit, arithmetic) in enumerate(zip(hits, how, strict=True))
        if hit.mend is not None and arithmetic is not None
    ]
    found = [hit.fix for hit in hits]
    mended = context.mended([hit for _, hit, _ in asking], [arithmetic for _, _, arithmetic in asking])
    for (at, _, _), fix in zip(asking, mended, strict=True):
        found[at] = fix or found[at]
    return found


@dataclass(frozen=True, slots=True)
class _About:
    """What is known of whom a batch of hits is about, by hit: what the listings say, prices, promotions, cells, the window of the worst segment."""

    evidence: Evidence
    context: Context
    listings: dict[str, list[str | None]]
    prices: dict[str, list[Money | None]]
    promotions: list[tuple[str, ...]]
    owners: list[str | None]
    places: Sequence[tuple[Place, ...]]
    floor_sources: list[Text | None]
    worst: list[tuple[int, int | None] | None]
    subjects: Subjects

    @staticmethod
    def of(
        hits: Sequence[Hit], how: Sequence[Arithmetic | None], evidence: Evidence, context: Context
    ) -> _About:
        """All of it, looked up for all hits at once."""
        subjects = Subjects.of(hits, how)
        texts = {name: _of_listings(evidence, name, subjects.listing) for name in _OF_LISTINGS}
        return _About(
            evidence,
            context,
            texts,
            {name: _prices(evidence, name, subjects, texts["marketplace"]) for name in _PRICES},
            [tuple(each) for each in _of_promotions(evidence, "id", subjects)],
            [", ".join(each) or None for each in _of_promotions(evidence, "owner", subjects)],
            context.places(subjects),
            _floor_sources(subjects, context),
            _windows(evidence, subjects, context.open_end),
            subjects,
        )

    def finding(
        self, at: int, rule: Rule, hit: Hit, severity: Severity, how: Arithmetic | None, fix: Text
    ) -> Finding:
        """The finding of a hit, by its place in the batch."""
        store, marketplace, sku, asin, owner, title = (self.listings[name][at] for name in _OF_LISTINGS)
        store, marketplace, sku = hit.store or store, hit.marketplace or marketplace, hit.sku or sku
        stacked, documented, floor = (self.prices[name][at] for name in _PRICES)
        promotions = hit.promotions or self.promotions[at]
        end = None if hit.end == self.context.open_end else hit.end
        place = BY_CODE[marketplace] if marketplace else None
        return Finding(
            rule=rule.id,
            name=rule.name,
            severity=severity,
            trust=rule.trust,
            store=store,
            marketplace=marketplace,
            sku=sku,
            asin=hit.asin or asin,
            start=hit.start,
            end=end,
            stacked_price=stacked,
            documented_price=documented,
            floor=floor,
            floor_source=None if floor is None else self.floor_sources[at],
            currency=place.currency if place else None,
            promotions=promotions,
            steps=how.steps if how else (),
            assumptions=how.assumptions if how else (),
            exposure=self._exposure(at, stacked, floor),
            message=hit.message,
            fix=fix,
            owner=hit.owner or self.owners[at] or owner,
            places=hit.places or self.places[at],
            zone=place.zone if place else "UTC",
            title=title,
            worst=self.worst[at],
            fingerprint=fingerprint(
                rule.id,
                store or "",
                marketplace or "",
                sku or "",
                # The start moves with the clock where it is clipped, and so does an end at the horizon.
                "" if end is None or end == self.context.until else iso_utc(end),
                str(stacked or ""),
                *promotions,
                *hit.key,
            ),
        )

    def _exposure(self, at: int, stacked: Money | None, floor: Money | None) -> Exposure | None:
        """What may be lost below the floor, on all units that can be sold."""
        if stacked is None or floor is None or stacked >= floor:
            return None
        first, last = self.subjects.promotions.first[at : at + 2]
        rows = self.subjects.promotions.rows[first:last].tolist()
        units = self.evidence.reachable(int(self.subjects.listing[at]), tuple(rows))
        return (
            None
            if units is None
            else Exposure(units, money(units * (floor.minor - stacked.minor), floor.currency))
        )


_OF_LISTINGS = ("store", "marketplace", "sku", "asin", "owner", "title")
_PRICES = ("stacked", "documented", "floor")


def _of_listings(evidence: Evidence, column: str, listing: Ints) -> list[str | None]:
    """What the listings say in a column; None for a blank, and where there is no listing."""
    found = np.full(len(listing), None, dtype=object)
    here = listing != NOBODY
    found[here] = evidence.listings[column][listing[here]]
    return [each or None for each in found.tolist()]


def _of_promotions(evidence: Evidence, column: str, subjects: Subjects) -> list[list[str]]:
    """What the promotion rows say in a column, each once, in order; a sale price that stands in the listing has no id."""
    said = evidence.promotions[column][subjects.promotions.rows].tolist()
    if not any(said):
        return [[]] * len(subjects.listing)
    return [sorted({*each} - {""}) for each in subjects.promotions.apart(said)]


def _prices(
    evidence: Evidence, column: str, subjects: Subjects, marketplaces: Sequence[str | None]
) -> list[Money | None]:
    """A price of the segments; None for a blank, and where there is no segment."""
    minor = np.full(len(subjects.segment), NO_MONEY, dtype=np.int64)
    here = (subjects.segment != NOBODY) & (subjects.listing != NOBODY)
    minor[here] = evidence.segments[column][subjects.segment[here]]
    return [
        None if each == NO_MONEY or place is None else money(each, BY_CODE[place].currency)
        for each, place in zip(minor.tolist(), marketplaces, strict=True)
    ]


def _windows(evidence: Evidence, subjects: Subjects, open_end: int) -> list[tuple[int, int | None] | None]:
    """The windows of the segments."""
    segments = evidence.segments
    if not segments.rows:
        return [None] * len(subjects.segment)
    at = subjects.segment
    starts, ends = (segments[name][at].tolist() for name in ("start", "end"))
    return [
        None if segment == NOBODY else (start, None if end == open_end else end)
        for segment, start, end in zip(at.tolist(), starts, ends, strict=True)
    ]


def _floor_sources(subjects: Subjects, context: Context) -> list[Text | None]:
    """What gives the floors of the segments."""
    found: list[Text | None] = [None] * len(subjects.segment)
    here = np.flatnonzero(subjects.segment != NOBODY)
    for at, source in zip(here.tolist(), context.floor_sources(subjects.segment[here]), strict=True):
        found[at] = source
    return found
