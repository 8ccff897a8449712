"""What is set up for other things than were meant, twice, or for nobody knows which plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from promocheck.model.place import Place
from promocheck.model.text import Text, say
from promocheck.rules.evidence import Evidence
from promocheck.rules.plan_presence import lacking
from promocheck.rules.planning import Ints, Plan, grouped
from promocheck.rules.rule import Hit
from promocheck.rules.telling import all_named, named
from promocheck.tables.partners import EXTRA, UNSURE


def wrong_targets(evidence: Evidence, plan: Plan) -> Iterator[Hit]:
    """One hit per plan id whose promotions are not on all that it means, and per promotion that is on more."""
    row = plan.set_up_row
    stands = plan.stands[row] & (plan.partner == EXTRA) & np.isin(plan.group[row], list(plan.items_of))
    extra = np.flatnonzero(stands)
    by_group, told = grouped(extra, plan.group[row[extra]]), set()
    missed, _ = lacking(evidence, plan)
    for item, cells in grouped(missed, plan.item[plan.meant_row[missed]]).items():
        groups = [each for each in plan.groups_of[item] if each in by_group]
        told.update(groups)
        others = [cell for group in groups for cell in by_group[group]]
        yield _instead(evidence, plan, cells, others) if others else _too_few(evidence, plan, item, cells)
    for group, cells in by_group.items():
        if group not in told:
            yield _too_many(evidence, plan, group, cells)


def _instead(evidence: Evidence, plan: Plan, cells: Sequence[int], others: Sequence[int]) -> Hit:
    """What was meant is not what it is on."""
    mine, rows = int(plan.meant_row[cells[0]]), np.unique(plan.set_up_row[others])
    meant, found = plan.meant_target[cells].tolist(), plan.set_up_target[others].tolist()
    right, wrong = plan.named(meant), plan.named(found)
    message = say(
        "Plan {plan} means {right}, and {who} is on {wrong}.",
        plan=plan.rows.text("plan_id", mine),
        right=right,
        who=all_named(evidence, rows.tolist()),
        wrong=wrong,
    )
    fix = say("Put it on {right} and take {wrong} off it, or correct the plan.", right=right, wrong=wrong)
    key = ("target", *plan.skus(meant), "", *plan.skus(found))
    return _hit(plan, (message, fix), found, rows, mine, _targets(plan, mine, int(rows[0])), key)


def _too_few(evidence: Evidence, plan: Plan, item: int, cells: Sequence[int]) -> Hit:
    """What it is on was meant, and more."""
    mine, meant = int(plan.meant_row[cells[0]]), plan.meant_target[cells].tolist()
    rows = plan.rows_of(plan.groups_of[item])
    rows = rows[plan.stands[rows]]
    skus = plan.named(meant)
    message = say(
        "Plan {plan} means {skus} too, and {who} is not on it.",
        plan=plan.rows.text("plan_id", mine),
        skus=skus,
        who=all_named(evidence, rows.tolist()),
    )
    fix = say("Put it on {skus} too, or correct the plan.", skus=skus)
    key = ("fewer", *plan.skus(meant))
    return _hit(plan, (message, fix), meant, rows, mine, _targets(plan, mine, int(rows[0])), key)


def _too_many(evidence: Evidence, plan: Plan, group: int, cells: Sequence[int]) -> Hit:
    """A promotion is on what its plan means, and on more."""
    row, found = int(plan.set_up_row[cells[0]]), plan.set_up_target[cells].tolist()
    items = plan.items_of[group]
    wrong = plan.named(found)
    message = say(
        "{who} is on {wrong} too, which plan {plan} does not mean.",
        who=named(evidence, row),
        wrong=wrong,
        plan=plan.plan_ids(items),
    )
    fix = say("Take {wrong} off it, or write that into the plan.", wrong=wrong)
    rows, mine = np.unique(plan.set_up_row[cells]), plan.first_row[items[0]]
    return _hit(
        plan, (message, fix), found, rows, mine, _targets(plan, mine, row), ("more", *plan.skus(found))
    )


def _targets(plan: Plan, mine: int, row: int) -> tuple[Place, ...]:
    """What a promotion is on, which is what has to be put right, and what its plan means."""
    return plan.place(row, "sku"), plan.cell(mine, "sku")


def unsure(evidence: Evidence, plan: Plan) -> Iterator[Hit]:
    """One hit per promotion that could be set up for several plan ids."""
    cells = np.flatnonzero((plan.partner == UNSURE) & plan.stands[plan.set_up_row])
    for group, mine in grouped(cells, plan.group[plan.set_up_row[cells]]).items():
        row, targets = int(plan.set_up_row[mine[0]]), plan.set_up_target[mine].tolist()
        ids = plan.plan_ids(plan.items_of[group])
        message = say(
            "{who} on {skus} could be any of the plans {plans}.",
            who=named(evidence, row),
            skus=plan.named(targets),
            plans=ids,
        )
        fix = say("Write its id into the plan's promotion_id, or the plan id into its name.")
        first = plan.first_row[plan.items_of[group][0]]
        rows = np.unique(plan.set_up_row[mine])
        places = plan.cell(first, "plan_id"), plan.place(row, "promotion_id")
        yield _hit(plan, (message, fix), targets, rows, first, places, ("unsure", *ids))


def twice(evidence: Evidence, plan: Plan) -> Iterator[Hit]:
    """One hit per plan id of which several promotions are set up for one thing in one row of the plan."""
    cells = np.flatnonzero((plan.partner >= 0) & plan.stands[plan.set_up_row])
    partner, group = plan.partner[cells], plan.group[plan.set_up_row[cells]]
    each = np.unique(np.column_stack((partner, group)), axis=0)
    again, counts = np.unique(each[:, 0], return_counts=True)
    again = again[counts > 1]
    together = cells[np.isin(partner, again)]
    for mine in grouped(together, plan.item[plan.against[together]]).values():
        rows, targets = np.unique(plan.set_up_row[mine]), plan.set_up_target[mine].tolist()
        row = int(plan.against[mine[0]])
        message = say(
            "Plan {plan} is set up more than once on {skus}: {who}.",
            plan=plan.rows.text("plan_id", row),
            skus=plan.named(targets),
            who=all_named(evidence, rows.tolist()),
        )
        fix = say("Stop all but one, or write each into the plan.")
        places = plan.place(int(rows[-1]), "promotion_id"), plan.cell(row, "plan_id")
        yield _hit(plan, (message, fix), targets, rows, row, places, ("twice",))


def _hit(
    plan: Plan,
    said: tuple[Text, Text],
    targets: Sequence[int],
    rows: Ints,
    mine: int,
    places: tuple[Place, ...],
    key: tuple[str, ...],
) -> Hit:
    """A hit of a plan's row, about the listing if `targets` are one."""
    return Hit(
        message=said[0],
        fix=said[1],
        listing=plan.only_listing(targets),
        store=plan.rows.text("store", mine) or None,
        marketplace=plan.rows.text("marketplace", mine),
        promotion_rows=tuple(rows.tolist()),
        places=places,
        key=(plan.rows.text("plan_id", mine), *key),
    )
