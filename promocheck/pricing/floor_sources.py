"""What gives a floor, in words: the sheet, the listing, cost and margin, or a part of the policy."""

from __future__ import annotations

from dataclasses import dataclass

from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.model.text import Text, say
from promocheck.pricing.floors import Floors, Highest, Origin, Term
from promocheck.tables import NO_MONEY, Columns


@dataclass(frozen=True, slots=True)
class FloorSources:
    """Looks up why a listing's floor is what it is. `terms` are the parts of the policy that `Origin.POLICY` counts from."""

    listings: Columns
    sheet: Columns
    floors: Floors
    terms: tuple[Term, ...]

    def of(self, listing: int, highest: Highest, at: int) -> Text | None:
        """The source of the floor at a row of `highest`, which is the listing's; None without a floor."""
        origin, row = int(highest.origin[at]), int(highest.row[at])
        if origin >= Origin.POLICY:
            return self._policy(listing, origin)
        if origin == Origin.MIN_PRICE:
            return say("the listing's minimum price")
        if origin == Origin.FLOOR:
            return self._exchanged(row, say("floors sheet"))
        if origin == Origin.COST:
            return self._exchanged(row, self._cost(listing, row))
        if origin == Origin.SHARE:
            points = Percent(self.sheet.number("min_percent_of_price", row))
            return say("{percent} of {price}, floors sheet", percent=points, price=self._price(listing))
        return None

    def _policy(self, listing: int, origin: int) -> Text:
        step = origin - Origin.POLICY
        term = self.terms[step // 2]
        if step % 2 == 0:
            return say("{name} in the policy", name=term.name)
        percent = term.terms.min_percent_of_price
        return say(
            "{percent} of {price}, {name} in the policy",
            percent=Percent(int((percent or 0) * 100)),
            price=self._price(listing),
            name=term.name,
        )

    def _cost(self, listing: int, row: int) -> Text:
        rows, costs = self.floors.rows, self.floors.costs
        at = int(((rows.listing == listing) & (rows.row == row)).nonzero()[0][0])
        cost, fees, margin, vat = (
            int(column[at]) for column in (costs.cost, costs.fees, costs.margin, costs.vat)
        )
        values = {
            "cost": self._money(listing, cost),
            "fees": self._money(listing, 0 if fees == NO_MONEY else fees),
            "margin": Percent(margin),
        }
        if vat:
            return say("cost {cost}, fees {fees}, margin {margin}, VAT {vat}", **values, vat=Percent(vat))
        return say("cost {cost}, fees {fees}, margin {margin}", **values)

    def _exchanged(self, row: int, source: Text) -> Text:
        """The source, and the currency that its amounts were in, where that is another."""
        written = self.sheet.text("written", row)
        if written == self.sheet.text("currency", row):
            return source
        return say("{source}, from {currency}", source=source, currency=written)

    def _price(self, listing: int) -> Money:
        return self._money(listing, self.listings.number("price", listing))

    def _money(self, listing: int, minor: int) -> Money:
        return Money(minor, BY_CODE[self.listings.text("marketplace", listing)].currency)
