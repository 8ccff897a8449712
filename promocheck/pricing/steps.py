"""The arithmetic behind prices: which promotion takes off how much, in which order, until the stacked price is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Arithmetic
from promocheck.model.kind import FORM_WORDS, KIND_WORDS, Form
from promocheck.model.marketplace import BY_CODE
from promocheck.model.steps import StepColumns
from promocheck.model.value import dataclass
from promocheck.pricing.assumptions import Assumed, Assumptions
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.stack import Outcome, evaluate
from promocheck.pricing.sweep import Campaign, running
from promocheck.pricing.taking_part import taking_part
from promocheck.pricing.trials import NONE
from promocheck.pricing.undercutting import undercutting
from promocheck.pricing.ways import Ways, named_by, ways_of
from promocheck.tables.explained import Explained
from promocheck.tables.frames import Columns
from promocheck.tables.ragged import Ragged
from promocheck.tables.spans import Parts


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains segments of a campaign: how their `stacked` prices come about, or those of a reading.

    `stopped` says by promotion row what a draft alone does to it (By).
    """

    work: Campaign
    listings: Columns
    promotions: Columns
    stopped: Ints
    stacked: Ints
    _assumptions: dict[Reading, Assumptions] = field(default_factory=dict, init=False)

    def __call__(self, segments: Sequence[int], reading: Reading | None = None) -> list[Arithmetic]:
        """How the stacked price of each of these segments comes about, or its price in a reading; the steps end there."""
        return [*self.columns(np.asarray(segments, dtype=np.int64), reading)]

    def columns(self, segments: Ints, reading: Reading | None = None) -> Explained:
        """The same of all of them at once."""
        positions, ways, named, assumed = zip(
            *(
                (positions, *self._way(in_reading, segments[positions], outcome))
                for in_reading, positions, outcome in self._outcomes(segments, reading)
            ),
            strict=True,
        )
        if len(positions) == 1:
            return self._explained(segments, ways[0], named[0], assumed[0])
        order = np.argsort(np.concatenate(positions))
        return self._explained(
            segments,
            Ways.below(ways, order),
            Ragged.below(named).of_owners(order),
            Assumed.below(assumed).of_prices(order),
        )

    def rows(self, segments: Sequence[int]) -> list[tuple[int, ...]]:
        """The promotion rows that make the stacked price of each of these segments."""
        found: dict[int, tuple[int, ...]] = {}
        for _, positions, outcome in self._outcomes(np.asarray(segments, dtype=np.int64)):
            named = named_by(outcome)
            rows = map(tuple, named.apart(named.rows.tolist()))
            found.update(zip(positions.tolist(), rows, strict=True))
        return [found[position] for position in range(len(segments))]

    def taking_part(self, segments: Ragged, known: Ragged) -> Parts:
        """As `taking_part` of the campaign."""
        return taking_part(self.work, self.stacked, segments, known)

    def undercutting(
        self, unconditional: Callable[[], Flags], segments: Ragged, limits: Ints, known: Ragged
    ) -> Parts:
        """As `undercutting` of the campaign."""
        return undercutting(self.work, unconditional, segments, limits, known)

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

    def _way(self, reading: Reading, at: Ints, outcome: Outcome) -> tuple[Ways, Ragged, Assumed]:
        """The way to the prices of an outcome, the promotion rows that make them, and what they assume."""
        plan = self.work.plans[reading]
        listing, start, end = self.work.cuts.of(at)
        named = named_by(outcome)
        ways = ways_of(plan, outcome, self.work.own[listing], self.work.unit[listing])
        if reading not in self._assumptions:
            self._assumptions[reading] = Assumptions(
                plan, self.work.terms[reading], self.promotions, self.stopped
            )
        return ways, named, self._assumptions[reading](named, ways.setter, start, end)

    def _explained(self, at: Ints, ways: Ways, named: Ragged, assumed: Assumed) -> Explained:
        listing, _, _ = self.work.cuts.of(at)
        own, places = self.work.own[listing], _Places.of(ways.lines)
        begun, lines = self._beginnings(ways, own), self._lines(ways)
        columns = {name: places.both(value, lines[name]).tolist() for name, value in begun.items()}
        currencies = [BY_CODE[each].currency for each in self.listings["marketplace"][listing].tolist()]
        sale = np.where(ways.sale == NONE, 0, own - ways.selling)
        return Explained(
            StepColumns(places.first.tolist(), _objects(currencies)[places.segment].tolist(), **columns),
            Ragged(places.both(ways.sale, ways.lines.rows), places.first),
            places.both(sale, ways.amount),
            named,
            assumed.in_texts(self.promotions),
        )

    def _beginnings(self, ways: Ways, own: Ints) -> Mapping[str, Any]:
        """By segment the first step, its selling price, with the listing's own where a sale replaces it; or what all of them say."""
        sale = ways.sale != NONE
        kind = np.full(len(own), _SELLING)
        kind[sale] = self.promotions["kind"][ways.sale[sale]]
        base = np.full(len(own), None, dtype=object)
        base[sale] = own[sale]
        return {
            "promotion": None,
            "name": None,
            "kind": _KINDS[kind],
            "effect": FORM_WORDS[Form.PRICE],
            "share": False,
            "value": ways.selling,
            "base": base,
            "units": 1,
            "cheaper": 0,
            "amount": 0,
            "price_after": ways.selling,
        }

    def _lines(self, ways: Ways) -> Mapping[str, NDArray[Any]]:
        """The steps after the first: each offer that replaces the price, then what comes off it one by one."""
        ids, names, kinds, form, value, free = (
            self.promotions[name][ways.lines.rows]
            for name in ("id", "name", "kind", "form", "value", "get_quantity")
        )
        words, share = _KINDS[kinds], form == Form.PERCENT
        nameless = ids == ""  # as what the listing offers itself
        ids[nameless] = words[nameless]
        names[names == ""] = None
        base = np.full(len(share), None, dtype=object)
        base[share] = ways.base[share]
        return {
            "promotion": ids,
            "name": names,
            "kind": words,
            "effect": _FORMS[form],
            "share": share,
            "value": value,
            "base": base,
            "units": ways.units,
            "cheaper": np.where(ways.units > 1, free, 0),
            "amount": ways.amount,
            "price_after": ways.after,
        }


@dataclass(frozen=True, slots=True)
class _Places:
    """Where steps stand, those of a segment from `first` of it on: a selling price each, then its lines. `segment` is by step."""

    first: Ints
    segment: Ints
    lines: Flags

    @staticmethod
    def of(lines: Ragged) -> _Places:
        """The places of selling prices and of so many lines."""
        first = lines.first + np.arange(len(lines.first))
        marked = np.ones(int(first[-1]), dtype=bool)
        marked[first[:-1]] = False
        return _Places(first, np.repeat(np.arange(len(first) - 1), np.diff(first)), marked)

    def both(self, begun: Any, lines: NDArray[Any]) -> NDArray[Any]:
        """What stands there of the selling prices, or of all of them, and of the lines."""
        found = np.empty(len(self.lines), dtype=lines.dtype)
        found[self.first[:-1]], found[self.lines] = begun, lines
        return found


def _objects(some: Sequence[str]) -> NDArray[Any]:
    found = np.empty(len(some), dtype=object)
    found[:] = some
    return found


_SELLING: Final = len(KIND_WORDS)  # beside the codes of kinds
_KINDS: Final = _objects([*KIND_WORDS, "selling_price"])
_FORMS: Final = _objects(FORM_WORDS)
