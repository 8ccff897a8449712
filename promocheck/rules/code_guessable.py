"""A deep claim code can be guessed.

Why: people try codes by machine: short ones, words, the brand with a number, the one that follows a code they were sent. What is
guessed is posted.

A real accident: in 2000 and 2001 shoppers found codes of Staples.com by punching in numbers and posted them: 40 to 288 dollars
off an order. A golf site's contest code was guessed in 2013: a year free.

Example: SAVE50 for 50 % off; K7QX2R01 and K7QX2R02.

Fix: let the platform make the code, or use ten letters and digits that mean nothing.

Options: `from_percent` (30), from which discount on; `shortest` (8), how many characters a code has at least that is no word or brand
with digits behind it. A code that each customer can use once is not told: guessed, it is still one order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Switch
from promocheck.model.money import Percent
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.codes import each_as_deep
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import CLAIM_CODE
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables.columns import Column
from promocheck.tables.ragged import Ragged

_WORD: Final = re.compile(r"[A-Za-z]{2,}[-_ ]?[0-9]{0,4}%?|[0-9]+|(.)\1*")
_NUMBERED: Final = re.compile(r"(.*?)([0-9]{1,9})")
_DIGITS: Final = "0123456789"
_LONGEST_TAIL: Final = 4  # digits behind a brand


class Options(RuleSettings):
    """Which codes must not be guessed, and what can be."""

    severity: SeverityOrOff = Severity.WARNING
    from_percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(30)
    """In percent off: a code of this much is worth guessing."""
    shortest: Annotated[int, Field(ge=1, le=50)] = 8
    """How many characters a code has at least."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    many = (promotions["claim_code"] != "") & (promotions["once_per_customer"] != Switch.YES)
    deep, off = each_as_deep(evidence, many, options.from_percent)
    first = deep.rows[deep.first[:-1]]
    numbered = _numbered(evidence, many, first)
    known = promotions.lists(first, "claim_code", "id"), _brands(evidence, deep), off.tolist()
    rows = deep.apart(deep.rows.tolist())
    for mine, (code, promotion), brands, takes in zip(rows, *known, strict=True):
        why = _why(code, options.shortest, brands, numbered)
        if why is not None:
            message = say(
                "The code {code} of {promotion} takes {off} off and can be guessed: {why}.",
                code=code,
                promotion=promotion,
                off=Percent(takes),
                why=why,
            )
            fix = say("Use ten letters and digits that mean nothing, or limit it to one a customer.")
            yield hit_of_promotion(evidence, tuple(mine), message, fix, code, primary=CLAIM_CODE)


def _why(code: str, shortest: int, brands: set[str], numbered: set[tuple[str, int]]) -> Text | None:
    """What makes a code easy to guess; None if nothing does."""
    if len(code) < shortest:
        return say("it is short")
    if _WORD.fullmatch(code):
        return say("it is a word or a number")
    plain = _plain(code)
    if any(plain.startswith(brand) and len(plain) - len(brand) <= _LONGEST_TAIL for brand in brands):
        return say("it is the brand with a number")
    found = _NUMBERED.fullmatch(code.upper())
    if found and {(found[1], int(found[2]) - 1), (found[1], int(found[2]) + 1)} & numbered:
        return say("the next number is a code too")
    return None


def _numbered(evidence: Evidence, chosen: NDArray[np.bool_], like: NDArray[np.int64]) -> set[tuple[str, int]]:
    """The codes of a run that end in a number: what stands before it, and the number. Only those that begin as these rows' do.

    In capitals, as platforms save them.
    """
    if not len(like):
        return set()
    codes = evidence.promotions["claim_code"]
    begins = {code.rstrip(_DIGITS) for code in _capitals(codes[like])}
    alike = (code for code in _capitals(codes[evidence.live(chosen)]) if code.rstrip(_DIGITS) in begins)
    return {(found[1], int(found[2])) for code in alike if (found := _NUMBERED.fullmatch(code))}


def _capitals(codes: Column) -> list[str]:
    return [code.upper() for code in codes.tolist()]


def _brands(evidence: Evidence, promotions: Ragged) -> Iterator[set[str]]:
    """By promotion the brands of the listings that it is on, as a code would write them."""
    row, listing = evidence.reached_by(promotions.rows)
    brands = evidence.listings["brand"][listing].tolist()
    plain = {brand: _plain(brand) for brand in set(brands)}
    reached = Ragged.by_owner(listing, promotions.owner[row], len(promotions.counts))
    of_each = reached.apart(list(map(plain.__getitem__, brands)))
    return ({each for each in some if len(each) > 1} for some in of_each)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())


RULE = Rule("PC306", "code-guessable", Options, check, __doc__)
