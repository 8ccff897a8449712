"""The kinds that a campaign can be of, as somebody types them, and the nearest to what is none."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from promocheck.model.errors import UnknownKind
from promocheck.model.kind import Kind
from promocheck.model.text import Text, say
from promocheck.policy.answers import Pair, pairs

CHOICES: Final = tuple(each.word for each in Kind if each is not Kind.POINTS)
_NEAR: Final = 0.6
_NEAR_IN_CHINESE: Final = 0.4  # one character of two or three


def kind_named(text: str) -> tuple[str | None, str | None]:
    """The kind that a word means, in any of its spellings; else the nearest, if any is near."""
    from promocheck.exports.vocabulary import folded, words  # reads a file

    known, wanted = words("kind"), folded(text)
    if wanted in known:
        return known[wanted], None
    spellings = [each for each, kind in known.items() if kind in CHOICES]
    near = get_close_matches(wanted, spellings, n=1, cutoff=_NEAR if wanted.isascii() else _NEAR_IN_CHINESE)
    return None, known[near[0]] if near else None


def required_kind(text: str, option: Text | str = "KIND") -> str:
    """The kind that a word means. Raises `UnknownKind` for one that means none; it names them all, in Chinese too."""
    from promocheck.exports.plan_words import KINDS

    found, near = kind_named(text)
    if found is None:
        raise UnknownKind(option, text, near, [(each, KINDS[each]) for each in CHOICES])
    return found


def pairs_of(text: str) -> tuple[Pair, ...]:
    """Pairs of kinds that never run together, each in any of its spellings; () for "none".

    Raises `WrongAnswer` and `UnknownKind`.
    """
    return pairs(text, lambda word: required_kind(word, say("kind of promotion")))
