"""The effective policy as text or JSON: every setting, its value, and the line that says so."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from promocheck.model.report import PolicySource
from promocheck.policy.effective import Setting
from promocheck.reports.json_report import made_by, one_object
from promocheck.reports.page import Page, padded, widest
from promocheck.reports.words import Words

SCHEMA: Final = "promocheck.policy/1"

_WIDEST_NAME: Final = 44  # where a width limits lines: what is longer has its value on a line of its own
_WIDEST_OF_ALL: Final = 80
_WIDEST_VALUE: Final = 40


def as_text(
    source: PolicySource,
    settings: Sequence[Setting],
    words: Words,
    *,
    width: int | None = None,
    colour: bool = False,
) -> str:
    """A section a paragraph; a setting a line, or two where its value is long."""
    page = Page(width, colour=colour)
    page.line(words._("policy  {path}, SHA-256 {hash}", path=source.path, hash=source.sha256), style="bold")
    for section, group in groupby(settings, key=lambda each: each.section):
        mine = list(group)
        page.blank()
        page.line(section, style="bold")
        names = min(widest([each.name for each in mine]), _WIDEST_NAME if width else _WIDEST_OF_ALL)
        values = min(widest([each.value for each in mine]), _WIDEST_VALUE)
        for each in mine:
            _setting(each, names, values, words, page)
    return str(page)


def _setting(each: Setting, names: int, values: int, words: Words, page: Page) -> None:
    place = words._("default") if each.place is None else words.data(each.place)
    name, value = words.data(each.name), words.data(each.value)
    fits = widest([name]) <= names and widest([value]) <= values
    if fits:
        page.row(f"{padded(name, names)}  ", f"{padded(value, values)}  {place}", indent=2, hang=2)
        return
    page.row(f"{padded(name, names)}  ", place, indent=2)
    page.row("    ", value, indent=2)


def as_json(source: PolicySource, settings: Sequence[Setting]) -> str:
    """One object; a default has no place."""
    return one_object(
        {
            **made_by(SCHEMA),
            "policy": {"path": source.path, "sha256": source.sha256},
            "settings": [
                {"section": each.section, "name": each.name, "value": each.value, "place": each.place}
                for each in settings
            ],
        }
    )
