"""The same item of an order in several files: counted once, as the latest file has it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from promocheck.model.value import dataclass
from promocheck.tables.frames import Frame
from promocheck.tables.numbering import numbered_rows

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Twice:
    """Which lines are counted elsewhere, and how often which file (by its source) repeats which: {(again, counted): lines}."""

    again: Flags
    files: Counter[tuple[int, int]]


def twice(lines: Frame) -> Twice:
    """Lines that several files have. An order may have two lines of one SKU: then the first is the first in every file.

    The line that was updated last counts; of equal ones that of the last file.
    """
    source = lines["source"]
    again, files = np.zeros(len(lines), dtype=bool), Counter[tuple[int, int]]()
    if not len(lines) or (source == source[0]).all():
        return Twice(again, files)
    keys = [numbered_rows(lines[name])[0] for name in ("order_id", "sku")]
    item = pd.factorize(keys[0] * (int(keys[1].max()) + 1) + keys[1])[0].astype(np.int64)
    nth = pd.Series(item).groupby([item, source], sort=False).cumcount().to_numpy()
    same = pd.factorize(item * (int(nth.max()) + 1) + nth)[0].astype(np.int64)
    several = np.flatnonzero(np.bincount(same)[same] > 1)
    if not len(several):
        return Twice(again, files)
    # ISO 8601 in UTC sorts as it is written.
    updated, _ = pd.factorize(lines["updated"][several], sort=True)
    order = several[np.lexsort((several, updated, same[several]))]
    last = np.append(same[order][1:] != same[order][:-1], [True])
    again[order[~last]] = True
    counted = order[last][np.cumsum(last) - last]
    for mine, other in zip(source[order[~last]].tolist(), source[counted[~last]].tolist(), strict=True):
        files[mine, other] += 1
    return Twice(again, files)
