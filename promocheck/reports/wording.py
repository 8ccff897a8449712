"""Texts in the reader's language by columns: what `Words` does with one of them, done with all that come of a template at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cache, partial
from itertools import pairwise
from string import Formatter
from typing import Any

from promocheck.model.kind import KIND_WORDS
from promocheck.model.text import Text
from promocheck.model.texts import Amounts, InRows, Named, Same, Template, Texts, ValueColumn
from promocheck.model.value import dataclass
from promocheck.reports.columns import Piece, by_identity, each_of, joined, once, only_one
from promocheck.reports.words import Words, first_field, moneys

Tell = Callable[[Words, Sequence[Any]], Piece]


def in_words(words: Words, values: Sequence[Any]) -> Piece:
    """Each of some values of texts as `Words` says it."""
    if isinstance(values, Same):
        return words.value(values.value)
    for kind, tell in _COLUMNS.items():
        if isinstance(values, kind):
            return tell(words, values)
    return _listed(words, values)


def sentences(words: Words, values: Sequence[Any]) -> Piece:
    """The same with a capital at its beginning, unless it begins with data."""
    if isinstance(values, Template):
        return _of_template(words, values, capital=True)
    if isinstance(values, Texts):
        return _picked(words, values, sentences)
    if isinstance(values, ValueColumn):
        return _begun(words, in_words(words, values), values)
    return by_identity(values, lambda some: [words.capital(words.value(each), each) for each in some])


def _begun(words: Words, said: Piece, values: Sequence[Any]) -> Piece:
    """What is said of some values, likewise."""
    if isinstance(said, str) and isinstance(values, Same):
        return words.capital(said, values.value)
    return list(map(words.capital, each_of(said, len(values)), values))


def _picked(words: Words, texts: Texts, tell: Tell = in_words) -> list[str]:
    """Texts of several templates."""
    return texts.told(lambda part: each_of(tell(words, part), len(part)), "")


def _of_template(words: Words, texts: Template, *, capital: bool = False) -> Piece:
    filling = _Filling(words, dict(texts.values), texts.many, capital)
    if texts.plural is None:
        return filling.of(words.template(texts.template))
    counts = list(filling.columns["n"])
    forms = {n: words.template(texts.template, texts.plural, n) for n in set(counts)}
    said = {form: each_of(filling.of(form), texts.many) for form in set(forms.values())}
    return [said[forms[n]][at] for at, n in enumerate(counts)]


@dataclass(frozen=True, slots=True)
class _Filling:
    """What fills a template, by field; both forms of a plural are filled with the same."""

    words: Words
    columns: Mapping[str, Sequence[Any]]
    many: int
    capital: bool
    _known: dict[tuple[str, bool], Piece] = field(default_factory=dict)

    def of(self, template: str) -> Piece:
        """A template in the reader's language with its values written in."""
        first = first_field(template) if self.capital else None
        pieces: list[Piece] = [
            self._value(each, begins=not at and first is not None) if is_field else each
            for at, (each, is_field) in enumerate(_cut(template))
        ]
        if not self.capital or not pieces:
            return _together(pieces, self.many)
        leading = Same(Text(""), self.many) if first is None else self.columns[first]
        if first is None:  # a word of ours
            pieces[0] = _begun(self.words, pieces[0], leading)
        said = _together(pieces, self.many)
        return _begun(self.words, said, leading) if "" in each_of(pieces[0], 1) else said

    def _value(self, name: str, *, begins: bool) -> Piece:
        """What fills a field, in words."""
        if (name, begins) not in self._known:
            tell = sentences if begins else in_words
            self._known[name, begins] = tell(self.words, self.columns[name])
        return self._known[name, begins]


def _together(pieces: Sequence[Piece], many: int) -> Piece:
    """So many texts, each of its pieces."""
    same = [each for each in pieces if isinstance(each, str)]
    return "".join(same) if len(same) == len(pieces) else list(joined(pieces, many))


@cache  # there are as many templates as the program has
def _cut(template: str) -> tuple[tuple[str, bool], ...]:
    """The pieces of a template in order, each with whether it is the name of a field."""
    cut = []
    for literal, name, *_ in Formatter().parse(template):
        cut += [(literal, False)] * bool(literal) + [(name or "", True)] * (name is not None)
    return tuple(cut)


def _named(words: Words, named: Named) -> Piece:
    """Promotions, each as `Words` says it."""
    kinds, ids = named.kind, _data(words, named.id)
    befores, afters, alone = zip(*map(words.around, range(len(KIND_WORDS))), strict=True)
    before, after = (once(kinds, partial(map, each.__getitem__)) for each in (befores, afters))
    said = _together((before, ids, after), len(ids))
    if "" not in ids:
        return said
    return [
        each if name else alone[kind]
        for each, name, kind in zip(each_of(said, len(ids)), ids, kinds, strict=True)
    ]


def _rows(words: Words, rows: InRows) -> list[str]:
    """Values in a row."""
    said = each_of(in_words(words, rows.values), len(rows.values))
    between = words.between
    return [between.join(said[low:high]) for low, high in pairwise(rows.first)]


def _amounts(words: Words, amounts: Amounts) -> list[str]:
    """Amounts with their currencies."""
    minor = [each for each in amounts.minor if each is not None]
    if len(minor) < len(amounts):
        raise TypeError(amounts)  # no text says nothing
    of = partial(moneys, words.language, words.raw)
    if only := only_one(amounts.currency):
        return list(map(of(only).__getitem__, minor))
    return [of(currency)[each] for each, currency in zip(minor, amounts.currency, strict=True)]


def _data(words: Words, texts: Sequence[str]) -> Sequence[str]:
    """What stood in files."""
    return texts if words.raw or "".join(texts).isprintable() else list(map(words.data, texts))


def _listed(words: Words, values: Sequence[Any]) -> Piece:
    """Values that are no column of their own."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return _data(words, values)
    if kinds == {int}:
        return once(values, lambda some: map(words.number, some))
    if kinds == {tuple}:
        return _rows(words, InRows.of(values))
    return by_identity(values, lambda some: map(words.value, some))


_COLUMNS: dict[type, Callable[[Words, Any], Piece]] = {
    Template: _of_template,
    Texts: _picked,
    Named: _named,
    InRows: _rows,
    Amounts: _amounts,
}
