"""An order's line: how far it is on its way, and which door a cancellation goes through."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

from promocheck.model.value import dataclass

_NUMBER: Final = re.compile(r"[0-9]{3}-[0-9]{7}-[0-9]{7}")
_ITEM: Final = re.compile(r"[0-9]{5,20}")


class State(IntEnum):
    """How far a line is; the code stands in int8 columns."""

    PENDING = 0  # the payment is being checked
    UNSHIPPED = 1
    SHIPPED = 2  # or being picked, which nobody stops
    CANCELLED = 3
    UNKNOWN = 4  # a word that no report is known to have


class Door(IntEnum):
    """Who can still cancel a line."""

    YOURSELF = 0  # the seller ships it: with the cancellation file
    WAIT = 1  # the seller ships it, and the payment is not through: as soon as it is
    AMAZON = 2  # Amazon ships it: Amazon alone, if it has not been picked
    GONE = 3  # on its way
    BY_HAND = (
        4  # the seller ships it, and some of its units are on their way: a file cancels all of them or none
    )

    @property
    def word(self) -> str:
        """The door as JSON and lists write it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of an order as the unshipped orders have it: its code, the units shipped and to ship; None where nobody says."""

    code: str
    shipped: int | None = None
    to_ship: int | None = None


def door_of(state: State, *, by_amazon: bool, item: Item | None = None) -> Door:
    """Who can still cancel a line in this state; an unknown state is Amazon's to tell. Its `item` may be further than the line."""
    if state is State.SHIPPED or (item and item.to_ship == 0):
        return Door.GONE
    if by_amazon or state is State.UNKNOWN:
        return Door.AMAZON
    if item and item.shipped:
        return Door.BY_HAND
    return Door.WAIT if state is State.PENDING else Door.YOURSELF


def is_order_number(text: str) -> bool:
    """Whether it is an order's number as Amazon gives them, 3-7-7 digits: no spreadsheet takes that for anything else."""
    return _NUMBER.fullmatch(text) is not None


def can_be_named(order: str, item: str | None) -> bool:
    """Whether a cancellation can name this item: by an order number of Amazon's, and its item's code, which is digits."""
    return item is not None and is_order_number(order) and _ITEM.fullmatch(item) is not None
