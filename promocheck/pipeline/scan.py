"""One scan, from paths to a report: what is asked for is read, and judged."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import Final

from promocheck import exports
from promocheck.model.finding import Finding
from promocheck.model.place import Place
from promocheck.model.problem import StaleExport, UnreadFile
from promocheck.model.report import Report
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.model.window import DAY, HOUR, iso_utc
from promocheck.pipeline.asked_shops import asked_shops, require_there
from promocheck.pipeline.canary import canary
from promocheck.pipeline.dropped import dropped
from promocheck.pipeline.expectations import AHEAD, unmet
from promocheck.pipeline.judging import found_in, judged_alone, report_on
from promocheck.pipeline.prepared import PreparedSet, Way, require_apart
from promocheck.pipeline.remembered import doubts
from promocheck.pipeline.request import Request
from promocheck.pipeline.since import mended, since
from promocheck.policy import Policy
from promocheck.rules import nothing_checked, stale_export


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
        return since(self.before, found_in(both, self.request))


def scan(request: Request) -> Report:
    """The whole run, from files that nobody has written to before its end; what somebody has is refused.

    Raises `UsageFault` where paths or marketplaces cannot be told, or one that is asked for is not there.
    """
    if request.drafts:
        return scan_drafts(request).report
    tables = [_asked(read_for(request), request)]
    stood = tables[0].stood
    report = report_on(tables.pop(), request)  # given away: it needs the room
    growing = exports.written_to(stood)
    return scan(_without(growing, request)) if growing else report


def scan_drafts(request: Request) -> Drafted:
    """The same with all that it read.

    What is live is judged by itself too, so that findings say whether they are there because of a draft.
    """
    live = read_for(request)
    drafts = read_drafts(request, live)
    both = _with_dropped(_asked(exports.lay_over(live, drafts), request), request)
    before = found_in(asked_shops(live, request.only, request.policy), request)
    after = report_on(both, request)
    if growing := exports.written_to(both.stood):
        return scan_drafts(_without(growing, request))
    report = replace(
        after,
        findings=since(before, after.findings),
        without=before,
        mended=mended(before, after.findings),
    )
    return Drafted(request, live, drafts, before, report)


def _with_dropped(both: exports.Tables, request: Request) -> exports.Tables:
    """What is live and the drafts, with whom the drafts drop: said of what somebody gave, and of nothing that is made of it."""
    return replace(both, problems=(*both.problems, *dropped(both, request.policy, request.as_of)))


def _without(growing: tuple[str, ...], request: Request) -> Request:
    """The request, these files refused: what was read of them may be half of what they are to be."""
    return replace(request, unfinished=(*request.unfinished, *growing))


def _asked(tables: exports.Tables, request: Request) -> exports.Tables:
    """What of the tables is asked for. Raises `NoSuchShop`."""
    if request.only:
        require_there(tables, request.only)
    return asked_shops(tables, request.only, request.policy)


def read_drafts(request: Request, live: exports.Tables) -> exports.Tables:
    """The drafts of a request, by themselves, for what is live; a path that gave nothing is a problem."""
    homes = exports.homes_of_drafts(live, request.store, way_of(request).store)
    drafts = _read(request.drafts, request, homes=homes)
    given = [PurePath(each).as_posix() for each in request.drafts]
    found = [source.path for source in drafts.sources]
    empty = (path for path in given if not any(f"{each}/".startswith(f"{path}/") for each in found))
    reason = say("is given as a draft and holds no promotions.")
    return replace(drafts, problems=(*drafts.problems, *(UnreadFile(Place(each), reason) for each in empty)))


def read_for(request: Request) -> exports.Tables:
    """The exports of a request, with the problems of reading them, of their ages, and of a checker that has gone blind."""
    policy = request.policy
    tables, paths = _live(request)
    if request.judge_age:
        tables = replace(tables, sources=tuple(map(_made_when_written, tables.sources)))
    ages = _ages(tables, request.as_of, _judged_as_expected(policy)) if request.judge_age else ()
    problems = (
        *tables.problems,
        *ages,
        *unmet(tables, policy.exports.expect, request.as_of if request.judge_age else None),
        *canary(policy.stacking, judged_alone, books=any(source.sheet for source in tables.sources)),
        *doubts(request.remembers, tables, paths, policy, request.as_of),
    )
    return replace(tables, problems=problems)


def _made_when_written(source: Source) -> Source:
    """The source, made no later than its file was written."""
    return replace(source, made=source.modified if source.made is None else min(source.made, source.modified))


def read_with_drafts(request: Request) -> exports.Tables:
    """The same with the request's drafts on top of what is live."""
    live = read_for(request)
    if not request.drafts:
        return live
    return _with_dropped(exports.lay_over(live, read_drafts(request, live)), request)


def _live(request: Request) -> tuple[exports.Tables, tuple[str, ...]]:
    """What the paths hold, and where that was: of prepared exports the paths that they were read from."""
    prepared = PreparedSet.among(request.paths)
    if prepared is None:
        # It sings while this process has nothing else to do; asked for again, it is known.
        early = partial(canary, request.policy.stacking, judged_alone)
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
    paths: tuple[str, ...],
    request: Request,
    meanwhile: Callable[[], object] = lambda: None,
    homes: Collection[str] | None = None,
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
        homes=homes,
        as_named=not live,
        cache=request.cache,
        jobs=request.jobs,
        progress=request.progress,
        meanwhile=meanwhile,
    )


def _judged_as_expected(policy: Policy) -> Collection[str]:
    """The roles whose ages expectations judge in place of the shipped hours.

    No role where the policy itself names hours, which hold for all of them, or where nobody is told of expectations.
    """
    hours, told = policy.rules[stale_export.RULE.id], policy.rules[nothing_checked.RULE.id]
    assert isinstance(hours, stale_export.Options)
    if hours.max_age_hours != stale_export.Options().max_age_hours or told.severity == "off":
        return ()
    return policy.exports.expect.max_age_hours


def _by_name(path: str, now: int) -> tuple[str, int] | None:
    """The day that a file's name writes in full, and how many hours ago it was over, whatever clock the name goes by."""
    named = exports.day_named(path)
    if named is None:
        return None
    over = named - named % DAY + DAY + _FURTHEST_WEST
    return iso_utc(named)[: len("2026-12-31")], max(now - over, 0) // HOUR


_KEPT_BY_HAND: Final = frozenset({"floors", "plan"})  # a day in their names is that from which they hold
_FURTHEST_WEST: Final = 12 * HOUR  # behind UTC, where a day ends last


def _ages(tables: exports.Tables, now: int, expected: Collection[str]) -> list[StaleExport]:
    """The ages of files, but for those of roles that are judged as `expected`."""
    return [
        StaleExport(
            source.place(None),
            max(now - source.modified, 0) // HOUR,
            max(source.modified - now - AHEAD, 0) // 60,
            None if source.role in _KEPT_BY_HAND else _by_name(source.path, now),
        )
        for source in tables.sources
        if source.layout and source.role not in expected
    ]
