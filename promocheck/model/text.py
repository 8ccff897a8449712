"""Words as values: what is said is kept apart from the language it is said in.

A message is made where the fact is known and put into words where it is printed, so no room below the
reports needs to know the reader's language. `say` marks a template for the gettext catalogues.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A message template and what fills it.

    `template` is the gettext message id, with `str.format` fields. A value is a string, an int, `Money`,
    `Instant`, `Percent`, another `Text`, or a tuple of these (put in a row, separated by commas).
    With `plural`, the value called `n` chooses between the two.
    """

    template: str
    values: tuple[tuple[str, Any], ...] = ()
    plural: str | None = None


def say(template: str, **values: Any) -> Text:
    """Mark `template` for translation and bind its values."""
    return Text(template, tuple(values.items()))


def say_n(singular: str, plural: str, n: int, **values: Any) -> Text:
    """Mark a template with two forms; `{n}` is the count that chooses."""
    return Text(singular, (("n", n), *values.items()), plural)


def english(text: Text) -> str:
    """The text in the language of the sources, data as it stands: what an exception says of itself."""
    values = dict(text.values)
    template = text.template if text.plural is None or values["n"] == 1 else text.plural
    return template.format_map({name: _plainly(value) for name, value in values.items()})


def _plainly(value: Any) -> str:
    if isinstance(value, Text):
        return english(value)
    return ", ".join(map(_plainly, value)) if isinstance(value, tuple) else str(value)


def lines(texts: Iterable[Text | str]) -> Text:
    """A line each."""
    values = tuple((f"line{at}", text) for at, text in enumerate(texts))
    return Text("\n".join(f"{{{name}}}" for name, _ in values), values)
