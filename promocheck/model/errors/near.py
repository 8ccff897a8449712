"""The nearest known name to one that is not known."""

from __future__ import annotations

from collections.abc import Sequence

from promocheck.model.text import Text, english, say


def suggestion(word: str, known: Sequence[str]) -> str:
    """A question after the nearest known word, in English, with a blank before it, or nothing."""
    return english(nearest(word, known))


def nearest(word: str, known: Sequence[str]) -> Text:
    """A question after the nearest known word, whatever its case, with a blank before it, or nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a fault needs it

    written = {each.casefold(): each for each in reversed(known)}  # of two that differ in case the first
    near = get_close_matches(word.casefold(), [*reversed(written)], n=1, cutoff=0.6)
    return _meant(repr(written[near[0]]) if near else None)


def _meant(near: str | None) -> Text:
    return Text("") if near is None else say(" Did you mean {near}?", near=near)
