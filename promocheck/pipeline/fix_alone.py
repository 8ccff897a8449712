"""Prices that no number mends, though one promotion makes them too low all by itself: it is named, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

import numpy as np

from promocheck.model.kind import Form, Status
from promocheck.model.text import Text, say
from promocheck.model.texts import Named, Template
from promocheck.model.value import dataclass
from promocheck.pipeline.fix_kept_shares import KeptShares
from promocheck.pricing.keys import Flags, Ints
from promocheck.rules import Evidence
from promocheck.rules.asked import Asked
from promocheck.tables.explained import Explained
from promocheck.tables.sorting import first_of, lexical_order

_WHOLE: Final = 10_000  # basis points


class Remedy(IntEnum):
    """What is to be done about a promotion that alone leaves too little."""

    RAISE_IT = 0
    TAKE_LESS = 1
    RAISE_PRICE = 2
    CLOSE = 3
    CANCEL_SOONER = 4

    @property
    def changes_discount(self) -> bool:
        """Whether its discount may be set to something else."""
        return self in {Remedy.RAISE_IT, Remedy.TAKE_LESS}


_SAID: Final = {
    Remedy.RAISE_IT: say(
        "By itself {who} takes off too much: raise its price, move or cancel it first, then scan again."
    ).template,
    Remedy.TAKE_LESS: say(
        "By itself {who} takes off too much: take off less with it, move or cancel it first, then scan again."
    ).template,
    Remedy.RAISE_PRICE: say(
        "By itself {who} takes off too much, and whoever clipped it can still use it, even some hours after its end: "
        "raise the price or close the listing until that is over."
    ).template,
    Remedy.CLOSE: say(
        "By itself {who} takes off too much at any price, and whoever clipped it can still use it, even some hours after "
        "its end: close the listing until that is over."
    ).template,
    Remedy.CANCEL_SOONER: say(
        "By itself {who} takes off too much, and is cancelled only on a day to come: cancel it at once, then scan again."
    ).template,
}


@dataclass(frozen=True, slots=True)
class Alone:
    """By hit that has one (`hit`) the promotion row that alone leaves too little, and its `remedy`."""

    hit: Ints
    row: Ints
    remedy: Ints

    @staticmethod
    def of(
        evidence: Evidence,
        clipped: Flags,
        keeps: KeptShares,
        asked: Asked,
        how: Explained,
        prices: Ints,
        least: Ints,
    ) -> Alone:
        """Of these hits, those that are about a price below `least` alone; their own are `prices` of those that are explained."""
        about_price = np.flatnonzero((asked.left == 0) & ~asked.apart)
        taken = how.taken_off(prices[about_price])
        hit = about_price[taken.price]
        selling = evidence.segments.some("selling", asked.segment[hit])
        over = evidence.promotions["status"][taken.row] == Status.CANCELLED
        enough = (selling - taken.off < least[hit]) & (selling >= least[hit]) & evidence.identified[taken.row]
        kept = over & clipped[taken.row]
        later = over & ~kept & _cancelled_later(evidence, taken.row)
        at = np.flatnonzero(enough & (~over | kept | later))
        at = at[lexical_order(hit[at], over[at], kept[at], -taken.off[at], taken.row[at])]
        at = at[first_of((hit[at],))]
        hit, row = hit[at], taken.row[at]
        at_a_price = evidence.promotions["form"][row] == Form.PRICE
        remedy = np.where(at_a_price, Remedy.RAISE_IT, Remedy.TAKE_LESS)
        remedy[later[at] & ~(evidence.edited | evidence.replaced)[row]] = Remedy.CANCEL_SOONER
        mine = np.flatnonzero(kept[at])
        low = _at_any_price(evidence, keeps, asked.where(hit[mine]), row[mine])
        remedy[mine] = np.where(low, Remedy.CLOSE, Remedy.RAISE_PRICE)
        return Alone(hit, row, remedy)

    def texts(self, evidence: Evidence, remedy: Remedy) -> Sequence[Text]:
        """What to do about those with one remedy."""
        rows = self.row[self.remedy == remedy]
        kinds, ids = (evidence.promotions[name][rows].tolist() for name in ("kind", "id"))
        return Template(_SAID[remedy], len(rows), (("who", Named(kinds, ids)),))


def _cancelled_later(evidence: Evidence, row: Ints) -> Flags:
    """Which of these cancelled promotion rows are live until an instant to come: by an export, or once a draft takes their place."""
    later: Flags = (evidence.promotions["canceled_at"][row] > evidence.as_of) & ~evidence.drafted[row]
    return later


def _at_any_price(evidence: Evidence, keeps: KeptShares, asked: Asked, row: Ints) -> Flags:
    """Of hits whether one promotion row each leaves too little however high the listing's price is raised."""
    if not len(row):
        return np.zeros(0, dtype=bool)
    kind, form, value = (evidence.promotions[name][row] for name in ("kind", "form", "value"))
    instant = evidence.segments.some("start", asked.segment)
    share = keeps.at(asked.listing, instant, kind)
    low: Flags = (form == Form.PRICE) | ((form == Form.PERCENT) & (_WHOLE - value < share))
    return low
