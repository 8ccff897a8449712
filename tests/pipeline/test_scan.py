"""A scan as a whole: what is found, when, and that it does not depend on what it should not."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from promocheck.model.text import english
from promocheck.model.window import iso_utc
from promocheck.pipeline import Request, scan
from promocheck.reports import FORMATS
from promocheck.reports.words import Words
from tests.exports.sheets import edited, xlsx
from tests.shop import check, findings_of, policy_of, price_of, rules_hit, shop, table, write_sheet

LISTINGS = """
sku | asin | price | owner
A-1 | B0AAAAAAA1 | 100.00 | Kim
B-2 | B0AAAAAAA2 | 50.00 |
"""
FLOORS = """
sku | floor
A-1 | 60.00
B-2 | 10.00
"""
PROMOTIONS = """
promotion_id | kind | sku | discount_type | discount_value | start | end | owner
C1 | coupon | A-1 | percent | 20 | 2026-12-01 | 2026-12-05 | Li
S1 | social_code | A-1 | percent | 30 | 2026-12-03 | 2026-12-09 | Ana
C2 | coupon | B-2 | percent | 10 | 2026-12-01 | 2026-12-05 |
"""


def test_a_stack_below_the_floor_is_found_with_window_steps_and_places(tmp_path: Path) -> None:
    report = shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS)
    (finding,) = findings_of(report, "PC101")
    assert (finding.sku, str(finding.stacked_price), str(finding.documented_price)) == (
        "A-1",
        "50.00",
        "50.00",
    )
    # both run officially from 3 December 00:00 to the end of 5 December, Pacific time
    assert (iso_utc(finding.start or 0), iso_utc(finding.end or 0)) == (
        "2026-12-03T08:00:00Z",
        "2026-12-06T08:00:00Z",
    )
    assert [(step.promotion, str(step.amount), str(step.price_after)) for step in finding.steps] == [
        (None, "0.00", "100.00"),
        ("C1", "20.00", "80.00"),
        ("S1", "30.00", "50.00"),
    ]
    assert [(Path(place.file).name, place.row, place.column) for place in finding.places] == [
        ("promotions.csv", 3, "start"),
        ("listings.csv", 2, "price"),
        ("promotions.csv", 2, "discount_value"),
        ("promotions.csv", 3, "discount_value"),
        ("floors.csv", 2, "floor"),
    ]
    assert finding.owner == "Ana, Li"
    assert rules_hit(report.findings) == {("PC101", "A-1"), ("PC201", "A-1"), ("PC202", "A-1")}
    assert (report.verdict, report.exit_code) == ("findings", 1)


def test_at_the_floor_passes_and_a_cent_below_does_not(tmp_path: Path) -> None:
    listings = "sku | price\nA-1 | 100.00\nB-2 | 100.00"
    promotions = "promotion_id | kind | sku | discount_type | discount_value\nP | amount_off | A-1;B-2 | amount | 40.00"
    floors = "sku | floor\nA-1 | 60.00\nB-2 | 60.01"
    report = shop(tmp_path, listings=listings, promotions=promotions, floors=floors)
    assert [finding.sku for finding in findings_of(report, "PC101")] == ["B-2"]


@pytest.mark.parametrize(
    ("row", "floor"),
    [
        ("10.00 | | | ", "10.00"),
        (" | 20.00 | 4.00 | ", "24.00"),
        (" | 20.00 | 4.00 | 30", "34.29"),  # 24 / 0.7 = 34.2857, rounded up
        ("40.00 | 20.00 | 4.00 | 30", "40.00"),
    ],
)
def test_the_floor_is_the_highest_of_what_is_given(row: str, floor: str, tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=PROMOTIONS,
        floors=f"sku | floor | cost | fees | min_margin_percent\nA-1 | {row}\nB-2 | 10 | | |",
    )
    assert str(price_of(report, "A-1").floor) == floor


def test_a_listing_sale_price_is_judged_like_any_promotion(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | price | sale_price | sale_start | sale_end\nA-1 | 100 | 30 | 2026-12-01 | 2026-12-02\nB-2 | 50 | | |",
        promotions=PROMOTIONS.replace("C1 | coupon | A-1", "C1 | coupon | B-2").replace(
            "S1 | social_code | A-1", "S1 | social_code | B-2"
        ),
        floors=FLOORS,
    )
    assert ("PC101", "A-1") in rules_hit(report.findings)


def test_a_promotion_without_an_end_stays_open(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions="promotion_id | kind | sku | discount_type | discount_value | start\nC1 | coupon | A-1 | percent | 50 | 2026-12-01",
        floors=FLOORS,
    )
    assert price_of(report, "A-1").end is None
    assert findings_of(report, "PC101")[0].end is None
    assert [finding.promotions for finding in findings_of(report, "PC309")] == [("C1",)]


def test_a_breach_inside_the_guard_bands_only_is_a_handover_gap(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=PROMOTIONS.replace("2026-12-03 | 2026-12-09", "2026-12-06 | 2026-12-09"),
        floors=FLOORS,
    )
    assert rules_hit(report.findings) == {("PC202", "A-1")}
    (gap,) = findings_of(report, "PC202")
    assert (str(gap.stacked_price), str(gap.documented_price)) == ("50.00", "70.00")
    # the code may start four hours early, the coupon live on four hours late
    assert (iso_utc(gap.start or 0), iso_utc(gap.end or 0)) == (
        "2026-12-06T04:00:00Z",
        "2026-12-06T12:00:00Z",
    )
    assert (report.verdict, report.exit_code) == ("clear", 0)


@pytest.mark.parametrize(
    ("row", "stacked", "documented"),
    [
        ("coupon | cancelled | 2026-11-23T00:00:00Z", "80.00", "100.00"),  # clipped ones live on at worst
        ("coupon | cancelled | 2026-11-19T00:00:00Z", None, None),  # cancelled before it started
        ("percentage_off | cancelled | 2026-11-23T22:00:00Z", "80.00", "80.00"),  # runs on for its lag
        ("percentage_off | cancelled | 2026-11-23T19:00:00Z", None, None),
        ("best_deal | cancelled | 2026-11-23T23:00:00Z", None, None),
        ("coupon | rejected |", None, None),
        ("coupon | paused |", "80.00", "80.00"),
    ],
)
def test_status(row: str, stacked: str | None, documented: str | None, tmp_path: Path) -> None:
    header = "promotion_id | kind | status | canceled_at | sku | discount_type | discount_value | start | end"
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=f"{header}\nP | {row} | A-1 | percent | 20 | 2026-11-20 | 2026-12-05",
        floors=FLOORS,
    )
    found = [(str(price.stacked_price), str(price.documented_price)) for price in report.prices]
    assert found == ([(stacked, documented)] if stacked else [])
    rows = next(each.rows for each in report.inputs if each.path.endswith("promotions.csv"))
    assert (rows.used, rows.set_aside) == ((1, 0) if stacked else (0, 1))


def test_an_asin_means_every_sku_that_carries_it_and_unknown_targets_are_named(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | asin | price\nA-1 | B0AAAAAAA1 | 100\nA-1-used | B0AAAAAAA1 | 80\nB-2 | B0AAAAAAA2 | 50",
        promotions="promotion_id | kind | asin | discount_type | discount_value\nC1 | coupon | B0AAAAAAA1; B0AAAAAAA9 | percent | 10",
        floors="sku | floor\nA-1 | 1\nA-1-used | 1",
    )
    assert {price.sku for price in report.prices} == {"A-1", "A-1-used"}
    (unknown,) = findings_of(report, "PC401")
    assert (unknown.asin, unknown.promotions) == ("B0AAAAAAA9", ("C1",))
    assert (report.coverage.targets, report.coverage.targets_unmatched, report.exit_code) == (2, 1, 3)


def test_every_coupon_that_a_worst_price_takes_off_is_among_what_it_assumes(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | price\nA-1 | 100",
        promotions="""
        promotion_id | kind   | sku | discount_type | discount_value | start      | end
        C-1          | coupon | A-1 | percent       | 10             | 2026-12-01 | 2026-12-10
        C-2          | coupon | A-1 | percent       | 20             | 2026-12-01 | 2026-12-10
        C-3          | coupon | A-1 | percent       | 30             | 2026-12-01 | 2026-12-05
        """,
        floors="sku | floor\nA-1 | 75",
    )
    assumed = {each.stacked_price: each.assumptions for each in findings_of(report, "PC101")}
    ((price, (said, *more)),) = assumed.items()
    assert str(price) == "40.00"
    assert Words().say(said) == "all of these may be taken off: coupon C-1, coupon C-2, coupon C-3"
    assert "may be taken off" not in " ".join(map(Words().say, more))


@pytest.mark.parametrize(
    ("store", "marketplace", "said"),
    [
        (
            "",
            "US",
            "The row names no store, and the SKU A-1 is in acme/US, bolt/US. Write its store into the row.",
        ),
        ("Acme", "US", "No listing in Acme/US has the SKU A-1; there is one in acme/US, bolt/US."),
        ("acme", "UK", "No listing in acme/UK has the SKU A-1; there is one in acme/US, bolt/US."),
        ("", "UK", "No listing in UK has the SKU A-1; there is one in acme/US, bolt/US."),
    ],
)
def test_a_sku_of_another_shop_is_told_from_one_that_nobody_has(
    store: str, marketplace: str, said: str, tmp_path: Path
) -> None:
    report = shop(
        tmp_path,
        listings="store | marketplace | sku | price\nacme | US | A-1 | 100\nbolt | US | A-1 | 90",
        promotions=f"promotion_id | store | marketplace | kind | sku | discount_type | discount_value\nC1 | {store} | {marketplace} | coupon | A-1 | percent | 10",
        floors="sku | floor\nA-1 | 1",
    )
    (unknown,) = findings_of(report, "PC401")
    assert Words().say(unknown.message) == said


@pytest.mark.parametrize(
    ("store", "marketplace", "asin", "said"),
    [
        (
            "",
            "US",
            "B0AAAAAAA1",
            "The row names no store, and the ASIN B0AAAAAAA1 is in acme/US, bolt/US. Write its store into the row.",
        ),
        (
            "",
            "US",
            "B0AAAAAAA0",
            "The row names no store, and the ASIN B0AAAAAAA0 is in bolt/US. Write its store into the row.",
        ),
        (
            "acme",
            "UK",
            "B0AAAAAAA1",
            "No listing in acme/UK has the ASIN B0AAAAAAA1; there is one in acme/US, bolt/US.",
        ),
        ("acme", "US", "B0AAAAAAA9", "No listing in US has the ASIN B0AAAAAAA9."),
    ],
    ids=["no store", "of variations", "another marketplace", "nobody's"],
)
def test_an_asin_of_another_shop_is_told_from_one_that_nobody_has(
    store: str, marketplace: str, asin: str, said: str, tmp_path: Path
) -> None:
    report = shop(
        tmp_path,
        listings="""
        store | marketplace | sku | asin       | parent_asin | price
        acme  | US          | A-1 | B0AAAAAAA1 |             | 100
        bolt  | US          | A-1 | B0AAAAAAA1 | B0AAAAAAA0  | 90
        """,
        promotions=f"promotion_id | store | marketplace | kind | asin | discount_type | discount_value\nC1 | {store} | {marketplace} | coupon | {asin} | percent | 10",
        floors="sku | floor\nA-1 | 1",
    )
    (unknown,) = findings_of(report, "PC401")
    assert Words().say(unknown.message) == said


def test_kinds_that_the_policy_does_not_price_make_the_run_untrusted(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=PROMOTIONS,
        floors=FLOORS,
        policy="stacking: {extends: walmart}",
    )
    assert (rules_hit(report.findings) >= {("PC904", "A-1")}, report.exit_code) == (True, 3)
    assert [price.sku for price in report.prices] == []


def test_two_listing_exports_that_disagree_are_reported_and_the_lower_price_is_taken(tmp_path: Path) -> None:
    write_sheet(tmp_path / "older.csv", table("sku | price\nA-1 | 90.00"))
    report = shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS)
    assert ("PC905", "A-1") in rules_hit(report.findings)
    assert str(price_of(report, "A-1").stacked_price) == "45.00"
    assert report.coverage.listings == 2
    (conflict,) = findings_of(report, "PC905")
    assert english(conflict.fix) == (
        "If one of these files is an older export, take it away (exports.newest in rules.yaml does so every time); else keep "
        "only the rows that are true. Then scan again."
    )


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS)
    first, second = (FORMATS["json"](check(tmp_path), Words("en")) for _ in range(2))
    assert first == second


def test_findings_depend_neither_on_row_order_nor_on_file_names(tmp_path: Path) -> None:
    tables = [table(text) for text in (LISTINGS, PROMOTIONS, FLOORS)]
    prints = []
    for seed, names in enumerate((("a", "b", "c"), ("z", "y", "x"))):
        folder = tmp_path / str(seed)
        folder.mkdir()
        for name, rows in zip(names, tables, strict=True):
            shuffled = rows.copy()
            random.Random(seed).shuffle(shuffled)
            write_sheet(folder / f"{name}.csv", shuffled)
        prints.append([finding.fingerprint for finding in check(folder).findings])
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == len(prints[0])


def test_a_deeper_price_is_a_new_fingerprint(tmp_path: Path) -> None:
    before = shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS)
    after = shop(
        tmp_path, listings=LISTINGS, promotions=PROMOTIONS.replace("| 30 |", "| 31 |"), floors=FLOORS
    )
    assert findings_of(before, "PC101")[0].fingerprint != findings_of(after, "PC101")[0].fingerprint


def test_one_sku_under_thousands_of_promotions_does_not_blow_up(tmp_path: Path) -> None:
    kinds = ("coupon", "social_code", "lightning_deal", "prime_exclusive")
    rows = [
        {
            "promotion_id": f"H{number}",
            "kind": kinds[number % 4],
            "sku": "HOT",
            "discount_type": "percent",
            "discount_value": str(5 + number % 16),
            "start": iso_utc(1_798_761_600 + 120 * number),
            "end": iso_utc(1_798_761_600 + 120 * 8_000 + 180 * number + 60),
        }
        for number in range(4_000)
    ]
    write_sheet(tmp_path / "listings.csv", [{"sku": "HOT", "price": "10000.00"}])
    write_sheet(tmp_path / "promotions.csv", rows)
    write_sheet(tmp_path / "floors.csv", [{"sku": "HOT", "floor": "20.00"}])
    report = check(tmp_path)
    assert report.coverage.segments > 8_000
    # as documented: a lightning deal of 19 %, the best coupon of 17 % and the best social code of 18 % off 10000.00
    assert str(price_of(report, "HOT").documented_price) == "4600.00"
    assert str(price_of(report, "HOT").stacked_price) == "0.00"


@pytest.mark.parametrize(
    ("rows", "stacked", "conflicts"),
    [
        (
            "10 | 2026-12-01 | 2026-12-05\n{}10 | 2026-12-01 | 2026-12-10",
            "90.00",
            1,
        ),  # extended since the last export
        ("10 | 2026-12-01 | 2026-12-05\n{}15 | 2026-12-01 | 2026-12-05", "85.00", 1),
        (
            "10 | 2026-12-01 | 2026-12-05\n{}15 | 2026-12-20 | 2026-12-25",
            "85.00",
            0,
        ),  # the same promotion again
        (
            "10 | 2026-12-01 | 2026-12-05\n{}10 | 2026-12-01 | 2026-12-05",
            "90.00",
            0,
        ),  # a row that is there twice
    ],
)
def test_a_promotion_never_adds_to_itself(rows: str, stacked: str, conflicts: int, tmp_path: Path) -> None:
    start = "C1 | percentage_off | A-1 | percent | "
    report = shop(
        tmp_path,
        listings="sku | price\nA-1 | 100.00",
        promotions="promotion_id | kind | sku | discount_type | discount_value | start | end\n"
        + start
        + rows.format(start),
        floors="sku | floor\nA-1 | 1.00",
    )
    assert str(price_of(report, "A-1").stacked_price) == stacked
    assert len(findings_of(report, "PC905")) == conflicts


def test_coupon_cells_that_show_a_midnight_are_days(tmp_path: Path) -> None:
    write_sheet(tmp_path / "listings.csv", table(LISTINGS))
    write_sheet(tmp_path / "floors.csv", table(FLOORS))
    header = 'ASIN list,Discount type,"Coupon discount ""% Off"" value",Coupon title,Coupon start date,Coupon end date\n'
    row = "B0AAAAAAA1,% off,10,Tenth,2026-12-01 00:00:00,2026-12-10 00:00:00\n"
    (tmp_path / "coupons.csv").write_text(header + row, encoding="utf-8")
    price = price_of(check(tmp_path), "A-1")
    assert (
        iso_utc(price.end or 0) == "2026-12-11T12:00:00Z"
    )  # the end of 10 December, Pacific, and four hours
    assert price.promotions == ("Tenth@2026-12-01",)


def test_two_codes_without_ids_are_two_promotions(tmp_path: Path) -> None:
    header = "kind | sku | discount_type | discount_value | start | end | claim_code | combinability"
    row = "percentage_off | A-1 | percent | 50 | 2026-12-01 | 2026-12-05 | {} | unrestricted"
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions="\n".join([header, row.format("SAVE1"), row.format("SAVE2")]),
        floors=FLOORS,
    )
    assert str(price_of(report, "A-1").stacked_price) == "0.00"


def test_a_sale_price_does_not_stand_in_for_a_promotions_export(tmp_path: Path) -> None:
    write_sheet(tmp_path / "listings.csv", table("sku | price | sale_price\nA-1 | 100 | 90"))
    write_sheet(tmp_path / "floors.csv", table(FLOORS))
    report = check(tmp_path)
    assert (rules_hit(report.findings), report.exit_code) == ({("PC908", None)}, 3)


def test_nothing_beyond_the_horizon_is_judged(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | price\nA-1 | 50.00",
        promotions="promotion_id | kind | sku | discount_type | discount_value | start | end\n"
        "S | sale_price | A-1 | price | 100 | 2026-11-01 | 2029-01-01\n"
        "P | amount_off | A-1 | percent | 40 | 2026-12-02 |",
        floors="sku | floor\nA-1 | 35.00",
    )
    assert findings_of(report, "PC101") == []
    assert str(price_of(report, "A-1").stacked_price) == "60.00"


def test_an_old_export_is_a_warning_and_only_of_the_present(tmp_path: Path) -> None:
    shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS)
    written = 1_795_000_000
    for name, hours in (("promotions.csv", 0), ("listings.csv", 47), ("floors.csv", 48)):
        os.utime(tmp_path / name, (written + hours * 3600,) * 2)
    request = Request((str(tmp_path),), policy_of(), written + 48 * 3600, marketplace="US")
    assert findings_of(scan(request), "PC909") == []
    (old,) = findings_of(scan(replace(request, judge_age=True)), "PC909")
    assert [Path(place.file).name for place in old.places] == ["promotions.csv"]


def test_a_day_in_the_name_is_an_age_but_of_what_is_kept_by_hand(tmp_path: Path) -> None:
    shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS)
    now = int(datetime.fromisoformat("2026-11-30T12:00:00+00:00").timestamp())
    for name in ("promotions", "floors"):
        (tmp_path / f"{name}.csv").rename(tmp_path / f"{name}-2026-01-01.csv")
    for each in tmp_path.iterdir():
        os.utime(each, (now, now))
    request = Request((str(tmp_path),), policy_of(), now, marketplace="US", judge_age=True)
    (old,) = findings_of(scan(request), "PC909")
    assert [Path(place.file).name for place in old.places] == ["promotions-2026-01-01.csv"]


def test_a_role_whose_age_the_policy_expects_is_judged_by_that_alone(tmp_path: Path) -> None:
    shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS)
    now = 1_795_000_000
    for name, hours in (("promotions.csv", 50), ("listings.csv", 0), ("floors.csv", 300)):
        os.utime(tmp_path / name, (now - hours * 3600,) * 2)

    def told(floors: int, rules: str = "{}") -> list[str]:
        policy = policy_of(f"exports: {{expect: {{max_age_hours: {{floors: {floors}}}}}}}\nrules: {rules}\n")
        request = Request((str(tmp_path),), policy, now, marketplace="US", judge_age=True)
        found = scan(request).findings
        return [each.rule for each in found if each.rule in {"PC908", "PC909"}]

    assert told(8_760) == ["PC909"]  # of the promotions
    assert sorted(told(200)) == ["PC908", "PC909"]
    # Hours that the policy names itself hold for all, and so do the shipped ones where nobody is told of expectations.
    assert told(8_760, "{stale-export: {max_age_hours: 24}}") == ["PC909", "PC909"]
    assert told(200, "{nothing-checked: {severity: off}}") == ["PC909", "PC909"]


def test_a_file_without_a_final_line_end_and_a_sku_that_is_a_number_are_warnings(tmp_path: Path) -> None:
    shop(tmp_path, listings=LISTINGS.replace("B-2", "417"), promotions=PROMOTIONS, floors=FLOORS)
    floors = tmp_path / "floors.csv"
    floors.unlink()
    book = openpyxl.Workbook()
    for row in (["sku", "floor"], ["A-1", "1"], [417, "1"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "floors.xlsx")
    promotions = tmp_path / "promotions.csv"
    promotions.write_bytes(promotions.read_bytes().replace(b"B-2", b"417").rstrip())
    found = rules_hit(check(tmp_path).findings)
    assert found >= {("PC906", None), ("PC907", None)}


def test_what_a_spreadsheet_hides_counts_and_is_a_warning(tmp_path: Path) -> None:
    shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS)
    (tmp_path / "floors.csv").unlink()
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    for row in (
        ["sku", "floor"],
        ["A-1", "60.00"],
        ["B-2", "10.00"],
        *([f"X-{each}", "1"] for each in range(6)),
    ):
        sheet.append(row)
    for number in (2, 3, 5):
        sheet.row_dimensions[number].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.save(tmp_path / "floors.xlsx")
    report = check(tmp_path)
    assert ("PC101", "A-1") in rules_hit(report.findings)
    file = f"{tmp_path.as_posix()}/floors.xlsx"
    assert [
        (each.severity.value, Words("en").say(each.message)) for each in findings_of(report, "PC910")
    ] == [
        ("warning", f"{file}: 3 hidden rows were read, and count: 2 to 3, 5."),
        ("warning", f"{file}: 1 hidden column was read, and counts: floor."),
    ]
    assert report.verdict == "findings"


def test_a_workbook_with_links_says_so(tmp_path: Path) -> None:
    shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS)
    data = xlsx({"S": table(FLOORS)})
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = b'<Relationship Id="x" Type="%b" Target="externalLinks/externalLink1.xml"/></Relationships>' % kind
    linked = edited(data, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"</Relationships>", link))
    for name, content, found in (("floors.xlsx", data, 0), ("floors.xlsx", linked, 1)):
        (tmp_path / "floors.csv").unlink(missing_ok=True)
        (tmp_path / name).write_bytes(content)
        hits = findings_of(check(tmp_path), "PC911")
        assert [each.severity.value for each in hits] == ["info"] * found


def test_a_promotion_of_many_rows_leads_back_to_the_row_that_names_the_sku(tmp_path: Path) -> None:
    promotions = """
    promotion_id | kind | sku | discount_type | discount_value | start | end
    C1 | coupon | B-2 | percent | 90 | 2026-12-01 | 2026-12-05
    C1 | coupon | A-1 | percent | 90 | 2026-12-01 | 2026-12-05
    """
    report = shop(tmp_path, listings=LISTINGS, promotions=promotions, floors=FLOORS)
    rows = {
        each.sku: [place.row for place in each.places if "promotions" in place.file]
        for each in findings_of(report, "PC101")
    }
    assert rows == {"B-2": [2], "A-1": [3]}
