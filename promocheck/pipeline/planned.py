"""The plan of a run: held against what is set up, as rules see it, and what of it could not be held against anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from promocheck import exports
from promocheck.model.place import Place
from promocheck.model.problem import NothingChecked, UnknownTarget
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.pipeline.audiences import audiences_of
from promocheck.pipeline.places import OF_SALE
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.match import match
from promocheck.pricing.planned import Planned, State, planned_of
from promocheck.pricing.shelves import Shelves
from promocheck.pricing.timeline import Aside
from promocheck.rules.planning import Plan
from promocheck.tables import NO_MONEY, SHOP
from promocheck.tables.frames import Columns, Frame, lists, once, only


def held(
    tables: exports.Tables,
    shelves: Shelves,
    promotions: Frame,
    named: Frame,
    aside: Ints,
) -> Planned | None:
    """The plan beside what is set up; None without a plan. `promotions` are in order, the listings' own last."""
    if not len(tables.plan):
        return None
    return planned_of(shelves, promotions, named, tables.plan, tables.plan_targets, aside)


def plan_problems(
    tables: exports.Tables, planned: Planned | None, shelves: Shelves, as_of: int
) -> Iterator[NothingChecked | UnknownTarget]:
    """Plans of shops of which nothing is set up, as far as the exports say, and what they mean that no listing has."""
    if planned is None:
        return
    judged = planned.judged(tables.plan, as_of)
    shops, known = [*lists(tables.plan, *SHOP)], _shops_of(tables)
    there = np.array([shop in known for shop in shops], dtype=bool)
    for store, marketplace in sorted({shops[at] for at in np.flatnonzero(judged & ~there)}):
        yield NothingChecked(
            say(
                "There is a plan for {shop}, and no promotion of that shop was read to hold against it.",
                shop=(store, marketplace) if store else (marketplace,),
            )
        )
    wanted = (judged & there)[tables.plan_targets["promotion"]]
    asked = only(tables.plan_targets, wanted)
    plan = tables.plan.assign(id=tables.plan["plan_id"])
    yield from match(shelves, plan, asked, tables.sources).problems


def _shops_of(tables: exports.Tables) -> set[tuple[str, ...]]:
    """The stores and marketplaces of which promotions were read, or listings with a sale price."""
    sales = only(tables.listings, tables.listings["sale_price"] != NO_MONEY)
    named = (once(frame, *SHOP) for frame in (tables.promotions, sales))
    return {shop for each in named for shop in lists(each, *SHOP)}


def plan_evidence(
    planned: Planned | None,
    plan: Frame,
    promotions: Columns,
    aside: Ints,
    listings: int,
    sources: Sequence[Source],
) -> Plan | None:
    """The plan as rules see it."""
    if planned is None:
        return None
    size = len(planned.group)
    agrees, rows = planned.agrees, Columns(plan)
    items_of, groups_of = _both_ways(planned)
    item, first = np.unique(planned.item, return_index=True)
    return Plan(
        rows=rows,
        names=planned.names,
        listings=listings,
        meant_row=planned.meant.row,
        meant_target=planned.meant.target,
        set_up_row=planned.set_up.row,
        set_up_target=planned.set_up.target,
        item=planned.item,
        group=planned.group,
        stands=planned.state == State.STANDS,
        over=planned.state == State.OVER,
        live=aside[:size] == Aside.LIVE,
        told=_told(sources, promotions["source"][:size]),
        audiences=(audiences_of(rows), audiences_of(promotions)),
        partner=planned.partner,
        same_kind=agrees.kind,
        same_discount=agrees.discount,
        overlaps=agrees.overlaps,
        items_of=items_of,
        groups_of=groups_of,
        rows_of=_rows_of(planned.group),
        first_row=dict(zip(item.tolist(), first.tolist(), strict=True)),
        cell=_cells(rows, sources),
        place=_places(promotions, sources),
    )


def _both_ways(planned: Planned) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    items: dict[int, list[int]] = defaultdict(list)
    groups: dict[int, list[int]] = defaultdict(list)
    for group, item in zip(planned.joins.group.tolist(), planned.joins.item.tolist(), strict=True):
        items[group].append(item)
        groups[item].append(group)
    return dict(items), dict(groups)


def _rows_of(group: Ints) -> Callable[[Iterable[int]], Ints]:
    """What looks up the promotion rows of groups."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]

    def rows(groups: Iterable[int]) -> Ints:
        runs = [order[slice(*np.searchsorted(ordered, [each, each + 1]))] for each in groups]
        return np.concatenate([np.empty(0, dtype=np.int64), *runs])

    return rows


# Where our own promotions sheet lacks the column it says what a blank says: no code, for everybody.
_BLANK_SAYS = ("claim_code", "combinability", "audience")
_TOLD = ("units", "code_type", "stackable", *_BLANK_SAYS)


def _told(sources: Sequence[Source], source: Ints) -> dict[str, Flags]:
    """By promotion row whether its sheet says it, a blank included."""
    found = {}
    for name in _TOLD:
        says = [
            name in each.headings or (each.layout == "promotions" and name in _BLANK_SAYS) for each in sources
        ]
        found[name] = np.array(says, dtype=bool)[source]
    return found


def _cells(rows: Columns, sources: Sequence[Source]) -> Callable[[int, str], Place]:
    def cell(row: int, field: str) -> Place:
        return _place(sources[rows.number("source", row)], rows.number("row", row), field)

    return cell


# What stands in for a column that a sheet does not have.
_INSTEAD = {"sku": ("asin",), "discount_value": ("percent_value", "amount_value"), "promotion_id": ("name",)}


def _places(promotions: Columns, sources: Sequence[Source]) -> Callable[[int, str], Place]:
    def place(row: int, field: str) -> Place:
        name = field if promotions.text("id", row) else OF_SALE.get(field, field)
        return _place(sources[promotions.number("source", row)], promotions.number("row", row), name)

    return place


def _place(source: Source, row: int, field: str) -> Place:
    found = next((name for name in (field, *_INSTEAD.get(field, ())) if name in source.headings), None)
    return source.place(row, found)
