"""What costs the same in the documented reading as by the worst rules, so that it is priced once."""

from __future__ import annotations

from promocheck.model.kind import Form
from promocheck.policy import Stacking
from promocheck.pricing.classes import NO_CLASS
from promocheck.pricing.keys import Flags
from promocheck.pricing.terms import Terms


def same_alone(stacking: Stacking, terms: Terms) -> Flags:
    """By row of these terms whether it leaves the same price in both readings, where one promotion runs and nothing else.

    They differ in what promotions do to each other, in what shares are of once something has set the price, and in how money off
    is rounded: where it goes by the unit, or in steps of more than a minor unit. A price that is set depends on none of them.
    """
    one_unit = (terms.min_quantity <= 1) & (terms.min_spend <= 0) & (terms.buy <= 0) & (terms.get <= 0)
    exact = (terms.form == Form.PERCENT) | (not stacking.rounding.to)
    found: Flags = (terms.price_class != NO_CLASS) | ((terms.half != NO_CLASS) & one_unit & exact)
    return found
