"""How far what is set up agrees with what was meant: kind, discount, time."""

from __future__ import annotations

import numpy as np

from promocheck.model.kind import Form
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Flags, Ints
from promocheck.tables import NO_END, NO_MONEY, NO_START
from promocheck.tables.frames import Frame

# What a blank in the plan leaves open: the column and its blank.
_OPEN = {"min_quantity": 1, "min_spend": 0, "buy_quantity": 0, "get_quantity": 0}


@dataclass(frozen=True, slots=True)
class Cells:
    """A row, of the plan or of the promotions, and one thing that it is for: a listing row, or what no listing has."""

    row: Ints
    target: Ints


@dataclass(frozen=True, slots=True)
class Agreement:
    """By pair of a cell of the plan and one that is set up. `overlaps`: they run at some time together."""

    kind: Flags
    discount: Flags
    overlaps: Flags
    window: Flags

    def spread_over(self, size: int, places: Ints, rows: Ints) -> Agreement:
        """These rows at their places among `size`; elsewhere nothing agrees."""
        columns = (np.zeros(size, dtype=bool) for _ in range(4))
        said = (self.kind, self.discount, self.overlaps, self.window)
        found = []
        for column, flags in zip(columns, said, strict=True):
            column[places] = flags[rows]
            found.append(column)
        return Agreement(*found)


def agreement_of(
    listings: Frame,
    plan: Frame,
    promotions: Frame,
    meant: Cells,
    set_up: Cells,
    pairs: tuple[Ints, Ints],
) -> Agreement:
    """`pairs` are positions in `set_up` and in `meant`, both for the same thing."""
    there, here = pairs
    one, other = meant.row[here], set_up.row[there]
    kind = plan["kind"][one] == promotions["kind"][other]
    starts, ends = ((plan[name][one], promotions[name][other]) for name in ("start", "end"))
    overlaps = (starts[0] < ends[1]) & (starts[1] < ends[0])
    window = _same_or_open(starts, NO_START) & _same_or_open(ends, NO_END)
    price = np.append(listings["price"], NO_MONEY)
    at = np.minimum(set_up.target[there], len(listings))
    return Agreement(kind, same_discounts(plan, promotions, one, other, price[at]), overlaps, window)


def _same_or_open(pair: tuple[Ints, Ints], blank: int) -> Flags:
    found: Flags = (pair[0] == pair[1]) | (pair[0] == blank)
    return found


def same_discounts(plan: Frame, promotions: Frame, one: Ints, other: Ints, price: Ints) -> Flags:
    """Whether rows give the same; `price` is the listing's, by which 30 % off is held against a price of 70.

    Two forms of one discount may differ by a minor unit, for percentages are rounded. A condition that the plan leaves blank is not judged,
    nor is a value that an export does not name: of that another rule tells.
    """
    forms = [frame["form"][at] for frame, at in ((plan, one), (promotions, other))]
    values = [frame["value"][at] for frame, at in ((plan, one), (promotions, other))]
    left = [_left(form, value, price) for form, value in zip(forms, values, strict=True)]
    same_form = forms[0] == forms[1]
    alike = (price != NO_MONEY) & (np.abs(left[0] - left[1]) <= 1)
    same: Flags = np.where(same_form, values[0] == values[1], alike) | (values[1] == NO_MONEY)
    for name, blank in _OPEN.items():
        meant, found = plan[name][one], promotions[name][other]
        same &= (meant == blank) | (meant == found)
    return same


def _left(form: Ints, value: Ints, price: Ints) -> Ints:
    """What a discount leaves of a price."""
    known = (price != NO_MONEY) & (value != NO_MONEY)
    base, off = np.where(known, price, 0), np.where(known, value, 0)
    share = base - (base * off + 5_000) // 10_000
    found: Ints = np.select([form == Form.PERCENT, form == Form.AMOUNT], [share, base - off], off)
    return found
