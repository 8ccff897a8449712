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
    written, asked = _by_small_letters(known), _small(word)
    folded = [*reversed(written)]
    # What is cut off is nearer to its other endings than to any word of its own length.
    bare = asked.lstrip("0")
    same = [each for each in folded if each.lstrip("0") == bare] if bare else []
    longer = [each for each in folded if each.startswith(asked)] if asked else []
    begun = longer if len(longer) <= _MOST else []
    near = [written[each] for each in same or begun]
    if not near and (most := closest(word, known)) is not None:
        near = [most]
    return _meant(tuple(map(repr, near)))


def closest(word: str, known: Sequence[str]) -> str | None:
    """The known word that is spelled most like this one, case and the width of letters apart; None where none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a fault needs it

    written = _by_small_letters(known)
    near = get_close_matches(_small(word), [*reversed(written)], n=1, cutoff=0.6)
    return written[near[0]] if near else None


def _by_small_letters(known: Sequence[str]) -> dict[str, str]:
    return {each.casefold(): each for each in reversed(known)}  # of two that differ in case the first


def _small(word: str) -> str:
    return normalize("NFKC", word).casefold()


def _meant(near: tuple[str, ...]) -> Text:
    return say(" Did you mean {near}?", near=near) if near else Text("")
