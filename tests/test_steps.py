"""The steps of every finding recompute to its price."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from promocheck.model.finding import Finding
from promocheck.model.money import Percent
from promocheck.model.steps import Step
from tests.oracle.campaigns import campaign
from tests.shop import check, write_sheet


def findings(seed: int, folder: Path) -> Iterator[Finding]:
    listings, promotions, floors, now = campaign(Random(seed), 30, everything=True)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(folder / f"{name}.csv", rows)
    report = check(folder, as_of=now.isoformat(), marketplace=None)
    yield from (each for each in report.findings if each.steps)


def half_up(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))


def taken(step: Step) -> int:
    """What a step takes off by what it says of itself, money off per unit as at worst."""
    if isinstance(step.value, Percent):
        assert step.base is not None
        share = Fraction(step.base.minor * step.value.basis_points, 10_000)
        if not step.cheaper:
            return half_up(share)
        return -(-(share * step.cheaper).numerator // ((share * step.cheaper).denominator * step.units))
    return -(-step.value.minor // step.units)


@pytest.mark.parametrize("seed", range(4))
def test_steps_add_up_to_the_price(seed: int, tmp_path: Path) -> None:
    found = list(findings(seed, tmp_path))
    assert found
    for finding in found:
        first, *rest = finding.steps
        assert (first.promotion, first.amount.minor) == (None, 0)
        assert finding.steps[-1].price_after == finding.stacked_price
        for before, step in pairwise(finding.steps):
            assert step.price_after.minor == before.price_after.minor - step.amount.minor
            assert step.amount.minor >= 0
        for step in rest:
            if step.effect != "price" and not (step.cheaper and step.effect == "amount"):
                left = step.price_after.minor + step.amount.minor
                assert step.amount.minor == min(taken(step), left), (finding.sku, step)
        if finding.rule in {"PC101", "PC102"}:  # others name promotions that meet
            assert {step.promotion for step in rest} - {"points", "business_price"} <= {*finding.promotions}
