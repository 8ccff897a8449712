"""A promotion's name says another discount than its value.

Why: 7折 is 30 % off, and 70 % off is what happens when somebody types the 7; a point in the wrong place makes 0.5折 of 5折. The
name, written by the same person at the same moment, often still says what was meant.

A real accident: 5折 (half price, 59) was typed as 0.5折 (5.90): 30,000 garments were ordered, nearly 100,000 yuan.

Example: a coupon called "7折 weekend" with 70 % off; a deal called "Save 15%" with 51 % off is not told, 85 % off is.

Fix: correct the value, or the name.

Options: none besides the severity. Told is a value that is the complement of what the name says (70 for 7折), or ten times or a tenth
of it, or leaves ten times or a tenth of what it should (0.5折).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.money import Percent
from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules.rule import Evidence, Hit, Rule, hit_of_promotion
from promocheck.tables import NO_MONEY

_PERCENT: Final = re.compile(r"([0-9]{1,2}(?:\.[0-9])?)\s*[%％]")
_ZHE: Final = re.compile(r"(?<![0-9.])([0-9]{1,2}(?:\.[0-9]{1,2})?)\s*折")


def said_in(name: str) -> set[int]:
    """The discounts that a name speaks of, in basis points off."""
    percents = {int(Decimal(each) * 100) for each in _PERCENT.findall(name)}
    return percents | {10_000 - _tenths(each) for each in _ZHE.findall(name)}


def _tenths(zhe: str) -> int:
    """What is left to pay, in basis points: 7折 and 70折 are 7000, 95折 is 9.5折."""
    number = Decimal(zhe)
    return int(number * (100 if number >= 10 else 1000))


def _slips(meant: int) -> set[int]:
    """What becomes of a discount: what is left of the price instead, or a point elsewhere in either of the two."""
    left = 10_000 - meant
    return {left, meant * 10, meant // 10, 10_000 - left * 10, 10_000 - left // 10}


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per promotion."""
    del options
    promotions = evidence.promotions
    shares = (promotions["form"] == Form.PERCENT) & (promotions["value"] != NO_MONEY)
    for rows in evidence.by_id(evidence.live(shares)):
        value, name = promotions.number("value", rows[0]), promotions.text("name", rows[0])
        named = said_in(f"{name} {promotions.text('id', rows[0])}")
        slips = [each for each in sorted(named) if value in _slips(each)]
        if value in named or not slips:
            continue
        yield hit_of_promotion(
            evidence,
            rows,
            say(
                "{kind} {promotion} takes {value} off; by its name {meant} was meant.",
                kind=label_of(Kind(promotions.number("kind", rows[0])).word),
                promotion=name or promotions.text("id", rows[0]),
                value=Percent(value),
                meant=Percent(slips[0]),
            ),
            say("Correct its value, or its name: 7折 is 30 % off."),
            str(value),
        )


RULE = Rule("PC302", "percent-slip", WarningByDefault, check, __doc__)
