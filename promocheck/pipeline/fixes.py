"""The fix of a finding as a number: which promotion to set to what, when to start or end it, or where to take it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from promocheck.model.kind import Form, Kind
from promocheck.model.texts import NO_TEXT, Texts
from promocheck.model.value import dataclass
from promocheck.pipeline.fix_alone import Alone, Remedy
from promocheck.pipeline.fix_answers import Answers, Way
from promocheck.pipeline.fix_dates import DateFixes
from promocheck.pipeline.fix_kept import Kept
from promocheck.pipeline.fix_kept_shares import KeptShares
from promocheck.pipeline.fix_order import FixOrder
from promocheck.pipeline.fix_parted import PartedFixes
from promocheck.pipeline.fix_raised import Raised
from promocheck.pipeline.fix_words import FixWords
from promocheck.pricing.copies import Ground
from promocheck.pricing.crowds import CROWD
from promocheck.pricing.deepest import Bears, Deepest, Questions, deepest
from promocheck.pricing.floors import NO_ROW
from promocheck.pricing.keys import Flags, Ints
from promocheck.rules import Evidence, outside_platform_range, price_slip
from promocheck.rules.asked import Asked, Mended
from promocheck.rules.hits import NOBODY
from promocheck.rules.primary import DISCOUNT, END, PRICE, START, TARGET, Primaries
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import one_of_few
from promocheck.tables.explained import Explained
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import numbered

_TRIED: Final = 4  # promotions of a finding, the best to change first
_AT_A_PRICE: Final = [kind for kind in Kind if kind.sets_price]


@dataclass(frozen=True, slots=True)
class Fixes:
    """Finds the fixes of all hits at once.

    By promotion row: `drafted`, not saved yet, which are changed first; `clipped`, may be in buyers' hands, which are changed
    last: they keep them as they are.
    `unsure`, by listing row: a price is too low in hours that are not priced here, so no number mends it for sure.
    `keeps`: what of its own price a listing must keep, which a higher price does not mend.
    """

    ground: Ground
    evidence: Evidence
    drafted: Flags
    clipped: Flags
    unsure: Flags
    keeps: KeptShares

    def __call__(self, asked: Asked, how: Explained, prices: Ints) -> Mended:
        """Of each hit what has been priced and mends it; None where no number does, or where too much runs to say.

        `prices` are the numbers of the hits' own among those that are explained.
        """
        unsure = asked.listings.any(self.unsure[asked.listings.rows])
        few = np.flatnonzero((self._carried(asked.listing) <= CROWD) & ~unsure)
        mine = asked.where(few)
        answers, tried = self._answers(mine, how, prices[few])
        texts = FixWords(self.evidence, mine.listing, mine.may_be_meant)(answers)
        place = np.full(len(prices), NO_TEXT, dtype=np.int64)
        place[few] = texts.place
        primary = Primaries.of_all(DISCOUNT, len(prices)).instead(few, _changed(answers, tried))
        unmended = few[place[few] == NO_TEXT]
        raised = Raised.of(self.evidence, self.keeps, asked.where(unmended))
        place[unmended[raised.hit]] = sum(map(len, texts.parts)) + np.arange(len(raised.hit))
        primary = primary.instead(unmended[raised.hit], Primaries.of_all(PRICE, len(raised.hit)))
        found = Texts((*texts.parts, raised.texts(self.evidence)), place.tolist())
        return self._named(asked, how, prices, Mended(found, primary))

    def _named(self, asked: Asked, how: Explained, prices: Ints, mended: Mended) -> Mended:
        """The same, and of hits without a number the promotion that makes them all by itself."""
        place = np.array(mended.fix.place, dtype=np.int64)
        left = np.flatnonzero(place == NO_TEXT)
        if not len(left):
            return mended
        mine = asked.where(left)
        alone = Alone.of(self.evidence, self.clipped, self.keeps, mine, how, prices[left], self._least(mine))
        parts = list(mended.fix.parts)
        for remedy in Remedy:
            at = left[alone.hit[alone.remedy == remedy]]
            place[at] = sum(map(len, parts)) + np.arange(len(at))
            parts.append(alone.texts(self.evidence, remedy))
        changed = np.isin(alone.remedy, [each for each in Remedy if each.changes_discount])
        cells = Primaries((DISCOUNT,), np.zeros(int(changed.sum()), dtype=np.int64), alone.row[changed])
        primary = mended.primary.instead(left[alone.hit[changed]], cells)
        return Mended(Texts(tuple(parts), place.tolist()), primary)

    def _carried(self, listing: Ints) -> Ints:
        """How many promotion rows each of these listings carries; where it is a crowd, to change one of them is no answer."""
        carrying = self.evidence.pairs["listing"]
        last = np.searchsorted(carrying, listing, side="right")
        return last - np.searchsorted(carrying, listing)

    def _answers(self, asked: Asked, how: Explained, prices: Ints) -> tuple[Answers, Ints]:
        """The answers, and by hit the promotion rows that were tried, in columns."""
        answers = Answers.none(len(prices), _TRIED - 1)
        if not len(prices):
            return answers, answers.gone
        # Those of two rows that the hit names mend what dates must mend.
        order = FixOrder(self.evidence, self.drafted, self.clipped)
        tried = order(how, np.where(asked.dated == 0, prices, NOBODY))
        kept = Kept.of(self.evidence, self.clipped, self.ground.edited)
        dates = DateFixes(self.ground, self.evidence, self.drafted, kept)
        PartedFixes(self.ground, self.evidence, dates)(asked, answers)
        dates(asked, tried, answers)
        able, rows = self._by_depth(asked), _first_columns(tried)
        # Nearly all are mended by the first; what is left is few, and all that may mend it is asked at once.
        drafts = (self.drafted[rows] & (rows != NO_ROW)).sum(axis=1)
        for ways in (_first, _others):
            self._by_depths(asked, ways(np.flatnonzero(answers.open & able), rows, drafts), answers)
        return answers, rows

    def _by_depth(self, asked: Asked) -> Flags:
        """Whether a discount can mend each: not where the listing is too cheap by itself."""
        able: Flags = self.evidence.listings["price"][asked.listing] >= self._least(asked)
        return able

    def _least(self, asked: Asked) -> Ints:
        """The lowest price of each that is neither below its floor nor nearly nothing."""
        floor = self.evidence.segments.some("floor", asked.segment)
        least: Ints = np.maximum(self.ground.lowest(asked.listing), floor)
        return least

    def _by_depths(self, asked: Asked, ways: _Ways, answers: Answers) -> None:
        """Answer hits by one promotion row each, with those in `gone` taken out before; by the first of the ways that mends it."""
        if not len(ways.hit):
            return
        listings = asked.listings.of_owners(ways.hit)
        gone = [column[listings.owner] for column in ways.gone.T if (column != NO_ROW).any()]
        answer = deepest(self.ground, _questions(self.ground, asked, ways, listings), gone)
        value = self._shallowest(ways.row, answer, listings)
        able = _all((answer.bears != Bears.BREACH_WITHOUT) & (answer.bears != Bears.NOT_ON_IT), listings)
        able &= (value != NO_MONEY) | (np.diff(listings.first) == 1)
        mends = np.flatnonzero(able)
        best = mends[numbered(ways.hit[mends])[0]]
        hit, row, value = ways.hit[best], ways.row[best], value[best]
        answers.put(hit, np.where(value == NO_MONEY, Way.OUT, Way.SET), row, value)
        answers.clipped[hit], answers.gone[hit] = self.clipped[row], ways.gone[best]

    def _shallowest(self, row: Ints, answer: Deepest, listings: Ragged) -> Ints:
        """By promotion row the value that is safe for all listings.

        `NO_MONEY` where it would be no discount, or no shallower one than there is.
        """
        kind, form, present = (self.evidence.promotions[name][row] for name in ("kind", "form", "value"))
        first, price = listings.first[:-1], form == Form.PRICE
        value: Ints = np.where(
            price, np.maximum.reduceat(answer.value, first), np.minimum.reduceat(answer.value, first)
        )
        least = np.where(form == Form.PERCENT, self._least_percents()[kind], 1)
        own = self.evidence.listings["price"][listings.rows[first]]
        sold = price & one_of_few(kind, _AT_A_PRICE)
        value = np.where(sold & (value != NO_MONEY), np.maximum(value, self._no_slips(own)), value)
        dear = _all((answer.most == NO_MONEY) | (value[listings.owner] <= answer.most), listings)
        better = np.where(
            price, (present < value) & (value < own) & dear, (least <= value) & (value < present)
        )
        return np.where(better & _all(answer.bears != Bears.NOTHING, listings), value, NO_MONEY)

    def _no_slips(self, own: Ints) -> Ints:
        """The lowest prices that the next finding is not about: what is a tenth of the listing's own is taken for a slip."""
        options = self.evidence.settings[price_slip.RULE.id]
        assert isinstance(options, price_slip.Options)
        return price_slip.lowest_beyond(own, options)

    def _least_percents(self) -> Ints:
        """By kind the smallest share that the platform takes, in basis points."""
        options = self.evidence.settings[outside_platform_range.RULE.id]
        assert isinstance(options, outside_platform_range.Options)
        return np.array([int(options.percent.get(kind, (1, 100))[0] * 100) for kind in Kind], dtype=np.int64)


_CHANGES: Final = {Way.NOTHING: DISCOUNT, Way.SET: DISCOUNT, Way.OUT: TARGET, Way.START: START, Way.END: END}


def _changed(answers: Answers, tried: Ints) -> Primaries:
    """By hit the cell that its fix changes first; without a fix the discount that was `tried` first."""
    first, before = answers.gone[:, 0], answers.gone[:, 0] != NO_ROW
    row = np.where(before, first, np.where(answers.open, tried[:, 0], answers.row))
    return Primaries(tuple(_CHANGES.values()), np.where(before, Way.OUT, answers.way), row)


@dataclass(frozen=True, slots=True)
class _Ways:
    """Ways to mend hits, the best first: the promotion row to change, and those to take out before, in columns."""

    hit: Ints
    row: Ints
    gone: Ints


def _first(hits: Ints, rows: Ints, _: Ints) -> _Ways:
    """To change the best promotion row alone."""
    return _ways([(hits, 0, 0)], rows)


def _others(hits: Ints, rows: Ints, drafts: Ints) -> _Ways:
    """To change another one alone, each in turn; then each with those before it taken out.

    Where some are `drafts`, which come first, what is live is changed without them: it is too low by itself, and is not to be
    raised for the sake of what nobody has saved.
    """
    others, drafted = range(1, _TRIED), drafts[hits]
    among_drafts = [(hits[drafted > at], at, before) for before in (False, True) for at in others]
    without = [(hits[drafted == many], at, many) for many in others for at in range(many, _TRIED)]
    return _ways(
        [
            *((mine, at, at * before) for mine, at, before in among_drafts),
            *without,
            *((hits, at, 0) for at in others),
            *((hits, at, at) for at in others),
        ],
        rows,
    )


def _ways(asked: Sequence[tuple[Ints, int, int]], rows: Ints) -> _Ways:
    """Of hits the row in a column of `rows`, with those in so many columns taken out before."""
    found = []
    for hits, at, before in asked:
        mine = hits[rows[hits, at] != NO_ROW]
        gone = np.full((len(mine), _TRIED - 1), NO_ROW, dtype=np.int64)
        gone[:, :before] = rows[mine, :before]
        found.append((mine, rows[mine, at], gone))
    return _Ways(*map(np.concatenate, zip(*found, strict=True)))


def _first_columns(tried: Ragged) -> Ints:
    """The first few rows of each hit in columns, `NO_ROW` where there are no more."""
    owner = tried.owner
    at = np.arange(len(owner)) - tried.first[owner]
    found = np.full((len(tried.first) - 1, _TRIED), NO_ROW, dtype=np.int64)
    few = at < _TRIED
    found[owner[few], at[few]] = tried.rows[few]
    return found


def _questions(ground: Ground, asked: Asked, ways: _Ways, listings: Ragged) -> Questions:
    """What is asked of each listing of the hits."""
    row, hit = ways.row[listings.owner], ways.hit[listings.owner]
    documented = -(-ground.work.own[listings.rows] * asked.left[hit] // 10_000)
    return Questions(listings.rows, row, asked.start[hit], asked.end[hit], documented)


def _all(holds: Flags, owners: Ragged) -> Flags:
    """Whether it holds for all rows of each owner."""
    found: Flags = np.logical_and.reduceat(holds, owners.first[:-1])
    return found
