"""Prices that no number mends, though one promotion makes them too low all by itself: it is named, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.text import Text, say
from promocheck.model.texts import Named, Template
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Flags, Ints
from promocheck.rules import Evidence
from promocheck.rules.asked import Asked
from promocheck.tables.explained import Explained
from promocheck.tables.sorting import first_of, lexical_order

_CHANGE_IT = say("{who} alone takes off too much: lower, move or cancel it first, then scan again.").template
_WAIT = say(
    "{who} alone takes off too much, and whoever clipped it can use it until its end: raise the price or close the listing until then."
).template


@dataclass(frozen=True, slots=True)
class Alone:
    """By hit that has one (`hit`) the promotion row that alone leaves too little; `kept` by buyers whatever is changed."""

    hit: Ints
    row: Ints
    kept: Flags

    @staticmethod
    def of(
        evidence: Evidence, clipped: Flags, asked: Asked, how: Explained, prices: Ints, least: Ints
    ) -> Alone:
        """Of these hits, those that are about a price below `least` alone; their own are `prices` of those that are explained."""
        about_price = np.flatnonzero((asked.left == 0) & ~asked.apart)
        taken = how.taken_off(prices[about_price])
        hit = about_price[taken.price]
        selling = evidence.segments.some("selling", asked.segment[hit])
        over = evidence.promotions["status"][taken.row] == Status.CANCELLED
        enough = (selling - taken.off < least[hit]) & (selling >= least[hit]) & evidence.identified[taken.row]
        at = np.flatnonzero(enough & (~over | clipped[taken.row]))
        at = at[lexical_order(hit[at], over[at], -taken.off[at], taken.row[at])]
        at = at[first_of((hit[at],))]
        return Alone(hit[at], taken.row[at], over[at])

    def texts(self, evidence: Evidence, *, kept: bool) -> Sequence[Text]:
        """What to do about some of them, all `kept` or none."""
        rows = self.row[self.kept == kept]
        kinds, ids = (evidence.promotions[name][rows].tolist() for name in ("kind", "id"))
        return Template(_WAIT if kept else _CHANGE_IT, len(rows), (("who", Named(kinds, ids)),))
