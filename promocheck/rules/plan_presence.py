"""What was planned and is not set up, and what is set up and was not planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from promocheck.model.kind import Kind, label_of
from promocheck.model.text import Text, say, say_n
from promocheck.model.window import HOUR
from promocheck.rules.evidence import Evidence
from promocheck.rules.plan_words import terms
from promocheck.rules.planning import Flags, Ints, Plan, grouped
from promocheck.rules.rule import Hit
from promocheck.rules.telling import all_named, named
from promocheck.tables import NO_START, SHOP
from promocheck.tables.columns import one_of_few
from promocheck.tables.partners import UNSURE

_FEW: Final = 5  # sale prices that are told one by one
_NOT_SET_UP: Final = say("is not set up")


def lacking(evidence: Evidence, plan: Plan) -> tuple[Ints, Ints]:
    """Cells of the plan, still ahead, that nothing is set up for.

    The first are of items of which something else runs at their time: it is on the wrong things, or on too few. The others
    are not set up at all, or not yet.
    """
    held = plan.partner[plan.active(evidence.as_of) & (plan.partner >= 0)]
    ahead = np.flatnonzero(plan.rows["end"][plan.meant_row] > evidence.as_of)
    cells = np.setdiff1d(ahead, np.concatenate((held, _perhaps_held(plan))))
    things = _things(plan, cells)
    instead = _accompanied(evidence, plan, cells) & ~np.isin(things, _things(plan, held))
    return cells[instead], cells[~instead]


def _things(plan: Plan, cells: Ints) -> Ints:
    """Item and target as one number."""
    found: Ints = plan.item[plan.meant_row[cells]] * len(plan.names) + plan.meant_target[cells]
    return found


def _perhaps_held(plan: Plan) -> Ints:
    """Cells for which a promotion may be set up, or for another plan's: that is told of the promotion."""
    cells = np.flatnonzero((plan.partner == UNSURE) & plan.stands[plan.set_up_row])
    things = {
        item * len(plan.names) + target
        for group, target in zip(
            plan.group[plan.set_up_row[cells]].tolist(), plan.set_up_target[cells].tolist(), strict=True
        )
        for item in plan.items_of[group]
    }
    everything = np.arange(len(plan.meant_row))
    return np.flatnonzero(np.isin(_things(plan, everything), list(things)))


def _accompanied(evidence: Evidence, plan: Plan, cells: Ints) -> Flags:
    """Which of these cells have something of their item standing at their time."""
    found = np.zeros(len(cells), dtype=bool)
    for item, at in grouped(np.arange(len(cells)), plan.item[plan.meant_row[cells]]).items():
        rows = plan.rows_of(plan.groups_of.get(item, ()))
        rows = rows[plan.stands[rows]]
        windows = zip(*(evidence.promotions[name][rows].tolist() for name in ("start", "end")), strict=True)
        mine = plan.meant_row[cells[at]]
        for start, end in set(windows):
            found[at] |= (plan.rows["start"][mine] < end) & (plan.rows["end"][mine] > start)
    return found


def missing(evidence: Evidence, plan: Plan, seconds: int) -> Iterator[Hit]:
    """One hit per plan id of which something starts within so many seconds, or should have, and is not set up."""
    _, absent = lacking(evidence, plan)
    due = absent[plan.rows["start"][plan.meant_row[absent]] < evidence.as_of + seconds]
    for item, cells in grouped(due, plan.item[plan.meant_row[due]]).items():
        row = min(plan.meant_row[cells].tolist(), key=lambda each: plan.rows.number("start", each))
        targets = plan.meant_target[cells].tolist()
        yield Hit(
            message=say(
                "Plan {plan} means a {kind} with {terms} on {skus}. It {starts}, and {what}.",
                plan=plan.rows.text("plan_id", row),
                kind=label_of(Kind(plan.rows.number("kind", row)).word),
                terms=terms(plan.rows, row),
                skus=plan.named(targets),
                starts=_starts(plan.rows.number("start", row), evidence.as_of),
                what=_called_off(evidence, plan, item) or _NOT_SET_UP,
            ),
            fix=say("Set it up, or take it out of the plan."),
            listing=plan.only_listing(targets),
            store=plan.rows.text("store", row) or None,
            marketplace=plan.rows.text("marketplace", row),
            promotion_rows=(),
            owner=plan.rows.text("owner", row) or None,
            places=(plan.cell(row, "plan_id"), plan.cell(row, "start")),
            key=(plan.rows.text("plan_id", row), "missing", *plan.skus(targets)),
        )


def _called_off(evidence: Evidence, plan: Plan, item: int) -> Text | None:
    """That what was set up for it is cancelled or rejected, where that is so."""
    rows = plan.rows_of(plan.groups_of.get(item, ()))
    rows = rows[~plan.stands[rows] & ~plan.over[rows]]
    if not len(rows):
        return None
    return say("{who} is cancelled or rejected", who=all_named(evidence, rows.tolist()))


def _starts(start: int, as_of: int) -> Text:
    if start == NO_START:
        return say("has no start date")
    if start > as_of:
        return say_n(
            "starts in less than {n} hour", "starts in less than {n} hours", (start - as_of) // HOUR + 1
        )
    hours = (as_of - start) // HOUR
    if not hours:
        return say("should have started within the last hour")
    return say_n("should have started {n} hour ago", "should have started {n} hours ago", hours)


def unplanned(evidence: Evidence, plan: Plan, standing: Iterable[int]) -> Iterator[Hit]:
    """One hit per promotion that no plan means, but of `standing` kinds; sale prices of many listings together."""
    row = plan.set_up_row
    free = plan.live[row] & plan.stands[row] & ~np.isin(plan.group[row], list(plan.items_of))
    free &= ~one_of_few(evidence.promotions["kind"][row], standing)
    own = evidence.promotions["id"][row] == ""
    cells = np.flatnonzero(free & ~own)
    for mine in grouped(cells, plan.group[row[cells]]).values():
        yield _unplanned(evidence, plan, mine)
    listed = np.flatnonzero(free & own)
    by_listing = dict(zip(plan.set_up_target[listed].tolist(), listed.tolist(), strict=True))
    for listings in _by_shop(evidence, list(by_listing)):
        yield _unplanned(evidence, plan, [by_listing[each] for each in listings])


def _by_shop(evidence: Evidence, listings: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """A few listings of a store and marketplace one by one; more of them together, as one mistake made them."""
    shops: dict[tuple[str, str], list[int]] = {}
    for listing in listings:
        store, marketplace = (evidence.listings.text(name, listing) for name in SHOP)
        shops.setdefault((store, marketplace), []).append(listing)
    for found in shops.values():
        yield from [tuple(found)] if len(found) > _FEW else [(each,) for each in found]


def _unplanned(evidence: Evidence, plan: Plan, cells: Sequence[int]) -> Hit:
    row, targets = int(plan.set_up_row[cells[0]]), plan.set_up_target[cells].tolist()
    return Hit(
        message=say(
            "{who} is on {skus}, and no plan means it.", who=named(evidence, row), skus=plan.named(targets)
        ),
        fix=say("Stop it, or write it into the plan."),
        listing=plan.only_listing(targets),
        store=evidence.promotions.text("store", row) or None,
        marketplace=evidence.promotions.text("marketplace", row),
        promotion_rows=tuple(np.unique(plan.set_up_row[cells]).tolist()),
        places=(plan.place(row, "sku"),),
        key=("unplanned", *plan.skus(targets)[:1]),
    )
