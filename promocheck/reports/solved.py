"""How deep a campaign may be, when it is safe, and what else could be dropped, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promocheck.model.kind import label_of
from promocheck.model.money import Money, Percent
from promocheck.model.remedy import Dates, Depth, Dropped, ForListing, NoDepth, Remedies
from promocheck.model.trial import Trial
from promocheck.model.window import Instant
from promocheck.reports.blocks import entries_block, title
from promocheck.reports.card import window
from promocheck.reports.page import Page, padded, widest
from promocheck.reports.verdict import Entry
from promocheck.reports.words import Words

_SOME = 6  # safe windows that are told on a terminal; elsewhere all are


def solved_block(trial: Trial, words: Words, page: Page) -> None:
    """A section per campaign: for all of its SKUs, then SKU by SKU. Every answer has been priced anew."""
    zone = trial.tried[0].zone
    for remedies in trial.solved:
        kind, promotion = label_of(remedies.kind), remedies.promotion
        title(words._("How deep may it be: {kind} {promotion}", kind=kind, promotion=promotion), page)
        page.blank()
        if len(trial.campaigns) > 1:
            page.line(words._("with the other campaigns as they are tried"), indent=2)
        entries_block(tuple(_together(remedies, zone, words, whole=page.width is None)), page)
        if len(remedies.listings) > 1:
            _table(remedies.listings, words, page)


def _together(remedies: Remedies, zone: str, words: Words, *, whole: bool) -> Iterator[Entry]:
    """What is safe for all of a campaign's SKUs at once; `whole`: with every safe window."""
    for depth in remedies.depths:
        yield Entry(_label(depth, words), (deepest(depth, words),))
    if any(each.depth.reason is NoDepth.UNKNOWN for each in remedies.listings):
        return
    dates = remedies.dates
    if dates.holds:
        yield Entry(words._("dates"), (words._("as deep as it is now, it is safe on its own dates"),))
    else:
        yield Entry(words._("dates"), tuple(_moves(dates, zone, words)))
        told = len(dates.safe) if whole else _SOME
        yield Entry(words._("safe"), tuple(_windows(dates, told, zone, words)))
    if len(remedies.listings) == 1:
        drops = tuple(_drops(remedies.listings[0], words))
        if drops:
            yield Entry(words._("or drop"), drops)


def _label(depth: Depth, words: Words) -> str:
    if depth.value is None:
        return words._("how deep")
    return words._("at most") if depth.form != "price" else words._("at least")


def deepest(depth: Depth, words: Words) -> str:
    """The depth, or why there is none."""
    return _none(depth, words) if depth.value is None else _safe(depth.value, depth, words)


def _safe(value: Money | Percent, depth: Depth, words: Words) -> str:
    said = words.money(value) if isinstance(value, Money) else words.percent(value)
    off = said if depth.form == "price" else words._("{amount} off", amount=said)
    if depth.most is not None:
        return words._("{price}, and at most {most}", price=off, most=words.money(depth.most))
    return words._("{depth}: nothing is below a floor, however deep", depth=off) if depth.whole else off


def _none(depth: Depth, words: Words) -> str:
    if depth.reason is NoDepth.BREACH_WITHOUT:
        return words._("nothing: it is below its floor without it")
    if depth.reason is NoDepth.UNKNOWN:
        return words._(
            "not known: a price is too low in hours without a lightning deal; mend what deal-week-unknown says first"
        )
    if depth.never_with is not None:
        return words._(
            "nothing: it must never run together with {other}", other=_other(depth.never_with, words)
        )
    if depth.form == "price":
        return words._("nothing: no price of it was found at which nothing is below a floor")
    return words._("nothing: the least that it can take off is too much")


def _moves(dates: Dates, zone: str, words: Words) -> Iterator[str]:
    """The smallest changes of its dates, each enough by itself."""
    if dates.later_start is not None:
        yield words._("start it on {start} or later", start=Instant(dates.later_start, zone))
    if dates.earlier_end is not None:
        yield words._("end it by {end}", end=Instant(dates.earlier_end, zone))
    if dates.moved is not None:
        start, end = dates.moved
        yield words._("move it to {when}", when=window(start, end, zone, words))
    if dates.later_start is None and dates.earlier_end is None and dates.moved is None:
        yield words._("no other dates help, as deep as it is now")


def _windows(dates: Dates, told: int, zone: str, words: Words) -> Iterator[str]:
    for start, end in dates.safe[:told]:
        yield window(start, end, zone, words)
    if len(dates.safe) > told:
        yield words._("and {n} more windows", n=len(dates.safe) - told)
    if not dates.safe:
        yield words._("never, as deep as it is now")


def _drops(each: ForListing, words: Words) -> Iterator[str]:
    for other in each.drops:
        yield _other(other, words)


def _other(other: Dropped, words: Words) -> str:
    kind = words.say(label_of(other.kind))
    return words._("{kind} {promotion}", kind=kind, promotion=other.id) if other.id else kind


def _table(listings: Sequence[ForListing], words: Words, page: Page) -> None:
    """A line per SKU: how deep, and which other promotion could be dropped instead."""
    heads = (words._("SKU"), words._("how deep"), words._("or drop"))
    rows = [
        (words.data(each.sku), deepest(each.depth, words), words.listed(_drops(each, words)))
        for each in listings
    ]
    rooms = [widest(list(column)) for column in zip(heads, *rows, strict=True)]
    page.blank()
    for number, row in enumerate((heads, *rows)):
        line = "  ".join(padded(cell, room) for cell, room in zip(row, rooms, strict=True)).rstrip()
        page.line(line, indent=2, style="" if number else "bold")
