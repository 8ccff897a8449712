"""Promotions in breach in other segments of a run than the worst: on random campaigns those of each segment, looked at one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from promocheck import rules
from promocheck.model.finding import Finding
from promocheck.model.kind import KIND_WORDS
from promocheck.model.text import english
from promocheck.pipeline.priced import Priced
from promocheck.pricing import sweep, taking_part
from promocheck.rules.below_floor import below_floor
from promocheck.rules.telling import ids_of
from promocheck.tables import KEY
from tests.test_many_at_once import FLOORS, priced


def below(shop: Priced) -> list[Finding]:
    found = rules.run_rules(
        [rule for rule in rules.ALL if rule.id == "PC101"],
        shop.shop.scopes.rules(),
        shop.evidence,
        shop.context(fixing=False),
    )
    return list(found)


def others_of(shop: Priced, finding: Finding) -> tuple[str, ...]:
    """The ids that make the price of any segment of the finding and not its own."""
    evidence, segments = shop.evidence, shop.evidence.segments
    keys = [*zip(*(evidence.listings[name] for name in KEY), strict=True)]
    listing = keys.index((finding.store or "", finding.marketplace or "", finding.sku or ""))
    end = shop.horizon.open if finding.end is None else finding.end
    within = (segments["start"] >= finding.start) & (segments["end"] <= end)
    mine = np.flatnonzero((segments["listing"] == listing) & within)
    assert below_floor(evidence, "official")[mine].all()
    every = {name for at in mine.tolist() for name in ids_of(evidence, shop.explain.rows([at])[0])}
    return tuple(sorted(every - {*finding.promotions}))


@pytest.mark.parametrize("at_once", [1, 50, sweep.BLOCK])
@pytest.mark.parametrize("seed", range(31, 35))
def test_others_are_those_of_every_segment(
    seed: int, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_part, "BLOCK", at_once)
    shop = priced(seed, tmp_path, FLOORS)
    found = below(shop)
    others = [tuple(name for name in each.others if name not in KIND_WORDS) for each in found]
    assert others == [others_of(shop, each) for each in found]
    assert any(each.others for each in found)
    assert any(not each.others for each in found)


def test_in_a_crowd_all_that_runs_is_held_against_waivers_and_none_of_it_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_part, "CROWD", 0)
    shop = priced(31, tmp_path, FLOORS)
    found = below(shop)
    for each in found:
        assert {*each.others} >= {*others_of(shop, each)}
        assert "In other hours" not in english(each.message)
    assert any(each.others for each in found)
