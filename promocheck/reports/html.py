"""The report as a page: one file that a browser opens without a network, to search, to sort, to print.

The head, and the first findings for whoever runs no script, stand in it as text; all findings as data, from which the
script of the page makes the table. Nothing that a stranger wrote is ever taken for a tag: the template escapes, the script
only sets text, and the page's policy lets no other script run and nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from promocheck import __version__
from promocheck.model.finding import Finding
from promocheck.model.report import Report
from promocheck.model.review import Review
from promocheck.model.timeline import MOST
from promocheck.reports import words as known
from promocheck.reports.card import Card, card
from promocheck.reports.html_head import head
from promocheck.reports.html_islands import AT_ONCE, called, islands
from promocheck.reports.html_labels import COLUMNS, KINDS, labels
from promocheck.reports.html_texts import data
from promocheck.reports.html_timelines import AT_ONCE as TIMELINES_AT_ONCE
from promocheck.reports.html_timelines import key_of, numbers, timeline_islands
from promocheck.reports.order import in_order
from promocheck.reports.words import Words

if TYPE_CHECKING:
    from jinja2 import Template

_PARTS: Final = files("promocheck.reports") / "page_parts"
_SCRIPTS: Final = ("timeline.js", "findings.js", "order.js", "rows.js", "page.js")
_IN_FULL: Final = 200  # findings that stand in the page as text too
_IN_EVERY_LANGUAGE: Final = (
    20_000  # findings, beyond which a page has one language: it would be too long to open
)


def render(report: Report, words: Words) -> str:
    """The page."""
    return "".join(pieces(report, words))


def pieces(report: Report, words: Words, *, jobs: int | None = 1) -> Iterator[str]:
    """The same, piece by piece, by so many processes at most (`in_slices`)."""
    findings, review = in_order(report.findings), report.review
    if review:
        findings.sort(key=lambda each: review.of(each.fingerprint).rank)
    languages = _languages(len(findings), words)
    style, scripts = _part("page.css"), [_part(name) for name in _SCRIPTS]
    settings = {
        "language": words.language,
        "labels": {each.language: labels(each) for each in languages},
        "findings": len(findings),
        "at_once": AT_ONCE,
        "timelines_left": bool(report.timelines) and len({*map(key_of, findings)}) > MOST,
        "timelines": MOST,
        "timelines_at_once": TIMELINES_AT_ONCE,
        "kinds": KINDS,
    }
    yield from _template().generate(
        version=__version__,
        policy=_policy(style, scripts),
        style=style,
        scripts=scripts,
        tone=report.verdict,
        labels=labels(words),
        columns=COLUMNS,
        heads=[head(report, each) for each in languages],
        cards=(_card(each, words, review) for each in findings[:_IN_FULL]),
        left=words.number(len(findings) - _IN_FULL) if len(findings) > _IN_FULL else "",
        settings=data(settings),
        islands=islands(findings, numbers(report.timelines), languages, review, jobs),
        timelines=timeline_islands(report.timelines, languages),
    )


def _card(finding: Finding, words: Words, review: Review | None) -> Card:
    told = card(finding, words)
    return replace(told, severity_word=called(finding, told, words, review)) if review else told


def _languages(findings: int, words: Words) -> list[Words]:
    """The language that was asked for, then every other that the page can be switched to."""
    others = (each for each in known.LANGUAGES if each != words.language)
    return [words, *(map(Words, others) if findings <= _IN_EVERY_LANGUAGE else ())]


def _policy(style: str, scripts: list[str]) -> str:
    """The page's content security policy: this style, these scripts, and nothing from anywhere."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {' '.join(map(_hash, scripts))}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _part(name: str) -> str:
    return (_PARTS / name).read_text("utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only a page needs it

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )  # fmt: skip
    return environment.from_string(_part("page.html"))
