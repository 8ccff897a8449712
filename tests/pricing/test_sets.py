"""What is not worked through to the end ends no lower: with every alternative in every legal set the prices are the same."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any, Final

import numpy as np
import pytest

from promocheck.policy import Stacking
from promocheck.policy.preset import PRESETS, preset
from promocheck.pricing import sets, stack
from promocheck.pricing.trials import Shop, Trials
from tests.oracle.policies import Campaign, running_promotions, stacking_section
from tests.oracle.stacking import Policy, Running, prices, read
from tests.test_engine_against_stacking_oracle import holds_together, priced

MANY: Final = 250  # campaigns under one section
SECTIONS: Final = 60
DEALS: Final = ("best_deal", "best_deal", "price_discount", "lightning_deal", "prime_exclusive")
OFF: Final = ("coupon", "percentage_off", "social_code", "brand_tailored")


def deals_side_by_side(rng: Random, policy: Policy, listing: int) -> tuple[Running, ...]:
    """Deals a few minor units apart, and what takes nearly all of them off: a rounding or a threshold decides which ends lowest."""
    about, apart = max(1, listing * rng.randint(20, 90) // 100), rng.choice([2, 6, 15])
    prices = [max(1, about + rng.randint(-apart, apart)) for _ in range(rng.randint(2, 7))]
    deals = [
        Running(f"d{at}", rng.choice(DEALS), "price", Fraction(price), started=at)
        for at, price in enumerate(prices)
    ]
    kind = rng.choice(OFF)
    left = rng.randint(60, 110)
    shares = []
    for at in range(rng.randint(0, 6)):
        share = rng.randint(1, max(1, left * 2 // 3))
        left = max(0, left - share)
        one = kind if rng.random() < 0.7 else rng.choice(OFF)
        shares.append(Running(f"c{at}", one, "percent", Fraction(share, 100), started=at, stackable="yes"))
    units = [_units(rng, f"b{at}", about) for at in range(rng.choice([0, 0, 1, 2, 3]))]
    some = rng.choice(prices) * rng.randint(1, 2)
    spend = Running("m", "amount_off", "amount", Fraction(max(1, about // rng.randint(2, 9))), min_spend=some)
    chosen = [spend] if rng.random() < 0.5 else []
    every = (*deals, *units, *chosen, *shares, *running_promotions(rng, policy, listing)[: rng.randint(0, 2)])
    return tuple(each for each in every if policy.class_of(each) is not None)


def _units(rng: Random, name: str, about: int) -> Running:
    """Some units at less: free, for a share less or for some money less."""
    form, value = rng.choice(
        [
            ("percent", Fraction(1)),
            ("percent", Fraction(rng.randint(1, 100), 100)),
            ("amount", Fraction(rng.randint(1, about + 3))),
            ("price", Fraction(rng.randint(1, about + 3))),
        ]
    )
    buy, get = rng.randint(1, 5), rng.randint(1, 3)
    return Running(name, "buy_x_get_y", form, value, stackable="yes", buy=buy, get=get, started=0)


def under(section: dict[str, Any], rng: Random) -> list[Campaign]:
    policy, found = read(section), []
    for _ in range(MANY):
        listing = rng.choice([rng.randint(2, 30), rng.randint(30, 90), rng.randint(90, 5000)])
        running = deals_side_by_side(rng, policy, listing)
        found.append(Campaign(section, rng.choice(["USD", "JPY"]), listing, running))
    return found


def _as_they_are(_: Shop, trials: Trials) -> Trials:
    return trials


def _any(_: Shop, lowest: Trials) -> np.ndarray:
    return np.full(len(lowest.segment), 2**61)


def _compare(section: dict[str, Any], several: list[Campaign], monkeypatch: pytest.MonkeyPatch) -> None:
    stacking = Stacking.model_validate(section)
    found = priced(stacking, several)
    with monkeypatch.context() as patched:
        patched.setattr(stack, "worth_trying", _as_they_are)
        patched.setattr(sets, "_reach", _any)
        every = priced(stacking, several)
    differs = [each for each, one, other in zip(several, found, every, strict=True) if one != other]
    assert not differs, (differs[0], found[several.index(differs[0])], every[several.index(differs[0])])


@pytest.mark.parametrize("name", PRESETS)
def test_under_every_preset(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    section = preset(name)
    _compare(section, under(section, Random(name)), monkeypatch)


def test_under_random_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    for seed in range(SECTIONS):
        rng = Random(seed)
        section = stacking_section(rng)
        if holds_together(section):
            _compare(section, under(section, rng), monkeypatch)
            compared += 1
    assert compared > SECTIONS // 2


@pytest.mark.parametrize(
    ("deals", "off", "documented", "worst"),
    [
        # 1 % of 47 is 0 and of 50 is 1, and five such come off: 47 or 45. Worst is a share of the listing's 100.
        ((47, 50), [("percentage_off", "percent", 100)] * 5, 45, 42),
        # 9.5 % of 5 is 0 and of 27 is 3, and ten such come off: 5 or nothing.
        ((5, 27), [("percentage_off", "percent", 950)] * 10, 0, 0),
        # A quarter off twice where both come off, a price per unit rounded down: 4 is 3 each, 5 too: 2 or 1.
        ((4, 5), [("buy_x_get_y", "percent", 10_000)] * 2, 3, 1),
        # Every fourth unit for 1, twice: 5 is 4 each, 6 is 4.75, rounded down: 3 or 2.
        ((5, 6), [("buy_x_get_y", "price", 1)] * 2, 4, 2),
        # From 60 on 30 off: two units at 50, one at 60.
        ((50, 60), [("amount_off", "amount", 30)], 30, 30),
        # Nearer than that it is not: the dearer one ends higher.
        ((50, 90), [("amount_off", "amount", 30)], 35, 35),
    ],
)
def test_a_dearer_deal_may_end_lower(
    deals: tuple[int, int], off: list[tuple[str, str, int]], documented: int, worst: int
) -> None:
    running = [Running(f"d{price}", "best_deal", "price", Fraction(price)) for price in deals]
    for at, (kind, form, value) in enumerate(off):
        share = Fraction(value, 10_000 if form == "percent" else 1)
        buy, get = (3, 1) if kind == "buy_x_get_y" else (0, 0)
        spend = 60 if form == "amount" else 0
        running.append(
            Running(f"p{at}", kind, form, share, stackable="yes", min_spend=spend, buy=buy, get=get)
        )
    section = preset("amazon")
    campaign = Campaign(section, "USD", 100, tuple(running))
    assert priced(Stacking.model_validate(section), [campaign]) == [(documented, worst)]
    assert prices(read(section), 100, campaign.running, "USD") == (documented, worst)


@pytest.mark.parametrize("name", ["amazon", "chain", "add"])
def test_of_large_amounts_that_are_rounded_at_the_end(name: str) -> None:
    """Money in ten-thousandths of a minor unit: deals of 4.00 and 5.15 million rupiah, 2.4 million off from 5 million on."""
    million = 100_000_000
    section = {**preset(name), "rounding": {"at": "end", "mode": "half_up"}}
    running = (
        Running("d1", "best_deal", "price", Fraction(4 * million)),
        Running("d2", "best_deal", "price", Fraction(515 * million // 100)),
        Running("m", "amount_off", "amount", Fraction(240 * million // 100), min_spend=5 * million),
    )
    campaign = Campaign(section, "IDR", 10 * million, running)
    (found,) = priced(Stacking.model_validate(section), [campaign])
    assert found == prices(read(section), 10 * million, running, "IDR")
    assert found == (275 * million // 100,) * 2


def test_far_dearer_deals_are_not_tried_with_each_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten deals or a hundred, a dollar apart, beside units at less, money off from a sum on, and codes: as much is tried."""
    tried: list[int] = []

    def counted(shop: Shop, trials: Trials) -> Trials:
        found = sets.with_sets(shop, trials)
        tried.append(len(found.segment))
        return found

    monkeypatch.setattr(stack, "with_sets", counted)
    section = preset("amazon")
    off = (
        Running("b", "buy_x_get_y", "percent", Fraction(1, 2), buy=2, get=1),
        Running("m", "amount_off", "amount", Fraction(200), min_spend=6_000),
        Running("c", "coupon", "percent", Fraction(1, 10)),
        Running("s", "social_code", "percent", Fraction(1, 20), coded=True),
    )
    for many in (10, 100):
        deals = [Running(f"d{at}", "best_deal", "price", Fraction(5_000 + 100 * at)) for at in range(many)]
        priced(Stacking.model_validate(section), [Campaign(section, "USD", 20_000, (*deals, *off))])
    assert tried[:2] == tried[2:]
