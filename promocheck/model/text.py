"""Words as values: what is said is kept apart from the language it is said in.

A message is made where the fact is known and put into words where it is printed, so no room below the
reports needs to know the reader's language. `say` marks a template for the gettext catalogues.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from promocheck.model.quick import quick


@quick
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
