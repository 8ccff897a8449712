"""Promotions that must never run together: which of them with which, and whose moving is enough to part them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import COUPONS
from promocheck.model.text import Text, say
from promocheck.model.texts import some_of, texts_at
from promocheck.model.value import dataclass
from promocheck.rules.evidence import Evidence
from promocheck.rules.telling_columns import by_promotions, filled
from promocheck.tables.columns import one_of_few
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import first_of, lexical_order

Ints = NDArray[np.int64]
Meet = Callable[[tuple[int, int], tuple[int, int]], bool]  # of two kinds, each with its class in the stacking

_DRAFT, _LIVE, _KEPT = (
    1,
    1_000,
    1_000_000,
)  # the effort of moving: the last one is of what stays whatever becomes of it
_WITH: Final = say("{promotions} with {others}")
_AND_WITH: Final = say("{before}; {promotions} with {others}")


class _Sort(NamedTuple):
    """Promotions that must never run with the same others, and are moved with the same effort."""

    kind: int
    member: int
    effort: int


@dataclass(frozen=True, slots=True)
class Sides:
    """Promotion rows `ones`, each of which must never run with any of `others`, and the `hit` that they are of, in order, of so `many`.

    To move the ones of a hit is enough.
    """

    hit: Ints
    ones: Ragged
    others: Ragged
    many: int

    @staticmethod
    def of(evidence: Evidence, rows: Ragged, meet: Meet) -> Sides:
        """What must never run together of the rows of each hit: the fewest that are moved, drafts before what is live."""
        sorts = _sorts(evidence, rows.rows)
        hit, rank = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
        ones, others = [Ragged.none(0)], [Ragged.none(0)]
        for alike in _alike(rows, sorts):
            first = rows.first[alike]
            key = sorts[first[0] : rows.first[alike[0] + 1]].tolist()
            for number, places in enumerate(_placed([_Sort(*each) for each in key], meet)):
                hit.append(alike)
                rank.append(np.full(len(alike), number))
                for side, some in zip((ones, others), places, strict=True):
                    at = (first[:, np.newaxis] + np.array(some)).ravel()
                    side.append(Ragged(rows.rows[at], np.arange(len(alike) + 1) * len(some)))
        hits = np.concatenate(hit)
        order = lexical_order(hits, np.concatenate(rank))
        moved, left = (Ragged.below(side).of_owners(order) for side in (ones, others))
        return Sides(hits[order], moved, left, len(rows.counts))

    @property
    def moved(self) -> Ragged:
        """By hit the promotion rows whose moving parts them all."""
        return Ragged.by_owner(self.ones.rows, self.hit[self.ones.owner], self.many)

    def texts(self, evidence: Evidence) -> Sequence[Text]:
        """By hit, each of which has some, which promotions must not run with which."""
        first = first_of((self.hit,))
        rank = np.arange(len(self.hit)) - np.flatnonzero(first)[np.cumsum(first) - 1]
        said = self._said(evidence, np.flatnonzero(first), _WITH, {})
        for each in range(1, int(rank.max(initial=0)) + 1):
            more = np.flatnonzero(rank == each)
            before = some_of(said, self.hit[more].tolist())
            place = np.arange(len(said))
            place[self.hit[more]] = len(said) + np.arange(len(more))
            said = texts_at((said, self._said(evidence, more, _AND_WITH, {"before": before})), place.tolist())
        return said

    def _said(
        self, evidence: Evidence, at: Ints, text: Text, before: Mapping[str, Sequence[Text]]
    ) -> Sequence[Text]:
        def tell(some: Ints, others: Sequence[Any]) -> Sequence[Text]:
            def tell_both(few: Ints, promotions: Sequence[Any]) -> Sequence[Text]:
                mine = some[few].tolist()
                values = {name: some_of(texts, mine) for name, texts in before.items()}
                named = others if len(few) == len(others) else [others[each] for each in few.tolist()]
                return filled(text, len(few), **values, promotions=promotions, others=named)

            return by_promotions(evidence, self.ones.of_owners(at[some]), tell_both)

        return by_promotions(evidence, self.others.of_owners(at), tell)


def _sorts(evidence: Evidence, rows: Ints) -> Ints:
    """The sort of each promotion row; whoever has clipped a coupon that runs keeps it, and what a listing offers itself has no dates to move."""
    promotions, drafted = evidence.promotions, evidence.drafted[rows]
    clipped = one_of_few(promotions["kind"][rows], COUPONS) & (promotions["start"][rows] <= evidence.as_of)
    effort = np.select([drafted, clipped | ~evidence.identified[rows]], [_DRAFT, _KEPT], _LIVE)
    return np.column_stack((promotions["kind"][rows], evidence.classes[rows], effort)).astype(np.int64)


def _alike(rows: Ragged, sorts: Ints) -> Iterator[Ints]:
    """The hits whose rows are of the same sorts in the same order."""
    found = defaultdict[bytes, list[int]](list)
    data, width = sorts.tobytes(), sorts.strides[0]
    for at, (low, high) in enumerate(pairwise((rows.first * width).tolist())):
        found[data[low:high]].append(at)
    return (np.array(each, dtype=np.int64) for each in found.values())


def _placed(sorts: Sequence[_Sort], meet: Meet) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """The places of both sides among promotions of these sorts, those first whose moving is enough."""
    places = defaultdict[_Sort, list[int]](list)
    for at, sort in enumerate(sorts):
        places[sort].append(at)
    partners = {
        one: [other for other in places if meet((one.kind, one.member), (other.kind, other.member))]
        for one in places
    }
    told, sides = set[_Sort](), defaultdict[tuple[_Sort, ...], list[int]](list)
    for one in _moved({sort: len(mine) for sort, mine in places.items()}, partners):
        told.add(one)
        sides[tuple(each for each in partners[one] if each not in told)] += places[one]
    for others, ones in sides.items():
        yield sorted(ones), sorted(place for each in others for place in places[each])


def _moved(counts: Mapping[_Sort, int], partners: Mapping[_Sort, Sequence[_Sort]]) -> Sequence[_Sort]:
    """The sorts of which each pair that must not meet has one, chosen by how many pairs each parts for its effort."""
    chosen: list[_Sort] = []

    def worth(sort: _Sort) -> tuple[float, int]:
        parts = sum(counts[each] for each in partners[sort] if each not in chosen)
        return parts / sort.effort, parts * counts[sort]

    left = {sort for sort, others in partners.items() if others}
    while open_ := [each for each in counts if each in left and worth(each)[1]]:
        best = max(open_, key=worth)
        chosen.append(best)
        left.discard(best)
    for each in tuple(chosen):
        if all(other in chosen for other in partners[each]):
            chosen.remove(each)
    return chosen
