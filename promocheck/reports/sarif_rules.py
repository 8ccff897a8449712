"""The rules of a SARIF log: each with its manual, as a viewer shows it beside a result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from promocheck.model.finding import Severity
from promocheck.model.manual import Manual
from promocheck.model.report import Report
from promocheck.reports.finding_json import Object
from promocheck.reports.manual import parts_of
from promocheck.reports.manual_formats import render_markdown
from promocheck.reports.words import Words

LEVELS: Final[Mapping[str, str]] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    "off": "none",
}
_LINK: Final = "]("


def rules_of(report: Report, words: Words) -> list[Object]:
    """The catalogue's rules, and those of findings that are not in it."""
    known = [_rule(each, words) for each in report.catalogue]
    ids = {each["id"] for each in known}
    found = {each.rule: each.name for each in report.findings if each.rule not in ids}
    return [*known, *({"id": rule, "name": name} for rule, name in sorted(found.items()))]


def _rule(manual: Manual, words: Words) -> Object:
    summary = words.manual(manual.summary)
    return {
        "id": manual.id,
        "name": manual.name,
        "shortDescription": {"text": message_string(summary)},
        "fullDescription": {"text": message_string(f"{summary} {words.manual(manual.why)}")},
        "help": {
            "text": message_string("\n\n".join(_help(manual, words))),
            "markdown": _braces(render_markdown([manual], words, brief=False)),
        },
        "defaultConfiguration": {"level": LEVELS[manual.severity], "enabled": manual.severity != "off"},
        "properties": {"tags": [manual.family], "trust": manual.trust},
    }


def _help(manual: Manual, words: Words) -> Iterator[str]:
    yield words.manual(manual.summary)
    for heading, text in parts_of(manual):
        yield f"{words.say(heading)}: {words.manual(text)}"


def message_string(text: str) -> str:
    """The text as a SARIF message: braces are doubled, or they would be placeholders, and brackets that would be a link escaped."""
    if _LINK in text:
        text = re.sub(r"[\\\[\]]", r"\\\g<0>", text)
    return _braces(text)


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
