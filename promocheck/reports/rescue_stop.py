"""The first two steps of a rescue: which campaigns to stop, until when they go on all the same, and what makes a price safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.money import Money
from promocheck.model.rescue import OfSku, Part, Rescue
from promocheck.model.window import HOUR, Instant
from promocheck.reports.campaign_names import called, sku_called
from promocheck.reports.words import Words

MOST: Final = 5  # SKUs that are named in a step; the others stand in the lists


def stop(rescue: Rescue, words: Words) -> Iterator[str]:
    """What to stop, and where to look for what no campaign explains."""
    in_shop = rescue.several_shops
    for part in _each_once(rescue):
        name = called(part, words, in_shop=in_shop)
        yield from _stop_one(part, name, rescue.as_of, words)
    unknown = next((cause for cause in rescue.causes if not cause.parts), None)
    if unknown is not None:
        yield words.ngettext(
            "Look in Seller Central for what else runs on {skus}: {n} line is explained by no campaign of these exports.",
            "Look in Seller Central for what else runs on {skus}: {n} lines are explained by no campaign of these exports.",
            unknown.lost.lines,
            skus=tuple(sku_called(each, words, in_shop=in_shop) for each in unknown.skus[:MOST]),
        )


def _each_once(rescue: Rescue) -> Iterator[Part]:
    """The campaigns of all causes, each once: of its rows the one that lasts longest, so that none that runs is told to be over."""
    found: dict[tuple[str, ...], Part] = {}
    for cause in rescue.causes:
        for part in cause.parts:
            key = (part.store, part.marketplace, part.promotion, part.kind)
            if key not in found or _lasts_longer(part, found[key]):
                found[key] = part
    yield from found.values()


def _lasts_longer(part: Part, other: Part) -> bool:
    ends, others = _over(part), _over(other)
    return others is not None and (ends is None or ends > others)


def _over(part: Part) -> int | None:
    return None if part.end is None else part.end + part.lag * HOUR


def _stop_one(part: Part, name: str, now: int, words: Words) -> Iterator[str]:
    """What to do about one campaign, and until when it goes on all the same."""
    over = _over(part)
    if over is not None and over <= now:
        yield words._("{name}: over since {end}.", name=name, end=Instant(over, part.zone))
        return
    if part.cancelled:
        yield words._("{name}: is cancelled already. See that it is.", name=name)
    elif part.owner:
        yield words._("Stop {name} now; {owner} set it up.", name=name, owner=part.owner)
    else:
        yield words._("Stop {name} now.", name=name)
    if part.clipped:
        yield (
            words._(
                "{name}: whoever has clipped it can use it without an end: stopping it is not enough.",
                name=name,
            )
            if over is None
            else words._(
                "{name}: whoever has clipped it can use it until {end}: stopping it is not enough.",
                name=name,
                end=Instant(over, part.zone),
            )
        )
    elif part.lag:
        yield words._("{name}: may go on for {hours} h after it is stopped.", name=name, hours=part.lag)


def safe(rescue: Rescue, words: Words) -> Iterator[str]:
    """What to do about the price, SKU by SKU."""
    for sku in rescue.skus[:MOST]:
        price = safe_price(sku)
        if price is None:
            yield words._(
                "{sku}: no price is safe while all of it is taken off. Set its stock to 0, or close the listing, until all of that is over.",
                sku=sku_called(sku.offer, words, in_shop=rescue.several_shops),
            )
        else:
            yield words._(
                "{sku}: set its price to {price} or more, which keeps it at the floor of {floor} as long as only percentages come off; "
                "else its stock to 0, or close the listing, until all of that is over.",
                sku=sku_called(sku.offer, words, in_shop=rescue.several_shops),
                price=price,
                floor=sku.floor,
            )
    if len(rescue.skus) > MOST:
        yield words.ngettext(
            "And {n} more SKU, named below.", "And {n} more SKUs, named below.", len(rescue.skus) - MOST
        )
    yield words._("Then look at the product page as a buyer would, with every code.")


def safe_price(sku: OfSku) -> Money | None:
    """What the listing has to cost for its lowest sale to have been at the floor, had the same share come off; None: no price."""
    if sku.price is None or sku.unit.minor <= 0:
        return None
    return Money(
        -(-sku.floor.minor * max(sku.price.minor, sku.unit.minor) // sku.unit.minor), sku.floor.currency
    )
