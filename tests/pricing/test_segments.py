"""What a segment costs does not depend on which other segments were looked at together with it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from promocheck.pipeline import Request
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.pricing.copies import covered
from promocheck.pricing.plan import Reading
from promocheck.pricing.segments import _unlike
from promocheck.pricing.stack import evaluate
from promocheck.pricing.sweep import Campaign, running
from promocheck.pricing.trials import Runs
from tests.oracle.campaigns import campaign
from tests.shop import policy_of, write_sheet

BANDS = "[{kinds: [coupon, percentage_off, social_code], before: 6, after: 4}]"


def priced(folder: Path, seed: int, preset: str) -> Priced:
    listings, promotions, floors, now = campaign(Random(seed), 12, everything=True)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(folder / f"{name}.csv", rows)
    policy = policy_of(f"stacking: {{extends: {preset}, guard_bands: {BANDS}}}")
    asked = Request((str(folder),), policy, int(now.timestamp()))
    return Priced.of(read_for(asked), policy, asked.as_of)


def one_by_one(work: Campaign, reading: Reading) -> tuple[list[int], list[int]]:
    """Each segment priced by itself, promotion by promotion, and the kinds that run in it, as bits."""
    prices, kinds = [], []
    listing = work.cuts.listing
    for segment in range(len(listing)):
        rows = running(work, np.array([segment]), reading)
        at = listing[[segment]]
        found = evaluate(rows, work.terms[reading], work.own[at], work.unit[at], work.plans[reading])
        prices.append(int(found.price[0]))
        kinds.append(int(np.bitwise_or.reduce(1 << work.kind[rows.item], initial=0)))
    return prices, kinds


@pytest.mark.parametrize(("seed", "preset"), [(61, "amazon"), (62, "amazon"), (63, "chain"), (64, "best")])
def test_all_readings_at_once_are_each_segment_by_itself(seed: int, preset: str, tmp_path: Path) -> None:
    found = priced(tmp_path, seed, preset)
    work, table = found.work, found.segments
    documented, _ = one_by_one(work, Reading.DOCUMENTED)
    for reading, price, kinds in (
        (Reading.WORST, "stacked", "kinds"),
        (Reading.OFFICIAL, "official", "official_kinds"),
    ):
        alone, runs = one_by_one(work, reading)
        assert table[price].tolist() == np.minimum(alone, documented).tolist()
        assert table[kinds].tolist() == runs
    assert table["documented"].tolist() == documented
    apart = table["official_kinds"] != table["kinds"]
    assert 0 < apart.sum() < len(table)
    assert (table["official_kinds"] == 0).any()


@pytest.mark.parametrize("reading", Reading)
def test_what_a_window_covers_is_where_it_runs(reading: Reading, tmp_path: Path) -> None:
    work = priced(tmp_path, 65, "amazon").work
    every = np.arange(len(work.cuts.start))
    rows = running(work, every, reading)
    first, last = work.cover(reading)
    pairs = [
        (at, int(row)) for row, *ends in zip(work.promotion, first, last, strict=True) for at in range(*ends)
    ]
    assert sorted(pairs) == sorted(zip(rows.segment.tolist(), rows.item.tolist(), strict=True))
    some = work.promotion % 3 == 0
    where = np.zeros(len(every), dtype=bool)
    where[rows.segment[rows.item % 3 == 0]] = True
    assert covered(work, reading, some).tolist() == where.tolist()


def test_the_order_of_what_runs_is_no_matter(tmp_path: Path) -> None:
    work = priced(tmp_path, 66, "amazon").work
    segments = np.arange(len(work.cuts.start))
    rows = running(work, segments, Reading.WORST)
    shuffled = np.array(Random(1).sample(range(len(rows.item)), len(rows.item)))
    prices = [
        evaluate(
            each,
            work.terms[Reading.WORST],
            work.own[work.cuts.listing],
            work.unit[work.cuts.listing],
            work.plans[Reading.WORST],
        ).price.tolist()
        for each in (rows, Runs(rows.segment[shuffled], rows.item[shuffled], rows.count[shuffled]))
    ]
    assert prices[0] == prices[1]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_covered_in_two_ways_differs_where_one_covers_and_the_other_does_not(seed: int) -> None:
    chance, size = Random(seed), 12
    ways = [[sorted(chance.choices(range(size + 1), k=2)) for _ in range(3)] for _ in range(2)]
    spans = [[(low, high) if low < high else (0, 0) for low, high in way] for way in ways]
    one, other = (
        (np.array(first), np.array(last)) for first, last in (zip(*way, strict=True) for way in spans)
    )
    differs = [set(range(*mine)) ^ set(range(*theirs)) for mine, theirs in zip(*spans, strict=True)]
    assert np.flatnonzero(_unlike(one, other, size)).tolist() == sorted(set().union(*differs))
