"""What the rows of a table are, in words: policies and layouts call it by one, and sentences say it in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from promocheck.model.text import Text, say

ROLE_NAMES: Final[Mapping[str, Text]] = {
    "listings": say("listings"),
    "promotions": say("promotions"),
    "floors": say("floors"),
    "plan": say("plan"),
    "stock": say("stock"),
    "fees": say("fees"),
    "orders": say("orders"),
}


def role_named(word: str) -> Text | str:
    """A role by its name; any other word stands for itself."""
    return ROLE_NAMES.get(word, word)


def told_apart(values: Mapping[str, object]) -> Iterator[str]:
    """What the values of a text say in a fingerprint: a role by its word, whatever the reader's language."""
    for name, value in values.items():
        yield value.template if name == "role" and isinstance(value, Text) else str(value)
