"""What is as wrong in other segments of a run, or for other buyers: a finding names what makes its worst price, and others may be too low by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Kind
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import Hits
from promocheck.rules.telling_columns import PROMOTIONS_OF, in_currency_of, naming
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import first_of, lexical_order
from promocheck.tables.spans import NO_PRICE, Parts

Ints = NDArray[np.int64]

_KINDS: Final = len(Kind) + 1


@dataclass(frozen=True, slots=True)
class Others:
    """By run promotion rows in breach in some of its segments, or for some buyers, that have no part in the worst price.

    Each promotion once, in order of ids. `lowest` is the lowest price that they have a part in, in minor units; `NO_PRICE` where there
    is none, or there are so many that they are only there for waivers.
    """

    promotions: Ragged
    lowest: Ints

    @property
    def told(self) -> Ragged:
        """Those that are named to whoever reads the finding."""
        owners = np.arange(len(self.lowest))
        return self.promotions.of_owners(np.where(self.lowest == NO_PRICE, -1, owners))


def others_among(parts: Parts, worst: Ragged, evidence: Evidence) -> Others:
    """Of what has a part in runs that of which no row of the worst segment, by run, is."""
    many = len(worst.first) - 1
    lowest = np.full(many, NO_PRICE)
    if not len(parts.owner):
        return Others(Ragged.none(many), lowest)
    names = _Names(evidence, int(evidence.number.max(initial=0)))
    there = np.zeros(many, dtype=bool)
    there[parts.owner] = True
    worst = worst.of_owners(np.where(there, np.arange(many), -1))
    name = names.of(parts.owner, parts.row)
    fresh = np.flatnonzero(~np.isin(name, names.of(worst.owner, worst.rows)))
    parts, name = parts.where(fresh), name[fresh]
    np.minimum.at(lowest, parts.owner, parts.lowest)
    order = lexical_order(name, parts.row)
    parts = parts.where(order[first_of((name[order],))])
    return Others(Ragged.by_owner(parts.row, parts.owner, many), lowest)


def with_others(messages: Sequence[Text], hits: Hits, others: Others, evidence: Evidence) -> Sequence[Text]:
    """The messages of hits; where others are in breach in other hours or for other buyers they name these, as many as can be read, and how low it is."""
    messages = naming(evidence, messages, hits.others, PROMOTIONS_OF, lambda _: (_ALSO, {}))

    def down_to(at: Ints) -> tuple[Text, Mapping[str, Sequence[Any]]]:
        return _TOO_LOW, {"price": in_currency_of(evidence, hits.listing[at])(others.lowest[at])}

    return naming(evidence, messages, others.told, PROMOTIONS_OF, down_to)


_TOO_LOW: Final = say(
    "{message} In other hours or for other buyers it is too low as well, by {promotions}: down to {price}."
)
_ALSO: Final = say("{message} In other hours also: {promotions}.")


@dataclass(frozen=True, slots=True)
class _Names:
    """Promotions by number, in order of their ids; what a listing offers itself has none, and is told by its kind."""

    evidence: Evidence
    most: int

    def of(self, owner: Ints, row: Ints) -> Ints:
        """One number of an owner and the promotion that a row is of, in order of both."""
        kind = self.evidence.promotions["kind"][row].astype(np.int64)
        nameless = np.where(self.evidence.identified[row], 0, 1 + kind)
        return (owner * (self.most + 1) + self.evidence.number[row]) * _KINDS + nameless
