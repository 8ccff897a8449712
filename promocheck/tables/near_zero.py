"""What near zero is: next to nothing as an amount, or next to nothing of the listing's own price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import digits_of

Ints = NDArray[np.int64]


def least_amounts(marketplaces: NDArray[Any], amounts: Mapping[str, Decimal]) -> Ints:
    """The amount of each marketplace's currency that is near zero whatever the listing's price, in minor units."""
    number, codes = pd.factorize(marketplaces)
    currencies = [BY_CODE[code].currency for code in codes]
    least = [int(amounts[each].scaleb(digits_of(each))) for each in currencies]
    return np.array(least, dtype=np.int64)[number]


def lowest_beyond(own: Ints, least: Ints, points: Ints | int) -> Ints:
    """The lowest price that is not near zero: above `least`, and above so many basis points of the listing's own price."""
    found: Ints = np.maximum(least, own * points // 10_000) + 1
    return found
