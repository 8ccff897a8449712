"""What rules tell by the ten thousand, as columns of texts: promotions and SKUs named, as many as can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promocheck.model.text import Text
from promocheck.model.texts import Amounts, InRows, Named, Same, Template
from promocheck.rules.evidence import Evidence
from promocheck.rules.few import FEW_SKUS, SKUS_AND_MORE
from promocheck.rules.hits import texts_at
from promocheck.rules.telling import ALSO_ON, MOST_NAMED, PROMOTIONS_AND_MORE
from promocheck.tables.ragged import Ragged

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Tell = Callable[[Ints], Sequence[Text]]  # by the numbers of hits, what is said of them
TellWith = Callable[[Ints, Sequence[Any]], Sequence[Text]]  # likewise, with what is named of each


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


def each_on_listings(evidence: Evidence, message: Tell, listings: Ragged) -> Sequence[Text]:
    """By hit a message about the first of its listings, and how many others it holds for."""
    others = listings.without_first()
    counts = others.counts

    def also(at: Ints) -> Sequence[Text]:
        def tell(some: Ints, skus: Sequence[Any]) -> Sequence[Text]:
            mine = at[some]
            return filled(ALSO_ON, len(mine), n=counts[mine].tolist(), message=message(mine), skus=skus)

        return by_skus(evidence, others.of_owners(at), tell)

    return one_of(len(counts), (counts == 0, message), (counts > 0, also))
