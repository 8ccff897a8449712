"""How low listings may sell at other prices of their own: a floor that is a share of the price rises with it."""

from __future__ import annotations

import numpy as np

from promocheck.model.value import dataclass
from promocheck.policy import FloorTerms
from promocheck.pricing.copies import Copies, Ground, covered
from promocheck.pricing.floor_windows import alone
from promocheck.pricing.floors import points_of, policy_terms
from promocheck.pricing.keys import Ints, meeting
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import Campaign
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import picked
from promocheck.tables.frames import Columns


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of their own prices, in basis points, that listings must keep: `always` by listing row (0: none), others from when to when."""

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
        for _, terms, mine in policy_terms(ground.floors.rows, ground.scopes):
            always[mine] = np.maximum(always[mine], _points(terms))
        rows = ground.floors.rows
        points = picked(sheet["min_percent_of_price"], rows.row)
        given = points != NO_MONEY
        columns = (rows.listing, rows.start, ground.horizon.lasting(rows.until(given)), points)
        return Shares(ground, always, *(each[given] for each in columns))

    def at(self, listing: Ints, instant: int) -> Ints:
        """The highest of each listing at an instant, whatever runs."""
        found: Ints = self.always[listing]
        line, span = meeting(listing, self.listing)
        holds = (self.start[span] <= instant) & (instant < self.end[span])
        np.maximum.at(found, line[holds], self.points[span[holds]])
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
        return self._cleared(found, copies, work)

    def _cleared(self, found: Ints, copies: Copies, work: Campaign) -> Ints:
        """The shares, in a clearance, while nothing else runs, its own instead."""
        sales, promotions = copies.sales(), self.ground.promotions
        if not sales:
            return found
        segments = Columns({"listing": work.cuts.listing, "end": work.cuts.end})
        named = Columns({name: promotions[name].to_numpy()[copies.row] for name in ("id", "kind")})
        cleared = np.full(len(found), -1, dtype=np.int64)
        for sale in sales:
            terms = sale.term.terms
            if terms.min_price or _points(terms):
                at = alone(sale, named, segments, work, Reading.WORST)
                cleared[at] = np.maximum(cleared[at], _points(terms))
        return np.where(cleared < 0, found, cleared)


def share_of(price: Ints, points: Ints) -> Ints:
    """So many basis points of prices, in minor units, rounded up; prices may be far beyond those of the trade."""
    whole, rest = np.divmod(price, 10_000)
    found: Ints = whole * points - (-rest * points // 10_000)
    return found


def _points(terms: FloorTerms) -> int:
    return max(points_of(terms), 0)
