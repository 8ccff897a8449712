"""The formats of a scan's report by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Protocol

from promocheck.model.report import Report
from promocheck.reports import (
    book,
    compact,
    csv_report,
    github,
    html,
    json_report,
    jsonl,
    junit,
    markdown,
    sarif,
    text,
)
from promocheck.reports.words import Words


class Renderer(Protocol):
    """`width` is the terminal's, None off a terminal, where every line stays whole."""

    def __call__(
        self, report: Report, words: Words, *, width: int | None = None, colour: bool = False
    ) -> str:
        """The report as text, ending in a line end."""


def _alike_everywhere(render: Callable[[Report, Words], str]) -> Renderer:
    """A renderer for a format that programs read: no terminal changes a byte of it."""

    def rendered(
        report: Report,
        words: Words,
        *,
        width: int | None = None,  # noqa: ARG001 - part of the common signature
        colour: bool = False,  # noqa: ARG001 - likewise
    ) -> str:
        return render(report, words)

    return rendered


FORMATS: Final[Mapping[str, Renderer]] = {
    "text": text.render,
    "compact": _alike_everywhere(compact.render),
    "json": _alike_everywhere(json_report.render),
    "jsonl": _alike_everywhere(jsonl.render),
    "csv": _alike_everywhere(csv_report.render),
    "markdown": _alike_everywhere(markdown.render),
    "sarif": _alike_everywhere(sarif.render),
    "junit": _alike_everywhere(junit.render),
    "github": _alike_everywhere(github.render),
    "html": _alike_everywhere(html.render),
}


class Pieces(Protocol):
    """A format's text piece by piece, however much there is to tell, by so many processes at most."""

    def __call__(self, report: Report, words: Words, *, jobs: int | None = 1) -> Iterator[str]:
        """The pieces; `jobs` None: as many processes as there are processors, where there is enough to tell."""


# Those that are no text, which no terminal shows.
BINARY: Final[Mapping[str, Callable[[Report, Words], bytes]]] = {"xlsx": book.render}

# Those that come piece by piece by one process, which is enough.
_STREAMED: Final[Mapping[str, Callable[[Report, Words], Iterator[str]]]] = {
    "json": json_report.pieces,
    "jsonl": jsonl.pieces,
    "junit": junit.pieces,
    "github": github.pieces,
}

# Those that take longer.
_SHARED: Final[Mapping[str, Pieces]] = {
    "csv": csv_report.pieces,
    "markdown": markdown.pieces,
    "sarif": sarif.pieces,
    "html": html.pieces,
}


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
    if name == "xlsx":
        yield book.render(report, words, jobs=jobs)
    elif name == "text":  # the one that a terminal changes
        yield from text.pieces(report, words, width=width, colour=colour, jobs=jobs)
    elif name in _SHARED:
        yield from _SHARED[name](report, words, jobs=jobs)
    elif name in _STREAMED:
        yield from _STREAMED[name](report, words)
    else:
        yield FORMATS[name](report, words)
