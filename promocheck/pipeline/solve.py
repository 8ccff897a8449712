"""How deep may it go, when, and what else would help: the solver's answers about promotions of a run, as values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from promocheck.model.kind import Form, Kind
from promocheck.model.money import Money, Percent
from promocheck.model.remedy import Dates, Depth, Dropped, ForListing, NoDepth, Remedies, Window
from promocheck.model.value import dataclass
from promocheck.pipeline.ground import ground_of
from promocheck.pipeline.priced import Priced
from promocheck.pricing.copies import Copies, Ground
from promocheck.pricing.deepest import Bears, Deepest, Questions, deepest
from promocheck.pricing.drops import drops
from promocheck.pricing.floors import NO_ROW
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.never import met_by
from promocheck.pricing.safe_dates import Safe, holds, safe_windows, smallest_moves
from promocheck.tables import KEY, NO_MONEY
from promocheck.tables.frames import Columns

_NO_DATES: Final = Dates(holds=False, safe=(), later_start=None, earlier_end=None, moved=None)
_REASONS: Final = {Bears.BREACH_WITHOUT: NoDepth.BREACH_WITHOUT, Bears.NOTHING: NoDepth.NOTHING}


def solve(
    priced: Priced, promotions: Sequence[int], listings: Sequence[int] | None = None
) -> tuple[Remedies, ...]:
    """What would make promotions of a run safe, one of `Remedies` for each id among these rows, in order of their ids.

    Of an id that several kinds have each kind has one.
    `promotions` are rows of `priced.shop.promotions`, `listings` of `priced.shop.listings` (None: all that these rows
    reach). What they do not reach, or reach unpriced, has no answer. Every promotion is varied by itself,
    all else as the run has it.
    """
    ground = ground_of(priced.shop, priced.work, priced.horizon)
    wanted = np.arange(len(ground.listings)) if listings is None else np.unique(listings)
    rows = np.array(sorted(set(promotions)), dtype=np.int64)
    unsure = priced.too_low_without()
    kinds = priced.evidence.promotions["kind"]
    found = (
        _Asked.of(ground, mine, wanted)
        for together in priced.evidence.by_id(rows)
        for mine in _by_kind(together, kinds)
    )
    return tuple(
        _Teller(priced, ground, asked, unsure[asked.listing]).told() for asked in found if len(asked.listing)
    )


def _by_kind(rows: Sequence[int], kinds: Ints) -> Iterator[tuple[int, ...]]:
    """The rows of each kind, in the order of their first ones."""
    for kind in dict.fromkeys(int(kinds[row]) for row in rows):
        yield tuple(row for row in rows if kinds[row] == kind)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One promotion on the listings that are asked about: of each the promotion row that reaches it first."""

    listing: Ints
    promotion: Ints

    @staticmethod
    def of(ground: Ground, rows: Sequence[int], wanted: Ints) -> _Asked:
        work = ground.work
        pairs = np.flatnonzero(np.isin(work.promotion, rows) & np.isin(work.listing, wanted))
        listing, at = np.unique(work.listing[pairs], return_index=True)
        return _Asked(listing, work.promotion[pairs[at]])


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts the answers about one promotion into values."""

    priced: Priced
    ground: Ground
    asked: _Asked
    unsure: Flags  # by listing asked about: a price is too low in hours that are not priced here

    def told(self) -> Remedies:
        """All that would make the promotion safe."""
        asked, row = self.asked, int(self.asked.promotion[0])
        depths = tuple(self._depths())
        alone = safe_windows(self.ground, asked.listing, asked.promotion)
        dates, dropped = self._dates(alone, np.arange(len(asked.listing))), self._dropped()
        for at in np.flatnonzero(self.unsure).tolist():
            dates[at], dropped[at] = _NO_DATES, ()
        return Remedies(
            Kind(self._promotions.number("kind", row)).word,
            self._promotions.text("id", row),
            tuple(self._listing(at, depths[at], dates[at], dropped[at]) for at in range(len(depths))),
            tuple(_shallowest(depths)),
            dates[0] if len(dates) == 1 else self._common_dates(),
        )

    def _common_dates(self) -> Dates:
        """The dates that are safe for all listings at once."""
        if self.unsure.any():
            return _NO_DATES
        together = np.zeros(len(self.asked.listing), dtype=np.int64)
        common = safe_windows(self.ground, self.asked.listing, self.asked.promotion, together)
        return self._dates(common, together)[0]

    @property
    def _promotions(self) -> Columns:
        return self.priced.evidence.promotions

    def _listing(self, at: int, depth: Depth, dates: Dates, dropped: tuple[Dropped, ...]) -> ForListing:
        listing, named = int(self.asked.listing[at]), self.priced.evidence.listings
        store, marketplace, sku = (named.text(name, listing) for name in KEY)
        return ForListing(listing, store or None, marketplace, sku, depth, dates, dropped)

    def _depths(self) -> Iterator[Depth]:
        answer = self._deepest()
        met = met_by(self.ground, self.asked.listing, self.asked.promotion)
        for at, (listing, row) in enumerate(zip(self.asked.listing, self.asked.promotion, strict=True)):
            form, reason = self._promotions.number("form", row), _REASONS.get(Bears(int(answer.bears[at])))
            if self.unsure[at]:
                yield Depth(Form(form).word, None, NoDepth.UNKNOWN, whole=False)
                continue
            if met[at] != NO_ROW:
                other = self._other(int(met[at]))
                yield Depth(Form(form).word, None, NoDepth.FORBIDDEN, whole=False, never_with=other)
                continue
            value = None if reason else self._value(int(listing), form, int(answer.value[at]))
            most = None if reason else self._most(int(listing), int(answer.most[at]))
            yield Depth(Form(form).word, value, reason, bool(answer.whole[at]), most=most)

    def _deepest(self) -> Deepest:
        """The deepest that passes with deals of unknown hours, and without them too: nobody knows which hours are which."""
        questions = Questions.on_own_dates(self.ground, self.asked.listing, self.asked.promotion)
        answer, gone = deepest(self.ground, questions), self._beside()
        if not gone:
            return answer
        other = deepest(self.ground, questions, gone)
        price = self._promotions["form"][self.asked.promotion] == Form.PRICE
        less = np.where(price, other.value > answer.value, other.value < answer.value)
        less = (answer.bears == Bears.SOME) & np.where(
            other.bears == Bears.SOME, less, other.bears != Bears.NOT_ON_IT
        )
        value = np.where(less, other.value, answer.value)
        bears = np.where(less, other.bears, answer.bears)
        most = _lower(answer.most, other.most)
        apart = (bears == Bears.SOME) & (most != NO_MONEY) & (value > most)
        return Deepest(
            np.where(apart, NO_MONEY, value),
            most,
            np.where(apart, Bears.NOTHING, bears),
            answer.whole & other.whole,
        )

    def _beside(self) -> list[Ints]:
        """In columns, by listing asked about, the deals of unknown hours beside what is asked; `NO_ROW` where none is."""
        listing, row = self.priced.of_unknown_hour()
        low, high = (np.searchsorted(listing, self.asked.listing, side) for side in ("left", "right"))
        found = []
        for rank in range(int((high - low).max(initial=0))):
            here = np.flatnonzero(low + rank < high)
            here = here[~self.ground.alike(row[low[here] + rank], self.asked.promotion[here])]
            column = np.full(len(low), NO_ROW, dtype=np.int64)
            column[here] = row[low[here] + rank]
            found.append(column)
        return found

    def _value(self, listing: int, form: int, value: int) -> Money | Percent:
        if form == Form.PERCENT:
            return Percent(value)
        return Money(value, self.priced.evidence.currency(listing))

    def _most(self, listing: int, most: int) -> Money | None:
        return None if most == NO_MONEY else Money(most, self.priced.evidence.currency(listing))

    def _dropped(self) -> list[tuple[Dropped, ...]]:
        answer = drops(self.ground, self.asked.listing, self.asked.promotion)
        found: list[list[Dropped]] = [[] for _ in self.asked.listing]
        for question, row in zip(answer.question.tolist(), answer.promotion.tolist(), strict=True):
            found[question].append(self._other(row))
        return [tuple(each) for each in found]

    def _other(self, row: int) -> Dropped:
        kind = Kind(self._promotions.number("kind", row)).word
        return Dropped(kind, self._promotions.text("id", row))

    def _dates(self, safe: Safe, number: Ints) -> list[Dates]:
        """The dates of every question; listings with one number are one question."""
        first = np.unique(number, return_index=True)[1]
        start, end = (self._promotions[name][self.asked.promotion[first]] for name in ("start", "end"))
        moves = smallest_moves(self.ground, safe, start, end)
        held, others = self._held(number, start, end), self._others_hold(number)
        asked, held = others & ~held, others & held
        later = self._held(number, moves.later, end) & asked
        earlier = self._held(number, start, moves.earlier) & asked
        moved = self._held(number, moves.start, moves.end) & asked
        windows: list[list[Window]] = [[] for _ in first]
        for question, low, high in zip(
            safe.question.tolist(), safe.start.tolist(), safe.end.tolist(), strict=True
        ):
            windows[question].append(self._window(low, high))
        return [
            Dates(
                bool(held[at]),
                tuple(windows[at]),
                int(moves.later[at]) if later[at] else None,
                int(moves.earlier[at]) if earlier[at] else None,
                self._window(int(moves.start[at]), int(moves.end[at])) if moved[at] else None,
            )
            for at in range(len(first))
        ]

    def _held(self, number: Ints, start: Ints, end: Ints) -> Flags:
        """By question whether these dates hold on all of its listings, priced anew; not where there are none."""
        held = np.ones(len(start), dtype=bool)
        ok = holds(self.ground, self.asked.listing, self.asked.promotion, start[number], end[number])
        held[number[~ok]] = False
        return held

    def _others_hold(self, number: Ints) -> Flags:
        """By question whether the promotion's further rows hold on their own dates: no move of the first one mends them."""
        copies = Copies.of(self.ground, self.asked.listing, self.asked.promotion).asked_alone()
        more = np.flatnonzero(copies.row != copies.promotion[copies.copy])
        at, row = copies.copy[more], copies.row[more]
        start, end = (self._promotions[name][row] for name in ("start", "end"))
        held = np.ones(len(np.unique(number)), dtype=bool)
        held[number[at[~holds(self.ground, self.asked.listing[at], row, start, end)]]] = False
        return held

    def _window(self, start: int, end: int) -> Window:
        return start, None if end >= self.priced.horizon.open else end


def _shallowest(depths: Sequence[Depth]) -> Iterator[Depth]:
    """Of each form the depth that is safe wherever one of these is."""
    for form in Form:
        mine = [each for each in depths if each.form == form.word]
        if not mine:
            continue
        none = next((each for each in mine if each.value is None), None)
        values = [each.value for each in mine if each.value is not None]
        value = None if none else max(values) if form is Form.PRICE else min(values)
        whole = all(each.whole for each in mine)
        most = min((each.most for each in mine if each.most is not None), default=None)
        if most is not None and isinstance(value, Money) and most < value:
            none = none or Depth(form.word, None, NoDepth.NOTHING, whole=False)
        yield none or Depth(form.word, value, None, whole, most=most)


def _lower(one: Ints, other: Ints) -> Ints:
    """The lower of two amounts, either of which may be none."""
    found: Ints = np.where((one == NO_MONEY) | ((other != NO_MONEY) & (other < one)), other, one)
    return found
