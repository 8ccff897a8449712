"""How low a SKU may go: the highest of the floors that are given for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import IntEnum
from typing import Final, Protocol

import numpy as np

from promocheck.model.marketplace import BY_CODE
from promocheck.model.value import dataclass
from promocheck.policy import FloorTerms, Givers, Scoped, giver
from promocheck.pricing.costs import Costs, costs_of
from promocheck.pricing.dearer import Dearer
from promocheck.pricing.floor_rows import FloorRows
from promocheck.pricing.keys import Flags, Ints, meeting
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.shelves import Shelves
from promocheck.pricing.timeline import Horizon
from promocheck.tables import NO_END, NO_MONEY, NO_START
from promocheck.tables.columns import alike, is_all, looked_up, picked, repeated
from promocheck.tables.frames import Columns, Frame
from promocheck.tables.sorting import lexical_order

NO_ROW: Final = -1


class Origin(IntEnum):
    """What gives a floor; from `POLICY` on two for each of `Floors.terms`, its amount and its share of the price."""

    NOTHING = 0
    MIN_PRICE = 1  # the listing's own
    FLOOR = 2
    COST = 3
    SHARE = 4
    POLICY = 5


# The column behind a floor, where one gives it.
FIELDS: Final = {
    Origin.MIN_PRICE: "min_price",
    Origin.FLOOR: "floor",
    Origin.COST: "cost",
    Origin.SHARE: "min_percent_of_price",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A part of the policy that gives floors, by its name: `floors.brands.Acme`; `givers` are the overrides that say some of it."""

    name: str
    terms: FloorTerms
    givers: Givers

    @staticmethod
    def of(scoped: Scoped, terms: FloorTerms, *names: str) -> Term:
        """The part of some floors below these names."""
        return Term(".".join(("floors", *names)), terms, giver(scoped.givers, *names))

    def share_name(self) -> str:
        """How a policy calls what says the share of the price: `overrides.2.floors.brands.Acme` where an override does."""
        return self._named("min_percent_of_price")

    def amount_name(self, currency: str) -> str:
        """How it calls what says the amount in a currency."""
        return self._named("min_price", currency)

    def _named(self, *names: str) -> str:
        number = giver(self.givers, *names)
        return f"overrides.{number}.{self.name}" if isinstance(number, int) else self.name


@dataclass(frozen=True, slots=True)
class Given:
    """Floors, one a row: whose, from when to when, how much, by what, and the row of the floors table (or NO_ROW)."""

    listing: Ints
    start: Ints
    end: Ints
    value: Ints
    origin: Ints
    row: Ints

    def where(self, kept: Flags) -> Given:
        """The rows that are marked."""
        return self if kept.all() else self.take(np.flatnonzero(kept))

    def take(self, rows: Ints) -> Given:
        """Some of the rows."""
        columns = (self.listing, self.start, self.end, self.value, self.origin, self.row)
        return Given(*(picked(each, rows) for each in columns))


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest floor of each listing, or segment: how much (`NO_MONEY`: none), by what, from which row."""

    value: Ints
    origin: Ints
    row: Ints

    @staticmethod
    def nothing(size: int) -> Highest:
        """No floors yet."""
        return Highest(
            np.full(size, NO_MONEY, dtype=np.int64),
            np.full(size, Origin.NOTHING, dtype=np.int64),
            np.full(size, NO_ROW, dtype=np.int64),
        )

    def take(self, rows: Ints) -> Highest:
        """Those of some rows, as a copy."""
        return Highest(self.value[rows], self.origin[rows], self.row[rows])

    def raise_to(self, at: Ints, value: Ints, origin: Ints, row: Ints) -> None:
        """Take what is as high or higher than what is there; of equal ones the last."""
        if is_all(value, NO_MONEY):
            return
        np.maximum.at(self.value, at, value)
        top = (value == self.value[at]) & (value != NO_MONEY)
        self.origin[at[top]] = origin[top]
        self.row[at[top]] = row[top]

    def replace(self, at: Ints, other: Highest) -> None:
        """Put other floors in the place of some."""
        self.value[at], self.origin[at], self.row[at] = other.value, other.origin, other.row


class FloorsAt(Protocol):
    """The highest floors of listings, or segments, as they are asked for."""

    def take(self, rows: Ints) -> Highest:
        """Those of some rows."""
        ...


@dataclass(frozen=True, slots=True)
class Floors:
    """All floors of a run.

    `always` holds at any time, by listing row; `dated` are those of some days, in order of listing and start; `now` is
    the highest of both at the run's instant, while nothing runs, not even a sale. `costs` is what floors from cost are made of;
    `rows` what became of the floors table; `dearer` the sale prices of which a share of the price is one.
    """

    always: Highest
    dated: Given
    now: Highest
    terms: tuple[Term, ...]
    costs: Costs
    rows: FloorRows
    dearer: Dearer

    def standing(self, listing: Ints, at: Ints) -> Ints:
        """The floor of each listing at an instant in which nothing runs; `NO_MONEY` without one."""
        found: Ints = self.always.value[listing].copy()
        if len(self.dated.listing):
            line, span = meeting(listing, self.dated.listing)
            holds = (self.dated.start[span] <= at[line]) & (at[line] < self.dated.end[span])
            np.maximum.at(found, line[holds], self.dated.value[span[holds]])
        return found


def floors_of(
    shelves: Shelves,
    floors: Frame,
    fees: Frame,
    rows: FloorRows,
    scopes: Scopes,
    horizon: Horizon,
    dearer: Dearer,
) -> Floors:
    """Every floor that sheets, listings and policy give.

    A percentage of the price is of the listing's own price, or of a `dearer` sale price while that runs; fractions of a minor
    unit are rounded up, so that a price at the floor always covers it.
    """
    listings = shelves.listings
    price = listings["price"]
    costs = costs_of(shelves, floors, fees, rows, scopes)
    always = Highest.nothing(len(listings))
    terms, places = list[Term](), Columns({"marketplace": listings["marketplace"]})
    on_sale = list(_sheet_shares(floors, rows, dearer))
    for term, mine in policy_terms(rows, scopes):
        origin = Origin.POLICY + 2 * len(terms)
        terms.append(term)
        for step, amount in enumerate(amounts_of(term.terms, places, picked(price, mine), mine)):
            origins, rowless = (repeated(each, len(mine), np.int64) for each in (origin + step, NO_ROW))
            always.raise_to(mine, amount, origins, rowless)
        on_sale += _of_sales(dearer, mine, points_of(term.terms), origin + 1)
    all_of_them = np.arange(len(listings))
    nowhere = repeated(NO_ROW, len(listings), np.int64)
    minimum = repeated(int(Origin.MIN_PRICE), len(listings), np.int64)
    always.raise_to(all_of_them, listings["min_price"], minimum, nowhere)
    dated = []
    for given in _sheet_floors(floors, rows, costs, price):
        lasting = (given.start == NO_START) & (given.end == NO_END)
        stays = given.where(lasting)
        always.raise_to(stays.listing, stays.value, stays.origin, stays.row)
        dated.append(given.where(~lasting))
    always = replace(always, origin=alike(always.origin))
    now = _at(always, _in_order(dated), horizon.as_of)
    some_days = _in_order([*dated, *on_sale])
    some_days = replace(some_days, end=horizon.lasting(some_days.end))
    return Floors(always, some_days, now, tuple(terms), costs, rows, dearer)


def amounts_of(terms: FloorTerms, listings: Columns, price: Ints, mine: Ints) -> tuple[Ints, Ints]:
    """What terms give for some listings, each at its `price`: their amount in its currency, and their share of that price."""
    shares = share(price, repeated(points_of(terms), len(mine), np.int64))
    if not terms.min_price:
        return repeated(NO_MONEY, len(mine), np.int64), shares
    by_code = {code: terms.amount(each.currency) for code, each in BY_CODE.items()}
    values = {code: NO_MONEY if value is None else value for code, value in by_code.items()}
    return looked_up(picked(listings["marketplace"], mine), values, np.int64), shares


def points_of(terms: FloorTerms) -> int:
    """A share of the price in basis points; `NO_MONEY`: none."""
    return int((terms.min_percent_of_price or 0) * 100) or NO_MONEY


def share(price: Ints, points: Ints) -> Ints:
    """So many basis points of a price, rounded up; `NO_MONEY` without one of them."""
    if is_all(points, NO_MONEY):
        return points
    known = (points != NO_MONEY) & (price != NO_MONEY)
    amount = -(-np.where(known, price, 0) * np.where(known, points, 0) // 10_000)
    return np.where(known, amount, NO_MONEY)


def _of_sales(dearer: Dearer, listings: Ints, points: int, origin: int) -> Iterator[Given]:
    """A share of the sale prices of some listings, while they run."""
    if points == NO_MONEY or not len(dearer.listing):
        return
    mine = dearer.take(np.flatnonzero(np.isin(dearer.listing, listings)))
    many = len(mine.listing)
    points_, origins, rowless = (repeated(each, many, np.int64) for each in (points, origin, NO_ROW))
    yield Given(mine.listing, mine.start, mine.end, share(mine.price, points_), origins, rowless)


def _sheet_shares(floors: Frame, rows: FloorRows, dearer: Dearer) -> Iterator[Given]:
    """The shares that the floors sheet gives of sale prices, while both hold."""
    if not len(dearer.listing):
        return
    one, pair = meeting(dearer.listing, rows.listing)
    points = picked(floors["min_percent_of_price"], rows.row)
    start = np.maximum(dearer.start[one], rows.start[pair])
    end = np.minimum(dearer.end[one], rows.until(points != NO_MONEY)[pair])
    value = share(dearer.price[one], points[pair])
    origins = repeated(int(Origin.SHARE), len(one), np.int64)
    given = Given(dearer.listing[one], start, end, value, origins, rows.row[pair])
    yield given.where((start < end) & (value != NO_MONEY))


def policy_terms(rows: FloorRows, scopes: Scopes) -> Iterator[tuple[Term, Ints]]:
    """(term, listing rows) of all that the policy gives floors by, the least particular first."""
    for code, scoped in enumerate(scopes.scoped):
        mine = np.flatnonzero(scopes.code == code)
        floors = scoped.floors
        yield Term.of(scoped, floors.default, "default"), mine
        for brand, terms in floors.brands.items():
            yield Term.of(scoped, terms, "brands", brand), mine[rows.of_brand(brand)[mine]]
        for tag, terms in floors.tags.items():
            yield Term.of(scoped, terms, "tags", tag), mine[rows.with_tag(tag)[mine]]


def _sheet_floors(floors: Frame, rows: FloorRows, costs: Costs, price: Ints) -> Iterator[Given]:
    """What the floors sheet gives: amounts, floors from cost, shares of the price."""
    columns = (
        (Origin.FLOOR, picked(floors["floor"], rows.row)),
        (Origin.COST, costs.floor),
        (
            Origin.SHARE,
            share(picked(price, rows.listing), picked(floors["min_percent_of_price"], rows.row)),
        ),
    )
    for origin, value in columns:
        given = value != NO_MONEY
        if not given.any():
            continue
        end = rows.until(given)
        origins = repeated(int(origin), len(value), np.int64)
        yield Given(rows.listing, rows.start, end, value, origins, rows.row).where(given)


def _in_order(parts: list[Given]) -> Given:
    columns = ("listing", "start", "end", "value", "origin", "row")
    parts = parts or [Given(*(np.empty(0, dtype=np.int64) for _ in columns))]
    whole = Given(
        *(np.concatenate([getattr(part, name) for part in parts]).astype(np.int64) for name in columns)
    )
    return whole.take(lexical_order(whole.listing, whole.start, whole.origin, whole.row))


def _at(always: Highest, dated: Given, instant: int) -> Highest:
    now = dated.where((dated.start <= instant) & (instant < dated.end))
    if not len(now.listing):
        return always
    found = always.take(np.arange(len(always.value)))
    found.raise_to(now.listing, now.value, now.origin, now.row)
    return found
