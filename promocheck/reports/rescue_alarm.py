"""An alarm in one sentence: short enough for a telephone, with all that somebody who is woken has to know."""

from __future__ import annotations

from promocheck.model.alarm import Burst, Watch
from promocheck.model.rescue import OfSku
from promocheck.model.window import Instant
from promocheck.reports.rescue_text import campaigns, counted
from promocheck.reports.words import Words


def below_floor(sku: OfSku, watch: Watch, words: Words) -> str:
    """A SKU that is sold below its floor, and through what."""
    told = words._(
        "BELOW FLOOR: {sku} sold down to {unit}, floor {floor}, since {since}; {what}, {loss} lost",
        sku=_shop(sku.marketplace, sku.sku),
        unit=sku.unit,
        floor=sku.floor,
        since=Instant(sku.lost.since, watch.zone),
        what=counted(sku.lost, words),
        loss=sku.lost.loss,
    )
    named = [campaigns(each, words) for each in watch.causes if sku.sku in each.skus]
    return words._("{told}; {campaigns}.", told=told, campaigns=tuple(named))


def too_many(burst: Burst, words: Words) -> str:
    """A SKU whose orders come far faster than usual, and how that is told."""
    return words._(
        "TOO MANY ORDERS: {sku}: {orders} in {minutes} min until {until}; usual are {usual} an hour, so chance gives {bound} or more in "
        "that time less than once in a billion times.",
        sku=_shop(burst.marketplace, burst.sku),
        orders=burst.orders,
        minutes=burst.minutes,
        until=Instant(burst.until, burst.zone),
        usual=f"{burst.tenths // 10}.{burst.tenths % 10}",
        bound=burst.bound,
    )


def _shop(marketplace: str, sku: str) -> str:
    return f"{marketplace} {sku}"
