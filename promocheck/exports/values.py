"""Money, percentages, 折 and counts as text → integers, exactly, in one door.

Each reader takes a column of text and gives `Parsed`: int64 values and which cells were not understood. A blank is not
bad, it is the reader's stated blank value; whether a blank may stand is the caller's question.

All take some words more: `numeric` marks cells that a spreadsheet held as numbers (written with a
point, whatever the column), `disguised` those of them that it shows as other numbers, which are not read, `decimal` is a
layout's word for the decimal mark, and `marketplaces` says by row how a number is usually written where neither the layout
nor a cell of the column settles it. Only rows that are `asked` get values; the others still have their say about the mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Final, TypedDict, Unpack

import numpy as np

from promocheck.exports.decimals import (
    EITHER,
    THREE,
    DecimalMark,
    Mark,
    Number,
    Written,
    are_plain,
    carries_a_mark,
    proof,
    read_number,
    settled,
    take_apart,
)
from promocheck.exports.distinct import Parsed, distinct, flags_of
from promocheck.exports.grid import Flags, Texts
from promocheck.exports.signs import CURRENCIES
from promocheck.model.marketplace import MARKETPLACES
from promocheck.model.money import digits_of, percent
from promocheck.model.text import Text, say
from promocheck.tables import NO_MONEY

_MOST: Final = 10**12  # minor units: no price of the trade; beyond it products leave int64

_COMMA_MARKETPLACES: Final = frozenset(each.code for each in MARKETPLACES if each.decimal_comma)
_COMMA_CURRENCIES: Final = frozenset(each.currency for each in MARKETPLACES if each.decimal_comma)

_ZHE: Final = "折"
_AROUND_NUMBERS: Final = frozenset({*CURRENCIES, "%", _ZHE})


_ANOTHER: Final = say(
    "a number that its cell shows as it is: this cell's number format shows another one than it holds, and either may be meant. "
    "Format the cell as General, then write the whole number"
)


class NumbersWritten(TypedDict, total=False):
    """What is known of how a column's numbers are written."""

    marketplaces: Texts | None
    numeric: Flags | None
    disguised: Flags | None
    decimal: DecimalMark | None
    asked: Flags | None


def _numbers(
    texts: Texts,
    parse: Callable[[Written, Mark, str], int | Text | None],
    blank: int,
    expected: Text,
    *,
    currencies: Texts | None = None,
    marketplaces: Texts | None = None,
    numeric: Flags | None = None,
    disguised: Flags | None = None,
    decimal: DecimalMark | None = None,
    asked: Flags | None = None,
) -> Parsed:
    """`parse` applied to every distinct cell, taken apart, with what the column settles of its decimal mark."""
    unknown = np.broadcast_to(np.array([""], dtype=object), len(texts))
    money_of = unknown if currencies is None else currencies
    places = unknown if marketplaces is None else marketplaces
    typed, another = (
        np.broadcast_to(np.False_, len(texts)) if each is None else each for each in (numeric, disguised)
    )
    rows = distinct(texts, money_of, places, typed, another)
    at = rows.first
    column = _mark_of(texts[at], typed[at], decimal)
    wanted = np.full(len(at), asked is None)
    if asked is not None:
        wanted[rows.of_row[asked]] = True
    results: list[int | Text | None] = []
    columns = typed[at].tolist(), another[at].tolist(), places[at], money_of[at], wanted.tolist()
    for text, is_number, is_another, place, currency, is_wanted in zip(
        texts[at].tolist(), *columns, strict=True
    ):
        if not is_wanted or text == "":
            results.append(blank)
            continue
        if is_another:
            results.append(_ANOTHER)
            continue
        usual = Mark.USUAL if marketplaces is None else _usual(place, currency)
        mark = Mark.MACHINE if is_number else column or usual
        cell = take_apart(text)
        results.append(cell and parse(cell, mark, currency))
    return rows.spread(results, blank, expected)


def _mark_of(texts: Texts, numeric: Flags, decimal: DecimalMark | None) -> Mark | None:
    """What the cells of a column, each of them once, settle of its decimal mark."""
    cells = texts.tolist()
    if not numeric.any() and are_plain(cells):
        one = islice(filter(carries_a_mark, cells), 1)  # all others prove the same
        return settled(map(proof, one), decimal)
    apart = [
        take_apart(text) for text, is_number in zip(cells, numeric.tolist(), strict=True) if not is_number
    ]
    return settled((proof(cell.number) for cell in apart if cell and _known_around(cell)), decimal)


def _known_around(cell: Written) -> bool:
    """Whether nothing but signs stands around the number: the rest of a remark proves nothing."""
    if cell.before == cell.after == ():
        return True
    return all(sign.casefold() in _AROUND_NUMBERS for sign in (*cell.before, *cell.after))


def _usual(marketplace: str, currency: str) -> Mark:
    """How a number is written where its column does not tell; without a marketplace its currency may say so."""
    point = (
        marketplace not in _COMMA_MARKETPLACES if marketplace else currency not in {"", *_COMMA_CURRENCIES}
    )
    return Mark.USUAL if point else Mark.OPEN


# --- Money ---------------------------------------------------------------------------


def money(
    texts: Texts,
    currencies: Texts,
    *,
    zero: bool = False,
    **written: Unpack[NumbersWritten],
) -> Parsed:
    """Amounts in minor units of each row's currency; a blank is `NO_MONEY`. Zero is refused unless `zero`."""
    return _numbers(
        texts,
        partial(_amount, zero=zero),
        NO_MONEY,
        _AMOUNT_OR_ZERO if zero else _AMOUNT,
        currencies=currencies,
        **written,
    )


_AMOUNT: Final = say("an amount above 0 such as 19.99, in the marketplace's currency and with its decimals")
_AMOUNT_OR_ZERO: Final = say(
    "an amount such as 4.50 or 0, in the marketplace's currency and with its decimals"
)


def _amount(cell: Written, mark: Mark, currency: str, *, zero: bool) -> int | Text | None:
    """The currency's own signs may stand before or after; digits beyond its decimals must be zeros."""
    for sign in (*cell.before, *cell.after):
        known = CURRENCIES.get(sign.casefold())
        if known is None or currency == "":
            return None
        if currency not in known:
            return say(
                "an amount in {currency}: {sign} is another currency's sign", currency=currency, sign=sign
            )
    digits = digits_of(currency)
    number = read_number(cell.number, mark, digits=digits, indian=currency == "INR")
    if not isinstance(number, Number):
        return number
    minor = number.scaled(digits)
    if minor is None and mark is Mark.MACHINE:
        return say(
            "an amount with at most {n} decimals. Round what a formula gives: =ROUND( ... , {n})", n=digits
        )
    return None if minor is None or minor > _MOST or (minor == 0 and not zero) else minor


def signed(texts: Texts) -> Flags:
    """Which cells are a number beside a currency's sign or code: money, whatever the column."""
    return flags_of(texts, _is_signed)


def _is_signed(text: str) -> bool:
    cell = take_apart(text)
    return cell is not None and any(sign.casefold() in CURRENCIES for sign in (*cell.before, *cell.after))


# --- Percentages ---------------------------------------------------------------------


def percents(
    texts: Texts,
    blank: int,
    *,
    zero: bool = False,
    off: Text | None = None,
    **written: Unpack[NumbersWritten],
) -> Parsed:
    """Percentages in basis points; of those that come `off` a price it says so, for the reader of a message."""
    return _numbers(
        texts,
        partial(_points_off if off else _points, zero=zero),
        blank,
        off or (_PERCENT_OR_0 if zero else _PERCENT),
        **written,
    )


_PERCENT: Final = say(
    "a percentage above 0 and at most 100, such as 15 or 15%; for 0.6 write 60 or 0.6%, whichever is meant"
)
_PERCENT_OR_0: Final = say(
    "a percentage from 0 to 100, such as 15 or 15%; for 0.6 write 60 or 0.6%, whichever is meant"
)


def _points(cell: Written, mark: Mark, _currency: str, *, zero: bool) -> int | Text | None:
    """A bare number below 1 could be meant as a share (0.2 for 20 %), so only `%` makes it a percentage."""
    if cell.before or cell.after not in {(), ("%",)}:
        return None
    number = read_number(cell.number, mark)
    if not isinstance(number, Number):
        return _finer(cell.number) if number in _OF_THREE_DIGITS else number
    points = number.scaled(2)
    if points == 0:
        return 0 if zero else None
    if number.whole == 0 and not cell.after:
        return None
    if points is None:
        return _finer(cell.number)
    return None if points > 10_000 else points


_OF_THREE_DIGITS: Final = (THREE, EITHER)  # thousands, of which no percentage and no 折 has any, or decimals


def _finer(text: str) -> Text | None:
    """What to write for a percentage that is finer than a basis point; None where it is none, however it is rounded."""
    return _ROUND if 0 < _hundredths(text) <= 10_000 else None


# One text for all of them: a column of what formulas gave is one fault.
_ROUND: Final = say("a percentage with at most two decimals: round it, as 33.333 to 33.33")
_ROUND_ZHE: Final = say("折 with at most two decimals: round it, as 6.667 to 6.67")
_FINE: Final = re.compile(r"([0-9]{1,3})[.,]([0-9]{3,})")


def _hundredths(text: str) -> int:
    """A number of three decimals or more behind its only mark to two of them, half-up; 0 where it is none."""
    found = _FINE.fullmatch(text)
    return (int(found[1] + found[2][:3]) + 5) // 10 if found else 0


def _points_off(cell: Written, mark: Mark, currency: str, *, zero: bool) -> int | Text | None:
    """折 says what is left of a price, and no percentage off may pass for it."""
    tenths = _zhe_off(cell, mark, currency) if cell.after == (_ZHE,) else None
    if not isinstance(tenths, int):
        return _points(cell, mark, currency, zero=zero)
    return say(
        "a percentage off; {zhe} is {percent} % off, so write {percent}%",
        zhe=f"{cell.number}{_ZHE}",
        percent=str(percent(tenths)),
    )


_NINE: Final = "一二三四五六七八九"
# 八折, 八五折, 八点五折 → 8折, 8.5折; the half price has names of its own.
_SPELT: Final = {
    "对折": "5折",
    "半价": "5折",
    **{f"{word}折": f"{one}折" for one, word in enumerate(_NINE, 1)},
    **{
        f"{word}{point}{tenth}折": f"{one}.{of_ten}折"
        for one, word in enumerate(_NINE, 1)
        for of_ten, tenth in enumerate(_NINE, 1)
        for point in ("", "点")
    },
}


def says_zhe(text: str) -> bool:
    """Whether a text says by itself that it is 折: 8折, 八折, 半价."""
    return text.endswith("折") or text.removeprefix("打") in _SPELT


def zhe(
    texts: Texts,
    blank: int,
    **written: Unpack[NumbersWritten],
) -> Parsed:
    """Chinese 折 as basis points off; above 0 and below 10."""
    rows = distinct(texts)
    spelt = [_SPELT.get(text.removeprefix("打"), text) for text in texts[rows.first]]
    return _numbers(
        np.array(spelt, dtype=object)[rows.of_row],
        _zhe_off,
        blank,
        say("折 above 0 and below 10: 7 is 30 % off, 8.5 is 15 % off"),
        **written,
    )


def _zhe_off(cell: Written, mark: Mark, _currency: str) -> int | Text | None:
    """7 or 7折 is 70 % of the price, so 3000 basis points off."""
    if cell.before not in {(), ("打",)} or cell.after not in {(), (_ZHE,)}:
        return None
    number = read_number(cell.number, mark)
    points = number.scaled(3) if isinstance(number, Number) else None
    if points is None and (isinstance(number, Number) or number in _OF_THREE_DIGITS):
        return _ROUND_ZHE if 0 < _hundredths(cell.number) < 1_000 else None
    if not isinstance(number, Number):
        return number
    return 10_000 - points if points is not None and 0 < points < 10_000 else None


# --- Counts --------------------------------------------------------------------------


def counts(
    texts: Texts,
    blank: int,
    *,
    zero: bool = False,
    **written: Unpack[NumbersWritten],
) -> Parsed:
    """Whole numbers above 0, or from 0 on where `zero` is one."""
    return _numbers(
        texts,
        partial(_count, zero=zero),
        blank,
        say("a whole number, 0 or more") if zero else say("a whole number above 0"),
        **written,
    )


def _count(cell: Written, mark: Mark, _currency: str, *, zero: bool) -> int | Text | None:
    if cell.before or cell.after:
        return None
    number = read_number(cell.number, mark)
    if not isinstance(number, Number):
        return number
    count = number.scaled(0)
    return count if count is not None and (not zero) <= count < 10**9 else None
