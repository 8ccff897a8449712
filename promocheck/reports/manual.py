"""Rules explained, for reading: the catalogue with a line per rule, or manuals in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from promocheck.model.manual import Manual, Option
from promocheck.model.text import Text, say
from promocheck.reports.page import Page, padded, widest
from promocheck.reports.words import Words

_FAMILIES: Final = {
    "price": say("Price"),
    "stack": say("Stack"),
    "set-up": say("Set-up"),
    "scope": say("Scope"),
    "stock": say("Stock"),
    "waivers": say("Waivers"),
    "trust": say("Trust"),
}
TRUSTED: Final = say("An error of this rule means that the run cannot be trusted: exit code 3.")

_TONES: Final = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan", "off": "dim"}
_GAP: Final = "  "
_WIDEST_PROSE: Final = 100  # a longer line loses the eye on its way back


def render(
    manuals: Sequence[Manual], words: Words, *, brief: bool, width: int | None = None, colour: bool = False
) -> str:
    """The manuals as text, or with `brief` the catalogue. With a width it is folded, nothing is ever cut."""
    if brief:
        page = Page(width, colour=colour)
        _catalogue(manuals, words, page)
    else:
        page = Page(None if width is None else min(width, _WIDEST_PROSE), colour=colour)
        for at, manual in enumerate(manuals):
            if at:
                page.blank()
            _manual(manual, words, page)
    return str(page)


def families(manuals: Sequence[Manual], words: Words) -> Iterator[tuple[str, list[Manual]]]:
    """The manuals by family, under its name and the ids that it has."""
    for family, those in groupby(manuals, key=lambda each: each.family):
        members = [*those]
        ids = f"{members[0].id[:-2]}xx"
        yield words._("{family} ({ids})", family=_FAMILIES[family], ids=ids), members


def parts_of(manual: Manual) -> Iterator[tuple[Text, str]]:
    """The parts that the manual has, in order, each under its heading."""
    parts = (
        (say("Why"), manual.why),
        (say("Accident"), manual.accident),
        (say("Example"), manual.example),
        (say("Fix"), manual.fix),
        (say("Options"), manual.on_options),
    )
    return ((heading, text) for heading, text in parts if text)


def as_written(value: Any) -> str:
    """A default as it would stand in rules.yaml: [a, b], {USD: 1.00}, null."""
    match value:
        case dict():
            return f"{{{', '.join(f'{name}: {as_written(each)}' for name, each in value.items())}}}"
        case list():
            return f"[{', '.join(map(as_written, value))}]"
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def what_may_stand(option: Option, default: str, words: Words) -> str:
    """An option's default and type, as a sentence."""
    return words._("Default: {default}; may be {type}.", default=default, type=option.type)


def _catalogue(manuals: Sequence[Manual], words: Words, page: Page) -> None:
    rooms = [widest([getattr(each, name) for each in manuals]) for name in ("id", "name", "severity")]
    for title, those in families(manuals, words):
        page.line(f"── {title} ──", style="bold")
        for each in those:
            _line(each, rooms, words, page)
        page.blank()
    page.line(words._("`promocheck explain RULE` explains one, `promocheck explain --all` every one."))


def _line(manual: Manual, rooms: Sequence[int], words: Words, page: Page) -> None:
    cells = (manual.id, manual.name, manual.severity)
    label = _GAP.join(map(padded, cells, rooms)) + _GAP
    page.row(label, words.manual(manual.summary), indent=2, label_style=_TONES[manual.severity])


def _manual(manual: Manual, words: Words, page: Page) -> None:
    page.row(
        f"{manual.id} {manual.name}{_GAP}",
        manual.severity,
        label_style="bold",
        style=_TONES[manual.severity],
    )
    page.line(words.manual(manual.summary), indent=2)
    if manual.trust:
        page.line(words.say(TRUSTED), indent=2)
    page.blank()
    parts = [(words.say(heading), text) for heading, text in parts_of(manual)]
    room = widest([*(heading for heading, _ in parts), *(each.name for each in manual.options)]) + len(_GAP)
    for heading, text in parts:
        page.row(padded(heading, room), words.manual(text), indent=2, label_style="bold")
    for option in manual.options:
        page.blank()
        page.row(padded(option.name, room), words.manual(option.description), indent=2, label_style="bold")
        page.row(" " * room, what_may_stand(option, as_written(option.default), words), indent=2)
