"""The stacking section, compiled once per reading into what arrays can be evaluated by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from itertools import combinations
from typing import Final

from promocheck.model.value import dataclass
from promocheck.policy import Mode, PromotionClass, Stacking, When
from promocheck.policy.stacking import ITEM, LISTING

NO_SETTER: Final = -1  # what set the price of an alternative that no price stage changed
# For so many is kept what depends on nothing else: small questions are priced by the thousand.
PLANS: Final = 64
GRAINS: Final = 10_000  # ten-thousandths of a minor unit, where money is rounded at the end only


class Reading(Enum):
    """Three questions of one campaign.

    `DOCUMENTED`: the rules as documented, official windows. `WORST`: every open question at its lowest, windows
    widened by the guard bands. `OFFICIAL`: the worst rules in the official windows, which tells a breach that only
    the guard bands make.
    """

    DOCUMENTED = "documented"
    WORST = "worst"
    OFFICIAL = "official"

    @property
    def worst(self) -> bool:
        """Whether open questions are taken at their lowest."""
        return self is not Reading.DOCUMENTED


@dataclass(frozen=True, slots=True)
class Half:
    """A class that takes something off, or the half of one whose promotions shake hands (or do not).

    `itself` is add, chain, best or first; `most` how many of its promotions one buyer can use, 0 for any number. Its
    number is its bit in a signature.
    """

    stage: int
    member: PromotionClass
    yes: bool
    itself: str
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A reading's rules; one is no other's equal, so that what is worked out for it can be kept by it.

    `price_classes` are the classes of price stages, in order; their number says who set the price of an alternative.
    """

    stacking: Stacking
    worst: bool
    price_classes: tuple[PromotionClass, ...]
    halves: tuple[Half, ...]
    sets: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    @property
    def grain(self) -> int:
        """Money is counted in so many parts of a minor unit."""
        return GRAINS if self.stacking.rounding.at == "end" else 1

    @property
    def per_unit(self) -> Mode:
        """How money off per unit is rounded."""
        return "up" if self.worst else self.stacking.rounding.mode

    @property
    def price_per_unit(self) -> Mode:
        """How a price per unit is rounded."""
        return "down" if self.worst else self.stacking.rounding.mode

    @property
    def sums(self) -> bool:
        """Whether reductions are sums of what each takes off a base that was fixed before: none depends on another's depth."""
        chained = any(stage.combine == "chain" for stage in self.stacking.reducing_stages)
        return (
            self.stacking.never_dearer and not chained and all(each.itself != "chain" for each in self.halves)
        )

    def bases(self, half: Half, setter: int) -> tuple[str, ...]:
        """What a half's percentages are of where this class set the price: the higher of these."""
        lines = self.stacking.stages[half.stage].base_of(half.member)
        line = next(each for each in lines if self._holds(each.when, setter))
        if not (self.worst and line.worst):
            return (line.use,)
        return self._higher(line.use, line.worst)

    def _higher(self, one: str, other: str) -> tuple[str, ...]:
        """The one of two prices that is never below the other, where no higher price follows it; else both."""
        stages = self.stacking.price_stages
        places = {LISTING: -1, ITEM: len(stages) - 1, **{stage.id: at for at, stage in enumerate(stages)}}
        if one not in places or other not in places:
            return (one, other)
        earlier, later = sorted((one, other), key=places.__getitem__)
        between = stages[places[earlier] + 1 : places[later] + 1]
        return (earlier,) if not any(stage.may_raise for stage in between) else (one, other)

    def conditions(self, setter: int) -> tuple[object, ...]:
        """All that who set the price decides of which classes may stand together."""
        barred = tuple(self._barred(half, setter) for half in range(len(self.halves)))
        conditional = ((one, other) for (one, other), said in self.stacking.words.items() if len(said) > 1)
        held = tuple(self.word(one, other, setter) for one, other in conditional)
        return barred, held

    def legal_sets(self, present: int, setter: int) -> tuple[int, ...]:
        """The legal sets of the halves that are there, as bits; those that matter. Worked out once for each signature."""
        known = self.sets.get((present, setter))
        if known is None:
            known = self.sets[present, setter] = self._legal_sets(present, setter)
        return known

    def _legal_sets(self, present: int, setter: int) -> tuple[int, ...]:
        there: list[int] = []
        for half in _members_of(present):
            barred = self._barred(half, setter)
            if not barred and not any(self._excludes(each, half, setter) for each in there):
                there.append(half)
        near = {each: set[int]() for each in there}
        for one, other in combinations(there, 2):
            if self._together(one, other, setter):
                near[one].add(other)
                near[other].add(one)
        found = _maximal_sets(near) if self.stacking.never_dearer else _all_sets(near)
        return tuple(sorted(sum(1 << each for each in one) for one in found))

    def _holds(self, when: When | None, setter: int) -> bool:
        return when is None or (setter != NO_SETTER and self.price_classes[setter].id in when.price_set_by)

    def word(self, one: str, other: str, setter: int) -> str:
        """What two classes do to each other where this class set the price."""
        return self.stacking.word(one, other, None if setter == NO_SETTER else self.price_classes[setter].id)

    def _barred(self, half: int, setter: int) -> bool:
        """Whether the class that set the price leaves no room for this one."""
        if setter == NO_SETTER:
            return False
        word = self.word(self.price_classes[setter].id, self.halves[half].member.id, setter)
        return word in ("best", "exclude") or (word in ("open", "forbid") and not self.worst)

    def _excludes(self, one: int, other: int, setter: int) -> bool:
        first, second = self.halves[one].member, self.halves[other].member
        return first.id != second.id and self.word(first.id, second.id, setter) == "exclude"

    def _together(self, one: int, other: int, setter: int) -> bool:
        a, b = self.halves[one], self.halves[other]
        if a.member.id == b.member.id:
            several = a.member.itself in ("add", "chain") or (a.member.itself == "open" and self.worst)
            return several and a.most != 1
        word = self.word(a.member.id, b.member.id, setter)
        if word == "handshake":
            return a.yes and b.yes
        return word == "add" or (word in ("open", "forbid") and self.worst)


def compile_plan(stacking: Stacking, reading: Reading) -> Plan:
    """The rules of a stacking section under a reading, with every class that takes something off in its halves."""
    limits = {name: limit.most for limit in stacking.limits for name in limit.classes}
    halves = []
    for index, stage in enumerate(stacking.stages):
        for member in stage.members if stage.effect != "price" else ():
            most = limits.get(member.id, 0)
            for yes in (True, False) if member.id in stacking.halved else (True,):
                itself = (
                    "best" if most == 1 and member.itself != "first" else _itself(member, reading, yes=yes)
                )
                halves.append(Half(index, member, yes, itself, most))
    prices = tuple(member for stage in stacking.price_stages for member in stage.members)
    return Plan(stacking, reading.worst, prices, tuple(halves))


def _itself(member: PromotionClass, reading: Reading, *, yes: bool) -> str:
    if member.itself == "open":
        return "add" if reading.worst else "best"
    if member.itself == "handshake":
        return "add" if yes else "best"
    return member.itself


def _members_of(bits: int) -> list[int]:
    """The numbers of the bits that are set."""
    return [at for at in range(bits.bit_length()) if bits >> at & 1]


def _all_sets(near: Mapping[int, set[int]]) -> list[tuple[int, ...]]:
    """Every set of which any two are near each other, the empty one too."""
    found: list[tuple[int, ...]] = [()]
    for each in near:
        found += [(*one, each) for one in found if near[each].issuperset(one)]
    return found


def _maximal_sets(near: Mapping[int, set[int]]) -> list[tuple[int, ...]]:
    """Maximal cliques of the compatibility graph (Bron and Kerbosch, with a pivot)."""
    found: list[tuple[int, ...]] = []

    def grow(chosen: set[int], open_: set[int], closed: set[int]) -> None:
        if not open_ and not closed:
            found.append(tuple(sorted(chosen)))
            return
        pivot = max(open_ | closed, key=lambda each: len(near[each] & open_))
        for each in sorted(open_ - near[pivot]):
            grow(chosen | {each}, open_ & near[each], closed & near[each])
            open_ = open_ - {each}
            closed = closed | {each}

    grow(set(), set(near), set())
    return found
