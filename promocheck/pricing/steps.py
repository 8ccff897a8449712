"""The arithmetic behind a price: which promotion takes off how much, in which order, until the stacked price is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promocheck.model.finding import Arithmetic, Step
from promocheck.model.kind import Form, Kind
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.pricing.keys import Index, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.stack import NONE, Outcome, applied, evaluate
from promocheck.pricing.sweep import Campaign, running
from promocheck.tables import Columns


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains segments of a campaign in the worst reading."""

    work: Campaign
    listings: Columns
    promotions: Columns

    def __call__(self, segments: Sequence[int]) -> list[Arithmetic]:
        """How the stacked price of each of these segments comes about; the steps end at that price."""
        at = np.asarray(segments, dtype=np.int64)
        listing = self.work.cuts.listing[at]
        plan, terms = self.work.plans[Reading.WORST], self.work.terms[Reading.WORST]
        outcome = evaluate(running(self.work, at, Reading.WORST), terms, self.work.own[listing], plan)
        entries = self._by_segment(outcome, applied(outcome, plan), len(at))
        markets = self.listings["marketplace"][listing]
        return [
            self._arithmetic(outcome, index, int(at[index]), entries[index], BY_CODE[markets[index]].currency)
            for index in range(len(at))
        ]

    def _by_segment(
        self, outcome: Outcome, counts: np.ndarray[tuple[int], np.dtype[np.bool_]], size: int
    ) -> list[Ints]:
        """Per segment the entries of `outcome.taken` that make its price, by kind and then by promotion."""
        taken = outcome.taken
        counted = np.flatnonzero(counts)
        order = counted[np.lexsort((taken.item[counted], self.work.kind[taken.item[counted]]))]
        index = Index.of(outcome.starts.segment[taken.start[order]], size, np.ones(len(order), dtype=bool))
        return [order[index.rows[index.first[at] : index.first[at + 1]]] for at in range(size)]

    def _arithmetic(
        self, outcome: Outcome, at: int, segment: int, entries: Ints, currency: str
    ) -> Arithmetic:
        start = int(outcome.chosen[at])
        sale, deal = int(outcome.sale[at]), int(outcome.starts.item[start])
        steps = tuple(self._steps(outcome, at, segment, entries, currency))
        assert steps[-1].price_after.minor == outcome.price[at], (steps, outcome.price[at])
        rows = (sale, deal, *outcome.taken.item[entries].tolist())
        return Arithmetic(steps, tuple(row for row in rows if row != NONE))

    def _steps(self, outcome: Outcome, at: int, segment: int, entries: Ints, currency: str) -> Iterator[Step]:
        selling = int(outcome.selling[at])
        start = int(outcome.chosen[at])
        sale, deal = int(outcome.sale[at]), int(outcome.starts.item[start])
        kind = "selling_price" if sale == NONE else Kind.SALE_PRICE.word
        price = Money(selling, currency)
        own = None if sale == NONE else Money(int(self.work.own[self.work.cuts.listing[segment]]), currency)
        yield Step(None, kind, Form.PRICE.word, price, own, 1, Money(0, currency), price)
        left = int(outcome.starts.price[start])
        if deal != NONE:
            yield self._step(deal, selling, 1, selling - left, left, currency)
        base = int(outcome.starts.base[start])
        for entry in entries.tolist():
            taken = min(int(outcome.taken.money[entry]), left)
            left -= taken
            row, units = int(outcome.taken.item[entry]), int(outcome.taken.units[entry])
            yield self._step(row, base, units, taken, left, currency)

    def _step(self, row: int, base: int, units: int, taken: int, left: int, currency: str) -> Step:
        form, value = (self.promotions.number(column, row) for column in ("form", "value"))
        share = form == Form.PERCENT
        return Step(
            promotion=self.promotions.text("id", row),
            kind=Kind(self.promotions.number("kind", row)).word,
            effect=Form(form).word,
            value=Percent(value) if share else Money(value, currency),
            base=Money(base, currency) if share else None,
            units=1 if share else units,
            amount=Money(taken, currency),
            price_after=Money(left, currency),
            name=self.promotions.text("name", row) or None,
        )
