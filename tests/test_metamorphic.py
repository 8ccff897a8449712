"""What must not matter does not, and more promotions never make a worst price better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from promocheck.model.finding import Finding
from promocheck.model.report import Report
from promocheck.model.text import english
from promocheck.pipeline import Request, scan
from promocheck.policy import Stacking
from promocheck.policy.preset import PRESETS, preset
from tests.oracle.campaigns import campaign
from tests.oracle.policies import Campaign, campaigns, running_promotions
from tests.oracle.stacking import read
from tests.shop import check, policy_of, write_sheet
from tests.test_engine_against_stacking_oracle import holds_together, priced

Rows = Sequence[Mapping[str, str]]
SEEDS: Final = range(3)


def said(report: Report) -> tuple[Any, ...]:
    """What a report says, whatever the files were called."""
    prices = [
        (
            each.store,
            each.marketplace,
            each.sku,
            each.start,
            each.end,
            str(each.stacked_price),
            str(each.documented_price),
        )
        for each in report.prices
    ]
    return prices, sorted(each.fingerprint for each in report.findings), report.exit_code


def scanned(folder: Path, as_of: str, **sheets: Rows) -> Report:
    folder.mkdir()
    for name, rows in sheets.items():
        write_sheet(folder / f"{name}.csv", rows)
    return check(folder, as_of=as_of, marketplace="US")


@pytest.mark.parametrize("seed", SEEDS)
def test_order_files_and_strangers_do_not_matter(seed: int, tmp_path: Path) -> None:
    rng = Random(seed)
    listings, promotions, floors, now = campaign(rng, 20, everything=True)
    as_of = now.isoformat()
    before = scanned(tmp_path / "a", as_of, listings=listings, promotions=promotions, floors=floors)
    for rows in (listings, promotions, floors):
        rng.shuffle(rows)
    half = len(promotions) // 2
    after = scanned(tmp_path / "b", as_of, z=listings, y=promotions[:half], x=promotions[half:], w=floors)
    assert said(after) == said(before)
    stranger = {**listings[0], "sku": "STRANGER", "asin": "B0STRANGER", "parent_asin": ""}
    stranger |= dict.fromkeys(("sale_price", "sale_start", "sale_end"), "")
    more = scanned(
        tmp_path / "c", as_of, listings=[*listings, stranger], promotions=promotions, floors=floors
    )
    assert said(more) == said(before)


def ordinary(stacking: Stacking) -> bool:
    """Whether nothing in the section lets a promotion keep another one out, or prices depend on what is left."""
    words = {word for found in stacking.words.values() for _, word in found}
    itself = {member.itself for _, member in stacking.members()}
    return stacking.never_dearer and not words & {"exclude"} and "first" not in itself


def without_one(rng: Random, several: Sequence[Campaign], stacking: Stacking) -> list[Campaign]:
    """Each campaign without one of its promotions that take something off, where it has any."""
    setting = {kind.word for stage in stacking.price_stages for each in stage.members for kind in each.kinds}
    fewer = []
    for each in several:
        off = [one for one in each.running if one.kind not in setting]
        gone = rng.choice(off) if off else None
        fewer.append(replace(each, running=tuple(one for one in each.running if one is not gone)))
    return fewer


def never_higher(stacking: Stacking, several: Sequence[Campaign], rng: Random) -> None:
    more, fewer = (priced(stacking, them) for them in (several, without_one(rng, several, stacking)))
    for each, (_, with_it), (_, without_it) in zip(several, more, fewer, strict=True):
        assert with_it <= without_it, each


@pytest.mark.parametrize("name", PRESETS)
def test_one_more_reduction_never_raises_the_worst_price_of_a_preset(name: str) -> None:
    stacking, rng = Stacking.model_validate(preset(name)), Random(name)
    if not ordinary(stacking):
        assert name in {"shopify", "aliexpress"}  # their thresholds are tested on what is left
        return
    policy = read(preset(name))
    several = []
    for _ in range(200):
        listing = rng.randint(1, 5000)
        several.append(Campaign(preset(name), "USD", listing, running_promotions(rng, policy, listing)))
    never_higher(stacking, several, rng)


def test_one_more_reduction_never_raises_the_worst_price_of_a_random_section() -> None:
    tried = 0
    for seed in range(400):  # one in twenty holds together and is ordinary
        several = campaigns(Random(seed), 20)
        section = several[0].section
        stacking = Stacking.model_validate(section)
        if holds_together(section) and ordinary(stacking):
            never_higher(stacking, several, Random(seed))
            tried += 1
    assert tried >= 10


def hours(rng: Random) -> tuple[int, int]:
    start = rng.randrange(200)
    return start, start + rng.randint(6, 150)


def at(hour: int) -> str:
    return (datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=hour)).isoformat()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_narrower_window_never_lowers_the_worst_price(seed: int, tmp_path: Path) -> None:
    rng = Random(seed)
    listings = [{"sku": f"S-{number}", "price": str(rng.randint(5, 300))} for number in range(20)]
    wide, narrow = [], []
    for number in range(80):
        kind = rng.choice(["coupon", "percentage_off", "social_code", "brand_tailored", "best_deal"])
        row = {"promotion_id": f"P-{number}", "kind": kind, "sku": rng.choice(listings)["sku"]}
        row |= {"discount_type": "percent", "discount_value": str(rng.randint(5, 40))}
        row |= {"stackable": rng.choice(["", "yes", "no"])}
        start, end = hours(rng)
        wide.append(row | {"start": at(start), "end": at(end)})
        off = kind != "best_deal"  # while a deal runs nobody buys at the selling price
        narrow.append(
            row | {"start": at(start + off * rng.randint(0, 2)), "end": at(end - off * rng.randint(0, 3))}
        )
    as_of = "2026-11-24T00:00:00Z"
    reports = [
        scanned(tmp_path / name, as_of, **{"US-listings": listings, "promotions": rows})
        for name, rows in (("a", wide), ("b", narrow))
    ]
    before, after = ({each.sku: each.stacked_price for each in report.prices} for report in reports)
    assert after.keys() == before.keys()
    assert [sku for sku, price in after.items() if price < before[sku]] == []


def with_drafts(folder: Path, as_of: str, drafts: Rows, **sheets: Rows) -> Report:
    folder.mkdir()
    for name, rows in sheets.items():
        write_sheet(folder / f"{name}.csv", rows)
    write_sheet(folder / "drafts.csv", drafts)
    instant = int(datetime.fromisoformat(as_of).timestamp())
    paths, given = (str(folder),), (str(folder / "drafts.csv"),)
    return scan(Request(paths, policy_of(), instant, marketplace="US", prices=True, drafts=given))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_a_draft_is_priced_as_if_it_were_live(seed: int, tmp_path: Path) -> None:
    listings, promotions, floors, now = campaign(Random(seed), 20, everything=True)
    as_of, ids = now.isoformat(), sorted({row["promotion_id"] for row in promotions})
    drafted = set(ids[::2])
    drafts = [row for row in promotions if row["promotion_id"] in drafted]
    live = [row for row in promotions if row["promotion_id"] not in drafted]
    whole = scanned(tmp_path / "a", as_of, listings=listings, promotions=promotions, floors=floors)
    found = with_drafts(tmp_path / "b", as_of, drafts, listings=listings, promotions=live, floors=floors)
    one, other = (replace(each, findings=tuple(filter(_runs, each.findings))) for each in (found, whole))
    assert said(one)[:2] == said(other)[:2]


def _runs(finding: Finding) -> bool:
    """Not about what never runs: a draft is told so besides, and what is live only where its status says otherwise."""
    over = finding.rule == "PC309" and "by its dates it was over" in english(finding.message)
    return finding.rule != "PC908" and not over


@pytest.mark.parametrize("seed", range(12))
def test_a_draft_that_says_what_is_live_changes_no_price(seed: int, tmp_path: Path) -> None:
    listings, promotions, floors, now = campaign(Random(seed), 20, everything=True)
    as_of = now.isoformat()
    sheets = {"listings": listings, "promotions": promotions, "floors": floors}
    before = scanned(tmp_path / "a", as_of, **sheets)
    after = with_drafts(tmp_path / "b", as_of, promotions, **sheets)
    assert said(after)[0] == said(before)[0]
    assert not [each for each in after.findings if each.since == "new" and each.stacked_price is not None]
