"""What a policy can be begun with, as people write it on a command line or at a prompt."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from promocheck.model.errors import UnknownWord, WrongAnswer
from promocheck.model.kind import Kind
from promocheck.model.text import Text, say
from promocheck.policy.preset import PRESETS

Pair = tuple[str, str]
NONE: Final = "none"  # the answer that asks for nothing
_NOTHING: Final = frozenset({"", NONE, "no", "无", "没有"})
_COMMA: Final = re.compile("[,，、;；]")
_PLUS: Final = re.compile("[+＋]")


def share_of_price(text: str) -> Decimal | None:
    """A default floor in percent of the price; None for "none". Raises `WrongAnswer`."""
    return (
        None if is_none(text) else _percent(text, say("a percentage of the price from 1 to 100, such as 60"))
    )


def margin(text: str) -> Decimal:
    """A margin in percent; 0 for "none". Raises `WrongAnswer`."""
    what = say("a margin in percent, 0 or from 1 to below 100, such as 15")
    if is_none(text) or text.strip(" %") in {"0", "0.0", "0.00"}:
        return Decimal(0)
    found = _percent(text, what)
    if found == 100:
        raise WrongAnswer(what, text)
    return found


def _percent(text: str, what: Text) -> Decimal:
    """A number of percent. Below 1 it was meant as a share: 0.6 for 60 %, and a floor would be next to nothing."""
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    whole, _, part = plain.partition(".")
    digits = whole.isascii() and whole.isdigit() and (part == "" or (part.isascii() and part.isdigit()))
    if not digits or len(part) > 2 or not 1 <= (found := Decimal(plain)) <= 100:
        raise WrongAnswer(what, text)
    return found


def kind_in_rules(text: str) -> str:
    """A kind as rules.yaml writes it. Raises `UnknownWord`."""
    known = tuple(kind.word for kind in Kind)
    if text.lower() not in known:
        raise UnknownWord(say("kind of promotion"), text, known)
    return text.lower()


def pairs(text: str, kind_of: Callable[[str], str] = kind_in_rules) -> tuple[Pair, ...]:
    """Pairs of kinds from `coupon+social_code`, several with commas between them; () for "none".

    Raises `WrongAnswer`, and what `kind_of` raises for a word that is no kind.
    """
    words = [each.strip() for each in _COMMA.split(text) if each.strip()]
    if all(map(is_none, words)):
        return ()
    return tuple(dict.fromkeys(_pair(each, kind_of) for each in words))


def _pair(text: str, kind_of: Callable[[str], str]) -> Pair:
    kinds = [kind_of(each.strip()) if each.strip() else "" for each in _PLUS.split(text)]
    if len(kinds) != 2 or not all(kinds) or kinds[0] == kinds[1]:
        raise WrongAnswer(say("two kinds that differ, such as social_code+coupon, or none"), text)
    return kinds[0], kinds[1]


def preset_name(text: str) -> str:
    """The name of a preset of stacking rules. Raises `UnknownWord`."""
    name = text.strip().lower()
    if name not in PRESETS:
        raise UnknownWord(say("preset"), name, PRESETS)
    return name


def is_none(text: str) -> bool:
    """Whether an answer asks for nothing, in English or Chinese."""
    return text.strip().lower() in _NOTHING
