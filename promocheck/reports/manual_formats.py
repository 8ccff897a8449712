"""Rules explained in the other formats: Markdown for a team's pages, JSON for programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from promocheck.model.manual import Manual, Option
from promocheck.reports.finding_json import Object
from promocheck.reports.json_report import one_object
from promocheck.reports.manual import TRUSTED, as_written, families, parts_of, render, what_may_stand
from promocheck.reports.words import Words

SCHEMA: Final = "promocheck.rules/1"

_ACTS: Final = re.compile(r"[\\*_\[\]<>|]")  # what Markdown would take for its own


def render_markdown(
    manuals: Sequence[Manual],
    words: Words,
    *,
    brief: bool,
    width: int | None = None,  # noqa: ARG001 - part of the common signature
    colour: bool = False,  # noqa: ARG001 - likewise
) -> str:
    """The manuals as Markdown, a heading per rule; or with `brief` the catalogue, a table per family."""
    title = words._("Rules")
    if brief:
        blocks = [f"# {title}", *_tables(manuals, words)]
    elif len(manuals) == 1:
        blocks = [*_manual(manuals[0], "#", words)]
    else:
        blocks = [
            f"# {title}",
            *(block for each in manuals for block in _manual(each, "##", words)),
        ]
    return "\n\n".join(blocks) + "\n"


def render_json(
    manuals: Sequence[Manual],
    words: Words,
    *,
    brief: bool,  # noqa: ARG001 - programs get all of it
    width: int | None = None,  # noqa: ARG001 - part of the common signature
    colour: bool = False,  # noqa: ARG001 - likewise
) -> str:
    """The manuals as one JSON object, always in full. A default that is an exact decimal is a string."""
    return one_object({"schema": SCHEMA, "rules": [_rule_object(each, words) for each in manuals]})


FORMATS: Final[Mapping[str, Callable[..., str]]] = {
    "text": render,
    "markdown": render_markdown,
    "json": render_json,
}


def _tables(manuals: Sequence[Manual], words: Words) -> Iterator[str]:
    for title, members in families(manuals, words):
        yield f"## {title}"
        heads = (words._("id"), words._("name"), words._("severity"), words._("what is wrong"))
        rows = [
            (each.id, f"`{each.name}`", each.severity, _inert(words.manual(each.summary))) for each in members
        ]
        yield "\n".join(f"| {' | '.join(row)} |" for row in (heads, ("---",) * len(heads), *rows))


def _manual(manual: Manual, heading: str, words: Words) -> Iterator[str]:
    yield f"{heading} {manual.id} {manual.name}"
    yield _inert(words.manual(manual.summary))
    severity = words._("Severity: {severity}.", severity=manual.severity)
    yield f"{severity} {words.say(TRUSTED)}" if manual.trust else severity
    for title, text in parts_of(manual):
        yield f"{heading}# {words.say(title)}"
        yield _inert(words.manual(text))
    yield "\n".join(_option(each, words) for each in manual.options)


def _option(option: Option, words: Words) -> str:
    default = f"`{as_written(option.default)}`"
    return f"- `{option.name}`: {_inert(f'{words.manual(option.description)} {what_may_stand(option, default, words)}')}"


def _inert(text: str) -> str:
    """The text with nothing in it that Markdown would obey, but for the backticks of our own manuals."""
    pieces = enumerate(text.split("`"))  # those at odd places are code
    return "`".join(piece if at % 2 else _ACTS.sub(r"\\\g<0>", piece) for at, piece in pieces)


def _rule_object(manual: Manual, words: Words) -> Object:
    return {
        "id": manual.id,
        "name": manual.name,
        "family": manual.family,
        "severity": manual.severity,
        "trust": manual.trust,
        "summary": words.manual(manual.summary),
        "why": words.manual(manual.why),
        "accident": words.manual(manual.accident) or None,
        "example": words.manual(manual.example),
        "fix": words.manual(manual.fix),
        "on_options": words.manual(manual.on_options),
        "options": [
            {
                "name": each.name,
                "type": words.say(each.type),
                "default": each.default,
                "description": words.manual(each.description),
            }
            for each in manual.options
        ],
    }
