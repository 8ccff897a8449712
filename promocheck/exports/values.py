"""Text → integers and codes, exactly, in one door: every distinct text is parsed once and mapped back.

Each reader takes a column of text and gives `Parsed`: int64 values and which cells were not understood. A blank is not
bad, it is the reader's stated blank value; whether a blank may stand is the caller's question.

Readers of numbers take some words more: `numeric` marks cells that a spreadsheet held as numbers (written with a
point, whatever the column), `decimal` is a layout's word for the decimal mark, and `marketplaces` says by row how a
number is usually written where neither the layout nor a cell of the column settles it. Only rows that are `asked` get
values; the others still have their say about the mark.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.decimals import (
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
from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.signs import CURRENCIES
from promocheck.exports.vocabulary import folded, folded_all, may_hold
from promocheck.model.marketplace import MARKETPLACES
from promocheck.model.money import digits_of
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import are_few, is_repeated, numbered_rows

_MOST: Final = 10**12  # minor units: no price of the trade; beyond it products leave int64

_COMMA_MARKETPLACES: Final = frozenset(each.code for each in MARKETPLACES if each.decimal_comma)
_COMMA_CURRENCIES: Final = frozenset(each.currency for each in MARKETPLACES if each.decimal_comma)

PERCENT_SIGNS: Final = ("%", "％")
_AROUND_NUMBERS: Final = frozenset({*CURRENCIES, *PERCENT_SIGNS, "折"})


class NumbersWritten(TypedDict, total=False):
    """What is known of how a column's numbers are written."""

    marketplaces: Texts | None
    numeric: Flags | None
    decimal: DecimalMark | None
    asked: Flags | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A column as int64, its cells that were not understood, and what was expected of those.

    Of some more can be said: `why` gives each row's place in `reasons`, or -1 where `expected` is all there is to say.
    """

    values: Ints
    bad: Flags
    expected: Text
    reasons: tuple[Text, ...] = ()
    why: Ints | None = None

    def faults(self) -> Iterator[tuple[Flags, Text]]:
        """The cells that were not understood by what was expected of them; every such cell once."""
        if self.why is None or not self.reasons:
            yield self.bad, self.expected
            return
        yield self.bad & (self.why < 0), self.expected
        for number, reason in enumerate(self.reasons):
            yield self.bad & (self.why == number), reason


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct combinations of some columns: the row where each first stands, and every row's combination."""

    first: Ints
    of_row: Ints

    def spread(self, results: Sequence[int | Text | None], blank: int, expected: Text) -> Parsed:
        """One result per combination as a column: None marks a bad cell, and so does a Text, which says why."""
        values = np.array([each if isinstance(each, int) else blank for each in results], dtype=np.int64)
        bad = np.array([not isinstance(each, int) for each in results], dtype=bool)
        reasons = tuple(dict.fromkeys(each for each in results if isinstance(each, Text)))
        if not len(self.of_row):
            return Parsed(values, bad, expected)
        if len(values) == 1 and not reasons:
            rows = len(self.of_row)  # one value, as often as there are rows: it takes no memory
            return Parsed(np.broadcast_to(values, rows), np.broadcast_to(bad, rows), expected)
        if not reasons:
            return Parsed(values[self.of_row], bad[self.of_row], expected)
        place = {reason: number for number, reason in enumerate(reasons)}
        why = np.array([place[each] if isinstance(each, Text) else -1 for each in results], dtype=np.int64)
        return Parsed(values[self.of_row], bad[self.of_row], expected, reasons, why[self.of_row])


def distinct(*columns: NDArray[np.object_] | Flags | Ints) -> Distinct:
    """The distinct combinations of columns of one length."""
    combined: Ints | None = None
    only: Ints | None = None  # of one column that varies, which nearly always is the only one
    for column in columns:
        if is_repeated(column):  # one cell, as often as there are rows: a column that is not there
            continue
        codes, first = numbered_rows(column)
        if len(first) > 1:
            combined, only = (codes, first) if combined is None else (combined * len(first) + codes, None)
    rows = len(columns[0])
    if combined is None:
        return Distinct(np.zeros(min(rows, 1), dtype=np.int64), np.broadcast_to(np.int64(0), rows))
    if only is not None:
        return Distinct(only, combined)
    codes, first = numbered_rows(combined)
    return Distinct(first, codes)


def distinct_texts(texts: Texts) -> Texts:
    """Each text of a column once, in the order in which they come."""
    return texts[distinct(texts).first]


def is_blank(texts: Texts) -> Flags:
    """Which cells say nothing."""
    if len(texts) and is_repeated(texts):  # one cell, as often as there are rows
        return np.broadcast_to(np.bool_(texts[0] == ""), len(texts))
    blank: Flags = texts == ""
    return blank


def texts_of(texts: Texts, change: Callable[[str], str]) -> Texts:
    """Every cell changed, worked out once per distinct text."""
    rows = distinct(texts)
    changed = np.empty(len(rows.first), dtype=object)
    changed[:] = [change(text) for text in texts[rows.first]]
    if len(changed) == 1:  # one cell, as often as there are rows: `distinct` sees that at a glance
        return np.broadcast_to(changed, len(texts))
    spread: Texts = changed[rows.of_row]
    return spread


def flags_of(texts: Texts, test: Callable[[str], bool]) -> Flags:
    """Which cells pass a test, tried once per distinct text."""
    rows = distinct(texts)
    return np.array([test(text) for text in texts[rows.first]], dtype=bool)[rows.of_row]


def spelled(texts: Texts, words: Collection[str]) -> Flags:
    """Which cells are one of these words (folded), however it is spelled."""
    if is_repeated(texts):  # one cell, as often as there are rows
        return np.full(len(texts), bool(len(texts)) and folded(texts[0]) in words)
    if are_few(texts):
        return flags_of(texts, lambda text: folded(text) in words)
    cells = texts.tolist()
    if not may_hold(cells, words):
        return np.zeros(len(cells), dtype=bool)
    return np.array([each in words for each in folded_all(cells)], dtype=bool)


def once(texts: Texts, parse: Callable[[str], int | Text | None], blank: int, expected: Text) -> Parsed:
    """`parse` applied to every distinct text, `""` gives `blank`.

    None marks a text that is not understood, and a Text one of which that was expected.
    """
    rows = distinct(texts)
    return rows.spread([blank if text == "" else parse(text) for text in texts[rows.first]], blank, expected)


def _numbers(
    texts: Texts,
    parse: Callable[[Written, Mark, str], int | Text | None],
    blank: int,
    expected: Text,
    *,
    currencies: Texts | None = None,
    marketplaces: Texts | None = None,
    numeric: Flags | None = None,
    decimal: DecimalMark | None = None,
    asked: Flags | None = None,
) -> Parsed:
    """`parse` applied to every distinct cell, taken apart, with what the column settles of its decimal mark."""
    unknown = np.broadcast_to(np.array([""], dtype=object), len(texts))
    money_of = unknown if currencies is None else currencies
    places = unknown if marketplaces is None else marketplaces
    typed = np.broadcast_to(np.False_, len(texts)) if numeric is None else numeric
    rows = distinct(texts, money_of, places, typed)
    at = rows.first
    column = _mark_of(texts[at], typed[at], decimal)
    wanted = np.full(len(at), asked is None)
    if asked is not None:
        wanted[rows.of_row[asked]] = True
    results: list[int | Text | None] = []
    for text, is_number, place, currency, is_wanted in zip(
        texts[at].tolist(), typed[at].tolist(), places[at], money_of[at], wanted.tolist(), strict=True
    ):
        if not is_wanted or text == "":
            results.append(blank)
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
        return settled(
            map(proof, islice(filter(carries_a_mark, cells), 1)), decimal
        )  # all others prove the same
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


def minor_units(text: str, currency: str, mark: Mark = Mark.USUAL) -> int | None:
    """An amount not below nothing and below reason in minor units; None where it is no such amount.

    The currency's own signs may stand before or after; digits beyond its decimals must be zeros.
    """
    return _only_value(text, lambda cell: _amount(cell, mark, currency, zero=True))


def _amount(cell: Written, mark: Mark, currency: str, *, zero: bool) -> int | Text | None:
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


def _only_value(text: str, parse: Callable[[Written], int | Text | None]) -> int | None:
    cell = take_apart(text)
    found = cell and parse(cell)
    return found if isinstance(found, int) else None


# --- Percentages ---------------------------------------------------------------------


def percents(
    texts: Texts,
    blank: int,
    *,
    zero: bool = False,
    expected: Text | None = None,
    **written: Unpack[NumbersWritten],
) -> Parsed:
    """Percentages in basis points; `expected` says what they are percentages of, for the reader of a message."""
    return _numbers(
        texts,
        partial(_points, zero=zero),
        blank,
        expected or (_PERCENT_OR_0 if zero else _PERCENT),
        **written,
    )


_PERCENT: Final = say(
    "a percentage above 0 and at most 100, such as 15 or 15%; below 1 write it with % (0.5%)"
)
_PERCENT_OR_0: Final = say("a percentage from 0 to 100, such as 15 or 15%; below 1 write it with % (0.5%)")


def basis_points(text: str, mark: Mark = Mark.USUAL) -> int | None:
    """A percentage in basis points: `20`, `20%` and `12.5 %`; None for anything else.

    A bare number below 1 could be meant as a share (0.2 for 20 %), so only `%` makes it a percentage.
    """
    return _only_value(text, lambda cell: _points(cell, mark, "", zero=False))


def _points(cell: Written, mark: Mark, _currency: str, *, zero: bool) -> int | Text | None:
    if cell.before or cell.after not in {(), *((sign,) for sign in PERCENT_SIGNS)}:
        return None
    number = read_number(cell.number, mark)
    if not isinstance(number, Number):
        return number
    points = number.scaled(2)
    if points == 0:
        return 0 if zero else None
    below_one = number.whole == 0 and not cell.after
    return None if points is None or points > 10_000 or below_one else points


def zhe(
    texts: Texts,
    blank: int,
    **written: Unpack[NumbersWritten],
) -> Parsed:
    """Chinese 折 as basis points off."""
    return _numbers(
        texts,
        _zhe_off,
        blank,
        say("折 above 0 and below 10: 7 is 30 % off, 8.5 is 15 % off"),
        **written,
    )


def zhe_points(text: str, mark: Mark = Mark.USUAL) -> int | None:
    """Basis points off for a Chinese 折: 7 or 7折 is 70 % of the price, so 3000; above 0 and below 10."""
    return _only_value(text, lambda cell: _zhe_off(cell, mark, ""))


def _zhe_off(cell: Written, mark: Mark, _currency: str) -> int | Text | None:
    if cell.before or cell.after not in {(), ("折",)}:
        return None
    number = read_number(cell.number, mark)
    if not isinstance(number, Number):
        return number
    points = number.scaled(3)
    return 10_000 - points if points is not None and 0 < points < 10_000 else None


# --- Counts and words ----------------------------------------------------------------


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


def coded(
    texts: Texts, words: Mapping[str, str], codes: Mapping[str, int], blank: int, expected: Text
) -> Parsed:
    """Words of a subject (see `vocabulary.words`) as the codes of the wide tables."""

    def parse(text: str) -> int | None:
        word = words.get(folded(text))
        return None if word is None else codes[word]

    return once(texts, parse, blank, expected)
