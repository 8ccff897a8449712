"""What becomes of every line of an order: below its floor, fine, without a floor, or set aside, each for one reason."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.order import State
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import is_repeated
from promocheck.tables.frames import Frame

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Outcome(IntEnum):
    """What became of a line."""

    FINE = 0
    BELOW = 1
    NO_FLOOR = 2
    AGAIN = 3  # the same item stands in another file too, and is counted there
    ELSEWHERE = 4
    CANCELLED = 5
    CURRENCY = 6  # nobody knows at what rate
    PENDING = 7  # without a price as yet
    PRICELESS = 8
    UNITLESS = 9  # it has a price, so something was sold
    NO_UNITS = 10
    REPLACEMENT = 11
    UNTOLD = 12  # the report has no column for what decides


# Lines of which nobody knows yet whether they are below their floor.
UNPROVEN: Final = (Outcome.CURRENCY, Outcome.PENDING, Outcome.PRICELESS, Outcome.UNITLESS, Outcome.UNTOLD)


def outcomes(lines: Frame, floor: Ints, currency: NDArray[Any], again: Flags) -> Ints:
    """The outcome of every line (ORDERS). `floor` is a unit's, `NO_MONEY` without one; `currency` the marketplace's own.

    What was paid for a line is its price less its discount, and is held against the floors of all its units: nothing is rounded. A
    business buyer's line is one like any other.
    """
    column = {name: lines[name] for name in ("state", "price", "discount", "quantity", "currency")}
    priceless = column["price"] == NO_MONEY
    paid = np.where(priceless, 0, column["price"] - column["discount"])
    floored = floor != NO_MONEY
    found = np.full(len(lines), int(Outcome.NO_FLOOR), dtype=np.int64)
    found[floored] = Outcome.FINE
    found[floored & (paid < np.where(floored, floor, 0) * column["quantity"])] = Outcome.BELOW
    free = (column["price"] == 0) & (column["discount"] == 0)
    if free.any():
        free &= lines["promotions"] == ""
    # The last reason that holds is the one that is told.
    found[free] = Outcome.REPLACEMENT
    none = column["quantity"] == 0
    found[none] = Outcome.NO_UNITS
    found[none & (column["price"] > 0)] = Outcome.UNITLESS
    found[priceless] = Outcome.PRICELESS
    found[priceless & (column["state"] == State.PENDING)] = Outcome.PENDING
    found[_foreign(column["currency"], currency)] = Outcome.CURRENCY
    found[column["state"] == State.CANCELLED] = Outcome.CANCELLED
    found[lines["elsewhere"]] = Outcome.ELSEWHERE
    found[again] = Outcome.AGAIN
    return found


def _foreign(written: NDArray[Any], own: NDArray[Any]) -> Flags:
    if len(written) and is_repeated(written) and is_repeated(own):  # one currency each
        return np.full(len(written), written[0] not in ("", own[0]))
    foreign: Flags = (written != "") & (written != own)
    return foreign
