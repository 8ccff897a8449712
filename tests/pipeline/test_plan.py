"""A plan held against what is set up: what is made of exports agrees with them, and what could not be held is named."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from promocheck.exports.plan_book import as_workbook
from promocheck.exports.plan_sheet import as_csv
from promocheck.model.report import Report
from promocheck.pipeline import Request
from promocheck.pipeline.plan import Made, make_plan
from promocheck.reports.words import Words
from tests.shop import AS_OF, check, findings_of, policy_of, table, write_sheet

PLANNED = ("PC314", "PC901", "PC903", "PC401")
HEAD = "promotion_id | name | kind | sku | discount_type | discount_value | start | end"
LISTINGS = "sku | asin | price\nA-1 | B0AAAAAAA1 | 100.00\nB-2 | B0AAAAAAA2 | 50.00"
PLAN = f"plan_id | {HEAD}"


def made_of(folder: Path, marketplace: str | None = "US", as_of: str = AS_OF) -> Made:
    instant = int(datetime.fromisoformat(as_of).timestamp())
    return make_plan(Request((str(folder),), policy_of(), instant, marketplace=marketplace))


def write(folder: Path, **sheets: str) -> Path:
    for name, text in {"listings": LISTINGS, **sheets}.items():
        write_sheet(folder / f"{name}.csv", table(text))
    return folder


def told(report: Report, *rules: str) -> list[str]:
    return [Words().say(each.message) for each in findings_of(report, *rules)]


# What is hard to write so that it is read back: as each form and kind, at odd times, in each marketplace's own way.
HARD = """
promotion_id | name | kind | sku | asin | discount_type | discount_value | start | end | buy_quantity | get_quantity | min_spend | units | owner
 | Autumn, sale | coupon | 00123;A-1 | | percent | 12.5 | 2026-11-01T01:30:00-07:00 | 2026-12-05 | | | | |
 | | coupon | | B0AAAAAAA1 | percent | 5 | 2026-11-01T01:30:00-08:00 | | | | | | Ann
=C-9 | @name | percentage_off | A-1 | | percent | 0.5% | 2026-12-01 02:15 | 2026-12-24 13:00:30 | | | 250 | |
B1 | | buy_x_get_y | B-2 | | | | 2026-12-01 | 2026-12-24 | 2 | 1 | | |
B2 | | buy_x_get_y | B-2 | | price | 9.99 | 2027-01-01 | 2027-01-24 | 1 | 1 | | |
D1 | D1 again | lightning_deal | A-1 | | price | 70 | 2026-12-31 06:00 | 2026-12-31 12:00 | | | | 200 |
D1-B | D1 | best_deal | A-1;B-2 | | zhe | 7.5 | 2026-12-10 | 2026-12-17 | | | | 40 | Bo
1001 | | amount_off | 00123 | | amount | 4.05 | | 2026-12-24 | | | 40.5 | |
X1 | over | coupon | A-1 | | percent | 9 | 2026-10-01 | 2026-10-24 | | | | |
X2 | off | coupon | A-1 | | percent | 9 | 2026-12-01 | 2026-12-24 | | | | |
"""
HARD_LISTINGS = """
sku | asin | price | sale_price | sale_start | sale_end
A-1 | B0AAAAAAA1 | 100.00 | 90.00 | 2026-12-01 | 2026-12-20
B-2 | B0AAAAAAA2 | 50.00 | | |
00123 | B0AAAAAAA3 | 60.00 | 59.00 | 2026-11-01 | 2026-11-20
"""


def hard(folder: Path) -> Path:
    rows = table(HARD)
    rows[-1]["status"] = "cancelled"
    write_sheet(folder / "promotions.csv", rows)
    write_sheet(folder / "listings.csv", table(HARD_LISTINGS))
    return folder


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_plan_made_of_exports_agrees_with_them(tmp_path: Path, language: str) -> None:
    made = made_of(hard(tmp_path))
    assert (made.promotions, len(made.rows), made.valueless, made.unread) == (9, 9, (), 0)
    (tmp_path / "plan.xlsx").write_bytes(as_workbook(made.rows, language))
    report = check(tmp_path)
    assert told(report, *PLANNED) == []
    (plan,) = [each for each in report.inputs if each.layout == "plan"]
    assert (plan.rows.read, plan.rows.used, plan.columns_ignored) == (9, 9, ())


def test_amounts_and_days_are_read_back_everywhere(tmp_path: Path) -> None:
    amounts = {"US": "321.25", "DE": "321.25", "JP": "4321", "KW": "321.2560", "BR": "99.90"}
    listings = "\n".join(f"{market} | A-1 | 12345" for market in amounts)
    rows = (
        f"{market} | C1 | | amount_off | A-1 | amount | {off} | 2026-12-01 | 2026-12-24"
        for market, off in amounts.items()
    )
    write(
        tmp_path,
        listings=f"marketplace | sku | price\n{listings}",
        promotions="\n".join((f"marketplace | {HEAD}", *rows)),
    )
    made = made_of(tmp_path).rows
    for name, data in (("plan.csv", as_csv(made, "en")), ("plan.xlsx", as_workbook(made, "zh"))):
        (tmp_path / name).write_bytes(data)
        assert told(check(tmp_path), *PLANNED) == []
        (tmp_path / name).unlink()


def shops(chance: random.Random) -> Iterator[dict[str, str]]:
    """Promotions of a few kinds on a few SKUs, that meet in every way; a store each."""
    for store in range(STORES):
        for at in range(chance.randint(1, 12)):
            yield {"store": f"s{store}", **promotion(chance, at)}


def promotion(chance: random.Random, at: int) -> dict[str, str]:
    kind = chance.choice(("coupon", "percentage_off", "social_code", "best_deal", "sale_price"))
    start = date(2026, 11, 10) + timedelta(chance.randint(0, 40))
    return {
        "promotion_id": chance.choice(("", f"P-{at}", f"P-{chance.randint(0, 3)}-{at}")),
        "name": chance.choice(("", "P-1 lamps", "Autumn")) + chance.choice(("", f" {at}")),
        "kind": kind,
        "sku": ";".join(chance.sample(("A-1", "B-2", "C-3", "D-4"), chance.randint(1, 3))),
        "discount_type": "price" if kind in {"best_deal", "sale_price"} else "percent",
        "discount_value": str(chance.randint(20, 40)),
        "start": str(start),
        "end": str(start + timedelta(chance.randint(0, 20))),
        "units": chance.choice(("", "100")),
    }


STORES = 40
CHANGES = {
    "discount_value": "3",
    "start": "2026-11-25",
    "end": "2027-03-01",
    "sku": "A-1;B-2;C-3;D-4",
    "kind": "outlet",
}


def changed(chance: random.Random, row: Mapping[str, str]) -> dict[str, str]:
    """The row with one thing that it means otherwise."""
    name = chance.choice([name for name in CHANGES if row[name] != CHANGES[name]])
    priced = {"discount_type": "price", "discount_value": "30"} if name == "kind" else {}
    return {**row, name: CHANGES[name], **priced}


def test_plans_of_random_shops_agree_with_them_until_something_is_changed(tmp_path: Path) -> None:
    chance = random.Random(8)
    write_sheet(tmp_path / "promotions.csv", [*shops(chance)])
    listings = "A-1 | 100.00 |\nB-2 | 50.00 | 45.00\nC-3 | 70.00 |\nD-4 | 80.00 |".splitlines()
    each = (f"s{store} | {line}" for store in range(STORES) for line in listings)
    write_sheet(tmp_path / "listings.csv", table("\n".join(("store | sku | price | sale_price", *each))))
    rows = made_of(tmp_path).rows
    assert {row["store"] for row in rows} == {f"s{store}" for store in range(STORES)}
    (tmp_path / "plan.csv").write_bytes(as_csv(rows, "en"))
    assert told(check(tmp_path), *PLANNED) == []
    shuffled = chance.sample(rows, len(rows))
    one_of = {row["store"]: at for at, row in enumerate(shuffled)}
    other = [changed(chance, row) if one_of[row["store"]] == at else row for at, row in enumerate(shuffled)]
    (tmp_path / "plan.csv").write_bytes(as_csv(other, "en"))
    assert {finding.store for finding in findings_of(check(tmp_path), *PLANNED)} == {*one_of}


def test_a_plan_of_a_shop_without_promotions_is_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        listings="marketplace | sku | price\nUS | A-1 | 100.00\nDE | A-1 | 90.00",
        promotions=f"marketplace | {HEAD}\nUS | C1 | | coupon | A-1 | percent | 20 | 2026-12-01 | 2026-12-07",
        plan=f"marketplace | {PLAN}\nUS | P1 | C1 | | coupon | A-1 | percent | 20 | 2026-12-01 | 2026-12-07\n"
        "DE | P2 | | | coupon | A-1 | percent | 20 | 2027-12-01 | 2027-12-07",
    )
    report = check(tmp_path, marketplace=None)
    assert told(report, "PC908") == [
        "There is a plan for DE, and no promotion of that shop was read to hold against it."
    ]
    assert report.exit_code == 3


def test_what_a_plan_means_and_no_listing_has_is_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        promotions=f"{HEAD}\nC1 | | coupon | A-1 | percent | 20 | 2026-12-01 | 2026-12-07",
        plan=f"{PLAN}\nP1 | C1 | | coupon | A-1;A1 | percent | 20 | 2026-12-01 | 2026-12-07",
    )
    report = check(tmp_path)
    assert told(report, "PC401") == ["No listing in US has the SKU A1; the nearest is A-1."]
    assert told(report, "PC314") == ["Plan P1 means A1 too, and coupon C1 is not on it."]
    assert [Path(each.file).name for each in findings_of(report, "PC401")[0].places] == ["plan.csv"]


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("P1 | C1 | | coupon | A-1 | percent | 2O | 2026-12-01 | 2026-12-07", "discount_value"),
        (" | C1 | | coupon | A-1 | percent | 20 | 2026-12-01 | 2026-12-07", "plan_id"),
        ("P1 | C1 | | coupon | A-1 | percent | 20 | soon | 2026-12-07", "start"),
    ],
)
def test_a_plan_that_cannot_be_read_is_no_plan_kept(tmp_path: Path, cell: str, column: str) -> None:
    write(
        tmp_path,
        promotions=f"{HEAD}\nC1 | | coupon | A-1 | percent | 20 | 2026-12-01 | 2026-12-07",
        plan=f"{PLAN}\n{cell}",
    )
    report = check(tmp_path)
    (unread,) = report.unread
    assert (Path(unread.place.file).name, unread.place.row, unread.place.column) == ("plan.csv", 2, column)
    assert report.exit_code == 3


def test_every_row_of_a_plan_is_accounted_for(tmp_path: Path) -> None:
    write(
        tmp_path,
        promotions=f"{HEAD}\nC1 | | coupon | A-1 | percent | 20 | 2026-11-10 | 2026-12-07",
        plan=f"{PLAN} | status\n"
        "P1 | C1 | | coupon | A-1 | percent | 20 | 2026-11-10 | 2026-11-20 |\n"  # over, but what it means still runs
        "P2 | | | coupon | B-2 | percent | 20 | 2026-11-10 | 2026-11-20 |\n"
        "P3 | | | coupon | B-2 | percent | 20 | 2026-12-10 | 2026-12-20 | cancelled\n"
        "P4 | | | coupon | B-2 | percent | 20 | 2026-12-10 | 2026-12-20 |",
    )
    report = check(tmp_path)
    (plan,) = [each for each in report.inputs if each.layout == "plan"]
    assert (plan.rows.read, plan.rows.used, plan.rows.set_aside, plan.rows.unread) == (4, 2, 2, 0)
    assert [(text.template, n) for text, n in plan.rows.reasons] == [("called off in the plan, or over", 2)]
    assert [each.places[0].row for each in findings_of(report, "PC314")] == [2]


def test_both_cells_are_named_that_which_is_set_up_first(tmp_path: Path) -> None:
    write(
        tmp_path,
        promotions=f"{HEAD}\nC1 | P1 | coupon | A-1 | percent | 50 | 2026-12-01 | 2026-12-07",
        plan=f"{PLAN}\nP1 | | | coupon | A-1 | percent | 5 | 2026-12-01 | 2026-12-07",
    )
    (finding,) = findings_of(check(tmp_path), "PC314")
    assert [(Path(each.file).name, each.row, each.column) for each in finding.places] == [
        ("promotions.csv", 2, "discount_value"),
        ("plan.csv", 2, "discount_value"),
    ]
    assert (finding.sku, finding.promotions) == ("A-1", ("C1",))


def test_a_plan_is_held_against_its_own_store_only(tmp_path: Path) -> None:
    write(
        tmp_path,
        listings="store | sku | price\nacme | A-1 | 100.00\nbolt | A-1 | 100.00",
        promotions=f"store | {HEAD}\nacme | C1 | | coupon | A-1 | percent | 20 | 2026-12-01 | 2026-12-07\n"
        "bolt | C1 | | coupon | A-1 | percent | 20 | 2026-12-01 | 2026-12-07",
        plan=f"store | {PLAN}\nbolt | P1 | C1 | | coupon | A-1 | percent | 30 | 2026-12-01 | 2026-12-07",
    )
    (finding,) = findings_of(check(tmp_path), "PC314")
    assert finding.store == "bolt"


def test_nor_is_what_no_listing_has_meant_by_the_plan_of_another_store(tmp_path: Path) -> None:
    write(
        tmp_path,
        listings="store | sku | price\nacme | A-1 | 100.00\nbolt | A-1 | 100.00",
        promotions=f"store | {HEAD}\nbolt | C1 | | coupon | X-9 | percent | 20 | 2026-12-01 | 2026-12-07",
        plan=f"store | {PLAN}\nacme | P1 | | | coupon | X-9 | percent | 20 | 2026-12-01 | 2026-12-07\n"
        "bolt | P2 | | | coupon | A-1 | percent | 20 | 2027-12-01 | 2027-12-07",
    )
    report = check(tmp_path)
    assert [each.store for each in findings_of(report, "PC314")] == ["bolt"]
    assert told(report, "PC314") == ["coupon C1 is on X-9, and no plan means it."]


SEVERITIES = "rules: {{plan-mismatch: {{{0}}}}}"


@pytest.mark.parametrize(
    ("option", "severities"),
    [
        ("units: info, owner: off", {"error": 1, "info": 1}),
        ("unplanned: off, units: off, owner: off", {}),
        ("standing: [coupon]", {"info": 1, "warning": 1}),
    ],
)
def test_the_policy_says_what_each_weighs(tmp_path: Path, option: str, severities: dict[str, int]) -> None:
    write(
        tmp_path,
        promotions=f"{HEAD} | units | owner\n"
        "P1 | | best_deal | A-1 | price | 70 | 2026-12-01 | 2026-12-07 | 40 | Bo\n"
        "C9 | | coupon | B-2 | percent | 20 | 2026-12-01 | 2026-12-07 | |",
        plan=f"{PLAN} | units | owner\nP1 | | | best_deal | A-1 | price | 70 | 2026-12-01 | 2026-12-07 | 20 | Ann",
    )
    found: dict[str, int] = {}
    for each in findings_of(check(tmp_path, policy=f"version: 1\n{SEVERITIES.format(option)}"), "PC314"):
        found[each.severity.value] = found.get(each.severity.value, 0) + 1
    assert found == severities
