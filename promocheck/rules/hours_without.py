"""Prices that are too low while some promotions do not run, of which nobody knows whether they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Arithmetic
from promocheck.model.marketplace import BY_CODE
from promocheck.model.text import Text, say
from promocheck.model.texts import Same
from promocheck.model.value import dataclass
from promocheck.model.window import midnight_until
from promocheck.policy import SeverityOrOff
from promocheck.rules import near_zero
from promocheck.rules.below_floor import below_floor, raising, sales_too_low
from promocheck.rules.breach import Breaches, breaches, touching_as_low
from promocheck.rules.evidence import Evidence
from promocheck.rules.forbidden_stack import last_to_start
from promocheck.rules.handover_gap import LEAVE_A_DAY
from promocheck.rules.hits import NOBODY, Hits, in_blocks
from promocheck.rules.meeting import touching as segments_touching
from promocheck.rules.others import others_among
from promocheck.rules.otherwise import AtPrice, Otherwise
from promocheck.rules.primary import DISCOUNT, PRICE, Primaries
from promocheck.rules.telling_columns import Tell, always, by_promotions, filled, in_currency_of, one_of
from promocheck.tables import NO_END, NO_START
from promocheck.tables.frames import Columns
from promocheck.tables.ragged import Ragged, covered, within
from promocheck.tables.sorting import lexical_order
from promocheck.tables.spans import Parts

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_PRICES: Final = ("official", "stacked")  # in the official windows, and with guard bands
_KINDS: Final = {"official": "official_kinds", "stacked": "kinds"}  # of a price: what runs there
_JUDGED: Final = ("listing", *_PRICES, "floor", "official_floor")
_NUMBERS: Final = AtPrice._fields[:-2]
_BELOW: Final = say(
    "In the hours without {promotions}, and nobody knows which they are, a buyer can reach {price}, {gap} below the floor of {floor}. Otherwise it is {stacked}."
)
_NEAR: Final = say(
    "In the hours without {promotions}, and nobody knows which they are, a buyer can reach {price}, nearly nothing: the listing's price is {own}. Otherwise it is {stacked}."
)
_MAY_END: Final = say(
    "In some of these hours {promotions} may not run, as they are more than a lightning deal lasts: a buyer can then reach {price}, {gap} below the floor of {floor}. Otherwise it is {stacked}."
)
_MAY_END_NEAR: Final = say(
    "In some of these hours {promotions} may not run, as they are more than a lightning deal lasts: a buyer can then reach {price}, nearly nothing: the listing's price is {own}. Otherwise it is {stacked}."
)
_CUT: Final = say(
    "Take at least {gap} a unit less off beside the deal, or raise the minimum that only the price without it reaches; then scan again."
)
_CUT_IT: Final = say("Take at least {gap} a unit less off beside the deal, then scan again.")
_SHRINK: Final = say(
    "Take less off beside the deal, or raise the minimum that only the price without it reaches; then scan again."
)


@dataclass(frozen=True, slots=True)
class Found:
    """Runs of segments in breach without some promotions; `segments` are the run's own, by those as they would be `otherwise`.

    `official`: in the official windows, and not only in guard bands.
    """

    official: bool
    evidence: Evidence
    segments: Ints
    otherwise: Otherwise
    breaches: Breaches

    def told(self, severity: SeverityOrOff) -> Iterator[Hits]:
        """What is told of them, each weighing so much."""
        for at in in_blocks(len(self.breaches)):
            yield self._hits(self.breaches.where(at), severity)

    def without(self) -> tuple[Ints, Ints]:
        """Without which promotion rows it is so, and on which listings."""
        gone = self.otherwise.gone(self.breaches.worst)
        return gone.rows, self.breaches.listing[gone.owner]

    def _hits(self, found: Breaches, severity: SeverityOrOff) -> Hits:
        how, gone = self.otherwise.explain(found.worst), self.otherwise.gone(found.worst)
        making = _making(how)
        numbers = self.otherwise.segments.lists(found.worst, *_NUMBERS)
        sources = self.otherwise.floor_sources(found.worst)
        return Hits.told(
            self._messages(found, gone),
            self._fixes(found, making),
            listing=found.listing,
            start=found.start,
            end=found.end,
            rows=making.beside(gone),
            primary=self._primary(found, making),
            severity=[severity] * len(found),
            at_price=[
                AtPrice._make((*each, source, one.steps))
                for each, source, one in zip(numbers, sources, how, strict=True)
            ],
            others=self._others(found.several, making.beside(gone)),
        )

    def _others(self, several: Ragged, known: Ragged) -> Ragged:
        """By run what makes prices of its segments, or is left out there, but for what is known to."""
        if not len(several.rows):
            return several
        runs = self.evidence.running_through(
            Ragged(self.segments[several.rows], several.first), official=False
        )
        size = len(self.evidence.number)
        fresh = ~np.isin(runs.owner * size + runs.row, known.owner * size + known.rows)
        some = several.where(within((runs.first[fresh], runs.last[fresh]), len(several.rows)))
        there = _making(self.otherwise.explain(some.rows)).beside(self.otherwise.gone(some.rows))
        parts = Parts(some.owner[there.owner], there.rows, np.zeros(len(there.rows), dtype=np.int64))
        return others_among(parts, known, self.evidence).promotions

    def _messages(self, found: Breaches, gone: Ragged) -> Sequence[Text]:
        price, floor = (self.otherwise.segments.some(name, found.worst) for name in ("stacked", "floor"))
        below = price < floor
        amounts = {
            "price": price,
            "stacked": self.evidence.segments.some("stacked", self.segments[found.worst]),
            "own": self.evidence.listings["price"][found.listing],
            "floor": floor,
            "gap": floor - price,
        }

        def tell_of(text: Text, fields: Sequence[str]) -> Tell:
            def tell(at: Ints) -> Sequence[Text]:
                def with_names(some: Ints, promotions: Sequence[Any]) -> Sequence[Text]:
                    mine = at[some]
                    money = in_currency_of(self.evidence, found.listing[mine])
                    told = {name: money(amounts[name][mine]) for name in fields}
                    return filled(text, len(mine), promotions=promotions, **told)

                return by_promotions(self.evidence, gone.of_owners(at), with_names)

            return tell

        timed = ~gone.any(~of_said_hours(self.evidence, gone.rows))
        of_floor, of_near = ("price", "gap", "floor", "stacked"), ("price", "own", "stacked")
        return one_of(
            len(found),
            (below & ~timed, tell_of(_BELOW, of_floor)),
            (below & timed, tell_of(_MAY_END, of_floor)),
            (~below & ~timed, tell_of(_NEAR, of_near)),
            (~below & timed, tell_of(_MAY_END_NEAR, of_near)),
        )

    def _primary(self, found: Breaches, making: Ragged) -> Primaries:
        """The discount of what has a minimum; the listing's price where that is itself too low.

        Where hours are missing between promotions it is the start of the last one.
        """
        if not self.official:
            return last_to_start(self.evidence, making)
        floor = self.otherwise.segments.some("floor", found.worst)
        low = self.evidence.listings["price"][found.listing] < floor
        order = lexical_order(making.owner, self._with_minimum(making))
        row = np.full(len(low), NOBODY)
        some = making.counts > 0
        row[some] = making.rows[order[making.first[1:][some] - 1]]
        return Primaries((DISCOUNT, PRICE), low.astype(np.int64), row)

    def _with_minimum(self, making: Ragged) -> Flags:
        """Which of these promotion rows ask for a minimum."""
        spend, quantity = (
            self.evidence.promotions[name][making.rows] for name in ("min_spend", "min_quantity")
        )
        found: Flags = (spend > 0) | (quantity > 1)
        return found

    def _fixes(self, found: Breaches, making: Ragged) -> Sequence[Text]:
        """What to do. At 0 the promotions may take off more than the whole price, so the gap says too little."""
        hours = self.otherwise.segments
        price, floor, selling = (hours.some(name, found.worst) for name in ("stacked", "floor", "selling"))

        def cut(text: Text) -> Tell:
            def tell(at: Ints) -> Sequence[Text]:
                money = in_currency_of(self.evidence, found.listing[at])
                return filled(text, len(at), gap=money((floor - price)[at]))

            return tell

        if not self.official:
            return Same(LEAVE_A_DAY, len(found))
        low, below = selling < floor, (price < floor) & (price > 0)
        sales = sales_too_low(self.evidence, found.listing, selling, floor, making.of_owners)
        minimum = making.any(self._with_minimum(making))
        return one_of(
            len(found),
            (low, raising(self.evidence, found.listing, selling, floor, sales)),
            (~low & below & minimum, cut(_CUT)),
            (~low & below & ~minimum, cut(_CUT_IT)),
            (~low & ~below & minimum, always(_SHRINK)),
            (~low & ~below & ~minimum, always(near_zero.FIX)),
        )


def _making(how: Sequence[Arithmetic]) -> Ragged:
    return Ragged.of([each.promotion_rows for each in how])


def hours_without(evidence: Evidence, rows: Flags) -> Iterator[Found]:
    """Where a price is too low while some of these promotion rows do not run, and not as low, or not too low, while they do.

    First in the official windows, then only in the guard bands of what runs beside them; at the edges of the former what is lower.
    """
    segments = segments_with(evidence, rows)
    if not len(segments):
        return
    run = Columns({name: evidence.segments.some(name, segments) for name in _JUDGED})
    with_them = {price: _low(evidence, run, price) for price in _PRICES}

    def wrong(hours: Columns, at: Ints, price: str) -> Flags:
        """What is wrong with them too, and no lower, is no news, and so hides none that is.

        Without them the floor may be higher, where a clearance names them: then what is not lower is news, if something else runs.
        """
        news = hours.kept(price) < run.some(price, at)
        news |= (hours.kept(_KINDS[price]) != 0) & ~with_them[price][at]
        return news & _low(evidence, hours, price)

    otherwise = evidence.without(rows, segments, wrong)
    sure, perhaps = (wrong(otherwise.segments, np.arange(len(segments)), each) for each in _PRICES)

    def found(broken: Flags, *, official: bool) -> Found:
        return Found(official, evidence, segments, otherwise, breaches(otherwise.segments, broken))

    perhaps &= ~touching_as_low(otherwise.segments, perhaps, sure)
    yield found(sure, official=True)
    yield found(perhaps, official=False)


def of_said_hours(evidence: Evidence, rows: Ints) -> Flags:
    """Which of these promotion rows begin or end within a day, and so are not known by their days only."""
    columns = (evidence.promotions[name][rows].tolist() for name in ("start", "end", "marketplace"))
    return np.array([_says_hours(*each) for each in zip(*columns, strict=True)], dtype=bool)


def _says_hours(start: int, end: int, marketplace: str) -> bool:
    if start == NO_START or end == NO_END:
        return False
    zone = BY_CODE[marketplace].zone
    return any(midnight_until(each, zone) != each for each in (start, end))


def _low(evidence: Evidence, segments: Columns, price: str) -> Flags:
    """Which of some segments have a price that is below the floor or near zero."""
    there = replace(evidence, segments=segments)
    low: Flags = below_floor(there, price) | near_zero.near_zero(there, price)
    return low


def segments_with(evidence: Evidence, rows: Flags) -> Ints:
    """The segments of judged listings in which some of these promotion rows run in their official windows, in order."""
    listing, promotion = evidence.pairs["listing"], evidence.pairs["promotion"]
    mine = np.flatnonzero(rows[promotion])
    mine = mine[evidence.judged[listing[mine]]]
    start, end = (each[promotion[mine]] for each in (evidence.starts, evidence.ends))
    runs = start < end
    return covered(segments_touching(evidence, listing[mine][runs], start[runs], end[runs]))
