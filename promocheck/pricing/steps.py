"""The arithmetic behind a price: which promotion takes off how much, in which order, until the stacked price is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Arithmetic
from promocheck.model.kind import FORM_WORDS, KIND_WORDS, Form
from promocheck.model.marketplace import BY_CODE
from promocheck.model.steps import StepColumns, StepsAt
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
        assumptions = Assumptions(plan, self.work.terms[reading], self.promotions)
        assumed = assumptions(named, ways.setter, start, end)
        columns = self._columns(ways, own, self.listings["marketplace"][listing].tolist())
        for number, (rows, texts) in enumerate(zip(named.apart(named.rows.tolist()), assumed, strict=True)):
            yield Arithmetic(StepsAt(columns, number), tuple(rows), texts)

    def _columns(self, ways: Ways, own: Ints, marketplaces: Sequence[str]) -> StepColumns:
        """The steps by segment: its selling price, then what replaces it and what comes off, one by one."""
        begun, lines = self._beginnings(ways, own), self._lines(ways)
        first = ways.lines.first + np.arange(len(ways.lines.first))
        owner = np.repeat(np.arange(len(own)), np.diff(first))
        begins = np.zeros(len(owner), dtype=bool)
        begins[first[:-1]] = True

        def both(name: str) -> list[Any]:
            found = np.empty(len(owner), dtype=begun[name].dtype)
            found[begins], found[~begins] = begun[name], lines[name]
            listed: list[Any] = found.tolist()
            return listed

        currencies = np.array([BY_CODE[each].currency for each in marketplaces], dtype=object)
        return StepColumns(first.tolist(), currencies[owner].tolist(), **{name: both(name) for name in begun})

    def _beginnings(self, ways: Ways, own: Ints) -> dict[str, NDArray[Any]]:
        """By segment the first step, its selling price, with the listing's own where a sale replaces it."""
        sale, size = ways.sale != NONE, len(own)
        kind = _words(["selling_price"] * size)
        kind[sale] = [KIND_WORDS[each] for each in self.promotions["kind"][ways.sale[sale]].tolist()]
        base = np.full(size, None, dtype=object)
        base[sale] = own[sale]
        nobody = np.full(size, None, dtype=object)
        return {
            "promotion": nobody,
            "name": nobody,
            "kind": kind,
            "effect": _words([FORM_WORDS[Form.PRICE]] * size),
            "share": np.zeros(size, dtype=bool),
            "value": ways.selling,
            "base": base,
            "units": np.ones(size, dtype=np.int64),
            "cheaper": np.zeros(size, dtype=np.int64),
            "amount": np.zeros(size, dtype=np.int64),
            "price_after": ways.selling,
        }

    def _lines(self, ways: Ways) -> dict[str, NDArray[Any]]:
        """The steps after the first: each offer that replaces the price, then what comes off it one by one."""
        ids, names, kinds, form, value = (
            self.promotions[name][ways.lines.rows] for name in ("id", "name", "kind", "form", "value")
        )
        words, share = [KIND_WORDS[each] for each in kinds.tolist()], form == Form.PERCENT
        base = np.full(len(share), None, dtype=object)
        base[share] = ways.base[share]
        free = self.promotions["get_quantity"][ways.lines.rows]
        return {
            # What the listing offers itself has no id.
            "promotion": _words([mine or word for mine, word in zip(ids.tolist(), words, strict=True)]),
            "name": _words([each or None for each in names.tolist()]),
            "kind": _words(words),
            "effect": _words([FORM_WORDS[each] for each in form.tolist()]),
            "share": share,
            "value": value,
            "base": base,
            "units": ways.units,
            "cheaper": np.where(ways.units > 1, free, 0),
            "amount": ways.amount,
            "price_after": ways.after,
        }


def _words(some: Sequence[str | None]) -> NDArray[Any]:
    found = np.empty(len(some), dtype=object)
    found[:] = some
    return found
