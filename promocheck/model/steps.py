"""The lines of the arithmetic behind a price; and those of many prices as columns, which are printed by the hundred thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from itertools import accumulate, chain
from typing import Final, NamedTuple

from promocheck.model.money import Money, Percent, money, percent
from promocheck.model.texts import ValueColumn
from promocheck.model.value import dataclass

_COUNTED: Final = ("promotion", "name", "kind", "effect", "units", "cheaper")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic. `promotion` is None for the first, the selling price.

    `amount` is what the step takes off, never more than is left; `price_after` what remains. `effect` is `price`,
    `percent` or `amount` and `value` how much of it; `base` is what a percentage is of, and for a sale price, or another
    that is paid in place of the listing's own, that one; `units` the fewest units at which a threshold is reached (1 without
    one); of so many `cheaper` ones where x are bought to get y.
    """

    promotion: str | None
    kind: str
    effect: str
    value: Money | Percent
    base: Money | None
    units: int
    amount: Money
    price_after: Money
    name: str | None = None
    cheaper: int = 0


@dataclass(frozen=True, slots=True)
class StepColumns(ValueColumn["StepsAt"]):
    """The steps of several prices: those of a price from `first` of it on to the next one's. Amounts in minor units of `currency`.

    The other fields are a step's. `value` is in basis points where it is a `share`; `base` is None where there is none.
    """

    first: Sequence[int]
    currency: Sequence[str]
    promotion: Sequence[str | None]
    name: Sequence[str | None]
    kind: Sequence[str]
    effect: Sequence[str]
    share: Sequence[bool]
    value: Sequence[int]
    base: Sequence[int | None]
    units: Sequence[int]
    cheaper: Sequence[int]
    amount: Sequence[int]
    price_after: Sequence[int]

    @staticmethod
    def of(prices: Sequence[Sequence[Step]]) -> StepColumns:
        """The same steps."""
        first = [*accumulate(map(len, prices), initial=0)]
        steps = list(chain.from_iterable(prices))
        values = [each.value for each in steps]
        return StepColumns(
            first=first,
            currency=[each.price_after.currency for each in steps],
            share=[not isinstance(each, Money) for each in values],
            value=[each.minor if isinstance(each, Money) else each.basis_points for each in values],
            base=[None if each.base is None else each.base.minor for each in steps],
            amount=[each.amount.minor for each in steps],
            price_after=[each.price_after.minor for each in steps],
            **{name: [getattr(each, name) for each in steps] for name in _COUNTED},
        )

    def __len__(self) -> int:
        return len(self.first) - 1

    def at(self, row: int) -> StepsAt:
        """The steps of one of the prices, where they stand."""
        return StepsAt(self, row)

    def selling(self) -> list[int | None]:
        """By price the selling price, with which its steps begin; each has some."""
        after = [*self.price_after, None]
        return [after[each] for each in self.first[:-1]]

    def of_price(self, at: int) -> tuple[Step, ...]:
        """The steps of one of the prices."""
        return tuple(map(self._step, range(self.first[at], self.first[at + 1])))

    def _step(self, at: int) -> Step:
        currency, value, base = self.currency[at], self.value[at], self.base[at]
        return Step(
            self.promotion[at],
            self.kind[at],
            self.effect[at],
            percent(value) if self.share[at] else money(value, currency),
            None if base is None else money(base, currency),
            self.units[at],
            money(self.amount[at], currency),
            money(self.price_after[at], currency),
            self.name[at],
            self.cheaper[at],
        )


class StepsAt(NamedTuple):
    """The steps of a price, where they stand among those of others."""

    columns: StepColumns
    at: int

    @property
    def steps(self) -> tuple[Step, ...]:
        """They themselves."""
        return self.columns.of_price(self.at)

    def alone(self) -> StepColumns:
        """The same without those of other prices."""
        columns, at = self.columns, self.at
        mine = slice(columns.first[at], columns.first[at + 1])
        own = {
            each.name: getattr(columns, each.name)[mine] for each in fields(columns) if each.name != "first"
        }
        return StepColumns(first=[0, mine.stop - mine.start], **own)
