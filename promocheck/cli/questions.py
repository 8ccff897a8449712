"""Questions on a terminal: one line each, with what holds if nothing is typed; a wrong answer is told and asked again."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from typing import TypeVar

import typer

from promocheck.cli.console import cells_of_line
from promocheck.cli.help import wrapped
from promocheck.cli.language import LANGUAGES, in_words
from promocheck.model.errors import BadOption, UsageFault
from promocheck.model.text import say
from promocheck.model.value import dataclass

T = TypeVar("T")


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
        while True:
            try:
                text: str = typer.prompt(question, default=default)
            except typer.Abort:
                print()  # what is said next begins a line of its own
                raise
            try:
                return read(text)
            except UsageFault as fault:  # typer would ask again too, with a word of its own that is English
                print(self._told(fault))

    def _told(self, fault: UsageFault) -> str:
        """What is wrong, in lines that fit the terminal."""
        text, room = (
            in_words(say("Error: {fault}", fault=fault.said), self.language),
            max(cells_of_line(), 20),
        )
        return "\n".join(textwrap.wrap(text, room) if self.language == LANGUAGES[0] else wrapped(text, room))


def _named(option: str, text: str, read: Callable[[str], T]) -> T:
    """The value; a fault is told under the option's name."""
    try:
        return read(text)
    except UsageFault as fault:
        raise BadOption(option, fault) from None
