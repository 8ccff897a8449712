"""How deep a promotion may go, against brute force: whole runs, one for every whole percent, and one without it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import pytest

from promocheck import exports
from promocheck.model.kind import Form, Status
from promocheck.pipeline import Request
from promocheck.pipeline.ground import ground_of
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.policy import Policy
from promocheck.pricing import judged
from promocheck.pricing.copies import Ground
from promocheck.pricing.deepest import Bears, Deepest, Questions, deepest
from promocheck.pricing.keys import Ints
from promocheck.rules import near_zero
from promocheck.rules.below_floor import below_floor
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import among
from promocheck.tables.frames import Frame
from tests.frames import joined, texts
from tests.oracle.campaigns import campaign
from tests.shop import policy_of, write_sheet

CASES: Final = int(os.environ.get("PROMOCHECK_SOLVE", "300"))
IN_A_SHOP: Final = 45  # so many cases has a shop of 60 SKUs, on the average
PERCENTS: Final = range(101)
WITHOUT: Final = len(PERCENTS)  # the run without the promotion


@pytest.fixture(autouse=True)
def of_one_segment_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one segment tells is asked of it, however few promotions a listing has."""
    monkeypatch.setattr(judged, "_FEW", 0)


def lowered(tables: exports.Tables, by: int) -> exports.Tables:
    """The shop with lower floors: on some of them promotions can go deep."""
    names = ("floor", "cost", "fees", "min_percent_of_price")
    given = {
        name: np.where(tables.floors[name] == NO_MONEY, NO_MONEY, tables.floors[name] // by) for name in names
    }
    least = tables.listings["min_price"]
    listings = tables.listings.assign(min_price=np.where(least == NO_MONEY, NO_MONEY, least // by))
    return replace(tables, listings=listings, floors=tables.floors.assign(**given))


def in_breach(tables: exports.Tables, policy: Policy, instant: int) -> set[tuple[str, str, str]]:
    """A whole run's listings (store, marketplace, SKU) with a segment that PC101, PC102 or PC202 finds too low."""
    evidence = Priced.of(tables, policy, instant).evidence
    wrong = below_floor(evidence, "stacked") | near_zero.near_zero(evidence, "stacked")
    listings = np.unique(evidence.segments["listing"][wrong]).tolist()
    text = evidence.listings.text
    return {(text("store", at), text("marketplace", at), text("sku", at)) for at in listings}


def variants(tables: exports.Tables, chosen: frozenset[str]) -> exports.Tables:
    """The shop once for every percent, side by side: SKUs and ASINs are told apart by it."""
    return replace(
        tables,
        listings=_each(tables.listings, "sku", "asin", "parent_asin"),
        promotions=joined([_at(tables.promotions, chosen, number) for number in range(WITHOUT + 1)]),
        targets=_each(tables.targets, "sku", "asin", step=len(tables.promotions)),
        floors=_each(tables.floors, "sku"),
    )


def _each(frame: Frame, *names: str, step: int = 0) -> Frame:
    return joined(
        [
            frame.assign(
                **{name: texts([each and f"{each}~{number}" for each in frame[name]]) for name in names},
                **({"promotion": frame["promotion"] + number * step} if step else {}),
            )
            for number in range(WITHOUT + 1)
        ]
    )


def _at(promotions: Frame, chosen: frozenset[str], number: int) -> Frame:
    """The promotions with this percent for the chosen ones, or without them."""
    varied = among(promotions["id"], chosen)
    share = varied & (promotions["form"] == Form.PERCENT)
    named = promotions.assign(id=texts([f"{each}~{number}" for each in promotions["id"]]))
    if number == WITHOUT:
        return named.assign(status=np.where(varied, np.int8(Status.REJECTED), promotions["status"]))
    return named.assign(value=np.where(share, number * 100, promotions["value"]))


@dataclass(frozen=True, slots=True)
class Case:
    """A promotion on a listing, and by variant whether a whole run finds nothing wrong with its price."""

    sku: str
    promotion: str
    passes: tuple[bool, ...]
    found: int | None
    bears: Bears
    whole: bool


def cases(folder: Path, seed: int, skus: int = 60, preset: str = "amazon") -> Iterator[Case]:
    """Every promotion of a random shop that is varied, with what brute force says of it and what the search does."""
    rng = Random(seed)
    listings, promotions, floors, as_of = campaign(rng, skus, everything=seed % 3 > 0)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(folder / f"{name}.csv", rows)
    policy, instant = policy_of(f"stacking: {{extends: {preset}}}\n"), int(as_of.timestamp())
    tables = lowered(read_for(Request((str(folder),), policy, instant)), 1 + seed % 4)
    priced = Priced.of(tables, policy, instant)
    ground = ground_of(priced.shop, priced.work, priced.horizon)
    pairs = _chosen(rng, ground)
    answers = deepest(ground, _everywhere(ground, *pairs.T))
    ids = ground.promotions["id"]
    wrong = in_breach(variants(tables, frozenset(ids[pairs[:, 1]])), policy, instant)
    listed = priced.evidence.listings
    for at, (listing, row) in enumerate(pairs.tolist()):
        store, marketplace, sku = (listed.text(name, listing) for name in ("store", "marketplace", "sku"))
        passes = tuple((store, marketplace, f"{sku}~{each}") not in wrong for each in range(WITHOUT + 1))
        yield _case(sku, ids[row], passes, answers, at)


def _everywhere(ground: Ground, listing: Ints, promotion: Ints) -> Questions:
    """Questions in which the whole time counts that is judged, as in the runs."""
    begin, end, none = (
        np.full(len(listing), each) for each in (ground.horizon.as_of, ground.horizon.open, 0)
    )
    return Questions(listing, promotion, begin, end, none)


def _case(sku: str, promotion: str, passes: tuple[bool, ...], answers: Deepest, at: int) -> Case:
    value = int(answers.value[at])
    found = None if value == NO_MONEY else value // 100
    return Case(sku, promotion, passes, found, Bears(int(answers.bears[at])), bool(answers.whole[at]))


def _chosen(rng: Random, ground: Ground) -> np.ndarray:
    """Pairs of listing and promotion row, of percentages: of each promotion all its listings, and no listing twice."""
    ids, form = (ground.promotions[name] for name in ("id", "form"))
    reached: dict[str, dict[int, int]] = {}
    for listing, row in zip(ground.work.listing.tolist(), ground.work.promotion.tolist(), strict=True):
        if ids[row]:
            reached.setdefault(ids[row], {}).setdefault(listing, row)
    taken: set[int] = set()
    found = []
    for name in rng.sample(sorted(reached), len(reached)):
        mine = reached[name]
        if taken.isdisjoint(mine) and all(form[row] == Form.PERCENT for row in mine.values()):
            taken |= set(mine)
            found += list(mine.items())
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def held(case: Case) -> bool:
    """The answer passes and one percent deeper fails; without one nothing that takes off less than it could passes."""
    at_percent, without = case.passes[:WITHOUT], case.passes[WITHOUT]
    if case.found is None:
        why = Bears.NOTHING if without else Bears.BREACH_WITHOUT
        return case.bears is why and (not without or not at_percent[0])
    deeper = PERCENTS[-1] < case.found + 1
    return (
        without
        and at_percent[case.found]
        and case.whole == deeper
        and (deeper or not at_percent[case.found + 1])
    )


@pytest.mark.parametrize("seed", range(-(-CASES // IN_A_SHOP)))
def test_the_deepest_percent_is_the_one_that_brute_force_finds(seed: int, tmp_path: Path) -> None:
    tried = list(cases(tmp_path, seed))
    assert tried
    for case in tried:
        at_percent = case.passes[:WITHOUT]
        assert held(case), case
        # Else a deal so deep that a threshold takes more units, or the like, mends what is in breach without it.
        if list(at_percent) == sorted(at_percent, reverse=True):
            assert (case.found is None) == (not any(at_percent)), case
            assert case.found is None or case.found == sum(at_percent) - 1, case


@pytest.mark.parametrize("preset", ["shopify", "taobao", "walmart", "aliexpress", "chain", "best"])
def test_the_answer_passes_and_the_next_fails_under_other_rules_too(preset: str, tmp_path: Path) -> None:
    tried = list(cases(tmp_path, 7, skus=12, preset=preset))
    assert tried
    for case in tried:
        assert held(case), case
