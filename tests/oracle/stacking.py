"""The lowest price that a `stacking` section leaves of a listing's price, read as literally as possible.

Written from the presets' page alone, in its order and its words, and never from the engine. Nothing here is clever:
every buyer, every alternative, every legal set of classes, each worked through to its end. Where the page leaves
something open, the sense taken stands in a comment that begins with "Sense".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

CARRIED: Final = 10_000  # parts of the minor unit in which money is carried with `at: end`
ROUNDING: Final[Mapping[str, Callable[[Fraction], int]]] = {
    "half_up": lambda amount: floor(amount + Fraction(1, 2)),
    "half_even": round,
    "down": floor,
    "up": ceil,
}
# What the `combine` of a stage says about two classes of it that no pair names.
COMBINED: Final = {"best": "best", "first": "exclude"}
# What a class that a handshake splits says about its two halves.
HALVES: Final = {
    "add": "add",
    "chain": "add",
    "best": "best",
    "first": "best",
    "open": "open",
    "handshake": "best",
}


@dataclass(frozen=True, slots=True)
class Running:
    """A promotion that runs in the segment."""

    id: str
    kind: str
    form: str  # price, amount, percent
    value: Fraction | None  # minor units, or a share of one; None: units that are free
    stackable: str = ""  # yes, no, blank
    coded: bool = False
    combinability: str = ""
    min_quantity: int = 0
    min_spend: int = 0
    buy: int = 0
    get: int = 0
    audience: str = ""
    started: int | None = None  # none is earliest


# --- Classes -------------------------------------------------------------------------


def _listed(value: Any) -> tuple[Any, ...]:
    """Sense: where several may stand, one may stand without brackets."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line under `base` or `pairs`: `setters` are the classes of its `when`, None where it has none."""

    row: Mapping[str, Any]
    setters: frozenset[str] | None

    def holds(self, setter: str) -> bool:
        return self.setters is None or setter in self.setters


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    id: str
    place: int  # in the order of stages and of classes in them
    stage: str
    effect: str
    combine: str
    selectors: Mapping[str, frozenset[Any]]
    itself: str
    base: tuple[Line, ...]
    threshold_on: str
    audience: str
    above: str
    stop: bool

    def takes_in(self, promotion: Running) -> bool:
        asked = {
            "kinds": promotion.kind,
            "coded": promotion.coded,
            # That of a code; blank is preferential.
            "combinability": (promotion.combinability or "preferential") if promotion.coded else "",
            "form": promotion.form,
        }
        return all(asked[name] in wanted for name, wanted in self.selectors.items())


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    id: str
    effect: str
    combine: str
    classes: tuple[Class, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A class that is there, or the half of one, with its promotions."""

    of: Class
    half: str  # yes, others, blank: the whole class
    promotions: tuple[Running, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A stacking section, read once; the last three fields remember what was looked up in it."""

    stages: tuple[Stage, ...]
    groups: Mapping[str, frozenset[str]]
    pairs: tuple[Line, ...]
    limits: tuple[tuple[frozenset[str], int], ...]
    other_pairs: str
    clamp: int
    mode: str
    at_end: bool
    multiples: Mapping[str, int]
    found: dict[tuple[str, bool, str, str], Class | None] = field(default_factory=dict)
    words: dict[tuple[str, str, str], str] = field(default_factory=dict)
    splits: dict[str, bool] = field(default_factory=dict)

    @property
    def classes(self) -> Iterator[Class]:
        return (each for stage in self.stages for each in stage.classes)

    def class_of(self, promotion: Running) -> Class | None:
        """The first class that takes it; a promotion that none takes is not priced."""
        key = promotion.kind, promotion.coded, promotion.combinability, promotion.form
        if key not in self.found:
            self.found[key] = next((each for each in self.classes if each.takes_in(promotion)), None)
        return self.found[key]

    def named(self, name: str) -> frozenset[str]:
        return self.groups.get(name, frozenset({name}))

    def limit(self, single: Class) -> int | None:
        """How many promotions of this class one buyer can use; several lines: the smallest."""
        return min((most for ids, most in self.limits if ids == {single.id}), default=None)

    def limited_together(self, one: str, other: str) -> bool:
        return any(len(ids) > 1 and {one, other} <= ids for ids, _ in self.limits)

    def itself(self, single: Class) -> str:
        limited = self.limited_together(single.id, single.id)
        return "best" if limited and single.itself != "first" else single.itself

    def word(self, earlier: Class, later: Class, setter: str) -> str:
        """What two classes that take money off do to each other where `setter` set the price."""
        key = earlier.id, later.id, setter
        if key not in self.words:
            self.words[key] = self._word(earlier, later, setter)
        return self.words[key]

    def _word(self, earlier: Class, later: Class, setter: str) -> str:
        # Sense: `stop` comes before `pairs`, since it "is" the word.
        word = "exclude" if earlier.stop else self.pair(earlier.id, later.id, setter)
        if word is None and earlier.stage == later.stage:
            word = COMBINED.get(earlier.combine)
        word = word or self.other_pairs
        return "best" if word != "exclude" and self.limited_together(earlier.id, later.id) else word

    def pair(self, one: str, other: str, setter: str) -> str | None:
        """The word of the first line of `pairs` that fits."""
        fits = [
            (self._groups_named(line, one, other), line.setters is None, place, line.row["then"])
            for place, line in enumerate(self.pairs)
            if line.holds(setter) and self._groups_named(line, one, other) is not None
        ]
        return min(fits)[-1] if fits else None

    def _groups_named(self, line: Line, one: str, other: str) -> int | None:
        """0 where a line names both classes, 1 a class and a group, 2 two groups; None where it is of others."""
        left, right = line.row["between"]
        ways = [
            (here in self.groups) + (there in self.groups)
            for here, there in ((left, right), (right, left))
            if one in self.named(here) and other in self.named(there)
        ]
        return min(ways, default=None)

    def is_split(self, single: Class) -> bool:
        """Whether a handshake concerns it: its `itself`, or the word that some alternative gives it with another.

        Sense: any alternative that a class of the policy can set the price of, or none; and any class of the policy
        that takes money off, be it there or not.
        """
        if single.id not in self.splits:
            setters = ["", *(each.id for each in self.classes if each.effect == "price")]
            others = [each for each in self.classes if each.effect != "price" and each is not single]
            words = {self.word(*_in_order(single, other), setter) for other in others for setter in setters}
            self.splits[single.id] = "handshake" in {self.itself(single), *words}
        return self.splits[single.id]


def _in_order(one: Class, other: Class) -> tuple[Class, Class]:
    return (one, other) if one.place < other.place else (other, one)


def read(section: Mapping[str, Any]) -> Policy:
    """A stacking section as YAML gives it, presets merged in."""
    groups = {name: frozenset(_listed(ids)) for name, ids in (section.get("groups") or {}).items()}

    def lines(rows: Iterable[Mapping[str, Any]] | str) -> tuple[Line, ...]:
        if isinstance(rows, str):  # a base's name alone
            rows = [{"use": rows}]
        return tuple(Line(row, setters(row)) for row in rows)

    def setters(row: Mapping[str, Any]) -> frozenset[str] | None:
        if "when" not in row:
            return None
        names = _listed(row["when"]["price_set_by"])
        return frozenset(each for name in names for each in groups.get(name, {name}))

    stages: list[Stage] = []
    for row in section["stages"]:
        classes: list[Class] = []
        for own in row.get("classes") or [row]:
            place = sum(len(stage.classes) for stage in stages) + len(classes)
            classes.append(
                Class(
                    id=own["id"],
                    place=place,
                    stage=row["id"],
                    effect=row["effect"],
                    combine=row["combine"],
                    selectors={
                        name: frozenset(_listed(own[name]))
                        for name in ("kinds", "coded", "combinability", "form")
                        if own.get(name) is not None
                    },
                    itself=own.get("itself", "best"),
                    base=lines(own.get("base") or row.get("base") or ()),
                    threshold_on=own.get("threshold_on") or row.get("threshold_on") or "item",
                    audience=own.get("audience") or "",
                    above=own.get("above") or row.get("above") or "ignored",
                    stop=bool(own.get("stop")),
                )
            )
        stages.append(Stage(row["id"], row["effect"], row["combine"], tuple(classes)))
    rounding = section.get("rounding") or {}
    return Policy(
        stages=tuple(stages),
        groups=groups,
        pairs=lines(section.get("pairs") or ()),
        limits=tuple(_limit(row, groups) for row in section.get("limits") or ()),
        other_pairs=section.get("other_pairs", "open"),
        clamp=section.get("clamp", 0),
        mode=rounding.get("mode", "half_up"),
        at_end=rounding.get("at", "each") == "end",
        multiples=rounding.get("to") or {},
    )


def _limit(row: Mapping[str, Any], groups: Mapping[str, frozenset[str]]) -> tuple[frozenset[str], int]:
    ids = frozenset(each for name in _listed(row["classes"]) for each in groups.get(name, {name}))
    return ids, min(row[name] for name in ("per_order", "per_customer") if row.get(name) is not None)


# --- Price stages --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alternative:
    """A way to buy: the running price, the class that set it (blank: none), what every stage so far left."""

    running: int
    setter: str
    left: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    price: int
    promotion: Running
    of: Class

    @property
    def turn(self) -> tuple[int, bool, int, str]:
        return (self.of.place, *_started(self.promotion))


def _started(promotion: Running) -> tuple[bool, int, str]:
    """The one that started first, none being earliest; then by id."""
    return promotion.started is not None, promotion.started or 0, promotion.id


@dataclass(slots=True, eq=False)
class Reading:
    """One reading of one segment. Money is in integers: minor units, or with `at: end` their ten-thousandths."""

    policy: Policy
    worst: bool
    listing: int
    currency: str
    business: bool = False  # the buyer has a business account
    scale: int = field(init=False)
    multiple: int = field(init=False)  # to which what is rounded on the way is rounded
    taken: dict[tuple[str, int, int], int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.scale = CARRIED if self.policy.at_end else 1
        # Sense: with `at: end`, `to` is about the end alone.
        self.multiple = 1 if self.policy.at_end else self.policy.multiples.get(self.currency, 1)
        self.listing *= self.scale

    def rounded(self, amount: Fraction, mode: str) -> int:
        return ROUNDING[mode](amount / self.multiple) * self.multiple

    def alternatives(self, there: Mapping[Class, Sequence[Running]]) -> list[Alternative]:
        found = [Alternative(self.listing, "", ())]
        for stage in self.policy.stages:
            if stage.effect == "price":
                priced = (after for before in found for after in self.priced(stage, before, there))
                found = list(dict.fromkeys(priced))
        return found

    def priced(
        self, stage: Stage, before: Alternative, there: Mapping[Class, Sequence[Running]]
    ) -> Iterator[Alternative]:
        """What a price stage leaves: with the offers above that are alternatives, and without them."""
        offers = [
            Offer(self.offer(promotion, before.running), promotion, each)
            for each in stage.classes
            for promotion in there.get(each, ())
        ]
        for counting in ({"replaces"}, {"replaces", "alternative"}):
            kept = [each for each in offers if each.price <= before.running or each.of.above in counting]
            yield from self.left_by(stage, before, kept)

    def left_by(self, stage: Stage, before: Alternative, offers: Sequence[Offer]) -> Iterator[Alternative]:
        """What these offers leave."""
        for offer in self.combined(stage, offers):
            yield Alternative(offer.price, offer.of.id, (*before.left, (stage.id, offer.price)))
        # Sense: only `best` prices the buyers outside an audience; with `lowest` and `first` the offer is the price.
        mine = ("", "business") if self.business else ("",)
        left_over = stage.combine == "best" and all(offer.of.audience not in mine for offer in offers)
        if left_over or not offers:
            yield Alternative(before.running, before.setter, (*before.left, (stage.id, before.running)))

    def combined(self, stage: Stage, offers: Sequence[Offer]) -> Sequence[Offer]:
        if stage.combine == "best" or not offers:
            return offers
        if stage.combine == "first":
            return [min(offers, key=lambda offer: offer.turn)]
        return [min(offers, key=lambda offer: (offer.price, offer.turn))]

    def offer(self, promotion: Running, running: int) -> int:
        assert promotion.value is not None
        if promotion.form == "price":
            return int(promotion.value * self.scale)
        if promotion.form == "amount":
            return max(0, running - int(promotion.value * self.scale))
        # Sense: a share that `to` rounds up beyond the price leaves 0, too.
        return max(0, running - self.rounded(running * promotion.value, self.policy.mode))

    # --- Reductions ------------------------------------------------------------------

    def takes(self, promotion: Running, effect: str, base: int, threshold: int) -> int:
        """What one promotion takes off one unit; `threshold` is the page's T."""
        key = promotion.id, base, threshold
        if key not in self.taken:
            if effect == "units":
                self.taken[key] = self.units_off(promotion, base)
            elif promotion.form == "percent":
                assert promotion.value is not None
                self.taken[key] = self.rounded(base * promotion.value, self.policy.mode)
            else:
                self.taken[key] = self.amount_off(promotion, threshold)
        return self.taken[key]

    def amount_off(self, promotion: Running, threshold: int) -> int:
        assert promotion.value is not None
        units = max(1, promotion.min_quantity)
        if promotion.min_spend:
            if threshold <= 0:
                return 0
            units = max(units, ceil(Fraction(promotion.min_spend * self.scale, threshold)))
        mode = "up" if self.worst else self.policy.mode
        return self.rounded(promotion.value * self.scale / units, mode)

    def units_off(self, promotion: Running, base: int) -> int:
        if promotion.form == "percent":
            off = base * (Fraction(1) if promotion.value is None else promotion.value)
        else:
            assert promotion.value is not None
            value = promotion.value * self.scale
            off = min(value, Fraction(base)) if promotion.form == "amount" else max(Fraction(0), base - value)
        price = base - promotion.get * off / (promotion.buy + promotion.get)
        # A price that this leaves above its base takes nothing off.
        return max(0, base - self.rounded(price, "down" if self.worst else self.policy.mode))

    def base(self, of: Class, item: int, turn: int, way: Alternative) -> int:
        """The base of a class at its turn; `way` knows who set the price and what the stages so far left."""
        names = {**dict(way.left), "listing": self.listing, "item": item, "running": turn}
        for line in of.base:
            if line.holds(way.setter):
                use = names[line.row["use"]]
                return max(use, names[line.row["worst"]]) if self.worst and "worst" in line.row else use
        return turn if of.combine == "chain" else item

    def class_off(self, part: Part, promotions: Sequence[Running], base: int, threshold: int) -> int:
        """What a class with itself takes off at its turn."""
        itself = self.policy.itself(part.of)
        if itself == "open":
            itself = "add" if self.worst else "best"
        if itself == "handshake":
            itself = "add" if part.half == "yes" else "best"
        if itself == "chain":
            return self.chain_off(part.of, promotions, base, threshold)
        if itself == "first":
            promotions = sorted(promotions, key=_started)[:1]
        each = [self.takes(promotion, part.of.effect, base, threshold) for promotion in promotions]
        return sum(each) if itself == "add" else max(each, default=0)

    def chain_off(self, of: Class, promotions: Sequence[Running], base: int, threshold: int) -> int:
        # Sense: "larger values" are those that the promotions state, not what they take off a unit.
        left = base
        for promotion in sorted(promotions, key=_chain_turn):
            left = max(0, left - self.takes(promotion, of.effect, left, threshold))
        return base - left

    # --- Legal sets ------------------------------------------------------------------

    def parts(self, there: Mapping[Class, Sequence[Running]]) -> list[Part]:
        """The classes that take money off, those that a handshake concerns in halves."""
        says_yes = ("yes", "") if self.worst else ("yes",)
        parts = []
        for each in sorted(there, key=lambda each: each.place):
            if each.effect == "price":
                continue
            if self.policy.is_split(each):
                yes = tuple(one for one in there[each] if one.stackable in says_yes)
                others = tuple(one for one in there[each] if one.stackable not in says_yes)
                halves = (Part(each, "yes", yes), Part(each, "others", others))
                parts += [half for half in halves if half.promotions]
            else:
                parts.append(Part(each, "", tuple(there[each])))
        return parts

    def word(self, earlier: Part, later: Part, setter: str) -> str:
        """`add`, `best` or `exclude`: every open question answered."""
        if earlier.of is later.of:
            word = HALVES[self.policy.itself(earlier.of)]
        else:
            word = self.policy.word(earlier.of, later.of, setter)
        if word == "handshake":
            return "add" if earlier.half == later.half == "yes" else "best"
        if word in ("open", "forbid"):
            return "add" if self.worst else "best"
        return word

    def counts_under(self, setter: str, part: Part) -> bool:
        """Whether a class counts where the price was set by a class of a price stage: without a line, it does."""
        word = self.policy.pair(setter, part.of.id, setter) if setter else None
        if word in ("open", "forbid"):
            return self.worst
        return word not in ("best", "exclude")

    def counting(self, parts: Sequence[Part], setter: str) -> list[Part]:
        """Those that nothing excludes; what does not count excludes nothing."""
        counted: list[Part] = []
        for part in parts:
            if self.counts_under(setter, part) and not any(
                self.word(earlier, part, setter) == "exclude" for earlier in counted
            ):
                counted.append(part)
        return counted

    def legal_sets(self, parts: Sequence[Part], setter: str) -> list[tuple[Part, ...]]:
        sets: list[tuple[Part, ...]] = [()]
        for place, part in enumerate(parts):
            fits = [earlier for earlier in parts[:place] if self.word(earlier, part, setter) == "add"]
            sets += [(*chosen, part) for chosen in sets if all(one in fits for one in chosen)]
        return sets

    def usable(self, of: Class, chosen: Sequence[Part], base: int, threshold: int) -> set[str]:
        """The ids of a class's promotions that its limit leaves."""
        rivals = [one for part in chosen if part.of is of for one in part.promotions]
        most = self.policy.limit(of)
        if most is None or self.policy.itself(of) in ("best", "first"):
            return {one.id for one in rivals}
        rivals.sort(key=lambda one: (-self.takes(one, of.effect, base, threshold), *_chain_turn(one)))
        return {one.id for one in rivals[:most]}

    def end(self, chosen: Sequence[Part], way: Alternative) -> int:
        """Where a legal set ends, money taken off stage by stage."""
        item = running = way.running
        # Sense: where both halves of a class count, its limit is one for the two, judged at the first one's turn.
        usable: dict[Class, set[str]] = {}
        for stage in self.policy.stages:
            if stage.effect == "price":
                continue
            turn, off = running, 0
            for part in chosen:
                if part.of.stage != stage.id:
                    continue
                base = self.base(part.of, item, turn, way)
                threshold = turn if part.of.threshold_on == "remainder" else item
                if part.of not in usable:
                    usable[part.of] = self.usable(part.of, chosen, base, threshold)
                promotions = [one for one in part.promotions if one.id in usable[part.of]]
                off += self.class_off(part, promotions, base, threshold)
                if stage.combine == "chain":
                    turn, off = self.clamped(turn, off), 0
            running = self.clamped(turn, off)
            way = Alternative(way.running, way.setter, (*way.left, (stage.id, running)))
        return running

    def clamped(self, running: int, off: int) -> int:
        # Sense: a running price that was below the clamp already stays as it is.
        return max(running - off, min(running, self.policy.clamp * self.scale))

    def lowest(self, there: Mapping[Class, Sequence[Running]]) -> int:
        ends = []
        for way in self.alternatives(there):
            parts = self.counting(self.parts(there), way.setter)
            ends += [self.end(chosen, way) for chosen in self.legal_sets(parts, way.setter)]
        return min(ends)

    def rounded_end(self, end: int) -> int:
        if not self.policy.at_end:
            return end
        multiple = self.policy.multiples.get(self.currency, 1)
        return ROUNDING[self.policy.mode](Fraction(end, self.scale * multiple)) * multiple


def _chain_turn(promotion: Running) -> tuple[bool, Fraction, str]:
    value = Fraction(1) if promotion.value is None else promotion.value
    return promotion.form != "percent", -value, promotion.id


# --- Buyers --------------------------------------------------------------------------


def _there(policy: Policy, running: Iterable[Running], business: bool) -> dict[Class, list[Running]]:
    """The classes that are there for a buyer, in whom one of their promotions runs."""
    there: dict[Class, list[Running]] = {}
    for promotion in running:
        of = policy.class_of(promotion)
        if of is None or ("business" in (of.audience, promotion.audience) and not business):
            continue
        there.setdefault(of, []).append(promotion)
    return there


def lowest_end(
    policy: Policy, listing: int, running: Sequence[Running], currency: str = "USD", *, worst: bool
) -> int:
    """The lowest end in minor units, in one reading, over everybody and the business account."""
    everybody, business = (_there(policy, running, is_business) for is_business in (False, True))
    reading = Reading(policy, worst, listing, currency)
    ends = [reading.lowest(everybody)]
    if business != everybody:
        ends.append(replace(reading, listing=listing, business=True).lowest(business))
    return reading.rounded_end(min(ends))


def prices(
    policy: Policy, listing: int, running: Sequence[Running], currency: str = "USD"
) -> tuple[int, int]:
    """(documented, worst)."""
    documented, worst = (
        lowest_end(policy, listing, running, currency, worst=worst) for worst in (False, True)
    )
    return documented, worst
