"""Of which of the stacking section's classes a promotion is."""

from __future__ import annotations

from math import prod
from typing import Final

import numpy as np

from promocheck.policy import Stacking
from promocheck.pricing.keys import Ints
from promocheck.tables.columns import one_of_few
from promocheck.tables.frames import Frame

NO_CLASS: Final = -1


def class_of(promotions: Frame, stacking: Stacking) -> Ints:
    """The class of each promotion row, numbered as `stacking.members()`; NO_CLASS where none takes it.

    What is asked for this are small numbers: their combinations are few, and each row looks up its own.
    """
    columns = tuple(promotions[name] for name in ("kind", "form", "coded", "combinability"))
    sizes = tuple(int(column.max(initial=0)) + 1 for column in columns)
    row = np.zeros(len(promotions), dtype=np.int64)
    for column, size in zip(columns, sizes, strict=True):
        row *= size
        row += column
    return _class_of_each(stacking, *np.unravel_index(np.arange(prod(sizes)), sizes))[row]


def _class_of_each(stacking: Stacking, kind: Ints, form: Ints, coded: Ints, combinability: Ints) -> Ints:
    """The same of columns."""
    found = np.full(len(kind), NO_CLASS, dtype=np.int64)
    for number, (_, member) in enumerate(stacking.members()):
        fits = (found == NO_CLASS) & one_of_few(kind, member.kinds)
        if member.coded is not None:
            fits &= coded == member.coded
        if member.combinability is not None:
            fits &= (coded == 1) & (combinability == member.combinability)
        if member.form is not None:
            fits &= form == member.form
        found[fits] = number
    return found
