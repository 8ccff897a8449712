"""What gives a floor, in words: the sheet, the listing, cost and margin, or a part of the policy."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent, money
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.pricing.floors import Floors, FloorsAt, Origin, Term, points_of, share
from promocheck.pricing.keys import Ints, meeting
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import repeated
from promocheck.tables.frames import Columns

_MINIMUM: Final = say("the listing's minimum price")
_SHEET: Final = say("floors sheet")


@dataclass(frozen=True, slots=True)
class FloorSources:
    """Looks up why listings' floors are what they are. `terms` are the parts of the policy that `Origin.POLICY` counts from."""

    listings: Columns
    sheet: Columns
    floors: Floors
    terms: tuple[Term, ...]

    def of(self, listing: Ints, highest: FloorsAt, at: Ints) -> list[Text | None]:
        """The sources of the floors at some rows of `highest`, which are the listings'; None without a floor."""
        given = highest.take(at)
        origin, row = given.origin, given.row
        found: list[Text | None] = [None] * len(at)
        for each in np.unique(origin).tolist():
            mine = np.flatnonzero(origin == each)
            texts = self._of_origin(each, listing[mine], row[mine], given.value[mine])
            for place, text in zip(mine.tolist(), texts, strict=True):
                found[place] = text
        return found

    def _of_origin(self, origin: int, listing: Ints, row: Ints, value: Ints) -> list[Text] | list[None]:
        if origin >= Origin.POLICY:
            return self._policy(origin, listing, value)
        if origin == Origin.MIN_PRICE:
            return [_MINIMUM] * len(listing)
        if origin == Origin.FLOOR:
            return self._exchanged(row, [_SHEET] * len(row))
        if origin == Origin.COST:
            return self._exchanged(row, self._costs(listing, row))
        if origin == Origin.SHARE:
            return self._shares(listing, row, value)
        return [None] * len(listing)

    def _policy(self, origin: int, listing: Ints, value: Ints) -> list[Text]:
        step = origin - Origin.POLICY
        term = self.terms[step // 2]
        if step % 2 == 0:
            currencies = self._currencies(listing)
            said = {each: say("{name} in the policy", name=term.amount_name(each)) for each in {*currencies}}
            return [said[each] for each in currencies]
        points = points_of(term.terms)
        return [
            say(
                "{percent} of {price}, {name} in the policy",
                percent=Percent(points),
                price=price,
                name=term.share_name(),
            )
            for price in self._prices(listing, repeated(points, len(listing), np.int64), value)
        ]

    def _shares(self, listing: Ints, row: Ints, value: Ints) -> list[Text]:
        points = self.sheet["min_percent_of_price"][row]
        return [
            say("{percent} of {price}, floors sheet", percent=Percent(each), price=price)
            for each, price in zip(points.tolist(), self._prices(listing, points, value), strict=True)
        ]

    def _costs(self, listing: Ints, row: Ints) -> list[Text]:
        costs, at = self.floors.costs, self._pairs(listing, row)
        fees, written, own = costs.fees[at], self.sheet["written"][row], self._currencies(listing)
        previewed = (fees != NO_MONEY) & (self.sheet["fees"][row] == NO_MONEY)
        columns = (costs.cost[at], np.where(fees == NO_MONEY, 0, fees), costs.margin[at], costs.vat[at])
        return [
            _cost(money(cost, of), money(fee, here if preview else of), margin, vat)
            for cost, fee, margin, vat, of, here, preview in zip(
                *(column.tolist() for column in (*columns, written)), own, previewed.tolist(), strict=True
            )
        ]

    def _pairs(self, listing: Ints, row: Ints) -> Ints:
        """Where these listings stand with these rows of the sheet among all that join."""
        rows, size = self.floors.rows, self.sheet.rows
        keys, back = np.unique(listing * size + row, return_inverse=True)
        every = rows.listing * size + rows.row
        place = np.searchsorted(keys, every)
        place[place == len(keys)] = 0
        found = np.empty(len(keys), dtype=np.int64)
        mine = np.flatnonzero(keys[place] == every)[::-1]
        found[place[mine]] = mine
        return found[back]

    def _exchanged(self, row: Ints, sources: list[Text]) -> list[Text]:
        """The sources, and the currency that their amounts were in, where that is another."""
        written, used = (self.sheet[name][row] for name in ("written", "currency"))
        for at in np.flatnonzero(written != used).tolist():
            sources[at] = say("{source}, from {currency}", source=sources[at], currency=written[at])
        return sources

    def _prices(self, listing: Ints, points: Ints, value: Ints) -> list[Money]:
        """Of which prices floors of this `value` are so many basis points: the listings' own, or those of a dearer sale."""
        prices, dearer = self.listings["price"][listing], self.floors.dearer
        sold = np.flatnonzero(share(prices, points) != value)
        if len(sold):
            one, at = meeting(dearer.listing, listing[sold])
            mine = sold[at]
            fits = share(dearer.price[one], points[mine]) == value[mine]
            prices[mine[fits]] = dearer.price[one[fits]]
        return [money(*each) for each in zip(prices.tolist(), self._currencies(listing), strict=True)]

    def _currencies(self, listing: Ints) -> list[str]:
        return [BY_CODE[each].currency for each in self.listings["marketplace"][listing].tolist()]


def _cost(cost: Money, fees: Money, margin: int, vat: int) -> Text:
    values = {"cost": cost, "fees": fees, "margin": Percent(margin)}
    if vat:
        return say("cost {cost}, fees {fees}, margin {margin}, VAT {vat}", **values, vat=Percent(vat))
    return say("cost {cost}, fees {fees}, margin {margin}", **values)
