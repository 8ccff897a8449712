"""People by their names, as different hands write them."""

from __future__ import annotations

from unicodedata import normalize


def plain_name(name: str) -> str:
    """A name without what the eye passes over: case, width, blanks and points. Who has the same is the same person."""
    folded = normalize("NFKC", name).casefold()
    return "".join(each for each in folded if each.isalnum() or each == "@")
