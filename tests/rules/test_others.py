"""Promotions in breach in other segments of a run than the worst, or for other buyers: on random campaigns those of each segment, looked at one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck import rules
from promocheck.model.finding import Finding
from promocheck.model.text import english
from promocheck.pipeline.priced import Priced
from promocheck.pricing import sweep, taking_part, undercutting
from promocheck.rules.below_floor import below_floor
from promocheck.rules.breach import Breach, breaches
from promocheck.rules.others import others_among
from promocheck.rules.telling import ids_of
from promocheck.tables import KEY
from promocheck.tables.ragged import Ragged
from tests.test_many_at_once import FLOORS, priced


def runs_of(shop: Priced) -> list[Breach]:
    """Runs of segments below the floor."""
    return [*breaches(shop.evidence.segments, below_floor(shop.evidence, "official"))]


def others_of(shop: Priced, run: Breach) -> tuple[str, ...]:
    """The ids that make the price of any segment of a run and not of its worst one."""
    worst, *each = (ids_of(shop.evidence, rows) for rows in shop.explain.rows([run.worst, *run.every]))
    return tuple(sorted({name for names in each for name in names} - {*worst}))


@pytest.mark.parametrize("at_once", [1, 50, sweep.BLOCK])
@pytest.mark.parametrize("seed", range(31, 35))
def test_others_are_those_of_every_segment(
    seed: int, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_part, "BLOCK", at_once)
    shop = priced(seed, tmp_path, FLOORS)
    runs = runs_of(shop)
    making = Ragged.of(shop.explain.rows([each.worst for each in runs]))
    parts = shop.explain.taking_part(Ragged.of([each.several for each in runs]), making)
    rows = others_among(parts, making, shop.evidence).promotions
    others = [ids_of(shop.evidence, each) for each in rows.apart(rows.rows.tolist())]
    assert others == [others_of(shop, each) for each in runs]
    assert any(others)
    assert not all(others)


def below(shop: Priced) -> list[Finding]:
    found = rules.run_rules(
        [rule for rule in rules.ALL if rule.id == "PC101"],
        shop.shop.scopes.rules(),
        shop.evidence,
        shop.context(fixing=False),
    )
    return list(found)


def of_run(shop: Priced, finding: Finding) -> Breach:
    """The run of segments that a finding is of."""
    keys = [*zip(*(shop.evidence.listings[name] for name in KEY), strict=True)]
    listing = keys.index((finding.store or "", finding.marketplace or "", finding.sku or ""))
    (run,) = (each for each in runs_of(shop) if (each.listing, each.start) == (listing, finding.start))
    return run


@pytest.mark.parametrize("seed", range(31, 33))
def test_a_finding_names_them_and_whoever_else_buys_too_low(seed: int, tmp_path: Path) -> None:
    shop = priced(seed, tmp_path, FLOORS)
    more = 0
    for each in below(shop):
        run = of_run(shop, each)
        lowering = {
            step.promotion for how in shop.explain(run.every) for step in how.steps if step.amount.minor
        }
        least = {*others_of(shop, run)} & lowering
        assert {*each.others} >= least
        more += bool({*each.others} - least)
        assert bool(each.others) == ("too low as well" in english(each.message))
    assert more


def test_in_a_crowd_all_that_runs_is_held_against_waivers_and_none_of_it_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undercutting, "CROWD", 0)
    shop = priced(31, tmp_path, FLOORS)
    found = below(shop)
    for each in found:
        assert {*each.others} >= {*others_of(shop, of_run(shop, each))}
        assert "too low as well" not in english(each.message)
    assert any(each.others for each in found)
