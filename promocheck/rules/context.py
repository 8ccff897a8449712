"""What turns hits into findings, as the pipeline lends it to the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from promocheck.model.batch import PlaceColumns
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.policy import RuleSettings
from promocheck.rules.asked import Asked, Mended
from promocheck.rules.subjects import Subjects
from promocheck.tables.explained import Explained
from promocheck.tables.ragged import Ragged
from promocheck.tables.spans import Parts


@dataclass(frozen=True, slots=True)
class Context:
    """What turns hits into findings: the arithmetic of segments, the places of numbers, the end of time.

    All of them answer for many at once. `taking_part(segments, known)` are the promotion rows that make prices of owners' segments
    besides those known to, `undercutting(segments, limits, known)` those with which some buyer pays less than a limit there. `mended(asked, explained, prices)` are the fixes with a number of hits that ask for
    one, whose prices are these of those explained, None where there is none; `places` the cells behind findings,
    `floor_sources` what gives the floors of segments. `rules_of(store, marketplace)` are the settings that hold there for what
    names no listing, `judged` the listings for which settings hold; `until` and `open_end` are the horizon and what stands for
    "without an end".
    """

    explain: Callable[[NDArray[np.int64]], Explained]
    taking_part: Callable[[Ragged, Ragged], Parts]
    undercutting: Callable[[Ragged, NDArray[np.int64], Ragged], Parts]
    mended: Callable[[Asked, Explained, NDArray[np.int64]], Mended]
    places: Callable[[Subjects], PlaceColumns]
    floor_sources: Callable[[NDArray[np.int64]], Sequence[Text | None]]
    rules_of: Callable[[str, str], Mapping[str, RuleSettings]]
    judged: Callable[[Mapping[str, RuleSettings]], NDArray[np.bool_]]
    until: int
    open_end: int
