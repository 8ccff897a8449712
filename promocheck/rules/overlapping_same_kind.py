"""Two promotions of one kind run on a SKU at the same time.

Why: hardly anybody means to give two coupons on one product. The second one was set up because the first was forgotten, and
"the discounts from the different coupons are combined" (Amazon, note on coupon budgets).

A real accident: in 2014 two codes of Banana Republic, 40 % and 25 %, could be used together; the orders had to be cancelled.

Example: a 15 % coupon until 10 December, another of 20 % from 5 December on: who clips both may pay 65 % of the price.

Fix: end one before the other starts, or make one of them.

Options: `kinds` (coupon, percentage_off, social_code): of which kinds; `undocumented` (info), what two social codes weigh, of
which nobody says that they add up. Codes of which only the best counts are left out, and cancelled coupons are
ended-but-redeemable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import KIND_WORDS, Combinability, Kind, Status, label_of
from promocheck.model.quick import quick
from promocheck.model.text import say
from promocheck.policy import KindName, RuleSettings, SeverityOrOff
from promocheck.rules.meeting import worst_between
from promocheck.rules.rule import Evidence, Hit, Rule
from promocheck.rules.telling import all_named, ids_of, on_listings, worst_first
from promocheck.tables.sorting import lexical_order

_FIX: Final = say("End one before the other starts, or make one promotion of them.")

Ints = NDArray[np.int64]


class Options(RuleSettings):
    """Of which kinds one is enough."""

    severity: SeverityOrOff = Severity.WARNING
    kinds: tuple[KindName, ...] = (Kind.COUPON, Kind.PERCENTAGE_OFF, Kind.SOCIAL_CODE)
    """Kinds of which no two should run on one SKU at once."""
    undocumented: Annotated[
        SeverityOrOff, Field(description="What two social codes weigh: nobody documents that they add up.")
    ] = Severity.INFO


@quick
@dataclass(frozen=True, slots=True)
class Crowd:
    """Promotion rows of one kind that overlap on a listing, by their official windows; `start`, `end`: the first two of them."""

    listing: int
    rows: tuple[int, ...]
    start: int
    end: int


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per set of promotions of a kind that overlap, about the SKU on which they go deepest."""
    crowds = [(kind, crowd) for kind in options.kinds for crowd in crowds_of(evidence, kind)]
    windows = np.array([(each.listing, each.start, each.end) for _, each in crowds], dtype=np.int64)
    worst = worst_between(evidence, *windows.reshape(-1, 3).T)
    together: dict[tuple[str, ...], dict[int, tuple[Crowd, int | None]]] = {}
    store, marketplace = (evidence.listings[name] for name in ("store", "marketplace"))
    for (kind, crowd), segment in zip(crowds, worst, strict=True):
        shop = store[crowd.listing], marketplace[crowd.listing]
        key = (KIND_WORDS[kind], *shop, *ids_of(evidence, crowd.rows))
        together.setdefault(key, {}).setdefault(crowd.listing, (crowd, segment))
    for (kind_word, *_), found in together.items():
        yield _hit(evidence, Kind[kind_word.upper()], found, options)


def crowds_of(evidence: Evidence, kind: Kind) -> Iterator[Crowd]:
    """Runs of pairs of this kind whose windows overlap, of more than one promotion."""
    listing, row = (evidence.pairs[name] for name in ("listing", "promotion"))
    mine = np.flatnonzero(_alike(evidence, kind)[row] & evidence.judged[listing])
    order = mine[lexical_order(listing[mine], evidence.starts[row[mine]])]
    listing, row = listing[order], row[order]
    if len(order) < 2:
        return
    start, end = evidence.starts[row], evidence.ends[row]
    # A listing's windows lie beyond those of the ones before it, so that one sweep goes over all.
    shift = np.cumsum(np.diff(listing, prepend=listing[0]) != 0) * (int(end.max()) + 1)
    reach = np.maximum.accumulate(end + shift)
    fresh = np.concatenate(([True], (start + shift)[1:] >= reach[:-1]))
    first = np.flatnonzero(fresh)
    ids = evidence.promotions["id"][row]
    # Within a run the second of two that follow each other starts before one of those before it ends.
    other = np.flatnonzero(~fresh[1:] & (ids[1:] != ids[:-1])) + 1
    run = np.searchsorted(first, other, "right") - 1
    met = np.flatnonzero(np.diff(run, prepend=-1))  # the first of each run
    at, run = other[met], run[met]
    low, high = first[run], np.append(first[1:], len(order))[run]
    until = np.minimum(end[at], reach[at - 1] - shift[at])
    rows = row.tolist()
    for where, begin, stop, since, to in zip(
        *(each.tolist() for each in (listing[low], low, high, start[at], until)), strict=True
    ):
        yield Crowd(where, tuple(rows[begin:stop]), since, to)


def _alike(evidence: Evidence, kind: Kind) -> NDArray[np.bool_]:
    """Promotion rows of the kind that come off beside another of their kind."""
    promotions = evidence.promotions
    best_only = promotions["coded"] & (promotions["combinability"] != Combinability.UNRESTRICTED)
    found: NDArray[np.bool_] = (
        (promotions["kind"] == kind)
        & (promotions["id"] != "")
        & (promotions["status"] != Status.CANCELLED)
        & (evidence.starts < evidence.ends)
    )
    return found & ~best_only if kind is Kind.PERCENTAGE_OFF else found


def _hit(evidence: Evidence, kind: Kind, found: dict[int, tuple[Crowd, int | None]], options: Options) -> Hit:
    listings = worst_first(evidence, {listing: segment for listing, (_, segment) in found.items()})
    crowd, worst = found[listings[0]]
    message = say(
        "More than one {kind} at once: {promotions}.",
        kind=label_of(KIND_WORDS[kind]),
        promotions=all_named(evidence, crowd.rows),
    )
    return Hit(
        message=on_listings(evidence, message, listings),
        fix=_FIX,
        listing=crowd.listing,
        segment=worst,
        start=crowd.start,
        end=crowd.end,
        promotion_rows=crowd.rows,
        severity=options.undocumented if kind is Kind.SOCIAL_CODE else None,
    )


RULE = Rule("PC205", "overlapping-same-kind", Options, check, __doc__)
