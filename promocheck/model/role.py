"""What the rows of a table are, in words: policies and layouts call it by one, and sentences say it in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
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
