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
from promocheck.pricing.crowds import most_heard
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import Campaign, Lots, _swept, made_ready, running
from tests.pricing.test_segments import one_by_one
from tests.shop import policy_of, write_sheet

DAY = "2026-12-{:02}T00:00:00Z"
KINDS = ("coupon", "percentage_off", "lightning_deal", "social_code")


PRICES = ("10.00", "9.99", "0.50", "0.01")  # of the last a share is nothing


def crowded(folder: Path, seed: int, preset: str) -> Priced:
    """Listings under some or many promotions of few values, which begin and end on few days."""
    chance = Random(seed)
    promotions = []
    for at in range(180):
        kind, (start, end) = chance.choice(KINDS), sorted(chance.sample(range(2, 30), 2))
        row = {
            "promotion_id": f"P{at}",
            "kind": kind,
            "sku": f"S{chance.choice((0, 0, 1, 2, 2, 3, 3))}",
            "discount_type": "percent",
        }
        row |= {"discount_value": str(chance.choice((5, 60))), "start": DAY.format(start)}
        promotions.append(row | {"end": DAY.format(end), "stackable": chance.choice(("yes", "no", ""))})
    listings = [{"sku": f"S{at}", "price": price} for at, price in enumerate(PRICES)]
    write_sheet(folder / "listings.csv", listings)
    write_sheet(folder / "promotions.csv", promotions)
    policy = policy_of(f"stacking: {{extends: {preset}}}")
    now = 1_764_547_200 + 365 * 86_400  # 2026-12-01
    asked = Request((str(folder),), policy, now, marketplace="US")
    return Priced.of(read_for(asked), policy, now)


def looked_at(work: Campaign, reading: Reading, lots: Lots) -> list[dict[int, int]]:
    """By segment how often each lot runs in it, as far as that matters."""
    size, terms = len(work.cuts.start), work.terms[reading].take(lots.sample)
    most = most_heard(work.plans[reading], terms).tolist()
    rows = running(work, np.arange(size), reading)
    lot_of = dict(zip(work.promotion.tolist(), lots.of.tolist(), strict=True))
    found = [Counter[int]() for _ in range(size)]
    for segment, item in zip(rows.segment.tolist(), rows.item.tolist(), strict=True):
        found[segment][lot_of[item]] += 1
    return [{lot: min(count, most[lot]) for lot, count in sorted(each.items())} for each in found]


@pytest.mark.parametrize("preset", ["amazon", "chain", "best"])
@pytest.mark.parametrize("reading", Reading)
@pytest.mark.parametrize("at_once", [1, 40, 1_000_000])
def test_what_is_ready_runs_where_a_look_at_each_segment_finds_it(
    preset: str, reading: Reading, at_once: int, tmp_path: Path
) -> None:
    work = crowded(tmp_path, 5, preset).work
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


@pytest.mark.parametrize("preset", ["amazon", "chain", "best"])
def test_in_a_crowd_a_segment_costs_what_it_costs_by_itself(preset: str, tmp_path: Path) -> None:
    found = crowded(tmp_path, 6, preset)
    documented, _ = one_by_one(found.work, Reading.DOCUMENTED)
    worst, _ = one_by_one(found.work, Reading.WORST)
    assert found.segments["documented"].tolist() == documented
    assert found.segments["stacked"].tolist() == np.minimum(worst, documented).tolist()
    assert len({*documented}) > 5


def test_a_lot_that_begins_where_another_ends_is_a_run_of_its_own() -> None:
    """Lots are swept one after the other: the last instant of one may be the first of the next."""
    first, last, lot = (np.array(each) for each in ([0, 1, 5, 6], [4, 5, 9, 8], [0, 0, 1, 1]))
    found = _swept(first, last, lot, np.array([9, 1]))
    columns = (each.tolist() for each in (found.lot, found.first, found.last, found.count))
    assert list(zip(*columns, strict=True)) == [(0, 0, 1, 1), (0, 1, 4, 2), (0, 4, 5, 1), (1, 5, 9, 1)]
