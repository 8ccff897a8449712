"""A shop → its prices: every segment with its floor, what the rules judge, and what explains a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from promocheck import exports, rules
from promocheck.model.problem import Unpriced
from promocheck.model.report import Price
from promocheck.model.source import Source
from promocheck.model.text import Text
from promocheck.model.texts import NO_TEXT, Texts
from promocheck.model.value import dataclass
from promocheck.pipeline.audiences import unconditional
from promocheck.pipeline.fix_kept_shares import KeptShares
from promocheck.pipeline.fixes import Fixes
from promocheck.pipeline.ground import ground_of
from promocheck.pipeline.places import Places, Stated, ids_of
from promocheck.pipeline.planned import plan_evidence
from promocheck.pipeline.prices import lowest_prices
from promocheck.pipeline.shop import Shop, campaign_of, shop_of
from promocheck.pipeline.without import priced_without, with_floors
from promocheck.policy import Policy, Stacking
from promocheck.pricing.floor_sources import FloorSources
from promocheck.pricing.floor_windows import SegmentFloors, known_floors
from promocheck.pricing.keys import Flags, Index, Ints, shared_codes
from promocheck.pricing.plan import Reading
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.segments import price_segments
from promocheck.pricing.steps import Explainer
from promocheck.pricing.superseded import By, drafted_rows
from promocheck.pricing.sweep import Campaign, running
from promocheck.pricing.taking_part import running_through as through
from promocheck.pricing.timeline import Horizon
from promocheck.rules import deal_week_unknown
from promocheck.rules.asked import Asked, Mended
from promocheck.rules.primary import DISCOUNT, Primaries
from promocheck.tables.columns import alike, is_all, one_of_few, repeated
from promocheck.tables.explained import Explained
from promocheck.tables.frames import Columns, Frame, Packed
from promocheck.tables.ragged import Ragged
from promocheck.tables.spans import Spans

Catalogue = Callable[[], Mapping[tuple[str, str], int]]

Mending = Callable[[Asked, Explained, Ints], Mended]

_LIMITS = frozenset({"max_units_per_order", "one_per_customer"})


@dataclass(frozen=True, slots=True)
class Priced:
    """A run's prices, and everything that leads back from them: arithmetic, floors, cells.

    `too_low_without` are the listings with a price that is too low in hours without a deal, worked out once: how deep others may
    be is priced with the deal. `sure` are the promotion rows that whoever buys is sure to get, likewise.
    """

    horizon: Horizon
    shop: Shop
    work: Campaign
    segments: Frame
    floors: SegmentFloors
    evidence: rules.Evidence
    explain: Explainer
    places: Places
    sources: FloorSources
    too_low_without: Callable[[], Flags]
    sure: Callable[[], Flags]

    @staticmethod
    def of(tables: exports.Tables, policy: Policy, as_of: int, catalogue: Catalogue | None = None) -> Priced:
        """The tables, joined and priced under a policy; `catalogue` where they are only a part of it."""
        shop = shop_of(tables, policy, Horizon.of(as_of, policy.stacking))
        return Priced.of_shop(shop, tables, policy, as_of, catalogue=catalogue)

    @staticmethod
    def of_shop(
        shop: Shop,
        tables: exports.Tables,
        policy: Policy,
        as_of: int,
        *,
        catalogue: Catalogue | None = None,
        segments: Frame | None = None,
        columns: tuple[Columns, Columns] | None = None,
    ) -> Priced:
        """A shop that is joined already, priced; `segments` where they are known (SEGMENTS, with floors, as narrow as can be).

        `columns` are those of listings and promotions where the shop's tables have not all of them.
        """
        horizon = Horizon.of(as_of, policy.stacking)
        work = campaign_of(shop, policy.stacking, horizon, segments)
        if segments is None:
            segments, floors = with_floors(shop, work, price_segments(work))
        else:
            floors = _known_floors(shop, work, segments)
        columns = columns or (Columns(shop.listings), Columns(shop.promotions))
        evidence = _evidence(shop, work, segments, policy, as_of, tables, catalogue, columns)
        sheet = Columns(tables.floors)
        places = Places(
            evidence.listings,
            evidence.promotions,
            sheet,
            shop.floors.rows,
            floors.highest,
            shop.floors.now,
            tables.sources,
            Columns(shop.reached),
            ids_of(evidence.promotions, evidence.number),
            Stated.of(shop.listings, tables.listings),
        )
        return Priced(
            horizon=horizon,
            shop=shop,
            work=work,
            segments=segments,
            floors=floors,
            evidence=evidence,
            explain=Explainer(
                work, evidence.listings, evidence.promotions, shop.stopped, segments["stacked"]
            ),
            places=places,
            sources=FloorSources(evidence.listings, sheet, shop.floors, floors.terms),
            too_low_without=cache(partial(_too_low_without, evidence, shop.scopes)),
            sure=cache(partial(_sure, evidence, shop.stopped)),
        )

    def context(self, *, fixing: bool = True) -> rules.Context:
        """What turns the hits of rules into findings; without `fixing` no number is looked for."""
        return rules.Context(
            self.explain.columns,
            self.explain.taking_part,
            partial(self.explain.undercutting, self.sure),
            self._mended() if fixing else _no_fixes,
            self.places,
            self.floor_sources,
            self.shop.scopes.rules_of,
            self.shop.scopes.judged,
            self.horizon.until,
            self.horizon.open,
        )

    def _mended(self) -> Mending:
        """What finds the numbers of fixes, made ready when the first is asked for: most rules that look across ask for none."""
        fixes = cache(self._fixes)
        return lambda asked, how, prices: (fixes() if len(prices) else _no_fixes)(asked, how, prices)

    def _fixes(self) -> Fixes:
        """What finds the numbers of fixes."""
        promotions, ground = self.shop.promotions, ground_of(self.shop, self.work, self.horizon)
        clipped = one_of_few(promotions["kind"], ground.stacking.redeemable_after_cancel)
        drafted = drafted_rows(promotions, self.places.sources)
        clipped &= (promotions["start"] <= self.horizon.as_of) & ~drafted
        keeps = KeptShares.of(self.shop, ground, self.sources.sheet)
        return Fixes(ground, self.evidence, drafted, clipped, self.too_low_without(), keeps)

    def of_unknown_hour(self) -> tuple[Ints, Ints]:
        """Listing rows, in order, and promotion rows on them that are deals of which nobody knows in which hours they run."""
        listing, promotion = (self.evidence.pairs[name] for name in ("listing", "promotion"))
        found = np.zeros(len(listing), dtype=bool)
        for mine in _by_settings(self.evidence, self.shop.scopes):
            found |= deal_week_unknown.of_unknown_hour(mine)[promotion] & mine.judged[listing]
        return listing[found], promotion[found]

    def floor_sources(self, segments: Ints) -> list[Text | None]:
        """What gives the floors of segments."""
        return self.sources.of(
            self.evidence.segments.some("listing", segments), self.floors.highest, segments
        )

    def prices(self) -> tuple[Price, ...]:
        """The lowest prices, without the SKUs of which some part is not priced: theirs are not known."""
        unknown = {(each.store, each.marketplace, each.sku) for each in self.evidence.of(Unpriced)}
        found = lowest_prices(
            self.evidence.listings,
            self.evidence.promotions,
            self.evidence.segments,
            self.explain,
            self.horizon,
            self.shop.floors,
        )
        return tuple(each for each in found if (each.store or "", each.marketplace, each.sku) not in unknown)


def _by_settings(evidence: rules.Evidence, scopes: Scopes) -> Iterator[rules.Evidence]:
    """The evidence under each of the settings that hold anywhere, of those listings for which these hold."""
    for each in scopes.rules():
        yield replace(evidence, settings=each, judged=scopes.judged(each))


def _too_low_without(evidence: rules.Evidence, scopes: Scopes) -> Flags:
    found = np.zeros(evidence.listings.rows, dtype=bool)
    for mine in _by_settings(evidence, scopes):
        found |= deal_week_unknown.too_low(mine)
    return found


def _sure(evidence: rules.Evidence, stopped: Ints) -> Flags:
    found: Flags = unconditional(evidence.promotions, stopped) & ~evidence.drafted
    return found


def _no_fixes(_: Asked, __: Explained, prices: Ints) -> Mended:
    """No number for any of them."""
    return Mended(Texts((), [NO_TEXT] * len(prices)), Primaries.of_all(DISCOUNT, len(prices)))


def catalogue_of(listings: Frame) -> Mapping[tuple[str, str], int]:
    """How many listings each store has in each marketplace."""
    return Counter(zip(listings["store"].tolist(), listings["marketplace"].tolist(), strict=True))


def _known_floors(shop: Shop, work: Campaign, segments: Frame) -> SegmentFloors:
    """What gives the floors that segments have."""
    listings, promotions = Columns(shop.listings), Columns(shop.promotions)
    return known_floors(shop.floors, shop.sales, listings, promotions, Packed(segments), work, shop.scopes)


def _evidence(
    shop: Shop,
    work: Campaign,
    segments: Frame,
    policy: Policy,
    as_of: int,
    tables: exports.Tables,
    catalogue: Catalogue | None,
    columns: tuple[Columns, Columns],
) -> rules.Evidence:
    def running_in(segments: Sequence[int] | Ints, *, official: bool) -> Ragged:
        reading = Reading.OFFICIAL if official else Reading.WORST
        found = running(work, np.asarray(segments, dtype=np.int64), reading)
        return Ragged.by_owner(found.item, found.segment, len(segments))

    def running_through(segments: Ragged, *, official: bool) -> Spans:
        return through(work, segments, Reading.OFFICIAL if official else Reading.WORST)

    official = shop.windows.spans[Reading.OFFICIAL]
    pairs = shop.targets.pairs
    by_promotion = Index.of(pairs["promotion"], len(shop.promotions))
    listings, promotions = columns
    return rules.Evidence(
        listings=listings,
        promotions=promotions,
        pairs=Columns(pairs),
        named=Columns(shop.reached),
        reached=pairs["listing"][by_promotion.rows],
        reach=by_promotion.first,
        identified=promotions["id"] != "",
        segments=Packed(segments),
        floor=shop.floors.now.value,
        floor_required=shop.scopes.floor_required(),
        as_of=as_of,
        stock=shop.supply.stock,
        planned=shop.supply.planned,
        reference=shop.supply.reference,
        families=_families(shop.listings),
        problems=shop.problems,
        settings=policy.rules,
        classes=work.terms[Reading.WORST].member,
        forbidden=_pairs(policy.stacking, policy.stacking.forbidden),
        handshakes=_handshakes(policy.stacking),
        dearer_beside=_dearer_beside(policy.stacking),
        number=shop.number,
        starts=official.start,
        ends=official.end,
        judged=np.ones(len(shop.listings), dtype=bool),
        catalogue=cache(catalogue or partial(catalogue_of, shop.listings)),
        drafted=drafted_rows(shop.promotions, tables.sources),
        edited=shop.stopped == By.EDITED,
        replaced=shop.stopped == By.REPLACED,
        limits_told=_limits_told(shop, tables.sources),
        running_in=running_in,
        running_through=running_through,
        without=partial(priced_without, shop, work, (*columns, Columns(tables.floors))),
        plan=plan_evidence(
            shop.planned, tables.plan, promotions, shop.windows.aside, len(shop.listings), tables.sources
        ),
    )


def _limits_told(shop: Shop, sources: Sequence[Source]) -> NDArray[np.bool_]:
    """By promotion row whether its sheet has a column for purchase limits."""
    tells = [not _LIMITS.isdisjoint(source.headings) for source in sources]
    found: NDArray[np.bool_] = np.array(tells, dtype=bool)[shop.promotions["source"]]
    return found


def _families(listings: Frame) -> Ints:
    parents = alike(listings["parent_asin"])
    if is_all(parents, ""):
        return repeated(-1, len(parents), np.int64)
    codes = np.full(len(parents), -1, dtype=np.int64)
    has = np.flatnonzero(parents != "")
    keys = ("store", "marketplace", "parent_asin")
    (codes[has],) = shared_codes([listings[name][has] for name in keys])
    return codes


def _pairs(stacking: Stacking, named: Iterable[tuple[str, str]]) -> tuple[frozenset[int], ...]:
    """Pairs of classes by their numbers; a class with itself is alone."""
    number = _numbers(stacking)
    return tuple(frozenset((number[one], number[other])) for one, other in named)


def _numbers(stacking: Stacking) -> dict[str, int]:
    return {member.id: at for at, (_, member) in enumerate(stacking.members())}


def _dearer_beside(stacking: Stacking) -> frozenset[tuple[int, int]]:
    number = _numbers(stacking)
    return frozenset((number[before], number[member]) for before, member in stacking.dearer_beside)


def _handshakes(stacking: Stacking) -> tuple[frozenset[int], ...]:
    """The classes that add up only where both say that they stack."""
    alone = [(each.id, each.id) for _, each in stacking.members() if each.itself == "handshake"]
    met = [
        tuple(pair) for pair, said in stacking.words.items() if any(word == "handshake" for _, word in said)
    ]
    return _pairs(stacking, [*alone, *((one, other) for one, other in met)])
