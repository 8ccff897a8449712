"""Hits made findings, a batch at a time: what is known of whom they are about is looked up for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


class _Known(NamedTuple):
    """What is known of whom a hit is about: what the listing says, the prices of the segment, its promotions and cells."""

    store: str | None
    marketplace: str | None
    sku: str | None
    asin: str | None
    owner: str | None
    title: str | None
    stacked: Money | None
    documented: Money | None
    floor: Money | None
    promotions: tuple[str, ...]
    owners: str | None
    places: tuple[Place, ...]
    floor_source: Text | None
    worst: tuple[int, int | None] | None
    exposure: Exposure | None


def stamped(batch: Sequence[Reported], evidence: Evidence, context: Context) -> list[Finding]:
    """The findings of a batch of hits, in their order."""
    hits = [each.hit for each in batch]
    how = _arithmetic(hits, context)
    known = _known(Subjects.of(hits, how), evidence, context)
    return [
        _finding(each, arithmetic, fix, of_it, context)
        for each, arithmetic, fix, of_it in zip(batch, how, _fixes(hits, how, context), known, strict=True)
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


def _finding(
    reported: Reported, how: Arithmetic | None, fix: Text, known: _Known, context: Context
) -> Finding:
    rule, hit, severity = reported
    store, marketplace = hit.store or known.store, hit.marketplace or known.marketplace
    sku, promotions = hit.sku or known.sku, hit.promotions or known.promotions
    end = None if hit.end == context.open_end else hit.end
    shop = BY_CODE[marketplace] if marketplace else None
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=severity,
        trust=rule.trust,
        store=store,
        marketplace=marketplace,
        sku=sku,
        asin=hit.asin or known.asin,
        start=hit.start,
        end=end,
        stacked_price=known.stacked,
        documented_price=known.documented,
        floor=known.floor,
        floor_source=None if known.floor is None else known.floor_source,
        currency=shop.currency if shop else None,
        promotions=promotions,
        steps=how.steps if how else (),
        assumptions=how.assumptions if how else (),
        exposure=known.exposure,
        message=hit.message,
        fix=fix,
        owner=hit.owner or known.owners or known.owner,
        places=hit.places or known.places,
        zone=shop.zone if shop else "UTC",
        title=known.title,
        worst=known.worst,
        fingerprint=fingerprint(
            rule.id,
            store or "",
            marketplace or "",
            sku or "",
            # The start moves with the clock where it is clipped, and so does an end at the horizon.
            "" if end is None or end == context.until else iso_utc(end),
            str(known.stacked or ""),
            *promotions,
            *hit.key,
        ),
    )


def _known(subjects: Subjects, evidence: Evidence, context: Context) -> Iterator[_Known]:
    """What is known of each, looked up for all of them at once."""
    listed = [_of_listings(evidence, name, subjects.listing) for name in _Known._fields[:6]]
    prices = [_prices(evidence, name, subjects, listed[1]) for name in ("stacked", "documented", "floor")]
    columns = (
        *listed,
        *prices,
        [tuple(each) for each in _of_promotions(evidence, "id", subjects)],
        [", ".join(each) or None for each in _of_promotions(evidence, "owner", subjects)],
        context.places(subjects),
        _floor_sources(subjects, context),
        _windows(evidence, subjects, context.open_end),
        _exposures(evidence, subjects, prices[0], prices[2]),
    )
    return map(_Known._make, zip(*columns, strict=True))


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


def _exposures(
    evidence: Evidence, subjects: Subjects, stacked: Sequence[Money | None], floors: Sequence[Money | None]
) -> list[Exposure | None]:
    """What may be lost below the floors, on all units that can be sold."""
    found: list[Exposure | None] = [None] * len(stacked)
    rows = list(subjects.promotions.apart(subjects.promotions.rows.tolist()))
    for at, (price, floor) in enumerate(zip(stacked, floors, strict=True)):
        if price is None or floor is None or price.minor >= floor.minor:
            continue
        units = evidence.reachable(int(subjects.listing[at]), tuple(rows[at]))
        if units is not None:
            found[at] = Exposure(units, money(units * (floor.minor - price.minor), floor.currency))
    return found
