"""Fixes of prices beside what must never meet: to part the two mends the price too, and is what the finding on them says."""

from __future__ import annotations

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pipeline.fix_answers import Answers, Way
from promocheck.pipeline.fix_dates import DateFixes
from promocheck.pricing.copies import Ground
from promocheck.pricing.deepest import Questions, mended_without
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.safe_dates import holds
from promocheck.rules import Evidence, forbidden_stack
from promocheck.rules.asked import Asked
from promocheck.rules.breach import Breaches, breaches
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import numbered


@dataclass(frozen=True, slots=True)
class PartedFixes:
    """Finds the fixes of hits on prices that come with a forbidden-stack of their listing, where its own fix is enough."""

    ground: Ground
    evidence: Evidence
    dates: DateFixes

    def __call__(self, asked: Asked, answers: Answers) -> None:
        """Answer each hit that such a fix mends; the others stay open."""
        options = self.evidence.settings[forbidden_stack.RULE.id]
        assert isinstance(options, forbidden_stack.Options)
        able = np.flatnonzero((asked.dated == 0) & ~asked.may_be_meant)
        if options.severity == "off" or not len(able):
            return
        met = breaches(self.evidence.segments, forbidden_stack.meeting(self.evidence, options, official=True))
        hit, run = _beside(asked, able, met)
        if not len(hit):
            return
        first, number = numbered(run)
        parted = self._parted(options, met.where(run[first])).where(number)
        mended = np.flatnonzero(~parted.open)
        mended = mended[self._mend(asked.where(hit[mended]), parted.where(mended))]
        answers.put(hit[mended], parted.way[mended], parted.row[mended], parted.value[mended])

    def _parted(self, options: forbidden_stack.Options, met: Breaches) -> Answers:
        """What forbidden-stack says of these runs."""
        many, answers = len(met), Answers.none(len(met))
        running = self.evidence.running_in(met.worst, official=True)
        rows = forbidden_stack.involved(self.evidence, options, met.worst, running, official=True)
        every = np.ones(many, dtype=bool)
        own = Ragged(met.listing, np.arange(many + 1))
        left = np.zeros(many, dtype=np.int64)
        asked = Asked(met.listing, met.worst, met.start, met.end, left, own, rows, every, ~every)
        self.dates(asked, Ragged.none(many), answers)
        return answers

    def _mend(self, asked: Asked, answers: Answers) -> Flags:
        """Whether these answers mend the hits: nothing is in breach in their hours any more."""
        row, out = answers.row, answers.way == Way.OUT
        promotions = self.evidence.promotions
        start = np.where(answers.way == Way.START, answers.value, promotions["start"][row])
        end = np.where(answers.way == Way.END, answers.value, promotions["end"][row])
        found = np.zeros(len(row), dtype=bool)
        moved, taken = np.flatnonzero(~out), np.flatnonzero(out)
        window = (asked.start[moved], asked.end[moved])
        found[moved] = holds(self.ground, asked.listing[moved], row[moved], start[moved], end[moved], window)
        without = Questions(asked.listing, row, asked.start, asked.end, np.zeros_like(row)).where(taken)
        found[taken] = mended_without(self.ground, without)
        return found


def _beside(asked: Asked, some: Ints, met: Breaches) -> tuple[Ints, Ints]:
    """Of some hits those that overlap or touch runs of segments of their listing, each with the first of these."""
    width = 1 + max(int(each.max(initial=0)) for each in (met.end, asked.start))
    run = np.searchsorted(met.listing * width + met.end, asked.listing[some] * width + asked.start[some])
    inside = np.flatnonzero(run < len(met))
    hit, run = some[inside], run[inside]
    touch = (met.listing[run] == asked.listing[hit]) & (met.start[run] <= asked.end[hit])
    return hit[touch], run[touch]
