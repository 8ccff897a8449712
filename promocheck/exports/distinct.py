"""Columns of text, each distinct text of which is looked at once: what it came to, by row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.vocabulary import folded, folded_all, may_hold
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.tables.columns import are_few, is_repeated
from promocheck.tables.numbering import numbered_rows
from promocheck.tables.texts import bytes_of, written_in

Number = TypeVar("Number", np.bool_, np.int64)


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
    return _each(texts, test, np.bool_)


def codes_of(texts: Texts, tell: Callable[[str], int]) -> Ints:
    """What each cell is told to be as a code (int64), once per distinct text."""
    return _each(texts, tell, np.int64)


def _each(texts: Texts, tell: Callable[[str], int], dtype: type[Number]) -> NDArray[Number]:
    rows = distinct(texts)
    return np.array([tell(text) for text in texts[rows.first]], dtype=dtype)[rows.of_row]


def spelled(texts: Texts, words: Collection[str]) -> Flags:
    """Which cells are one of these words (folded), however it is spelled."""
    if is_repeated(texts):  # one cell, as often as there are rows
        return np.full(len(texts), bool(len(texts)) and folded(texts[0]) in words)
    if are_few(texts):
        return flags_of(texts, lambda text: folded(text) in words)
    packed = bytes_of(texts)
    if packed is not None and not any(any(map(str.isdigit, word)) for word in words):
        found, maybe = np.zeros(len(texts), dtype=bool), np.flatnonzero(~_have_digits(packed))
        found[maybe] = _spelled(texts[maybe].tolist(), words)
        return found
    return _spelled(texts.tolist(), words)


def _have_digits(packed: NDArray[np.bytes_]) -> Flags:
    """Which texts have a digit, as most SKUs and ids have: folding leaves it there."""
    digits: Flags = np.any(written_in(packed) - ord("0") < _DIGITS, axis=1)
    return digits


_DIGITS: Final = 10


def _spelled(cells: list[str], words: Collection[str]) -> Flags:
    if not may_hold(cells, words):
        return np.zeros(len(cells), dtype=bool)
    return np.array([each in words for each in folded_all(cells)], dtype=bool)


def once(texts: Texts, parse: Callable[[str], int | Text | None], blank: int, expected: Text) -> Parsed:
    """`parse` applied to every distinct text, `""` gives `blank`.

    None marks a text that is not understood, and a Text one of which that was expected.
    """
    rows = distinct(texts)
    return rows.spread([blank if text == "" else parse(text) for text in texts[rows.first]], blank, expected)


def coded(
    texts: Texts, words: Mapping[str, str], codes: Mapping[str, int], blank: int, expected: Text
) -> Parsed:
    """Words of a subject (see `vocabulary.words`) as the codes of the wide tables."""

    def parse(text: str) -> int | None:
        word = words.get(folded(text))
        return None if word is None else codes[word]

    return once(texts, parse, blank, expected)
