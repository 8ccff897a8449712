"""A watch over order files: exports are read and priced once, then every file that arrives is judged at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from promocheck import exports
from promocheck.exports.values import distinct
from promocheck.model.alarm import Burst, Watch
from promocheck.model.marketplace import BY_CODE
from promocheck.model.problem import NoFinalNewline, UnknownColumn
from promocheck.model.window import DAY
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.rescue import Asked, read_orders, zone_of
from promocheck.pipeline.scan import Request, read_for
from promocheck.pipeline.sold import Judged, judged
from promocheck.pipeline.sold_causes import explained, with_cancellations
from promocheck.pipeline.sold_sums import Sums
from promocheck.rescue.burst import bursts
from promocheck.rescue.outcome import UNPROVEN, Outcome
from promocheck.tables import NO_START

_BACK = 60 * DAY  # how far before the watch orders may have been bought; reports hold 30 days


@dataclass(frozen=True, slots=True)
class Guard:
    """The exports as they were read, ready to judge orders."""

    request: Request
    priced: Priced

    @staticmethod
    def of(request: Request, orders: str) -> Guard:
        """Read the exports, without the folder of orders, and price them. Raises `UsageFault`."""
        tables = with_cancellations(read_for(replace(request, apart=(orders,))), request.as_of)
        return Guard(request, Priced.of(tables, request.policy, request.as_of - _BACK))

    def read(self, path: str) -> exports.Sold:
        """One file of the folder; another table than orders is nobody's mistake there. Raises `UsageFault`."""
        return read_orders(Asked(self.request, (path,)), of_folder=True)

    def judge(self, sold: exports.Sold) -> Watch:
        """What stands in the order files."""
        found = judged(sold, self.priced)
        below = found.of(Outcome.BELOW)
        sums = Sums.of(found, below, explained(found, below, self.priced), sold)
        harmless = NoFinalNewline | UnknownColumn
        return Watch(
            rows=len(found.lines),
            skus=sums.skus(),
            causes=sums.causes(),
            bursts=tuple(_bursts(found)),
            doubts=sum(not isinstance(each, harmless) for each in sold.problems) + len(found.of(*UNPROVEN)),
            zone=zone_of(found),
        )


def _bursts(found: Judged) -> Iterator[Burst]:
    """Bursts by SKU; orders count whatever became of them, and those that are not paid yet too."""
    at = found.lines["purchased"].to_numpy()
    counts = ~np.isin(found.outcome, (Outcome.AGAIN, Outcome.ELSEWHERE, Outcome.REPLACEMENT)) & (
        at != NO_START
    )
    lines = found.lines[counts]
    if not len(lines):
        return
    names = [lines[name].to_numpy() for name in ("store", "marketplace", "sku")]
    rows = distinct(*names)
    for each in bursts(np.asarray(rows.of_row, dtype=np.int64), at[counts]):
        store, marketplace, sku = (str(column[rows.first[each.code]]) for column in names)
        yield Burst(
            store, marketplace, sku, each.orders, each.window // 60, each.until, max(round(each.usual * 36_000 / each.window), 1), each.bound,
            BY_CODE[marketplace].zone,
        )  # fmt: skip
