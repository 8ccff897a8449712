"""Exports → a prepared set: read as a scan reads them, and kept for as many scans as are wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from promocheck.exports.find import is_below
from promocheck.model.errors import NoPlace, PreparedAgain
from promocheck.model.prepared import Prepared
from promocheck.model.problem import UnknownColumn, UnreadCell, UnreadFile
from promocheck.model.text import say
from promocheck.pipeline.prepared import Place, PreparedSet
from promocheck.pipeline.request import Request
from promocheck.pipeline.scan import read_exports, way_of
from promocheck.storage import is_url


def prepare(request: Request, url: str, settled: Callable[[Request], Request], made: int) -> Prepared:
    """Read a request's exports once they are `settled`, and write them to a URL; the set is `made` at this instant, UTC seconds.

    Raises `UsageFault`, and then what lay there before is as it was.
    """
    if again := PreparedSet.among(request.paths):
        raise PreparedAgain(again.url)
    _require_place(url, request.paths)
    place = Place.at(url)
    request = settled(request)
    tables = read_exports(request)
    manifest = place.put(tables, way_of(request), request.paths, made)
    rows = {(source.path, source.sheet): source.rows_read for source in tables.sources}
    problems = tables.problems
    return Prepared(
        url=url,
        rows=sum(rows.values()),
        parts=len(manifest.parts),
        size=sum(part.size for part in manifest.parts),
        files=len(rows),
        unread=tuple(each for each in problems if isinstance(each, UnreadCell | UnreadFile)),
        suspect=tuple(each for each in problems if isinstance(each, UnknownColumn) and each.suspect),
    )


def _require_place(url: str, paths: Sequence[str]) -> None:
    """Raises `NoPlace` for a place where no set can lie, or no scan of the exports could be believed afterwards."""
    if not url.strip():
        raise NoPlace(say("names no place"))
    if url.startswith("memory:"):
        raise NoPlace(say("names a place that is gone when this run ends"))
    local = url.removeprefix("file://")
    if not is_url(local) and any(Path(each).is_dir() and is_below(local, each) for each in paths):
        raise NoPlace(say("lies among the exports"))
