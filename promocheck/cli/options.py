"""Options that several commands share, and what their values mean."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

import typer

from promocheck.cli.clock import now
from promocheck.cli.completion import complete_shop
from promocheck.cli.language import LANGUAGES, VARIABLE, spoken
from promocheck.model.errors import NoName, UnknownWord, UsageFault
from promocheck.model.marketplace import BY_CODE, find_marketplace
from promocheck.model.text import say


def known_language(name: str) -> str:
    """The language of a locale as systems name it. Raises `UnknownWord`, before anything is read."""
    language = spoken(name)
    if language not in LANGUAGES:
        raise UnknownWord("--lang", language, LANGUAGES)
    return language


PATHS = Annotated[
    list[str] | None, typer.Argument(metavar="PATH", help="Exports: files or folders; as for scan.")
]
DRAFT = Annotated[
    list[str] | None, typer.Option(metavar="FILE", help="A campaign that is not saved yet; as for scan.")
]
RULES = Annotated[
    str | None, typer.Option(metavar="FILE", help="The policy. Default: ./rules.yaml, else the shipped one.")
]
STORE = Annotated[str | None, typer.Option(metavar="NAME", help="Store of rows that name none.")]
MARKETPLACE = Annotated[
    str | None, typer.Option(metavar="MK", help="Marketplace of rows that name none: US, UK, DE, ...")
]
ONLY = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SHOP",
        help="Check this alone of what is read: a marketplace (US), a store's (acme/US) or a store (acme/); may be repeated.",
        autocompletion=complete_shop,
    ),
]
SHEET = Annotated[
    str | None, typer.Option(metavar="NAME", help="The sheet to read in workbooks that have several.")
]
AS_OF = Annotated[
    str | None,
    typer.Option(metavar="INSTANT", help="Judge from this instant on (ISO 8601 with zone). Default: now."),
]
NO_CACHE = Annotated[bool, typer.Option("--no-cache", help="Read every export anew, and keep nothing of it.")]
TEXT_OR_JSON: Final = ("text", "json")
FORMAT = Annotated[
    str,
    typer.Option(
        metavar="FMT",
        help="Format on stdout: text (default), json.",
        autocompletion=lambda: list(TEXT_OR_JSON),
    ),
]
LANG = Annotated[
    str,
    typer.Option(
        metavar="LANG",
        help="Language of messages: en, zh.",
        envvar=VARIABLE,
        callback=known_language,
        autocompletion=lambda: list(LANGUAGES),
    ),
]
NO_COLOR = Annotated[bool, typer.Option("--no-color", help="No colours (also: NO_COLOR).")]

_FIRST_YEAR, _LAST_YEAR = 2000, 2199  # beyond these, zones and calendars are guesses


def require_text_or_json(name: str) -> None:
    """Raises `UnknownWord` for another `--format`."""
    if name not in TEXT_OR_JSON:
        raise UnknownWord("--format", name, TEXT_OR_JSON)


def marketplace_of(name: str | None) -> str | None:
    """The code of `--marketplace`. Raises `UnknownWord`."""
    if name is None:
        return None
    found = find_marketplace(name)
    if found is None:
        raise UnknownWord("--marketplace", name, tuple(BY_CODE))
    return found.code


def colour_wanted(no_color: bool) -> bool:
    """Whether stdout is a terminal that may be coloured."""
    wanted = not no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    if not wanted or not sys.stdout.isatty():
        return False
    from promocheck.cli.console import takes_escapes  # off a terminal nobody needs it

    return takes_escapes(sys.stdout)


def instant_of(text: str | None, option: str = "--as-of") -> int:
    """UTC seconds of `--as-of`, or of another option; the present where none is given. Raises `UsageFault`."""
    if text is None:
        return now()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise UsageFault(
            say(
                "{option}: expected an instant with its zone, such as 2026-12-01T00:00:00Z, found {found}.",
                option=option,
                found=repr(text),
            )
        )
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        raise UsageFault(
            say(
                "{option}: expected an instant from {first} to {last}, found {found}.",
                option=option,
                first=str(_FIRST_YEAR),
                last=str(_LAST_YEAR),
                found=repr(text),
            )
        )
    return int(instant.timestamp())


def require_name(option: str, path: str) -> None:
    """Raises `NoName` for a file without a name, as a shell's unset variable is: as a path it would be the current folder."""
    if not path.strip():
        raise NoName(option)


def not_blank(option: str, texts: Sequence[str] | None) -> tuple[str, ...]:
    """The texts of an option, each of them some. Raises `UsageFault`: a blank one, as a shell's unset variable is, is on many rows."""
    for each in texts or ():
        if not each.strip():
            raise _no_line(option, each)
    return tuple(texts or ())


def one_line(option: str, text: str) -> str:
    """An option's text as one line without needless blanks. Raises `UsageFault`."""
    line = " ".join(text.split())
    if not line or not line.isprintable():
        raise _no_line(option, text)
    return line


def _no_line(option: str, text: str) -> UsageFault:
    return UsageFault(
        say("{option}: expected a line of text, found {found}.", option=option, found=repr(text))
    )
