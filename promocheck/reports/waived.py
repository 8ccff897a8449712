"""Waivers in words: who accepted a finding, down to what, until when and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from promocheck.model.few import first_few
from promocheck.model.finding import Finding
from promocheck.model.marketplace import BY_CODE
from promocheck.model.waiver import Waiver
from promocheck.model.window import Instant
from promocheck.reports.places import where
from promocheck.reports.words import Words

_MOST_ENTRIES: Final = 3  # that a person looks at; the file has all


def accepted(finding: Finding, words: Words) -> str:
    """One sentence of who accepts a finding, down to what price, until when, why; "" where nobody does.

    Of several SKUs each has a waiver: told is the one at whose end the finding counts again.
    """
    if finding.waiver is None:
        return ""
    said = _said(finding.waiver, words)
    if not finding.also_on:
        return said
    return words._(
        "Each of its {n} SKUs is accepted; the first waiver to end is that of {sku}: {waiver}",
        n=len(finding.every_sku),
        sku=finding.waiver.sku,
        waiver=said,
    )


def _said(waiver: Waiver, words: Words) -> str:
    return words._(
        "{owner} accepts this down to {least} until the end of {last}: {reason}",
        owner=waiver.owner,
        least=waiver.not_below,
        last=waiver.expires.isoformat(),
        reason=waiver.reason,
    )


def written(
    waivers: Sequence[Waiver],
    entries: Sequence[str],
    standing: Sequence[Waiver],
    beyond: tuple[int, int | None] | None,
    words: Words,
) -> str:
    """What new entries of the waivers file say, all for one finding, where they stand, what they still let through, and what goes on `beyond` them.

    `standing` are those by which other SKUs of the finding are accepted already.
    """
    first = waivers[0]
    (place,) = where([first.place], words)
    lines = (
        words._("Written to {place}:", place=place)
        if len(waivers) == 1
        else words._("Written to {place}, an entry for each of {n} SKUs:", place=place, n=len(waivers)),
        "",
        *_few(entries, words),
        "",
        _in_one_sentence(waivers, words),
        *_accepted_before(standing, words),
        words._("A lower price, another promotion or a later day is found again.")
        if first.promotions is not None
        else words._("A lower price or a later day is found again."),
        *_going_on(first, beyond, words),
    )
    return "".join(f"{line}\n" for line in lines)


def _few(entries: Sequence[str], words: Words) -> Iterator[str]:
    """The lines of the first few entries, and how many more there are."""
    for entry in entries[:_MOST_ENTRIES]:
        yield from map(words.data, entry.splitlines())
    if (more := len(entries) - _MOST_ENTRIES) > 0:
        yield words.ngettext("and {n} more entry", "and {n} more entries", more)


def _in_one_sentence(waivers: Sequence[Waiver], words: Words) -> str:
    """What is accepted now."""
    first = waivers[0]
    told = {
        "rule": f"{first.rule} {first.name}",
        "shop": words.shop(first.store, first.marketplace),
        "last": first.expires.isoformat(),
        "promotions": _only(first, words),
    }
    if len(waivers) == 1 or len({each.not_below for each in waivers}) == 1:
        return words._(
            "{rule} of {sku} in {shop} is accepted down to {least} until the end of {last}{promotions}.",
            sku=_skus(waivers, words),
            least=first.not_below,
            **told,
        )
    return words._(
        "{rule} of {skus} in {shop} is accepted, each down to the price in its entry, until the end of {last}{promotions}.",
        skus=_skus(waivers, words),
        **told,
    )


def _accepted_before(standing: Sequence[Waiver], words: Words) -> Iterator[str]:
    if standing:
        last = min(each.expires for each in standing).isoformat()
        yield words._(
            "Accepted before: {skus}, until the end of {last} at the soonest.",
            skus=_skus(standing, words),
            last=last,
        )


def _skus(waivers: Sequence[Waiver], words: Words) -> str:
    return words.value(first_few([each.sku for each in waivers]))


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
