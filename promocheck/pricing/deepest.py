"""How deep a promotion may go: the deepest discount with which nothing is in breach, found by pricing, never by a formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Final

import numpy as np

from promocheck.model.kind import Form
from promocheck.model.value import dataclass
from promocheck.pricing.classes import NO_CLASS
from promocheck.pricing.copies import Copies, Ground, covered
from promocheck.pricing.edits import in_place, whole
from promocheck.pricing.floors import NO_ROW
from promocheck.pricing.judged import STACKED, Bench, bench_without, shown_without, values_of
from promocheck.pricing.keys import Flags, Ints, asked_once
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import Campaign
from promocheck.pricing.timeline import windows_of
from promocheck.pricing.trials import WHOLE
from promocheck.tables import NO_MONEY
from promocheck.tables.frames import taken
from promocheck.tables.ragged import any_within

_POINT: Final = 100  # basis points: whole percent are tried
_MOST: Final = 2**40  # no amount is larger
_GUESSES: Final = 4  # after so many tries by what is left halves are surer
_FAR: Final = 2**31  # what is further off is found by halves


class Bears(IntEnum):
    """Whether a listing bears a promotion at some value, and if not, why."""

    SOME = 0
    BREACH_WITHOUT = 1  # it is in breach without the promotion too
    NOTHING = 2  # with the least that the promotion can take off it is in breach, or no price of it was found to pass
    NOT_ON_IT = 3


@dataclass(frozen=True, slots=True)
class Questions:
    """Promotion rows on listing rows, one of each a question.

    What is in breach without the promotion between `start` and `end` cannot be mended by it; elsewhere it is left out of
    account. `documented` is what the documented price must not be below, besides the floor.
    """

    listing: Ints
    promotion: Ints
    start: Ints
    end: Ints
    documented: Ints

    @staticmethod
    def on_own_dates(ground: Ground, listing: Ints, promotion: Ints) -> Questions:
        """Questions in which the time counts in which the promotion may run, its guard bands included."""
        copies = Copies.of(ground, listing, promotion).asked_alone()
        rows = taken(ground.promotions, copies.row)
        mine = windows_of(rows, ground.stacking, ground.horizon).spans[Reading.WORST]
        start = np.full(len(listing), ground.horizon.open)
        end = np.full(len(listing), ground.horizon.as_of)
        np.minimum.at(start, copies.copy, mine.start)
        np.maximum.at(end, copies.copy, mine.end)
        return Questions(listing, promotion, start, end, np.zeros(len(listing), dtype=np.int64))

    def where(self, kept: Flags | Ints) -> Questions:
        """Some of them."""
        return Questions(*(getattr(self, name)[kept] for name in Questions.__slots__))


@dataclass(frozen=True, slots=True)
class Deepest:
    """By question the deepest `value` that passes, in the promotion's own form: basis points, or minor units.

    `NO_MONEY` where none does; `bears` says why. `whole`: nothing fails, so deep as it may go. `most` is the dearest price
    that passes, `NO_MONEY` where it may be as dear as anything that runs.
    """

    value: Ints
    most: Ints
    bears: Ints
    whole: Flags


def deepest(ground: Ground, questions: Questions, gone: Sequence[Ints] = ()) -> Deepest:
    """The deepest whole percent, amount or price (in steps of what money is rounded to) that passes in every segment.

    It passes, and one step deeper fails: both have been priced, with everything else as it is. Where a deeper discount
    can lead to a higher price (a threshold that more units reach, a rule of `first`, `exclude` or `stop`) there may be
    a deeper one that passes again; what is in breach without the promotion is never mended by a deeper one.
    `gone` are promotion rows by question that are thought away, `NO_ROW` where none is.
    """
    # A promotion is often asked about in several windows: these say what it cannot mend, not how deep it may go.
    first, number = asked_once(questions.listing, questions.promotion, questions.documented, *gone)
    once = questions.where(first)
    copies = Copies.of(ground, once.listing, once.promotion)
    apart = whole(_without(copies, [row[first] for row in gone]))
    apart, work, mine, bears = _asked_in(apart, once.documented, questions, number)
    copies = in_place(apart)
    if copies is not apart:  # a draft edits something: without the draft that is back
        work = copies.campaign()
        bench = bench_without(copies, work, once.documented)
        mine = _runs_in(copies, work) & ~bench.failed(values_of(work), np.ones(len(first), dtype=bool))
    search = _Search.of(copies, once, work, mine)
    asked = np.zeros(len(first), dtype=bool)
    asked[number[bears == Bears.SOME]] = True
    least = np.zeros_like(first)
    passed, left = search.tried(least, asked)
    dear = asked & ~passed & (search.form == Form.PRICE) & _may_be_dearer(ground, once.promotion)
    limited = np.zeros_like(passed)
    if dear.any():
        least, limited = search.below_the_dear(dear)
        passed |= limited
    bears[(bears == Bears.SOME) & ~passed[number]] = Bears.NOTHING
    found = bears == Bears.SOME
    depth = search.deepest(passed, left, least)
    value, steps = search.value(depth)[number], (depth == search.steps)[number]
    most = np.where(limited, search.value(search.shallowest(limited, least)), NO_MONEY)[number]
    return Deepest(np.where(found, value, NO_MONEY), np.where(found, most, NO_MONEY), bears, found & steps)


def _may_be_dearer(ground: Ground, promotion: Ints) -> Flags:
    """Which promotion rows are of classes whose price counts beside the one before where it is above it."""
    classes = [stage.beside(member) for stage, member in ground.stacking.members()]
    beside = np.array([*classes, False])  # the last one for what is of no class
    found: Flags = beside[ground.work.terms[Reading.WORST].member[promotion]]
    return found


def mended_without(ground: Ground, questions: Questions) -> Flags:
    """Which questions have no breach between their `start` and `end` without the promotion."""
    first, number = asked_once(questions.listing, questions.promotion, questions.documented)
    once = questions.where(first)
    copies = whole(Copies.of(ground, once.listing, once.promotion))
    *_, bears = _asked_in(copies, once.documented, questions, number)
    found: Flags = bears == Bears.SOME
    return found


def _without(copies: Copies, gone: Sequence[Ints]) -> Copies:
    """The copies without what is thought away: by copy promotion rows, `NO_ROW` where none is."""
    for row in gone:
        each = row[copies.copy]
        copies = copies.where((each == NO_ROW) | ~copies.ground.alike(copies.row, each))
    return copies


def _asked_in(
    copies: Copies, documented: Ints, questions: Questions, number: Ints
) -> tuple[Copies, Campaign, Flags, Ints]:
    """The copies in segments, those in which the promotion runs and nothing is in breach without it, and what bears it.

    `documented` is by copy, `number` the copy of each question. Of copies that bear it in no question, as one segment shows,
    nothing is left.
    """
    on_it, able, left = (np.zeros(len(copies.owner), dtype=bool) for _ in range(3))
    on_it[copies.copy[copies.asked]] = True
    left[number[~shown_without(copies, documented, number, questions.start, questions.end)]] = True
    copies = copies if left.all() else copies.where(left[copies.copy])
    work = copies.campaign()
    lost = bench_without(copies, work, documented).failed(values_of(work), left)
    mine = _runs_in(copies, work) & ~lost
    able[work.cuts.listing[mine]] = True
    met = work.cuts.meeting(number, questions.start, questions.end)
    bears = np.where(on_it, Bears.BREACH_WITHOUT, Bears.NOT_ON_IT)[number]
    bears[able[number] & ~any_within(met, lost)] = Bears.SOME
    return copies, work, mine, bears


def _runs_in(copies: Copies, work: Campaign) -> Flags:
    """The segments in which the promotion that is asked about runs."""
    worst, documented = (covered(work, each, copies.asked) for each in (Reading.WORST, Reading.DOCUMENTED))
    return worst | documented


@dataclass(frozen=True, slots=True)
class _Search:
    """Values of the promotions that are asked about as depths, by copy: 0 takes nothing off, `steps` everything.

    `present` is about as deep as it is now. `varies`: the segments in which something that is varied runs, by reading.
    `straight`, by copy: each step takes the price down or leaves it.
    """

    bench: Bench
    copies: Copies
    varied: Flags  # by pair
    varies: dict[Reading, Flags]
    straight: Flags
    form: Ints
    steps: Ints
    unit: Ints
    present: Ints

    @staticmethod
    def of(copies: Copies, questions: Questions, work: Campaign, kept: Flags) -> _Search:
        """The search in the segments `kept`."""
        promotions, asked = copies.ground.promotions, questions.promotion
        forms = promotions["form"]
        form, unit = forms[asked].astype(np.int64), copies.ground.work.unit[copies.owner]
        varied = copies.asked & (forms[copies.row] == form[copies.copy])
        units, spend, now = (promotions[name][asked] for name in ("min_quantity", "min_spend", "value"))
        top = _dearest(copies, work)
        whole = np.minimum(top * np.where(form == Form.AMOUNT, units, 1), _MOST)
        whole = np.minimum(whole + np.where(form == Form.AMOUNT, spend, 0), _MOST)
        steps = np.where(form == Form.PERCENT, WHOLE // _POINT, -(-whole // unit))
        apart = np.where(varied, np.arange(1, len(varied) + 1), 0)
        work = replace(work, cuts=work.cuts.where(kept))
        bench = Bench.of(copies, work, apart).and_documented(questions.documented)
        varies = {reading: covered(work, reading, varied) for reading in STACKED}
        straight = _straight(copies, work, varied)
        present = np.where(form == Form.PRICE, steps - now // unit, 0)
        return _Search(bench, copies, varied, varies, straight, form, steps, unit, present)

    def value(self, depth: Ints) -> Ints:
        """The values that stand for depths."""
        price = (self.steps - depth) * self.unit
        found: Ints = np.where(self.form == Form.PRICE, price, depth * self.unit)
        return np.where(self.form == Form.PERCENT, depth * _POINT, found)

    def tried(self, depth: Ints, asked: Flags) -> tuple[Flags, Ints]:
        """Which of the copies in `asked` pass at these depths: priced, in every segment and reading.

        And the least that is left above the lowest price that passes, where something is varied and as far as it was priced.
        """
        value = self._values(depth)
        passed = asked.copy()  # what has failed in one reading is not priced in the next one
        least = np.full(len(asked), _MOST)
        listing = self.bench.work.cuts.listing
        for reading, segments, left in self.bench.margins(value, passed):
            passed[listing[segments[left < 0]]] = False
            here = self.varies[reading][segments]
            np.minimum.at(least, listing[segments[here]], left[here])
        return passed, least

    def _values(self, depth: Ints) -> Ints:
        """By pair the values at these depths."""
        return np.where(self.varied, self.value(depth)[self.copies.copy], values_of(self.bench.work))

    def below_the_dear(self, asked: Flags) -> tuple[Ints, Flags]:
        """Depths of prices that pass where the dearest fails, and where one was found; the present ones are tried first.

        A price above what everybody pays may be beside it, and end lower the dearer it is: where it fails a cheaper one may
        pass, elsewhere only a dearer one.
        """
        selling = self.bench.selling(values_of(self.bench.work))
        copy = self.bench.work.cuts.listing
        low, high, found = np.zeros_like(self.steps), self.steps + 1, np.zeros_like(asked)
        depth = np.clip(self.present, 1, np.maximum(self.steps, 1))
        while (apart := asked & ~found & (high - low > 1)).any():
            dear, deep = np.zeros_like(asked), np.zeros_like(asked)
            price = self.value(depth)
            for reading, failing in self.bench.failing(self._values(depth), apart):
                above = selling[reading][failing] < price[copy[failing]]
                dear[copy[failing[above]]] = True
                deep[copy[failing[~above]]] = True
            found |= apart & ~dear & ~deep
            low, high = np.where(dear, depth, low), np.where(deep, depth, high)
            depth = np.where(asked & ~found, (low + high) // 2, depth)
        return np.where(found, depth, 0), found

    def shallowest(self, asked: Flags, start: Ints) -> Ints:
        """Depths that pass, of which the one before fails, where that of 0 does and that of `start` passes."""
        low, high = np.zeros_like(start), start
        while (apart := asked & (high - low > 1)).any():
            middle = (low + high) // 2
            passed, _ = self.tried(middle, apart)
            low, high = np.where(apart & ~passed, middle, low), np.where(passed, middle, high)
        return high

    def deepest(self, asked: Flags, left: Ints, start: Ints) -> Ints:
        """Depths that pass, of which the next one fails or is none.

        At `start` all of `asked` pass; where that is 0, so much is `left` there. Where prices go straight down any way there ends at
        the same depth, and what is left says where to look; elsewhere the halves are tried.
        """
        # Where nothing that is varied runs a price is what it is at 0.
        search = replace(self, bench=self.bench.where(*(self.varies[reading] for reading in STACKED)))
        low, high = start, self.steps + 1
        own = np.maximum(self.bench.work.own, 1)
        guess = np.where(self.form == Form.PERCENT, left * (WHOLE // _POINT) // own, left // self.unit)
        tries = 0
        while (apart := asked & (high - low > 1)).any():
            guided = self.straight & (start == 0) if tries < _GUESSES else np.zeros_like(self.straight)
            middle = np.where(guided, np.clip(guess, low + 1, high - 1), (low + high) // 2)
            passed, now = search.tried(middle, apart)
            guess = np.minimum(left, _FAR) * np.minimum(middle, _FAR) // np.maximum(left - now, 1)
            low = np.where(passed, middle, low)
            high = np.where(apart & ~passed, middle, high)
            tries += 1
        return low


def _straight(copies: Copies, work: Campaign, varied: Flags) -> Flags:
    """By copy whether a deeper discount never leads to a higher price: where sums of what is fixed before come off, by no units."""
    if not all(work.plans[reading].sums for reading in STACKED):
        return np.zeros(len(copies.owner), dtype=bool)
    terms = work.terms[Reading.WORST]
    found = np.ones(len(copies.owner), dtype=bool)
    # What is in no half sets a price that others are a share of.
    found[copies.copy[varied & (terms.half == NO_CLASS)]] = False
    found[copies.copy[terms.by_units(np.arange(len(varied)))]] = False
    return found


def _dearest(copies: Copies, work: Campaign) -> Ints:
    """The most that a unit may cost before anything comes off, by copy."""
    top = work.own.copy()
    terms = work.terms[Reading.WORST]
    priced = terms.form == Form.PRICE
    np.maximum.at(top, copies.copy[priced], terms.value[priced])
    return top
