"""Seeded random stacking sections, valid by the presets' page, and small campaigns under them.

Few promotions, so that every legal set can be tried; prices down to one minor unit, so that rounding decides; and
thresholds at the very price that reaches them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any, Final

from .stacking import Policy, Running, read

Section = dict[str, Any]

MOST_PROMOTIONS: Final = 8
MOST_CLASSES: Final = 7  # that are there
CURRENCIES: Final = ("USD", "USD", "USD", "JPY", "EUR")

PRICE_KINDS: Final = (
    "sale_price",
    "business_price",
    "quantity_discount",
    "lightning_deal",
    "best_deal",
    "deal_of_the_day",
    "prime_exclusive",
    "price_discount",
    "outlet",
)
REDUCTION_KINDS: Final = (
    "coupon",
    "reorder_coupon",
    "subscribe_save_coupon",
    "subscribe_save",
    "percentage_off",
    "amount_off",
    "social_code",
    "brand_tailored",
    "points",
)
UNIT_KINDS: Final = ("buy_x_get_y",)
COMBINABILITIES: Final = ("preferential", "unrestricted", "exclusive")

PRICE_COMBINES: Final = ("lowest", "first", "best", "best")
COMBINES: Final = ("add", "add", "chain", "best", "first")
ITSELF: Final = ("add", "chain", "best", "first", "open", "handshake")
WORDS: Final = ("add", "best", "exclude", "open", "forbid", "handshake")
MODES: Final = ("half_up", "half_up", "half_even", "down", "up")


@dataclass(frozen=True, slots=True)
class Campaign:
    """What runs on one listing in one segment, and the rules that it runs under."""

    section: Section
    currency: str
    listing: int
    running: tuple[Running, ...]


def campaigns(rng: Random, number: int = 20) -> list[Campaign]:
    """Several campaigns under one random policy."""
    section = stacking_section(rng)
    policy = read(section)
    return [_campaign(rng, section, policy) for _ in range(number)]


def _campaign(rng: Random, section: Section, policy: Policy) -> Campaign:
    listing = _listing(rng)
    return Campaign(section, rng.choice(CURRENCIES), listing, running_promotions(rng, policy, listing))


# --- Sections ------------------------------------------------------------------------


def stacking_section(rng: Random) -> Section:
    """A section as YAML gives it, complete: it extends nothing."""
    plan = _Plan(rng)
    price_stages = rng.choice([0, 1, 1, 2])
    with_units = rng.random() < 0.35
    for _ in range(price_stages):
        plan.add_price_stage()
    for place in range(rng.randint(1, 3 if price_stages < 2 or not with_units else 2)):
        if with_units and place == 0:
            plan.add_stage("units")
        plan.add_stage("reduction")
    if with_units:
        rng.shuffle(plan.reductions)
    section: Section = {
        "stages": [*plan.prices, *plan.reductions],
        "other_pairs": rng.choice(["add", "add", "add", "open", "open", *WORDS]),
        "not_priced": sorted(plan.left_over),
        "horizon_days": 400,
        "guard_bands": [],
        "redeemable_after_cancel": [],
    }
    plan.add_bases()
    section |= plan.optional_keys()
    _part_limits_and_handshakes(section)
    return section


def _part_limits_and_handshakes(section: Section) -> None:
    """A class whose limit is above 1 shakes no hands: it may use one, then."""
    policy = read(section)
    split = {each.id for each in policy.classes if each.effect != "price" and policy.is_split(each)}
    for limit in section.get("limits", []):
        if set(limit["classes"]) & split:
            limit |= {name: 1 for name in ("per_order", "per_customer") if name in limit}


@dataclass(slots=True)
class _Plan:
    """The stages so far, and the kinds that no class has yet."""

    rng: Random
    prices: list[Section] = field(default_factory=list)
    reductions: list[Section] = field(default_factory=list)
    left_over: set[str] = field(default_factory=lambda: {*PRICE_KINDS, *REDUCTION_KINDS, *UNIT_KINDS})
    classes: int = 0

    def maybe(self, share: float) -> bool:
        return self.rng.random() < share

    # --- Stages and classes ---

    def add_price_stage(self) -> None:
        rng = self.rng
        stage: Section = {"id": f"price{len(self.prices) + 1}", "effect": "price"}
        stage["combine"] = rng.choice(PRICE_COMBINES)
        replacing = all(earlier.get("above") == "replaces" for earlier in self.prices)
        if replacing and self.maybe(0.3):  # such stages come first of all
            stage["above"] = "replaces"
        elif self.maybe(0.5):
            stage["above"] = rng.choice(["ignored", "alternative"])
        # A coupon that sets a price is odd, and allowed.
        self.fill(stage, [*PRICE_KINDS, *([rng.choice(REDUCTION_KINDS)] if self.maybe(0.15) else [])])
        if stage.get("above") == "replaces" and stage["combine"] == "best":
            stage["combine"] = "lowest"
        for row in stage.get("classes", []):
            if stage["combine"] == "best" and self.maybe(0.35):  # what else would the others pay
                row["audience"] = rng.choice(["prime", "business", "subscriber"])
            elif stage["combine"] != "best" and self.maybe(0.2):
                row["audience"] = "business"
            if stage.get("above") != "replaces" and self.maybe(0.2):
                row["above"] = rng.choice(["ignored", "alternative"])
        if self.rows(stage):
            self.prices.append(stage)

    def add_stage(self, effect: str) -> None:
        rng = self.rng
        stage: Section = {"id": f"{effect}{len(self.reductions) + 1}", "effect": effect}
        stage["combine"] = rng.choice(COMBINES)
        if self.maybe(0.5):
            stage["threshold_on"] = rng.choice(["item", "remainder", "remainder"])
        kinds = UNIT_KINDS if effect == "units" else REDUCTION_KINDS
        self.fill(stage, kinds)
        for row in stage.get("classes", []):
            self.give_terms(row, effect)
        if self.rows(stage):  # else every kind has its class already
            self.reductions.append(stage)

    def give_terms(self, row: Section, effect: str) -> None:
        rng = self.rng
        if self.maybe(0.75):
            row["itself"] = rng.choice([word for word in ITSELF if (word, effect) != ("chain", "units")])
        if self.maybe(0.15):
            row["audience"] = rng.choice(["business", "subscriber"])
        if self.maybe(0.1):
            row["stop"] = True
        if self.maybe(0.1):
            row["threshold_on"] = rng.choice(["item", "remainder"])

    def fill(self, stage: Section, pool: Sequence[str]) -> None:
        """Classes of kinds that are left over; a kind may fall into several by selectors."""
        rng = self.rng
        free = [kind for kind in pool if kind in self.left_over]
        kinds = rng.sample(free, min(len(free), rng.randint(1, 4)))
        self.left_over -= set(kinds)
        if 0 < len(kinds) <= 2 and self.maybe(0.3):
            stage["kinds"] = kinds
            return
        stage["classes"] = []
        while kinds:
            taken = [kinds.pop() for _ in range(min(len(kinds), rng.choice([1, 1, 2])))]
            if self.maybe(0.4):
                stage["classes"].append(self.a_class(taken) | self.selectors())
            stage["classes"].append(self.a_class(taken))

    def a_class(self, kinds: list[str]) -> Section:
        self.classes += 1
        return {"id": f"class{self.classes}", "kinds": list(kinds)}

    def selectors(self) -> Section:
        rng = self.rng
        return rng.choice(
            [
                {"coded": True},
                {"coded": False},
                {"form": "amount"},
                {"form": "percent"},
                {"combinability": rng.choice(COMBINABILITIES)},
                {"coded": True, "combinability": rng.choice(COMBINABILITIES)},
            ]
        )

    @staticmethod
    def rows(stage: Section) -> list[Section]:
        """Where the keys of a stage's classes stand."""
        classes: list[Section] = stage.get("classes", [stage])
        return classes

    def ids(self, stages: Sequence[Section]) -> list[str]:
        return [row["id"] for stage in stages for row in self.rows(stage)]

    # --- Bases ---

    def add_bases(self) -> None:
        earlier = [stage["id"] for stage in self.prices]
        for stage in self.reductions:
            for row in (stage, *stage.get("classes", [])):
                if self.maybe(0.4 if row is stage else 0.15):
                    row["base"] = self.base_lines(earlier)
            earlier.append(stage["id"])

    def base_lines(self, earlier: Sequence[str]) -> list[Section]:
        """Up to the first line that always holds."""
        lines: list[Section] = []
        for _ in range(self.rng.randint(1, 3)):
            lines.append(self.base_line(earlier))
            if "when" not in lines[-1]:
                break
        return lines

    def base_line(self, earlier: Sequence[str]) -> Section:
        names = ["listing", "item", "running", *earlier]
        line: Section = {"use": self.rng.choice(names)}
        if self.maybe(0.4):
            line["worst"] = self.rng.choice(names)
        return line | self.when(0.6)

    def when(self, share: float) -> Section:
        price_classes = self.ids(self.prices)
        if not price_classes or not self.maybe(share):
            return {}
        setters = self.rng.sample(price_classes, self.rng.randint(1, min(2, len(price_classes))))
        return {"when": {"price_set_by": setters}}

    # --- Groups, pairs, limits ---

    def optional_keys(self) -> Section:
        rng = self.rng
        takers = self.ids(self.reductions)
        groups = {f"group{number}": self.some(takers) for number in range(rng.randint(0, 2))}
        groups = {name: ids for name, ids in groups.items() if len(ids) > 1}
        keys: Section = {"groups": groups} if groups else {}
        pairs = [self.pair(takers, groups) for _ in range(rng.randint(0, 7))]
        named = {(*sorted(line["between"]), str(line.get("when"))): line for line in pairs if line}
        if named:
            keys["pairs"] = [*named.values()]
        limited: set[str] = set()
        for _ in range(rng.choice([0, 0, 1, 2])):
            limit = self.limit(takers, groups)
            if limited.isdisjoint(limit["classes"]):
                limited |= {*limit["classes"]}
                keys.setdefault("limits", []).append(limit)
        if self.maybe(0.2):
            keys["clamp"] = rng.choice([0, 1, 5, 50, 100])
        if self.maybe(0.7):
            keys["rounding"] = self.rounding()
        return keys

    def some(self, ids: Sequence[str]) -> list[str]:
        return self.rng.sample(ids, min(len(ids), self.rng.randint(2, 4)))

    def pair(self, takers: Sequence[str], groups: Section) -> Section:
        """Of two that take money off, or of one and a price stage's class; never of two price stages'."""
        rng = self.rng
        one = rng.choice([*takers, *groups])
        price_classes = self.ids(self.prices)
        if price_classes and self.maybe(0.25):
            other = rng.choice(price_classes)
            word = rng.choice([word for word in WORDS if word != "handshake"])
        else:
            other, word = rng.choice([*takers, *groups]), rng.choice(WORDS)
        if one == other and one not in groups:
            return {}
        between = rng.sample([one, other], 2)
        return {"between": between, "then": word} | ({} if word == "forbid" else self.when(0.25))

    def limit(self, takers: Sequence[str], groups: Section) -> Section:
        rng = self.rng
        if len(takers) > 1 and self.maybe(0.4):
            classes = groups[rng.choice([*groups])] if groups and self.maybe(0.5) else self.some(takers)
            most = 1
        else:
            classes, most = [rng.choice(takers)], rng.randint(1, 3)
        more = most + rng.randint(0, 2)
        return {"classes": classes} | rng.choice(
            [
                {"per_order": most},
                {"per_customer": most},
                {"per_order": most, "per_customer": more},
                {"per_order": more, "per_customer": most},
            ]
        )

    def rounding(self) -> Section:
        rng = self.rng
        keys: Section = {"mode": rng.choice(MODES), "at": rng.choice(["each", "each", "end"])}
        if self.maybe(0.3):
            keys["to"] = rng.choice([{"JPY": 10}, {"USD": 5}, {"USD": 10, "EUR": 5}])
        return keys


# --- Promotions ----------------------------------------------------------------------


def _listing(rng: Random) -> int:
    return rng.choice(
        [rng.randint(1, 30), rng.randint(50, 5000), rng.randint(50, 5000), rng.randint(1, 50) * 100]
    )


def running_promotions(rng: Random, policy: Policy, listing: int) -> tuple[Running, ...]:
    """Promotions that the policy prices, mostly of few kinds, so that they meet."""
    kinds = sorted({kind for each in policy.classes for kind in each.selectors["kinds"]})
    kinds = rng.sample(kinds, min(len(kinds), rng.randint(1, 5)))
    found: list[Running] = []
    there: set[str] = set()
    for number in range(rng.choice([1, 2, 3, 3, 4, 4, 5, 6, 7, MOST_PROMOTIONS])):
        promotion = _promotion(rng, f"p{rng.randrange(10)}{number}", rng.choice(kinds), listing)
        of = policy.class_of(promotion)
        if of is None or not _fits(promotion, of.effect) or len(there | {of.id}) > MOST_CLASSES:
            continue
        there.add(of.id)
        found.append(promotion)
    return tuple(found)


def _fits(promotion: Running, effect: str) -> bool:
    """Whether the page says what it does in such a stage: nothing is sold at a price by a reduction."""
    return effect != "reduction" or promotion.form != "price"


def _promotion(rng: Random, name: str, kind: str, listing: int) -> Running:
    form = rng.choice(["percent", "percent", "amount"])
    if kind not in REDUCTION_KINDS:
        form = rng.choice(["percent", "amount", "price"])
    coded = rng.random() < 0.4
    units = kind in UNIT_KINDS
    return Running(
        id=name,
        kind=kind,
        form=form,
        value=None if units and form == "percent" and rng.random() < 0.5 else _value(rng, form, listing),
        stackable=rng.choice(["yes", "yes", "no", ""]),
        coded=coded,
        combinability=rng.choice(["", *COMBINABILITIES]) if coded else "",
        min_quantity=rng.choice([0, 0, 0, 0, 1, 2, 3, 5]),
        min_spend=_min_spend(rng, listing) if rng.random() < (0.6 if form == "amount" else 0.2) else 0,
        buy=rng.randint(1, 3) if units else 0,
        get=rng.choice([1, 1, 1, 2, 2, 31]) if units else 0,
        audience=rng.choice(["", "", "", "", "", "prime", "business"]),
        started=rng.choice([None, 0, 1, 2, 3]),
    )


def _value(rng: Random, form: str, listing: int) -> Fraction:
    """Mostly small: at 0 everything agrees."""
    if form == "percent":
        odd = rng.choice(["0", "12.5", "33.33", "50", "90", "100"])
        percent = str(rng.choice([rng.randint(1, 25), rng.randint(1, 25), rng.choice([5, 10, 20])]))
        return Fraction(rng.choice([percent, percent, percent, odd])) / 100
    if form == "amount":
        share = rng.choice([rng.randint(1, 20), rng.randint(1, 20), rng.randint(1, 120)])
        return Fraction(max(1, listing * share // 100))
    share = rng.choice(
        [rng.randint(60, 99), rng.randint(80, 99), 80, 90, 90, 100, 105, 120]
    )  # equal ones, too
    return Fraction(listing * share // 100)


def _min_spend(rng: Random, listing: int) -> int:
    """At a multiple of the price, right beside it, or anywhere."""
    edge = listing * rng.randint(1, 4) * rng.choice([100, 100, 95, 90, 90, 80, 80, 50]) // 100
    return max(1, rng.choice([edge, edge + 1, edge - 1, rng.randint(1, 4 * listing)]))
