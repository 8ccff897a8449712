"""Whether the last complete run was good and is young enough, as text and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from promocheck.model.ending import Ending
from promocheck.model.health import Amiss, Health, State, Unended
from promocheck.model.window import HOUR, Instant
from promocheck.reports.blocks import TONES, entries_block
from promocheck.reports.finding_json import instant
from promocheck.reports.json_report import made_by, one_object
from promocheck.reports.page import Page
from promocheck.reports.verdict import Entry, counted
from promocheck.reports.words import Words

SCHEMA: Final = "promocheck.status/1"
_TONES: Final = {0: "clear", 1: "findings", 4: "findings"}


def render(found: Health, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """A line that says it, and the runs that it is told from."""
    page = Page(width, colour=colour)
    page.line(_verdict(found, words), style=TONES[_TONES.get(found.exit_code, "untrusted")])
    entries_block(tuple(_entries(found, words)), page)
    return str(page)


def _verdict(found: Health, words: Words) -> str:
    said = _without(found, words) if found.age is None else _of_complete(found, found.age, words)
    if found.incomplete_since and found.age is not None and found.state is not State.FAILED_SINCE:
        return words._("{verdict}; a later one was not complete", verdict=said)
    return said


def _of_complete(found: Health, seconds: int, words: Words) -> str:
    """Of the last complete run."""
    age = _lasting(seconds, words)
    match found.state:
        case State.GOOD:
            return words._("GOOD: the last complete run, {age} ago, passed", age=age)
        case State.FINDINGS:
            return words._("NOT GOOD: the last complete run, {age} ago, did not pass", age=age)
        case State.NOT_DELIVERED:
            return words._(
                "NOT GOOD: the last complete run, {age} ago, could not deliver its reports", age=age
            )
        case State.FAILED_SINCE:
            return words._(
                "NOT GOOD: the last run was not complete; the one before it that was, {age} ago, passed",
                age=age,
            )
        case State.FUTURE:
            return words._("NOT TRUSTWORTHY: the last complete run is from the future. Set the clock right")
        case _:
            most = _lasting(found.max_age, words)
            return words._(
                "TOO OLD: the last complete run was {age} ago, at most {most} is allowed", age=age, most=most
            )


def _without(found: Health, words: Words) -> str:
    """Where no complete run is known."""
    match found.state:
        case State.MISSING:
            return words._(
                "NO RUN: {source} is not there. No scan has noted there how it ended", source=found.source
            )
        case State.UNREADABLE:
            return _unreadable(found, words)
        case _:
            return words._("NO COMPLETE RUN: none that is noted has checked everything")


def _unreadable(found: Health, words: Words) -> str:
    """Why nothing can be read there, and what to do: a scan says the same."""
    match found.amiss:
        case Amiss.CLOSED:
            return words._(
                "NOT TRUSTWORTHY: {source} cannot be read. Let this account read it", source=found.source
            )
        case Amiss.ANOTHERS:
            return words._(
                "NOT TRUSTWORTHY: {source} is no file of promocheck's. Name another, or move it away",
                source=found.source,
            )
        case Amiss.EDITED:
            return words._(
                "NOT TRUSTWORTHY: {source} is not as it was written. `promocheck history` says where, and what to do",
                source=found.source,
            )
        case _:
            return words._(
                "NOT TRUSTWORTHY: {source} is damaged. The next scan begins it anew", source=found.source
            )


def _read_path(path: str, found: Health, words: Words) -> str:
    """A path as the file that notes it sees it; its own folder has no name there."""
    return words._("the folder of {file}", file=found.source) if path == "." else words.data(path)


def _entries(found: Health, words: Words) -> Iterator[Entry]:
    if found.runs and found.runs.complete:
        yield Entry(words._("complete"), tuple(_run(found.runs.complete, words)))
    if failed := found.failed_since:
        yield Entry(words._("last run"), tuple(_run(failed, words)))
    if unended := found.unended:
        values = {"began": Instant(unended.started), "process": str(unended.process)}
        if unended.killed:
            said = words._("{began}, process {process}: it was killed, or the machine went down", **values)
        else:
            said = words._("{began}, process {process}: it runs, or was killed", **values)
        yield Entry(words._("not ended"), (said,))
    if found.runs and found.runs.paths:
        yield Entry(
            words._("they read"), (words.listed(_read_path(each, found, words) for each in found.runs.paths),)
        )
    yield Entry(words._("noted in"), (words.data(found.source),))
    yield Entry(words._("now"), (words.instant(Instant(found.now)),))


def _run(ending: Ending, words: Words) -> Iterator[str]:
    """When, with what code, and what was found; then what was looked at."""
    began = words.instant(Instant(ending.started))
    if ending.counts:
        yield words._(
            "{began}, exit code {code}: {found}",
            began=began,
            code=ending.exit_code,
            found=counted(ending.counts, words),
        )
    else:
        yield words._("{began}, exit code {code}", began=began, code=ending.exit_code)
    if ending.coverage:
        yield words.listed(
            (
                words.ngettext("{n} listing", "{n} listings", ending.coverage.get("listings", 0)),
                words.ngettext("{n} promoted SKU", "{n} promoted SKUs", ending.coverage.get("promoted", 0)),
                words.ngettext("{n} file", "{n} files", len({each.path for each in ending.files})),
            )
        )


def _lasting(seconds: int, words: Words) -> str:
    """How long, in hours and minutes, as `--max-age` is mostly said; what lies ahead is no time at all."""
    hours, rest = divmod(max(seconds, 0), HOUR)
    if not hours:
        return words._("{minutes} min", minutes=rest // 60)
    if rest < 60:
        return words._("{hours} h", hours=hours)
    return words._("{hours} h {minutes} min", hours=hours, minutes=rest // 60)


def render_json(found: Health) -> str:
    """The same as one object; ages in seconds."""
    return one_object(
        {
            **made_by(SCHEMA),
            "state": found.state.value,
            "exit_code": found.exit_code,
            "now": instant(found.now),
            "age": found.age,
            "max_age": found.max_age,
            "source": found.source,
            "paths": list(found.runs.paths) if found.runs else [],
            "last_complete": _object(found.runs.complete if found.runs else None),
            "last": _object(found.runs.last if found.runs else None),
            "unended": _unended(found.unended),
        }
    )


def _unended(run: Unended | None) -> dict[str, Any] | None:
    return (
        None if run is None else {"pid": run.process, "started": instant(run.started), "killed": run.killed}
    )


def _object(ending: Ending | None) -> dict[str, Any] | None:
    if ending is None:
        return None
    return {
        "id": ending.id,
        "started": instant(ending.started),
        "ended": instant(ending.ended),
        "exit_code": ending.exit_code,
        "verdict": ending.verdict,
        "complete": ending.complete,
        "counts": dict(ending.counts),
    }
