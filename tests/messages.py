"""What there is to translate: the messages in the sources, and the parts of the rules' manuals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from typer.main import get_command

from promocheck.cli.app import COMMANDS, app, command_of
from promocheck.cli.help import WORDS, paragraphs
from promocheck.rules import ALL
from promocheck.rules.manual import manual_of

PACKAGE: Final = Path(__file__).parents[1] / "promocheck"
LOCALE: Final = PACKAGE / "reports" / "locale"
_FORMS: Final = {
    "say": 1,
    "say_n": 2,
    "_": 1,
    "ngettext": 2,
}  # what marks a message, and how many forms it has
HELP_OF_HELP: Final = "Show this message and exit."  # typer's own option
_PARTS: Final = ("summary", "why", "accident", "example", "fix", "on_options")


@dataclass(frozen=True, slots=True)
class Message:
    """A message, with its plural where it has one, and where it stands."""

    forms: tuple[str, ...]
    place: str


def messages() -> Iterator[Message]:
    """Every message that the sources mark."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from messages_in(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).as_posix())


def messages_in(source: str, name: str) -> Iterator[Message]:
    """The messages of a module. Raises where a template is no literal, or stands inside an f-string: no extractor sees those."""
    tree = ast.parse(source)
    hidden = {
        id(call) for each in ast.walk(tree) if isinstance(each, ast.JoinedStr) for call in ast.walk(each)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and (count := _FORMS.get(_marker(call.func))):
            place = f"{name}:{call.lineno}"
            assert all(isinstance(each, ast.Constant) for each in call.args[:count]), f"{place}: no literal"
            forms = tuple(ast.literal_eval(each) for each in call.args[:count])
            assert id(call) not in hidden, f"{place}: inside an f-string"
            yield Message(forms, place)


def _marker(called: ast.expr) -> str:
    """`say` by itself marks; `words.say` puts a text into words that was marked elsewhere, and so does a catalogue."""
    if isinstance(called, ast.Name):
        return called.id if called.id in {"say", "say_n"} else ""
    if isinstance(called, ast.Attribute) and not isinstance(called.value, ast.Call):
        return called.attr if called.attr in {"_", "ngettext"} else ""
    return ""


def manual_parts() -> dict[str, str]:
    """The parts of all manuals and what their options are for, each with the rule where it stands first."""
    found: dict[str, str] = {}
    for rule in ALL:
        manual = manual_of(rule)
        parts = [getattr(manual, name) for name in _PARTS] + [each.description for each in manual.options]
        for part in filter(None, parts):
            found.setdefault(part, f"{rule.id} {rule.name}")
    return found


def helps() -> dict[str, str]:
    """What the help says of commands, their arguments and their options, each with the command where it stands first."""
    found = dict.fromkeys(WORDS, "promocheck")
    for name, command in (("promocheck", get_command(app)), *((each, command_of(each)) for each in COMMANDS)):
        for text in _helps_of(command):
            found.setdefault(text, name)
    return found


def _helps_of(command: Any) -> Iterator[str]:
    yield from paragraphs(command.help)
    yield from filter(None, (getattr(each, "help", None) for each in command.params))
    yield HELP_OF_HELP
    for each in getattr(command, "commands", {}).values():
        yield from _helps_of(each)
