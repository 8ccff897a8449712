"""The engine and the oracle of the presets' page, on random campaigns under the presets and under random sections.

Both readings, equal to the minor unit. Many campaigns of one section are priced in one go, as in a scan.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promocheck.model.kind import Combinability, Form, Kind, Switch
from promocheck.policy import Stacking
from promocheck.policy.coherence import contradictions
from promocheck.policy.preset import PRESETS, preset
from promocheck.pricing.plan import Reading, compile_plan
from promocheck.pricing.stack import evaluate
from promocheck.pricing.terms import terms_of
from promocheck.pricing.trials import Runs
from promocheck.tables import NO_START
from promocheck.tables.frames import Frame, taken
from tests.frames import frame_of
from tests.oracle.policies import Campaign, campaigns, running_promotions
from tests.oracle.stacking import Policy, Running, prices, read

# 10,000 campaigns in the suite, half of them under presets; so many more behind the variable.
CAMPAIGNS: Final = int(os.environ.get("PROMOCHECK_STACKINGS", "10000"))
OF_ONE: Final = 20  # campaigns under one random section
BATCHES: Final = 20
SWITCHES: Final = {"": Switch.UNKNOWN, "yes": Switch.YES, "no": Switch.NO}
FREE: Final = 10_000  # basis points


def promotion_row(promotion: Running) -> dict[str, Any]:
    """What runs, as a row of the promotions table."""
    value = promotion.value
    if value is None:
        stored = FREE
    else:
        exact = value * (FREE if promotion.form == "percent" else 1)
        assert exact.denominator == 1
        stored = int(exact)
    return {
        "kind": int(Kind[promotion.kind.upper()]),
        "form": int(Form[promotion.form.upper()]),
        "value": stored,
        "coded": promotion.coded,
        "combinability": int(Combinability[(promotion.combinability or "preferential").upper()]),
        "switch": int(SWITCHES[promotion.stackable]),
        "for_business": promotion.audience == "business",
        "start": NO_START if promotion.started is None else promotion.started,
        "min_quantity": max(1, promotion.min_quantity),
        "min_spend": promotion.min_spend,
        "buy_quantity": promotion.buy,
        "get_quantity": promotion.get,
    }


def promotion_rows(running: Sequence[Running]) -> Frame:
    """What runs, as the columns of the promotions table that pricing looks at."""
    blank = promotion_row(Running("", "coupon", "percent", None))  # of no rows there are columns too
    return taken(frame_of([blank, *map(promotion_row, running)]), np.arange(1, len(running) + 1))


def priced(stacking: Stacking, several: Sequence[Campaign]) -> list[tuple[int, int]]:
    """(documented, worst) of every campaign, all of them evaluated together."""
    rows = [
        (segment, promotion)
        for segment, each in enumerate(several)
        for promotion in sorted(each.running, key=lambda one: one.id)
    ]
    frame = promotion_rows([promotion for _, promotion in rows])
    segment = np.array([at for at, _ in rows], dtype=np.int64)
    running = Runs(segment, np.arange(len(rows)), np.ones(len(rows), dtype=np.int64))
    own = np.array([each.listing for each in several], dtype=np.int64)
    unit = np.array([stacking.rounding.to.get(each.currency, 1) for each in several], dtype=np.int64)
    ends = []
    for reading in (Reading.DOCUMENTED, Reading.WORST):
        plan = compile_plan(stacking, reading)
        ends.append(evaluate(running, terms_of(frame, plan), own, unit, plan).price.tolist())
    return list(zip(*ends, strict=True))


def disagreements(section: dict[str, Any], several: Sequence[Campaign]) -> Iterator[str]:
    """Campaigns that the two price differently, with all that it takes to see why."""
    policy = read(section)
    for each, mine in zip(several, priced(Stacking.model_validate(section), several), strict=True):
        theirs = prices(policy, each.listing, each.running, each.currency)
        if mine != theirs:
            yield f"engine {mine}, oracle {theirs}: {each.listing} {each.currency} {each.running} under {section}"


def holds_together(section: dict[str, Any]) -> bool:
    found = Stacking.model_validate(section)
    faults = [what.template for _, what in contradictions(found)]
    assert all("are possible" in fault for fault in faults), (
        faults
    )  # too many classes or pairs for the engine
    return not faults


@pytest.mark.parametrize("batch", range(BATCHES))
def test_under_random_sections(batch: int) -> None:
    first, size, compared = batch * CAMPAIGNS, CAMPAIGNS // 2 // BATCHES // OF_ONE, 0
    for seed in range(first, first + size):
        several = campaigns(Random(seed), OF_ONE)
        section = several[0].section
        if holds_together(section):
            assert next(disagreements(section, several), None) is None, seed
            compared += 1
    assert compared >= size * 2 // 3


@given(st.randoms(use_true_random=False))
def test_under_sections_that_are_looked_for(rng: Random) -> None:
    several = campaigns(rng, 5)
    section = several[0].section
    if holds_together(section):
        assert next(disagreements(section, several), None) is None


@pytest.mark.parametrize("name", PRESETS)
def test_under_every_preset(name: str) -> None:
    section, rng = preset(name), Random(name)
    policy = read(section)
    several = []
    for _ in range(CAMPAIGNS // 2 // len(PRESETS)):
        listing = rng.choice([rng.randint(1, 30), rng.randint(50, 5000), rng.randint(1, 50) * 100])
        currency = rng.choice(["USD", "JPY"])
        several.append(Campaign(section, currency, listing, running_promotions(rng, policy, listing)))
    assert next(disagreements(section, several), None) is None


def for_businesses(rng: Random, policy: Policy, listing: int) -> tuple[Running, ...]:
    """What runs beside a price for businesses that is above a sale price, or a deal's; money off at the very price."""
    prices = {"sale_price": (60, 90), "lightning_deal": (30, 70), "best_deal": (30, 70)}
    shares = {kind: rng.randint(*of) for kind, of in prices.items() if rng.random() < 0.6}
    shares |= {kind: rng.randint(60, 120) for kind in ("business_price", "quantity_discount")}
    set_to = [
        Running(kind, kind, "price", Fraction(max(1, listing * share // 100)), started=0)
        for kind, share in shares.items()
    ]
    spend = rng.choice(set_to).value
    audience = rng.choice(["", "business"])
    off = [
        Running("off", "coupon", "percent", Fraction(rng.randint(5, 30), 100), audience=audience),
        Running("money", "amount_off", "amount", Fraction(max(1, listing // 5)), min_spend=int(spend or 1)),
    ]
    several = (*set_to, *off, *running_promotions(rng, policy, listing)[:2])
    return tuple(each for each in several if policy.class_of(each) is not None)


@pytest.mark.parametrize("name", PRESETS)
def test_of_what_businesses_pay(name: str) -> None:
    section, rng = preset(name), Random(name)
    policy = read(section)
    several = []
    for _ in range(CAMPAIGNS // 4 // len(PRESETS)):
        listing = rng.choice([rng.randint(1, 30), rng.randint(50, 5000)])
        several.append(Campaign(section, "USD", listing, for_businesses(rng, policy, listing)))
    assert next(disagreements(section, several), None) is None
