"""What near zero is: next to nothing as an amount, or next to nothing of the listing's own price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import digits_of
from promocheck.tables.columns import looked_up

Ints = NDArray[np.int64]


def least_amounts(marketplaces: NDArray[Any], amounts: Mapping[str, Decimal]) -> Ints:
    """The amount of each marketplace's currency that is near zero whatever the listing's price, in minor units."""
    minor = {currency: int(amount.scaleb(digits_of(currency))) for currency, amount in amounts.items()}
    return looked_up(marketplaces, {code: minor[each.currency] for code, each in BY_CODE.items()}, np.int64)


def lowest_beyond(own: Ints, least: Ints, points: Ints | int) -> Ints:
    """The lowest price that is not near zero: above `least`, and above so many basis points of the listing's own price."""
    found: Ints = np.maximum(least, own * points // 10_000) + 1
    return found
