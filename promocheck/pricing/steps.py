"""The arithmetic behind a price: which promotion takes off how much, in which order, until the stacked price is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promocheck.model.finding import Arithmetic, Step
from promocheck.model.kind import FORM_WORDS, KIND_WORDS, Form
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import money, percent
from promocheck.pricing.assumptions import Assumptions
from promocheck.pricing.keys import Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.stack import Outcome, evaluate
from promocheck.pricing.sweep import Campaign, running
from promocheck.pricing.trials import NONE
from promocheck.pricing.ways import Ways, named_by, ways_of
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
        found: dict[int, Arithmetic] = {}
        for in_reading, positions, outcome in self._outcomes(at, reading):
            told = self._told(in_reading, at[positions], outcome)
            found.update(zip(positions.tolist(), told, strict=True))
        return [found[position] for position in range(len(at))]

    def rows(self, segments: Sequence[int]) -> list[tuple[int, ...]]:
        """The promotion rows that make the stacked price of each of these segments."""
        found: dict[int, tuple[int, ...]] = {}
        for _, positions, outcome in self._outcomes(np.asarray(segments, dtype=np.int64)):
            named = named_by(outcome)
            rows = map(tuple, named.apart(named.rows.tolist()))
            found.update(zip(positions.tolist(), rows, strict=True))
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
        listing, _, _ = self.work.cuts.of(at)
        rows, terms = running(self.work, at, reading), self.work.terms[reading]
        own, unit = self.work.own[listing], self.work.unit[listing]
        return evaluate(rows, terms, own, unit, self.work.plans[reading], explain=True)

    def _told(self, reading: Reading, at: Ints, outcome: Outcome) -> Iterator[Arithmetic]:
        """The arithmetic of an outcome, by segment."""
        plan = self.work.plans[reading]
        listing, start, end = self.work.cuts.of(at)
        own, named = self.work.own[listing], named_by(outcome)
        ways = ways_of(plan, outcome, own, self.work.unit[listing])
        currency = [BY_CODE[each].currency for each in self.listings["marketplace"][listing].tolist()]
        assumptions = Assumptions(plan, self.work.terms[reading], self.promotions)
        assumed = assumptions(named, ways.setter, start, end)
        begun, steps = self._beginnings(ways, own, currency), tuple(self._steps(ways, currency))
        for first, others, rows, texts in zip(
            begun,
            ways.lines.apart(steps),
            named.apart(named.rows.tolist()),
            assumed,
            strict=True,
        ):
            yield Arithmetic((first, *others), tuple(rows), texts)

    def _beginnings(self, ways: Ways, own: Ints, currency: Sequence[str]) -> Iterator[Step]:
        """By segment the first step, its selling price, with the listing's own where a sale replaces it."""
        kinds, effect = self.promotions["kind"], FORM_WORDS[Form.PRICE]
        for price, sale, listed, each in zip(
            ways.selling.tolist(), ways.sale.tolist(), own.tolist(), currency, strict=True
        ):
            selling = money(price, each)
            kind, base = "selling_price", None
            if sale != NONE:
                kind, base = KIND_WORDS[kinds[sale]], money(listed, each)
            yield Step(None, kind, effect, selling, base, 1, money(0, each), selling)

    def _steps(self, ways: Ways, currency: Sequence[str]) -> Iterator[Step]:
        """The steps after the first: each offer that replaces the price, then what comes off it one by one."""
        rows, columns = ways.lines.rows, (ways.lines.owner, ways.base, ways.units, ways.amount, ways.after)
        of_rows = (self.promotions[name][rows] for name in ("id", "name", "kind", "form", "value"))
        free = np.where(ways.units > 1, self.promotions["get_quantity"][rows], 0)
        shares = self.promotions["form"][rows] == Form.PERCENT
        for segment, base, units, amount, after, promotion, name, kind, form, value, cheaper, share in zip(
            *(column.tolist() for column in (*columns, *of_rows, free, shares)), strict=True
        ):
            each, word = currency[segment], KIND_WORDS[kind]
            yield Step(
                promotion or word,
                word,
                FORM_WORDS[form],
                percent(value) if share else money(value, each),
                money(base, each) if share else None,
                units,
                money(amount, each),
                money(after, each),
                name or None,
                cheaper,
            )
