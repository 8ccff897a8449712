"""The formats of a scan's report by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Any, Final, Protocol

from promocheck.model.report import Report
from promocheck.reports.words import Words

# Each in a module of its own, which is imported when somebody asks for the format: most runs have one.
_MODULES: Final[Mapping[str, str]] = {
    "text": "text",
    "compact": "compact",
    "json": "json_report",
    "jsonl": "jsonl",
    "csv": "csv_report",
    "markdown": "markdown",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "html": "html",
    "xlsx": "book",
}
_NO_TEXT: Final = ("xlsx",)  # no terminal shows it


class Renderer(Protocol):
    """`width` is the terminal's, None off a terminal, where every line stays whole."""

    def __call__(
        self, report: Report, words: Words, *, width: int | None = None, colour: bool = False
    ) -> str:
        """The report as text, ending in a line end."""


class BinaryRenderer(Protocol):
    """A renderer of what is no text."""

    def __call__(self, report: Report, words: Words, *, jobs: int | None = 1) -> bytes:
        """The report as the bytes of a file."""


def _module(name: str) -> Any:
    return import_module(f"promocheck.reports.{_MODULES[name]}")


def _render(
    name: str, report: Report, words: Words, *, width: int | None = None, colour: bool = False
) -> str:
    """The report in a format; no terminal changes a byte of those that programs read."""
    seen = {"width": width, "colour": colour} if name == "text" else {}
    text: str = _module(name).render(report, words, **seen)
    return text


def _render_binary(name: str, report: Report, words: Words, *, jobs: int | None = 1) -> bytes:
    data: bytes = _module(name).render(report, words, jobs=jobs)
    return data


FORMATS: Final[Mapping[str, Renderer]] = {
    name: partial(_render, name) for name in _MODULES if name not in _NO_TEXT
}
BINARY: Final[Mapping[str, BinaryRenderer]] = {name: partial(_render_binary, name) for name in _NO_TEXT}

_STREAMED: Final = ("json", "jsonl", "junit", "github")  # piece by piece by one process, which is enough
_SHARED: Final = ("csv", "markdown", "sarif", "html")  # those that take longer


def pieces(
    name: str,
    report: Report,
    words: Words,
    *,
    width: int | None = None,
    colour: bool = False,
    jobs: int | None = None,
) -> Iterator[str | bytes]:
    """The report in a format, piece by piece where the format has pieces.

    By `jobs` processes at most, None: as many as there are processors, where there is so much to tell that it pays.
    """
    if name in BINARY:
        yield BINARY[name](report, words, jobs=jobs)
    elif name == "text":  # the one that a terminal changes
        yield from _module(name).pieces(report, words, width=width, colour=colour, jobs=jobs)
    elif name in _SHARED:
        yield from _module(name).pieces(report, words, jobs=jobs)
    elif name in _STREAMED:
        yield from _module(name).pieces(report, words)
    else:
        yield FORMATS[name](report, words)
