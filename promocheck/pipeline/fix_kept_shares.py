"""How much of their own prices listings must keep, however high these are raised."""

from __future__ import annotations

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pipeline.shop import Shop
from promocheck.pricing.copies import Ground
from promocheck.pricing.keys import Ints
from promocheck.pricing.own_floors import Shares
from promocheck.rules import near_zero
from promocheck.tables.frames import Columns


@dataclass(frozen=True, slots=True)
class KeptShares:
    """What floors and near zero ask for as a share of a price. `sheet` are the floors; `near`, by scope, basis points near zero."""

    ground: Ground
    sheet: Columns
    near: Ints

    @staticmethod
    def of(shop: Shop, ground: Ground, sheet: Columns) -> KeptShares:
        """Those of a run."""
        options = [scoped.rules[near_zero.RULE.id] for scoped in shop.scopes.scoped]
        return KeptShares(ground, sheet, np.array([*map(_near, options)], dtype=np.int64))

    def at(self, listing: Ints, instant: Ints, kind: Ints) -> Ints:
        """The least share that passes, in basis points, of each of these listings at its instant, with a promotion of this kind."""
        share = Shares.of(self.ground, self.sheet).beside(listing, instant, kind)
        least: Ints = np.maximum(share, self.nearly_nothing(listing) + 1)
        return least

    def nearly_nothing(self, listing: Ints) -> Ints:
        """Up to which share of its own price, in basis points, each of these listings sells for nearly nothing."""
        found: Ints = self.near[self.ground.scopes.code[listing]]
        return found


def _near(options: object) -> int:
    assert isinstance(options, near_zero.Options)
    return 0 if options.severity == "off" else int(options.percent_of_price * 100)
