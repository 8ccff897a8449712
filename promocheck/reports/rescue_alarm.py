"""An alarm in one sentence: short enough for a telephone, with all that somebody who is woken has to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from promocheck.model.alarm import Burst, Watch
from promocheck.model.finding import Finding
from promocheck.model.rescue import Offer, OfSku
from promocheck.model.window import Instant
from promocheck.reports.places import where
from promocheck.reports.rescue_names import sku_called
from promocheck.reports.rescue_text import campaigns, counted
from promocheck.reports.words import Words

_MOST: Final = 5  # doubts: whoever watches has to see the alarms


def below_floor(sku: OfSku, watch: Watch, words: Words) -> str:
    """A SKU that is sold below its floor, and through what."""
    told = words._(
        "BELOW FLOOR: {sku} sold down to {unit}, floor {floor}, since {since}; {what}, {loss} lost",
        sku=sku_called(sku.offer, words, in_shop=True),
        unit=sku.unit,
        floor=sku.floor,
        since=Instant(sku.lost.since, watch.zone),
        what=counted(sku.lost, words),
        loss=sku.lost.loss,
    )
    named = [campaigns(each, words) for each in watch.causes if sku.offer in each.skus]
    return words._("{told}; {campaigns}.", told=told, campaigns=tuple(named))


def too_many(burst: Burst, words: Words) -> str:
    """A SKU whose orders come far faster than usual, and how that is told."""
    return words._(
        "TOO MANY ORDERS: {sku}: {orders} in {minutes} min until {until}; usual are {usual} an hour, so chance gives {bound} or more in "
        "that time less than once in a billion times.",
        sku=sku_called(Offer(burst.store, burst.marketplace, burst.sku), words, in_shop=True),
        orders=burst.orders,
        minutes=burst.minutes,
        until=Instant(burst.until, burst.zone),
        usual=f"{burst.tenths // 10}.{burst.tenths % 10}",
        bound=burst.bound,
    )


def not_checked(doubts: Sequence[Finding], words: Words) -> Iterator[str]:
    """What of the exports could not be checked, so that sales below floor may go unnoticed; the first of many."""
    for each in doubts[:_MOST]:
        text = words._(
            "NOT GUARDED: {rule} {name}: {what}",
            rule=each.rule,
            name=each.name,
            what=words.sentence(each.message),
        )
        yield " ".join((text, *(f"({place})" for place in where(each.places[:1], words))))
    if len(doubts) > _MOST:
        yield words.ngettext(
            "NOT GUARDED: and {n} more doubt; a scan tells which.",
            "NOT GUARDED: and {n} more doubts; a scan tells which.",
            len(doubts) - _MOST,
        )
