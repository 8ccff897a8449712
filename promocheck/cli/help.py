"""The help of a command, in the reader's language: usage, what it does, arguments, options, commands.

typer's own is English, counts a Chinese letter as one cell, and cuts what commands do after a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Any, Final

from promocheck.cli.console import cells_of_line
from promocheck.cli.language import LANGUAGES

_WIDEST: Final = 100  # longer lines are hard to read
_NARROWEST: Final = 20
_INDENT: Final = 2
# What stands around what we say of commands and options; the last three are typer's.
WORDS: Final = ("Usage: ", "Arguments:", "Options:", "Commands:", "env var: ", "default: ", "required")
_USAGE, _ARGUMENTS, _OPTIONS, _COMMANDS, *_OF_TYPER = WORDS
_LEFT: Final = 30  # cells that names take at most; longer ones stand on a line of their own

Row = tuple[str, str]


def helping(command: Any, language: str) -> Any:
    """The command, whose help is told in the language."""
    command.get_help = lambda context: "\n".join(_lines(command, context, language)).rstrip()
    return command


def usage(context: Any, language: str) -> str:
    """How the command of this context is called."""
    pieces = " ".join((context.command_path, *context.command.collect_usage_pieces(context)))
    return _said(_USAGE, language) + pieces


def _lines(command: Any, context: Any, language: str) -> Iterator[str]:
    width = min(cells_of_line(), _WIDEST)
    yield usage(context, language)
    yield ""
    for paragraph in paragraphs(command.help):
        yield from _folded(_said(paragraph, language), width - _INDENT, language, " " * _INDENT)
        yield ""
    parameters = command.get_params(context)
    arguments = [each for each in parameters if each.param_type_name == "argument"]
    options = [each for each in parameters if each.param_type_name == "option" and not each.hidden]
    commands = [(name, paragraphs(each.help)[0]) for name, each in getattr(command, "commands", {}).items()]
    for title, rows in (
        (_ARGUMENTS, [_argument(each, language) for each in arguments]),
        (_OPTIONS, [_option(each, context, language) for each in options]),
        (_COMMANDS, [(name, _said(says, language)) for name, says in commands]),
    ):
        if rows:
            yield _said(title, language)
            yield from _table(rows, width, language)
            yield ""


def paragraphs(text: str | None) -> list[str]:
    """What a command's help says, each paragraph on a line: the first one says what the command does."""
    return [" ".join(each.split()) for each in (text or "").split("\n\n")]


def _argument(each: Any, language: str) -> Row:
    return each.metavar or each.name.upper(), _said(each.help or "", language)


def _option(each: Any, context: Any, language: str) -> Row:
    name, says = each.get_help_record(context)
    own = each.help or ""
    more = says[len(own) :]  # where its value comes from, and what it is without
    for word in _OF_TYPER:
        more = more.replace(word, _said(word, language))
    return name, _said(own, language) + more


def _said(text: str, language: str) -> str:
    if language == LANGUAGES[0]:
        return text
    from promocheck.reports.words import Words  # with Babel behind it

    return Words(language).help(text)


def _table(rows: Iterable[Row], width: int, language: str) -> Iterator[str]:
    rows = list(rows)
    left = min(max(len(name) for name, _ in rows), _LEFT)
    margin = " " * (_INDENT + left + _INDENT)
    for name, says in rows:
        lines = _folded(says, width - len(margin), language, margin)
        if len(name) > left or not lines:
            yield f"{' ' * _INDENT}{name}"
            yield from lines
        else:
            first, *rest = lines
            yield f"{' ' * _INDENT}{name.ljust(left)}{' ' * _INDENT}{first[len(margin) :]}"
            yield from rest


def _folded(text: str, room: int, language: str, margin: str) -> list[str]:
    """The text in lines of at most so many cells, on a tiny screen of more; nothing of it is cut."""
    room = max(room, _NARROWEST)
    if language == LANGUAGES[0]:
        lines = wrap(text, room, break_long_words=False, break_on_hyphens=False)
    else:
        lines = list(wrapped(text, room))
    return [f"{margin}{line}".rstrip() for line in lines]


# A word of ASCII stays whole, and what closes stays with what it closes.
_CLOSING: Final = "，。；：、！？）”…)"
_PIECE: Final = re.compile(rf"\[[^\]]*\]|[!-~]+[{_CLOSING}]*| +|[^!-~ ][{_CLOSING}]*")


def wrapped(text: str, room: int) -> Iterator[str]:
    """The text in lines of at most so many cells: Chinese may be parted anywhere, words may not."""
    from rich.cells import cell_len  # English needs none

    line = ""
    for piece in _PIECE.findall(text):
        if line and cell_len(line + piece) > room:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    yield line.rstrip()
