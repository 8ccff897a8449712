"""How much: the lowest price a buyer could reach in each segment, evaluated from the plan as arrays.

Every deal that runs is an alternative with a base of its own; in each, reductions become money, classes add up or
keep their best, and the set of classes that takes most off wins. The lowest end of all alternatives is the price.
Integers throughout; rounding is half-up to the minor unit, money off per unit half-up as documented, up at worst.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from promocheck.model.kind import Form
from promocheck.pricing.keys import Flags, Ints, spread
from promocheck.pricing.plan import DEAL, REDUCTION, SELLING, Plan, Terms

NONE = -1


@dataclass(frozen=True, slots=True)
class Rows:
    """Which items run in which segment, `count` times: one entry per (segment, item)."""

    segment: Ints
    item: Ints
    count: Ints

    def where(self, keep: Flags) -> Rows:
        """The entries in `keep`."""
        return Rows(self.segment[keep], self.item[keep], self.count[keep])


@dataclass(frozen=True, slots=True)
class Starts:
    """Alternatives: prices from which reductions are taken. `item` is the deal, or NONE for the selling price.

    `base` is what percentages are of.
    """

    segment: Ints
    price: Ints
    base: Ints
    item: Ints

    def where(self, keep: Flags | Ints) -> Starts:
        """The alternatives in `keep`."""
        return Starts(self.segment[keep], self.price[keep], self.base[keep], self.item[keep])


@dataclass(frozen=True, slots=True)
class Taken:
    """Money that reductions take off: one entry per (alternative, reduction). `units`: the threshold's n, or 1."""

    start: Ints
    item: Ints
    group: Ints
    money: Ints
    units: Ints
    count: Ints


@dataclass(frozen=True, slots=True)
class Outcome:
    """Per segment: the selling price (and the sale that makes it, or NONE), the lowest price, and how it came about.

    `chosen` is the alternative that ends lowest, an index into `starts`; `best_set` per alternative the set of classes
    that wins in it, an index into the plan's sets.
    """

    selling: Ints
    sale: Ints
    price: Ints
    starts: Starts
    chosen: Ints
    taken: Taken
    best_set: Ints


def evaluate(rows: Rows, terms: Terms, own: Ints, plan: Plan) -> Outcome:
    """Price every segment. `own` is the listing's own price by segment, `terms` describe the items of `rows`."""
    role = terms.role[rows.item]
    selling, sale = _selling(rows.where(role == SELLING), terms, own)
    reductions = _strongest(rows.where(role == REDUCTION), terms, plan)
    starts = _starts(rows.where(role == DEAL), terms, selling, _counts_units(reductions, terms, len(own)))
    taken = _taken(starts, reductions, terms, plan, len(own))
    off, best_set = _most_off(taken, plan, len(starts.price))
    ends = np.maximum(starts.price - off, 0)
    chosen = _first_lowest(starts.segment, ends, np.arange(len(ends)), len(own))
    return Outcome(selling, sale, ends[chosen], starts, chosen, taken, best_set)


def half_up(amount: Ints, points: Ints) -> Ints:
    """`points` basis points of `amount`, half-up to the minor unit."""
    return (2 * amount * points + 10_000) // 20_000


def _set_price(form: Ints, value: Ints, base: Ints) -> Ints:
    """What a sale or deal sets: its price as given, or the base less a share or an amount."""
    off = np.where(form == Form.PERCENT, half_up(base, np.where(form == Form.PERCENT, value, 0)), value)
    return np.where(form == Form.PRICE, value, np.maximum(base - off, 0))


def _selling(sales: Rows, terms: Terms, own: Ints) -> tuple[Ints, Ints]:
    """A sale price replaces the listing's, even by a higher one; of several the lowest."""
    price = _set_price(terms.form[sales.item], terms.value[sales.item], own[sales.segment])
    first = _first_lowest(sales.segment, price, sales.item, len(own))
    found = first != NONE
    selling = own.copy()
    selling[found] = price[first[found]]
    item = np.full(len(own), NONE, dtype=np.int64)
    item[found] = sales.item[first[found]]
    return selling, item


def _starts(deals: Rows, terms: Terms, selling: Ints, counts_units: Flags) -> Starts:
    """The alternatives of every segment: each deal that is not above the selling price, and the selling price itself.

    While a deal for everybody runs, nobody buys at the selling price. Of alternatives with one base the dearer can only
    win where a threshold counts units of a price, so elsewhere the lowest stands for them.
    """
    item, segment = deals.item, deals.segment
    price = _set_price(terms.form[item], terms.value[item], selling[segment])
    runs = price <= selling[segment]
    item, segment, price = item[runs], segment[runs], price[runs]
    base = np.where(terms.on_selling[item], selling[segment], price)
    taken_over = np.zeros(len(selling), dtype=bool)
    taken_over[segment[~terms.members[item]]] = True
    left = np.flatnonzero(~taken_over)
    everything = Starts(
        np.concatenate((left, segment)),
        np.concatenate((selling[left], price)),
        np.concatenate((selling[left], base)),
        np.concatenate((np.full(len(left), NONE), item)),
    )
    order = np.lexsort((everything.item, everything.price, everything.base, everything.segment))
    ordered = everything.where(order)
    apart = np.where(counts_units[ordered.segment], ordered.price, 0)
    return ordered.where(_first_of((ordered.segment, ordered.base, apart)))


def _counts_units(reductions: Rows, terms: Terms, segments: int) -> Flags:
    found = np.zeros(segments, dtype=bool)
    found[reductions.segment[_has_threshold(terms, reductions.item)]] = True
    return found


def _has_threshold(terms: Terms, item: Ints) -> Flags:
    """Money off spread over several units; a percentage takes the same share of every unit."""
    several = (terms.min_quantity[item] > 1) | (terms.min_spend[item] > 0)
    found: Flags = several & (terms.form[item] == Form.AMOUNT)
    return found


def _strongest(reductions: Rows, terms: Terms, plan: Plan) -> Rows:
    """Reductions sorted by segment; of a class that keeps its best, only the deepest of each form can matter."""
    item = reductions.item
    group, form, value = terms.group[item], terms.form[item], terms.value[item]
    alone = ~plan.adds[group] & ~_has_threshold(terms, item)
    apart = np.where(alone, -1, item)
    order = np.lexsort((item, -value, apart, form, group, reductions.segment))
    ordered = Rows(reductions.segment[order], item[order], reductions.count[order])
    return ordered.where(_first_of((ordered.segment, group[order], form[order], apart[order])))


def _taken(starts: Starts, reductions: Rows, terms: Terms, plan: Plan, segments: int) -> Taken:
    """Every alternative with every reduction of its segment, in money."""
    counts = np.bincount(reductions.segment, minlength=segments).astype(np.int64)
    first = np.cumsum(counts) - counts
    start = np.repeat(np.arange(len(starts.price)), counts[starts.segment])
    row = spread(first[starts.segment], counts[starts.segment])
    item = reductions.item[row]
    units = _units(starts.price[start], terms, item)
    value, is_percent = terms.value[item], terms.form[item] == Form.PERCENT
    share = half_up(starts.base[start], np.where(is_percent, value, 0))
    reached = np.maximum(units, 1)
    each = -(-value // reached) if plan.worst else (2 * value + reached) // (2 * reached)
    money = np.where(is_percent, share, np.where(units > 0, each, 0))
    return Taken(start, item, terms.group[item], money, reached, reductions.count[row])


def _units(price: Ints, terms: Terms, item: Ints) -> Ints:
    """The fewest units that reach a threshold at this price; 0 where no number of them does."""
    spend = terms.min_spend[item]
    by_spend = np.where(spend > 0, -(-spend // np.maximum(price, 1)), 1)
    units = np.maximum(terms.min_quantity[item], by_spend)
    return np.where((spend > 0) & (price == 0), 0, units)


def _most_off(taken: Taken, plan: Plan, starts: int) -> tuple[Ints, Ints]:
    """The most that a set of classes takes off each alternative, and which set."""
    totals = np.zeros((starts, len(plan.adds)), dtype=np.int64)
    adds = plan.adds[taken.group]
    np.add.at(totals, (taken.start[adds], taken.group[adds]), (taken.money * taken.count)[adds])
    np.maximum.at(totals, (taken.start[~adds], taken.group[~adds]), taken.money[~adds])
    most = np.full(starts, -1, dtype=np.int64)
    best = np.zeros(starts, dtype=np.int64)
    for index, members in enumerate(plan.sets):
        off = totals[:, members].sum(axis=1)
        better = off > most
        most[better], best[better] = off[better], index
    return most, best


def applied(outcome: Outcome, plan: Plan) -> Flags:
    """Which entries of `outcome.taken` make the price: in the chosen alternative, of the winning classes, counting."""
    taken = outcome.taken
    segment = outcome.starts.segment[taken.start]
    members = np.zeros((len(plan.sets), len(plan.adds)), dtype=bool)
    for index, each in enumerate(plan.sets):
        members[index, list(each)] = True
    wins = (outcome.chosen[segment] == taken.start) & members[outcome.best_set[taken.start], taken.group]
    adds = plan.adds[taken.group]
    best = np.flatnonzero(wins & ~adds)
    order = best[np.lexsort((taken.item[best], -taken.money[best], taken.group[best], taken.start[best]))]
    counts = np.zeros(len(taken.start), dtype=bool)
    counts[order[_first_of((taken.start[order], taken.group[order]))]] = True
    found: Flags = wins & (adds | counts) & (taken.money > 0)
    return found


def _first_of(keys: tuple[Ints, ...]) -> Flags:
    """The first of every run of equal keys; the keys are sorted."""
    first = np.ones(len(keys[0]), dtype=bool)
    if len(first) > 1:
        first[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return first


def _first_lowest(segment: Ints, value: Ints, tie: Ints, segments: int) -> Ints:
    """Per segment the index of its lowest value (ties by `tie`), or NONE."""
    order = np.lexsort((tie, value, segment))
    first = order[_first_of((segment[order],))]
    found = np.full(segments, NONE, dtype=np.int64)
    found[segment[first]] = first
    return found
