"""A page of text: lines that are folded at a width where there is one, styled where that is wanted, never cut."""

from __future__ import annotations

from io import StringIO
from typing import Final

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.text import Text

# Folding asks a console for nothing but its existence; this one has seen neither terminal nor environment.
_NOWHERE: Final = Console(file=StringIO(), width=80, height=25, force_terminal=False, _environ={})
_NARROWEST: Final = 20  # a column may push past a tiny screen rather than fold into single letters


class Page:
    """Lines in the making; `str(page)` is the text.

    rich folds and styles; nothing is ever parsed as its markup, because no string goes through its printer.
    """

    def __init__(self, width: int | None, *, colour: bool) -> None:
        self._width = width
        self._colours = ColorSystem.STANDARD if colour else None
        self._plain = width is None and not colour  # as in a file: then a line is what it says
        self._lines: list[str] = []

    def __str__(self) -> str:
        return "\n".join([*self._lines, ""])

    def taken(self) -> str:
        """The text so far, which the page no longer has: the next of it begins anew."""
        told = str(self)
        self._lines.clear()
        return told

    @property
    def width(self) -> int | None:
        """At how many cells lines are folded; None: nowhere."""
        return self._width

    def blank(self) -> None:
        """An empty line."""
        self._lines.append("")

    def line(self, text: str, *, style: str = "", indent: int = 0) -> None:
        """Text on a line of its own, and on as many more as it needs."""
        self.row("", text, indent=indent, style=style)

    def verbatim(self, text: str) -> None:
        """Lines that somebody will copy: never folded."""
        self._lines += text.splitlines()

    def bar(self, label: str, text: str, style: str) -> None:
        """A label and a text that its maker has fitted into the width: never folded."""
        self._lines.append(f"{label}{self._styled(text, style)}".rstrip())

    def row(
        self, label: str, text: str, *, indent: int = 0, label_style: str = "", style: str = "", hang: int = 0
    ) -> None:
        """A label with text beside it; what is folded stays beside the label, `hang` cells further in."""
        if self._plain and "\n" not in text:
            self._lines.append(f"{' ' * indent}{label}{text}".rstrip())
            return
        margin = " " * (indent + cells(label))
        head = " " * indent + self._styled(label, label_style)
        for part in self.fold(text, cells(margin), hang):
            self._lines.append(f"{head}{self._styled(part, style)}".rstrip())
            head = margin + " " * hang

    def fold(self, text: str, taken: int, hang: int = 0) -> list[str]:
        """The text in lines that fit beside `taken` cells; without a width only its own line breaks count."""
        if self._width is None:
            return text.split("\n")
        room = max(self._width - taken - hang, _NARROWEST)
        if cells(text) <= room and "\n" not in text:
            return [text]
        return [line.plain for line in Text(text).wrap(_NOWHERE, room, overflow="fold")]

    def _styled(self, text: str, style: str) -> str:
        if self._colours is None or not text:
            return text
        return Style.parse(style).render(text, color_system=self._colours)


def cells(text: str) -> int:
    """How many cells of a terminal a text takes; most are ASCII, of which every letter takes one."""
    return len(text) if text.isascii() else cell_len(text)


def padded(text: str, width: int) -> str:
    """The text filled up to `width` cells; a Chinese character takes two."""
    return text.ljust(width) if text.isascii() else text + " " * (width - cells(text))


def right(text: str, width: int) -> str:
    """The text moved to the right edge of `width` cells."""
    return text.rjust(width) if text.isascii() else " " * (width - cells(text)) + text


def widest(texts: list[str]) -> int:
    """The cells that the widest of the texts takes."""
    return max(map(len if "".join(texts).isascii() else cells, texts), default=0)


def shortened(text: str, width: int) -> str:
    """The start of a text that is too long for `width` cells: only where all of it stands elsewhere on the page."""
    while cells(text) > width:
        text = text[:-1]
    return text
