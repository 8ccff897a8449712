"""Waivers: what somebody accepted, down to which price, until when; and the file in which that stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.place import Place
from promocheck.model.value import dataclass
from promocheck.model.window import midnight

WAIVERS_FILE: Final = "waivers.yaml"  # beside rules.yaml, unless the policy says otherwise


@dataclass(frozen=True, slots=True)
class Waiver:
    """One accepted finding. `rule` is an id, `name` the rule's name, `place` the entry in the waivers file.

    `store` None: whichever. `promotions` None: whichever; empty: none that has an id. `expires` is the last day on which
    it holds, on the marketplace's clock.
    """

    rule: str
    name: str
    store: str | None
    marketplace: str
    sku: str
    promotions: tuple[str, ...] | None
    not_below: Money
    reason: str
    owner: str
    expires: date
    place: Place

    @property
    def ends(self) -> int:
        """The instant from which it holds no more, UTC seconds."""
        return midnight(self.expires + timedelta(days=1), BY_CODE[self.marketplace].zone)

    @property
    def thing(self) -> tuple[str, str | None, str, str, frozenset[str] | None]:
        """What it accepts, whatever the price: no two waivers of a file have the same."""
        promotions = None if self.promotions is None else frozenset(self.promotions)
        return self.rule, self.store, self.marketplace, self.sku, promotions


@dataclass(frozen=True, slots=True)
class Waivers:
    """A file of waivers. `path` is as a person would write it; `sha256` is None where there is no such file."""

    path: str
    sha256: str | None = None
    entries: tuple[Waiver, ...] = ()


NO_WAIVERS: Final = Waivers(WAIVERS_FILE)
