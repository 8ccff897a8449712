"""The campaigns of the exports as they were when lines were bought, and which of them explain these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from promocheck import exports
from promocheck.exports.distinct import distinct
from promocheck.model.kind import KIND_WORDS, Status
from promocheck.model.marketplace import BY_CODE
from promocheck.model.rescue import Part
from promocheck.model.value import dataclass
from promocheck.model.window import HOUR
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.sold import Judged
from promocheck.policy import Stacking
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.timeline import bands_of
from promocheck.rescue.causes import Below, Campaigns, Fit, Fitting, causes_of
from promocheck.rescue.named import known_ids
from promocheck.tables import NO_END, NO_MONEY, NO_START, SHOP
from promocheck.tables.columns import one_of_few
from promocheck.tables.frames import Frame


def with_cancellations(tables: exports.Tables, now: int) -> exports.Tables:
    """The tables as they are seen from the past: what is cancelled at no stated time was cancelled by now, no earlier."""
    promotions = tables.promotions
    stop = promotions["canceled_at"]
    blank = (promotions["status"] == Status.CANCELLED) & (stop == NO_START)
    if not blank.any():
        return tables
    return replace(tables, promotions=promotions.assign(canceled_at=np.where(blank, now, stop)))


@dataclass(frozen=True, slots=True)
class Explained:
    """What explains each of some lines, and what tells of a campaign in words.

    `ends`: by promotion row when it is over, the hours after its end included.
    """

    causes: list[Fitting]
    cut: Flags  # by line, whether it was priced below its listing's own price before anything came off
    ends: Ints
    priced: Priced

    def part(self, row: int, fit: Fit) -> Part:
        """A campaign of a cause."""
        promotions, rules = self.priced.evidence.promotions, _stacking(self.priced)
        kind = promotions.number("kind", row)
        start, end = promotions.number("start", row), promotions.number("end", row)
        (before,), (after,) = (each.tolist() for each in bands_of(np.array([kind]), rules))
        return Part(
            store=promotions.text("store", row),
            marketplace=promotions.text("marketplace", row),
            promotion=promotions.text("id", row),
            name=promotions.text("name", row),
            kind=KIND_WORDS[kind],
            owner=promotions.text("owner", row),
            start=None if start == NO_START else start,
            end=None if end == NO_END else end,
            cancelled=promotions.number("status", row) == Status.CANCELLED,
            clipped=kind in rules.redeemable_after_cancel,
            lag=after // HOUR,
            lead=before // HOUR,
            fit=fit.name.lower(),
            zone=BY_CODE[promotions.text("marketplace", row)].zone,
        )


def explained(judged: Judged, below: Ints, priced: Priced) -> Explained:
    """What explains these lines."""
    found: list[Fitting] = [()] * len(below)
    lines, listing = judged.lines, judged.listing[below]
    of_lines = {
        name: lines[name][below]
        for name in ("purchased", "promotions", "discount", "price", "quantity", "business")
    }
    own = priced.shop.listings["price"][listing]
    cut = (own != NO_MONEY) & (of_lines["price"] < np.where(own == NO_MONEY, 0, own) * of_lines["quantity"])
    official, widest = _windows(priced.shop.promotions, priced)
    for mine, campaigns in _by_shop(listing, priced, official, widest):
        these = Below(
            listing[mine],
            of_lines["purchased"][mine],
            of_lines["promotions"][mine],
            of_lines["discount"][mine] > 0,
            cut[mine],
            of_lines["business"][mine],
        )
        for at, cause in zip(mine.tolist(), causes_of(these, campaigns), strict=True):
            found[at] = cause
    return Explained(found, cut, widest[1], priced)


def _by_shop(
    listing: Ints, priced: Priced, official: tuple[Ints, Ints], widest: tuple[Ints, Ints]
) -> Iterator[tuple[Ints, Campaigns]]:
    """Lines by store and marketplace, with the campaigns there."""
    listings, promotions = priced.shop.listings, priced.shop.promotions
    on = _on(priced)
    stores, marketplaces = (listings[name][listing] for name in SHOP)
    shops = distinct(stores, marketplaces)
    for shop, at in enumerate(shops.first.tolist()):
        store, marketplace = stores[at], marketplaces[at]
        here = (promotions["store"] == store) & (promotions["marketplace"] == marketplace)
        rows = np.flatnonzero(here & (widest[1] > widest[0])).tolist()
        columns = (promotions[name] for name in ("id", "made_id", "name"))
        ids, made, called = (column[rows].tolist() for column in columns)
        named = zip(
            rows, ("" if new else each for each, new in zip(ids, made, strict=True)), called, strict=True
        )
        kind = promotions["kind"].astype(np.int64)
        yield np.flatnonzero(shops.of_row == shop), Campaigns(kind, official, widest, on, known_ids(named))


def _windows(promotions: Frame, priced: Priced) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """The official and the widest window of each promotion, never clipped to what is judged; none for what was rejected."""
    start, end, kind, stop, status = (
        promotions[name] for name in ("start", "end", "kind", "canceled_at", "status")
    )
    stacking = _stacking(priced)
    before, after = bands_of(kind, stacking)
    cancelled = status == Status.CANCELLED
    stopped = np.where(cancelled, np.minimum(end, stop), end)
    last = np.where(one_of_few(kind, stacking.redeemable_after_cancel), end, stopped)
    wide = np.where(start == NO_START, start, start - before), np.where(last == NO_END, last, last + after)
    return (start, stopped), (wide[0], np.where(status == Status.REJECTED, wide[0], wide[1]))


def _on(priced: Priced) -> dict[int, frozenset[int]]:
    """The promotions on each listing, what listings offer by themselves too."""
    pairs: Sequence[Frame] = (priced.shop.reached, priced.shop.targets.pairs)
    found: dict[int, set[int]] = {}
    for frame in pairs:
        for listing, row in zip(frame["listing"].tolist(), frame["promotion"].tolist(), strict=True):
            found.setdefault(listing, set()).add(row)
    return {listing: frozenset(rows) for listing, rows in found.items()}


def _stacking(priced: Priced) -> Stacking:
    return priced.work.plans[Reading.WORST].stacking
