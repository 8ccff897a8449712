"""What runs when: the run of a scan, laid out over days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.model.asked import Asked
from promocheck.model.calendar import Calendar, Period, Product, Scheduled
from promocheck.model.errors import BadPeriod
from promocheck.model.finding import Finding
from promocheck.model.lock import Lock
from promocheck.model.marketplace import BY_CODE
from promocheck.model.problem import Unpriced
from promocheck.model.report import Report
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.pipeline.chosen import meant
from promocheck.pipeline.free import free_of
from promocheck.pipeline.judging import report_of
from promocheck.pipeline.locks import locks_of
from promocheck.pipeline.lows import lows_of
from promocheck.pipeline.perhaps import Perhaps
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.request import Request
from promocheck.pipeline.scan import read_with_drafts
from promocheck.pipeline.scheduled import Key, Schedule, is_breach
from promocheck.policy import Stacking
from promocheck.pricing.free import bands_of_kind
from promocheck.pricing.keys import Flags
from promocheck.tables import KEY

_FOUR_WEEKS: Final = timedelta(days=27)  # to the last day


def calendar(request: Request, asked: Asked) -> Calendar:
    """The calendar. Raises `BadPeriod`, `UnknownSku`, `UnknownBrand`, and what a scan raises."""
    tables = read_with_drafts(request)
    priced = Priced.of(tables, request.policy, request.as_of)
    return lay_out(tables, priced, report_of(tables, priced, request), request.policy.stacking, asked)


def lay_out(
    tables: exports.Tables, priced: Priced, report: Report, stacking: Stacking, asked: Asked
) -> Calendar:
    """The calendar of a run that is over. Raises `BadPeriod`, `UnknownSku`, `UnknownBrand`."""
    listings = priced.shop.listings
    everything = np.ones(len(listings), dtype=bool)
    chosen = meant(replace(tables, listings=listings), asked.selection, everything)
    laid = _Laid.of(tables, priced, asked, chosen, report)
    wish = asked.wish
    bands = bands_of_kind(wish.kind, stacking) if wish else (0, 0)
    return Calendar(
        by=asked.by,
        period=laid.period,
        campaigns=laid.campaigns,
        products=tuple(laid.products()) if asked.by == "sku" else (),
        locks=tuple(laid.locks()),
        wish=wish,
        bands=bands,
        free=tuple(free_of(laid.schedule, laid.period, wish, bands, apart=asked.by == "sku")) if wish else (),
        report=laid.report,
    )


@dataclass(frozen=True, slots=True)
class _Laid:
    """A run and the days it is laid out over. `campaigns` are those that run on them, `report` has of its findings those that belong to what was selected."""

    priced: Priced
    asked: Asked
    period: Period
    schedule: Schedule
    campaigns: tuple[Scheduled, ...]
    report: Report

    @staticmethod
    def of(tables: exports.Tables, priced: Priced, asked: Asked, chosen: Flags, report: Report) -> _Laid:
        schedule = Schedule.of(tables, priced, chosen)
        found = report.findings
        if not asked.selection.everything:
            ours = {(each.store or "", each.marketplace, each.id) for each in schedule.campaigns()}
            found = tuple(_belonging(found, Perhaps.of(priced.shop.listings, chosen), ours))
        period = _period(priced, chosen, asked)
        schedule = schedule.with_breaches(found)
        campaigns = tuple(each for each in schedule.campaigns() if each.shown_in(period))
        return _Laid(priced, asked, period, schedule, campaigns, replace(report, findings=found))

    def locks(self) -> Iterator[Lock]:
        """Those of the campaigns that are shown."""
        shown = {(each.store, each.marketplace, each.id) for each in self.campaigns}
        locks = locks_of(self.priced)
        return (each for each in locks if (each.store, each.marketplace, each.promotion) in shown)

    def products(self) -> Iterator[Product]:
        """Every SKU on which something runs in the period, and every one that was selected."""
        unpriced = {(each.store, each.marketplace, each.sku) for each in self.priced.evidence.of(Unpriced)}
        breaches = self._breaches()
        for listing in self.schedule.listings(idle=not self.asked.selection.everything).tolist():
            scheduled = tuple(each for each in self.schedule.on(listing) if each.shown_in(self.period))
            if scheduled or not self.asked.selection.everything:
                key = _key(self.priced, listing)
                yield self._product(listing, scheduled, key in unpriced, breaches.get(key, ()))

    def _product(
        self, listing: int, scheduled: tuple[Scheduled, ...], unpriced: bool, breaches: tuple[Finding, ...]
    ) -> Product:
        named = self.priced.evidence.listings
        store, marketplace, sku = _key(self.priced, listing)
        zone = BY_CODE[marketplace].zone
        return Product(
            store=store or None,
            marketplace=marketplace,
            zone=zone,
            sku=sku,
            asin=named.text("asin", listing) or None,
            title=named.text("title", listing) or None,
            scheduled=scheduled,
            lows=lows_of(self.priced, listing, self.period.midnights(zone)),
            unpriced=unpriced,
            breaches=breaches,
        )

    def _breaches(self) -> Mapping[Key, tuple[Finding, ...]]:
        """By SKU, the findings on its prices."""
        found: dict[Key, list[Finding]] = {}
        for each in filter(is_breach, self.report.findings):
            found.setdefault((each.store or "", each.marketplace or "", each.sku or ""), []).append(each)
        return {key: tuple(several) for key, several in found.items()}


def _period(priced: Priced, chosen: Flags, asked: Asked) -> Period:
    """The days; from the run's own day on, where it is earliest. Raises `BadPeriod`."""
    places = set(priced.evidence.listings["marketplace"][chosen].tolist())
    zones = {BY_CODE[each].zone for each in places} or {"UTC"}
    today = min(Instant(priced.horizon.as_of, zone).local().date() for zone in zones)
    latest = max(Instant(priced.horizon.until, zone).local().date() for zone in zones)
    first = asked.first or today
    last = asked.last or min(first + _FOUR_WEEKS, latest)
    if not today <= first <= last <= latest:
        raise BadPeriod(first, last, today, latest)
    return Period(first, last)


def _belonging(findings: tuple[Finding, ...], perhaps: Perhaps, ours: set[Key]) -> Iterator[Finding]:
    """The findings of these SKUs and campaigns, and of files and targets that cannot be trusted: what they lost may be theirs."""
    for each in findings:
        store, marketplace = each.store or "", each.marketplace or ""
        if each.sku is not None:
            belongs = perhaps.are_meant(each)
        else:
            belongs = each.trust or any((store, marketplace, name) in ours for name in each.promotions)
        if belongs:
            yield each


def _key(priced: Priced, listing: int) -> Key:
    store, marketplace, sku = (priced.evidence.listings.text(name, listing) for name in KEY)
    return store, marketplace, sku
