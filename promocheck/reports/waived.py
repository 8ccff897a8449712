"""Waivers in words: who accepted a finding, down to what, until when and why."""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.marketplace import BY_CODE
from promocheck.model.waiver import Waiver
from promocheck.model.window import Instant
from promocheck.reports.places import where
from promocheck.reports.words import Words


def accepted(waiver: Waiver, words: Words) -> str:
    """One sentence of a waiver: who, down to what price, until when, why."""
    return words._(
        "{owner} accepts this down to {least} until the end of {last}: {reason}",
        owner=waiver.owner,
        least=waiver.not_below,
        last=waiver.expires.isoformat(),
        reason=waiver.reason,
    )


def written(waiver: Waiver, entry: str, beyond: tuple[int, int | None] | None, words: Words) -> str:
    """What a new entry of the waivers file says, where it stands, what it still lets through, and what goes on `beyond` it."""
    (place,) = where([waiver.place], words)
    rule = f"{waiver.rule} {waiver.name}"
    lines = (
        words._("Written to {place}:", place=place),
        "",
        *(words.data(line) for line in entry.splitlines()),
        "",
        words._(
            "{rule} of {sku} in {shop} is accepted down to {least} until the end of {last}{promotions}.",
            rule=rule,
            sku=waiver.sku,
            shop=words.shop(waiver.store, waiver.marketplace),
            least=waiver.not_below,
            last=waiver.expires.isoformat(),
            promotions=_only(waiver, words),
        ),
        words._("A lower price, another promotion or a later day is found again.")
        if waiver.promotions is not None
        else words._("A lower price or a later day is found again."),
        *_going_on(waiver, beyond, words),
    )
    return "".join(f"{line}\n" for line in lines)


def _going_on(waiver: Waiver, beyond: tuple[int, int | None] | None, words: Words) -> Iterator[str]:
    """That what is accepted outlasts the waiver, and by which hours."""
    if beyond is None:
        return
    start, end = (
        None if each is None else Instant(each, BY_CODE[waiver.marketplace].zone) for each in beyond
    )
    if end is None:
        yield words._(
            "It goes on after that day: from {start} on it is found again, without an end.", start=start
        )
    else:
        yield words._(
            "It goes on after that day: from {start} to {end} it is found again.", start=start, end=end
        )


def _only(waiver: Waiver, words: Words) -> str:
    if waiver.promotions is None:
        return ""
    if not waiver.promotions:
        return words._(", without any promotion besides the listing's own offers")
    return words._(", with {promotions} and no other", promotions=waiver.promotions)
