"""In what a promotion differs from the plan's row that it is held against: kind, discount, window, terms, units, owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.rules.evidence import Evidence
from promocheck.rules.plan_conditions import CONDITIONS, columns_of, others, said
from promocheck.rules.plan_words import PlanWords
from promocheck.rules.planning import Flags, Ints, Plan
from promocheck.rules.rule import Hit
from promocheck.tables import NO_COUNT, NO_END, NO_START

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
    where: Callable[[int, int], str] | None = None  # the field, where the rows decide


def differences(evidence: Evidence, plan: Plan, seconds: int) -> Iterator[Difference]:
    """Every way in which promotions differ from their plans; `seconds` is how far apart instants may be."""
    held = plan.active(evidence.as_of) & (plan.partner >= 0)
    words = PlanWords(evidence, plan)
    kind = held & ~plan.same_kind
    yield Difference("kind", kind, ("kind",), "kind", words.kind)
    discount = held & ~plan.same_discount & ~kind  # of another kind the number means something else
    yield Difference("discount", discount, _DISCOUNT, "discount_value", words.discount)
    window = held & _apart(evidence, plan, seconds)
    yield Difference(
        "window", window, _WINDOW, "start", words.window, partial(_edge, evidence, plan, seconds)
    )
    yield _terms(evidence, plan, held & ~kind)
    yield Difference("units", held & _other_units(evidence, plan), ("units",), "units", words.units)
    yield Difference("owner", held & _other_owner(evidence, plan), ("owner",), "owner", words.owner)


def _terms(evidence: Evidence, plan: Plan, held: Flags) -> Difference:
    """Other codes, other buyers, or beside what else it may be used."""
    flags = {name: held & each for name, each in others(evidence, plan).items()}
    columns, words = columns_of(flags, plan), PlanWords(evidence, plan)
    return Difference(
        "terms",
        np.logical_or.reduce([*flags.values()]),
        CONDITIONS,
        "claim_code",
        lambda mine, row: words.terms(mine, row, said(evidence, plan, (mine, row), columns(mine, row))),
        lambda mine, row: columns(mine, row)[0],
    )


def hits_of(evidence: Evidence, plan: Plan, difference: Difference) -> Iterator[Hit]:
    """One hit per plan id, promotion and pair of values, whichever SKUs it is on."""
    for cells in _together(evidence, plan, difference):
        mine, row = int(plan.against[cells[0]]), int(plan.set_up_row[cells[0]])
        targets = plan.set_up_target[cells].tolist()
        listing = plan.only_listing(targets)
        message, fix = difference.words(mine, row)
        field = difference.where(mine, row) if difference.where else difference.field
        yield Hit(
            message=say("{message} It is for {skus}.", message=message, skus=plan.named(targets)),
            fix=fix,
            listing=listing,
            store=evidence.promotions.text("store", row) or None,
            marketplace=evidence.promotions.text("marketplace", row),
            promotion_rows=tuple(np.unique(plan.set_up_row[cells]).tolist()),
            places=tuple(dict.fromkeys((plan.place(row, field), plan.cell(mine, field)))),
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


def _edge(evidence: Evidence, plan: Plan, seconds: int, mine: int, row: int) -> str:
    """Which end of a window that is another one is told: the start, if that is."""
    meant, there = plan.rows.number("start", mine), evidence.promotions.number("start", row)
    return "start" if meant != NO_START and abs(meant - there) > seconds else "end"


def _other_units(evidence: Evidence, plan: Plan) -> Flags:
    meant, there = _both(evidence, plan, "units")
    found: Flags = (
        (meant != NO_COUNT) & (meant != there) & ((there != NO_COUNT) | plan.told["units"][plan.set_up_row])
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
