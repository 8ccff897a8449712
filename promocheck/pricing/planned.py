"""A plan beside what is set up: both as cells, a row and one thing that it is for, and who belongs to whom.

The plan's rows of one plan id in a store and marketplace are an *item*. A promotion is set up for one item or several
(`joins`); then each of its cells is held against the item's cell for the same thing that it agrees with most.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np

from promocheck.model.kind import Kind, Status
from promocheck.model.value import dataclass
from promocheck.pricing.agreement import Agreement, Cells, agreement_of
from promocheck.pricing.joins import Joins, joins_of
from promocheck.pricing.keys import Flags, Ints, meeting, shared_codes
from promocheck.pricing.match import reached
from promocheck.pricing.shelves import Shelves
from promocheck.pricing.timeline import Aside
from promocheck.tables import NO_MONEY, SHOP
from promocheck.tables.columns import Column
from promocheck.tables.frames import Frame, only
from promocheck.tables.numbering import numbered_texts
from promocheck.tables.partners import EXTRA, UNSURE
from promocheck.tables.sorting import distinct

_ODDS: Final = (8, 4, 2, 1)  # what another kind, another time, another discount and another window weigh


class State(IntEnum):
    """What became of a promotion, as far as a plan cares."""

    OFF = 0  # rejected or cancelled
    OVER = 1
    STANDS = 2


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan and what is set up in its stores and marketplaces.

    `names` has the SKUs of the listings, then what stands in targets that no listing has. `item` is by plan row, -1 for
    what the plan itself calls off; `group` and `state` by promotion row (rows of one promotion have one group, and -1 is
    outside of every plan); `partner` by cell that is set up: a cell of the plan, EXTRA or UNSURE; `agrees` likewise.
    """

    names: Column
    meant: Cells
    set_up: Cells
    item: Ints
    group: Ints
    state: Ints
    joins: Joins
    partner: Ints
    agrees: Agreement

    def judged(self, plan: Frame, as_of: int) -> Flags:
        """The plan's rows that still say something: what is to come, and what has a promotion that stands all the same."""
        ahead = (plan["end"] > as_of) & (self.item >= 0)
        held = self.partner[(self.partner >= 0) & (self.state[self.set_up.row] == State.STANDS)]
        ahead[self.meant.row[held]] = True
        return ahead


def planned_of(
    shelves: Shelves,
    promotions: Frame,
    targets: Frame,
    plan: Frame,
    plan_targets: Frame,
    aside: Ints,
) -> Planned:
    """`promotions` are those of sheets, then what listings offer; `aside` says by row why it is out of scope."""
    listings = shelves.listings
    mine, theirs = ([frame[name] for name in SHOP] for frame in (plan, promotions))
    shops = _two(shared_codes(mine, theirs))
    inside = np.isin(shops[1], shops[0]) & _may_be_planned(promotions)
    item, group = _numbered(plan, ["plan_id"]), _numbered(promotions, ["id"])
    own = promotions["id"] == ""
    group = np.where(own, group.max(initial=0) + 1 + np.arange(len(group)), group)
    item = np.where(plan["status"] == Status.COUNTS, item, -1)
    group = np.where(inside, group, -1)
    meant, lost = _cells(shelves, plan, plan_targets, item >= 0)
    there, strange = _cells(shelves, promotions, targets, inside & ~own)
    sales = _sale_prices(listings, promotions, inside)
    known, (lost_codes, strange_codes) = _named(lost[1], strange[1])
    size = len(listings)
    meant = _joined(meant, Cells(lost[0], lost_codes + size))
    set_up = _joined(_joined(there, Cells(strange[0], strange_codes + size)), sales)
    state = _states(promotions, aside)
    stands = state == State.STANDS
    joins = joins_of(plan, promotions, item, group, (meant, set_up), shops, stands)
    partner, agrees = _partners(listings, plan, promotions, meant, set_up, item, group, joins)
    names = np.concatenate((listings["sku"], known)).astype(object)
    return Planned(names, meant, set_up, item, group, state, joins, partner, agrees)


def _two(codes: tuple[Ints, ...]) -> tuple[Ints, Ints]:
    return codes[0], codes[1]


def _may_be_planned(promotions: Frame) -> Flags:
    """What stands in a sheet, and sale prices of listings; what else listings offer stands there for good."""
    found: Flags = (promotions["id"] != "") | (promotions["kind"] == Kind.SALE_PRICE)
    return found


def _numbered(rows: Frame, names: list[str]) -> Ints:
    (codes,) = shared_codes([rows[name] for name in (*SHOP, *names)])
    return codes


def _cells(shelves: Shelves, rows: Frame, targets: Frame, wanted: Flags) -> tuple[Cells, tuple[Ints, Column]]:
    """The cells of the wanted rows, each once, and beside them the rows and texts of targets that no listing has."""
    mine = only(targets, wanted[targets["promotion"]])
    row = mine["promotion"]
    target, listing = reached(shelves, rows, mine)
    width = len(shelves.listings) + 1
    packed = distinct(row[target] * width + listing)
    nowhere = np.setdiff1d(np.arange(len(mine)), target)
    texts = np.where(mine["sku"] != "", mine["sku"], mine["asin"])
    return Cells(packed // width, packed % width), (row[nowhere], texts[nowhere])


def _named(*texts: Column) -> tuple[Column, list[Ints]]:
    """The texts, each once, and their numbers."""
    codes, known = numbered_texts(np.concatenate(texts).astype(object))
    return known, np.split(codes, np.cumsum([len(texts[0])]))


def _joined(one: Cells, other: Cells) -> Cells:
    return Cells(np.concatenate((one.row, other.row)), np.concatenate((one.target, other.target)))


def _sale_prices(listings: Frame, promotions: Frame, inside: Flags) -> Cells:
    """The listings' own sale prices: they are among `promotions` in the listings' order."""
    offers = (promotions["id"] == "") & (promotions["kind"] == Kind.SALE_PRICE)
    rows = np.flatnonzero(offers)
    listing = np.flatnonzero(listings["sale_price"] != NO_MONEY)
    return Cells(rows[inside[rows]], listing[inside[rows]])


def _states(promotions: Frame, aside: Ints) -> Ints:
    off = (promotions["status"] != Status.COUNTS) | (aside == Aside.REJECTED)
    off |= aside == Aside.CANCELLED
    return np.where(off, State.OFF, np.where(aside == Aside.ENDED, State.OVER, State.STANDS)).astype(np.int64)


def _partners(
    listings: Frame,
    plan: Frame,
    promotions: Frame,
    meant: Cells,
    set_up: Cells,
    item: Ints,
    group: Ints,
    joins: Joins,
) -> tuple[Ints, Agreement]:
    """For each cell that is set up the cell of its items that it agrees with most, and how far it does."""
    cell, join = meeting(group[set_up.row], joins.group)
    codes = shared_codes([joins.item[join], set_up.target[cell]], [item[meant.row], meant.target])
    there, here = meeting(codes[0], codes[1])
    there = cell[there]
    agrees = agreement_of(listings, plan, promotions, meant, set_up, (there, here))
    odds = np.zeros(len(there), dtype=np.int64)
    for weight, flags in zip(
        _ODDS, (agrees.kind, agrees.overlaps, agrees.discount, agrees.window), strict=True
    ):
        odds += weight * ~flags
    order = np.lexsort((here, odds, there))
    first = order[np.flatnonzero(np.diff(there[order], prepend=-1))]
    best = np.full(len(set_up.row), np.iinfo(np.int64).max, dtype=np.int64)
    partner = np.full(len(set_up.row), EXTRA, dtype=np.int64)
    best[there[first]], partner[there[first]] = odds[first], here[first]
    its = item[meant.row[np.maximum(partner[there], 0)]]
    unsure = (odds == best[there]) & (item[meant.row[here]] != its)
    partner[there[unsure]] = UNSURE
    return partner, agrees.spread_over(len(set_up.row), there[first], first)
