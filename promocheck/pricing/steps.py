"""The arithmetic behind a price: which promotion takes off how much, in which order, until the stacked price is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promocheck.model.finding import Arithmetic, Step
from promocheck.model.kind import Form, Kind
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.pricing.assumptions import Assumptions
from promocheck.pricing.keys import Ints
from promocheck.pricing.plan import Plan, Reading
from promocheck.pricing.rounding import rounded
from promocheck.pricing.stack import Outcome, evaluate
from promocheck.pricing.sweep import Campaign, running
from promocheck.pricing.trials import NONE, Taken
from promocheck.tables import Columns


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains segments of a campaign: how their `stacked` prices come about, or those of a reading."""

    work: Campaign
    listings: Columns
    promotions: Columns
    stacked: Ints

    def __call__(self, segments: Sequence[int], reading: Reading | None = None) -> list[Arithmetic]:
        """How the stacked price of each of these segments comes about, or its price in a reading; the steps end there."""
        at = np.asarray(segments, dtype=np.int64)
        listing = self.work.cuts.listing[at]
        markets = self.listings["marketplace"][listing]
        found: dict[int, Arithmetic] = {}
        for in_reading, positions, outcome in self._outcomes(at, reading):
            plan = self.work.plans[in_reading]
            taken, first = _by_segment(outcome, len(positions))
            assumed = Assumptions(plan, self.work.terms[in_reading], self.promotions)
            for index, position in enumerate(positions.tolist()):
                priced = _Priced(
                    plan,
                    outcome,
                    index,
                    int(self.work.own[listing[position]]),
                    int(self.work.unit[listing[position]]),
                    taken.where(np.arange(first[index], first[index + 1])),
                    BY_CODE[markets[position]].currency,
                )
                window = int(self.work.cuts.start[at[position]]), int(self.work.cuts.end[at[position]])
                found[position] = self._arithmetic(priced, assumed, window)
        return [found[position] for position in range(len(at))]

    def rows(self, segments: Sequence[int]) -> list[tuple[int, ...]]:
        """The promotion rows that make the stacked price of each of these segments."""
        found: dict[int, tuple[int, ...]] = {}
        for _, positions, outcome in self._outcomes(np.asarray(segments, dtype=np.int64)):
            taken, first = _by_segment(outcome, len(positions))
            off, bounds = taken.item.tolist(), first.tolist()
            offers = [each[outcome.chosen].tolist() for each in outcome.trials.offers]
            for index, position in enumerate(positions.tolist()):
                rows = (*(each[index] for each in offers), *off[bounds[index] : bounds[index + 1]])
                found[position] = tuple(row for row in rows if row != NONE)
        return [found[position] for position in range(len(segments))]

    def _outcomes(self, at: Ints, asked: Reading | None = None) -> Iterator[tuple[Reading, Ints, Outcome]]:
        """The segments priced once more, with all that is taken off, in the reading that makes their stacked price."""
        everywhere = np.arange(len(at))
        if asked is not None:
            yield asked, everywhere, self._outcome(at, asked)
            return
        worst = self._outcome(at, Reading.WORST)
        lower = worst.price > self.stacked[at]
        found = [(Reading.WORST, everywhere, worst)]
        if lower.any():
            both = ((Reading.WORST, everywhere[~lower]), (Reading.DOCUMENTED, everywhere[lower]))
            found = [(reading, mine, self._outcome(at[mine], reading)) for reading, mine in both]
        yield from found

    def _outcome(self, at: Ints, reading: Reading) -> Outcome:
        listing = self.work.cuts.listing[at]
        rows, terms = running(self.work, at, reading), self.work.terms[reading]
        own, unit = self.work.own[listing], self.work.unit[listing]
        return evaluate(rows, terms, own, unit, self.work.plans[reading], explain=True)

    def _arithmetic(self, priced: _Priced, assumed: Assumptions, window: tuple[int, int]) -> Arithmetic:
        steps = tuple(self._steps(priced))
        assert steps[-1].price_after.minor == priced.price, (steps, priced.price)
        named = dict.fromkeys((*priced.offers, *priced.taken.item.tolist()))
        rows = tuple(row for row in named if row != NONE)
        return Arithmetic(steps, rows, assumed(rows, priced.setter, window))

    def _steps(self, priced: _Priced) -> Iterator[Step]:
        """The selling price, then each offer that replaces it, then what comes off it one by one."""
        selling, currency = priced.selling, priced.currency
        stages = priced.plan.stacking.price_stages
        sale = next(
            (
                row
                for stage, row in zip(stages, priced.offers, strict=True)
                if stage.above == "replaces" and row != NONE
            ),
            NONE,
        )
        kind = "selling_price" if sale == NONE else Kind(self.promotions.number("kind", sale)).word
        price = priced.money(selling)
        own = None if sale == NONE else Money(priced.own, currency)
        yield Step(None, kind, Form.PRICE.word, price, own, 1, Money(0, currency), price)
        left = selling
        for stage, row in zip(stages, priced.offers, strict=True):
            after = priced.left(stage.id)
            if row != NONE and stage.above == "ignored":
                yield self._step(priced, row, left, 1, left, after)
            left = after
        least = priced.plan.stacking.clamp * priced.plan.grain
        taken = priced.taken
        for entry in range(len(taken.item)):
            after = max(left - int(taken.money[entry]), min(least, left))
            yield self._step(
                priced, int(taken.item[entry]), int(taken.base[entry]), int(taken.units[entry]), left, after
            )
            left = after

    def _step(self, priced: _Priced, row: int, base: int, units: int, before: int, after: int) -> Step:
        form, value = (self.promotions.number(column, row) for column in ("form", "value"))
        share, currency = form == Form.PERCENT, priced.currency
        return Step(
            promotion=self.promotions.text("id", row) or Kind(self.promotions.number("kind", row)).word,
            kind=Kind(self.promotions.number("kind", row)).word,
            effect=Form(form).word,
            value=Percent(value) if share else Money(value, currency),
            base=priced.money(base) if share else None,
            units=units,
            amount=Money(priced.minor(before) - priced.minor(after), currency),
            price_after=priced.money(after),
            name=self.promotions.text("name", row) or None,
            cheaper=self.promotions.number("get_quantity", row) if units > 1 else 0,
        )


@dataclass(frozen=True, slots=True)
class _Priced:
    """One segment's way to its price: `own` and `unit` in minor units, `taken` in grains."""

    plan: Plan
    outcome: Outcome
    segment: int
    own: int
    unit: int
    taken: Taken
    currency: str

    @property
    def trial(self) -> int:
        return int(self.outcome.chosen[self.segment])

    @property
    def price(self) -> int:
        return int(self.outcome.price[self.segment])

    @property
    def selling(self) -> int:
        """What this buyer pays before there are alternatives, in grains: a sale may be a business account's alone."""
        replaced = [each.id for each in self.plan.stacking.price_stages if each.above == "replaces"]
        return self.left(replaced[-1]) if replaced else self.own * self.plan.grain

    @property
    def setter(self) -> int:
        return int(self.outcome.trials.setter[self.trial])

    @property
    def offers(self) -> tuple[int, ...]:
        """By price stage the promotion row whose price was taken, or NONE."""
        return tuple(int(each[self.trial]) for each in self.outcome.trials.offers)

    def left(self, stage: str) -> int:
        """What a stage left, in grains."""
        return int(self.outcome.trials.left[stage][self.trial])

    def minor(self, grains: int) -> int:
        """Grains as minor units, as a price is rounded."""
        if self.plan.grain == 1:
            return grains
        mode = self.plan.stacking.rounding.mode
        return int(rounded(np.array([grains]), self.plan.grain, self.unit, mode)[0])

    def money(self, grains: int) -> Money:
        return Money(self.minor(grains), self.currency)


def _by_segment(outcome: Outcome, segments: int) -> tuple[Taken, Ints]:
    """What makes the segments' prices, by segment and in order; where each segment's begins, and the last one's ends."""
    none = Taken(*(np.empty(0, dtype=np.int64) for _ in Taken.__slots__))
    parts = outcome.taken or (none,)
    taken = Taken(*(np.concatenate([getattr(each, name) for each in parts]) for name in Taken.__slots__))
    segment = outcome.trials.segment[taken.trial]
    counted = np.flatnonzero(outcome.chosen[segment] == taken.trial)
    order = counted[np.argsort(segment[counted], kind="stable")]
    return taken.where(order), np.searchsorted(segment[order], np.arange(segments + 1))
