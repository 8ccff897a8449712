"""One SKU's story: the run of a scan, told of one listing alone, with what is set aside too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.model.errors import UnknownSku
from promocheck.model.finding import Finding
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.model.report import Report
from promocheck.model.story import Chapter, Named, Stories, Story, Touching
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.pipeline.judging import report_of
from promocheck.pipeline.perhaps import Perhaps
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.request import Request
from promocheck.pipeline.scan import read_for
from promocheck.pipeline.touching import touching
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import running
from promocheck.tables import NO_MONEY
from promocheck.tables.frames import Frame

_PRICES: Final = {
    "price": say("price"),
    "sale_price": say("sale price"),
    "business_price": say("business price"),
    "list_price": say("list price"),
    "min_price": say("minimum price"),
}


def why(request: Request, asked: str) -> Stories:
    """The stories of all listings with this SKU, else with this ASIN. Raises `UnknownSku`, and what a scan raises."""
    tables = read_for(request)
    priced = Priced.of(tables, request.policy, request.as_of)
    listings = _asked(priced.shop.listings, asked)
    if not listings:
        unread = sum(isinstance(each, UnreadCell | UnreadFile) for each in tables.problems)
        raise UnknownSku(
            asked, _skus(priced.shop.listings), targeted=_targeted(tables, asked), unread=bool(unread)
        )
    report = report_of(tables, priced, request)
    teller = _Teller(tables, priced, report)
    stories = tuple(teller.story(listing) for listing in listings)
    chosen = np.zeros(len(priced.shop.listings), dtype=bool)
    chosen[listings] = True
    return Stories(stories, _of_these(report, stories, Perhaps.of(priced.shop.listings, chosen)))


def _asked(listings: Frame, asked: str) -> list[int]:
    for name in ("sku", "asin"):
        found: list[int] = np.flatnonzero(listings[name] == asked).tolist()
        if found:
            return found
    return []


def _skus(listings: Frame) -> tuple[str, ...]:
    return tuple(sorted(set(listings["sku"])))


def _targeted(tables: exports.Tables, asked: str) -> bool:
    return any(bool((tables.targets[name] == asked).any()) for name in ("sku", "asin"))


def _of_these(report: Report, stories: tuple[Story, ...], perhaps: Perhaps) -> Report:
    """The report of these listings, and of files and targets that cannot be trusted: what these lost may be this SKU's."""
    ours = {(story.store, story.marketplace, story.sku) for story in stories}
    mine = {finding for story in stories for finding in story.findings}
    return replace(
        report,
        findings=tuple(
            each
            for each in report.findings
            if each in mine or (each.sku is None and each.trust) or perhaps.has(each)
        ),
        prices=tuple(each for each in report.prices if (each.store, each.marketplace, each.sku) in ours),
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells the story of a listing of a run."""

    tables: exports.Tables
    priced: Priced
    report: Report

    def story(self, listing: int) -> Story:
        """All that is known of a listing."""
        named = self.priced.evidence.listings
        texts = {
            name: named.text(name, listing)
            for name in ("store", "marketplace", "sku", "asin", "title", "brand", "owner")
        }
        touched = touching(self.tables, self.priced, listing)
        return Story(
            store=texts["store"] or None,
            marketplace=texts["marketplace"],
            sku=texts["sku"],
            asin=texts["asin"] or None,
            title=texts["title"] or None,
            brand=texts["brand"] or None,
            owner=texts["owner"] or None,
            zone=BY_CODE[texts["marketplace"]].zone,
            prices=tuple(self._prices(listing)),
            floor=self._floor(listing),
            promotions=touched.promotions,
            chapters=tuple(self._chapters(listing, touched.number)),
            findings=tuple(self._findings(texts, touched.promotions)),
        )

    def _prices(self, listing: int) -> Iterator[Named]:
        for column, name in _PRICES.items():
            value = self.priced.evidence.money(listing, self.priced.evidence.listings.number(column, listing))
            if value is not None:
                yield Named(name, value, self.priced.places.listed(listing, column))

    def _floor(self, listing: int) -> Named | None:
        """The floor that holds now, and what gives it."""
        now, at = self.priced.shop.floors.now, np.array([listing])
        value = self.priced.evidence.money(listing, int(now.value[listing]))
        (source,) = self.priced.sources.of(at, now, at)
        if value is None or source is None:
            return None
        return Named(source, value, self.priced.places.floor(listing))

    def _chapters(self, listing: int, number: dict[int, int]) -> Iterator[Chapter]:
        segments = self.priced.evidence.segments
        at = np.flatnonzero(segments["listing"] == listing)
        if not len(at):
            return
        stacked = self.priced.explain(at.tolist())
        documented = self.priced.explain(at.tolist(), Reading.DOCUMENTED)
        worst, official = (
            self._running(at, reading, number) for reading in (Reading.WORST, Reading.DOCUMENTED)
        )
        sources = self.priced.floor_sources(at)
        for index, segment in enumerate(at.tolist()):
            end = segments.number("end", segment)
            yield Chapter(
                start=segments.number("start", segment),
                end=None if end == self.priced.horizon.open else end,
                running=official[index],
                perhaps=tuple(each for each in worst[index] if each not in official[index]),
                stacked_price=self._money(listing, segments.number("stacked", segment)),
                documented_price=self._money(listing, segments.number("documented", segment)),
                floor=self.priced.evidence.money(listing, segments.number("floor", segment)),
                floor_source=sources[index],
                stacked=stacked[index],
                documented=documented[index],
            )

    def _running(self, at: np.ndarray, reading: Reading, number: dict[int, int]) -> list[tuple[int, ...]]:
        """By segment, which of the story's promotions run."""
        found: list[set[int]] = [set() for _ in range(len(at))]
        rows = running(self.priced.work, at, reading)
        for segment, row in zip(rows.segment.tolist(), rows.item.tolist(), strict=True):
            if row in number:  # else it runs and has no price, which a finding says
                found[segment].add(number[row])
        return [tuple(sorted(each)) for each in found]

    def _money(self, listing: int, minor: int) -> Money:
        assert minor != NO_MONEY
        return Money(minor, self.priced.evidence.currency(listing))

    def _findings(self, texts: dict[str, str], promotions: tuple[Touching, ...]) -> Iterator[Finding]:
        """The findings of the listing: by its SKU, also where it is one of several, else by its ASIN, else by a promotion that touches it."""
        touching = {each.id for each in promotions} - {""}
        for finding in self.report.findings:
            if (finding.store or "", finding.marketplace) != (texts["store"], texts["marketplace"]):
                continue
            of_asin = bool(finding.asin) and finding.asin == texts["asin"]
            if texts["sku"] in finding.every_sku or (
                finding.sku is None and (of_asin or touching & {*finding.promotions})
            ):
                yield finding
