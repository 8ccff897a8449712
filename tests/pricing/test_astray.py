"""Rows of floors and fees that find no listing: named where a SKU lacks one that they may be meant for, and passed over else."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.report import Report
from promocheck.model.text import english
from tests.shop import check, findings_of, rules_hit, table, write_sheet

LISTINGS = (
    "sku | asin | price | min_price\n00417 | B0AAAAAAA1 | 100.00 | 20.00\nB-2 | B0AAAAAAA2 | 50.00 | 10.00"
)
COUPON = """
promotion_id | kind | sku | discount_type | discount_value | start | end
C1 | coupon | 00417 | percent | 20 | 2026-12-01 | 2026-12-05
"""


def shop(folder: Path, floors: str, fees: str = "") -> Report:
    for name, text in (("listings", LISTINGS), ("promotions", COUPON), ("floors", floors), ("fees", fees)):
        if text:
            write_sheet(folder / f"{name}.csv", table(text))
    return check(folder)


def conflicts(report: Report) -> list[tuple[str | None, str]]:
    return [(each.sku, each.message.template.partition(".")[0]) for each in findings_of(report, "PC905")]


@pytest.mark.parametrize(
    ("floors", "said"),
    [
        ("sku | floor\nB-2 | 9.00\n417 | 60.00", ("00417", "It has no row in the floors sheet")),
        ("sku | floor\nB-2 | 9.00\n００４１７ | 60.00", ("00417", "It has no row in the floors sheet")),
        ("sku | floor\nB-2 | 9.00\n#N/A | 60.00", (None, "{sku} is what a spreadsheet made of a SKU")),
        ("sku | floor\nB-2 | 9.00\n4.17E+11 | 60.00", (None, "{sku} is what a spreadsheet made of a SKU")),
        ("sku | floor\nLamp | 60.00\nDesk | 9.00", (None, "No row finds a listing by its SKU")),
        (
            "sku | floor | fees\n00417 |  | 60.00",
            ("00417", "Its floors row has fees or a margin and no cost"),
        ),
    ],
)
def test_a_floor_that_is_lost(tmp_path: Path, floors: str, said: tuple[str | None, str]) -> None:
    """The listing's own minimum is lower, so that the run would be clear."""
    report = shop(tmp_path, floors)
    assert report.exit_code == 3
    assert [(sku, message[: len(said[1])]) for sku, message in conflicts(report)] == [said]
    assert all(place.row for each in findings_of(report, "PC905") for place in each.places)
    # No row is one too many where a cell is to be filled in or written otherwise.
    fixes = {english(each.fix) for each in findings_of(report, "PC905")}
    told_apart = said[1] == "It has no row in the floors sheet"
    assert fixes == {
        "Keep only the rows that are true, then scan again."
        if told_apart
        else "Correct that, then scan again."
    }


@pytest.mark.parametrize(
    "floors",
    [
        "sku | floor\n00417 | 60.00\nB-2 | 9.00\n417 | 9.00\n#N/A | 9.00",  # every SKU has its row
        "sku | floor\nB-2 | 9.00\nOLD-7 | 60.00",  # a SKU that is sold no more
        "sku | floor\n00417 | 60.00\nB2 | 9.00",  # another one: no spreadsheet takes a hyphen away
        "sku | floor\n00417 | 60.00\nB_2 | 9.00",
        "sku | marketplace | floor\n00417 | UK | 60.00\n417 | UK | 60.00",  # another shop's sheet
        "sku | floor | fees\n00417 | 60.00 | 5.00\nB-2 | | 4.00",  # fees beside a floor, and of a SKU without promotion
    ],
)
def test_a_row_that_nobody_lacks(tmp_path: Path, floors: str) -> None:
    assert conflicts(shop(tmp_path, floors)) == []


@pytest.mark.parametrize("damaged", ["b-2", "B–2", "B―2", "Ｂ-2", "В-2", "0B-2", '="B-2"'])
def test_a_usual_price_that_is_lost_without_a_promotion(tmp_path: Path, damaged: str) -> None:
    """50.00 is a tenth of it: a slip that nobody would be told of."""
    floors = "sku | floor | reference_price\n00417 | 60.00 |\n{} | 9.00 | 500.00"
    told = shop(tmp_path, floors.format("B-2"))
    assert {each.sku for each in findings_of(told, "PC105")} == {"B-2"}
    report = shop(tmp_path, floors.format(damaged))
    assert report.exit_code == 3
    assert conflicts(report) == [
        ("B-2", "It has no row in the floors sheet, and that has {sku}, which finds no listing")
    ]
    (finding,) = findings_of(report, "PC905")
    assert [(place.row, place.column) for place in finding.places] == [(3, "sku")]


@pytest.mark.parametrize("sku", ["#N/A", "#REF!", "########", "4.17E+11", "5-Mar", "-", "?", "\ufffd"])
def test_a_floor_of_no_sku_beside_one_that_lacks_its_own_without_a_promotion(
    tmp_path: Path, sku: str
) -> None:
    """What the listing costs every day, or a business, is held against the floor that the row was to be."""
    floors = "sku | floor\n00417 | 60.00\n{} | 70.00"
    assert ("PC107", "B-2") in rules_hit(shop(tmp_path, floors.format("B-2")).findings)
    report = shop(tmp_path, floors.format(sku))
    assert report.exit_code == 3
    assert conflicts(report) == [(None, "{sku} is what a spreadsheet made of a SKU, and {own} has no {what}")]
    (finding,) = findings_of(report, "PC905")
    assert [(place.row, place.column) for place in finding.places] == [(3, "sku")]


@pytest.mark.parametrize("skus", ["B-2;C-3", "C-3；B-2", "C-3, B-2", "B-2、00417"])
def test_a_floor_of_several_skus(tmp_path: Path, skus: str) -> None:
    """A row of the floors sheet is of one, and this one was passed over."""
    write_sheet(tmp_path / "more.csv", [{"sku": skus, "floor": "70.00"}])
    report = shop(tmp_path, "sku | floor\n00417 | 60.00")
    assert conflicts(report) == [("B-2", "Its floors row names several SKUs ({sku}), so it is of none")]
    (finding,) = findings_of(report, "PC905")
    assert [(place.row, place.column) for place in finding.places] == [(2, "sku")]


def test_several_skus_that_have_their_rows(tmp_path: Path) -> None:
    assert conflicts(shop(tmp_path, "sku | floor\n00417 | 60.00\nB-2 | 9.00\nB-2;C-3 | 70.00")) == []


@pytest.mark.parametrize(
    ("written", "told"),
    [("acme", 0), ("'acme", 1), ("Acme", 1), ("acme\u00a0", 1), ("аcme", 1), ("acme-2", 0), ("bolt", 0)],
)
def test_a_store_that_is_damaged(tmp_path: Path, written: str, told: int) -> None:
    """Its listing's own minimum is lower; `acme-2` and `bolt` may be sold elsewhere."""
    stores(tmp_path, "acme")
    rows = [{"sku": "00417", "store": written, "floor": "60.00", "currency": "USD"}]
    write_sheet(tmp_path / "floors.csv", rows)
    report = check(tmp_path, marketplace=None)
    found = findings_of(report, "PC905")
    assert [(each.store, each.sku) for each in found] == [("acme", "00417")] * told
    assert [(place.row, place.column) for each in found for place in each.places] == [(2, "store")] * told


def test_a_store_of_almost_the_same_name_that_there_is(tmp_path: Path) -> None:
    stores(tmp_path, "acme", "Acme-")
    write_sheet(tmp_path / "floors.csv", table("sku | store | floor | currency\n7 | Acme- | 60.00 | USD"))
    assert conflicts(check(tmp_path, marketplace=None)) == []


def test_a_row_that_is_near_a_listing_without_a_price(tmp_path: Path) -> None:
    """An Incomplete listing sells nothing."""
    write_sheet(tmp_path / "more.csv", table("sku | price | status\nC-3 | | Incomplete"))
    assert conflicts(shop(tmp_path, "sku | floor\n00417 | 60.00\nc3 | 9.00")) == []


def stores(folder: Path, *names: str) -> None:
    """A folder for each store; the first one has a coupon."""
    for store in names:
        (folder / store / "US").mkdir(parents=True)
        write_sheet(folder / store / "US" / "listings.csv", table(LISTINGS))
    write_sheet(folder / names[0] / "US" / "promotions.csv", table(COUPON))


@pytest.mark.parametrize("header", ["sku | store", "sku"])
def test_floors_of_no_store_beside_several(tmp_path: Path, header: str) -> None:
    """A sheet above the stores' folders serves none of them; the listings' own minimum is lower, so that the run would be clear."""
    stores(tmp_path, "acme", "bolt")
    blank = " |" if "store" in header else ""
    floors = f"{header} | floor | currency\n00417{blank} | 60.00 | USD\nB-2{blank} | 9.00 | USD"
    write_sheet(tmp_path / "floors.csv", table(floors))
    report = check(tmp_path, marketplace=None)
    assert report.exit_code == 3
    (finding,) = findings_of(report, "PC905")
    assert finding.message.template.startswith("Its floors row names no store")
    assert (finding.store, finding.sku) == ("acme", "00417")
    assert [(place.row, place.column) for place in finding.places] == [(2, "sku")]
    assert not findings_of(report, "PC103")


def test_floors_of_no_store_serve_the_only_one(tmp_path: Path) -> None:
    stores(tmp_path, "acme")
    write_sheet(tmp_path / "floors.csv", table("sku | floor | currency\n00417 | 60.00 | USD"))
    assert conflicts(check(tmp_path, marketplace=None)) == []


FEES = "sku | asin | currency | estimated-fee-total\n"


@pytest.mark.parametrize(
    ("fees", "said"),
    [
        (
            "417 | B0AAAAAAA1 | USD | 15.00\nB-2 | B0AAAAAAA2 | USD | 4.00",
            ("00417", "Its floor is worked out from cost"),
        ),
        (
            "5-Mar | B0AAAAAAA1 | USD | 15.00\nB-2 | B0AAAAAAA2 | USD | 4.00",
            (None, "{sku} is what a spreadsheet"),
        ),
        ("B0AAAAAAA1 | 00417 | USD | 15.00\nB0AAAAAAA2 | B-2 | USD | 4.00", (None, "No row finds a listing")),
    ],
)
def test_a_fee_that_is_lost(tmp_path: Path, fees: str, said: tuple[str | None, str]) -> None:
    report = shop(tmp_path, "sku | cost\n00417 | 70.00", FEES + fees)
    assert report.exit_code == 3
    assert [(sku, message[: len(said[1])]) for sku, message in conflicts(report)] == [said]


def test_a_sku_without_a_fee_may_be_sent_by_its_seller(tmp_path: Path) -> None:
    assert (
        conflicts(shop(tmp_path, "sku | cost\n00417 | 70.00", FEES + "B-2 | B0AAAAAAA2 | USD | 4.00")) == []
    )
