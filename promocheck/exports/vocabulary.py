"""The trade's words as exports write them (`words.yaml`), and how two spellings are found to be one word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from promocheck.model.value import dataclass

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DROPPED: Final = re.compile(r"[\s\-_/*\"'‘’“”„‚‹›«»\u00a0$£€¥￥₹₺₩฿₫₱]+")


def folded(text: str) -> str:
    """`text` without what spellings differ in: case, width, spaces, `-`, `_`, `/`, quotes, currency signs, a template's `*`."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold())


# What a template says beside or below a header of whether it has to be filled in.
_MARK: Final = re.compile(
    r"\s*(?:[(（\[【]\s*(?:必填|必填项|选填|非必填|可选|required|optional)\s*[)）\]】]|\n\s*(?:必填|必填项|选填|非必填|可选))\s*$",
    re.IGNORECASE,
)


def folded_header(text: str) -> str:
    """A header `folded`, without a mark such as (必填) or [Required]."""
    return folded(_MARK.sub("", text))


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


_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTER: Final = re.compile(r"[\W\d_]+")
# What is no letter with a mark on it.
_LETTERS: Final = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})


@cache
def totals() -> frozenset[str]:
    """The words, folded, that stand where a product should be named in a row of sums."""
    return frozenset(folded(word) for word in _document()["totals"])


def title_words() -> tuple[str, ...]:
    """What a title above a sheet may consist of, in small letters."""
    return tuple(_document()["titles"])


def speaks_of_money(header: str, *, but: str = "") -> bool:
    """Whether a header speaks of price, discount, coupon, promotion, deal or stacking, in any known language `but` this one."""
    money, other = _money(but), _not_money()
    name = folded(header)
    for word in other.parts:
        name = name.replace(word, "")
    # "salePrice" is two words, "MarkDown" may be one.
    readings = {_plain(header), _plain(_CAMEL.sub(" ", header))}
    return any(word in name for word in money.parts) or any(_has(each, money, other) for each in readings)


_PERCENT: Final = "%٪"  # Arabic has its own


def is_form_of_discount(header: str) -> bool:
    """Whether a header is a word for how a discount is given (percent, 百分比), or no more than a sign of a share or of money."""
    if not any(each.isalnum() for each in header):
        return any(
            each in _PERCENT or unicodedata.category(each) == "Sc"
            for each in unicodedata.normalize("NFKC", header)
        )
    return folded(header) in words("form")


def _has(plain: str, money: _Spoken, other: _Spoken) -> bool:
    """Whether a text has a word of money that is no part of another word."""
    apart = [each.span() for each in other.whole.finditer(plain)]
    return any(
        not any(start <= found.start() and found.end() <= end for start, end in apart)
        for found in money.whole.finditer(plain)
    )


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Words of one subject: those of plain letters, as `_plain` has a text, and folded `parts` of any text."""

    whole: re.Pattern[str]
    parts: tuple[str, ...]


@cache
def _money(but: str) -> _Spoken:
    languages = _document()["money"]
    return _spoken(word for language in languages if language != but for word in languages[language])


@cache
def _not_money() -> _Spoken:
    return _spoken(_document()["not_money"])


# Whether words go on before and behind → how they stand in a text. One look passes by a place that no word can begin at.
_STANDING: Final[Mapping[tuple[bool, bool], str]] = {
    (False, False): "(?<![a-z])(?:{})s?(?![a-z])",
    (False, True): "(?<![a-z])(?:{})",
    (True, False): "(?:{})s?(?![a-z])",
    (True, True): "(?:{})",
}


def _spoken(listed: Iterable[str]) -> _Spoken:
    """Words as they are listed: `-` where one goes on, and a blank where one may have none."""
    standing: dict[tuple[bool, bool], list[str]] = {each: [] for each in _STANDING}
    parts: dict[str, None] = {}
    for word in listed:
        if word.isascii():
            goes_on = word.startswith("-"), word.endswith("-")
            standing[goes_on].append(word.strip("-").replace(" ", " ?"))
        else:
            parts[folded(word)] = None
    whole = (_STANDING[goes_on].format("|".join(those)) for goes_on, those in standing.items() if those)
    return _Spoken(re.compile("|".join(whole)), tuple(parts))


def _plain(text: str) -> str:
    """The words of a text in small Latin letters without marks, a blank between them; letters of other scripts stay."""
    small = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    bare = "".join(each for each in unicodedata.normalize("NFD", small) if not unicodedata.combining(each))
    return _NO_LETTER.sub(" ", bare)
