"""What runs where: a campaign made ready says the same as a look at each of its segments."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest

from promocheck.pipeline import Request
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import Campaign, Lots, _swept, made_ready, running
from tests.shop import policy_of, write_sheet

DAY = "2026-12-{:02}T00:00:00Z"
KINDS = ("coupon", "percentage_off", "lightning_deal", "social_code")


def crowded(folder: Path, seed: int, preset: str) -> Campaign:
    """Three listings under sixty promotions each, of few values, which begin and end on few days."""
    chance = Random(seed)
    promotions = []
    for at in range(180):
        kind, (start, end) = chance.choice(KINDS), sorted(chance.sample(range(2, 30), 2))
        row = {"promotion_id": f"P{at}", "kind": kind, "sku": f"S{at % 3}", "discount_type": "percent"}
        row |= {"discount_value": str(chance.choice((5, 10))), "start": DAY.format(start)}
        promotions.append(row | {"end": DAY.format(end), "stackable": chance.choice(("yes", "no", ""))})
    write_sheet(folder / "listings.csv", [{"sku": f"S{at}", "price": "10.00"} for at in range(3)])
    write_sheet(folder / "promotions.csv", promotions)
    policy = policy_of(f"stacking: {{extends: {preset}}}")
    now = 1_764_547_200 + 365 * 86_400  # 2026-12-01
    return Priced.of(read_for(Request((str(folder),), policy, now, marketplace="US")), policy, now).work


def looked_at(work: Campaign, reading: Reading, lots: Lots) -> list[dict[int, int]]:
    """By segment how often each lot runs in it, 1 where that does not matter."""
    size, counted = len(work.cuts.start), work.plans[reading].counted
    rows = running(work, np.arange(size), reading)
    lot_of = dict(zip(work.promotion.tolist(), lots.of.tolist(), strict=True))
    found = [Counter[int]() for _ in range(size)]
    for segment, item in zip(rows.segment.tolist(), rows.item.tolist(), strict=True):
        found[segment][lot_of[item]] += 1
    half = work.terms[reading].half[lots.sample]
    return [
        {lot: count if counted[half[lot]] else 1 for lot, count in sorted(each.items())} for each in found
    ]


@pytest.mark.parametrize("preset", ["amazon", "chain", "best"])
@pytest.mark.parametrize("reading", Reading)
@pytest.mark.parametrize("at_once", [1, 40, 1_000_000])
def test_what_is_ready_runs_where_a_look_at_each_segment_finds_it(
    preset: str, reading: Reading, at_once: int, tmp_path: Path
) -> None:
    work = crowded(tmp_path, 5, preset)
    lots = Lots.among(work)
    ready = made_ready(work, reading, lots, at_once=at_once)
    found: list[dict[int, int]] = [{} for _ in ready.own]
    for low, _, rows in ready.blocks:
        entries = zip(rows.segment.tolist(), rows.item.tolist(), rows.count.tolist(), strict=True)
        for stretch, item, count in entries:
            assert item not in found[low + stretch]
            found[low + stretch][item] = count
    expected = looked_at(work, reading, lots)
    assert [found[each] for each in ready.stretch.tolist()] == expected
    assert max(max(each.values(), default=0) for each in expected) > 1 or preset == "best"
    assert len(ready.own) <= len(expected)
    assert (ready.own[ready.stretch] == work.own[work.cuts.listing]).all()


def test_a_lot_that_begins_where_another_ends_is_a_run_of_its_own() -> None:
    """Lots are swept one after the other: the last instant of one may be the first of the next."""
    first, last, lot = (np.array(each) for each in ([0, 1, 5, 6], [4, 5, 9, 8], [0, 0, 1, 1]))
    found = _swept(first, last, lot, np.array([True, False]))
    columns = (each.tolist() for each in (found.lot, found.first, found.last, found.count))
    assert list(zip(*columns, strict=True)) == [(0, 0, 1, 1), (0, 1, 4, 2), (0, 4, 5, 1), (1, 5, 9, 1)]
