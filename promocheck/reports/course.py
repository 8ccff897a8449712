"""A SKU's lowest price over time on one line, with the time in which something is wrong marked: 25.99 -- 11-27 08:00 !! 3.99 !! 11-27 20:00 -- 25.99."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final

from promocheck.model.finding import Finding
from promocheck.model.report import Report
from promocheck.model.timeline import Stretch, Timeline
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.reports.words import Words

_BESIDE: Final = 1  # stretches that are told on each side of what is wrong
_MARKS: Final = {False: "--", True: "!!"}  # as in the calendar's bars
_LEFT_OUT: Final = "..."


def courses(report: Report, words: Words) -> Callable[[Finding], str]:
    """What tells the course of a finding's price; "" where no timeline is known, or nothing happens in it.

    Nor where the finding's own price is none of the timeline's while it holds: prices that are not wrong would be marked.
    """
    known: dict[tuple[str | None, ...], Timeline] = {
        (each.store, each.marketplace, each.sku): each for each in report.timelines
    }

    def course(finding: Finding) -> str:
        timeline = known.get((finding.store, finding.marketplace, finding.sku))
        if timeline is None or finding.start is None:
            return ""
        if finding.stacked_price is not None and not _in_it(timeline, finding):
            return ""
        return _line(tuple(_parts(timeline, finding, words)), timeline.zone)

    return course


@dataclass(frozen=True, slots=True)
class _Part:
    """Touching stretches of one price, all wrong or none."""

    price: str
    wrong: bool
    start: int
    end: int | None


def _parts(timeline: Timeline, finding: Finding, words: Words) -> Iterator[_Part]:
    """The stretches, those drawn together that a reader cannot tell apart."""

    def alike(stretch: Stretch) -> tuple[str, bool]:
        return words.amount(stretch.stacked_price), _overlaps(stretch, finding)

    for (price, wrong), some in groupby(timeline.stretches, alike):
        together = tuple(some)
        yield _Part(price, wrong, together[0].start, together[-1].end)


def _in_it(timeline: Timeline, finding: Finding) -> bool:
    """Whether the price of a finding is one of the timeline's while it holds."""
    return any(
        each.stacked_price == finding.stacked_price and _overlaps(each, finding)
        for each in timeline.stretches
    )


def _overlaps(stretch: Stretch, finding: Finding) -> bool:
    begins_before_its_end = finding.end is None or stretch.start < finding.end
    return begins_before_its_end and (stretch.end is None or (finding.start or 0) < stretch.end)


def _line(parts: Sequence[_Part], zone: str) -> str:
    """The parts beside what is wrong, with the hour between each two; what is further away is left out and marked so."""
    wrong = [at for at, part in enumerate(parts) if part.wrong]
    if not wrong or len(parts) == 1:
        return ""
    near = {at + step for at in wrong for step in range(-_BESIDE, _BESIDE + 1)}
    shown = [at for at in range(len(parts)) if at in near]
    told: list[str] = [] if shown[0] == 0 else [_LEFT_OUT]
    for number, at in enumerate(shown):
        part = parts[at]
        mark = _MARKS[part.wrong]
        before = parts[shown[number - 1]] if number else None
        if number and shown[number - 1] != at - 1:
            told.append(_LEFT_OUT)
        if told:
            told.append(_hour(part.start, before, zone))
            told.append(mark)
        told.append(part.price)
        if at < len(parts) - 1:
            told.append(mark)
    if shown[-1] < len(parts) - 1:
        told.append(_LEFT_OUT)
    return " ".join(told)


def _hour(start: int, before: _Part | None, zone: str) -> str:
    """When a part begins; where the one before it had ended already, since when nothing ran."""
    begins = f"{Instant(start, zone).local():%m-%d %H:%M}"
    if before is None or before.end is None or before.end == start:
        return begins
    return f"{Instant(before.end, zone).local():%m-%d %H:%M} {_LEFT_OUT} {begins}"
