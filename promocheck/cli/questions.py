"""Questions on a terminal: one line each, with what holds if nothing is typed; a wrong answer is told and asked again."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable
from typing import Final, TypeVar

import typer

from promocheck.cli.language import in_words
from promocheck.model.errors import BadOption, UsageFault
from promocheck.model.value import dataclass

T = TypeVar("T")
_ERROR: Final = "Error: "


def somebody_there() -> bool:
    """Whether a person sits at both ends: only then anything is asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks where a person is there to answer; `asking` False takes what was said on the command line, or the default."""

    asking: bool
    language: str = "en"

    def answer(
        self, option: str, given: str | None, question: str, default: str | None, read: Callable[[str], T]
    ) -> T:
        """The option's value, else the answer. `default` None: there is none, so somebody has to say.

        Raises `UsageFault` for a wrong option; `typer.Abort` where the person leaves.
        """
        if given is not None or (not self.asking and default is not None):
            return _named(option, given if given is not None else default or "", read)
        try:
            found: T = typer.prompt(
                question, default=default, value_proc=lambda text: self._again(text, read)
            )
        except typer.Abort:
            print()  # what is said next begins a line of its own
            raise
        return found

    def _again(self, text: str, read: Callable[[str], T]) -> T:
        """The value; a fault makes the prompt ask again."""
        try:
            return read(text)
        except UsageFault as fault:
            raise typer.BadParameter(_folded(in_words(fault.said, self.language))) from None


def _named(option: str, text: str, read: Callable[[str], T]) -> T:
    """The value; a fault is told under the option's name."""
    try:
        return read(text)
    except UsageFault as fault:
        raise BadOption(option, fault) from None


def _folded(message: str) -> str:
    """The message in lines that fit the terminal, the first of which typer begins with a word of its own."""
    room = max(shutil.get_terminal_size().columns - 1, 20)
    return textwrap.fill(message, room, initial_indent=_ERROR).removeprefix(_ERROR)
