"""Prices in the hours of a week in which a lightning deal does not run, against the oracle on a campaign that never had it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind
from promocheck.model.remedy import NoDepth
from promocheck.model.report import Report
from promocheck.model.text import say
from promocheck.pipeline import Request, scan, told
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.pipeline.solve import solve
from promocheck.reports import Words, json_report
from promocheck.reports.finding_json import lines_in
from promocheck.rules import deal_week_unknown
from promocheck.rules.hours_without import segments_with
from promocheck.rules.otherwise import Flags, Ints
from promocheck.tables.frames import Columns
from tests.oracle.campaigns import campaign
from tests.oracle.evaluate import Piece, evaluate
from tests.shop import AS_OF, findings_of, policy_of, price_of, shop, write_sheet

NOW = int(datetime.fromisoformat(AS_OF).timestamp())
Rows = list[dict[str, str]]


def weeks(seed: int) -> tuple[Rows, Rows, Rows, datetime]:
    """A random campaign in which every third SKU has a deal that is known by its week, and money off with a minimum."""
    chance = Random(seed)
    listings, promotions, floors, now = campaign(chance, 15, everything=seed % 2 > 0)
    for at, listing in enumerate(each for each in listings[::3] if each["price"]):
        price = int(float(listing["price"])) or 1
        first = (now + timedelta(days=chance.randrange(1, 4))).date()
        last = first + timedelta(days=chance.randrange(7))
        common = {name: listing.get(name, "") for name in ("store", "marketplace", "sku")}
        common |= {"start": first.isoformat(), "end": last.isoformat()}
        deal = {"discount_type": "percent", "discount_value": str(chance.randrange(2, 30))}
        off = {"discount_type": "amount", "discount_value": str(price * 2 // 5 or 1), "min_spend": str(price)}
        promotions += [
            {"promotion_id": f"WEEK-{at}", "kind": "lightning_deal", **common, **deal},
            {"promotion_id": f"OFF-{at}", "kind": "amount_off", **common, **off},
        ]
    return listings, promotions, floors, now


def written(folder: Path, listings: Rows, promotions: Rows, floors: Rows, now: datetime) -> Request:
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(folder / f"{name}.csv", rows)
    return Request((str(folder),), policy_of(), int(now.timestamp()))


def at(pieces: Sequence[Piece], seconds: int) -> Piece | None:
    instant = datetime.fromtimestamp(seconds, UTC)
    return next(
        (each for each in pieces if each.start <= instant and (each.end is None or instant < each.end)), None
    )


def nothing_wrong(hours: Columns, at: Ints, price: str) -> Flags:
    """Of several ways the lowest."""
    del at, price
    return np.zeros(hours.rows, dtype=bool)


def one_sku(folder: Path, money_off: str, floor: str = "75") -> Report:
    return shop(
        folder,
        listings="sku | price | quantity\nA-1 | 100 | 40",
        floors=f"sku | floor\nA-1 | {floor}",
        promotions=f"""
            promotion_id | kind | sku | discount_type | discount_value | min_spend | start | end
            L1 | lightning_deal | A-1 | price | 95 | | 2026-12-01 | 2026-12-07
            M1 | amount_off | A-1 | amount | {money_off} | 2026-12-03 | 2026-12-05""",
    )


def test_its_numbers_are_those_of_the_hours_without_the_deal(tmp_path: Path) -> None:
    report = one_sku(tmp_path, "30 | 100")
    (found,) = findings_of(report, "PC206")
    assert (str(found.stacked_price), str(found.floor), str(found.gap)) == ("70.00", "75.00", "-5.00")
    assert found.floor_source == say("floors sheet")
    assert found.exposure
    assert (found.exposure.units, str(found.exposure.loss)) == (40, "200.00")
    assert [(each.promotion, str(each.price_after)) for each in found.steps] == [
        (None, "100.00"),
        ("M1", "70.00"),
    ]
    assert found.promotions == ("L1", "M1")
    # The price of the SKU stays what it is while the deal runs.
    price = price_of(report, "A-1")
    assert (str(price.stacked_price), report.exit_code) == ("80.00", 1)


@pytest.mark.parametrize(
    ("money_off", "clear"),
    [("30 | 100", False), ("25.01 | 100", False), ("25 | 100", True), ("30 | 100.01", True)],
)
def test_less_money_off_or_a_higher_minimum_mends_it(money_off: str, clear: bool, tmp_path: Path) -> None:
    assert (one_sku(tmp_path, money_off).exit_code == 0) is clear


def test_a_deal_that_reaches_the_minimum_hides_nothing(tmp_path: Path) -> None:
    """At 100.00 and at 95.00 one unit is enough: the deal's price is the lower one."""
    (found,) = findings_of(one_sku(tmp_path, "5 | 90"), "PC206")
    assert found.severity is Severity.INFO


@pytest.mark.parametrize(
    ("money_off", "fix"),
    [
        # With the deal 60.00 off each two is 30.00 off one, and without it all of it is.
        ("70 | 100", "Cut the discount by at least 5.00 USD a unit"),
        ("70 | ", "Set money off M1 to at most 30.00 USD off"),
    ],
)
def test_no_fix_names_a_number_that_is_safe_only_with_the_deal(
    money_off: str, fix: str, tmp_path: Path
) -> None:
    (found,) = findings_of(one_sku(tmp_path, money_off, "65"), "PC101")
    assert Words().say(found.fix).startswith(fix)


@pytest.mark.parametrize(("floor", "depths"), [("75", [NoDepth.UNKNOWN]), ("70", [None])])
def test_how_deep_money_off_may_be_is_not_known_where_it_is_too_deep_without_the_deal(
    floor: str, depths: list[NoDepth | None], tmp_path: Path
) -> None:
    one_sku(tmp_path, "30 | 100", floor)
    asked = Request((str(tmp_path),), policy_of(), NOW, marketplace="US")
    priced = Priced.of(read_for(asked), asked.policy, asked.as_of)
    row = priced.evidence.promotions["id"].tolist().index("M1")
    (found,) = solve(priced, [row])
    assert [each.reason for each in found.depths] == depths
    assert found.dates.holds is (depths == [None])


@pytest.mark.parametrize(
    ("money_off", "depth"),
    [("20 | 100", "25.00"), ("20 | ", "20.00"), ("20 | 95", "20.00"), ("20 | 101", "40.00")],
)
def test_how_deep_money_off_may_be_in_the_hours_without_the_deal_too(
    money_off: str, depth: str, tmp_path: Path
) -> None:
    """A unit bears 20.00 off with the deal and 25.00 without; from 100.00 on the deal takes two, from 101.00 on both do."""
    one_sku(tmp_path, money_off)
    asked = Request((str(tmp_path),), policy_of(), NOW, marketplace="US")
    priced = Priced.of(read_for(asked), asked.policy, asked.as_of)
    (found,) = solve(priced, [priced.evidence.promotions["id"].tolist().index("M1")])
    assert [str(each.value) for each in found.depths] == [depth]


@pytest.mark.parametrize("seed", [0, 2, 3, 4, 6, 7])
def test_prices_without_them_are_those_of_a_campaign_that_never_had_them(seed: int, tmp_path: Path) -> None:
    listings, promotions, floors, now = weeks(seed)
    asked = written(tmp_path, listings, promotions, floors, now)
    evidence = Priced.of(read_for(asked), asked.policy, asked.as_of).evidence
    rows = evidence.promotions["kind"] == Kind.LIGHTNING_DEAL
    segments = segments_with(evidence, rows)
    found = evidence.without(rows, segments, nothing_wrong).segments
    others = [each for each in promotions if each["kind"] != "lightning_deal"]
    pieces = evaluate(listings, others, floors, now).pieces
    lower = 0
    for row, (listing, start, *prices) in enumerate(
        found.lists(np.arange(len(segments)), "listing", "start", "official", "stacked", "documented")
    ):
        key = tuple(evidence.listings.text(name, listing) for name in ("store", "marketplace", "sku"))
        piece = at(pieces[key], start)  # type: ignore[index]  # a key is these three
        own = evidence.listings.number("price", listing)
        expected = [own] * 3 if piece is None else [piece.official, piece.stacked, piece.documented]
        assert prices == expected, key
        lower += prices[0] < evidence.at(int(segments[row]), "official")
    assert len(segments) > 4
    assert lower


@pytest.mark.parametrize("seed", [0, 2])
def test_a_shop_in_parts_finds_the_same(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = written(tmp_path, *weeks(seed))
    asked = replace(asked, lines=lines_in(Words()), jobs=1)

    def rendered(jobs: int, pairs: int) -> str:
        monkeypatch.setattr(told, "PAIRS_OF_A_PART", pairs)
        return json_report.render(scan(replace(asked, jobs=jobs)), Words())

    whole = rendered(1, 10**9)
    mine = [line for line in whole.splitlines() if f'"{deal_week_unknown.RULE.id}"' in line]
    assert any('"severity":"error"' in line for line in mine)
    assert rendered(2, 9) == whole
    assert rendered(1, 20) == whole
