"""The published worked examples against the installed engine: what `promocheck selftest` tells."""

from __future__ import annotations

from typing import Literal

from promocheck.model.exit_code import UNTRUSTED
from promocheck.model.money import Money
from promocheck.model.value import dataclass

Standing = Literal["ok", "stated", "differs"]


@dataclass(frozen=True, slots=True)
class Readings:
    """A unit's price in both readings."""

    documented: Money
    worst: Money


@dataclass(frozen=True, slots=True)
class Told:
    """An example as it was published. `says` tells it in words; `confidence` is H, M or L.

    `derived`: the rule is in the source, and the number is arithmetic on it.
    """

    id: str
    platform: str
    says: str
    source: str
    confidence: str
    derived: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """An example that was priced. `published` is for so many `units`, everything else for one.

    `stated` is what the engine should come to; where that is not what was published, `because` says why. `ours` is what it
    came to, None where it priced nothing. `preset` names the rules, `changed` whether the example has some of its own.
    """

    told: Told
    preset: str
    changed: bool
    published: Money
    units: int
    stated: Readings
    because: str
    ours: Readings | None

    @property
    def standing(self) -> Standing:
        """`ok`: as published. `stated`: as we say ourselves, with the reason. `differs`: the engine is not to be trusted."""
        if self.ours != self.stated:
            return "differs"
        return "stated" if self.because else "ok"


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """An example that is no price of one unit. `published` in its own words."""

    told: Told
    published: str
    reason: str


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Every example, in the order in which they are told."""

    priced: tuple[Outcome, ...]
    out_of_scope: tuple[OutOfScope, ...]

    def count(self, standing: Standing) -> int:
        """How many of the priced ones came out so."""
        return sum(each.standing == standing for each in self.priced)

    @property
    def exit_code(self) -> int:
        """0 where all came to the stated figures, 3 where one did not or there was none."""
        return 0 if self.priced and not self.count("differs") else UNTRUSTED
