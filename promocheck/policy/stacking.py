"""How promotions combine, as data: the `stacking` section and its presets. `pricing` only evaluates it.

What every key means stands in presets/README.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import combinations
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from promocheck.policy.names import CombinabilityName, CurrencyName, FormName, KindName
from promocheck.policy.section import Section

LISTING: Final = "listing"
ITEM: Final = "item"
RUNNING: Final = "running"
RESERVED: Final = (LISTING, ITEM, RUNNING)
BUSINESS: Final = "business"  # the audience that is judged apart

Effect = Literal["price", "reduction", "units"]
Combine = Literal["lowest", "first", "best", "add", "chain"]
Itself = Literal["add", "chain", "best", "first", "open", "handshake"]
Word = Literal["add", "best", "exclude", "open", "forbid", "handshake"]
Mode = Literal["half_up", "half_even", "down", "up"]
ThresholdOn = Literal["item", "remainder"]
Audience = Literal["business", "prime", "member", "subscriber", "bulk", "new_customer"]
Hours = Annotated[int, Field(ge=0, le=24 * 31)]
Count = Annotated[int, Field(ge=1, le=1000)]


class GuardBand(Section):
    """Hours by which the worst reading widens the windows of these kinds."""

    kinds: Annotated[tuple[KindName, ...], Field(min_length=1)]
    """The kinds of promotion."""
    before: Hours
    """How many hours before its start one may already apply."""
    after: Hours
    """How many hours after its end one may still apply."""


class When(Section):
    """A condition: which class set the price before reductions."""

    price_set_by: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of classes of price stages."""


class BaseLine(Section):
    """What percentages are of: a stage's result, `listing`, `item` or `running`; `worst` names the other reading."""

    use: str
    """`listing`, `item`, `running`, or the id of an earlier stage: the price that it left."""
    worst: str | None = None
    """Another one; in the worst reading the higher of the two counts."""
    when: When | None = None
    """The line counts only where these classes set the price."""


def _base_lines(value: object) -> object:
    return [{"use": value}] if isinstance(value, str) else value


# A name alone is one line, which always holds.
Base = Annotated[tuple[BaseLine, ...], BeforeValidator(_base_lines)]


class PromotionClass(Section):
    """Promotions that combine alike: which ones, and how they combine with each other."""

    id: str
    """Its name; pairs, groups, limits and conditions use it."""
    kinds: tuple[KindName, ...]
    """The promotion kinds that it takes."""
    coded: bool | None = None
    """Only promotions with a claim code, or only those without."""
    combinability: CombinabilityName = None
    """Only codes of this combinability; blank ones are preferential."""
    form: FormName = None
    """Only percentages, only money off, or only prices."""
    itself: Itself = "best"
    """How its promotions combine with each other."""
    base: Base = ()
    """What its percentages are of; else what the stage says."""
    threshold_on: ThresholdOn | None = None
    """What its thresholds are tested on: the item price, or what is left at its turn; else what the stage says."""
    audience: Audience | None = None
    """Who gets it. business is judged apart; in a price stage others still pay the price before."""
    above: Literal["ignored", "alternative"] | None = None
    """Whether a price of it above the one before counts; else what the stage says."""
    stop: bool = False
    """Where it runs, no class after it counts."""


class Stage(Section):
    """One step from the listing's price to the lowest: its classes, and how they combine."""

    id: str
    """Its name; a base may use it: the price that the stage left."""
    effect: Effect
    """price: its promotions set the price. reduction: they take money off. units: buy x get y."""
    combine: Combine
    """How its promotions (of price stages) or classes combine."""
    above: Literal["ignored", "replaces", "alternative"] = "ignored"
    """Whether a price above the one before counts: not at all, in its place, or beside it."""
    kinds: tuple[KindName, ...] = ()
    """The kinds of its only class, which has the stage's id."""
    classes: tuple[PromotionClass, ...] = ()
    """Promotions that combine alike, in order."""
    base: Base = ()
    """What percentages are of: the first line that holds, else the item price, or in a chain what is left."""
    threshold_on: ThresholdOn = "item"
    """What thresholds are tested on: the item price, or what is left (remainder)."""

    @cached_property
    def members(self) -> tuple[PromotionClass, ...]:
        """Its classes; `kinds` stand for one with the stage's id."""
        return self.classes or (PromotionClass(id=self.id, kinds=self.kinds),)

    def beside(self, member: PromotionClass) -> bool:
        """Whether a price of a class above the one before is an alternative to it."""
        return (member.above or self.above) == "alternative"

    @cached_property
    def may_raise(self) -> bool:
        """Whether it may leave more than was before it."""
        return self.above == "replaces" or any(map(self.beside, self.members))

    def base_of(self, member: PromotionClass) -> tuple[BaseLine, ...]:
        """The lines that say what percentages of a class are of, the default last."""
        return (*(member.base or self.base), BaseLine(use=RUNNING if self.combine == "chain" else ITEM))


class Pair(Section):
    """What two classes, or the classes of groups, do to each other."""

    between: tuple[str, str]
    """Two classes or groups."""
    then: Word
    """add: both count. best: the better one. exclude: the earlier one. open: nobody documents it. forbid: the platform
    refuses it. handshake: both where both say stackable."""
    when: When | None = None
    """The line counts only where these classes set the price."""


class Limit(Section):
    """How many promotions of these classes one buyer can use."""

    classes: Annotated[tuple[str, ...], Field(min_length=1)]
    """Whose promotions are counted."""
    per_order: Count | None = None
    """So many in one order."""
    per_customer: Count | None = None
    """So many for one customer."""

    @property
    def most(self) -> int:
        """The smaller of the two."""
        return min(each for each in (self.per_order, self.per_customer) if each is not None)


class Rounding(Section):
    """To what, when and how money is rounded. `to`: multiples of the minor unit, by currency."""

    mode: Mode = "half_up"
    """How money off is rounded; what is per unit goes the buyer's way in the worst reading."""
    at: Literal["each", "end"] = "each"
    """After each reduction, or once at the end."""
    to: Mapping[CurrencyName, Annotated[int, Field(ge=1, le=1_000_000)]] = {}
    """To multiples of the minor unit, by currency: {CLP: 10}."""


class Stacking(Section):
    """A complete set of stacking rules for one platform."""

    horizon_days: Annotated[int, Field(gt=0, le=3660)] = 400
    """How far ahead prices are judged."""
    stages: tuple[Stage, ...]
    """From the listing's price to the lowest: those that set a price first."""
    groups: Mapping[str, Annotated[tuple[str, ...], Field(min_length=1)]] = {}
    """Names for several classes, for pairs."""
    pairs: tuple[Pair, ...] = ()
    """What two classes do to each other."""
    other_pairs: Word = "open"
    """What two classes do to each other that no line of pairs names."""
    limits: tuple[Limit, ...] = ()
    """How many promotions one buyer can use."""
    clamp: Annotated[int, Field(ge=0, le=10**9)] = 0
    """Minor units that are always left."""
    rounding: Rounding = Rounding.usual()
    """How money is rounded."""
    guard_bands: tuple[GuardBand, ...] = ()
    """Hours in which a promotion may already, or still, apply: in the worst reading."""
    redeemable_after_cancel: tuple[KindName, ...] = ()
    """Kinds that count at worst until their official end though cancelled."""
    not_priced: tuple[KindName, ...] = ()
    """Kinds that no class takes: a SKU that carries one makes the run untrusted."""

    def __hash__(self) -> int:
        """Mappings have no hash of their own; the text of all of it has."""
        return hash(self.model_dump_json())

    @cached_property
    def price_stages(self) -> tuple[Stage, ...]:
        """The stages that set a price."""
        return tuple(stage for stage in self.stages if stage.effect == "price")

    @cached_property
    def reducing_stages(self) -> tuple[Stage, ...]:
        """The stages that take something off."""
        return tuple(stage for stage in self.stages if stage.effect != "price")

    def members(self) -> Iterator[tuple[Stage, PromotionClass]]:
        """Every class with its stage, in order."""
        return ((stage, member) for stage in self.stages for member in stage.members)

    @cached_property
    def words(self) -> Mapping[frozenset[str], tuple[tuple[When | None, Word], ...]]:
        """What every two classes do to each other: words in order of precedence, the last without a condition."""
        ranked: dict[frozenset[str], list[tuple[int, bool, int, Pair]]] = {}
        for at, pair in enumerate(self.pairs):
            a, b = (self.groups.get(name, (name,)) for name in pair.between)
            by_groups = sum(name in self.groups for name in pair.between)
            for both in {frozenset((x, y)) for x in a for y in b if x != y}:
                ranked.setdefault(both, []).append((by_groups, pair.when is None, at, pair))
        found: dict[frozenset[str], tuple[tuple[When | None, Word], ...]] = {}
        for (one_stage, one), (other_stage, other) in combinations(self.members(), 2):
            both = frozenset((one.id, other.id))
            if one.stop:
                found[both] = ((None, "exclude"),)
                continue
            lines = [each[3] for each in sorted(ranked.get(both, ()), key=lambda each: each[:3])]
            last = next((at for at, line in enumerate(lines) if line.when is None), len(lines))
            said = [(line.when, line.then) for line in lines[: last + 1]]
            if last == len(lines):
                said.append((None, self._unnamed(one_stage, other_stage)))
            if any(both <= {*limit.classes} for limit in self.limits):
                said = [(when, word if word == "exclude" else "best") for when, word in said]
            found[both] = tuple(said)
        return found

    def _unnamed(self, one: Stage, other: Stage) -> Word:
        """The word of two classes that no line of `pairs` names."""
        if "price" in (one.effect, other.effect):
            return "add"
        if one == other and one.combine in ("best", "first"):
            return "best" if one.combine == "best" else "exclude"
        return self.other_pairs

    def word(self, one: str, other: str, setter: str | None) -> Word:
        """What two classes do to each other where the class `setter` set the price (None: no class did)."""
        said = self.words[frozenset((one, other))]
        return next(word for when, word in said if when is None or setter in when.price_set_by)

    @cached_property
    def forbidden(self) -> tuple[tuple[str, str], ...]:
        """The classes that the platform refuses together."""
        return tuple(
            (one.id, other.id)
            for (_, one), (_, other) in combinations(self.members(), 2)
            if any(word == "forbid" for _, word in self.words[frozenset((one.id, other.id))])
        )

    @cached_property
    def dearer_beside(self) -> tuple[tuple[str, str], ...]:
        """The classes that set a price, each with those after it of which a price above it is an alternative to it."""
        in_price_stages = ((stage, each) for stage in self.price_stages for each in stage.members)
        return tuple(
            (before.id, member.id)
            for (earlier, before), (stage, member) in combinations(in_price_stages, 2)
            if earlier is not stage and stage.beside(member)
        )

    @cached_property
    def halved(self) -> frozenset[str]:
        """The classes that a handshake concerns: they fall into halves, by what their promotions' switches say."""
        setters = (None, *(member.id for stage in self.price_stages for member in stage.members))
        shaken = {
            (one, other)
            for one, other in self.words
            for setter in setters
            if self.word(one, other, setter) == "handshake"
        }
        together = {name for limit in self.limits if len(limit.classes) > 1 for name in limit.classes}
        shaking = {member.id for _, member in self.members() if member.itself == "handshake"} - together
        return frozenset(shaking.union(*shaken))

    @cached_property
    def never_dearer(self) -> bool:
        """Whether one more class never raises the end, so that of the legal sets only the largest matter.

        So it is where bases and thresholds are fixed before reductions begin, or classes go one by one, each by what the
        one before left: a lower price leaves a lower one then, minor unit by minor unit.
        """
        fixed = {LISTING, ITEM, *(stage.id for stage in self.price_stages)}
        several = {name for limit in self.limits if limit.most > 1 for name in limit.classes}
        for stage in self.reducing_stages:
            for member in stage.members:
                named = {name for line in stage.base_of(member) for name in (line.use, line.worst) if name}
                one_by_one = (
                    stage.combine == "chain"
                    and member.itself in ("best", "first", "chain")
                    and member.id not in several
                    and not (self.rounding.to and self.rounding.at == "each")
                )
                if not named <= (fixed | {RUNNING} if one_by_one else fixed):
                    return False
                if (member.threshold_on or stage.threshold_on) == "remainder":
                    return False
        return True
