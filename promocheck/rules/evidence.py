"""What rules judge: the tables of a run, and everything that could not be read, matched or priced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, money
from promocheck.model.problem import Problem
from promocheck.model.texts import Same
from promocheck.model.value import dataclass
from promocheck.policy import RuleSettings
from promocheck.rules.otherwise import Without
from promocheck.rules.planning import Plan
from promocheck.tables import NO_COUNT, NO_MONEY
from promocheck.tables.columns import said_in
from promocheck.tables.frames import Columns
from promocheck.tables.ragged import Ragged, spread
from promocheck.tables.sorting import distinct, first_of, lexical_order, order_of
from promocheck.tables.spans import Spans

P = TypeVar("P", bound=Problem)


class RunningIn(Protocol):
    """What runs in segments."""

    def __call__(self, segments: Sequence[int] | NDArray[np.int64], *, official: bool) -> Ragged:
        """The promotion rows that run in each segment, in order; `official` leaves the guard bands out."""
        ...


class RunningThrough(Protocol):
    """What runs in segments on end."""

    def __call__(self, segments: Ragged, *, official: bool) -> Spans:
        """The promotion rows that run in the segments of owners, each of which has some of one listing, in order; as `RunningIn`."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """What rules judge: the tables of a run, and everything that could not be read, matched or priced.

    `segments` is the SEGMENTS table in order of listing and time; `running_in(segments)` names the promotion rows that run in
    segments, with guard bands or without, `running_through` in which of many on end; `without` says what is paid there if some do not. `settings` are every rule's, by id, for
    a rule that reports what another one defines. `forbidden` are the pairs of classes that the stacking forbids, `handshakes`
    those of which both must say that they stack; `dearer_beside` those of which the second one's price may be paid where it is
    above the first one's. `judged` are the listings for which these settings hold.
    """

    listings: Columns
    promotions: Columns
    pairs: Columns  # PAIRS, sorted: the live promotions on their listings
    # Likewise, with every row of a sheet for itself: in `pairs` rows that say the same are one.
    named: Columns
    # Listing rows of `pairs` in order of promotion: those of a row from `reach[row]` on.
    reached: NDArray[np.int64]
    reach: NDArray[np.int64]
    identified: NDArray[np.bool_]  # by promotion row: it has an id, as what listings offer themselves has not
    segments: Columns
    floor: NDArray[np.int64]  # by listing row, at the run's instant; NO_MONEY
    floor_required: NDArray[np.bool_]  # likewise
    as_of: int  # UTC seconds
    stock: NDArray[np.int64]  # likewise: units that can be sold; NO_COUNT
    planned: NDArray[np.int64]  # likewise: units meant for promotions; NO_COUNT
    reference: NDArray[np.int64]  # likewise: the usual price; NO_MONEY
    families: NDArray[np.int64]  # likewise: a code for the variations of one parent; -1 without a parent
    problems: tuple[Problem, ...]
    settings: Mapping[str, RuleSettings]
    classes: NDArray[np.int64]  # by promotion row: its class in the stacking, or -1
    forbidden: tuple[frozenset[int], ...]
    handshakes: tuple[frozenset[int], ...]  # a class alone: with itself
    dearer_beside: frozenset[tuple[int, int]]
    # By promotion row: rows of one store, marketplace and id have one, in their order.
    number: NDArray[np.int64]
    starts: NDArray[np.int64]  # by promotion row: the official window, clipped to what is judged
    ends: NDArray[np.int64]  # likewise
    judged: NDArray[np.bool_]  # by listing row
    catalogue: Callable[[], Mapping[tuple[str, str], int]]  # how many listings each store and marketplace has
    drafted: NDArray[np.bool_]  # by promotion row: it is not saved yet
    edited: NDArray[np.bool_]  # by promotion row: it is live, and cancelled by a draft's editing it alone
    replaced: NDArray[np.bool_]  # likewise by a draft's taking its place
    limits_told: NDArray[np.bool_]  # by promotion row: its sheet has a column for purchase limits
    running_in: RunningIn
    running_through: RunningThrough
    without: Without
    plan: Plan | None = None  # without a plan sheet

    def promoted(self) -> NDArray[np.int64]:
        """The listing rows that carry a live promotion."""
        carrying = self.pairs["listing"]
        found: NDArray[np.int64] = carrying[np.diff(carrying, prepend=-1) != 0]
        return found

    def promotions_of(self, listing: int) -> tuple[int, ...]:
        """The live promotion rows of a listing."""
        first, last = np.searchsorted(self.pairs["listing"], [listing, listing + 1])
        return tuple(self.pairs["promotion"][first:last].tolist())

    def live(self, chosen: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """The rows of live promotions that reach a listing, without what listings offer themselves; of them the `chosen`."""
        kept = (self.reach[1:] > self.reach[:-1]) & self.identified
        found: NDArray[np.int64] = np.flatnonzero(kept if chosen is None else kept & chosen)
        return found

    def listings_of(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """The listing rows that these promotion rows reach."""
        reached = [self.reached[self.reach[row] : self.reach[row + 1]] for row in rows]
        if len(reached) == 1:
            return reached[0]
        found: NDArray[np.int64] = distinct(np.concatenate(reached))
        return found

    def reached_by(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every listing row that each of these promotion rows reaches, and the place of that row in `rows`."""
        counts = np.diff(self.reach)[rows]
        return np.repeat(np.arange(len(rows)), counts), self.reached[spread(self.reach[rows], counts)]

    def first_of(self, row: int) -> int:
        """One of the listing rows that a live promotion row reaches."""
        return int(self.reached[self.reach[row]])

    def together(self, rows: NDArray[np.int64], some: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Of these promotion rows those whose promotion has one of `some` of them."""
        number = self.number[rows]
        chosen = np.zeros(int(number.max(initial=0)) + 1, dtype=bool)
        chosen[number[some]] = True
        return rows[chosen[number]]

    def promotions_in(self, rows: NDArray[np.int64]) -> Ragged:
        """Promotion rows by promotion, in order of store, marketplace and id."""
        rows = rows[order_of(self.number[rows])]
        first = np.flatnonzero(np.diff(self.number[rows], prepend=-1))
        return Ragged(rows, np.append(first, len(rows)))

    def by_id(self, rows: NDArray[np.int64]) -> Iterator[tuple[int, ...]]:
        """The same promotion by promotion."""
        found = self.promotions_in(rows)
        return map(tuple, found.apart(found.rows.tolist()))

    def judged_of(
        self, promotions: Ragged, but: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
    ) -> Ragged:
        """By promotion the judged listing rows that its rows reach, each once, in order.

        `but` leaves out these listings (second) where these promotion rows (first) reach them.
        """
        who, listing = self.reached_by(promotions.rows)
        judged = self.judged[listing]
        if but is not None and len(but[0]):
            size = len(self.reach)
            judged &= ~np.isin(listing * size + promotions.rows[who], but[1] * size + but[0])
        who, listing = promotions.owner[who[judged]], listing[judged]
        order = lexical_order(who, listing)
        who, listing = who[order], listing[order]
        fresh = first_of((who, listing))
        return Ragged.by_owner(listing[fresh], who[fresh], len(promotions.first) - 1)

    def at(self, segment: int, column: str) -> int:
        """One number of a segment."""
        return self.segments.number(column, segment)

    def numbers(
        self, segments: Sequence[int] | NDArray[np.int64], *columns: str
    ) -> Iterator[tuple[int, ...]]:
        """Some numbers of segments, segment by segment."""
        return self.segments.lists(np.array(segments, dtype=np.int64), *columns)

    def of(self, kind: type[P]) -> Iterator[P]:
        """The problems of one kind."""
        return (problem for problem in self.problems if isinstance(problem, kind))

    def reachable(self, listing: int, promotions: tuple[int, ...]) -> int | None:
        """How many units may be sold through these promotions: what is in stock, whatever the platform is said to stop at.

        Without a known stock the most units that one of them is committed to; None where nothing says.
        """
        stock = int(self.stock[listing])
        if stock != NO_COUNT:
            return stock
        committed = max((self.promotions.number("units", row) for row in promotions), default=NO_COUNT)
        return None if committed == NO_COUNT else committed

    def currencies(self, listings: NDArray[np.int64]) -> Sequence[str]:
        """The currencies of listings' marketplaces."""
        said = said_in(self.listings["marketplace"], listings)
        if isinstance(said, Same):
            return Same(BY_CODE[said.value].currency, len(said))
        return [BY_CODE[each].currency for each in said]

    def currency(self, listing: int) -> str:
        """The currency of a listing's marketplace."""
        return BY_CODE[self.listings.text("marketplace", listing)].currency

    def money(self, listing: int, minor: int) -> Money | None:
        """An amount of the listing's currency; None for a blank."""
        return None if minor == NO_MONEY else money(int(minor), self.currency(listing))
