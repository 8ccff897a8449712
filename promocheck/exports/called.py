"""Marketplaces that a sheet, a file or a folder is called after: people keep one for each, and no column that says so.

Such a name gives rows no marketplace, as rows, options and folders that are called by the code alone do: it may be left over
from what was copied. Where it speaks of another one than these say, nothing tells which is true, and the rows are not used.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from promocheck.exports.vocabulary import folded, words
from promocheck.model.marketplace import BY_CODE, find_marketplace
from promocheck.model.text import Text, say

# Codes that a sheet's name may hold; the others are words or their initials too: IN, BE, IT, PL (price list).
_CODES: Final = frozenset(
    {"US", "UK", "GB", "DE", "FR", "ES", "NL", "SE", "JP", "CA", "MX", "BR", "AU", "AE", "SG"}
)
# And that of a file or folder, which may be a product's: "cases iPhone-SE", "MX Master", "CA residents".
_OF_FILES: Final = frozenset({"US", "UK", "GB", "DE", "FR", "JP"})
_LATIN: Final = re.compile(r"[^\W\d_]+")
_HAN: Final = re.compile(r"[一-鿿]+")


@cache
def marketplaces_in(title: str, codes: frozenset[str] = _CODES) -> frozenset[str]:
    """The codes of Amazon's marketplaces that a sheet's name speaks of: "DE", "Germany", "US+CA promos", "德国站12月".

    Codes stand in capitals, one of them at an end of the name: "LISTA DE CUPONES" is nobody's. A country is the whole name, or
    has 站 behind it: "Turkey deals" may be of birds, and 印度红茶 is a tea.
    """
    plain = unicodedata.normalize("NFKC", title).strip()
    whole = _names().get(folded(plain)) or (plain if len(plain) > 2 and find_marketplace(plain) else None)
    latin = _LATIN.findall(_HAN.sub(" ", plain))
    beside = [each for each in latin if each in codes] if {*latin[:1], *latin[-1:]} & codes else []
    said = {*beside, *_in_han(plain), *([whole] if whole else [])}
    known = {found.code for each in said if (found := find_marketplace(each))}
    return frozenset(code for code in known if BY_CODE[code].id != code)


def marketplaces_named(name: str) -> frozenset[str]:
    """Likewise of a file, without its ending, or a folder; of fewer codes where it is longer than one."""
    return marketplaces_in(name, _CODES if name in _CODES else _OF_FILES)


def meanings(sheet: str, called: str, marketplace: str) -> Iterator[tuple[frozenset[str], Text]]:
    """What the sheet's name speaks of, and what that of its file or folder does.

    With each what is expected of a row that would count as this marketplace's, by its folder or an option, and is of none of these.
    """
    if meant := marketplaces_in(sheet):
        yield meant, _of_another_sheet(sheet, marketplace)
    if meant := marketplaces_named(called):
        yield meant, _of_another_folder(called, marketplace)


def _of_another_sheet(title: str, marketplace: str) -> Text:
    return say(
        "a marketplace of its own: the sheet is named {sheet}, and nothing in the row says that it is for {marketplace}. "
        "Give the sheet a column marketplace (站点), or another name",
        sheet=title,
        marketplace=marketplace,
    )


def _of_another_folder(name: str, marketplace: str) -> Text:
    return say(
        "a marketplace of its own: a file or folder is called {name}, and nothing in the row says that it is for {marketplace}. "
        "Keep it in a folder called {meant}, give it a column marketplace (站点), or call it something else",
        name=name,
        marketplace=marketplace,
        meant=tuple(sorted(marketplaces_named(name))),
    )


@cache
def _names() -> dict[str, str]:
    """What marketplaces are called (folded), without their codes."""
    return {name: code for name, code in words("marketplace").items() if len(name) > 2 or not name.isascii()}


def _in_han(text: str) -> list[str]:
    """The codes of marketplaces whose Chinese names stand in a text before 站, the longer ones first: 印度尼西亚 is not 印度."""
    known = _names()
    names = sorted(filter(_HAN.fullmatch, known), key=len, reverse=True)
    found = re.findall("|".join(rf"(?<![北南]){name}(?=站)" for name in names), text)
    return [known[name] for name in found]
