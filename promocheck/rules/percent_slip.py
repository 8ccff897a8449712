"""A promotion takes off another share than its name says, or its rows for other SKUs.

Why: 7折 is 30 % off, and 70 % off is what happens when somebody types the 7; a point in the wrong place makes 0.5折 of 5折. The
name, written by the same person at the same moment, often still says what was meant.

A real accident: 5折 (half price, 59) was typed as 0.5折 (5.90): 30,000 garments were ordered, nearly 100,000 yuan.

Example: a coupon called "7折 weekend" with 70 % off; a deal called "Save 15%" with 85 % off; one SKU at 70 % among four at 30 %.

Fix: correct the value, or the name.

Options: none besides the severity. Told is a value deeper than what is said: its complement (70 for 7折), ten times as much, or a
tenth of what is to be paid (0.5折 for 5折). Where the name says 折, a tenth of the discount is told too (5 % for 5折).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.money import Percent, zhe_left
from promocheck.model.text import Text, say
from promocheck.policy import WarningByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.rules.telling import skus_named
from promocheck.tables import NO_MONEY, SHOP
from promocheck.tables.columns import is_repeated
from promocheck.tables.numbering import numbered_rows
from promocheck.tables.packed import may_hold

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_PERCENT: Final = re.compile(r"(?<![0-9.])([0-9]{1,2}(?:\.[0-9])?)\s*%")
# What folds is no price: 三折伞 is an umbrella, 折叠 folds.
_ZHE: Final = re.compile(r"(?<![0-9.])([0-9]{1,2}(?:\.[0-9]{1,2})?)\s*折(?![伞扇页叠])")
# 七折, 八五折, 八点五折; of 双十一七折 and 三八八折 the day before it is no part. Where it may be (周五八折), both are said.
_NUMERALS: Final = "一二三四五六七八九"
_SPELT: Final = re.compile(rf"(?:(?<![十{_NUMERALS}])[{_NUMERALS}]点?)?[{_NUMERALS}](?=折)")
_DIGITS: Final = str.maketrans(f"{_NUMERALS}点", "123456789.")
_SIGNS: Final = "%％折"
_CORRECT_EITHER: Final = say("Correct its value, or its name.")
_CORRECT_ONE: Final = say("Correct the value that was not meant.")
_AT_ONCE: Final = 1_024  # names
_MOST: Final = 4  # of five SKUs for which four say the same, the fifth is the odd one


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per promotion."""
    del options
    promotions = evidence.promotions
    shares = (promotions["form"] == Form.PERCENT) & (promotions["value"] != NO_MONEY)
    rows_off = evidence.live(shares)
    says = differ(evidence, shares)[rows_off]
    for name in ("name", "id"):
        texts = promotions[name]
        may = np.flatnonzero(may_hold(texts, _SIGNS)[rows_off])
        says[may] |= speak(texts[rows_off[may]].tolist())
    for rows in evidence.by_id(rows_off[says]):
        told = _by_name(evidence, rows) or _by_the_others(evidence, rows)
        if told is not None:
            row, message, fix = told
            value = promotions.number("value", row)
            yield hit_of_promotion(evidence, rows, message, fix, str(value), primary=Primary(row=row))


def speak(names: Sequence[str]) -> Flags:
    """Which names may speak of a discount; many are looked at together, as hardly any does in many a shop."""
    found = np.zeros(len(names), dtype=bool)
    for low in range(0, len(names), _AT_ONCE):
        some = names[low : low + _AT_ONCE]
        together = "\n".join(some)
        if any(sign in together for sign in _SIGNS):
            found[low : low + _AT_ONCE] = [any(sign in name for sign in _SIGNS) for name in some]
    return found


def differ(evidence: Evidence, shares: Flags) -> Flags:
    """Which rows stand among others of one id that take another share off, or take off what no share is."""
    code = _same_id(evidence)
    mine, value = code[shares], evidence.promotions["value"][shares]
    size = int(code.max(initial=0)) + 1
    one, differs = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
    one[mine] = value  # of those of an id any: all are held against it
    differs[mine[(value != one[mine]) | (value < 0) | (value > 10_000)]] = True
    return differs[code]


def _same_id(evidence: Evidence) -> Ints:
    """By promotion row a number of its id, whatever its store and marketplace."""
    promotions = evidence.promotions
    if all(is_repeated(promotions[name]) for name in SHOP):
        return evidence.number
    return numbered_rows(promotions["id"])[0]


def _by_name(evidence: Evidence, rows: tuple[int, ...]) -> tuple[int, Text, Text] | None:
    """The row with the deepest value that is a slip of what its name says, the words for it, and what to do."""
    promotions = evidence.promotions
    promotion = promotions.text("id", rows[0])
    names, values = (promotions[each][list(rows)].tolist() for each in ("name", "value"))
    several = set(names) - {""}
    # What stands in one row alone is the name of all; of several nobody says which one a row without a name has.
    shared = several.pop() if len(several) == 1 else promotion
    first: dict[tuple[int, str], int] = {}
    for row, name, value in zip(rows, names, values, strict=True):
        first.setdefault((-value, name or shared), row)
    for (_, name), row in sorted(first.items()):
        value = promotions.number("value", row)
        speaks = f"{name} {promotion}"
        meant = meant_by(speaks, value)
        if meant is not None:
            message = say(
                "{kind} {promotion} takes {value} off; by its name {meant} was meant.",
                kind=label_of(Kind(promotions.number("kind", row)).word),
                promotion=name,
                value=Percent(value),
                meant=Percent(meant),
            )
            _, tenths = said_in(speaks)
            return row, message, _correct_either(meant) if meant in tenths else _CORRECT_EITHER
    return None


def _correct_either(meant: int) -> Text:
    """What to do about a value that is not the 折 of the name."""
    return say(
        "Correct its value, or its name, in which {zhe}折 is {meant} off.",
        zhe=zhe_left(meant),
        meant=Percent(meant),
    )


def meant_by(name: str, value: int) -> int | None:
    """The discount that a name speaks of and that `value` is a slip of, in basis points off."""
    percents, tenths = said_in(name)
    if value in percents | tenths:
        return None
    meant = [each for each in sorted(percents | tenths) if value in _slips(each)]
    meant += [each for each in sorted(tenths) if value * 10 == each]
    return meant[0] if meant else None


def _by_the_others(evidence: Evidence, rows: tuple[int, ...]) -> tuple[int, Text, Text] | None:
    """A row with the value on few SKUs that is a slip of the value on most, the words for it, and what to do."""
    promotions = evidence.promotions
    on: dict[int, int] = defaultdict(int)
    for row in rows:
        on[promotions.number("value", row)] += len(evidence.listings_of([row]))
    usual = max(sorted(on), key=on.__getitem__)
    odd = max((each for each in on if each in _slips(usual)), default=None)
    if odd is None or on[usual] < _MOST * (sum(on.values()) - on[usual]):
        return None
    chosen = [row for row in rows if promotions.number("value", row) == odd]
    message = say(
        "{kind} {promotion} takes {value} off {skus} and {usual} off everything else.",
        kind=label_of(Kind(promotions.number("kind", rows[0])).word),
        promotion=promotions.text("id", rows[0]),
        value=Percent(odd),
        skus=skus_named(evidence, evidence.listings_of(chosen).tolist()),
        usual=Percent(usual),
    )
    return chosen[0], message, _CORRECT_ONE


def _slips(meant: int) -> set[int]:
    """What is typed for a discount by mistake and takes more off, in basis points."""
    typed = {10_000 - meant, meant * 10, 10_000 - (10_000 - meant) // 10}
    return {each for each in typed if meant < each <= 10_000}


def said_in(name: str) -> tuple[set[int], set[int]]:
    """The discounts that a name speaks of, in basis points off: as percentages, and as 折."""
    plain = _SPELT.sub(_in_digits, unicodedata.normalize("NFKC", name))
    percents = {int(Decimal(each) * 100) for each in _PERCENT.findall(plain)}
    return percents, {10_000 - _left(each) for each in _ZHE.findall(plain)}


def _in_digits(spelt: re.Match[str]) -> str:
    """Numerals before 折 as digits: two of them as the number that they are and as its last one."""
    digits = spelt[0].translate(_DIGITS)
    return f" {digits}折 {digits[-1]}" if digits.isdigit() and len(digits) > 1 else f" {digits}"


def _left(zhe: str) -> int:
    """What is left to pay, in basis points: 7折 and 70折 are 7000, 95折 is 9.5折."""
    number = Decimal(zhe)
    return int(number * (100 if number >= 10 else 1000))


RULE = Rule("PC302", "percent-slip", WarningByDefault, check, __doc__)
