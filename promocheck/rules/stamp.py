"""Hits made findings, a batch at a time: what is known of whom they are about is looked up for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from promocheck.model.batch import Batch, PlaceColumns
from promocheck.model.finding import Arithmetic, Exposure, Severity, fingerprint
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, money
from promocheck.model.place import Place
from promocheck.model.steps import where_they_stand
from promocheck.model.text import Text
from promocheck.model.texts import Picked
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


def stamped(reported: Sequence[Reported], evidence: Evidence, context: Context) -> Batch:
    """The findings of some hits, in their order; field by field, each for all of them at once."""
    hits = [each.hit for each in reported]
    how = _arithmetic(hits, context)
    subjects = Subjects.of(hits, how)
    known = _known(hits, subjects, evidence, context)
    columns: dict[str, Sequence[Any]] = {
        **_of_rules(reported),
        **known,
        **_of_shops(known["marketplace"]),
        "start": [hit.start for hit in hits],
        "end": [None if hit.end == context.open_end else hit.end for hit in hits],
        "assumptions": [each.assumptions if each else () for each in how],
        "message": [hit.message for hit in hits],
        "fix": _fixes(hits, how, context),
        **dict.fromkeys(("waiver", "since", "before"), [None] * len(hits)),
    }
    columns["fingerprint"] = list(_fingerprints(hits, columns, context))
    steps = where_they_stand([each.told if each else None for each in how])
    return Batch(columns, steps, _places(hits, subjects, context))


def _places(hits: Sequence[Hit], subjects: Subjects, context: Context) -> Picked[tuple[Place, ...]]:
    """The cells behind hits: what a hit itself says comes first."""
    known = context.places(subjects)
    place = list(range(len(hits)))
    own = [at for at, hit in enumerate(hits) if hit.places]
    for number, at in enumerate(own, len(hits)):
        place[at] = number
    return Picked((known, PlaceColumns.of([hits[at].places for at in own])), place)


def _of_rules(reported: Sequence[Reported]) -> dict[str, list[Any]]:
    """What findings say of their rules."""
    rules = [each.rule for each in reported]
    return {
        "rule": [rule.id for rule in rules],
        "name": [rule.name for rule in rules],
        "trust": [rule.trust for rule in rules],
        "severity": [each.severity for each in reported],
    }


def _of_shops(marketplaces: Iterable[str | None]) -> dict[str, list[Any]]:
    """What findings say of their marketplaces; without one it is told in UTC."""
    shops = [BY_CODE[each] if each else None for each in marketplaces]
    return {
        "currency": [shop.currency if shop else None for shop in shops],
        "zone": [shop.zone if shop else "UTC" for shop in shops],
    }


def _fingerprints(
    hits: Sequence[Hit], columns: Mapping[str, Iterable[Any]], context: Context
) -> Iterator[str]:
    """What tells findings apart. The start moves with the clock where it is clipped, and so does an end at the horizon."""
    named = ("rule", "store", "marketplace", "sku", "end", "stacked_price", "promotions")
    for hit, rule, store, marketplace, sku, end, price, promotions in zip(
        hits, *(columns[each] for each in named), strict=True
    ):
        until = "" if end is None or end == context.until else iso_utc(end)
        at = str(price) if price else ""
        yield fingerprint(rule, store or "", marketplace or "", sku or "", until, at, *promotions, *hit.key)


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


def _known(
    hits: Sequence[Hit], subjects: Subjects, evidence: Evidence, context: Context
) -> dict[str, Sequence[Any]]:
    """What is known of whom hits are about: what the listing says, the prices of the segment, its promotions and cells.

    What a hit itself says comes first.
    """
    listed = {name: _of_listings(evidence, name, subjects.listing) for name in _LISTED}
    marketplaces = listed["marketplace"]
    stacked, documented, floor = (
        _prices(evidence, name, subjects, marketplaces) for name in ("stacked", "documented", "floor")
    )
    owners = [", ".join(each) for each in _of_promotions(evidence, "owner", subjects)]
    said: dict[str, Sequence[Any]] = {
        **listed,
        "promotions": [tuple(each) for each in _of_promotions(evidence, "id", subjects)],
        "owner": [mine or other for mine, other in zip(owners, listed["owner"], strict=True)],
    }
    return {
        **{name: _first_said(hits, name, other) for name, other in said.items()},
        "title": _of_listings(evidence, "title", subjects.listing),
        "stacked_price": stacked,
        "documented_price": documented,
        "floor": floor,
        "floor_source": _floor_sources(subjects, floor, context),
        "worst": _windows(evidence, subjects, context.open_end),
        "exposure": _exposures(evidence, subjects, stacked, floor),
    }


_LISTED: Final = ("store", "marketplace", "sku", "asin", "owner")  # that hits may say too


def _first_said(hits: Sequence[Hit], name: str, others: Sequence[Any]) -> list[Any]:
    """What hits say, else the others."""
    return [mine or other for mine, other in zip(map(attrgetter(name), hits), others, strict=True)]


def _of_listings(evidence: Evidence, column: str, listing: Ints) -> list[str | None]:
    """What the listings say in a column; None for a blank, and where there is no listing."""
    here = np.flatnonzero(listing != NOBODY)
    said = [each or None for each in evidence.listings[column][listing[here]].tolist()]
    if len(here) == len(listing):
        return said
    found: list[str | None] = [None] * len(listing)
    for at, each in zip(here.tolist(), said, strict=True):
        found[at] = each
    return found


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
    minor[here] = evidence.segments.some(column, subjects.segment[here])
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
    starts, ends = (segments.some(name, at).tolist() for name in ("start", "end"))
    return [
        None if segment == NOBODY else (start, None if end == open_end else end)
        for segment, start, end in zip(at.tolist(), starts, ends, strict=True)
    ]


def _floor_sources(subjects: Subjects, floors: Sequence[Money | None], context: Context) -> list[Text | None]:
    """What gives the floors of the segments that have one."""
    found: list[Text | None] = [None] * len(subjects.segment)
    here = np.flatnonzero(subjects.segment != NOBODY)
    for at, source in zip(here.tolist(), context.floor_sources(subjects.segment[here]), strict=True):
        found[at] = None if floors[at] is None else source
    return found


def _exposures(
    evidence: Evidence, subjects: Subjects, stacked: Sequence[Money | None], floors: Sequence[Money | None]
) -> list[Exposure | None]:
    """What may be lost below the floors, on all units that can be sold."""
    found: list[Exposure | None] = [None] * len(stacked)
    for at, (price, floor) in enumerate(zip(stacked, floors, strict=True)):
        if price is None or floor is None or price.minor >= floor.minor:
            continue
        units = evidence.reachable(int(subjects.listing[at]), subjects.promotions_of(at))
        if units is not None:
            found[at] = Exposure(units, money(units * (floor.minor - price.minor), floor.currency))
    return found
