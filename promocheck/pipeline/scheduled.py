"""Promotions as a calendar shows them: on which of the selected listings, when as documented and when at the widest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from promocheck import exports
from promocheck.model.calendar import Scheduled, Span
from promocheck.model.finding import Finding, Severity
from promocheck.model.kind import Form, Kind, Status
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.model.value import dataclass
from promocheck.pipeline.priced import Priced
from promocheck.pricing.keys import Flags, Ints, grouped
from promocheck.pricing.plan import Reading
from promocheck.pricing.promotions import standing
from promocheck.tables import NO_END, NO_MONEY, NO_START, PROMOTION_KEY
from promocheck.tables.ragged import spread

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Schedule:
    """What runs on the selected listings: pairs of listing and promotion row, in order, those without a price too.

    `reach` has each promotion row's listings.
    """

    tables: exports.Tables
    priced: Priced
    chosen: Flags
    listing: Ints
    row: Ints
    reach: Mapping[int, Ints]
    breaches: Mapping[Key, tuple[Finding, ...]]

    @staticmethod
    def of(tables: exports.Tables, priced: Priced, chosen: Flags) -> Schedule:
        """The schedule of the `chosen` listings. What stands in a listing for good, as a business price, is no event."""
        shop = priced.shop
        pairs = np.concatenate(
            [
                np.stack((each["listing"], each["promotion"]), axis=1)
                for each in (shop.reached, shop.targets.pairs)
            ]
        )
        pairs = np.unique(pairs[chosen[pairs[:, 0]] & ~standing(shop.promotions)[pairs[:, 1]]], axis=0)
        listing, row = pairs[:, 0], pairs[:, 1]
        reach = {int(row[at[0]]): listing[at] for at in grouped(row)}
        return Schedule(tables, priced, chosen, listing, row, reach, {})

    def campaigns(self) -> tuple[Scheduled, ...]:
        """Every promotion that has an id, in order of time."""
        evidence = self.priced.evidence
        rows = np.unique(self.row[evidence.promotions["id"][self.row] != ""])
        return _in_order(self._told(each) for each in evidence.by_id(rows))

    def with_breaches(self, findings: Iterable[Finding]) -> Schedule:
        """The same schedule, its promotions with the findings on prices that they lead to."""
        return replace(self, breaches=_by_promotion(findings))

    def listings(self, *, idle: bool) -> Ints:
        """The rows of the selected listings, of those too on which nothing runs where `idle`."""
        found: Ints = np.flatnonzero(self.chosen) if idle else np.unique(self.listing)
        return found

    def on_any(self, listings: Ints) -> tuple[Scheduled, ...]:
        """Every promotion on some of these listings in order of time, their sale prices too."""
        first, last = (np.searchsorted(self.listing, listings + more) for more in (0, 1))
        rows = np.unique(self.row[spread(first, last - first)])
        return _in_order(self._told(each) for each in self._together(rows))

    def on(self, listing: int) -> tuple[Scheduled, ...]:
        """Every promotion of a listing in order of time, its sale price too."""
        first, last = np.searchsorted(self.listing, [listing, listing + 1])
        return _in_order(self._told(each, listing) for each in self._together(self.row[first:last]))

    def _together(self, rows: Ints) -> Iterator[tuple[int, ...]]:
        """Rows that are one promotion; what listings offer themselves is one each."""
        own = self.priced.evidence.promotions["id"][rows] == ""
        yield from self.priced.evidence.by_id(rows[~own])
        yield from ((row,) for row in rows[own].tolist())

    def _told(self, rows: tuple[int, ...], listing: int | None = None) -> Scheduled:
        """A promotion by its rows, on one listing or on all that are selected."""
        promotions, row = self.priced.evidence.promotions, rows[0]
        key = self._key(row)
        starts, ends = ([promotions.number(name, each) for each in rows] for name in ("start", "end"))
        return Scheduled(
            store=key[0] or None,
            marketplace=key[1],
            zone=BY_CODE[key[1]].zone,
            id=key[2],
            name=promotions.text("name", row),
            kind=Kind(promotions.number("kind", row)).word,
            effect=Form(promotions.number("form", row)).word,
            value=self._value(rows, key[1]),
            owner=promotions.text("owner", row) or None,
            draft=self.tables.sources[promotions.number("source", row)].draft,
            cancelled=promotions.number("status", row) == Status.CANCELLED,
            skus=len(np.unique(np.concatenate([self.reach[each] for each in rows])))
            if listing is None
            else 1,
            start=None if min(starts) == NO_START else min(starts),
            end=None if max(ends) == NO_END else max(ends),
            runs=self._spans(rows, Reading.DOCUMENTED),
            may_run=self._spans(rows, Reading.WORST),
            breaches=tuple(
                each
                for each in self.breaches.get(key, ())
                if listing is None or each.sku == self.priced.evidence.listings.text("sku", listing)
            ),
        )

    def _key(self, row: int) -> Key:
        store, marketplace, name = (self.priced.evidence.promotions.text(each, row) for each in PROMOTION_KEY)
        return store, marketplace, name

    def _value(self, rows: tuple[int, ...], marketplace: str) -> Money | Percent | None:
        promotions = self.priced.evidence.promotions
        said = {(promotions.number("form", row), promotions.number("value", row)) for row in rows}
        (form, value), *others = said
        if others or value == NO_MONEY:
            return None
        return Percent(value) if form == Form.PERCENT else Money(value, BY_CODE[marketplace].currency)

    def _spans(self, rows: Sequence[int], reading: Reading) -> tuple[Span, ...]:
        """When some of the rows run, merged."""
        windows, beyond = self.priced.shop.windows.spans[reading], self.priced.horizon.open
        found: list[tuple[int, int]] = []
        for start, end in sorted((int(windows.start[row]), int(windows.end[row])) for row in rows):
            if start >= end:
                continue
            if found and start <= found[-1][1]:
                found[-1] = found[-1][0], max(found[-1][1], end)
            else:
                found.append((start, end))
        return tuple(Span(start, None if end == beyond else end) for start, end in found)


def _in_order(scheduled: Iterable[Scheduled]) -> tuple[Scheduled, ...]:
    shown = (each for each in scheduled if each.may_run)
    return tuple(
        sorted(shown, key=lambda each: (each.may_run[0].start, each.marketplace, each.store or "", each.id))
    )


def is_breach(finding: Finding) -> bool:
    """Whether a finding says of some hours that a price is wrong, and nobody has accepted it."""
    loud = finding.severity is not Severity.INFO and finding.waiver is None
    return loud and finding.start is not None and finding.stacked_price is not None


def _by_promotion(findings: Iterable[Finding]) -> Mapping[Key, tuple[Finding, ...]]:
    found: defaultdict[Key, list[Finding]] = defaultdict(list)
    for each in filter(is_breach, findings):
        for promotion in each.every_promotion:
            found[each.store or "", each.marketplace or "", promotion].append(each)
    return {key: tuple(several) for key, several in found.items()}
