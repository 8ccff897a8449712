"""A shop that is judged part by part has the report of the shop that is judged at once: to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import numpy as np
import pytest

from promocheck import rules
from promocheck.pipeline import Request, scan, told
from promocheck.pipeline.parts import Whole
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.pipeline.shares import Share, hashes, shares_of
from promocheck.pipeline.shop import shop_of
from promocheck.policy import load_policy
from promocheck.pricing.timeline import Horizon
from promocheck.reports import Words, json_report
from promocheck.reports.finding_json import lines_in
from promocheck.rules import RULE_TYPES
from promocheck.tables.frames import Frame, taken
from tests.frames import texts
from tests.oracle.campaigns import campaign
from tests.shop import policy_of, write_sheet

SAMPLES = Path(__file__).parents[2] / "sample_exports"
AS_OF = 1_795_478_400  # 2026-11-24
# Floors of every origin, some by override, so that whatever a floor leads back to is in some part.
POLICY = """
floors:
  default: {min_percent_of_price: 55, min_margin_percent: 10}
  kinds: {coupon: {min_percent_of_price: 65}}
  tags: {thin: {min_percent_of_price: 70}}
  brands: {Acme: {min_percent_of_price: 60}}
  clearance:
    - {promotions: [P1, P2, P3], until: 2027-12-31, min_percent_of_price: 5, reason: end of line}
  vat_percent: {DE: 19, US: 0}
overrides:
  - {brand: Acme, floors: {default: {min_percent_of_price: 80}}, rules: {near-zero: {percent_of_price: 40}}}
"""


def request(folder: Path, text: str, as_of: int) -> Request:
    return Request((str(folder),), policy_of(text), as_of, prices=True, lines=lines_in(Words()), jobs=1)


def rendered(asked: Request, monkeypatch: pytest.MonkeyPatch, pairs: int) -> str:
    monkeypatch.setattr(told, "PAIRS_OF_A_PART", pairs)
    return json_report.render(scan(asked), Words())


@pytest.mark.parametrize(
    ("folder", "pairs", "jobs"), [("clean", 3, 1), ("incidents", 20, 2), ("untrusted", 3, 2)]
)
def test_samples(folder: str, pairs: int, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = replace(request(SAMPLES / folder, "", AS_OF), policy=load_policy(None, RULE_TYPES), jobs=jobs)
    whole = rendered(asked, monkeypatch, 10**9)
    assert rendered(asked, monkeypatch, pairs) == whole


def test_nothing_is_believed_where_what_comes_back_is_of_another_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def turned(
        self: told.Here, whole: Whole, terms: told.Terms, shares: Sequence[Share]
    ) -> Iterator[told.Judged]:
        return judged(self, whole, terms, shares[::-1])

    judged = told.Here.judged
    monkeypatch.setattr(told.Here, "judged", turned)
    asked = replace(request(SAMPLES / "clean", "", AS_OF), jobs=1)
    with pytest.raises(RuntimeError):
        rendered(asked, monkeypatch, 3)


@pytest.mark.parametrize("seed", range(42, 44))
def test_random_campaigns(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(seed)
    listings, promotions, floors, now = campaign(chance, 12, everything=True)
    for row in listings:
        row["brand"] = chance.choice(("Acme", "Bolt", ""))
    for row in floors:
        row["tags"] = chance.choice(("thin", ""))
        row["valid_from"] = chance.choice(("", (now + timedelta(days=2)).date().isoformat()))
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(tmp_path / f"{name}.csv", rows)
    again = [
        {**row, "price": f"{Decimal(row['price']) + 1}"} for row in reversed(listings[::2]) if row["price"]
    ]
    write_sheet(tmp_path / "listings again.csv", again)  # whichever row a finding is about
    asked = request(tmp_path, POLICY, int(now.timestamp()))
    whole = rendered(asked, monkeypatch, 10**9)
    assert whole.count('"rule":') > 20
    assert rendered(replace(asked, jobs=2), monkeypatch, 9) == whole  # texts are packed for two


def test_random_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of them small, one too large for a part; the same SKUs, promotions and codes in several, in two currencies."""
    shared: dict[str, list[dict[str, str]]] = {"listings": [], "promotions": [], "floors": []}
    for store, skus in (("acme", 4), ("dune", 4), ("corp", 3), ("bolt", 14)):
        listings, promotions, floors, now = campaign(Random(49 + skus), skus, everything=True)
        for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
            shared[name] += [{**row, "store": store} for row in rows]
            if name == "listings":
                shared[name] += [
                    {**row, "store": store, "marketplace": "JP", "currency": "JPY"}
                    for row in rows[:2]
                    if row["marketplace"] == "US"
                ]
    for name, rows in shared.items():
        write_sheet(tmp_path / f"{name}.csv", rows)
    asked = request(tmp_path, POLICY, int(now.timestamp()))
    whole = rendered(asked, monkeypatch, 10**9)
    rules_hit = {each["rule"] for each in json.loads(whole)["findings"]}
    assert len(rules_hit) > 12, rules_hit
    shop = shop_of(read_for(asked), asked.policy, Horizon.of(asked.as_of, asked.policy.stacking))
    assert {each.stores for each in shares_of(shop, 15)} == {True, False}
    assert rendered(replace(asked, jobs=2), monkeypatch, 15) == whole


@pytest.mark.parametrize(("promotions", "shares"), [(3, 1), (12, 4)])
def test_where_many_promotions_meet_parts_have_fewer_pairs(
    promotions: int, shares: int, tmp_path: Path
) -> None:
    """48 pairs and 192: of twelve promotions on a listing each pair counts for three."""
    skus = [f"S-{at}" for at in range(16)]
    write_sheet(tmp_path / "listings.csv", [{"sku": sku, "price": "20.00"} for sku in skus])
    coupons = [
        {"promotion_id": f"C{at}", "kind": "coupon", "discount_type": "percent", "discount_value": "5"}
        for at in range(promotions)
    ]
    rows = [
        {**each, "sku": sku, "start": "2026-12-01", "end": "2026-12-31"} for each in coupons for sku in skus
    ]
    write_sheet(tmp_path / "promotions.csv", rows)
    asked = replace(request(tmp_path, "", AS_OF), marketplace="US")
    shop = shop_of(read_for(asked), asked.policy, Horizon.of(AS_OF, asked.policy.stacking))
    found = shares_of(shop, 192)
    assert sorted(np.concatenate([each.listing for each in found]).tolist()) == [*range(16)]
    assert len(found) == shares


def test_one_listing_of_thousands_of_promotions_makes_no_thousands_of_parts(tmp_path: Path) -> None:
    skus = [f"S-{at}" for at in range(300)]
    write_sheet(tmp_path / "listings.csv", [{"sku": sku, "price": "20.00"} for sku in skus])
    coupon = {"kind": "coupon", "discount_type": "percent", "discount_value": "5", "start": "2026-12-01"}
    hot = [{"promotion_id": f"C{at}", **coupon, "sku": "S-0"} for at in range(3_000)]
    others = [{"promotion_id": f"D{sku}", **coupon, "sku": sku} for sku in skus]
    write_sheet(tmp_path / "promotions.csv", [*hot, *others])
    asked = replace(request(tmp_path, "", AS_OF), marketplace="US")
    shop = shop_of(read_for(asked), asked.policy, Horizon.of(AS_OF, asked.policy.stacking))
    assert len(shares_of(shop, 3_300)) < 20


def test_rules_that_look_at_one_listing_find_in_a_part_what_they_find_there_in_the_whole(
    tmp_path: Path,
) -> None:
    listings, promotions, floors, now = campaign(Random(48), 15, everything=True)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(tmp_path / f"{name}.csv", rows)
    policy, as_of = policy_of(POLICY), int(now.timestamp())
    tables = read_for(Request((str(tmp_path),), policy, as_of))
    every = Priced.of(tables, policy, as_of)
    alone = [rule for rule in rules.ALL if rule.scope == "listing"]
    settings = every.shop.scopes.rules()
    found = rules.run_rules(alone, settings, every.evidence, every.context())
    parts = [Whole.of(every.shop, tables).part(each.listing) for each in shares_of(every.shop, 10)]
    assert len(parts) > 3
    for part in parts:
        priced = Priced.of_shop(part.shop, part.tables, policy, as_of)
        mine = set(part.shop.listings["sku"])
        there = rules.run_rules(alone, settings, priced.evidence, priced.context())
        assert sorted(there, key=repr) == sorted((each for each in found if each.sku in mine), key=repr)
    assert {each.rule for each in found} >= {"PC101", "PC102", "PC201", "PC202"}


def test_a_listing_is_in_the_same_part_wherever_it_stands() -> None:
    rows = Frame(
        {
            "store": texts(["", "acme", "acme", ""]),
            "marketplace": texts(["US", "US", "DE", "US"]),
            "sku": texts(["A-1", "A-1", "A-1", "\ud800"]),
        }
    )
    found = hashes(rows)
    assert found[0] == 3_774_202_054
    assert len(set(found.tolist())) == 4
    assert np.array_equal(hashes(taken(rows, np.arange(4)[::-1])), found[::-1])
