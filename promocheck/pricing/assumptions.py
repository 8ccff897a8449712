"""What a worst price takes for granted that nobody has said: named, so that a person can find out.

What is assumed is a matter of which classes make a price, and of a few facts of each promotion: its *shape*. A shop has a
few hundred shapes, each worked out once, and then told of every segment that has it in the names of its promotions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Final

import numpy as np

from promocheck.model.kind import Form, Kind, Status, Switch, promotion_named
from promocheck.model.text import Text, say
from promocheck.model.window import DAY
from promocheck.pricing.keys import Ints
from promocheck.pricing.plan import NO_CLASS, NOBODY, Plan, Terms
from promocheck.tables import Columns
from promocheck.tables.ragged import Ragged

_LONGEST_LIGHTNING: Final = DAY  # one that seems to last longer is known by its week only

# A promotion's facts in one number: these bits, then the class that sets a price and the half, from 0 (none) on.
_PERCENT, _SILENT, _CANCELLED, _BY_WEEK, _BEYOND = (1 << bit for bit in range(5))
_CLASSES: Final = 5  # from this bit on
_HALVES: Final = 25  # likewise


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence about some of a price's promotions, by their places among them."""

    words: Callable[[Sequence[Text]], Text]
    who: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Says what the prices of segments assume, in the worst reading."""

    plan: Plan
    terms: Terms
    promotions: Columns
    _known: dict[tuple[int, ...], tuple[_Said, ...]] = field(default_factory=dict)

    def __call__(self, named: Ragged, setter: Ints, start: Ints, end: Ints) -> Iterator[tuple[Text, ...]]:
        """By segment a sentence for each open question that is answered by these promotions' making the price in its window.

        `setter` is the class that set the price.
        """
        facts = named.apart(self._facts(named, start, end).tolist())
        kinds, ids = (self.promotions[name][named.rows].tolist() for name in ("kind", "id"))
        names = named.apart(list(zip(kinds, ids, strict=True)))
        for by, theirs, called in zip(setter.tolist(), facts, names, strict=True):
            shape = (by, *theirs)
            said = self._known.get(shape)
            if said is None:
                said = self._known[shape] = tuple(_Shape.of(self.plan, shape).said())
            yield _told(said, called) if said else ()

    def _facts(self, named: Ragged, start: Ints, end: Ints) -> Ints:
        """The facts of each promotion that makes a price."""
        row, segment = named.rows, named.owner
        kind, status, switch, begins, ends = (
            self.promotions[name][row] for name in ("kind", "status", "switch", "start", "end")
        )
        flags = {
            _PERCENT: self.terms.form[row] == Form.PERCENT,
            _SILENT: switch == Switch.UNKNOWN,
            _CANCELLED: status == Status.CANCELLED,
            _BY_WEEK: (kind == Kind.LIGHTNING_DEAL) & (ends - begins > _LONGEST_LIGHTNING),
            _BEYOND: (start[segment] < begins) | (end[segment] > ends),
        }
        found = (self.terms.price_class[row] - NO_CLASS) << _CLASSES
        found |= (self.terms.half[row] - NO_CLASS) << _HALVES
        for bit, holds in flags.items():
            found |= np.where(holds, bit, 0)
        return found


def _told(said: Sequence[_Said], names: Sequence[tuple[int, str]]) -> tuple[Text, ...]:
    """Sentences in the names of promotions, each once."""
    found = (each.words([promotion_named(*names[at]) for at in each.who]) for each in said)
    return tuple(found) if len(said) == 1 else tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Shape:
    """The facts of the promotions of a price, their places by class, and the class that set the price."""

    plan: Plan
    setter: int
    facts: tuple[int, ...]
    by_class: Mapping[str, Sequence[int]]

    @staticmethod
    def of(plan: Plan, shape: tuple[int, ...]) -> _Shape:
        """What `Assumptions` knows a shape by, taken apart."""
        setter, *facts = shape
        by_class: dict[str, list[int]] = {}
        for at, fact in enumerate(facts):
            if fact >> _HALVES:
                by_class.setdefault(plan.halves[_half(fact)].member.id, []).append(at)
        return _Shape(plan, setter, tuple(facts), by_class)

    def said(self) -> Iterator[_Said]:
        """All that such a price assumes."""
        yield from self._of_base()
        yield from self._of_each()
        for one, other in combinations(self.by_class, 2):
            yield from self._of_two(
                self.by_class[one], self.by_class[other], self.plan.word(one, other, self.setter)
            )
        yield from self._of_time()

    def _of_time(self) -> Iterator[_Said]:
        for at, fact in enumerate(self.facts):
            if fact & _CANCELLED:
                yield _Said(_cancelled, (at,))
            if fact & _BY_WEEK:
                yield _Said(_by_week, (at,))
        beyond = tuple(at for at, fact in enumerate(self.facts) if fact & _BEYOND)
        if beyond:
            yield _Said(_beyond, beyond)

    def _of_base(self) -> Iterator[_Said]:
        """Whether a percentage is taken of another price than documented."""
        if self.setter == NOBODY:
            return
        documented = replace(self.plan, worst=False, sets={})
        off = (self.facts[at] for mine in self.by_class.values() for at in mine)
        halves = [self.plan.halves[_half(fact)] for fact in off if fact & _PERCENT]
        if any(documented.bases(half, self.setter) != self.plan.bases(half, self.setter) for half in halves):
            classes = [(fact % (1 << _HALVES) >> _CLASSES) + NO_CLASS for fact in self.facts]
            yield _Said(_of_the_price_before, (classes.index(self.setter),))

    def _of_each(self) -> Iterator[_Said]:
        for mine in self.by_class.values():
            itself = self.plan.halves[_half(self.facts[mine[0]])].member.itself
            if len(mine) > 1 and itself == "open":
                yield _Said(_both, (mine[0], mine[1]))
            if len(mine) > 1 and itself == "handshake":
                yield from self._silent(mine)

    def _of_two(self, one: Sequence[int], other: Sequence[int], word: str) -> Iterator[_Said]:
        if word in ("open", "forbid"):
            yield _Said(_both, (one[0], other[0]))
        if word == "handshake":
            yield from self._silent((*one, *other))

    def _silent(self, some: Sequence[int]) -> Iterator[_Said]:
        yield from (_Said(_silent, (at,)) for at in some if self.facts[at] & _SILENT)


def _half(fact: int) -> int:
    return (fact >> _HALVES) + NO_CLASS


def _cancelled(who: Sequence[Text]) -> Text:
    return say("{who} is cancelled, and may still be redeemed", who=who[0])


def _by_week(who: Sequence[Text]) -> Text:
    return say("{who} is known by its week, and may run at any hour of it", who=who[0])


def _beyond(who: Sequence[Text]) -> Text:
    return say("some hours before a start and after an end count: {promotions}", promotions=tuple(who))


def _of_the_price_before(who: Sequence[Text]) -> Text:
    return say("under {deal} percentages may be taken of the price before it", deal=who[0])


def _both(who: Sequence[Text]) -> Text:
    return say("{one} and {other} may both be taken off", one=who[0], other=who[1])


def _silent(who: Sequence[Text]) -> Text:
    return say("{who} does not say whether it stacks", who=who[0])
