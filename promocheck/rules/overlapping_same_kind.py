"""Two promotions of one kind run on a SKU at the same time.

Why: hardly anybody means to give two coupons on one product. The second one was set up because the first was forgotten, and
"the discounts from the different coupons are combined" (Amazon, note on coupon budgets).

A real accident: in 2014 two codes of Banana Republic, 40 % and 25 %, could be used together; the orders had to be cancelled.

Example: a 15 % coupon until 10 December, another of 20 % from 5 December on: who clips both may pay 65 % of the price.

Fix: end one a day before the other starts, or make one of them.

Options: `kinds` (coupon, percentage_off, social_code): of which kinds; coupon stands for every kind of coupon, but one for
subscribers and one for reordering may run together: nobody can use both. `undocumented` (info), what two social codes weigh, of
which nobody says that they add up. Codes of which only the best counts are left out, and cancelled coupons are
ended-but-redeemable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import KIND_WORDS, Combinability, Kind, Status, label_of
from promocheck.model.text import Text, say
from promocheck.model.texts import Same
from promocheck.model.value import dataclass
from promocheck.policy import KindName, RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.forbidden_stack import family
from promocheck.rules.hits import Hits, in_blocks
from promocheck.rules.meeting import of_kinds, worst_between
from promocheck.rules.primary import END
from promocheck.rules.rule import Rule
from promocheck.rules.telling import shares_at
from promocheck.rules.telling_columns import by_promotions, filled
from promocheck.tables.ragged import Ragged, spread
from promocheck.tables.sorting import first_of, lexical_order, numbered, order_of

_MESSAGE: Final = say("More than one {kind} at once: {promotions}.")
_FIX: Final = say("End one a day before the other starts, or make one promotion of them.")
_FOR_WHOM: Final = (Kind.SUBSCRIBE_SAVE_COUPON, Kind.REORDER_COUPON)

Ints = NDArray[np.int64]


class Options(RuleSettings):
    """Of which kinds one is enough."""

    severity: SeverityOrOff = Severity.WARNING
    kinds: tuple[KindName, ...] = (Kind.COUPON, Kind.PERCENTAGE_OFF, Kind.SOCIAL_CODE)
    """Kinds of which no two should run on one SKU at once; coupon is every kind of coupon."""
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

    def where(self, chosen: NDArray[np.bool_]) -> Crowds:
        """Some of them."""
        rows = self.rows.of_owners(np.flatnonzero(chosen))
        return Crowds(self.listing[chosen], rows, self.start[chosen], self.end[chosen])


def check(evidence: Evidence, options: Options) -> Iterator[Hits]:
    """One hit per set of promotions of a kind that overlap, about the SKU on which they go deepest."""
    crowds = {kind: crowds_of(evidence, kind) for kind in _once_each(options.kinds)}
    if not crowds:
        return
    windows = [(each.listing, each.start, each.end) for each in crowds.values()]
    worst = worst_between(evidence, *map(np.concatenate, zip(*windows, strict=True)))
    left = shares_at(evidence, np.concatenate([each.listing for each in crowds.values()]), worst)
    ends = np.cumsum([len(each.listing) for each in crowds.values()])
    for (kind, each), low, share in zip(
        crowds.items(), np.split(worst, ends[:-1]), np.split(left, ends[:-1]), strict=True
    ):
        sets = _deepest_first(each, _of_one_set(evidence, each), share)
        for at in in_blocks(len(sets.counts)):
            yield _hits(evidence, options, kind, each, low, sets.of_owners(at))


def _once_each(kinds: Sequence[Kind]) -> list[Kind]:
    """The kinds that no other one stands for."""
    return [each for each in kinds if not any(each in family(other) for other in kinds if other is not each)]


def crowds_of(evidence: Evidence, kind: Kind) -> Crowds:
    """Runs of pairs of this kind whose windows overlap, of more than one promotion; coupons of every kind are of one."""
    listing, row = (evidence.pairs[name] for name in ("listing", "promotion"))
    alike = _alike(evidence, kind)[row]
    mine = _several(
        listing, np.flatnonzero(alike if evidence.judged.all() else alike & evidence.judged[listing])
    )
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
    crowds = Crowds(listing[low], rows, start[at], np.minimum(end[at], reach[at - 1] - shift[at]))
    return crowds.where(~_never_both(evidence, rows)) if kind is Kind.COUPON else crowds


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
        of_kinds(evidence, *family(kind))
        & evidence.identified
        & (promotions["status"] != Status.CANCELLED)
        & (evidence.starts < evidence.ends)
    )
    return found & ~best_only if kind is Kind.PERCENTAGE_OFF else found


def _never_both(evidence: Evidence, rows: Ragged) -> NDArray[np.bool_]:
    """Which are one coupon for subscribers and one for reordering: Amazon lets both run, and takes one of them for a unit."""
    once = _by_promotion(evidence, rows)
    found: NDArray[np.bool_] = once.counts == len(_FOR_WHOM)
    for kind in _FOR_WHOM:
        found &= once.any(evidence.promotions["kind"][once.rows] == kind)
    return found


def _hits(
    evidence: Evidence, options: Options, kind: Kind, crowds: Crowds, worst: Ints, sets: Ragged
) -> Hits:
    """The crowds of one kind told; by set its crowds, the deepest first. `worst` is by crowd its lowest segment."""
    at = sets.rows[sets.first[:-1]]
    rows = crowds.rows.of_owners(at)
    once = _by_promotion(evidence, rows)
    label = label_of(KIND_WORDS[kind])

    def tell(some: Ints, promotions: Sequence[Any]) -> Sequence[Text]:
        return filled(_MESSAGE, len(some), kind=Same(label, len(some)), promotions=promotions)

    return Hits.told(
        by_promotions(evidence, once, tell),
        Same(_FIX, len(at)),
        listing=crowds.listing[at],
        also_on=Ragged(crowds.listing[sets.rows], sets.first).without_first(),
        segment=worst[at],
        start=crowds.start[at],
        end=crowds.end[at],
        rows=rows,
        primary=END,
        severity=Same(options.undocumented if kind is Kind.SOCIAL_CODE else None, len(at)),
    )


def _by_promotion(evidence: Evidence, rows: Ragged) -> Ragged:
    """Of each owner the first of its rows of each promotion."""
    number = evidence.number[rows.rows]
    first, _ = numbered(rows.owner * (int(number.max(initial=0)) + 1) + number)
    if len(first) == len(number):
        return rows
    once = np.zeros(len(number), dtype=bool)
    once[first] = True
    return rows.where(once)


def _deepest_first(crowds: Crowds, sets: Ragged, left: NDArray[np.float64]) -> Ragged:
    """Of each set the first crowd on each listing, that which leaves least of its listing's price first."""
    owner, listing = sets.owner, crowds.listing[sets.rows]
    fresh = (np.diff(owner, prepend=-1) != 0) | (np.diff(listing, prepend=-1) != 0)
    sets = sets.where(fresh)
    order = np.lexsort((listing[fresh], left[sets.rows], owner[fresh]))
    return Ragged(sets.rows[order], sets.first)


def _of_one_set(evidence: Evidence, crowds: Crowds) -> Ragged:
    """The crowds that are the same promotions, set by set, in the order of the first crowd of each."""
    owner, number = crowds.rows.owner, evidence.number[crowds.rows.rows]
    order = lexical_order(owner, number)
    owner, number = owner[order], number[order]
    once = first_of((owner, number))
    of_crowd = Ragged.by_owner(number[once], owner[once], len(crowds.listing))
    first, code = numbered(_codes(of_crowd))
    order = order_of(first[code])
    return Ragged.by_owner(order, numbered(first[code[order]])[1], len(first))


def _codes(sets: Ragged) -> Ints:
    """A code for each set of numbers, one for equal ones."""
    size, code = sets.counts, np.zeros(len(sets.counts), dtype=np.int64)
    wide = int(sets.rows.max(initial=0)) + 1
    there = np.arange(len(code))
    for step in range(int(size.max(initial=0))):
        # Sets of one size are told apart by their numbers, one after the other.
        there = there[size[there] > step]
        code[there] = numbered(code[there] * wide + sets.rows[sets.first[there] + step])[1]
    return numbered(size * (int(code.max(initial=0)) + 1) + code)[1]


RULE = Rule("PC205", "overlapping-same-kind", Options, check, __doc__, often=True)
