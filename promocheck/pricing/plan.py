"""The stacking section, compiled once per reading into what arrays can be evaluated by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd

from promocheck.model.kind import Kind, Switch
from promocheck.policy import DealKind, ReductionClass, Stacking
from promocheck.pricing.keys import Flags, Ints

NO_ROLE, SELLING, DEAL, REDUCTION = 0, 1, 2, 3


class Reading(Enum):
    """Three questions of one campaign.

    `DOCUMENTED`: the rules as documented, official windows. `WORST`: every open question at its lowest, windows
    widened by the guard bands. `OFFICIAL`: the worst rules in the official windows, which tells a breach that only
    the guard bands make.
    """

    DOCUMENTED = "documented"
    WORST = "worst"
    OFFICIAL = "official"

    @property
    def worst(self) -> bool:
        """Whether open questions are taken at their lowest."""
        return self is not Reading.DOCUMENTED


@dataclass(frozen=True, slots=True)
class Plan:
    """How reductions combine: classes (a reduction class, split by its switch), and which may stand together.

    `adds[c]` says whether promotions of class c add to each other (else the best of them counts); `sets` are the
    maximal sets of classes in which every pair may stand together. Only these matter: every reduction takes off
    nothing or more, so a larger set never ends higher.
    """

    adds: Flags
    sets: tuple[tuple[int, ...], ...]
    worst: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """What pricing needs to know of each promotion row under one plan, as columns.

    `role`: SELLING, DEAL, REDUCTION or NO_ROLE. `on_selling`: under this deal percentages are of the selling price.
    `members`: the deal leaves the selling price to others. `group`: class of the plan.
    """

    role: Ints
    on_selling: Flags
    members: Flags
    group: Ints
    form: Ints
    value: Ints
    min_quantity: Ints
    min_spend: Ints

    def take(self, rows: Ints) -> Terms:
        """The terms of these rows."""
        return Terms(*(getattr(self, name)[rows] for name in self.__slots__))


def compile_plan(stacking: Stacking, reading: Reading) -> Plan:
    """The plan of a reading. Class 2 * i is reduction class i with the switch off, 2 * i + 1 with it on."""
    words = {frozenset(pair.between): pair.then for pair in stacking.pairs}
    names = [each.id for each in stacking.reductions]
    size = 2 * len(names)
    together = np.zeros((size, size), dtype=bool)
    for a in range(size):
        for b in range(size):
            word = words.get(frozenset((names[a // 2], names[b // 2])), stacking.other_pairs)
            both_on = bool(a % 2 and b % 2)
            together[a, b] = {
                "add": True,
                "best": False,
                "open": reading.worst,
                "switch": both_on,
            }[word]
    return Plan(np.diagonal(together).copy(), _maximal_sets(together), reading.worst)


def terms_of(promotions: pd.DataFrame, stacking: Stacking, reading: Reading) -> Terms:
    """Each promotion row's terms under the reading's plan."""
    kind = promotions["kind"].to_numpy().astype(np.int64)
    role = np.full(len(kind), NO_ROLE, dtype=np.int64)
    role[np.isin(kind, stacking.selling_price)] = SELLING
    on_selling = np.zeros(len(kind), dtype=bool)
    members = np.zeros(len(kind), dtype=bool)
    for deal in stacking.deals:
        mine = np.isin(kind, deal.kinds)
        role[mine] = DEAL
        on_selling[mine] = _base(deal, reading) == "selling"
        members[mine] = deal.members_only
    group = _groups(promotions, kind, stacking.reductions, reading)
    role[(group >= 0) & (role == NO_ROLE)] = REDUCTION
    role[np.isin(kind, stacking.not_priced_yet) | promotions["for_business"].to_numpy()] = NO_ROLE
    return Terms(
        role,
        on_selling,
        members,
        group,
        promotions["form"].to_numpy().astype(np.int64),
        promotions["value"].to_numpy(),
        promotions["min_quantity"].to_numpy(),
        promotions["min_spend"].to_numpy(),
    )


def _base(deal: DealKind, reading: Reading) -> str:
    """Deals above the selling price change nothing, so the selling price is the base that takes more off."""
    if reading.worst and deal.worst_base == "selling":
        return "selling"
    return deal.base


def _groups(
    promotions: pd.DataFrame, kind: Ints, classes: tuple[ReductionClass, ...], reading: Reading
) -> Ints:
    coded = promotions["coded"].to_numpy()
    combinability = promotions["combinability"].to_numpy()
    switch = promotions["switch"].to_numpy()
    on = (switch == Switch.YES) | ((switch == Switch.UNKNOWN) & reading.worst)
    group = np.full(len(kind), -1, dtype=np.int64)
    for index, each in enumerate(classes):
        fits = np.isin(kind, [int(Kind(k)) for k in each.kinds]) & (group < 0)
        if each.coded is not None:
            fits &= coded == each.coded
        if each.combinability is not None:
            fits &= combinability == each.combinability
        group[fits] = 2 * index + on[fits]
    return group


def _maximal_sets(together: Flags) -> tuple[tuple[int, ...], ...]:
    """Maximal cliques of the compatibility graph (Bron and Kerbosch, with a pivot)."""
    size = len(together)
    near = [{b for b in range(size) if b != a and together[a, b]} for a in range(size)]
    found: list[tuple[int, ...]] = []

    def grow(chosen: set[int], open_: set[int], closed: set[int]) -> None:
        if not open_ and not closed:
            found.append(tuple(sorted(chosen)))
            return
        pivot = max(open_ | closed, key=lambda each: len(near[each] & open_))
        for each in sorted(open_ - near[pivot]):
            grow(chosen | {each}, open_ & near[each], closed & near[each])
            open_ = open_ - {each}
            closed = closed | {each}

    grow(set(), set(range(size)), set())
    return tuple(sorted(found))
