"""Which promotion is set up for which item of a plan: what they are called says it first, then what they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pricing.agreement import Cells
from promocheck.pricing.carried import Carried
from promocheck.pricing.keys import Flags, Ints, meeting, shared_codes
from promocheck.tables.columns import Column
from promocheck.tables.frames import Frame
from promocheck.tables.sorting import distinct

Pairs = tuple[Ints, Ints]  # groups and items


@dataclass(frozen=True, slots=True)
class Joins:
    """Pairs of a promotion's group and an item, each once, in order."""

    group: Ints
    item: Ints

    def with_more(self, pairs: Pairs) -> Joins:
        """These and some more."""
        packed = distinct(np.concatenate((self._packed, pairs[0] * _WIDTH + pairs[1])))
        return Joins(packed // _WIDTH, packed % _WIDTH)

    @property
    def _packed(self) -> Ints:
        return self.group * _WIDTH + self.item


_NOTHING: Final = np.empty(0, dtype=np.int64)

_WIDTH: Final = 2**31


def joins_of(
    plan: Frame,
    promotions: Frame,
    item: Ints,
    group: Ints,
    cells: tuple[Cells, Cells],
    shops: tuple[Ints, Ints],
    stands: Flags,
) -> Joins:
    """Each way in its turn, for promotions that the ways before it have not joined. What has -1 is left out.

    A promotion is joined to the items that name its id; else whose plan id its own id, then its name, carries; else that have
    its name and kind. Of what is left (items without a promotion that `stands`) it is joined to those of its kind that are
    for the same thing at the same time; else to the one item of its kind, discount and window, if both are the only ones.
    """
    both = _Both(plan, promotions, item, group, shops)
    joined = Joins(_NOTHING, _NOTHING)
    for way in (_by_id, _by_plan_id("id"), _by_plan_id("name"), _by_name):
        joined = joined.with_more(way(both.without(joined)))
    for pairs in (_by_thing, _by_terms):
        left = both.without(joined, group[stands])
        joined = joined.with_more(pairs(left, cells))
    return joined


@dataclass(frozen=True, slots=True)
class _Both:
    """The rows of plan and promotions that may be joined, with the shops that they are of."""

    plan: Frame
    promotions: Frame
    item: Ints
    group: Ints
    shops: tuple[Ints, Ints]

    def codes(
        self, names: dict[str, str], how: Callable[[Column], Column] = lambda column: column
    ) -> tuple[Ints, Ints]:
        """Codes of both tables' rows by these columns (the plan's → the promotions'), within a shop."""
        plan = [how(self.plan[name]) for name in names]
        promotions = [how(self.promotions[name]) for name in names.values()]
        of_plan, of_promotions = shared_codes([self.shops[0], *plan], [self.shops[1], *promotions])
        return of_plan, of_promotions

    def pairs(self, codes: tuple[Ints, Ints], says: Column | None = None) -> Pairs:
        """Groups and items of rows with one code, of those promotions that say anything in this column."""
        mine = np.flatnonzero(self.item >= 0)
        theirs = np.flatnonzero((self.group >= 0) & (says is None or says != ""))
        there, here = meeting(codes[1][theirs], codes[0][mine])
        return self.group[theirs[there]], self.item[mine[here]]

    def without(self, joined: Joins, standing: Ints | None = None) -> _Both:
        """What is left: groups that are not joined, and of `standing` ones' items only those that none of these has."""
        group = np.where(np.isin(self.group, joined.group), -1, self.group)
        if standing is None:
            return replace(self, group=group)
        taken = joined.item[np.isin(joined.group, standing)]
        return replace(self, group=group, item=np.where(np.isin(self.item, taken), -1, self.item))


def _by_id(both: _Both) -> Pairs:
    return both.pairs(both.codes({"id": "id"}), both.promotions["id"])


def _by_name(both: _Both) -> Pairs:
    codes = both.codes({"name": "name", "kind": "kind"}, _folded)
    return both.pairs(codes, both.promotions["name"])


def _folded(column: Column) -> Column:
    if column.dtype != object:
        return column
    return np.array([str(each).casefold() for each in column], dtype=object)


def _by_plan_id(column: str) -> Callable[[_Both], Pairs]:
    """The way by which a promotion's id, or name, carries a plan id as a word of its own."""

    def way(both: _Both) -> Pairs:
        ids: dict[int, dict[str, int]] = defaultdict(dict)
        for shop, plan_id, item in zip(
            both.shops[0].tolist(), both.plan["plan_id"], both.item.tolist(), strict=True
        ):
            if item >= 0:
                ids[shop][str(plan_id).casefold()] = item
        look = {shop: Carried(words) for shop, words in ids.items()}
        rows = np.flatnonzero(both.group >= 0)
        _, first = np.unique(both.group[rows], return_index=True)
        rows = rows[first]
        shops, texts = both.shops[1][rows].tolist(), both.promotions[column][rows]
        found = [
            (group, item)
            for group, shop, text in zip(both.group[rows].tolist(), shops, texts, strict=True)
            if text and shop in look
            for item in look[shop](str(text))
        ]
        pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    return way


def _by_thing(both: _Both, cells: tuple[Cells, Cells]) -> Pairs:
    """Of one kind, for the same thing, at the same time; what no listing has is a text, another one in each shop."""
    mine, theirs = (
        np.flatnonzero(number[each.row] >= 0)
        for number, each in zip((both.item, both.group), cells, strict=True)
    )
    here, there = cells[0].row[mine], cells[1].row[theirs]
    codes = shared_codes(
        [both.shops[0][here], cells[0].target[mine], both.plan["kind"][here]],
        [both.shops[1][there], cells[1].target[theirs], both.promotions["kind"][there]],
    )
    other, one = meeting(codes[1], codes[0])
    one, other = here[one], there[other]
    starts, ends = ((both.plan[name][one], both.promotions[name][other]) for name in ("start", "end"))
    together = (starts[0] < ends[1]) & (starts[1] < ends[0])
    return both.group[other[together]], both.item[one[together]]


def _by_terms(both: _Both, cells: tuple[Cells, Cells]) -> Pairs:
    """Of one kind, discount and window, whatever they are for, where there is one of each."""
    del cells
    same = ("kind", "form", "value", "start", "end")
    return _only(both.pairs(both.codes({name: name for name in same})))


def _only(pairs: Pairs) -> Pairs:
    """The pairs in which neither side has another."""
    packed = distinct(pairs[0] * _WIDTH + pairs[1])
    group, item = packed // _WIDTH, packed % _WIDTH
    alone = [np.unique(each, return_inverse=True, return_counts=True)[1:] for each in (group, item)]
    kept = np.logical_and(*(counts[back] == 1 for back, counts in alone))
    return group[kept], item[kept]
