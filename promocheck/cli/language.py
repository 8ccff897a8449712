"""The language of what is told where no command is left to ask: found in the command line or the environment as they stand."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from promocheck.cli.command_line import last_of

if TYPE_CHECKING:
    from promocheck.model.text import Text

LANGUAGES: Final = ("en", "zh")  # as in reports.LANGUAGES; named here so that --help imports nothing
VARIABLE: Final = "PROMOCHECK_LANG"
_OPTION: Final = "--lang"


def language_of(arguments: Sequence[str]) -> str:
    """The language asked for; English where it is none that is known, for that is told too."""
    given = last_of(arguments, _OPTION)
    asked = spoken(os.environ.get(VARIABLE, "") if given is None else given)
    return asked if asked in LANGUAGES else LANGUAGES[0]


def spoken(name: str) -> str:
    """The language of a locale as systems name it, such as zh_CN.UTF-8 or en-US; any other word as it is."""
    language = re.split(r"[-_.@]", name, maxsplit=1)[0]
    return language if language in LANGUAGES else name


def in_words(text: Text, language: str) -> str:
    """The text in a language. English needs no catalogue, so a fault is told at once."""
    if language == LANGUAGES[0]:
        from promocheck.model.text import english  # `--version` tells nothing

        return english(text)
    from promocheck.reports.words import Words  # with Babel behind it

    return Words(language).say(text)
