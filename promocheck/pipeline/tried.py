"""What became of each listing on which campaigns were tried: the worst minute that they make there, before and after; else its worst."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np

from promocheck.model.finding import Arithmetic, Severity, Since
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.problem import Unpriced
from promocheck.model.report import Report
from promocheck.model.story import Touching
from promocheck.model.text import Text
from promocheck.model.trial import Minute, Tried
from promocheck.model.value import dataclass
from promocheck.pipeline.accounts import why_aside
from promocheck.pipeline.named import Listing, listings_of
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.touching import told
from promocheck.pricing.copies import covered
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import running
from promocheck.pricing.timeline import Aside
from promocheck.rules.meeting import segments_at
from promocheck.tables import KEY, NO_MONEY
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import numbered

_ON_PAPER: Final = 1000  # listings, the worst ones, whose arithmetic is worked out


def campaigns_of(after: Priced, drafted: Flags) -> tuple[Touching, ...]:
    """Each campaign as it was understood; `drafted` says which promotion rows are campaigns."""
    first: dict[str, Touching] = {}
    rows = np.flatnonzero(drafted) if after.evidence.listings.rows else np.empty(0, dtype=np.int64)
    for row, place in zip(rows.tolist(), after.places.discounts(rows, np.zeros_like(rows)), strict=True):
        aside = why_aside(Aside(int(after.shop.windows.aside[row])))
        if after.evidence.promotions.text("id", row) not in first:
            campaign = told(after, row, 0, place, aside)
            first[campaign.id] = campaign
    return tuple(first.values())


def tried(
    before: Priced, after: Priced, report: Report, drafted: Flags, keys: frozenset[Listing]
) -> Iterator[Tried]:
    """Every listing of `keys` in the worst minute that a campaign makes there, else in its worst, the worst of them first."""
    runs = _runs(after, drafted)
    worst = _worst(after, runs, drafted)
    fails, stands = _failing(report, new=True), _failing(report, new=False)
    mine = {at: key for at, key in key_of(after) if key in keys}
    order = sorted(mine, key=lambda at: (mine[at] not in fails, *_margin(after, worst.get(at)), at))
    segments = [worst[at] for at in order if at in worst]
    known = _Known(
        after,
        frozenset((each.store, each.marketplace, each.sku or "") for each in after.evidence.of(Unpriced)),
        fails,
        stands,
        _before(before, after, segments),
        dict(zip(segments[:_ON_PAPER], after.explain(segments[:_ON_PAPER]), strict=True)),
        _others(after, drafted, runs, segments[:_ON_PAPER]),
        dict(zip(segments, after.floor_sources(np.array(segments, dtype=np.int64)), strict=True)),
    )
    for at in order:
        yield known.tried(at, mine[at], worst.get(at))


def key_of(after: Priced) -> Iterable[tuple[int, Listing]]:
    """Every listing row with its key."""
    columns = (after.evidence.listings[name].tolist() for name in KEY)
    return enumerate(zip(*columns, strict=True))


def _margin(after: Priced, segment: int | None) -> tuple[bool, int]:
    if segment is None:
        return True, 0
    return False, after.evidence.at(segment, "stacked") - max(after.evidence.at(segment, "floor"), 0)


def _runs(after: Priced, drafted: Flags) -> Ints:
    """The segments in which a campaign may run, as documented too: what it edits may be the deeper one all of the time."""
    work, mine = after.work, drafted[after.work.promotion]
    found: Ints = np.flatnonzero(covered(work, Reading.WORST, mine) | covered(work, Reading.DOCUMENTED, mine))
    return found


def _worst(after: Priced, runs: Ints, drafted: Flags) -> dict[int, int]:
    """By listing, the segment of these that is nearest to its floor, or furthest below it; before any other one that a campaign takes there."""
    segments = after.evidence.segments
    floor = segments["floor"][runs]
    margin = segments["stacked"][runs] - np.where(floor == NO_MONEY, 0, floor)
    # Of segments that are as low, one in which it is so without guard bands.
    own = np.zeros(len(runs), dtype=bool)
    own[margin < 0] = _of_campaigns(after, runs[margin < 0], drafted)
    order = runs[np.lexsort((runs, segments["official"][runs], margin, ~own, segments["listing"][runs]))]
    listing = segments["listing"][order]
    fresh = np.flatnonzero(np.diff(listing, prepend=-1))
    return dict(zip(listing[fresh].tolist(), order[fresh].tolist(), strict=True))


def _of_campaigns(after: Priced, segments: Ints, drafted: Flags) -> Flags:
    """Which of these segments have the lowest price of them that a campaign on the listing makes."""
    listing, price = (after.evidence.segments[name][segments] for name in ("listing", "stacked"))
    first, owner = numbered(listing)
    parts = after.explain.taking_part(Ragged.by_owner(segments, owner, len(first)), Ragged.none(len(first)))
    parts = parts.where(drafted[parts.row])
    lowest = np.full(len(first), -1)
    order = np.argsort(-parts.lowest, kind="stable")
    lowest[parts.owner[order]] = parts.lowest[order]
    found: Flags = price == lowest[owner]
    return found


def _failing(report: Report, *, new: bool) -> frozenset[Listing]:
    """The listings with an error that the campaigns bring, or with one that is there anyway."""
    found: set[Listing] = set()
    for each in report.open:
        if each.severity is Severity.ERROR:
            brought = () if each.since is Since.STANDING else each.joined or each.every_sku
            skus = brought if new else set(each.every_sku).difference(brought)
            found.update(listings_of(each, skus))
    return frozenset(found)


def _before(before: Priced, after: Priced, segments: list[int]) -> dict[int, int]:
    """By segment, the stacked price at its beginning without the campaigns, minor units. Both have the same listings."""
    at: Ints = np.array(segments, dtype=np.int64)
    listing, start = (after.evidence.segments[name][at] for name in ("listing", "start"))
    segment = segments_at(before.evidence, listing, start)
    price = before.evidence.listings["price"][listing].copy()
    within = segment >= 0
    price[within] = before.evidence.segments["stacked"][segment[within]]
    return dict(zip(segments, price.tolist(), strict=True))


def _others(
    after: Priced, drafted: Flags, runs: Ints, segments: list[int]
) -> dict[int, tuple[Touching, ...]]:
    """By a listing's worst segment, the promotions that may run beside a campaign at any time, each once."""
    worst_of = {after.evidence.at(each, "listing"): each for each in segments}
    mine = runs[np.isin(after.evidence.segments["listing"][runs], list(worst_of))]
    found: dict[int, dict[int, Touching]] = {each: {} for each in segments}
    rows = running(after.work, mine, Reading.WORST)
    rows = rows.where(~drafted[rows.item])
    listings = after.evidence.segments["listing"][mine[rows.segment]]
    places = after.places.discounts(rows.item, listings)
    for listing, row, place in zip(listings.tolist(), rows.item.tolist(), places, strict=True):
        if row not in found[worst_of[listing]]:
            found[worst_of[listing]][row] = told(after, row, listing, place)
    return {each: tuple(others.values()) for each, others in found.items()}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of listings, by their keys, and of segments, by their rows."""

    after: Priced
    unpriced: frozenset[Listing]
    fails: frozenset[Listing]
    stands: frozenset[Listing]
    before: Mapping[int, int]
    on_paper: Mapping[int, Arithmetic]
    others: Mapping[int, tuple[Touching, ...]]
    floor_sources: Mapping[int, Text | None]

    def tried(self, at: int, key: Listing, segment: int | None) -> Tried:
        """All of it together; `segment` None: no campaign ever runs on it."""
        listings = self.after.evidence.listings
        return Tried(
            store=key[0] or None,
            marketplace=key[1],
            sku=key[2],
            asin=listings.text("asin", at) or None,
            title=listings.text("title", at) or None,
            zone=BY_CODE[key[1]].zone,
            worst=None if segment is None else self._minute(at, segment),
            fails=key in self.fails,
            standing=key in self.stands,
            known=key not in self.unpriced,
        )

    def _minute(self, at: int, segment: int) -> Minute:
        evidence, end = self.after.evidence, self.after.evidence.at(segment, "end")
        return Minute(
            start=evidence.at(segment, "start"),
            end=None if end == self.after.horizon.open else end,
            before=evidence.money(at, self.before[segment]),
            after=Money(evidence.at(segment, "stacked"), evidence.currency(at)),
            floor=evidence.money(at, evidence.at(segment, "floor")),
            floor_source=self.floor_sources[segment],
            how=self.on_paper.get(segment),
            running=self.others.get(segment, ()),
        )
