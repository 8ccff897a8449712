"""The published worked examples beside what the engine makes of them, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from rich.cells import cell_len

from promocheck.model.money import Money
from promocheck.model.selftest import Outcome, OutOfScope, Readings, SelfTest, Told
from promocheck.model.text import say
from promocheck.reports.blocks import title
from promocheck.reports.finding_json import Object
from promocheck.reports.json_report import made_by, one_object
from promocheck.reports.page import Page, padded, right, widest
from promocheck.reports.words import Words

SCHEMA: Final = "promocheck.selftest/1"

_GAP: Final = "  "
_STANDINGS: Final = {"ok": say("ok"), "stated": say("stated"), "differs": say("DIFFERS")}
_TONES: Final = {"ok": "green", "stated": "yellow", "differs": "bold red"}
_CONFIDENCE: Final = {"H": say("high"), "M": say("medium"), "L": say("low")}


def render(found: SelfTest, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """A line per example by platform, then those out of scope, then the counts. With a width it is folded, never cut."""
    page = Page(width, colour=colour)
    heads = ["", "", words._("published"), words._("documented"), words._("worst")]
    table = [heads, *(_cells(each, words) for each in found.priced)]
    rooms = [widest(list(column)) for column in zip(*table, strict=True)]
    page.row(
        _aligned(heads, rooms), words._("one unit; who says so"), indent=2, label_style="bold", style="bold"
    )
    for platform, those in groupby(found.priced, key=lambda each: each.told.platform):
        title(words.data(platform), page)
        for each in those:
            _example(each, rooms, page, words)
    if found.out_of_scope:
        title(words._("out of scope: no price of one unit"), page)
        room = widest([each.told.id for each in found.out_of_scope]) + len(_GAP)
        for other in found.out_of_scope:
            page.row(padded(other.told.id, room), _out_of_scope(other, words), indent=2)
            page.row(" " * room, words.data(other.reason), indent=2, hang=2)
    page.blank()
    page.line(_counts(found, words), style="bold red" if found.exit_code else "bold green")
    return str(page)


def render_json(
    found: SelfTest,
    words: Words,  # noqa: ARG001 - part of the common signature
    *,
    width: int | None = None,  # noqa: ARG001 - likewise
    colour: bool = False,  # noqa: ARG001 - likewise
) -> str:
    """The same as one JSON object, in the manner of the report."""
    return one_object(
        {
            **made_by(SCHEMA),
            "exit_code": found.exit_code,
            "counts": {
                "priced": len(found.priced),
                **{standing: found.count(standing) for standing in ("ok", "stated", "differs")},
                "out_of_scope": len(found.out_of_scope),
            },
            "priced": [_priced_object(each) for each in found.priced],
            "out_of_scope": [
                {**_told_object(each.told), "published": each.published, "reason": each.reason}
                for each in found.out_of_scope
            ],
        }
    )


FORMATS: Final[Mapping[str, Callable[..., str]]] = {"text": render, "json": render_json}


def _example(each: Outcome, rooms: list[int], page: Page, words: Words) -> None:
    """One line where it fits; else the source has lines of its own, and remarks always have, below the example's name."""
    label = _aligned(_cells(each, words), rooms)
    says, source = _says(each, words), _source(each.told, words)
    below = " " * (sum(rooms[:2]) + 2 * len(_GAP))
    whole = f"{says} {source}"
    fits = len(page.fold(whole, 2 + cell_len(label))) == 1
    page.row(label, whole if fits else says, indent=2, label_style=_TONES[each.standing])
    if not fits:
        page.row(below, source, indent=2)
    for remark, style in _remarks(each, words):
        page.row(below, remark, indent=2, style=style)


def _cells(each: Outcome, words: Words) -> list[str]:
    """What stands in columns: how it stands, id, published, and ours in both readings."""
    one = words.amount(_of_one(each))
    published = one if each.units == 1 else f"{each.units} x {one}"
    ours = ("-", "-") if each.ours is None else _amounts(each.ours, words)
    return [words.say(_STANDINGS[each.standing]), words.data(each.told.id), published, *ours]


def _of_one(each: Outcome) -> Money:
    return Money(each.published.minor // each.units, each.published.currency)


def _amounts(readings: Readings, words: Words) -> tuple[str, str]:
    return words.amount(readings.documented), words.amount(readings.worst)


def _aligned(cells: list[str], rooms: list[int]) -> str:
    """Words to the left, money to the right."""
    shown = [
        padded(cell, room) if at < 2 else right(cell, room)
        for at, (cell, room) in enumerate(zip(cells, rooms, strict=True))
    ]
    return _GAP.join(shown) + _GAP


def _says(each: Outcome, words: Words) -> str:
    rules = words._("{preset}, changed", preset=each.preset) if each.changed else words.data(each.preset)
    return words._(
        "{says} [{currency}, rules {rules}].",
        says=each.told.says,
        currency=each.published.currency,
        rules=rules,
    )


def _source(told: Told, words: Words) -> str:
    return words._(
        "{source}. Confidence {confidence}", source=told.source, confidence=_confidence(told, words)
    )


def _confidence(told: Told, words: Words) -> str:
    confidence = words.say(_CONFIDENCE[told.confidence])
    return words._("{confidence}; figure derived", confidence=confidence) if told.derived else confidence


def _remarks(each: Outcome, words: Words) -> Iterator[tuple[str, str]]:
    """What is to be said of an example, and in which style."""
    if each.standing == "differs":
        documented, worst = _amounts(each.stated, words)
        yield (
            words._(
                "expected {documented} as documented, {worst} at worst", documented=documented, worst=worst
            ),
            _TONES["differs"],
        )
    if each.because:
        yield words.data(each.because), ""


def _out_of_scope(each: OutOfScope, words: Words) -> str:
    return words._(
        "{says}: {published} [{platform}]. {source}",
        says=each.told.says,
        published=each.published,
        platform=each.told.platform,
        source=say(
            "{source}. Confidence {confidence}",
            source=each.told.source,
            confidence=_confidence(each.told, words),
        ),
    )


def _counts(found: SelfTest, words: Words) -> str:
    counts = words._(
        "{all} examples priced: {ok} as published, {stated} as stated with the reason, {differs} differ; {out} out of scope.",
        all=len(found.priced),
        ok=found.count("ok"),
        stated=found.count("stated"),
        differs=found.count("differs"),
        out=len(found.out_of_scope),
    )
    if not found.exit_code:
        return counts
    return words._("{counts} This engine is not to be trusted.", counts=counts)


def _priced_object(each: Outcome) -> Object:
    return {
        **_told_object(each.told),
        "preset": each.preset,
        "changed": each.changed,
        "currency": each.published.currency,
        "published": str(each.published),
        "units": each.units,
        "standing": each.standing,
        "stated": _readings_object(each.stated),
        "ours": None if each.ours is None else _readings_object(each.ours),
        "because": each.because or None,
    }


def _told_object(told: Told) -> Object:
    return {
        "id": told.id,
        "platform": told.platform,
        "says": told.says,
        "source": told.source,
        "confidence": told.confidence,
        "derived": told.derived,
    }


def _readings_object(readings: Readings) -> dict[str, Any]:
    return {"documented_price": str(readings.documented), "stacked_price": str(readings.worst)}
