"""Which floor holds, when, and what gives it: small sheets and policies in, floors and their sources out."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from pathlib import Path
from random import Random

import numpy as np
import openpyxl
import pytest

from promocheck.model.finding import Finding
from promocheck.model.problem import UnreadCell
from promocheck.model.report import Report
from promocheck.model.window import iso_utc
from promocheck.pricing.costs import _times
from promocheck.reports.words import Words
from tests.shop import check, findings_of, price_of, shop, table, write_sheet

LISTINGS = """
sku | price | min_price | brand
A-1 | 100.00 | | Acme
"""
# So deep that whatever floor there is, it is broken.
DEAL = """
promotion_id | kind | sku | discount_type | discount_value | start | end
D1 | best_deal | A-1 | price | 1.50 | 2026-12-01 | 2026-12-10
"""


def floors(report: Report) -> list[tuple[str, str]]:
    """Floor and source of each breach, in order of time."""
    found = sorted(findings_of(report, "PC101"), key=lambda each: each.start or 0)
    return [(str(each.floor), source(each)) for each in found]


def source(finding: Finding) -> str:
    return Words().say(finding.floor_source) if finding.floor_source else ""


def local(finding: Finding) -> tuple[str, str]:
    """The first and last day of a finding, in December in California: midnights are 08:00Z."""
    return iso_utc(finding.start or 0)[5:13], iso_utc(finding.end or 0)[5:13]


GIVEN = {
    "the sheet's amount": ("floor\nA-1 | 60.00", "", "60.00", "floors sheet"),
    "cost, fees, margin": ("cost | fees | min_margin_percent\nA-1 | 30.00 | 10.00 | 20", "", "50.00", "cost 30.00 USD, fees 10.00 USD, margin 20 %"),
    "the margin of the policy": (
        "cost | fees\nA-1 | 30.00 | 10.00", "floors: {default: {min_margin_percent: 50}}", "80.00", "cost 30.00 USD, fees 10.00 USD, margin 50 %",
    ),
    "the margin of its brand, however it is cased": (
        "cost\nA-1 | 30.00", "floors: {default: {min_margin_percent: 50}, brands: {ACME: {min_margin_percent: 25}}}",
        "40.00", "cost 30.00 USD, fees 0.00 USD, margin 25 %",
    ),
    "the margin of the sheet before any other": (
        "cost | min_margin_percent\nA-1 | 30.00 | 0", "floors: {default: {min_margin_percent: 50}, brands: {Acme: {min_margin_percent: 25}}}",
        "30.00", "cost 30.00 USD, fees 0.00 USD, margin 0 %",
    ),
    "the highest margin of brand and tags": (
        "cost | tags\nA-1 | 30.00 | new; Premium",
        "floors: {brands: {Acme: {min_margin_percent: 25}}, tags: {premium: {min_margin_percent: 40}, new: {min_margin_percent: 30}}}",
        "50.00", "cost 30.00 USD, fees 0.00 USD, margin 40 %",
    ),
    "VAT in the price": (
        "cost | min_margin_percent\nA-1 | 30.00 | 25", "floors: {vat_percent: {US: 20}}", "48.00", "cost 30.00 USD, fees 0.00 USD, margin 25 %, VAT 20 %",
    ),
    "a share of the price, in the sheet": ("min_percent_of_price\nA-1 | 45.5", "", "45.50", "45.5 % of 100.00 USD, floors sheet"),
    "a share of the price, by default": (
        "floor\nA-1 | 60.00", "floors: {default: {min_percent_of_price: 70}}", "70.00", "70 % of 100.00 USD, floors.default in the policy",
    ),
    "the highest of all levels": (
        "floor\nA-1 | 60.00",
        "floors: {default: {min_percent_of_price: 70}, brands: {Acme: {min_percent_of_price: 75}}, kinds: {best_deal: {min_percent_of_price: 72}}}",
        "75.00", "75 % of 100.00 USD, floors.brands.Acme in the policy",
    ),
    "the kind that runs": (
        "floor\nA-1 | 60.00", "floors: {kinds: {best_deal: {min_percent_of_price: 80}, coupon: {min_percent_of_price: 90}}}",
        "80.00", "80 % of 100.00 USD, floors.kinds.best_deal in the policy",
    ),
    "a tag of the sheet": (
        "tags | min_percent_of_price\nA-1 | x;Winter | 10", "floors: {tags: {winter: {min_price: {USD: 33.30, EUR: 99.00}}}}",
        "33.30", "floors.tags.winter in the policy",
    ),
    "an amount of another currency": (
        "min_percent_of_price\nA-1 | 10", "floors: {default: {min_price: {EUR: 99.00}}}", "10.00", "10 % of 100.00 USD, floors sheet",
    ),
    "the brand of the sheet where the listing's is another": (
        "floor | brand\nA-1 | 60.00 | Bolt", "floors: {brands: {Bolt: {min_percent_of_price: 90}}}", "60.00", "floors sheet",
    ),
    "an override of a store": (
        "floor\nA-1 | 60.00",
        "overrides: [{marketplace: [US, UK], brand: acme, floors: {default: {min_percent_of_price: 95}}}, {store: other, floors: {default: {min_percent_of_price: 99}}}]",
        "95.00", "95 % of 100.00 USD, overrides.1.floors.default in the policy",
    ),
    "the last override that says it": (
        "floor\nA-1 | 60.00",
        "floors: {default: {min_percent_of_price: 70}}\noverrides: [{brand: acme, floors: {default: {min_percent_of_price: 95}}}, {marketplace: US, floors: {default: {min_percent_of_price: 80}}}, {brand: acme, floors: {required: never}}]",
        "80.00", "80 % of 100.00 USD, overrides.2.floors.default in the policy",
    ),
    "the policy's own share beside an override's amount": (
        "floor\nA-1 | 60.00",
        "floors: {default: {min_percent_of_price: 70}}\noverrides: [{brand: acme, floors: {default: {min_price: {USD: 65.00}}}}]",
        "70.00", "70 % of 100.00 USD, floors.default in the policy",
    ),
    "an override's amount beside the policy's own share": (
        "floor\nA-1 | 60.00",
        "floors: {default: {min_percent_of_price: 70}}\noverrides: [{brand: acme, floors: {default: {min_price: {USD: 75.00}}}}]",
        "75.00", "overrides.1.floors.default in the policy",
    ),
    "the policy's own amount beside that of an override in another currency": (
        "floor\nA-1 | 60.00",
        "floors: {default: {min_price: {USD: 75.00}}}\noverrides: [{brand: acme, floors: {default: {min_price: {EUR: 80.00}}}}]",
        "75.00", "floors.default in the policy",
    ),
    "an override that takes another one's share back": (
        "floor\nA-1 | 60.00",
        "overrides: [{brand: acme, floors: {default: {min_percent_of_price: 95}}}, {brand: acme, floors: {default: {min_percent_of_price: null, min_price: {USD: 75.00}}}}]",
        "75.00", "overrides.2.floors.default in the policy",
    ),
    "a brand of an override": (
        "floor\nA-1 | 60.00",
        "floors: {brands: {Acme: {min_price: {USD: 5.00}}}}\noverrides: [{marketplace: US, floors: {brands: {Acme: {min_percent_of_price: 75}}}}]",
        "75.00", "75 % of 100.00 USD, overrides.1.floors.brands.Acme in the policy",
    ),
    "a tag of an override": (
        "floor | tags\nA-1 | 60.00 | winter",
        "overrides: [{marketplace: US, floors: {tags: {winter: {min_percent_of_price: 75}}}}]",
        "75.00", "75 % of 100.00 USD, overrides.1.floors.tags.winter in the policy",
    ),
    "a kind of an override": (
        "floor\nA-1 | 60.00",
        "overrides: [{marketplace: US, floors: {kinds: {best_deal: {min_percent_of_price: 75}}}}]",
        "75.00", "75 % of 100.00 USD, overrides.1.floors.kinds.best_deal in the policy",
    ),
    "a clearance of an override": (
        "floor\nA-1 | 60.00",
        "overrides: [{marketplace: US, floors: {clearance: [{promotions: [X1], until: 2026-12-31, reason: old, min_price: {USD: 3.00}}, {promotions: [D1], until: 2026-12-31, reason: old, min_price: {USD: 2.00}}]}}]",
        "2.00", "overrides.1.floors.clearance.2 in the policy",
    ),
    "fractions are rounded up": ("cost | min_margin_percent\nA-1 | 10.00 | 30", "", "14.29", "cost 10.00 USD, fees 0.00 USD, margin 30 %"),
}  # fmt: skip


@pytest.mark.parametrize("what", GIVEN)
def test_the_highest_floor_holds_and_its_source_is_told(tmp_path: Path, what: str) -> None:
    sheet, policy, floor, why = GIVEN[what]
    report = shop(tmp_path, listings=LISTINGS, promotions=DEAL, floors=f"sku | {sheet}", policy=policy)
    assert floors(report) == [(floor, why)]


def test_the_listing_s_minimum_price(tmp_path: Path) -> None:
    listings = LISTINGS.replace("100.00 | |", "100.00 | 55.00 |")
    report = shop(tmp_path, listings=listings, promotions=DEAL, floors="sku | floor\nA-1 | 50.00")
    assert floors(report) == [("55.00", "the listing's minimum price")]


def test_of_several_fee_previews_the_highest_fee_counts_where_the_sheet_names_none(tmp_path: Path) -> None:
    """A-1 costs 30.00 and whatever Amazon takes; A-2 has fees of its own, and A-3 no cost."""
    heading = "sku\tfnsku\tasin\tproduct-name\tcurrency\tyour-price\testimated-fee-total\n"
    for name, fee in (("fees-1.txt", "4.10"), ("fees-2.txt", "7.20"), ("fees-3.txt", "5.00")):
        rows = (f"A-{at}\tX00000000{at}\tB00000000{at}\tLamp\tUSD\t100.00\t{fee}\n" for at in (1, 2, 3))
        (tmp_path / name).write_text(heading + "".join(rows), encoding="utf-8")
    report = shop(
        tmp_path,
        listings="sku | asin | price\n" + "\n".join(f"A-{at} | B00000000{at} | 100.00" for at in (1, 2, 3)),
        promotions=DEAL.replace("A-1", "A-1;A-2;A-3"),
        floors="sku | cost | fees | floor\nA-1 | 30.00 | |\nA-2 | 30.00 | 1.00 |\nA-3 | | | 20.00",
    )
    found = {each.sku: str(each.floor) for each in findings_of(report, "PC101")}
    assert found == {"A-1": "37.20", "A-2": "31.00", "A-3": "20.00"}
    used = {Path(each.path).name: each.rows.used for each in report.inputs if each.layout != "floors"}
    assert [used[f"fees-{at}.txt"] for at in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize("row", [1, -1])
def test_the_brand_of_the_sheet_is_the_listing_s_where_it_has_none(tmp_path: Path, row: int) -> None:
    """Of several that the sheet names the one with the highest floor, whichever stands first; A-2 stays without."""
    rows = "\n".join(
        ["sku | floor | brand", *["A-1 | 30.00 |", "A-1 | | BOLT", "A-1 | | Zed", "A-2 | 30.00 |"][::row]]
    )
    policy = "floors: {brands: {bolt: {min_percent_of_price: 80}, zed: {min_percent_of_price: 90}}}"
    both = DEAL.replace("A-1", "A-1;A-2")
    report = shop(
        tmp_path,
        listings="sku | price\nA-1 | 100.00\nA-2 | 100.00",
        promotions=both,
        floors=rows,
        policy=policy,
    )
    found = {each.sku: (str(each.floor), source(each)) for each in findings_of(report, "PC101")}
    assert found == {
        "A-1": ("90.00", "90 % of 100.00 USD, floors.brands.zed in the policy"),
        "A-2": ("30.00", "floors sheet"),
    }


# Two files of floors, each with a brand of its own → the floor of A-1. Which file comes first says nothing.
TWO_BRANDS = {
    "the highest margin": (
        "floors: {brands: {bolt: {min_margin_percent: 20}, zed: {min_margin_percent: 60}}}",
        ("75.00", "cost 30.00 USD, fees 0.00 USD, margin 60 %"),
    ),
    "an override of each: the last has the last word": (
        "overrides: [{brand: zed, floors: {default: {min_percent_of_price: 90}}}, {brand: bolt, floors: {default: {min_percent_of_price: 80}}}]",
        ("80.00", "80 % of 100.00 USD, overrides.2.floors.default in the policy"),
    ),
    "an override of one": (
        "overrides: [{brand: [zed, acme], floors: {default: {min_percent_of_price: 90}}}]",
        ("90.00", "90 % of 100.00 USD, overrides.1.floors.default in the policy"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TWO_BRANDS)
@pytest.mark.parametrize("brands", [("Bolt", "ZED"), ("ZED", "Bolt")])
def test_of_two_brands_that_two_files_give_both_count(
    tmp_path: Path, what: str, brands: tuple[str, str]
) -> None:
    policy, floor = TWO_BRANDS[what]
    write_sheet(tmp_path / "floors-2.csv", table(f"sku | cost | brand\nA-1 | | {brands[1]}"))
    report = shop(
        tmp_path,
        listings="sku | price\nA-1 | 100.00",
        promotions=DEAL,
        floors=f"sku | cost | brand\nA-1 | 30.00 | {brands[0]}",
        policy=policy,
    )
    assert floors(report) == [floor]
    assert findings_of(report, "PC914") == []


# Price 50.00, and 100.00 from the 3rd to the 5th: 35.00 is more than 60 % of the one and less than 60 % of the other.
DEARER = """
sku | price | brand | sale_price | sale_start | sale_end
A-1 | 50.00 | Acme | 100.00 | 2026-12-03 | 2026-12-05
"""
AT_35 = DEAL.replace("1.50", "35.00")
WHILE_IT_RUNS = ("12-03T08", "12-06T08")
SHARES = {
    "by default": ("", "floors: {default: {min_percent_of_price: 60}}", "floors.default in the policy", WHILE_IT_RUNS),
    "of the brand": ("", "floors: {brands: {acme: {min_percent_of_price: 60}}}", "floors.brands.acme in the policy", WHILE_IT_RUNS),
    "of a tag": ("tags | min_percent_of_price\nA-1 | thin | 10", "floors: {tags: {thin: {min_percent_of_price: 60}}}", "floors.tags.thin in the policy", WHILE_IT_RUNS),
    "of the kind that runs": ("", "floors: {kinds: {best_deal: {min_percent_of_price: 60}}}", "floors.kinds.best_deal in the policy", WHILE_IT_RUNS),
    "of the sheet": ("min_percent_of_price\nA-1 | 60", "", "floors sheet", WHILE_IT_RUNS),
    "of the sheet, from a day on": ("min_percent_of_price | valid_from\nA-1 | 60 | 2026-12-04", "", "floors sheet", ("12-04T08", "12-06T08")),
    "of the sheet, followed by a lower one": (
        "min_percent_of_price | valid_from\nA-1 | 60 | 2026-12-01\nA-1 | 30 | 2026-12-04", "", "floors sheet", ("12-03T08", "12-04T08"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SHARES)
def test_a_share_is_one_of_a_higher_sale_price_while_that_runs(tmp_path: Path, what: str) -> None:
    sheet, policy, why, days = SHARES[what]
    rows = f"sku | {sheet or 'floor'}"
    report = shop(tmp_path, listings=DEARER, promotions=AT_35, floors=rows, policy=policy)
    assert floors(report) == [("60.00", f"60 % of 100.00 USD, {why}")]
    (finding,) = findings_of(report, "PC101")
    assert local(finding) == days


def test_a_share_of_a_brand_is_none_of_another_s_higher_sale_price(tmp_path: Path) -> None:
    listings = f"{DEARER}B-2 | 50.00 | Bolt | 100.00 | 2026-12-03 | 2026-12-05"
    policy = "floors: {brands: {acme: {min_percent_of_price: 60}, bolt: {min_percent_of_price: 20}}}"
    report = shop(
        tmp_path,
        listings=listings,
        promotions=AT_35.replace("A-1", "A-1;B-2"),
        floors="sku | floor",
        policy=policy,
    )
    assert [(each.sku, str(each.floor)) for each in findings_of(report, "PC101")] == [("A-1", "60.00")]


def test_a_share_in_a_clearance_likewise(tmp_path: Path) -> None:
    listings = "sku | price\nA-1 | 50.00"
    raised = AT_35 + "S1 | sale_price | A-1 | price | 100.00 | 2026-12-03 | 2026-12-05\n"
    policy = (
        "floors: {default: {min_price: {USD: 50.00}}, clearance: [{promotions: [D1, S1], until: 2026-12-31, "
        "min_percent_of_price: 60, reason: end of line}]}"
    )
    report = shop(tmp_path, listings=listings, promotions=raised, floors="sku | floor", policy=policy)
    assert floors(report) == [("60.00", "60 % of 100.00 USD, floors.clearance.1 in the policy")]


def test_of_several_sale_prices_the_lowest_is_what_it_sells_at(tmp_path: Path) -> None:
    """90.00 from the 4th on: its share is 54.00; 45.00 on the 5th: it sells below its own price then."""
    others = AT_35 + (
        "S1 | sale_price | A-1 | price | 90.00 | 2026-12-04 | 2026-12-08\n"
        "S2 | sale_price | A-1 | price | 45.00 | 2026-12-05 | 2026-12-05\n"
    )
    policy = "floors: {default: {min_percent_of_price: 60}}"
    report = shop(tmp_path, listings=DEARER, promotions=others, floors="sku | floor", policy=policy)
    found = sorted(findings_of(report, "PC101"), key=lambda each: each.start or 0)
    assert [(str(each.floor), local(each)) for each in found] == [
        ("60.00", ("12-03T08", "12-05T08")),
        ("54.00", ("12-06T08", "12-09T08")),
    ]


def test_a_share_of_a_higher_sale_price_is_no_floor_above_the_listing_s_own_price(tmp_path: Path) -> None:
    policy = "floors: {default: {min_percent_of_price: 60}}"
    shop(tmp_path, listings=DEARER, promotions=DEAL.replace("1.50", "99.00"), policy=policy)
    report = check(tmp_path, policy=policy, as_of="2026-12-04T12:00:00Z")
    assert findings_of(report, "PC101", "PC107") == []


OPEN_AT_35 = AT_35.replace("2026-12-10", "")
PAST_THE_HORIZON = {
    "a higher sale price that ends after it": ("2027-03-01", "min_percent_of_price\nA-1 | 60"),
    "a share that holds until it": ("", "min_percent_of_price | valid_to\nA-1 | 60 | 2026-12-03"),
    "a floor that holds until it": ("2026-12-02", "floor | valid_to\nA-1 | 60.00 | 2026-12-03"),
}


@pytest.mark.parametrize("what", PAST_THE_HORIZON)
def test_a_floor_holds_up_to_the_horizon_under_a_promotion_without_an_end(tmp_path: Path, what: str) -> None:
    """From 24 November, 00:00 in California, ten days on: the last moment is the midnight after 3 December."""
    until, sheet = PAST_THE_HORIZON[what]
    listings = DEARER.replace("2026-12-03 | 2026-12-05", f"2026-12-01 | {until}")
    shop(tmp_path, listings=listings, promotions=OPEN_AT_35, floors=f"sku | {sheet}")
    report = check(tmp_path, policy="stacking: {horizon_days: 10}", as_of="2026-11-24T08:00:00Z")
    assert [amount for amount, _ in floors(report)] == ["60.00"]
    assert [each.end for each in findings_of(report, "PC101")] == [None]


def test_a_lower_sale_price_lowers_no_share(tmp_path: Path) -> None:
    listings = DEARER.replace("100.00", "40.00")
    policy = "floors: {default: {min_percent_of_price: 60}}"
    below = DEAL.replace("1.50", "29.00")
    report = shop(tmp_path, listings=listings, promotions=below, floors="sku | floor", policy=policy)
    assert floors(report) == [("30.00", "60 % of 50.00 USD, floors.default in the policy")]


def test_a_sale_price_below_the_listing_s_own_lowers_no_share_of_a_kind(tmp_path: Path) -> None:
    """On the 5th it sells at 45.00, and 28.00 is more than 60 % of that."""
    others = DEAL.replace("1.50 | 2026-12-01 | 2026-12-10", "28.00 | 2026-12-05 | 2026-12-05")
    others += "S2 | sale_price | A-1 | price | 45.00 | 2026-12-05 | 2026-12-05\n"
    policy = "floors: {kinds: {best_deal: {min_percent_of_price: 60}}}"
    report = shop(tmp_path, listings=DEARER, promotions=others, floors="sku | floor", policy=policy)
    assert floors(report) == [("30.00", "60 % of 50.00 USD, floors.kinds.best_deal in the policy")]


def test_a_higher_sale_price_for_business_accounts_raises_no_share(tmp_path: Path) -> None:
    promotions = AT_35.replace("end\n", "end | audience\n").replace("10\n", "10 |\n")
    promotions += "S1 | sale_price | A-1 | price | 100.00 | 2026-12-01 | 2026-12-10 | business\n"
    policy = "floors: {default: {min_percent_of_price: 60}}"
    report = shop(tmp_path, listings="sku | price\nA-1 | 50.00", promotions=promotions, policy=policy)
    assert (findings_of(report, "PC101"), report.unread) == ([], ())


class TestCostsOfSomeDays:
    """Costs change: each holds on its own days, and time is cut where it changes."""

    def test_a_new_cost_follows_the_old_one(self, tmp_path: Path) -> None:
        rows = "sku | cost | valid_from\nA-1 | 30.00 | 2026-01-01\nA-1 | 20.00 | 2026-12-04"
        report = shop(tmp_path, listings=LISTINGS, promotions=DEAL, floors=rows)
        (finding,) = findings_of(report, "PC101")
        assert local(finding) == (
            "12-01T08",
            "12-11T08",
        )  # one run in breach; its numbers are of its worst segment
        prices = DEAL.replace("1.50", "25.00")
        report = shop(tmp_path, listings=LISTINGS, promotions=prices, floors=rows)
        (finding,) = findings_of(report, "PC101")
        assert local(finding) == ("12-01T08", "12-04T08")
        assert str(finding.floor) == "30.00"

    @pytest.mark.parametrize(
        ("rows", "until"),
        [
            ("A-1 | 30.00 | | 2026-12-03\nA-1 | 20.00 | 2026-12-04 |", "12-04T08"),
            ("A-1 | 20.00 | 2026-12-04 |\nA-1 | 30.00 | | 2026-12-03", "12-04T08"),
            ("A-1 | 30.00 | |\nA-1 | 20.00 | 2026-12-04 |", "12-11T08"),  # what always holds is not followed
            (
                "A-1 | 30.00 | 2026-12-01 | 2026-12-05\nA-1 | 20.00 | 2026-12-04 |",
                "12-06T08",
            ),  # its last day is given
            (
                "A-1 | 30.00 | 2026-12-01 |\nA-1 | 20.00 | 2026-12-04 | 2026-12-05",
                "12-11T08",
            ),  # what has a last day is followed by nothing: it ends no other
        ],
    )
    def test_which_rows_hold_when(self, tmp_path: Path, rows: str, until: str) -> None:
        deal = DEAL.replace("1.50", "25.00")
        report = shop(
            tmp_path, listings=LISTINGS, promotions=deal, floors=f"sku | cost | valid_from | valid_to\n{rows}"
        )
        (finding,) = findings_of(report, "PC101")
        assert local(finding) == ("12-01T08", until)

    def test_days_without_any_floor_are_told(self, tmp_path: Path) -> None:
        rows = "sku | cost | valid_to\nA-1 | 1.00 | 2026-12-05"
        report = shop(tmp_path, listings=LISTINGS, promotions=DEAL, floors=rows)
        (finding,) = findings_of(report, "PC103")
        assert local(finding) == ("12-06T08", "12-11T08")
        assert report.exit_code == 3

    def test_rows_whose_days_are_over_are_set_aside(self, tmp_path: Path) -> None:
        rows = "sku | cost | valid_from | valid_to\nA-1 | 90.00 | | 2026-10-31\nA-1 | 1.00 | 2026-11-01 |"
        report = shop(tmp_path, listings=LISTINGS, promotions=DEAL, floors=rows)
        assert findings_of(report, "PC101") == []
        (sheet,) = [each for each in report.inputs if each.layout == "floors"]
        assert (sheet.rows.used, sheet.rows.set_aside) == (1, 1)

    def test_an_end_before_the_start_is_not_read(self, tmp_path: Path) -> None:
        rows = "sku | cost | valid_from | valid_to\nA-1 | 1.00 | 2026-12-02 | 2026-12-01"
        report = shop(tmp_path, listings=LISTINGS, promotions=DEAL, floors=rows)
        (cell,) = report.unread
        assert isinstance(cell, UnreadCell)
        assert (cell.place.column, cell.value) == ("valid_to", "2026-12-01")


RATES = "floors: {exchange_rates: [{of: CNY, to: USD, rate: 0.14, day: 2026-11-01}, {of: CNY, to: USD, rate: 0.15, day: 2026-12-24}]}"


class TestCurrencies:
    """Costs in another currency, at the rate that holds on the day of the scan."""

    @pytest.mark.parametrize(
        ("policy", "floor"),
        [
            (RATES, "14.01"),  # 100.01 x 0.14 = 14.0014, rounded up
            (RATES.replace("2026-12-24", "2026-11-20"), "15.01"),
            ("floors: {exchange_rates: [{of: USD, to: CNY, rate: 7.00, day: 2026-11-01}]}", "14.29"),
            (RATES.replace("}]}", "}, {of: USD, to: CNY, rate: 6.25, day: 2026-11-02}]}"), "16.01"),
        ],
    )
    def test_the_last_rate_before_the_scan_counts(self, tmp_path: Path, policy: str, floor: str) -> None:
        report = shop(
            tmp_path,
            listings=LISTINGS,
            promotions=DEAL,
            floors="sku | cost | currency\nA-1 | 100.01 | CNY",
            policy=policy,
        )
        assert floors(report) == [(floor, "cost 100.01 CNY, fees 0.00 CNY, margin 0 %, from CNY")]

    @pytest.mark.parametrize(
        "policy", ["", RATES.replace("2026-11-01", "2026-12-01"), RATES.replace("CNY", "EUR")]
    )
    def test_without_a_rate_the_row_is_not_read(self, tmp_path: Path, policy: str) -> None:
        report = shop(
            tmp_path,
            listings=LISTINGS,
            promotions=DEAL,
            floors="marketplace | sku | cost | currency\nUS | A-1 | 100.00 | CNY",
            policy=policy,
        )
        (cell,) = report.unread
        assert isinstance(cell, UnreadCell)
        assert Words().say(cell.expected) == (
            "USD, the marketplace's own currency, or a rate for CNY under floors.exchange_rates in the policy"
        )
        assert report.exit_code == 3

    def test_a_cost_without_a_marketplace_serves_wherever_a_rate_leads(self, tmp_path: Path) -> None:
        report = shop(
            tmp_path,
            listings=LISTINGS,
            promotions=DEAL,
            floors="sku | cost | floor | currency\nA-1 | 100.00 | | CNY\nA-1 | | 99.00 | EUR",
            policy=RATES.replace("}]}", "}, {of: EUR, to: USD, rate: 1.1, day: 2026-11-01}]}"),
        )
        assert floors(report) == [("14.00", "cost 100.00 CNY, fees 0.00 CNY, margin 0 %, from CNY")]
        (sheet,) = [each for each in report.inputs if each.layout == "floors"]
        assert (sheet.rows.used, sheet.rows.set_aside) == (1, 1)

    @pytest.mark.parametrize(
        ("costs", "policy", "floor"),
        [
            ("100 | 7.77 | 20", "", "18.86"),  # 107.77 x 0.14 / 0.8 = 18.85975; 14.00 + 1.09 would make 18.87
            ("0.01 | 0.01 | 90", "", "0.03"),  # 0.028; 0.01 + 0.01 would make 0.20
            ("100 | 7.77 | 20", ", vat_percent: {US: 19}", "22.45"),  # 22.4431...
        ],
    )
    def test_what_is_exchanged_is_rounded_once(
        self, tmp_path: Path, costs: str, policy: str, floor: str
    ) -> None:
        deal = DEAL.replace("1.50", "0.01")
        report = shop(
            tmp_path,
            listings=LISTINGS,
            promotions=deal,
            floors=f"sku | currency | cost | fees | min_margin_percent\nA-1 | CNY | {costs}",
            policy=RATES.replace("}]}", f"}}]{policy}}}"),
        )
        assert str(price_of(report, "A-1").floor) == floor

    def test_fees_of_the_preview_are_the_marketplace_s(self, tmp_path: Path) -> None:
        """100.01 x 0.14 + 3.50 = 17.5014."""
        (tmp_path / "fees.csv").write_text("sku,asin,estimated-fee-total,currency\nA-1,B0AAAAAAA1,3.50,USD\n")
        report = shop(
            tmp_path,
            listings=LISTINGS,
            promotions=DEAL,
            floors="sku | cost | currency\nA-1 | 100.01 | CNY",
            policy=RATES,
        )
        assert floors(report) == [("17.51", "cost 100.01 CNY, fees 3.50 USD, margin 0 %, from CNY")]

    @pytest.mark.parametrize("seed", range(6))
    def test_a_floor_is_the_least_that_leaves_the_margin(self, tmp_path: Path, seed: int) -> None:
        chance = Random(seed)
        digits, vat = chance.choice((1, 3, 8)), chance.choice((0, 19, 7.5))
        rate = Fraction(chance.randint(1, 9 * 10**digits), 10**digits)
        written = f"{float(rate):.{digits}f}"
        of, to, worth = chance.choice((("CNY", "USD", rate), ("USD", "CNY", 1 / rate)))
        rows, expected = list[dict[str, str]](), dict[str, int]()
        for sku in map("SKU-{}".format, range(30)):
            cost, fees, margin = (
                chance.randint(1, 50_000),
                chance.randint(0, 5_000),
                chance.randint(100, 9_900),
            )
            row = {"cost": cost / 100, "fees": fees / 100, "min_margin_percent": margin / 100}
            rows.append(
                {"sku": sku, "currency": "CNY", **{name: f"{each:.2f}" for name, each in row.items()}}
            )
            net = (cost + fees) * worth / (1 - Fraction(margin, 10_000))
            expected[sku] = ceil(net * (1 + Fraction(str(vat)) / 100))
        names = [*expected]
        write_sheet(tmp_path / "listings.csv", [{"sku": each, "price": "9000000"} for each in names])
        write_sheet(
            tmp_path / "promotions.csv",
            [
                {"kind": "best_deal", "promotion_id": "D1", "discount_value": "10%", "sku": each}
                | {"start": "2026-12-01", "end": "2026-12-10"}
                for each in names
            ],
        )
        write_sheet(tmp_path / "floors.csv", rows)
        rates = f"exchange_rates: [{{of: {of}, to: {to}, rate: {written}, day: 2026-11-01}}]"
        report = check(tmp_path, policy=f"floors: {{{rates}, vat_percent: {{US: {vat}}}}}")
        assert {each.sku: each.floor and each.floor.minor for each in report.prices} == expected

    def test_currencies_without_decimals(self, tmp_path: Path) -> None:
        write_sheet(tmp_path / "listings.csv", table("sku | price\nA-1 | 10000"))
        write_sheet(tmp_path / "promotions.csv", table(DEAL.replace("1.50", "400")))
        write_sheet(tmp_path / "floors.csv", table("sku | cost | currency\nA-1 | 100.00 | CNY"))
        report = check(
            tmp_path,
            marketplace="JP",
            policy="floors: {exchange_rates: [{of: CNY, to: JPY, rate: 21.345, day: 2026-11-01}]}",
        )
        assert str(price_of(report, "A-1").floor) == "2135"


def test_the_floor_of_a_kind_that_only_may_run_is_kept_by_what_runs(tmp_path: Path) -> None:
    """The deal alone is at its floor; a coupon's floor is higher, and before the coupon and after it there are its guard bands."""
    promotions = DEAL.replace("1.50", "60.00") + "C9 | coupon | A-1 | percent | 1 | 2026-12-03 | 2026-12-03\n"
    policy = "floors: {kinds: {coupon: {min_percent_of_price: 70}}}"
    report = shop(
        tmp_path, listings=LISTINGS, promotions=promotions, floors="sku | floor\nA-1 | 60.00", policy=policy
    )
    found = sorted(findings_of(report, "PC101", "PC202"), key=lambda each: each.start or 0)
    assert [(each.rule, str(each.floor), *local(each)) for each in found] == [
        ("PC202", "70.00", "12-03T02", "12-03T08"),
        ("PC101", "70.00", "12-03T08", "12-04T08"),
        ("PC202", "70.00", "12-04T08", "12-04T12"),
    ]


CLEARANCE = "floors: {clearance: [{promotions: [D1], until: 2026-12-05, reason: last year's model, min_price: {USD: 1.00}}]}"


def test_what_64_bits_do_not_multiply_is_exact_as_well() -> None:
    chance = Random(7)
    parts = [[chance.randint(1, 10**most) for _ in range(300)] for most in (9, 4, 17, 17)]
    columns = (np.array(part, dtype=np.int64) for part in parts)
    exact = [
        ceil(Fraction(amount * factor * top, bottom))
        for amount, factor, top, bottom in zip(*parts, strict=True)
    ]
    assert _times(*columns).tolist() == [min(each, 1 << 62) for each in exact]


class TestClearance:
    """Named campaigns may go lower, up to a day, and only while nothing else runs."""

    FLOORS = "sku | floor\nA-1 | 60.00"

    def test_it_ends_on_its_last_day(self, tmp_path: Path) -> None:
        report = shop(tmp_path, listings=LISTINGS, promotions=DEAL, floors=self.FLOORS, policy=CLEARANCE)
        (finding,) = findings_of(report, "PC101")
        assert local(finding) == ("12-06T08", "12-11T08")
        assert source(finding) == "floors sheet"

    def test_below_its_own_floor_it_is_found(self, tmp_path: Path) -> None:
        policy = CLEARANCE.replace("1.00", "2.00")
        report = shop(tmp_path, listings=LISTINGS, promotions=DEAL, floors=self.FLOORS, policy=policy)
        (finding,) = findings_of(report, "PC101")
        assert local(finding) == ("12-01T08", "12-11T08")

    def test_another_promotion_beside_it_brings_the_usual_floor_back(self, tmp_path: Path) -> None:
        promotions = f"{DEAL}C9 | coupon | A-1 | percent | 1 | 2026-12-03 | 2026-12-03\n"
        report = shop(
            tmp_path, listings=LISTINGS, promotions=promotions, floors=self.FLOORS, policy=CLEARANCE
        )
        found = sorted(findings_of(report, "PC101", "PC202"), key=lambda each: each.start or 0)
        assert [(each.rule, *local(each)) for each in found] == [
            ("PC202", "12-03T02", "12-03T08"),  # the coupon's guard bands
            ("PC101", "12-03T08", "12-04T08"),
            ("PC202", "12-04T08", "12-04T12"),
            ("PC101", "12-06T08", "12-11T08"),
        ]

    def test_what_only_may_run_beside_it_is_a_handover(self, tmp_path: Path) -> None:
        """The next campaign starts when the clearance ends: it may be there four hours earlier, and the usual floor with it."""
        deal = DEAL.replace("1.50 | 2026-12-01 | 2026-12-10", "50.00 | 2026-12-01 | 2026-12-03")
        promotions = f"{deal}S2 | social_code | A-1 | percent | 10 | 2026-12-04 | 2026-12-06\n"
        report = shop(
            tmp_path, listings=LISTINGS, promotions=promotions, floors=self.FLOORS, policy=CLEARANCE
        )
        (finding,) = findings_of(report, "PC101", "PC202")
        assert (finding.rule, *local(finding)) == ("PC202", "12-04T04", "12-04T08")
        assert (str(finding.stacked_price), str(finding.floor)) == ("40.00", "60.00")

    def test_the_listing_s_own_prices_beside_it_change_nothing(self, tmp_path: Path) -> None:
        listings = "sku | price | business_price\nA-1 | 100.00 | 90.00"
        report = shop(tmp_path, listings=listings, promotions=DEAL, floors=self.FLOORS, policy=CLEARANCE)
        (finding,) = findings_of(report, "PC101")
        assert local(finding) == ("12-06T08", "12-11T08")

    def test_each_marketplace_has_its_own_midnight_and_its_own_amount(self, tmp_path: Path) -> None:
        """Without an amount in dollars nothing is cleared in the US; in Germany the last day ends at 23:00Z."""
        both = "marketplace | sku | {}\nUS | A-1 | {}\nDE | A-1 | {}"
        deal = "best_deal | price | 1.50 | 2026-12-01 | 2026-12-10"
        report = shop(
            tmp_path,
            listings=both.format("price", "100.00", "100.00"),
            promotions=both.format(
                "promotion_id | kind | discount_type | discount_value | start | end", *(f"D1 | {deal}",) * 2
            ),
            floors=both.format("floor", "60.00", "60.00"),
            policy=CLEARANCE.replace("USD", "EUR"),
        )
        found = {each.marketplace: local(each) for each in findings_of(report, "PC101")}
        assert found == {"US": ("12-01T08", "12-11T08"), "DE": ("12-05T23", "12-10T23")}

    def test_of_another_sku_it_says_nothing(self, tmp_path: Path) -> None:
        policy = CLEARANCE.replace("[D1]", "[D2]")
        report = shop(tmp_path, listings=LISTINGS, promotions=DEAL, floors=self.FLOORS, policy=policy)
        (finding,) = findings_of(report, "PC101")
        assert local(finding) == ("12-01T08", "12-11T08")


class TestOverrides:
    """What another store, marketplace or brand is judged by."""

    LISTINGS = "store | sku | price\nacme | A-1 | 100.00\nbolt | A-1 | 100.00"
    FLOORS = "store | sku | floor\nacme | A-1 | 60.00\nbolt | A-1 | 60.00"
    DEALS = DEAL.replace("promotion_id |", "store | promotion_id |").replace("D1 |", "acme | D1 |") + \
        "bolt | D2 | best_deal | A-1 | price | 1.50 | 2026-12-01 | 2026-12-10\n"  # fmt: skip

    def found(self, tmp_path: Path, policy: str, floors: str = FLOORS) -> set[tuple[str, str | None, str]]:
        report = shop(tmp_path, listings=self.LISTINGS, promotions=self.DEALS, floors=floors, policy=policy)
        judged = findings_of(report, "PC101", "PC102", "PC103")
        return {(each.rule, each.store, each.severity.value) for each in judged}

    def test_a_severity(self, tmp_path: Path) -> None:
        policy = "overrides: [{store: bolt, rules: {below-floor: warning, near-zero: off}}]"
        assert self.found(tmp_path, policy) == {
            ("PC101", "acme", "error"),
            ("PC102", "acme", "error"),
            ("PC101", "bolt", "warning"),
        }

    def test_an_option_and_a_later_entry_has_the_last_word(self, tmp_path: Path) -> None:
        policy = (
            "overrides: [{store: [acme, bolt], rules: {near-zero: {percent_of_price: 1, amounts: {USD: 1.00}}, PC101: info}}, "
            "{store: bolt, rules: {PC102: {percent_of_price: 5}}}]"
        )
        assert self.found(tmp_path, policy) == {
            ("PC101", "acme", "info"),
            ("PC101", "bolt", "info"),
            ("PC102", "bolt", "error"),
        }

    def test_a_clearance(self, tmp_path: Path) -> None:
        sold_off = "[{promotions: [D1, D2], until: 2026-12-31, reason: end of line, min_price: {USD: 1.00}}]"
        policy = f"overrides: [{{store: bolt, rules: {{near-zero: off}}, floors: {{clearance: {sold_off}}}}}]"
        assert self.found(tmp_path, policy) == {("PC101", "acme", "error"), ("PC102", "acme", "error")}

    def test_the_floor_of_a_kind(self, tmp_path: Path) -> None:
        policy = "overrides: [{store: bolt, rules: {near-zero: off}, floors: {kinds: {best_deal: {min_price: {USD: 1.60}}}}}]"
        floors = self.FLOORS.replace("60.00", "1.00")
        assert self.found(tmp_path, policy, floors) == {
            ("PC101", "bolt", "error"),
            ("PC102", "acme", "error"),
        }

    def test_vat_and_margin(self, tmp_path: Path) -> None:
        """Of one store's price half is to be left, in the other's there is VAT."""
        policy = "overrides: [{store: acme, floors: {default: {min_margin_percent: 50}}}, {store: bolt, floors: {vat_percent: {US: 25}}}]"
        deals = self.DEALS.replace("1.50", "12.00")
        costs = self.FLOORS.replace("floor", "cost").replace("60.00", "10.00")
        report = shop(tmp_path, listings=self.LISTINGS, promotions=deals, floors=costs, policy=policy)
        floors = {each.store: str(each.floor) for each in findings_of(report, "PC101")}
        assert floors == {"acme": "20.00", "bolt": "12.50"}

    def test_where_floors_are_required(self, tmp_path: Path) -> None:
        policy = "overrides: [{store: bolt, floors: {required: never}, rules: {near-zero: off}}]"
        found = self.found(tmp_path, policy, floors="")
        assert found == {("PC103", "acme", "error"), ("PC102", "acme", "error")}

    def test_what_names_no_listing_is_judged_where_it_is(self, tmp_path: Path) -> None:
        deals = f"{self.DEALS}bolt | D3 | best_deal | GONE | price | 1.50 | 2026-12-01 | 2026-12-10\n"
        policy = (
            "overrides: [{store: bolt, rules: {unknown-target: warning, below-floor: off, near-zero: off}}]"
        )
        report = shop(tmp_path, listings=self.LISTINGS, promotions=deals, floors=self.FLOORS, policy=policy)
        (found,) = findings_of(report, "PC401")
        assert (found.store, found.severity.value) == ("bolt", "warning")


def test_what_a_formula_leaves_too_fine_is_told_with_the_remedy(tmp_path: Path) -> None:
    write_sheet(tmp_path / "listings.csv", table("sku | price\nA-1 | 100.00"))
    write_sheet(tmp_path / "promotions.csv", table(DEAL))
    book = openpyxl.Workbook()
    for row in (("sku", "floor"), ("A-1", 17.495)):
        book.worksheets[0].append(row)
    book.save(tmp_path / "floors.xlsx")
    (cell,) = check(tmp_path).unread
    assert isinstance(cell, UnreadCell)
    said = "an amount with at most 2 decimals. Round what a formula gives: =ROUND( ... , 2)"
    assert (cell.value, Words().say(cell.expected)) == ("17.495", said)
