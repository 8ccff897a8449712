"""A watch over order files: exports are read and priced once, then every file that arrives is judged at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.exports.distinct import distinct
from promocheck.model.alarm import Burst, Watch
from promocheck.model.finding import Finding
from promocheck.model.marketplace import BY_CODE
from promocheck.model.problem import (
    HiddenData,
    LinkedWorkbook,
    NoFinalNewline,
    UnknownColumn,
    UnreadCell,
    UnreadDetail,
    UnreadFile,
)
from promocheck.model.value import dataclass
from promocheck.model.window import DAY
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.request import Request
from promocheck.pipeline.rescue import RescueRequest, doubts_of, read_orders, zone_of
from promocheck.pipeline.scan import read_for
from promocheck.pipeline.sold import Judged, judged
from promocheck.pipeline.sold_account import floorless_of
from promocheck.pipeline.sold_causes import explained, with_cancellations
from promocheck.pipeline.sold_sums import Sums
from promocheck.rescue.burst import bursts
from promocheck.rescue.outcome import Outcome
from promocheck.tables import KEY, NO_START
from promocheck.tables.columns import one_of_few
from promocheck.tables.frames import only

_HARMLESS: Final = (NoFinalNewline, UnknownColumn)
_PLACED: Final = (UnreadCell, UnreadDetail, UnreadFile, HiddenData, LinkedWorkbook)
_BACK: Final = 60 * DAY  # how far before the watch orders may have been bought; reports hold 30 days


@dataclass(frozen=True, slots=True)
class Guard:
    """The exports as they were read, ready to judge orders; `doubts` say what of them could not be checked."""

    request: Request
    priced: Priced
    doubts: tuple[Finding, ...]

    @staticmethod
    def of(request: Request, orders: str) -> Guard:
        """Read the exports, without the folder of orders, and price them. Raises `UsageFault`."""
        tables = with_cancellations(read_for(replace(request, apart=(orders,))), request.as_of)
        priced = Priced.of(tables, request.policy, request.as_of - _BACK)
        return Guard(request, priced, doubts_of(tables, request))

    def read(self, path: str) -> exports.Sold:
        """One file of the folder; another table than orders is nobody's mistake there. Raises `UsageFault`."""
        return read_orders(RescueRequest(self.request, (path,)), of_folder=True)

    def judge(self, sold: exports.Sold) -> Watch:
        """What stands in the order files."""
        found = judged(sold, self.priced)
        below = found.of(Outcome.BELOW)
        sums = Sums.of(found, below, explained(found, below, self.priced), sold)
        unread = [each for each in sold.problems if not isinstance(each, _HARMLESS)]
        doubtful, waiting = self._doubtful(found), found.of(Outcome.PENDING)
        files = {each.place.file for each in unread if isinstance(each, _PLACED)}
        for at in set(found.lines["source"][[*doubtful, *waiting]].tolist()):
            files.add(sold.sources[at].path)
        return Watch(
            skus=sums.skus({}, {}),
            causes=sums.causes(),
            bursts=tuple(_bursts(found)),
            doubts=len(unread) + len(doubtful),
            waiting=len(waiting),
            unjudged=tuple(sorted(files)),
            zone=zone_of(found),
        )

    def _doubtful(self, found: Judged) -> list[int]:
        """The lines that nobody can judge: those of SKUs that have no floor, or are not listed, too."""
        floorless = {
            (each.store, each.marketplace, each.sku)
            for each in floorless_of(found, self.priced)
            if each.doubtful
        }
        rows = found.of(Outcome.NO_FLOOR)
        keys = (found.lines[name][rows].tolist() for name in KEY)
        of_those = (row for row, *key in zip(rows.tolist(), *keys, strict=True) if tuple(key) in floorless)
        return [*of_those, *found.of(Outcome.PRICELESS).tolist()]


def _bursts(found: Judged) -> Iterator[Burst]:
    """Bursts by SKU; orders count whatever became of them, and those that are not paid yet too."""
    at = found.lines["purchased"]
    counts = ~one_of_few(found.outcome, (Outcome.AGAIN, Outcome.ELSEWHERE, Outcome.REPLACEMENT)) & (
        at != NO_START
    )
    lines = only(found.lines, counts)
    if not len(lines):
        return
    names = [lines[name] for name in KEY]
    rows = distinct(*names)
    for each in bursts(np.asarray(rows.of_row, dtype=np.int64), at[counts]):
        store, marketplace, sku = (str(column[rows.first[each.code]]) for column in names)
        yield Burst(
            store, marketplace, sku, each.orders, each.window // 60, each.until, max(round(each.usual * 36_000 / each.window), 1), each.bound,
            BY_CODE[marketplace].zone,
        )  # fmt: skip
