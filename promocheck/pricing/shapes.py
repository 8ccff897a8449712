"""What a worst price takes for granted, by its *shape*: which classes make it, and a few facts of each of its promotions.

A shop has a few hundred shapes. Each is worked out once, and then told of every segment that has it in the names of its
promotions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final, NamedTuple

from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.pricing.classes import NO_CLASS
from promocheck.pricing.plan import NO_SETTER, Plan

# A promotion's facts in one number: these bits, then the class that sets a price and the half, from 0 (none) on.
# `CLIPPED`: what ends it leaves it in buyers' hands, not only for some hours.
PERCENT, SILENT, CANCELLED, EDITED, REPLACED, CLIPPED, BY_WEEK, BEYOND = (1 << bit for bit in range(8))
CLASSES: Final = 8  # from this bit on
HALVES: Final = 28  # likewise


class Sentence(NamedTuple):
    """A template and its fields, which promotions fill one after the other; or all of them the only one, `in_a_row`."""

    template: str
    fields: tuple[str, ...]
    in_a_row: bool = False


class Said(NamedTuple):
    """A sentence about some of a price's promotions, by their places among them."""

    sentence: Sentence
    who: tuple[int, ...]


_CANCELLED: Final = Sentence(say("{who} is cancelled, and may still be redeemed").template, ("who",))
_EDITED: Final = Sentence(
    say("the draft changes {who}, which may still be redeemed as it was").template, ("who",)
)
_REPLACED: Final = Sentence(say("a draft replaces {who}, which may still be redeemed").template, ("who",))
_CANCELLED_LATELY: Final = Sentence(
    say("{who} is cancelled, and may still apply for some hours").template, ("who",)
)
_EDITED_LATELY: Final = Sentence(
    say("the draft changes {who}, which may still apply for some hours as it was").template, ("who",)
)
_REPLACED_LATELY: Final = Sentence(
    say("a draft replaces {who}, which may still apply for some hours").template, ("who",)
)
_BY_WEEK: Final = Sentence(
    say("{who} is known by its week, and may run at any hour of it").template, ("who",)
)
_BEYOND: Final = Sentence(
    say("some hours before a start and after an end count: {promotions}").template,
    ("promotions",),
    in_a_row=True,
)
_OF_THE_PRICE_BEFORE: Final = Sentence(
    say("under {deal} percentages may be taken of the price before it").template, ("deal",)
)
_BOTH: Final = Sentence(say("{one} and {other} may both be taken off").template, ("one", "other"))
_ALL: Final = Sentence(
    say("all of these may be taken off: {promotions}").template, ("promotions",), in_a_row=True
)
_SILENT: Final = Sentence(say("{who} does not say whether it stacks").template, ("who",))
_CLIPPED: Final = {CANCELLED: _CANCELLED, EDITED: _EDITED, REPLACED: _REPLACED}
_LATELY: Final = {CANCELLED: _CANCELLED_LATELY, EDITED: _EDITED_LATELY, REPLACED: _REPLACED_LATELY}
SENTENCES: Final = (
    *_CLIPPED.values(),
    *_LATELY.values(),
    _BY_WEEK,
    _BEYOND,
    _OF_THE_PRICE_BEFORE,
    _BOTH,
    _ALL,
    _SILENT,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The facts of the promotions of a price, their places by class, and the class that set the price."""

    plan: Plan
    setter: int
    facts: tuple[int, ...]
    by_class: Mapping[str, Sequence[int]]

    @staticmethod
    def of(plan: Plan, setter: int, facts: Sequence[int]) -> Shape:
        """The shape of a price."""
        by_class: dict[str, list[int]] = {}
        for at, fact in enumerate(facts):
            if fact >> HALVES:
                by_class.setdefault(plan.halves[_half(fact)].member.id, []).append(at)
        return Shape(plan, setter, tuple(facts), by_class)

    def said(self) -> Iterator[Said]:
        """All that such a price assumes."""
        yield from self._of_base()
        yield from self._of_each()
        for one, other in combinations(self.by_class, 2):
            yield from self._of_two(
                self.by_class[one], self.by_class[other], self.plan.word(one, other, self.setter)
            )
        yield from self._of_time()

    def _of_time(self) -> Iterator[Said]:
        for at, fact in enumerate(self.facts):
            over = _CLIPPED if fact & CLIPPED else _LATELY
            yield from (Said(sentence, (at,)) for bit, sentence in over.items() if fact & bit)
            if fact & BY_WEEK:
                yield Said(_BY_WEEK, (at,))
        beyond = tuple(at for at, fact in enumerate(self.facts) if fact & BEYOND)
        if beyond:
            yield Said(_BEYOND, beyond)

    def _of_base(self) -> Iterator[Said]:
        """Whether a percentage is taken of another price than documented."""
        if self.setter == NO_SETTER:
            return
        documented = replace(self.plan, worst=False, sets={})
        off = (self.facts[at] for mine in self.by_class.values() for at in mine)
        halves = [self.plan.halves[_half(fact)] for fact in off if fact & PERCENT]
        if any(documented.bases(half, self.setter) != self.plan.bases(half, self.setter) for half in halves):
            classes = [(fact % (1 << HALVES) >> CLASSES) + NO_CLASS for fact in self.facts]
            yield Said(_OF_THE_PRICE_BEFORE, (classes.index(self.setter),))

    def _of_each(self) -> Iterator[Said]:
        for mine in self.by_class.values():
            itself = self.plan.halves[_half(self.facts[mine[0]])].member.itself
            if len(mine) > 1 and itself == "open":
                yield Said(_ALL if len(mine) > 2 else _BOTH, tuple(mine))
            if len(mine) > 1 and itself == "handshake":
                yield from self._silent(mine)

    def _of_two(self, one: Sequence[int], other: Sequence[int], word: str) -> Iterator[Said]:
        if word in ("open", "forbid"):
            yield Said(_BOTH, (one[0], other[0]))
        if word == "handshake":
            yield from self._silent((*one, *other))

    def _silent(self, some: Sequence[int]) -> Iterator[Said]:
        yield from (Said(_SILENT, (at,)) for at in some if self.facts[at] & SILENT)


def _half(fact: int) -> int:
    return (fact >> HALVES) + NO_CLASS
