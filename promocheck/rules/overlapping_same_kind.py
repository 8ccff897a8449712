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

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import KIND_WORDS, Combinability, Kind, Status, label_of
from promocheck.model.text import say
from promocheck.policy import KindName, RuleSettings, SeverityOrOff
from promocheck.rules.meeting import worst_between
from promocheck.rules.rule import Evidence, Hit, Rule
from promocheck.rules.telling import of_one_kind, on_listings, shares_left
from promocheck.tables.ragged import Ragged, spread
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


@dataclass(frozen=True, slots=True)
class Crowds:
    """By crowd the promotion rows of one kind that overlap on its listing, by their official windows.

    `start`, `end`: of the first two of them.
    """

    listing: Ints
    rows: Ragged
    start: Ints
    end: Ints


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per set of promotions of a kind that overlap, about the SKU on which they go deepest."""
    crowds = {kind: crowds_of(evidence, kind) for kind in options.kinds}
    windows = [(each.listing, each.start, each.end) for each in crowds.values()]
    worst = (
        iter(worst_between(evidence, *map(np.concatenate, zip(*windows, strict=True))))
        if windows
        else iter(())
    )
    for kind, each in crowds.items():
        severity = options.undocumented if kind is Kind.SOCIAL_CODE else None
        yield from _hits(evidence, kind, each, list(islice(worst, len(each.listing))), severity)


def crowds_of(evidence: Evidence, kind: Kind) -> Crowds:
    """Runs of pairs of this kind whose windows overlap, of more than one promotion."""
    listing, row = (evidence.pairs[name] for name in ("listing", "promotion"))
    mine = _several(listing, np.flatnonzero(_alike(evidence, kind)[row] & evidence.judged[listing]))
    order = mine[lexical_order(listing[mine], evidence.starts[row[mine]])]
    listing, row = listing[order], row[order]
    if len(order) < 2:
        return _NO_CROWDS
    start, end = evidence.starts[row], evidence.ends[row]
    # A listing's windows lie beyond those of the ones before it, so that one sweep goes over all.
    shift = np.cumsum(np.diff(listing, prepend=listing[0]) != 0) * (int(end.max()) + 1)
    reach = np.maximum.accumulate(end + shift)
    fresh = np.concatenate(([True], (start + shift)[1:] >= reach[:-1]))
    first = np.flatnonzero(fresh)
    number = evidence.number[row]
    # Within a run the second of two that follow each other starts before one of those before it ends.
    other = np.flatnonzero(~fresh[1:] & (number[1:] != number[:-1])) + 1
    run = np.searchsorted(first, other, "right") - 1
    met = np.flatnonzero(np.diff(run, prepend=-1))  # the first of each run
    at, run = other[met], run[met]
    low, counts = first[run], np.diff(np.append(first, len(order)))[run]
    rows = Ragged(row[spread(low, counts)], np.concatenate(([0], np.cumsum(counts))))
    return Crowds(listing[low], rows, start[at], np.minimum(end[at], reach[at - 1] - shift[at]))


def _several(listing: Ints, pairs: Ints) -> Ints:
    """Of these pairs, which are in order of listing, those whose listing another one has too."""
    more = np.zeros(len(pairs) + 1, dtype=bool)
    np.equal(listing[pairs][1:], listing[pairs][:-1], out=more[1:-1])
    return pairs[more[1:] | more[:-1]]


_NONE: Final = np.empty(0, dtype=np.int64)
_NO_CROWDS: Final = Crowds(_NONE, Ragged.of(()), _NONE, _NONE)


def _alike(evidence: Evidence, kind: Kind) -> NDArray[np.bool_]:
    """Promotion rows of the kind that come off beside another of their kind."""
    promotions = evidence.promotions
    best_only = promotions["coded"] & (promotions["combinability"] != Combinability.UNRESTRICTED)
    found: NDArray[np.bool_] = (
        (promotions["kind"] == kind)
        & evidence.identified
        & (promotions["status"] != Status.CANCELLED)
        & (evidence.starts < evidence.ends)
    )
    return found & ~best_only if kind is Kind.PERCENTAGE_OFF else found


def _hits(
    evidence: Evidence, kind: Kind, crowds: Crowds, worst: list[int | None], severity: SeverityOrOff | None
) -> Iterator[Hit]:
    """The crowds of one kind told; `worst` is by crowd its lowest segment."""
    label, rows = label_of(KIND_WORDS[kind]), crowds.rows
    listing, start, end = (each.tolist() for each in (crowds.listing, crowds.start, crowds.end))
    named, ids = rows.rows.tolist(), evidence.promotions["id"][rows.rows].tolist()
    low, left = rows.first.tolist(), shares_left(evidence, listing, worst)
    for found in _of_one_set(evidence, crowds):
        at, *others = found if len(found) == 1 else _deepest_first(found, listing, left)
        mine = slice(low[at], low[at + 1])
        message = say(
            "More than one {kind} at once: {promotions}.", kind=label, promotions=of_one_kind(kind, ids[mine])
        )
        yield Hit(
            on_listings(evidence, message, [listing[at], *(listing[each] for each in others)]),
            _FIX,
            listing[at],
            worst[at],
            start[at],
            end[at],
            tuple(named[mine]),
            severity=severity,
        )


def _deepest_first(found: list[int], listing: list[int], left: list[float]) -> list[int]:
    """Of each listing the first of these crowds, that which leaves least of its listing's price first."""
    first = {listing[at]: at for at in reversed(found)}
    return sorted(first.values(), key=lambda at: (left[at], listing[at]))


def _of_one_set(evidence: Evidence, crowds: Crowds) -> Iterable[list[int]]:
    """The crowds that are the same promotions, set by set."""
    owner, number = crowds.rows.owner, evidence.number[crowds.rows.rows]
    order = lexical_order(owner, number)
    owner, number = owner[order], number[order]
    once = np.ones(len(order), dtype=bool)
    once[1:] = (owner[1:] != owner[:-1]) | (number[1:] != number[:-1])
    # A set as bytes is compared in a fraction of the time that its numbers take one by one.
    sets, wide = number[once].tobytes(), number.itemsize
    ends = np.cumsum(np.bincount(owner[once], minlength=len(crowds.listing))) * wide
    together: dict[bytes, list[int]] = {}
    for at, (low, high) in enumerate(pairwise((0, *ends.tolist()))):
        together.setdefault(sets[low:high], []).append(at)
    return together.values()


RULE = Rule("PC205", "overlapping-same-kind", Options, check, __doc__, often=True)
