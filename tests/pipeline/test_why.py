"""One SKU's story: a small shop in, what touches the SKU, when, and at what prices out."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from promocheck.model.errors import UnknownSku
from promocheck.model.story import Stories, Story
from promocheck.model.window import iso_utc
from promocheck.pipeline import Request
from promocheck.pipeline.why import why
from promocheck.reports import story, story_json
from promocheck.reports.words import Words
from tests.exports.sheets import unquoted
from tests.shop import AS_OF, policy_of, table, write_sheet

LISTINGS = """
sku | asin | price | sale_price | sale_start | sale_end | title | brand | owner
A-1 | B0AAAAAAA1 | 100.00 | 95.00 | 2026-12-20 | 2026-12-22 | Steel bottle 750 ml | Acme | Kim
A-2 | B0AAAAAAA1 | 80.00 | | | | | |
C-3 | B0AAAAAAA3 | 20.00 | | | | | |
"""
FLOORS = """
sku | floor | cost | fees | min_margin_percent | valid_from
A-1 | 60.00 | | | |
A-1 | | 40.00 | 10.00 | 20 | 2026-12-08
A-2 | 10.00 | | | |
C-3 | 1.00 | | | |
"""
PROMOTIONS = """
promotion_id | name | kind | sku | asin | discount_type | discount_value | start | end | status | owner
C1 | Winter sale | coupon | A-1 | | percent | 20 | 2026-12-01 | 2026-12-05 | | Li
S1 | | social_code | A-1 | | percent | 15 | 2026-12-03 | 2026-12-09 | | Ana
D9 | | lightning_deal | A-1 | | price | 70 | 2026-10-03 | 2026-10-09 | | Ana
D8 | | best_deal | | B0AAAAAAA1 | price | 70 | 2026-12-03 | 2026-12-09 | rejected | Ana
C2 | | coupon | A-2 | | percent | 5 | 2026-12-01 | 2026-12-02 | | Li
"""


def told(folder: Path, asked: str, *, promotions: str = PROMOTIONS, policy: str = "") -> Stories:
    for name, text in (("listings", LISTINGS), ("floors", FLOORS), ("promotions", promotions)):
        write_sheet(folder / f"{name}.csv", table(text))
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    return why(Request((str(folder),), policy_of(policy), instant, marketplace="US"), asked)


def one(folder: Path, asked: str, *, promotions: str = PROMOTIONS) -> Story:
    (found,) = told(folder, asked, promotions=promotions).stories
    return found


def test_what_it_is(tmp_path: Path) -> None:
    found = one(tmp_path, "A-1")
    assert (found.sku, found.asin, found.title, found.brand, found.owner) == (
        "A-1",
        "B0AAAAAAA1",
        "Steel bottle 750 ml",
        "Acme",
        "Kim",
    )
    prices = [
        (Words().say(each.name), str(each.value), each.place and each.place.column) for each in found.prices
    ]
    assert prices == [("price", "100.00", "price"), ("sale price", "95.00", "sale_price")]
    assert found.floor
    assert (Words().say(found.floor.name), str(found.floor.value)) == ("floors sheet", "60.00")
    assert found.floor.place
    assert (found.floor.place.row, found.floor.place.column) == (2, "floor")


def test_what_touches_it_and_why_some_of_it_does_not_count(tmp_path: Path) -> None:
    found = one(tmp_path, "A-1")
    assert [
        (
            each.id or each.kind,
            str(each.value),
            "" if each.aside is None else Words().say(each.aside),
            each.place.row,
        )
        for each in found.promotions
    ] == [
        ("C1", "20", "", 2),
        ("S1", "15", "", 3),
        ("sale_price", "95.00", "", 2),
        ("D9", "70.00", "ended", 4),
        ("D8", "70.00", "rejected", 5),  # by its ASIN
    ]


def test_every_stretch_of_time_with_both_prices(tmp_path: Path) -> None:
    found = one(tmp_path, "A-1")
    assert [
        (
            iso_utc(each.start)[5:13],
            each.running,
            each.perhaps,
            str(each.stacked_price),
            str(each.documented_price),
            str(each.floor),
        )
        for each in found.chapters
    ] == [
        ("12-01T02", (), (0,), "80.00", "100.00", "60.00"),
        ("12-01T08", (0,), (), "80.00", "80.00", "60.00"),
        ("12-03T04", (0,), (1,), "65.00", "80.00", "60.00"),
        ("12-03T08", (0, 1), (), "65.00", "65.00", "60.00"),
        ("12-06T08", (1,), (0,), "65.00", "85.00", "60.00"),
        ("12-06T12", (1,), (), "85.00", "85.00", "60.00"),
        ("12-08T08", (1,), (), "85.00", "85.00", "62.50"),  # a new cost
        ("12-10T08", (), (1,), "85.00", "100.00", "62.50"),
        ("12-20T08", (2,), (), "95.00", "95.00", "62.50"),
    ]
    for each in found.chapters:
        assert each.stacked.steps[-1].price_after == each.stacked_price
        assert each.documented.steps[-1].price_after == each.documented_price


def test_the_exit_code_is_of_this_sku(tmp_path: Path) -> None:
    assert told(tmp_path, "A-1").report.exit_code == 1  # the coupon meets the social code
    assert told(tmp_path, "A-2").report.exit_code == 0
    assert told(tmp_path, "C-3").report.exit_code == 0
    broken = f"{PROMOTIONS}X1 | | coupon | C-3 | | percent | 2O | 2026-12-01 | 2026-12-02 | | Li\n"
    assert (
        told(tmp_path, "A-2", promotions=broken).report.exit_code == 3
    )  # the row that was lost may be of any SKU


def test_an_asin_is_every_sku_that_has_it(tmp_path: Path) -> None:
    assert [each.sku for each in told(tmp_path, "B0AAAAAAA1").stories] == ["A-1", "A-2"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("C-4", "No listing has the SKU or ASIN 'C-4'. Did you mean 'C-3'? The exports read have 3 SKUs."),
        ("Ｃ－３", "No listing has the SKU or ASIN 'Ｃ－３'. Did you mean 'C-3'? The exports read have 3 SKUs."),
        ("C-3；A-1", "No listing has the SKU or ASIN 'C-3；A-1'. These are several: give each by itself, C-3, A-1. The exports read have 3 SKUs."),
        ("GONE", "No listing has the SKU or ASIN 'GONE'. Promotions name it: `promocheck scan` says which. The exports read have 3 SKUs."),
    ],
)  # fmt: skip
def test_an_sku_that_nobody_has(tmp_path: Path, asked: str, message: str) -> None:
    promotions = f"{PROMOTIONS}X1 | | coupon | GONE | | percent | 20 | 2026-12-01 | 2026-12-02 | | Li\n"
    with pytest.raises(UnknownSku) as caught:
        told(tmp_path, asked, promotions=promotions)
    assert str(caught.value) == message


def test_in_words(tmp_path: Path) -> None:
    text = story.render(told(tmp_path, "A-1"), Words(), width=80)
    lines = [line.rstrip() for line in text.splitlines()]
    assert max(map(len, lines)) <= 80
    assert lines[:2] == ["US  A-1  B0AAAAAAA1  Steel bottle 750 ml", "FINDINGS: 1 error, 2 warnings"]
    timeline = lines[lines.index("── Timeline ──") + 2 :][:7]
    assert timeline == [
        "                      (1)      (2)      (3)      (4)      (5)      (6)      (7)",
        "  from              11-30    12-01    12-02    12-03    12-06    12-06    12-08",
        "                    18:00    00:00    20:00    00:00    00:00    04:00    00:00",
        "   1  C1          ???????  #######  #######  #######  ???????  .......  .......",
        "   2  S1          .......  .......  ???????  #######  #######  #######  #######",
        "  stacked price     80.00    80.00    65.00    65.00    65.00    85.00    85.00",
        "  floor             60.00    60.00    60.00    60.00    60.00    60.00    62.50",
    ]
    lines = story.render(told(tmp_path, "A-1"), Words()).splitlines()
    for line in (
        "   4  lightning deal D9, at 70.00  (ended)",
        "(7) 2026-12-08 00:00 PST to 2026-12-10 00:00 PST",
        "      floor: cost 40.00 USD, fees 10.00 USD, margin 20 %   62.50 USD  22.50 above",
        "  As documented: the same price.",
        "── What the rules say ──",
    ):
        assert line in lines, line


def test_clear_ones_in_words(tmp_path: Path) -> None:
    lines = story.render(told(tmp_path, "A-2"), Words()).splitlines()
    assert lines[1] == "CLEAR: never below 76.00 USD, where its floor is 10.00 USD"
    lines = story.render(told(tmp_path, "C-3"), Words()).splitlines()
    assert lines[1] == "CLEAR: no promotion touches it now or later, and it sells at its own price"
    assert "── 0 promotions ──" in lines


def test_for_programs(tmp_path: Path) -> None:
    document = json.loads(story_json.render(told(tmp_path, "A-1"), Words()))
    (found,) = document["stories"]
    assert (document["schema"], document["exit_code"], document["verdict"]) == (
        "promocheck.story/1",
        1,
        "findings",
    )
    assert [each["promotion"] for each in found["promotions"]] == ["C1", "S1", "sale_price", "D9", "D8"]
    assert found["promotions"][3]["set_aside"] == "ended"
    assert found["segments"][3]["running"] == ["C1", "S1"]
    assert found["segments"][3]["stacked"]["steps"][-1]["price_after"] == "65.00"
    assert {each["rule"] for each in found["findings"]} == {"PC201", "PC202"}


def test_how_many_in_one_order_and_how_many_in_all(tmp_path: Path) -> None:
    header = "sku | asin | price | quantity | Quantity Price Type | Quantity Lower Bound 1 | Quantity Price 1"
    progressive = "Progressive Price Type | Progressive Lower Bound 1 | Progressive Price 1"
    row = "A-1 | B0AAAAAAA1 | 100.00 | 5 | Fixed | 5 | 90.00 | Percent | 50 | 12"
    (tmp_path / "open.txt").write_bytes(unquoted(f"{header} | {progressive}\n{row}"))
    write_sheet(tmp_path / "promotions.csv", table(PROMOTIONS))
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    (found,) = why(Request((str(tmp_path),), policy_of(""), instant, marketplace="US"), "A-1").stories
    tiers = [each for each in found.promotions if each.kind == "quantity_discount"]
    assert [(Words().say(each.terms[0]), each.place.column) for each in tiers] == [
        ("from 5 units", "Quantity Price 1"),
        ("once 50 units were bought in all", "Progressive Price 1"),
    ]
