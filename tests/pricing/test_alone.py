"""A promotion of which it is said that it costs the same alone in both readings does, under any section."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any, Final

import pytest

from promocheck.policy import Stacking
from promocheck.policy.preset import PRESETS, preset
from promocheck.pricing.alone import same_alone
from promocheck.pricing.plan import Reading, compile_plan
from promocheck.pricing.terms import terms_of
from tests.oracle.policies import Campaign, campaigns, running_promotions
from tests.oracle.stacking import Running, read
from tests.test_engine_against_stacking_oracle import holds_together, priced, promotion_rows

SECTIONS: Final = 300
PROMOTIONS: Final = 300  # of a preset


def said_and_so(section: dict[str, Any], several: list[Campaign]) -> list[tuple[bool, bool]]:
    """By promotion, each alone on its listing: whether its prices are said to be the same, and whether they are."""
    stacking = Stacking.model_validate(section)
    alone = [replace(each, running=(one,)) for each in several for one in each.running]
    terms = terms_of(
        promotion_rows([each.running[0] for each in alone]), compile_plan(stacking, Reading.WORST)
    )
    said, prices = same_alone(stacking, terms).tolist(), priced(stacking, alone)
    return [(each, one == other) for each, (one, other) in zip(said, prices, strict=True)]


def test_under_random_sections() -> None:
    found = [
        each
        for seed in range(SECTIONS)
        for several in [campaigns(Random(seed), 20)]
        if holds_together(several[0].section)
        for each in said_and_so(several[0].section, several)
    ]
    assert (True, False) not in found
    assert (False, False) in found
    assert found.count((True, True)) > len(found) / 2


@pytest.mark.parametrize("name", PRESETS)
def test_under_every_preset(name: str) -> None:
    section, rng = preset(name), Random(name)
    policy = read(section)
    several = [
        Campaign(section, rng.choice(["USD", "JPY"]), listing, running_promotions(rng, policy, listing))
        for listing in (rng.choice([rng.randint(1, 30), rng.randint(50, 5000)]) for _ in range(PROMOTIONS))
    ]
    found = said_and_so(section, several)
    assert (True, False) not in found
    assert found.count((True, True)) > len(found) / 2


def test_money_that_is_rounded_to_more_than_a_minor_unit_may_differ() -> None:
    section = {**preset("amazon"), "rounding": {"to": {"JPY": 10}}}
    off = [
        Running("A", "amount_off", "amount", Fraction(14)),
        Running("B", "coupon", "percent", Fraction(14, 100)),
        Running("C", "best_deal", "price", Fraction(914)),
    ]
    several = [Campaign(section, "JPY", 1000, (each,)) for each in off]
    assert said_and_so(section, several) == [(False, False), (True, True), (True, True)]
