"""The first two steps of a rescue: which campaigns to stop, until when they go on all the same, and what makes a price safe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from promocheck.model.money import Money
from promocheck.model.rescue import Enough, Offer, OfSku, Part, Rescue
from promocheck.model.window import HOUR, Instant
from promocheck.reports.rescue_names import MOST, called, sku_called, skus_called
from promocheck.reports.words import Words

_RAN_THEN: Final = "running"  # a part's fit: it was on, and the orders do not name it


def stop(rescue: Rescue, words: Words) -> Iterator[str]:
    """What to stop, and where to look for what no campaign explains."""
    in_shop = rescue.several_shops
    for part, skus in _each_once(rescue):
        name = called(part, words, in_shop=in_shop, of=skus)
        yield from _stop_one(part, name, rescue.as_of, words)
    for cause in rescue.causes:
        if cause.parts and all(part.promotion and part.fit == _RAN_THEN for part in cause.parts):
            yield words.ngettext(
                "See in Seller Central that nothing else runs on {skus}: that these campaigns made the price is a guess, for the orders "
                "of {n} line do not name them.",
                "See in Seller Central that nothing else runs on {skus}: that these campaigns made the price is a guess, for the orders "
                "of {n} lines do not name them.",
                cause.lost.lines,
                skus=skus_called(cause.skus, words, in_shop=in_shop),
            )
    unknown = next((cause for cause in rescue.causes if not cause.parts), None)
    if unknown is not None:
        yield words.ngettext(
            "Look in Seller Central for what else runs on {skus}: {n} line is explained by no campaign of these exports.",
            "Look in Seller Central for what else runs on {skus}: {n} lines are explained by no campaign of these exports.",
            unknown.lost.lines,
            skus=skus_called(unknown.skus, words, in_shop=in_shop),
        )


def _each_once(rescue: Rescue) -> Iterator[tuple[Part, tuple[Offer, ...]]]:
    """The campaigns of all causes, and those against which no price is safe, each once, with its SKUs: of its rows the one that lasts longest, with the first start of any, so that none that runs is told to be over or yet to begin.

    Listings' own prices are one where they are of one kind and end together.
    """
    found: dict[tuple[object, ...], tuple[Part, dict[Offer, None]]] = {}
    named = [(cause.parts, cause.skus) for cause in rescue.causes]
    for parts, offers in (*named, *((sku.against, (sku.offer,)) for sku in rescue.skus)):
        for part in parts:
            end = None if part.promotion else part.end
            key = (part.store, part.marketplace, part.promotion, part.kind, end)
            longest, skus = found.get(key, (part, {}))
            skus |= dict.fromkeys(offers)
            start = None if part.start is None or longest.start is None else min(part.start, longest.start)
            found[key] = replace(part if _lasts_longer(part, longest) else longest, start=start), skus
    yield from ((part, tuple(skus)) for part, skus in found.values())


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
    begins = None if part.start is None else part.start - part.lead * HOUR
    if not part.cancelled and begins is not None and begins > now:
        yield _stop_before(part, name, Instant(begins, part.zone), words)
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


def _stop_before(part: Part, name: str, start: Instant, words: Words) -> str:
    """The same of one that is yet to begin: nobody has clipped it, and nothing of it goes on."""
    if part.owner:
        return words._(
            "Stop {name} before {start}, when it may begin; {owner} set it up.",
            name=name,
            start=start,
            owner=part.owner,
        )
    return words._("Stop {name} before {start}, when it may begin.", name=name, start=start)


def safe(rescue: Rescue, words: Words) -> Iterator[str]:
    """What to do about the price, SKU by SKU."""
    for sku in rescue.skus[:MOST]:
        yield from _safe_one(sku, words, in_shop=rescue.several_shops)
    if len(rescue.skus) > MOST:
        yield words.ngettext(
            "And {n} more SKU, named below.", "And {n} more SKUs, named below.", len(rescue.skus) - MOST
        )
    yield words._("Then look at the product page as a buyer would, with every code.")


def _safe_one(sku: OfSku, words: Words, *, in_shop: bool) -> Iterator[str]:
    name = sku_called(sku.offer, words, in_shop=in_shop)
    if sku.cut and sku.price is not None:  # another price of its own would stand behind the cut one
        yield words._(
            "{sku}: it was priced below its listing's {price} before anything came off: take its sale price or deal out, and look which price "
            "is left; else set its stock to 0, or close the listing.",
            sku=name,
            price=sku.price,
        )
        if not sku.off:
            return
    price = sku.safe_price
    if sku.explained and sku.enough is not None:
        yield _enough(sku, name, sku.enough, words)
    elif price is not None:
        yield _as_paid(sku, name, price, words)
    elif not sku.against:
        yield words._(
            "{sku}: no price is safe while all of it is taken off. Set its stock to 0, or close the listing, until all of that is over.",
            sku=name,
        )
    if sku.against:
        yield _against(sku, name, words, in_shop=in_shop)


def _against(sku: OfSku, name: str, words: Words, *, in_shop: bool) -> str:
    """What has to be stopped before any price is safe."""
    parts = [called(part, words, in_shop=in_shop, of=(sku.offer,)) for part in sku.against]
    campaigns = tuple(dict.fromkeys(parts))
    if sku.until is not None:
        return words.ngettext(
            "{sku}: from {start} on no price is safe while this runs: {campaigns}. Stop it before, and run this again.",
            "{sku}: from {start} on no price is safe while these run: {campaigns}. Stop them before, and run this again.",
            len(campaigns),
            sku=name,
            start=sku.until,
            campaigns=campaigns,
        )
    return words.ngettext(
        "{sku}: no price is safe while this runs: {campaigns}. Stop it, and run this again. Until all of that is over, set its stock "
        "to 0, or close the listing.",
        "{sku}: no price is safe while these run: {campaigns}. Stop them, and run this again. Until all of that is over, set its stock "
        "to 0, or close the listing.",
        len(campaigns),
        sku=name,
        campaigns=campaigns,
    )


def _as_paid(sku: OfSku, name: str, price: Money, words: Words) -> str:
    """What follows from what buyers paid, where the exports do not explain it."""
    floor = sku.floor if sku.enough is None else sku.enough.floor
    if sku.dearer:
        return words._(
            "{sku}: set its price to {price} or more, which keeps it at the floor of {floor} as long as only percentages come off; "
            "else its stock to 0, or close the listing, until all of that is over.",
            sku=name,
            price=price,
            floor=floor,
        )
    return words._(
        "{sku}: set its price to {price}, which keeps it at the floor of {floor} as long as only percentages come off, and no higher: "
        "a dearer one may sell lower; else its stock to 0, or close the listing, until all of that is over.",
        sku=name,
        price=price,
        floor=floor,
    )


def _enough(sku: OfSku, name: str, enough: Enough, words: Words) -> str:
    """What follows from what still runs, where that explains what buyers paid: what is over counts no more."""
    if enough.since is not None:
        return words._(
            "{sku}: no price is safe before {since}: set its stock to 0, or close the listing. From then on {price} keeps it at "
            "the floor of {floor} with what still runs on it.",
            sku=name,
            since=enough.since,
            price=enough.price,
            floor=enough.floor,
        )
    if enough.price == sku.price:
        return words._(
            "{sku}: its price of {price} can stay: with what still runs on it, it keeps the floor of {floor}.",
            sku=name,
            price=enough.price,
            floor=enough.floor,
        )
    if not sku.dearer:
        return words._(
            "{sku}: set its price to {price}, which keeps it at the floor of {floor} with what still runs on it, and no higher: a dearer "
            "one may sell lower; else its stock to 0, or close the listing, until all of that is over.",
            sku=name,
            price=enough.price,
            floor=enough.floor,
        )
    return words._(
        "{sku}: set its price to {price} or more, which keeps it at the floor of {floor} with what still runs on it; "
        "else its stock to 0, or close the listing, until all of that is over.",
        sku=name,
        price=enough.price,
        floor=enough.floor,
    )
