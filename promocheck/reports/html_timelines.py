"""Timelines as the page's data: the hours that cut them, the bars of promotions, the prices between the cuts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from promocheck.model.finding import Finding
from promocheck.model.kind import label_of
from promocheck.model.timeline import Bar, Hours, Timeline
from promocheck.model.window import Instant
from promocheck.reports.arithmetic import called, discount
from promocheck.reports.html_texts import Texts, data
from promocheck.reports.words import Words

AT_ONCE: Final = 100  # timelines in an island

Key = tuple[str | None, str | None, str | None]


def numbers(timelines: Sequence[Timeline]) -> dict[Key, int]:
    """SKU → the number of its timeline."""
    return {(each.store, each.marketplace, each.sku): number for number, each in enumerate(timelines)}


def key_of(finding: Finding) -> Key:
    """The SKU of a finding."""
    return finding.store, finding.marketplace, finding.sku


def timeline_islands(timelines: Sequence[Timeline], languages: Sequence[Words]) -> Iterator[str]:
    """The timelines in their order, some in each island."""
    for first in range(0, len(timelines), AT_ONCE):
        texts = Texts()
        drawn = [_drawn(each, languages, texts) for each in timelines[first : first + AT_ONCE]]
        yield data({"texts": list(texts), "timelines": drawn})


def _drawn(timeline: Timeline, languages: Sequence[Words], texts: Texts) -> dict[str, Any]:
    """Hours in UTC seconds; amounts in minor units, which only say how high a line is drawn."""
    stretches, bars = timeline.stretches, timeline.bars
    return {
        "clock": _clock(timeline, texts),
        "bars": [{"runs": each.runs, "may_run": each.may_run} for each in bars],
        "stretches": [
            [each.start, each.end, each.stacked_price.minor, None if each.floor is None else each.floor.minor]
            for each in stretches
        ],
        "said": {
            words.language: {
                "zone": texts[words._("Clock: {zone}", zone=timeline.zone)],
                "bars": [texts[_label(each, words)] for each in bars],
                "prices": [texts[words.amount(each.stacked_price)] for each in stretches],
                "floors": [
                    texts["" if each.floor is None else words.amount(each.floor)] for each in stretches
                ],
                "left": texts.all(_left(timeline, words)),
            }
            for words in languages
        },
    }


def _clock(timeline: Timeline, texts: Texts) -> list[list[int]]:
    """Every instant at which something changes, with its day and hour on the marketplace's clock."""
    hours: list[Hours] = [(each.start, each.end) for each in timeline.stretches]
    for bar in timeline.bars:
        hours += (*bar.runs, *bar.may_run)
    instants = sorted({each for start, end in hours for each in (start, end) if each is not None})
    return [[each, texts[_hour(each, timeline.zone)]] for each in instants]


def _hour(seconds: int, zone: str) -> str:
    local = Instant(seconds, zone).local()
    return f"{local:%Y-%m-%d %H:%M}" if local.hour or local.minute else f"{local:%Y-%m-%d}"


def _label(bar: Bar, words: Words) -> str:
    kind = label_of(bar.kind)
    if bar.value is None:
        name = called(bar.id, bar.name or None)
        return words._("{kind} {promotion}", kind=kind, promotion=name) if bar.id else words.say(kind)
    value = discount(bar.effect, bar.value, words)
    if not bar.id:
        return words._("{kind}, {value}", kind=kind, value=value)
    name = called(bar.id, bar.name or None)
    return words._("{kind} {promotion}, {value}", kind=kind, promotion=name, value=value)


def _left(timeline: Timeline, words: Words) -> Iterator[str]:
    """What there is more of than can be drawn."""
    if n := timeline.bars_left:
        yield words.ngettext("{n} more promotion is not drawn.", "{n} more promotions are not drawn.", n)
    if n := timeline.stretches_left:
        yield words.ngettext("{n} later price is not drawn.", "{n} later prices are not drawn.", n)
