"""What a watch over orders calls out."""

from __future__ import annotations

from promocheck.model.rescue import Cause, OfSku
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Burst:
    """Far more orders of a SKU than usual: `orders` within `minutes`, until `until` (UTC seconds).

    Usual are so many `tenths` of an order an hour; by chance there are `bound` or more in those minutes less than once in a billion
    times.
    """

    store: str
    marketplace: str
    sku: str
    orders: int
    minutes: int
    until: int
    tenths: int
    bound: int
    zone: str


@dataclass(frozen=True, slots=True)
class Watch:
    """What stands in the order files now: SKUs below floor with what explains them, bursts, and how much could not be judged.

    `doubts` counts rows and files that nobody can judge as they are, `waiting` rows that have no price yet; `unjudged` are the files
    with one of either.
    """

    skus: tuple[OfSku, ...]
    causes: tuple[Cause, ...]
    bursts: tuple[Burst, ...]
    doubts: int
    waiting: int
    unjudged: tuple[str, ...]
    zone: str
