"""Price stages: promotions that set the price, and the alternatives that they leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from promocheck.model.kind import Form
from promocheck.policy import BUSINESS, Stage
from promocheck.pricing.keys import Ints
from promocheck.pricing.plan import NO_SETTER
from promocheck.pricing.trials import NONE, Shop, Trials, first_lowest


def priced(shop: Shop, trials: Trials, number: int, stage: Stage) -> Trials:
    """The trials after a price stage, with what it left under its id."""
    rows = shop.rows.where(shop.stage == number)
    if not len(rows.segment):
        return _as_they_are(trials, stage)
    at, offers = shop.joined(trials, np.arange(len(trials.segment)), rows)
    price = offered_by(shop, trials.running[at], trials.segment[at], offers.item)
    if stage.above == "ignored":
        keep = price <= trials.running[at]
        at, offers, price = at[keep], offers.where(keep), price[keep]
    setter = shop.terms.price_class[offers.item]
    if stage.combine == "best":
        binds = np.array(  # by buyer, without a business account and with one
            [
                [each.audience in known for each in shop.plan.price_classes]
                for known in ((None,), (None, BUSINESS))
            ]
        )
        taken_over = np.zeros(len(trials.segment), dtype=bool)
        taken_over[at[binds[trials.business[at].astype(np.int64), setter]]] = True
        left = np.flatnonzero(~taken_over)
        nobody = np.full(len(left), NONE)
        after = trials.where(np.concatenate((left, at)))
        item = np.concatenate((nobody, offers.item))
        running = np.concatenate((trials.running[left], price))
        setter = np.concatenate((trials.setter[left], setter))
    else:
        tie = setter if stage.combine == "lowest" else shop.terms.order[offers.item]
        rank = price if stage.combine == "lowest" else setter
        first = first_lowest(at, rank, tie, len(trials.segment))
        found = first != NONE
        after, item = trials, np.where(found, offers.item[first] if len(at) else NONE, NONE)
        running = np.where(found, price[first] if len(at) else 0, trials.running)
        setter = np.where(found, setter[first] if len(at) else NO_SETTER, trials.setter)
    return replace(
        after,
        running=running,
        setter=setter,
        left={**after.left, stage.id: running},
        offers=(*after.offers, item),
    )


def _as_they_are(trials: Trials, stage: Stage) -> Trials:
    """The trials after a price stage of which nothing runs."""
    nobody = np.full(len(trials.segment), NONE)
    return replace(trials, left={**trials.left, stage.id: trials.running}, offers=(*trials.offers, nobody))


def offered_by(shop: Shop, running: Ints, segment: Ints, item: Ints) -> Ints:
    """What these items offer: their price, or the running price less a share or an amount."""
    form, value = shop.terms.form[item], shop.terms.value[item]
    percent = form == Form.PERCENT
    share = shop.share(running, np.where(percent, value, 0), segment)
    money = np.where(percent, 0, value) * shop.plan.grain
    left = np.maximum(running - np.where(percent, share, money), 0)
    found: Ints = np.where(form == Form.PRICE, money, left)
    return found
