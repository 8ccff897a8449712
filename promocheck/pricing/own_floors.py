"""How low listings may sell at other prices of their own: a floor that is a share of the price rises with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.model.value import dataclass
from promocheck.policy import FloorTerms
from promocheck.pricing.copies import Copies, Ground, covered
from promocheck.pricing.floor_windows import Sale, alone
from promocheck.pricing.floors import Origin, amounts_of, points_of, policy_terms
from promocheck.pricing.keys import Ints, meeting
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import Campaign
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import picked
from promocheck.tables.frames import Columns


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of their own prices, in basis points, that listings must keep.

    `always` by listing row (0: none), others from when to when.
    """

    ground: Ground
    always: Ints
    listing: Ints
    start: Ints
    end: Ints
    points: Ints

    @staticmethod
    def of(ground: Ground, sheet: Columns) -> Shares:
        """Those that the policy and the floors `sheet` give."""
        always = np.zeros(len(ground.scopes.code), dtype=np.int64)
        for term, mine in policy_terms(ground.floors.rows, ground.scopes):
            always[mine] = np.maximum(always[mine], _points(term.terms))
        rows = ground.floors.rows
        points = picked(sheet["min_percent_of_price"], rows.row)
        given = points != NO_MONEY
        columns = (rows.listing, rows.start, ground.horizon.lasting(rows.until(given)), points)
        return Shares(ground, always, *(each[given] for each in columns))

    def at(self, listing: Ints, instant: int) -> Ints:
        """The highest of each listing at an instant, whichever kinds run.

        In a clearance, while nothing else runs, its own instead.
        """
        found: Ints = self.always[listing]
        line, span = meeting(listing, self.listing)
        holds = (self.start[span] <= instant) & (instant < self.end[span])
        np.maximum.at(found, line[holds], self.points[span[holds]])
        work, promotions = self.ground.work, Columns(self.ground.promotions)
        cuts = work.cuts
        now = replace(
            work,
            cuts=cuts.where(np.isin(cuts.listing, listing) & (cuts.start <= instant) & (instant < cuts.end)),
        )
        line, segment = meeting(listing, now.cuts.listing)
        cleared = self._cleared(self.ground.sales, promotions, now, np.arange(len(self.always)))
        found[line] = np.where(cleared[segment] < 0, found[line], cleared[segment])
        return found

    def beside(self, listing: Ints, instant: Ints, kind: Ints) -> Ints:
        """The highest of each listing at its instant, while a promotion of this kind runs, so that nothing is a clearance."""
        found: Ints = self.always[listing]
        line, span = meeting(listing, self.listing)
        holds = (self.start[span] <= instant[line]) & (instant[line] < self.end[span])
        np.maximum.at(found, line[holds], self.points[span[holds]])
        scope = self.ground.scopes.code[listing]
        for code, scoped in enumerate(self.ground.scopes.scoped):
            for each, terms in scoped.floors.kinds.items():
                at = (scope == code) & (kind == int(each))
                found[at] = np.maximum(found[at], _points(terms))
        return found

    def of_segments(self, copies: Copies, work: Campaign) -> Ints:
        """The highest in each segment of copies, with what runs there."""
        cuts = work.cuts
        found: Ints = self.always[copies.owner][cuts.listing]
        copy, given = meeting(copies.owner, self.listing)
        span, segment = cuts.inside(copy, self.start[given], self.end[given])
        np.maximum.at(found, segment, self.points[given[span]])
        scope = self.ground.scopes.code[copies.owner][cuts.listing]
        for code, scoped in enumerate(self.ground.scopes.scoped):
            for kind, terms in scoped.floors.kinds.items():
                at = (scope == code) & covered(work, Reading.WORST, work.kind == int(kind))
                found[at] = np.maximum(found[at], _points(terms))
        cleared = self._cleared_on(copies, work)
        return np.where(cleared < 0, found, cleared)

    def amounts_of_segments(self, copies: Copies, work: Campaign) -> Ints:
        """The highest amount in each segment of copies that a floor of some days gives, which may begin later than now; 0: none.

        What is a share of a price is none of them.
        """
        cuts, dated = work.cuts, self.ground.floors.dated
        dated = dated.where(np.isin(dated.origin, _AMOUNTS))
        found = np.zeros(len(cuts.listing), dtype=np.int64)
        if not len(dated.listing):
            return found
        copy, given = meeting(copies.owner, dated.listing)
        span, segment = cuts.inside(copy, dated.start[given], dated.end[given])
        np.maximum.at(found, segment, dated.value[given[span]])
        return np.where(self._cleared_on(copies, work) < 0, found, 0)

    def _cleared_on(self, copies: Copies, work: Campaign) -> Ints:
        """As `_cleared`, of copies."""
        rows = Columns({name: self.ground.promotions[name][copies.row] for name in ("id", "kind")})
        return self._cleared(copies.sales(), rows, work, copies.owner)

    def _cleared(self, sales: Sequence[Sale], promotions: Columns, work: Campaign, owner: Ints) -> Ints:
        """By segment the share of the clearance in which nothing else runs; -1: of none that gives a floor in its currency.

        `promotions` are the rows that the campaign counts, `owner` the listing row of each of its listings.
        """
        cuts, found = work.cuts, np.full(len(work.cuts.listing), -1, dtype=np.int64)
        if not sales:
            return found
        segments = Columns({"listing": cuts.listing, "end": cuts.end})
        places = Columns({"marketplace": self.ground.listings["marketplace"][owner]})
        for sale in sales:
            terms, at = sale.term.terms, alone(sale, promotions, segments, work, Reading.WORST)
            copy = cuts.listing[at]
            given = np.logical_or.reduce(
                [each != NO_MONEY for each in amounts_of(terms, places, work.own[copy], copy)]
            )
            found[at[given]] = np.maximum(found[at[given]], _points(terms))
        return found


_AMOUNTS: Final = (Origin.FLOOR, Origin.COST)


def share_of(price: Ints, points: Ints) -> Ints:
    """So many basis points of prices, in minor units, rounded up; prices may be far beyond those of the trade."""
    whole, rest = np.divmod(price, 10_000)
    found: Ints = whole * points - (-rest * points // 10_000)
    return found


def _points(terms: FloorTerms) -> int:
    return max(points_of(terms), 0)
