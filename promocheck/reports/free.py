"""Where a wished promotion would be alone, in words."""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.asked import Wish
from promocheck.model.calendar import Calendar, Free, Scheduled, Span
from promocheck.model.kind import label_of
from promocheck.model.window import HOUR, Instant
from promocheck.reports.bars import name_of
from promocheck.reports.blocks import title
from promocheck.reports.card import window
from promocheck.reports.locks import lasting
from promocheck.reports.page import Page
from promocheck.reports.words import Words


def free_block(calendar: Calendar, words: Words, page: Page) -> None:
    """For each SKU or shop the windows that begin on these days, or who is in the way; nothing where nothing is wished."""
    wish = calendar.wish
    if wish is None:
        return
    title(
        words._("Free for a {kind} of {length}", kind=label_of(wish.kind.word), length=_length(wish, words)),
        page,
    )
    before, after = (seconds // HOUR for seconds in calendar.bands)
    if before or after:
        page.line(
            words._(
                "It would be alone there, the {before} h before its start and {after} h after its end counted.",
                before=before,
                after=after,
            ),
            indent=2,
        )
    for each in calendar.free:
        page.blank()
        page.line(_on(each, words), indent=2, style="bold")
        for line in _lines(each, words):
            page.row("", line, indent=4, hang=2)


def _length(wish: Wish, words: Words) -> str:
    return lasting(wish.seconds, words)


def _on(each: Free, words: Words) -> str:
    shop = words.shop(each.store, each.marketplace)
    if each.sku is not None:
        return f"{shop}  {words.data(each.sku)}"
    skus = words.ngettext("its {n} SKU", "all {n} SKUs together", each.skus)
    return f"{shop}  {skus}"


def _lines(each: Free, words: Words) -> Iterator[str]:
    for span in each.windows:
        yield _window(span, each.zone, words)
    if not each.windows:
        yield words._(
            "None. In the way: {names}", names=words.listed(_named(other, words) for other in each.in_the_way)
        )


def _window(span: Span, zone: str, words: Words) -> str:
    if span.end is None:
        return words._("from {start} on", start=Instant(span.start, zone))
    return f"{window(span.start, span.end, zone, words)}  ({lasting(span.end - span.start, words)})"


def _named(each: Scheduled, words: Words) -> str:
    kind = words.say(label_of(each.kind))
    return f"{kind} {name_of(each, words)}" if each.id else kind
