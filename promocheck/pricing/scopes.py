"""Which floors and rules hold for which listing: the policy's own, or those of its overrides."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from promocheck.model.value import dataclass
from promocheck.policy import Policy, RuleSettings, Scoped
from promocheck.pricing.floor_rows import BESIDE
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.tables import SHOP
from promocheck.tables.columns import Column, repeated
from promocheck.tables.frames import Frame, lists, once


@dataclass(frozen=True, slots=True)
class Scopes:
    """`code` by listing row indexes `scoped`; the first of them is the policy where no override speaks.

    `places` has what holds in a store and marketplace for what is of no brand.
    """

    code: Ints
    scoped: tuple[Scoped, ...]
    places: Mapping[tuple[str, str], Scoped]

    @staticmethod
    def of(policy: Policy, listings: Frame, brands: Column, promotions: Frame) -> Scopes:
        """Listings with the entries of `overrides` that speak of them; `brands` is by listing row, as in the floors' rows."""
        base = policy.where(())
        if not policy.overrides.entries:
            return Scopes(repeated(0, len(listings), np.int64), (base,), {})
        columns = [listings["store"], listings["marketplace"], brands]
        (group,) = shared_codes(columns)
        _, first, group = np.unique(group, return_index=True, return_inverse=True)
        number: dict[tuple[int, ...], int] = {(): 0}
        spoken = (map(str, each) for each in zip(*(column[first] for column in columns), strict=True))
        which = [overriding(policy, *each) for each in spoken]
        codes = np.array([number.setdefault(each, len(number)) for each in which], dtype=np.int64)
        pairs = [pair for frame in (listings, promotions) for pair in lists(once(frame, *SHOP), *SHOP)]
        places = {
            (store, marketplace): policy.where(policy.overrides.which(store, marketplace, ""))
            for store, marketplace in pairs
        }
        return Scopes(codes[group], tuple(policy.where(each) for each in number), places)

    def rules(self) -> tuple[Mapping[str, RuleSettings], ...]:
        """Every settings of the rules that hold somewhere, each once; the policy's own first."""
        found: list[Mapping[str, RuleSettings]] = []
        for scoped in (*self.scoped, *self.places.values()):
            if scoped.rules not in found:
                found.append(scoped.rules)
        return tuple(found)

    def floor_required(self) -> Flags:
        """Which listings must have a floor when they carry a promotion."""
        wanted = [scoped.floors.required == "promoted" for scoped in self.scoped]
        return np.array(wanted, dtype=bool)[self.code]

    def judged(self, rules: Mapping[str, RuleSettings]) -> Flags:
        """Which listings these rules hold for."""
        hold = np.array([scoped.rules is rules or scoped.rules == rules for scoped in self.scoped])
        if hold.all():
            return np.broadcast_to(hold[:1], len(self.code))
        return hold[self.code]

    def rules_of(self, store: str, marketplace: str) -> Mapping[str, RuleSettings]:
        """The rules for what stands in a store and marketplace and names no listing."""
        return self.places.get((store, marketplace), self.scoped[0]).rules


def overriding(policy: Policy, store: str, marketplace: str, brands: str) -> tuple[int, ...]:
    """The entries of `overrides` that speak of a listing of one of these brands, which have `BESIDE` between."""
    return policy.overrides.which(store, marketplace, *brands.split(BESIDE))
