"""Exports → a prepared set: read as a scan reads them, and kept for as many scans as are wanted."""

from __future__ import annotations

from collections.abc import Callable

from promocheck.model.errors import PreparedAgain
from promocheck.model.prepared import Prepared
from promocheck.model.problem import UnknownColumn, UnreadCell, UnreadFile
from promocheck.pipeline.prepared import Place, PreparedSet
from promocheck.pipeline.scan import Request, read_exports, way_of


def prepare(request: Request, url: str, settled: Callable[[Request], Request], made: int) -> Prepared:
    """Read a request's exports once they are `settled`, and write them to a URL; the set is `made` at this instant, UTC seconds.

    Raises `UsageFault`, and then what lay there before is as it was.
    """
    if again := PreparedSet.among(request.paths):
        raise PreparedAgain(again.url)
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
