"""One scan, from paths to a report."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import PurePath

from promocheck import exports, rules
from promocheck.crew.memory import give_back
from promocheck.model.finding import Finding, Severity
from promocheck.model.manual import Manual
from promocheck.model.place import Place
from promocheck.model.problem import (
    StaleExport,
    Unpriced,
    UnreadCell,
    UnreadFile,
)
from promocheck.model.report import Report, Told
from promocheck.model.run import Worst
from promocheck.model.shop_name import ShopName
from promocheck.model.text import say
from promocheck.model.timeline import Timeline
from promocheck.model.value import dataclass
from promocheck.model.window import HOUR
from promocheck.pipeline.accounts import coverage_of, inputs_of
from promocheck.pipeline.asked_shops import asked_shops, of_asked_shops, require_there
from promocheck.pipeline.canary import canary
from promocheck.pipeline.expectations import AHEAD, unmet
from promocheck.pipeline.locks import SOON, locks_of
from promocheck.pipeline.parts import Whole
from promocheck.pipeline.prepared import PreparedSet, Way, require_apart
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.prices import lowest_stacked
from promocheck.pipeline.recorded import campaigns_of, worst_prices
from promocheck.pipeline.remembered import NOTHING as NOTHING_REMEMBERED
from promocheck.pipeline.remembered import Remembered, doubts, unapproved
from promocheck.pipeline.shares import Share
from promocheck.pipeline.shop import shop_of, without_the_joined
from promocheck.pipeline.since import since
from promocheck.pipeline.told import Hands, InLines, Terms, divided, findings_in, told
from promocheck.pipeline.waived import waive
from promocheck.policy import Policy
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.timeline import Horizon
from promocheck.rules import nothing_checked, stale_export
from promocheck.rules.manual import manual_of
from promocheck.tables.frames import Columns


@dataclass(frozen=True, slots=True)
class Request:
    """What the command asks for. `as_of` in UTC seconds; `fail_on` None means never; `progress(what, done, all)`.

    `judge_age` when `as_of` is the present: files have an age only then. `drafts` are files that are not saved on the
    platform yet; what of them lies among the `paths` is read as a draft only. `outputs` are files that the run is to write,
    which are not read, `apart` those that something else reads, `unfinished` those that others still write. `only` are the shops
    that are checked, none: all that are read. What a ledger
    `remembers` is held against what is found. The `cache` makes no difference but in time. `recording`: a ledger is to keep
    the run. With `lines`, findings are told by it and not held, by as many processes as `jobs` says, where nothing else has
    to be known of them. What a part of the run is enough for is done `elsewhere`, where there is such a place. With
    `catalogue` the report has the manuals of the rules that were on, with `timelines` those of SKUs with findings.
    """

    paths: tuple[str, ...]
    policy: Policy
    as_of: int
    fail_on: Severity | None = Severity.ERROR
    store: str | None = None
    marketplace: str | None = None
    only: tuple[ShopName, ...] = ()
    sheet: str | None = None
    prices: bool = False
    judge_age: bool = False
    drafts: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    cache: exports.Cache = exports.NO_CACHE
    recording: bool = False
    remembers: Remembered = NOTHING_REMEMBERED
    lines: InLines | None = None
    jobs: int | None = None
    elsewhere: Hands | None = None
    catalogue: bool = False
    timelines: bool = False
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a scan with drafts read and found: what is live, with its own findings, the drafts, and the report on both."""

    request: Request
    live: exports.Tables
    drafts: exports.Tables
    before: tuple[Finding, ...]
    report: Report

    def judge(self, both: exports.Tables) -> tuple[Finding, ...]:
        """The findings of a shop with other drafts on what is live, each with whether a draft brings it."""
        return since(self.before, _found(both, self.request))


def scan(request: Request) -> Report:
    """The whole run. Raises `UsageFault` where paths or marketplaces cannot be told, or one that is asked for is not there."""
    if request.drafts:
        return scan_drafts(request).report
    return _judged(_asked(read_for(request), request), request)


def scan_drafts(request: Request) -> Drafted:
    """The same with all that it read.

    What is live is judged by itself too, so that findings say whether they are there because of a draft.
    """
    live, drafts = read_for(request), read_drafts(request)
    both = _asked(exports.lay_over(live, drafts), request)
    before = _found(asked_shops(live, request.only, request.policy), request)
    after = _judged(both, request)
    report = replace(after, findings=since(before, after.findings), without=before)
    return Drafted(request, live, drafts, before, report)


def _asked(tables: exports.Tables, request: Request) -> exports.Tables:
    """What of the tables is asked for. Raises `NoSuchShop`."""
    if request.only:
        require_there(tables, request.only)
    return asked_shops(tables, request.only, request.policy)


def read_drafts(request: Request) -> exports.Tables:
    """The drafts of a request, by themselves; a path that gave nothing is a problem."""
    drafts = _read(request.drafts, request)
    given = [PurePath(each).as_posix() for each in request.drafts]
    found = [source.path for source in drafts.sources]
    empty = (path for path in given if not any(f"{each}/".startswith(f"{path}/") for each in found))
    reason = say("is given as a draft and holds no promotions.")
    return replace(drafts, problems=(*drafts.problems, *(UnreadFile(Place(each), reason) for each in empty)))


def read_for(request: Request) -> exports.Tables:
    """The exports of a request, with the problems of reading them, of their ages, and of a checker that has gone blind."""
    policy = request.policy
    tables, paths = _live(request)
    ages = _ages(tables, request.as_of, _judged_as_expected(policy)) if request.judge_age else ()
    problems = (
        *tables.problems,
        *ages,
        *unmet(tables, policy.exports.expect, request.as_of if request.judge_age else None),
        *canary(policy.stacking, _alone, books=any(source.sheet for source in tables.sources)),
        *doubts(request.remembers, tables, paths, policy, request.as_of),
    )
    return replace(tables, problems=problems)


def read_with_drafts(request: Request) -> exports.Tables:
    """The same with the request's drafts on top of what is live."""
    live = read_for(request)
    return exports.lay_over(live, read_drafts(request)) if request.drafts else live


def _live(request: Request) -> tuple[exports.Tables, tuple[str, ...]]:
    """What the paths hold, and where that was: of prepared exports the paths that they were read from."""
    prepared = PreparedSet.among(request.paths)
    if prepared is None:
        # It sings while this process has nothing else to do; asked for again, it is known.
        early = partial(canary, request.policy.stacking, _alone)
        return _read(request.paths, request, early), request.paths
    tables = prepared.tables(way_of(request), request.progress)
    require_apart(request.drafts, tables, prepared.url)
    return tables, prepared.paths


def read_exports(request: Request) -> exports.Tables:
    """The exports of a request as they stand in their files, without what is judged in each run."""
    return _read(request.paths, request)


def way_of(request: Request) -> Way:
    """In which way a request reads its exports."""
    given = {"store": request.store, "marketplace": request.marketplace, "sheet": request.sheet}
    return Way.of(request.policy, request.as_of, **given)


def _read(
    paths: tuple[str, ...], request: Request, meanwhile: Callable[[], object] = lambda: None
) -> exports.Tables:
    way, live = way_of(request), paths is request.paths
    return exports.read(
        paths,
        store=way.store,
        marketplace=way.marketplace,
        sheet=way.sheet,
        own=way.own,
        rates=way.rates,
        without=(*request.drafts, *request.apart) if live else (),
        outputs=request.outputs,
        unfinished=request.unfinished,
        newest=way.newest and live,
        cache=request.cache,
        jobs=request.jobs,
        progress=request.progress,
        meanwhile=meanwhile,
    )


def _alone(tables: exports.Tables, policy: Policy, as_of: int) -> tuple[Finding, ...]:
    """The findings of tables judged for themselves."""
    return _found(tables, Request((), policy, as_of))


def judge(tables: exports.Tables, policy: Policy, as_of: int) -> Report:
    """Tables judged for themselves, with every promoted SKU's lowest prices."""
    return _judged(tables, Request((), policy, as_of, prices=True))


def _judged(tables: exports.Tables, request: Request) -> Report:
    policy, as_of = request.policy, request.as_of
    # Waivers are held against all findings, as is what was there before a draft or was approved; a ledger keeps all of them.
    ledger = request.recording or request.remembers.required
    held = request.drafts or policy.waivers.entries or ledger or request.lines is None
    if held and request.elsewhere is None:
        return report_of(tables, Priced.of(tables, policy, as_of), request)
    give_back()
    whole, shares = _joined(tables, request, whole=bool(held))
    del tables  # what is left of them is the joined shop's
    give_back()
    terms = Terms(policy, as_of, None if held else request.lines)
    priced, found = told(whole, shares, terms, request.jobs, request.elsewhere)
    return report_of(whole.tables, priced, request, findings_in(found) if held else found)


def _joined(tables: exports.Tables, request: Request, *, whole: bool) -> tuple[Whole, tuple[Share, ...]]:
    """The shop of these tables, in shares; without what only its findings' lines need no more, unless the `whole` of it is wanted."""
    policy = request.policy
    shop = shop_of(tables, policy, Horizon.of(request.as_of, policy.stacking))
    if whole:
        return divided(shop, tables, jobs=1)
    return divided(*without_the_joined(shop, tables), request.jobs)


def _found(tables: exports.Tables, request: Request) -> tuple[Finding, ...]:
    """The findings alone, for comparing: nobody reads their fixes."""
    return findings_of(Priced.of(tables, request.policy, request.as_of), request, fixing=False)


def report_of(
    tables: exports.Tables,
    priced: Priced,
    request: Request,
    found: Told | tuple[Finding, ...] | None = None,
) -> Report:
    """What the rules find in a run's prices, or have `found` already, and what became of everything that was read."""
    shop = priced.shop
    worst = worst_prices(priced) if request.recording else None
    lines = found if isinstance(found, Told) else None
    held = None if isinstance(found, Told) else found
    findings = () if lines else findings_of(priced, request, worst=worst, found=held)
    return Report(
        as_of=request.as_of,
        until=priced.horizon.until,
        fail_on=request.fail_on,
        policy=request.policy.source,
        inputs=inputs_of(tables, shop, request.as_of),
        skipped=tables.skipped,
        coverage=coverage_of(shop, priced.segments),
        findings=findings,
        told=lines,
        prices=priced.prices() if request.prices else (),
        worst=worst or (),
        campaigns=campaigns_of(priced) if request.recording else (),
        unread=tuple(each for each in tables.problems if isinstance(each, UnreadCell | UnreadFile)),
        locks=() if lines else locks_of(priced, SOON),  # lines are for programs, which are not told of locks
        catalogue=_catalogue(shop.scopes) if request.catalogue else (),
        timelines=_timelines(tables, priced, findings) if request.timelines else (),
    )


def _timelines(tables: exports.Tables, priced: Priced, findings: tuple[Finding, ...]) -> tuple[Timeline, ...]:
    from promocheck.pipeline.timelines import timelines_of  # noqa: PLC0415 - for reports that draw

    return timelines_of(tables, priced, findings)


def _catalogue(scopes: Scopes) -> tuple[Manual, ...]:
    """The manuals of the rules that are on anywhere in the shop."""
    settings = scopes.rules()
    on = (rule for rule in rules.ALL if any(each[rule.id].severity != "off" for each in settings))
    return tuple(map(manual_of, on))


def findings_of(
    priced: Priced,
    request: Request,
    *,
    fixing: bool = True,
    worst: tuple[Worst, ...] | None = None,
    found: tuple[Finding, ...] | None = None,
) -> tuple[Finding, ...]:
    """What the rules find, with the waivers that accept it, and what is to be said of the waivers and of approvals.

    Without `fixing` the fixes name no number: pricing them anew takes as long again. `worst` are the lowest prices and
    `found` what the rules find, where somebody knows them already.
    """
    evidence, settings = priced.evidence, priced.shop.scopes.rules()
    context = priced.context(fixing=fixing)
    if found is None:
        found = rules.run_rules(rules.ALL, settings, evidence, context)
    found = _waived(found, priced, request, context)
    approved = request.remembers.approved
    if approved is None or not request.remembers.required:
        return found
    prices = worst_prices(priced) if worst is None else worst
    of_approvals = replace(evidence, problems=tuple(unapproved(prices, approved)))
    return (*found, *rules.run_rules(rules.OF_APPROVALS, settings, of_approvals, context))


def _waived(
    found: tuple[Finding, ...], priced: Priced, request: Request, context: rules.Context
) -> tuple[Finding, ...]:
    """The findings, each with the waiver that accepts it, and what is to be said of the waivers."""
    evidence, settings = priced.evidence, priced.shop.scopes.rules()
    waivers = request.policy.waivers.entries
    if not waivers:
        return found
    lowest = lowest_stacked(evidence.listings, evidence.segments, evidence.of(Unpriced))
    judged = waive(found, waivers, lowest, _skus(evidence.listings), request.as_of)
    of_waivers = replace(evidence, problems=of_asked_shops(judged.problems, request.only))
    return (*judged.findings, *rules.run_rules(rules.OF_WAIVERS, settings, of_waivers, context))


def _skus(listings: Columns) -> dict[tuple[str, str], frozenset[str]]:
    """The SKUs of the listings by store and marketplace."""
    found: dict[tuple[str, str], set[str]] = {}
    for store, marketplace, sku in zip(
        *(listings[name] for name in ("store", "marketplace", "sku")), strict=True
    ):
        found.setdefault((store, marketplace), set()).add(sku)
    return {shop: frozenset(skus) for shop, skus in found.items()}


def _judged_as_expected(policy: Policy) -> Collection[str]:
    """The roles whose ages expectations judge in place of the shipped hours.

    None where the policy itself names hours, which hold for all roles, or where nobody is told of expectations.
    """
    hours, told = policy.rules[stale_export.RULE.id], policy.rules[nothing_checked.RULE.id]
    assert isinstance(hours, stale_export.Options)
    if hours.max_age_hours != stale_export.Options().max_age_hours or told.severity == "off":
        return ()
    return policy.exports.expect.max_age_hours


def _ages(tables: exports.Tables, now: int, expected: Collection[str]) -> list[StaleExport]:
    """The ages of files, but for those of roles that are judged as `expected`."""
    return [
        StaleExport(
            source.place(None),
            max(now - source.modified, 0) // HOUR,
            max(source.modified - now - AHEAD, 0) // 60,
        )
        for source in tables.sources
        if source.layout and source.role not in expected
    ]
