"""A deep claim code can be guessed.

Why: people try codes by machine: short ones, words, the brand with a number. What is guessed is posted.

A real accident: in 2000 and 2001 shoppers found codes of Staples.com by punching in numbers and posted them; 39.50 to 288 dollars
off an order. A golf site's contest code was guessed in 2013.

Example: SAVE50 for 50 % off.

Fix: let the platform make the code, or use ten letters and digits that mean nothing.

Options: `from_percent` (30), from which discount on; `shortest` (8), how many characters a code has at least that is no word with
digits behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.money import Percent
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.codes import depth
from promocheck.rules.rule import Evidence, Hit, Rule, hit_of_promotion

_WORD: Final = re.compile(r"[A-Za-z]{2,}[-_ ]?[0-9]{0,4}%?|[0-9]+|(.)\1*")


class Options(RuleSettings):
    """Which codes must not be guessed, and what can be."""

    severity: SeverityOrOff = Severity.WARNING
    from_percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(30)
    """In percent off: a code of this much is worth guessing."""
    shortest: Annotated[int, Field(ge=1, le=50)] = 8
    """How many characters a code has at least."""


def guessable(code: str, shortest: int) -> bool:
    """A short one, a word with perhaps a number behind it, or nothing but digits."""
    return len(code) < shortest or bool(_WORD.fullmatch(code))


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    for rows in evidence.by_id(evidence.live(promotions["claim_code"] != "")):
        code, off = promotions.text("claim_code", rows[0]), depth(evidence, rows)
        if off >= int(options.from_percent * 100) and guessable(code, options.shortest):
            yield hit_of_promotion(
                evidence,
                rows,
                say(
                    "The code {code} of {promotion} takes {off} off and can be guessed.",
                    code=code,
                    promotion=promotions.text("id", rows[0]),
                    off=Percent(off),
                ),
                say("Use ten letters and digits that mean nothing, or limit it to one a customer."),
                code,
            )


RULE = Rule("PC306", "code-guessable", Options, check, __doc__)
