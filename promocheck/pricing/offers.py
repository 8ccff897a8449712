"""Price stages: promotions that set the price, and the alternatives that they leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from promocheck.model.kind import Form
from promocheck.model.value import dataclass
from promocheck.policy import BUSINESS, Stage
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import NO_SETTER
from promocheck.pricing.trials import NONE, Shop, Trials, first_lowest


@dataclass(frozen=True, slots=True)
class _Offers:
    """Offers to trials: entries of a trial (`at`) and an item, which its class `setter` sells at a `price`."""

    at: Ints
    item: Ints
    price: Ints
    setter: Ints

    def where(self, keep: Flags | Ints) -> _Offers:
        """Those in `keep`."""
        return _Offers(self.at[keep], self.item[keep], self.price[keep], self.setter[keep])

    def first(self, shop: Shop, stage: Stage, trials: int) -> Ints:
        """By trial the one that a stage takes, or NONE: the lowest, or that of the earliest class."""
        lowest = stage.combine == "lowest"
        rank = self.price if lowest else self.setter
        tie = self.setter if lowest else shop.terms.order[self.item]
        return first_lowest(self.at, rank, tie, trials)


def priced(shop: Shop, trials: Trials, number: int, stage: Stage) -> Trials:
    """The trials after a price stage, with what it left under its id."""
    rows = shop.rows.where(shop.stage == number)
    if not len(rows.segment):
        return _as_they_are(trials, stage)
    at, runs = shop.joined(trials, np.arange(len(trials.segment)), rows)
    price = offered_by(shop, trials.running[at], trials.segment[at], runs.item)
    offers = _Offers(at, runs.item, price, shop.terms.price_class[runs.item])
    if stage.above == "replaces":
        return _left_by(shop, trials, stage, offers)
    above = price > trials.running[at]
    after = _left_by(shop, trials, stage, offers.where(~above))
    if not stage.may_raise or not above.any():
        return after
    beside = np.array([stage.beside(each) for each in shop.plan.price_classes])[offers.setter]
    offers = offers.where(~above | beside)
    if stage.combine != "best":
        first = offers.first(shop, stage, len(trials.segment))
        offers = offers.where(first[first != NONE])
    # What is taken and not above is taken without the others too.
    return after.with_more(_raised(trials, stage, offers.where(offers.price > trials.running[offers.at])))


def _left_by(shop: Shop, trials: Trials, stage: Stage, offers: _Offers) -> Trials:
    """The trials after a stage in which these are all the offers."""
    if stage.combine == "best":
        binds = np.array(  # by buyer, without a business account and with one
            [
                [each.audience in known for each in shop.plan.price_classes]
                for known in ((None,), (None, BUSINESS))
            ]
        )
        taken_over = np.zeros(len(trials.segment), dtype=bool)
        taken_over[offers.at[binds[trials.business[offers.at].astype(np.int64), offers.setter]]] = True
        left = np.flatnonzero(~taken_over)
        nobody = np.full(len(left), NONE)
        after = trials.where(np.concatenate((left, offers.at)))
        item = np.concatenate((nobody, offers.item))
        running = np.concatenate((trials.running[left], offers.price))
        setter = np.concatenate((trials.setter[left], offers.setter))
    else:
        first = offers.first(shop, stage, len(trials.segment))
        found, some = first != NONE, len(offers.at) > 0
        after, item = trials, np.where(found, offers.item[first] if some else NONE, NONE)
        running = np.where(found, offers.price[first] if some else 0, trials.running)
        setter = np.where(found, offers.setter[first] if some else NO_SETTER, trials.setter)
    return replace(
        after,
        running=running,
        setter=setter,
        left={**after.left, stage.id: running},
        offers=(*after.offers, item),
    )


def _raised(trials: Trials, stage: Stage, offers: _Offers) -> Trials:
    """The trials in which each of these is taken, at more than the price before: whatever made that has no part in it."""
    before = trials.where(offers.at)
    nobody = np.full(len(offers.at), NONE)
    return replace(
        before,
        running=offers.price,
        setter=offers.setter,
        left={**before.left, stage.id: offers.price},
        offers=(*(nobody for _ in before.offers), offers.item),
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
