"""What rules tell by the ten thousand, as columns of texts: promotions and SKUs named, as many as can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.few import FEW_SKUS, SKUS_AND_MORE
from promocheck.model.text import Text, say_n
from promocheck.model.texts import Amounts, InRows, Named, Same, Template, some_of, texts_at
from promocheck.rules.evidence import Evidence
from promocheck.rules.telling import MOST_NAMED, PROMOTIONS_AND_MORE
from promocheck.tables.ragged import Ragged

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Tell = Callable[[Ints], Sequence[Text]]  # by the numbers of hits, what is said of them
TellWith = Callable[[Ints, Sequence[Any]], Sequence[Text]]  # likewise, with what is named of each
ByNames = Callable[[Evidence, Ragged, TellWith], Sequence[Text]]  # as `by_promotions` and `by_skus`
Sentence = Callable[[Ints], tuple[Text, Mapping[str, Sequence[Any]]]]  # by numbers of hits, and what fills it

_ALSO_ON: Final = say_n(
    "{message} Also on {n} other SKU: {skus}.", "{message} Also on {n} other SKUs: {skus}.", 2
)


def filled(text: Text, many: int, **values: Sequence[Any]) -> Template:
    """So many texts of one template, with what fills its fields."""
    return Template(text.template, many, tuple(values.items()), text.plural)


def always(text: Text) -> Tell:
    """One text of all hits."""
    return lambda at: Same(text, len(at))


def one_of(many: int, *ways: tuple[Flags, Tell]) -> Sequence[Text]:
    """Of so many hits what is said of each by the one way that is its own."""
    place, parts, before = np.empty(many, dtype=np.int64), [], 0
    for mine, tell in ways:
        at = np.flatnonzero(mine)
        if not len(at):
            continue
        texts = tell(at)
        if len(at) == many:
            return texts
        place[at] = before + np.arange(len(at))
        before += len(at)
        parts.append(texts)
    return texts_at(parts, place.tolist())


def in_currency_of(evidence: Evidence, listing: Ints) -> Callable[[Ints], Amounts]:
    """What makes amounts of minor units, each of its listing's currency."""
    currency = evidence.currencies(listing)
    return lambda minor: Amounts(minor.tolist(), currency)


def each_named(evidence: Evidence, rows: Ragged) -> InRows:
    """By owner its promotion rows by kind and id."""
    kinds, ids = (evidence.promotions[name][rows.rows].tolist() for name in ("kind", "id"))
    return InRows(rows.first.tolist(), Named(kinds, ids))


def by_promotions(evidence: Evidence, rows: Ragged, tell: TellWith) -> Sequence[Text]:
    """What is told of hits and their promotion rows by kind and id: as many as can be read, and how many more there are."""
    return _by_few(
        rows, MOST_NAMED, lambda few: each_named(evidence, few), ("promotions", PROMOTIONS_AND_MORE), tell
    )


def by_skus(evidence: Evidence, listings: Ragged, tell: TellWith) -> Sequence[Text]:
    """What is told of hits and the SKUs of their listings, as `skus_named`: the first few, and how many more there are."""
    skus = evidence.listings["sku"]

    def named(few: Ragged) -> InRows:
        return InRows(few.first.tolist(), skus[few.rows].tolist())

    return _by_few(listings, FEW_SKUS, named, ("skus", SKUS_AND_MORE), tell)


def _by_few(
    rows: Ragged, most: int, named: Callable[[Ragged], InRows], and_more: tuple[str, Text], tell: TellWith
) -> Sequence[Text]:
    counts, (field, text) = rows.counts, and_more

    def few(at: Ints) -> Sequence[Text]:
        return tell(at, named(rows.of_owners(at)))

    def more(at: Ints) -> Sequence[Text]:
        first = {field: named(rows.of_owners(at).first_few(most))}
        return tell(at, filled(text, len(at), **first, more=(counts[at] - most).tolist()))

    return one_of(len(counts), (counts <= most, few), (counts > most, more))


def naming(
    evidence: Evidence, messages: Sequence[Text], named: Ragged, by: tuple[str, ByNames], sentence: Sentence
) -> Sequence[Text]:
    """Messages, behind some of which stands a sentence that names promotions or SKUs in a field; nearly all have none."""
    at, (field, by_names) = np.flatnonzero(named.counts), by
    if not len(at):
        return messages

    def tell(some: Ints, names: Sequence[Any]) -> Sequence[Text]:
        mine = at[some]
        text, values = sentence(mine)
        before = some_of(messages, mine.tolist())
        return filled(text, len(mine), **values, message=before, **{field: names})

    place = np.arange(len(messages))
    place[at] = len(messages) + np.arange(len(at))
    return texts_at((messages, by_names(evidence, named.of_owners(at), tell)), place.tolist())


PROMOTIONS_OF: Final = ("promotions", by_promotions)
SKUS_OF: Final = ("skus", by_skus)


def with_other_skus(evidence: Evidence, messages: Sequence[Text], also_on: Ragged) -> Sequence[Text]:
    """Messages about a listing, and on how many others that is so: the first few of these by their SKUs."""
    counts = also_on.counts
    return naming(evidence, messages, also_on, SKUS_OF, lambda at: (_ALSO_ON, {"n": counts[at].tolist()}))
