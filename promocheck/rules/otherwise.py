"""What would be paid if some promotions did not run, as the pipeline lends it to the rules that ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Arithmetic
from promocheck.model.steps import Step
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.tables.frames import Columns
from promocheck.tables.ragged import Ragged

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
# Of segments as they would be, which stand at these places among those asked for: where one of their prices is wrong.
Wrong = Callable[[Columns, Ints, str], Flags]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Some segments as they would be: the SEGMENTS table, with the floors of such hours.

    Of some of these, by their numbers, the promotion rows that are `gone` from them, how the prices of each come about, and what
    gives their floors.
    """

    segments: Columns
    gone: Callable[[Ints], Ragged]
    explain: Callable[[Ints], Sequence[Arithmetic]]
    floor_sources: Callable[[Ints], Sequence[Text | None]]


class Without(Protocol):
    """What would be paid without some promotions."""

    def __call__(self, rows: Flags, segments: Ints, wrong: Wrong) -> Otherwise:
        """The worst that can be in these segments, which are in order, if marked promotion rows did not run.

        All of them may not run, or some; worst is what is `wrong` of its prices first, then the lowest.
        """
        ...


class AtPrice(NamedTuple):
    """The numbers of a hit where they are not a segment's: amounts in minor units, `floor` perhaps NO_MONEY.

    They hold from `start` to `end`. `floor_source` gives the floor, None without one; `steps` lead to the stacked price.
    """

    stacked: int
    documented: int
    floor: int
    start: int
    end: int
    floor_source: Text | None
    steps: tuple[Step, ...]
