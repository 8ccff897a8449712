"""In what a promotion differs from the plan's row that it is held against: kind, discount, window, units, owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.model.text import Text, say
from promocheck.model.window import Instant
from promocheck.rules.planning import Flags, Ints, Plan
from promocheck.rules.rule import Evidence, Hit
from promocheck.rules.telling import named
from promocheck.tables import NO_COUNT, NO_END, NO_MONEY, NO_START, Columns

_DISCOUNT = ("form", "value", "buy_quantity", "get_quantity", "min_quantity", "min_spend")
_WINDOW = ("start", "end")


@dataclass(frozen=True, slots=True)
class Difference:
    """One way to differ: `cells` that do, the columns that tell two differences apart, the field in which it stands, and its words.

    `words(row of the plan, row of the promotions)` are what the plan means, what is found, and what to do.
    """

    what: str
    cells: Flags
    columns: tuple[str, ...]
    field: str
    words: Callable[[int, int], tuple[Text, Text]]


def differences(evidence: Evidence, plan: Plan, seconds: int) -> Iterator[Difference]:
    """Every way in which promotions differ from their plans; `seconds` is how far apart instants may be."""
    held = plan.active(evidence.as_of) & (plan.partner >= 0)
    words = _Words(evidence, plan)
    kind = held & ~plan.same_kind
    yield Difference("kind", kind, ("kind",), "kind", words.kind)
    discount = held & ~plan.same_discount & ~kind  # of another kind the number means something else
    yield Difference("discount", discount, _DISCOUNT, "discount_value", words.discount)
    yield Difference("window", held & _apart(evidence, plan, seconds), _WINDOW, "start", words.window)
    yield Difference("units", held & _other_units(evidence, plan), ("units",), "units", words.units)
    yield Difference("owner", held & _other_owner(evidence, plan), ("owner",), "owner", words.owner)


def hits_of(evidence: Evidence, plan: Plan, difference: Difference) -> Iterator[Hit]:
    """One hit per plan id, promotion and pair of values, whichever SKUs it is on."""
    for cells in _together(evidence, plan, difference):
        mine, row = int(plan.against[cells[0]]), int(plan.set_up_row[cells[0]])
        targets = plan.set_up_target[cells].tolist()
        listing = plan.only_listing(targets)
        message, fix = difference.words(mine, row)
        field = difference.field
        yield Hit(
            message=say("{message} It is for {skus}.", message=message, skus=plan.named(targets)),
            fix=fix,
            listing=listing,
            store=evidence.promotions.text("store", row) or None,
            marketplace=evidence.promotions.text("marketplace", row),
            promotion_rows=tuple(np.unique(plan.set_up_row[cells]).tolist()),
            places=tuple(dict.fromkeys((plan.cell(mine, field), plan.place(row, field)))),
            key=(
                plan.rows.text("plan_id", mine),
                difference.what,
                *(
                    str(rows[name][at])
                    for name in difference.columns
                    for rows, at in ((plan.rows, mine), (evidence.promotions, row))
                ),
            ),
        )


def _together(evidence: Evidence, plan: Plan, difference: Difference) -> Iterator[list[int]]:
    """The cells that differ, together where plan, promotion and values are the same."""
    cells = np.flatnonzero(difference.cells)
    mine, row = plan.against[cells], plan.set_up_row[cells]
    keys = [plan.item[mine], plan.group[row]]
    for name in difference.columns:
        keys += [plan.rows[name][mine], evidence.promotions[name][row]]
    found: dict[tuple[Any, ...], list[int]] = {}
    for cell, *key in zip(cells.tolist(), *(each.tolist() for each in keys), strict=True):
        found.setdefault(tuple(key), []).append(cell)
    yield from found.values()


def _apart(evidence: Evidence, plan: Plan, seconds: int) -> Flags:
    """The cells whose start or end is further from the plan's than so; what the plan leaves open is not judged."""
    found = np.zeros(len(plan.set_up_row), dtype=bool)
    for name, blank in (("start", NO_START), ("end", NO_END)):
        meant, there = _both(evidence, plan, name)
        found |= (meant != blank) & (np.abs(meant - there) > seconds)
    return found


def _other_units(evidence: Evidence, plan: Plan) -> Flags:
    meant, there = _both(evidence, plan, "units")
    found: Flags = (
        (meant != NO_COUNT) & (meant != there) & ((there != NO_COUNT) | plan.units_told[plan.set_up_row])
    )
    return found


def _other_owner(evidence: Evidence, plan: Plan) -> Flags:
    """Both are named, and differ by more than their case."""
    meant, there = _both(evidence, plan, "owner")
    differ = np.flatnonzero((meant != "") & (there != "") & (meant != there))
    found = np.zeros(len(meant), dtype=bool)
    found[differ] = [meant[at].casefold() != there[at].casefold() for at in differ.tolist()]
    return found


def _both(evidence: Evidence, plan: Plan, name: str) -> tuple[Ints, Ints]:
    """A column by cell: what the plan says, and what is set up."""
    return plan.rows[name][plan.against], evidence.promotions[name][plan.set_up_row]


@dataclass(frozen=True, slots=True)
class _Words:
    """The sentences, both values in each, and what to do."""

    evidence: Evidence
    plan: Plan

    def kind(self, mine: int, row: int) -> tuple[Text, Text]:
        kind = label_of(Kind(self.plan.rows.number("kind", mine)).word)
        message = say("Plan {plan} means a {kind}, and {who} is set up.", kind=kind, **self._who(mine, row))
        return message, say("Set up a {kind} instead, or correct the plan.", kind=kind)

    def discount(self, mine: int, row: int) -> tuple[Text, Text]:
        meant, found = terms(self.plan.rows, mine), terms(self.evidence.promotions, row)
        message = say(
            "{who} is set up with {found}; plan {plan} means {meant}.",
            found=found,
            meant=meant,
            **self._who(mine, row),
        )
        return message, say("Set it to {meant}, or correct the plan.", meant=meant)

    def window(self, mine: int, row: int) -> tuple[Text, Text]:
        meant, found = window(self.plan.rows, mine), window(self.evidence.promotions, row)
        message = say(
            "{who} is set up {found}; plan {plan} means {meant}.",
            found=found,
            meant=meant,
            **self._who(mine, row),
        )
        return message, say("Set its dates to those of the plan, or correct the plan.")

    def units(self, mine: int, row: int) -> tuple[Text, Text]:
        meant, found = self.plan.rows.number("units", mine), self.evidence.promotions.number("units", row)
        said = say("is for {units} units", units=found) if found != NO_COUNT else say("names no units")
        message = say(
            "{who} {said}; plan {plan} means {meant}.", said=said, meant=meant, **self._who(mine, row)
        )
        return message, say("Commit {meant} units, or correct the plan.", meant=meant)

    def owner(self, mine: int, row: int) -> tuple[Text, Text]:
        meant, found = self.plan.rows.text("owner", mine), self.evidence.promotions.text("owner", row)
        message = say(
            "{who} is {found}'s; plan {plan} names {meant}.", found=found, meant=meant, **self._who(mine, row)
        )
        return message, say("Say whose it is: correct the owner in the promotion or in the plan.")

    def _who(self, mine: int, row: int) -> dict[str, Any]:
        return {"plan": self.plan.rows.text("plan_id", mine), "who": named(self.evidence, row)}


def terms(rows: Columns, row: int) -> Text:
    """A discount in words, with what has to be bought for it."""
    currency = BY_CODE[rows.text("marketplace", row)].currency
    form, value = Form(rows.number("form", row)), rows.number("value", row)
    amount = Percent(value) if form is Form.PERCENT else Money(value, currency)
    said = (
        say("{amount} off", amount=amount)
        if form is not Form.PRICE
        else say("a price of {amount}", amount=amount)
    )
    if value == NO_MONEY:
        said = say("no discount that the export names")
    buy, get, least, spend = (
        rows.number(name, row) for name in ("buy_quantity", "get_quantity", "min_quantity", "min_spend")
    )
    if buy:
        said = say("{said}, buy {buy} get {get}", said=said, buy=buy, get=get)
    if least > 1:
        said = say("{said}, from {least} units", said=said, least=least)
    return say("{said}, from {spend}", said=said, spend=Money(spend, currency)) if spend else said


def window(rows: Columns, row: int) -> Text:
    """From when until when, on the marketplace's clock."""
    zone = BY_CODE[rows.text("marketplace", row)].zone
    start, end = (rows.number(name, row) for name in _WINDOW)
    begins = say("without a start") if start == NO_START else say("from {start}", start=Instant(start, zone))
    ends = say("without an end") if end == NO_END else say("to {end}", end=Instant(end, zone))
    return say("{begins} {ends}", begins=begins, ends=ends)
