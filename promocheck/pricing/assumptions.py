"""What worst prices take for granted that nobody has said: named, so that a person can find out; of many prices at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import chain, pairwise
from typing import Final

import numpy as np

from promocheck.model.kind import Form, Kind, Status, Switch
from promocheck.model.texts import InRows, Named, Template, Texts
from promocheck.model.value import dataclass
from promocheck.model.window import DAY
from promocheck.pricing import shapes
from promocheck.pricing.classes import NO_CLASS
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Plan
from promocheck.pricing.shapes import SENTENCES, Said, Sentence, Shape
from promocheck.pricing.superseded import By
from promocheck.pricing.terms import Terms
from promocheck.tables.columns import one_of_few
from promocheck.tables.frames import Columns
from promocheck.tables.ragged import Ragged

_LONGEST_LIGHTNING: Final = DAY  # one that seems to last longer is known by its week only
_KEPT: Final = 2**12  # shapes that are known at a time

_NUMBERS: Final = {sentence: number for number, sentence in enumerate(SENTENCES)}


@dataclass(frozen=True, slots=True)
class Assumed:
    """What prices assume: by price numbers of `SENTENCES`, and by sentence the promotion rows that it names."""

    sentences: Ragged
    named: Ragged

    def of_prices(self, prices: Ints) -> Assumed:
        """What these of the prices assume."""
        places = self.sentences.places(prices)
        return Assumed(
            Ragged(self.sentences.rows[places.rows], places.first), self.named.of_owners(places.rows)
        )

    @staticmethod
    def below(parts: Sequence[Assumed]) -> Assumed:
        """What prices assume, those of several below each other."""
        return Assumed(
            Ragged.below([each.sentences for each in parts]), Ragged.below([each.named for each in parts])
        )

    def in_texts(self, promotions: Columns) -> InRows:
        """The sentences in the names of promotions, by price."""
        sentences = self.sentences.rows
        parts, place, count = [], np.empty(len(sentences), dtype=np.int64), 0
        for number, sentence in enumerate(SENTENCES):
            at = np.flatnonzero(sentences == number)
            if len(at):
                parts.append(_template(sentence, self.named.of_owners(at), promotions))
                place[at] = np.arange(count, count + len(at))
                count += len(at)
        return InRows(self.sentences.first.tolist(), Texts(tuple(parts), place.tolist()))


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Says what the prices of segments assume, in the worst reading."""

    plan: Plan
    terms: Terms
    promotions: Columns
    stopped: Ints  # by promotion row what a draft alone does to it (By)
    _known: dict[bytes, tuple[Said, ...]] = field(default_factory=dict)

    def __call__(self, named: Ragged, setter: Ints, start: Ints, end: Ints) -> Assumed:
        """A sentence for each open question that is answered by these promotions' making the prices of segments in their windows.

        `setter` is by segment the class that set the price.
        """
        shape, distinct = self._shapes(setter, self._facts(named, start, end), named.first)
        sentences, who = _said_by(distinct)
        told = sentences.places(shape)
        mine = who.of_owners(told.rows)
        rows = named.rows[named.first[told.owner][mine.owner] + mine.rows]
        found = Assumed(Ragged(sentences.rows[told.rows], told.first), Ragged(rows, mine.first))
        again = np.fromiter(map(_repeats, distinct), dtype=bool, count=len(distinct))[shape]
        return self._once(found, again) if again.any() else found

    def _facts(self, named: Ragged, start: Ints, end: Ints) -> Ints:
        """The facts of each promotion that makes a price."""
        row, segment = named.rows, named.owner
        kind, status, switch, begins, ends, until = (
            self.promotions[name][row] for name in ("kind", "status", "switch", "start", "end", "canceled_at")
        )
        over = (status == Status.CANCELLED) & (start[segment] >= until)
        by = self.stopped[row]
        flags = {
            shapes.PERCENT: self.terms.form[row] == Form.PERCENT,
            shapes.SILENT: switch == Switch.UNKNOWN,
            shapes.CANCELLED: over & (by == By.NOBODY),
            shapes.EDITED: over & (by == By.EDITED),
            shapes.REPLACED: over & (by == By.REPLACED),
            shapes.CLIPPED: over & one_of_few(kind, self.plan.stacking.redeemable_after_cancel),
            shapes.BY_WEEK: (kind == Kind.LIGHTNING_DEAL) & (ends - begins > _LONGEST_LIGHTNING),
            shapes.BEYOND: (start[segment] < begins) | (end[segment] > ends),
        }
        found = (self.terms.price_class[row] - NO_CLASS) << shapes.CLASSES
        found |= (self.terms.half[row] - NO_CLASS) << shapes.HALVES
        for bit, holds in flags.items():
            found |= np.where(holds, bit, 0)
        return found

    def _shapes(self, setter: Ints, facts: Ints, first: Ints) -> tuple[Ints, list[tuple[Said, ...]]]:
        """By segment the number of its shape, and what each of the shapes says."""
        begins = first + np.arange(len(first))
        numbers = np.insert(facts, first[:-1], setter)
        written, width = numbers.tobytes(), numbers.itemsize
        keys = [written[low:high] for low, high in pairwise((begins * width).tolist())]
        number = {key: at for at, key in enumerate(dict.fromkeys(keys))}
        shape = np.fromiter(map(number.__getitem__, keys), dtype=np.int64, count=len(keys))
        return shape, list(map(self._said, number))

    def _said(self, shape: bytes) -> tuple[Said, ...]:
        found = self._known.get(shape)
        if found is None:
            if len(self._known) == _KEPT:
                self._known.clear()
            setter, *facts = np.frombuffer(shape, dtype=np.int64).tolist()
            found = self._known[shape] = tuple(Shape.of(self.plan, setter, facts).said())
        return found

    def _once(self, found: Assumed, again: Flags) -> Assumed:
        """Without sentences that say again what one of the same price has said, which only those of some prices do."""
        price = found.sentences.owner
        some = np.flatnonzero(again[price])
        named = found.named.of_owners(some)
        names = map(tuple, named.apart(list(zip(*_called(self.promotions, named.rows), strict=True))))
        keys = zip(price[some].tolist(), found.sentences.rows[some].tolist(), names, strict=True)
        fresh = np.ones(len(price), dtype=bool)
        fresh[some] = False
        fresh[list(dict(zip(reversed(list(keys)), reversed(some.tolist()), strict=True)).values())] = True
        return Assumed(found.sentences.where(fresh), found.named.of_owners(np.flatnonzero(fresh)))


def _template(sentence: Sentence, named: Ragged, promotions: Columns) -> Template:
    """A sentence about so many promotions or rows of them."""
    many = len(named.first) - 1
    if sentence.in_a_row:
        (name,) = sentence.fields
        row = InRows(named.first.tolist(), Named(*_called(promotions, named.rows)))
        return Template(sentence.template, many, ((name, row),))
    wide = len(sentence.fields)
    columns = (Named(*_called(promotions, named.rows[at::wide])) for at in range(wide))
    return Template(sentence.template, many, tuple(zip(sentence.fields, columns, strict=True)))


def _called(promotions: Columns, rows: Ints) -> tuple[list[int], list[str]]:
    """What promotions are named by."""
    return promotions["kind"][rows].tolist(), promotions["id"][rows].tolist()


def _said_by(distinct: Sequence[Sequence[Said]]) -> tuple[Ragged, Ragged]:
    """By shape the numbers of its sentences; and by sentence the places of the promotions that it is about."""
    numbers = [[_NUMBERS[each.sentence] for each in said] for said in distinct]
    return Ragged.of(numbers), Ragged.of([each.who for each in chain.from_iterable(distinct)])


def _repeats(said: Sequence[Said]) -> bool:
    """Whether one sentence comes more than once."""
    return len({each.sentence for each in said}) < len(said)
