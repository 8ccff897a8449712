"""What typer says of a command line that does not hold together, in the reader's language: its own words are English alone."""

from __future__ import annotations

import re
from typing import Final

from promocheck.cli.language import LANGUAGES, in_words
from promocheck.model.text import Text, say

# What it says, and the same as a text of ours. What is not here is told in English.
_SAYINGS: Final = (
    (
        r"No such option: (?P<name>\S+) \(Possible options: (?P<known>.*)\)",
        say("No such option: {name}. Perhaps {known}?"),
    ),
    (
        r"No such option: (?P<name>\S+) Did you mean (?P<known>.*)\?",
        say("No such option: {name}. Perhaps {known}?"),
    ),
    (r"No such option: (?P<name>\S+)", say("No such option: {name}.")),
    (
        r"No such command '(?P<name>.*?)'\. Did you mean (?P<known>.*)\?",
        say("No such command: {name}. Perhaps {known}?"),
    ),
    (r"No such command '(?P<name>.*)'\.", say("No such command: {name}.")),
    (r"Missing option '(?P<name>.*?)'.*", say("{name} is missing.")),
    (r"Missing argument '(?P<name>.*?)'.*", say("{name} is missing.")),
    (r"Option '(?P<name>.*?)' requires an argument\.", say("{name}: expected a value behind it.")),
    (r"Option '(?P<name>.*?)' does not take a value\.", say("{name}: takes no value.")),
    (
        r"Invalid value for '(?P<name>.*?)': Value error, (?P<given>.*) is not one of (?P<known>.*)\.",
        say("{name}: expected one of {known}, found {given}."),
    ),
    (
        r"Invalid value for '(?P<name>.*?)': Input should be a valid integer.*",
        say("{name}: expected a whole number."),
    ),
    (
        r"Invalid value for '(?P<name>.*?)': Input should be greater than or equal to (?P<least>.*)",
        say("{name}: expected {least} or more."),
    ),
    (r"Got unexpected extra argument\(s\) \((?P<given>.*)\)", say("One argument too many: {given}.")),
)


# What checks its values says so, in no person's words.
_PASSED_ON: Final = re.compile(r": (Value error|Input should)\b")


def misused(message: str, language: str) -> str:
    """The message in the language."""
    if language == LANGUAGES[0] and not _PASSED_ON.search(message):
        return message
    for pattern, text in _SAYINGS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return in_words(Text(text.template, tuple(found.groupdict().items())), language)
    return message
