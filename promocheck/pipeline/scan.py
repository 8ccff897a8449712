"""One scan, from paths to a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import pandas as pd

from promocheck import exports, rules
from promocheck.model.finding import Finding, Severity
from promocheck.model.marketplace import BY_CODE
from promocheck.model.problem import (
    NothingChecked,
    NumericKeys,
    Problem,
    StaleExport,
    Unpriced,
    UnreadCell,
    UnreadFile,
)
from promocheck.model.report import Price, Report
from promocheck.model.text import say
from promocheck.model.window import HOUR
from promocheck.pipeline.accounts import coverage_of, inputs_of
from promocheck.pipeline.canary import canary
from promocheck.pipeline.expectations import AHEAD, unmet
from promocheck.pipeline.places import Places, Stated
from promocheck.pipeline.prices import lowest_prices, lowest_stacked
from promocheck.pipeline.waived import waive
from promocheck.policy import Policy, Stacking
from promocheck.pricing.astray import astray
from promocheck.pricing.catalogue import unify
from promocheck.pricing.floor_rows import floor_rows_of
from promocheck.pricing.floor_sources import FloorSources
from promocheck.pricing.floor_windows import Sale, SegmentFloors, marks_of, sales_of, segment_floors
from promocheck.pricing.floors import Floors, floors_of
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.match import Targets, match
from promocheck.pricing.plan import Reading
from promocheck.pricing.promotions import (
    in_order,
    listing_offers,
    never_with_itself,
    same_offers,
    standing,
    two_kinds,
)
from promocheck.pricing.rows import places_of
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.steps import Explainer
from promocheck.pricing.sweep import Campaign, campaign, price_segments, running
from promocheck.pricing.timeline import Aside, Horizon, Windows, windows_of
from promocheck.pricing.unpriced import unpriced, with_value
from promocheck.tables import PAIRS, PROMOTIONS, Columns


@dataclass(frozen=True, slots=True)
class Request:
    """What the command asks for. `as_of` in UTC seconds; `fail_on` None means never; `progress(what, done, all)`.

    `judge_age` when `as_of` is the present: files have an age only then.
    """

    paths: tuple[str, ...]
    policy: Policy
    as_of: int
    fail_on: Severity | None = Severity.ERROR
    store: str | None = None
    marketplace: str | None = None
    sheet: str | None = None
    prices: bool = False
    judge_age: bool = False
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None


def scan(request: Request) -> Report:
    """The whole run. Raises `UsageFault` where paths or marketplaces cannot be told."""
    policy = request.policy
    tables = exports.read(
        request.paths,
        store=request.store or policy.exports.store,
        marketplace=request.marketplace or policy.exports.marketplace,
        sheet=request.sheet,
        own=exports.own_layouts(policy.exports.layouts),
        rates=_rates(policy, request.as_of),
        progress=request.progress,
    )
    ages = _ages(tables, request.as_of) if request.judge_age else ()
    problems = (
        *tables.problems,
        *ages,
        *unmet(tables, policy.exports.expect, request.as_of if request.judge_age else None),
        *canary(policy.stacking, _alone, books=any(source.sheet for source in tables.sources)),
    )
    return _judged(replace(tables, problems=problems), request)


def _rates(policy: Policy, as_of: int) -> dict[tuple[str, str], Fraction]:
    """The exchange rates that hold on the day of the run."""
    day = datetime.fromtimestamp(as_of, UTC).date()
    return {pair: rate for pair, (rate, _) in policy.floors.rates(day).items()}


def _alone(tables: exports.Tables, policy: Policy, as_of: int) -> Report:
    """Tables judged for themselves."""
    return _judged(tables, Request((), policy, as_of))


def judge(tables: exports.Tables, policy: Policy, as_of: int) -> Report:
    """The same with every promoted SKU's lowest prices."""
    return _judged(tables, Request((), policy, as_of, prices=True))


def _judged(tables: exports.Tables, request: Request) -> Report:
    policy = request.policy
    horizon = Horizon.of(request.as_of, policy.stacking)
    shop = _shop(tables, policy, horizon)
    segments, floors = _with_floors(shop, price_segments(shop.work))
    evidence = _evidence(shop, segments, policy)
    explain = Explainer(shop.work, evidence.listings, evidence.promotions, evidence.segments["stacked"])
    places = Places(
        evidence.listings,
        evidence.promotions,
        Columns(tables.floors),
        floors.highest,
        shop.floors.now,
        tables.sources,
        Stated.of(shop.listings, tables.listings),
    )
    sources = FloorSources(evidence.listings, Columns(tables.floors), shop.floors, floors.terms)
    context = rules.Context(
        explain,
        places,
        lambda segment: sources.of(evidence.at(segment, "listing"), floors.highest, segment),
        shop.scopes.rules_of,
        horizon.until,
        horizon.open,
    )
    return Report(
        as_of=request.as_of,
        until=horizon.until,
        fail_on=request.fail_on,
        policy=policy.source,
        inputs=inputs_of(tables, shop.promotions, shop.windows, shop.floors, request.as_of),
        skipped=tables.skipped,
        coverage=coverage_of(
            shop.listings, shop.floors, shop.promotions, shop.windows, shop.targets, segments
        ),
        findings=_findings(evidence, context, shop.scopes, policy, request.as_of),
        prices=_prices(evidence, explain, horizon) if request.prices else (),
        unread=tuple(each for each in tables.problems if isinstance(each, UnreadCell | UnreadFile)),
    )


def _findings(
    evidence: rules.Evidence, context: rules.Context, scopes: Scopes, policy: Policy, as_of: int
) -> tuple[Finding, ...]:
    """What the rules find, with the waivers that accept it, and what is to be said of the waivers."""
    settings = scopes.rules()
    found = rules.run_rules(rules.ALL, settings, evidence, context)
    waivers = policy.waivers.entries
    if not waivers:
        return found
    lowest = lowest_stacked(evidence.listings, evidence.segments, evidence.of(Unpriced))
    judged = waive(found, waivers, lowest, _skus(evidence.listings), as_of)
    of_waivers = replace(evidence, problems=judged.problems)
    return (*judged.findings, *rules.run_rules(rules.OF_WAIVERS, settings, of_waivers, context))


def _skus(listings: Columns) -> dict[tuple[str, str], frozenset[str]]:
    """The SKUs of the listings by store and marketplace."""
    found: dict[tuple[str, str], set[str]] = {}
    for store, marketplace, sku in zip(
        *(listings[name] for name in ("store", "marketplace", "sku")), strict=True
    ):
        found.setdefault((store, marketplace), set()).add(sku)
    return {shop: frozenset(skus) for shop, skus in found.items()}


@dataclass(frozen=True, slots=True)
class _Shop:
    """Tables joined and made ready for pricing. `targets.pairs` holds the live promotions on their listings."""

    listings: pd.DataFrame
    promotions: pd.DataFrame
    windows: Windows
    targets: Targets
    floors: Floors
    scopes: Scopes
    sales: tuple[Sale, ...]
    work: Campaign
    problems: tuple[Problem, ...]


def _shop(tables: exports.Tables, policy: Policy, horizon: Horizon) -> _Shop:
    stacking = policy.stacking
    listings, conflicts = unify(tables.listings, tables.sources)
    ordered, named = in_order(tables.promotions, tables.targets)
    own, offering = listing_offers(listings)
    promotions = PROMOTIONS.join([ordered, own])
    windows = windows_of(promotions, stacking, horizon)
    live = windows.aside == Aside.LIVE
    asked = named[live[named["promotion"].to_numpy()]].reset_index(drop=True)
    targets = match(listings, promotions, asked, tables.sources)
    pairs = _pairs(targets.pairs, offering, promotions, live, same_offers(promotions, windows))
    pairs, unvalued = with_value(pairs, listings, promotions, windows, tables.sources)
    offers = never_with_itself(pairs, listings, promotions, windows, tables.sources)
    pairs, promotions, windows = offers.pairs, offers.promotions, offers.windows
    priceable, missing = unpriced(listings, promotions, pairs, stacking, tables.sources)
    rows = floor_rows_of(listings, tables.floors)
    scopes = Scopes.of(policy, listings, rows.brands, promotions)
    floors = floors_of(listings, tables.floors, tables.fees, rows, scopes, horizon)
    sales = sales_of(listings, promotions, pairs, scopes)
    work = campaign(
        pairs[priceable],
        promotions,
        listings["price"].to_numpy(),
        _rounding_units(listings, stacking),
        windows,
        stacking,
        horizon,
        marks_of(floors, sales),
    )
    return _Shop(
        listings,
        promotions,
        windows,
        replace(targets, pairs=pairs[priceable].reset_index(drop=True)),
        floors,
        scopes,
        sales,
        work,
        (
            *tables.problems,
            *conflicts,
            *offers.conflicts,
            *two_kinds(promotions, tables.sources),
            *targets.problems,
            *unvalued,
            *missing,
            *_numeric(tables, asked, promotions, targets),
            *astray(
                listings,
                np.unique(pairs["listing"].to_numpy()),
                tables.floors,
                tables.fees,
                floors,
                tables.sources,
            ),
            *_nothing(tables),
        ),
    )


def _with_floors(shop: _Shop, segments: pd.DataFrame) -> tuple[pd.DataFrame, SegmentFloors]:
    """The segments with their floors, and what gives these."""
    found = segment_floors(
        shop.floors, shop.sales, shop.listings, shop.promotions, segments, shop.work, shop.scopes
    )
    return segments.assign(floor=found.highest.value), found


def _pairs(
    pairs: pd.DataFrame, offering: Ints, promotions: pd.DataFrame, live: Flags, same: Ints
) -> pd.DataFrame:
    """The joined pairs with the listings' own offers, which end `promotions`; each offer once per listing, in order.

    What stands in a listing for good, as a business price does, promotes nothing: it counts where something else runs.
    """
    own = len(promotions) - len(offering) + np.arange(len(offering))
    stands = standing(promotions)[own]
    joined = pairs["listing"].to_numpy()
    promoted = np.concatenate((joined, offering[live[own] & ~stands]))
    counts = live[own] & (~stands | np.isin(offering, promoted))
    listing = np.concatenate((joined, offering[counts]))
    promotion = same[np.concatenate((pairs["promotion"].to_numpy(), own[counts]))]
    width = len(live) + 1
    packed = np.unique(listing * width + promotion)
    return PAIRS.frame({"listing": packed // width, "promotion": packed % width})


def _rounding_units(listings: pd.DataFrame, stacking: Stacking) -> Ints:
    """To what multiple of the minor unit money is rounded, by listing."""
    units = {code: stacking.rounding.to.get(each.currency, 1) for code, each in BY_CODE.items()}
    found: Ints = listings["marketplace"].map(units).to_numpy().astype(np.int64)
    return found


def _evidence(shop: _Shop, segments: pd.DataFrame, policy: Policy) -> rules.Evidence:
    def promotions_in(segment: int, kinds: frozenset[int], *, official: bool) -> tuple[int, ...]:
        reading = Reading.OFFICIAL if official else Reading.WORST
        found = running(shop.work, np.array([segment]), reading).item
        return tuple(found[np.isin(shop.work.kind[found], sorted(kinds))].tolist())

    return rules.Evidence(
        listings=Columns(shop.listings),
        promotions=Columns(shop.promotions),
        pairs=Columns(shop.targets.pairs),
        segments=Columns(segments),
        floor=shop.floors.now.value,
        floor_required=shop.scopes.floor_required(),
        problems=shop.problems,
        settings=policy.rules,
        classes=shop.work.terms[Reading.WORST].member,
        forbidden=_forbidden(policy.stacking),
        promotions_in=promotions_in,
    )


def _forbidden(stacking: Stacking) -> tuple[frozenset[int], ...]:
    number = {member.id: at for at, (_, member) in enumerate(stacking.members())}
    return tuple(frozenset((number[one], number[other])) for one, other in stacking.forbidden)


def _prices(evidence: rules.Evidence, explain: Explainer, horizon: Horizon) -> tuple[Price, ...]:
    """The lowest prices, without the SKUs of which some part is not priced: theirs are not known."""
    unknown = {(each.store, each.marketplace, each.sku) for each in evidence.of(Unpriced)}
    found = lowest_prices(evidence.listings, evidence.promotions, evidence.segments, explain, horizon)
    return tuple(each for each in found if (each.store or "", each.marketplace, each.sku) not in unknown)


def _numeric(
    tables: exports.Tables, asked: pd.DataFrame, promotions: pd.DataFrame, targets: Targets
) -> list[NumericKeys]:
    """SKU cells that were numbers and found their listing, or stand in a listing that is promoted; by sheet."""
    rows = promotions.iloc[asked["promotion"].to_numpy()[targets.numeric]]
    named = rows[["source", "row"]].assign(sku=asked["sku"].to_numpy()[targets.numeric])
    stand = (
        frame.loc[frame["numeric_sku"].to_numpy(), ["source", "row", "sku"]]
        for frame in (tables.listings, tables.floors, tables.fees)
    )
    cells = pd.concat([named, *stand], ignore_index=True).drop_duplicates()
    sheets = (cells[cells["source"].to_numpy() == source] for source in np.unique(cells["source"].to_numpy()))
    return [NumericKeys(tuple(sheet["sku"]), places_of(sheet, tables.sources, "sku")) for sheet in sheets]


def _ages(tables: exports.Tables, now: int) -> list[StaleExport]:
    return [
        StaleExport(
            source.place(None),
            max(now - source.modified, 0) // HOUR,
            max(source.modified - now - AHEAD, 0) // 60,
        )
        for source in tables.sources
        if source.layout
    ]


def _nothing(tables: exports.Tables) -> list[NothingChecked]:
    found = []
    if not len(tables.listings):
        found.append(NothingChecked(say("No listings were read, so no price is known.")))
    if not any(source.role == "promotions" for source in tables.sources):
        found.append(NothingChecked(say("No promotions were read, so there was nothing to check.")))
    return found
