"""Marketplaces that the name of a workbook's sheet speaks of: people keep a sheet for each, and no column that says so.

It gives rows no marketplace, as rows, folders and options do: it may be left over from the workbook that was copied. Where
it speaks of another one than these say, nothing tells which is true, and the rows are not used.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from promocheck.exports.vocabulary import folded, words
from promocheck.model.marketplace import BY_CODE, find_marketplace
from promocheck.model.text import Text, say

# Codes that may stand beside other words ("DE coupons"); of the others, "in" and "be" are words themselves.
_BESIDE_WORDS: Final = frozenset(
    {"US", "UK", "GB", "DE", "FR", "IT", "ES", "NL", "SE", "PL", "JP", "CA", "MX", "BR", "AU", "AE", "SG"}
)
_LATIN: Final = re.compile(r"[^\W\d_]+")
_HAN: Final = re.compile(r"[一-鿿]+")


@cache
def marketplaces_in(title: str) -> frozenset[str]:
    """The codes of Amazon's marketplaces that a sheet's name speaks of: "DE", "Germany", "US促销", "德国站12月".

    A code stands in capitals, and at one end of the name: "LISTA DE CUPONES" is nobody's.
    """
    plain = unicodedata.normalize("NFKC", title).strip()
    known = _names()
    whole = known.get(folded(plain), plain if plain.isupper() else "")
    han, latin = _in_han(plain), _LATIN.findall(_HAN.sub(" ", plain))
    ends = {each for each in (*latin[:1], *latin[-1:]) if each in _BESIDE_WORDS}
    said = {whole, *ends, *han, *(known[folded(each)] for each in latin if folded(each) in known)}
    codes = {found.code for each in said if (found := find_marketplace(each))}
    return frozenset(code for code in codes if BY_CODE[code].id != code)


def of_another(title: str, marketplace: str) -> Text:
    """What is expected of a row that would count as this marketplace's, by its folder or an option."""
    return say(
        "a marketplace of its own: the sheet is named {sheet}, and nothing in the row says that it is for {marketplace}. "
        "Give the sheet a column marketplace (站点), or another name",
        sheet=title,
        marketplace=marketplace,
    )


@cache
def _names() -> dict[str, str]:
    """What marketplaces are called (folded), without their codes."""
    return {name: code for name, code in words("marketplace").items() if len(name) > 2 or not name.isascii()}


def _in_han(text: str) -> list[str]:
    """The codes of marketplaces whose Chinese names stand in a text, the longer ones first: 印度尼西亚 is not 印度."""
    known = _names()
    names = sorted(filter(_HAN.fullmatch, known), key=len, reverse=True)
    found = re.findall("|".join(rf"(?<![北南]){name}" for name in names), text)
    return [known[name] for name in found]
