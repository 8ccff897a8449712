"""The terms of promotion rows under a plan: which of its classes takes them, and the numbers that arrays are evaluated by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from promocheck.model.kind import Form, Switch
from promocheck.model.value import dataclass
from promocheck.policy import BUSINESS, PromotionClass, Stage
from promocheck.pricing.classes import NO_CLASS, class_of
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Plan, Reading
from promocheck.tables.frames import Frame
from promocheck.tables.sorting import order_of


@dataclass(frozen=True, slots=True)
class Terms:
    """What pricing needs to know of each promotion row under one plan, as columns.

    `member` is its class, numbered as `stacking.members()`; `price_class` and `half` number the plan's, NO_CLASS where it is
    of the other sort; `stage` its stage.
    `business`: for a business account only. `order`: which started first, where that decides; else 0.
    """

    member: Ints
    stage: Ints
    price_class: Ints
    half: Ints
    business: Flags
    order: Ints
    form: Ints
    value: Ints
    min_quantity: Ints
    min_spend: Ints
    buy: Ints
    get: Ints

    def by_units(self, rows: Ints) -> Flags:
        """Which of these rows take off money by the unit, or off some units only: how much depends on the price."""
        threshold = (self.min_quantity[rows] > 1) | (self.min_spend[rows] > 0)
        found: Flags = (threshold & (self.form[rows] == Form.AMOUNT)) | (self.buy[rows] > 0)
        return found

    def take(self, rows: Ints) -> Terms:
        """The terms of these rows."""
        return Terms(*(getattr(self, name)[rows] for name in self.__slots__))


def terms_taken(terms: Mapping[Reading, Terms], rows: Ints) -> dict[Reading, Terms]:
    """The terms of these rows in several readings, which have most of their columns in common."""
    known: dict[int, Any] = {}

    def taken(column: Any) -> Any:
        if id(column) not in known:
            known[id(column)] = column[rows]
        return known[id(column)]

    return {
        reading: Terms(*(taken(getattr(each, name)) for name in Terms.__slots__))
        for reading, each in terms.items()
    }


def terms_of(promotions: Frame, plan: Plan, known: Terms | None = None) -> Terms:
    """Each promotion row's terms under the plan; `known` are those under another plan of the same stacking."""
    stacking = plan.stacking
    members = list(stacking.members())
    number = class_of(promotions, stacking) if known is None else known.member
    switch = promotions["switch"]
    yes = (switch == Switch.YES) | ((switch == Switch.UNKNOWN) & plan.worst)
    first_half = {half.member.id: at for at, half in reversed(list(enumerate(plan.halves)))}
    of_member = np.array(
        [
            (
                stacking.stages.index(stage),
                _number(plan.price_classes, member) if stage.effect == "price" else NO_CLASS,
                first_half.get(member.id, NO_CLASS),
                member.id in stacking.halved,
                member.audience == BUSINESS,
                _decided_by_start(stage, member),
            )
            for stage, member in members
        ]
        + [(NO_CLASS, NO_CLASS, NO_CLASS, 0, 0, 0)],  # of a row that no class takes, number -1
        dtype=np.int64,
    )
    stage, price_class, half, halved, business, by_start = np.ascontiguousarray(of_member.T)
    half = half[number] + (halved[number].astype(bool) & ~yes)
    if known is not None:  # they differ in nothing else
        return replace(known, half=half)
    return Terms(
        number,
        stage[number],
        price_class[number],
        half,
        business[number].astype(bool) | promotions["for_business"],
        _start_order(promotions["start"], by_start[number].astype(bool)),
        promotions["form"].astype(np.int64),
        promotions["value"],
        promotions["min_quantity"],
        promotions["min_spend"],
        promotions["buy_quantity"],
        promotions["get_quantity"],
    )


def _start_order(start: Ints, counts: Flags) -> Ints:
    """Which row started first, where that counts; else 0."""
    found = np.zeros(len(start), dtype=np.int64)
    if counts.any():
        found[order_of(start)] = np.arange(len(start))
        found[~counts] = 0
    return found


def _number(classes: Sequence[PromotionClass], member: PromotionClass) -> int:
    return [each.id for each in classes].index(member.id)


def _decided_by_start(stage: Stage, member: PromotionClass) -> bool:
    return stage.combine == "first" if stage.effect == "price" else member.itself == "first"
