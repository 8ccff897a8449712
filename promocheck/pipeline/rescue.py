"""A rescue: order files and exports → what was sold below its floor, since when, why, and what can still be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.crew import beside, processors
from promocheck.exports.distinct import distinct_texts
from promocheck.model.finding import Finding, Severity
from promocheck.model.marketplace import BY_CODE
from promocheck.model.place import Place
from promocheck.model.problem import NothingChecked, UnreadFile
from promocheck.model.rescue import Before, OfSku, Rescue, offers_of
from promocheck.model.text import say, say_n
from promocheck.model.value import dataclass
from promocheck.model.window import DAY, iso_utc
from promocheck.pipeline.judging import findings_of
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.request import Request
from promocheck.pipeline.scan import read_for
from promocheck.pipeline.sold import Judged, judged, lacking, since_when
from promocheck.pipeline.sold_account import accounts_of, floorless_of, twins_of
from promocheck.pipeline.sold_causes import explained, with_cancellations
from promocheck.pipeline.sold_enough import enough, shares_now, shares_of
from promocheck.pipeline.sold_held import held
from promocheck.pipeline.sold_sums import Sums
from promocheck.policy import Policy
from promocheck.rescue.outcome import Outcome
from promocheck.rules import missing_floor

_NO_ORDERS: Final = say("No All Orders report was read, so nothing is known of what was sold.")


@dataclass(frozen=True, slots=True)
class RescueRequest:
    """What the command asks for: exports, policy and instant as for a scan, and the order files. `before`: the earlier instant."""

    request: Request
    orders: tuple[str, ...]
    before: int | None = None


def rescue(asked: RescueRequest) -> Rescue:
    """The whole of it. Raises `UsageFault` where paths or marketplaces cannot be told."""
    # Minutes count: where there is a second processor, it reads the exports meanwhile.
    request = replace(asked.request, apart=asked.orders, jobs=1, progress=lambda _what, _done, _all: None)
    with beside(_exports_of, request, [asked.request.paths], processors() - 1) as read:
        sold = read_orders(asked)
        (tables,) = read
    return rescued(asked, tables, sold)


def _exports_of(request: Request, paths: tuple[str, ...]) -> exports.Tables:
    return read_for(replace(request, paths=paths))


def read_orders(asked: RescueRequest, *, of_folder: bool = False) -> exports.Sold:
    """The order files; a report that lacks a column which decides is a problem, and so is none, unless it is one `of_folder`."""
    request = asked.request
    sold = exports.read_sold(
        asked.orders,
        store=request.store or request.policy.exports.store,
        marketplace=request.marketplace or request.policy.exports.marketplace,
        sheet=request.sheet,
        own=exports.own_layouts(request.policy.exports.layouts),
        of_folder=of_folder,
    )
    layout_of = {each.id: each for each in exports.known_layouts(request.policy.exports.layouts)}
    without = tuple(
        UnreadFile(
            Place(each.path, each.sheet),
            say(
                "has no column for {columns}, so nothing can be told of its lines. Download it again.",
                columns=tuple(map(layout_of[each.layout].header_of, missing)),
            ),
        )
        for each in sold.sources
        if each.layout and (missing := lacking(each))
    )
    none = not of_folder and all("item_id" in each.headings for each in sold.sources)
    return replace(sold, problems=(*sold.problems, *without, *([NothingChecked(_NO_ORDERS)] if none else [])))


def rescued(asked: RescueRequest, tables: exports.Tables, sold: exports.Sold) -> Rescue:
    """What became of lines that are read already."""
    request, policy = asked.request, asked.request.policy
    problems = (*tables.problems, *sold.problems, *_from_the_future(sold, request.as_of))
    tables = with_cancellations(replace(tables, problems=problems), request.as_of)
    first = since_when(sold.lines, request.as_of, policy.stacking.horizon_days)
    priced = Priced.of(tables, _reaching(policy, first, request.as_of), first)
    found = judged(sold, priced)
    below = found.of(Outcome.BELOW)
    why = explained(found, below, priced)
    sums = Sums.of(found, below, why, sold)
    now = request.as_of
    skus: tuple[OfSku, ...] = ()
    if len(below):
        shares = shares_of(priced)
        skus = sums.skus(enough(found, below, why, shares, now), shares_now(found, below, shares, now))
        skus = held(skus, sums, shares, now)
    return Rescue(
        as_of=request.as_of,
        sales=sums.sales,
        lost=sums.all_of_them(),
        skus=skus,
        causes=sums.causes(),
        promotions=sums.promotions(),
        floorless=floorless_of(found, priced),
        accounts=accounts_of(found, sold),
        twins=twins_of(found, sold),
        doubts=doubts_of(tables, request),
        before=_before(asked, tables, sums.sales[0].purchased, skus) if sums.sales else None,
        zone=zone_of(found),
        read=(*(each.path for each in (*tables.sources, *sold.sources)), policy.source.path),
        skipped=(*tables.skipped, *sold.skipped),
    )


def _reaching(policy: Policy, first: int, now: int) -> Policy:
    """The policy with a horizon that, seen from `first`, lasts as long as its own seen from `now`: prices are named for that time."""
    days = policy.stacking.horizon_days + -(-(now - first) // DAY)
    return replace(policy, stacking=policy.stacking.model_copy(update={"horizon_days": days}))


def doubts_of(tables: exports.Tables, request: Request) -> tuple[Finding, ...]:
    """The findings that say what could not be checked."""
    return tuple(each for each in _findings(tables, request, request.as_of) if _doubt(each))


def _from_the_future(sold: exports.Sold, now: int) -> Iterator[UnreadFile]:
    """A problem for each file with lines that were bought later than this run is: they are judged, and yet something is wrong."""
    bought, of_file, row = (sold.lines[name] for name in ("purchased", "source", "row"))
    late = np.flatnonzero(bought > now)
    for at in np.unique(of_file[late]).tolist():
        source, mine = sold.sources[at], late[of_file[late] == at]
        yield UnreadFile(
            source.place(int(row[mine[0]]), "purchased"),
            say_n(
                "holds {n} order line from the future: {order} was bought at {at}, and this run looks at {now}. Set the clock, or --as-of, right.",
                "holds {n} order lines from the future: {order} was bought at {at}, and this run looks at {now}. Set the clock, or --as-of, right.",
                len(mine),
                order=str(sold.lines["order_id"][mine[0]]),
                at=iso_utc(int(bought[mine[0]])),
                now=iso_utc(now),
            ),
        )


def _findings(tables: exports.Tables, request: Request, at: int) -> tuple[Finding, ...]:
    """What a scan finds in the same exports at an instant."""
    priced = Priced.of(tables, request.policy, at)
    return findings_of(priced, replace(request, as_of=at), fixing=False)


def _doubt(finding: Finding) -> bool:
    """What makes a run untrusted; a SKU without a floor counts only where it was sold, which is told by itself."""
    return (
        finding.trust
        and finding.severity is Severity.ERROR
        and finding.waiver is None
        and finding.rule != missing_floor.RULE.id
    )


def _before(asked: RescueRequest, tables: exports.Tables, first: int, skus: Sequence[OfSku]) -> Before:
    """What a scan would have said of these SKUs when the command asks, else a day before the first sale below floor."""
    at = first - DAY if asked.before is None else asked.before
    sold = {each.offer for each in skus}
    mine = tuple(
        each
        for each in _findings(tables, asked.request, at)
        if not each.trust and each.severity is not Severity.INFO and not sold.isdisjoint(offers_of(each))
    )
    return Before(at, mine, tuple(sorted(sold.difference(*map(offers_of, mine)))))


def zone_of(found: Judged) -> str:
    """The clock to read instants on: that of the only marketplace, else UTC."""
    codes = {str(code) for code in distinct_texts(found.lines["marketplace"])} - {""}
    return BY_CODE[codes.pop()].zone if len(codes) == 1 else "UTC"
