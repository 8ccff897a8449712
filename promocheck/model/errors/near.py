"""The nearest known names to one that is not known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

from promocheck.model.text import Text, english, say

_MOST: Final = 15  # what more names than these begin with is no hint


def suggestion(word: str, known: Sequence[str]) -> str:
    """A question after the nearest known words, in English, with a blank before it, or nothing."""
    return english(nearest(word, known))


def nearest(word: str, known: Sequence[str]) -> Text:
    """A question after the known words that differ by leading zeros alone, else that begin with this one, else the nearest.

    Spreadsheets take zeros away. Case makes no difference, nor does the width of letters. With a blank before it; nothing where none is near.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a fault needs it

    written = {each.casefold(): each for each in reversed(known)}  # of two that differ in case the first
    folded, asked = [*reversed(written)], normalize("NFKC", word).casefold()
    # What is cut off is nearer to its other endings than to any word of its own length.
    bare = asked.lstrip("0")
    same = [each for each in folded if each.lstrip("0") == bare] if bare else []
    longer = [each for each in folded if each.startswith(asked)] if asked else []
    begun = longer if len(longer) <= _MOST else []
    near = same or begun or get_close_matches(asked, folded, n=1, cutoff=0.6)
    return _meant(tuple(repr(written[each]) for each in near))


def _meant(near: tuple[str, ...]) -> Text:
    return say(" Did you mean {near}?", near=near) if near else Text("")
