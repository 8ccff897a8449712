"""A shop as questions about its prices need it."""

from __future__ import annotations

from functools import partial

import numpy as np

from promocheck.model.finding import Severity
from promocheck.pipeline.shop import Shop
from promocheck.policy import RuleSettings
from promocheck.pricing.copies import Ground, Never
from promocheck.pricing.keys import Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.promotions import standing
from promocheck.pricing.sweep import Campaign
from promocheck.pricing.timeline import Horizon
from promocheck.rules import forbidden_stack, near_zero
from promocheck.tables.columns import picked
from promocheck.tables.near_zero import least_amounts, lowest_beyond


def ground_of(shop: Shop, work: Campaign, horizon: Horizon) -> Ground:
    """The shop's campaign with its floors, and with what near zero is where the policy judges it."""
    return Ground(
        shop.listings,
        shop.promotions,
        shop.number,
        shop.promotions["id"] != "",
        shop.edited,
        shop.windows,
        shop.floors,
        shop.sales,
        shop.scopes,
        work,
        horizon,
        partial(lowest, shop),
        tuple(_never(work, scoped.rules[forbidden_stack.RULE.id]) for scoped in shop.scopes.scoped),
        standing(shop.promotions),
    )


def _never(work: Campaign, options: RuleSettings) -> Never:
    """What must never run together, where that is an error."""
    assert isinstance(options, forbidden_stack.Options)
    if options.severity != Severity.ERROR:
        return Never()
    stacking = work.plans[Reading.WORST].stacking
    number = {member.id: at for at, (_, member) in enumerate(stacking.members())}
    return Never(
        tuple((forbidden_stack.bits(one), forbidden_stack.bits(other)) for one, other in options.pairs),
        tuple((number[one], number[other]) for one, other in stacking.forbidden),
    )


def lowest(shop: Shop, listing: Ints) -> Ints:
    """The lowest price of each of these listing rows that is not near zero; 0 where that is not judged."""
    marketplaces, own = (shop.listings[name][listing] for name in ("marketplace", "price"))
    found, scope = np.zeros(len(own), dtype=np.int64), shop.scopes.code[listing]
    for code, scoped in enumerate(shop.scopes.scoped):
        options = scoped.rules[near_zero.RULE.id]
        assert isinstance(options, near_zero.Options)
        here = np.flatnonzero(scope == code)
        if options.severity != "off":
            least = least_amounts(picked(marketplaces, here), options.amounts)
            found[here] = lowest_beyond(own[here], least, int(options.percent_of_price * 100))
    return found
