"""The trade's words as exports write them (`words.yaml`), and how two spellings are found to be one word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DROPPED: Final = re.compile(r"[\s\-_/\"'‘’“”„‚‹›«»\u00a0$£€¥￥₹₺₩฿₫₱]+")


def folded(text: str) -> str:
    """`text` without what spellings differ in: case, width, spaces, `-`, `_`, `/`, quotes, currency signs."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold())


# Of plain text, many cells at once: NFKC leaves ASCII alone, and its capitals are 32 below.
_BETWEEN: Final = "\0"
_PLAIN: Final = "".join(map(chr, range(128)))
_SMALL: Final = bytes(ord(each.lower()) for each in _PLAIN) + bytes(range(128, 256))
_DROPPED_PLAIN: Final = "".join(_DROPPED.findall(_PLAIN)).encode()


def folded_all(texts: Sequence[str]) -> list[str]:
    """Every text as `folded` has it; by the million."""
    together = _BETWEEN.join(texts)
    if together.isascii() and together.count(_BETWEEN) + 1 == len(texts):
        return _folded_plain(together).decode().split(_BETWEEN)
    known = {text: folded(text) for text in set(texts)}
    return [known[text] for text in texts]


def may_hold(texts: Sequence[str], words: Collection[str]) -> bool:
    """Whether one of these texts may be one of the words (folded); one look at all of them, which knows ASCII only."""
    together = _BETWEEN.join(("", *texts, ""))
    if not together.isascii():
        return True
    plain, known = _folded_plain(together), [word for word in words if word.isascii()]
    # Where "total" is nowhere, neither are "subtotal" and "totals".
    cores = [word for word in known if not any(each in word and each != word for each in known)]
    return any(word.encode() in plain for word in cores) and any(
        f"{_BETWEEN}{word}{_BETWEEN}".encode() in plain for word in known
    )


def _folded_plain(text: str) -> bytes:
    return text.encode().translate(_SMALL, _DROPPED_PLAIN)


@cache
def _document() -> dict[str, Any]:
    text = resources.files("promocheck.exports").joinpath("words.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.load(text, _LOADER)  # noqa: S506 - safe, and in C where there is one
    return document


@cache
def words(subject: str) -> Mapping[str, str]:
    """Every folded spelling of a subject's words → the word itself: `words("kind")["优惠券"] == "coupon"`."""
    return {
        folded(each): word for word, spellings in _document()[subject].items() for each in (word, *spellings)
    }


_TOKEN: Final = re.compile(r"[^\W\d_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHORT: Final = 4  # "off", "sale", "bon": as a part of a longer word they mean nothing ("office", "ribbon")


@cache
def _folded_list(subject: str) -> tuple[str, ...]:
    return tuple(folded(word) for word in _document()[subject])


@cache
def totals() -> frozenset[str]:
    """The words, folded, that stand where a product should be named in a row of sums."""
    return frozenset(_folded_list("totals"))


def speaks_of_money(header: str) -> bool:
    """Whether a header speaks of price, discount, coupon, promotion, deal or stacking, in any known language.

    Short Latin words must stand alone, longer ones and Chinese or Japanese ones may be part of a word.
    """
    other = _folded_list("not_money")
    name = folded(header)
    for word in other:
        name = name.replace(word, "")
    tokens = {folded(token) for token in _TOKEN.findall(_CAMEL.sub(" ", header))} - {*other}
    tokens |= {token.removesuffix("s") for token in tokens}
    return any(
        word in tokens if word.isascii() and len(word) <= _SHORT else word in name
        for word in _folded_list("money")
    )
