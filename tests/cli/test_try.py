"""`promocheck try`: flags in, a shop around them, what is said and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, promocheck, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

LISTINGS = """
sku | asin       | title       | brand | price
A-1 | B0TRYSKU01 | Desk lamp   | Acme  | 100.00
A-2 | B0TRYSKU02 | Floor lamp  | Acme  | 200.00
B-1 | B0TRYSKU03 | Mug         | Bolt  | 20.00
"""
FLOORS = """
sku | floor
A-1 | 60.00
A-2 | 150.00
B-1 | 10.00
"""
DAYS = ("--start", "2026-12-01", "--end", "2026-12-05")


def shop(folder: Path, **sheets: str) -> Path:
    return write_shop(folder, listings=LISTINGS, floors=FLOORS, **sheets)


def found(here: Here, folder: Path, *arguments: str) -> dict[str, Any]:
    ended = here(folder, "try", *arguments, *AS_OF, "--format", "json")
    assert ended.err == ""
    report: dict[str, Any] = json.loads(ended.out)
    assert report["exit_code"] == ended.code
    return report


def prices(report: dict[str, Any]) -> list[tuple[str, str | None, str | None, bool]]:
    return [
        (each["sku"], worst and worst["before"], worst and worst["after"], each["fails"])
        for each in report["skus"]
        for worst in [each["worst"]]
    ]


def test_what_it_would_do_to_each_sku_the_worst_first(tmp_path: Path, here: Here) -> None:
    report = found(here, shop(tmp_path), "coupon", "--brand", "acme", "--percent", "30", *DAYS)
    assert prices(report) == [("A-1", "80.00", "50.00", True), ("A-2", "200.00", "140.00", True)]
    (campaign,) = report["campaigns"]
    assert (campaign["start"], campaign["end"]) == ("2026-12-01T08:00:00Z", "2026-12-06T08:00:00Z")
    assert report["verdict"] == "findings"


def test_a_price_below_its_floor_is_never_said_to_pass(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path)
    (folder / "rules.yaml").write_text("rules: {below-floor: off}", encoding="utf-8")
    ended = here(folder, "try", "best-deal", "--sku", "A-2", "--price", "140", *DAYS, *AS_OF)
    assert ended.out.splitlines()[0] == (
        "LOOK AT THIS: A-2 at 140.00 USD, where its floor is 150.00 USD. Nothing fails, as a waiver or the policy accepts it."
    )
    assert ended.code == 0


def test_what_two_exports_list_is_one_listing_of_those_that_it_is_on(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path)
    write_sheet(folder / "US" / "listings again.csv", table(LISTINGS))
    (folder / "rules.yaml").write_text("rules: {scope-too-wide: {least: 3}}")
    wide = [
        each["message"]
        for each in found(here, folder, "coupon", "--all", "--percent", "5", *DAYS)["findings"]
        if each["name"] == "scope-too-wide"
    ]
    assert wide == ["Coupon TRY is on 3 of the 3 listings."]


@pytest.mark.parametrize(
    ("flags", "after"),
    [
        (("--percent", "12.5"), "67.50"),
        (("--amount", "15"), "65.00"),
        (("--zhe", "8.5"), "65.00"),
    ],
)
def test_how_deep_it_is_can_be_said_in_every_form(
    tmp_path: Path, here: Here, flags: tuple[str, ...], after: str
) -> None:
    report = found(here, shop(tmp_path), "优惠券", "--asin", "B0TRYSKU01", *flags, *DAYS)
    assert prices(report) == [("A-1", "80.00", after, False)]  # with the coupon that is live


def test_several_at_once_on_the_same_sku(tmp_path: Path, here: Here) -> None:
    first = ("prime_exclusive", "--sku", "B-1", "--price", "16", *DAYS)
    report = found(here, shop(tmp_path), *first, "and", "coupon", "--percent", "30", *DAYS)
    assert prices(report) == [("B-1", "20.00", "10.00", False)]  # the coupon may be of the selling price
    assert [each["promotion"] for each in report["campaigns"]] == ["TRY", "TRY-2"]


def test_the_format_may_stand_anywhere(tmp_path: Path, here: Here) -> None:
    folder, coupon = shop(tmp_path), ("coupon", "--sku", "B-1", "--percent", "5")
    for place in (2, 6, 12):
        flags = ["try", *coupon, "and", *coupon]
        flags[place:place] = ["--format", "json"]
        assert here(folder, *flags, *AS_OF).out.startswith("{")


def test_an_edit_of_a_live_promotion_takes_its_place(tmp_path: Path, here: Here) -> None:
    report = found(here, shop(tmp_path), "coupon", "--sku", "A-1", "--percent", "35", "--id", "C1", *DAYS)
    assert prices(report) == [("A-1", "80.00", "65.00", False)]


ELSEWHERE = """
promotion_id | kind        | sku | discount_type | discount_value | start      | end        | stackable
CP-1         | coupon      | B-1 | percent       | 5              | 2026-12-01 | 2026-12-05 | yes
TRY          | social_code | A-1 | percent       | 25             | 2026-12-01 | 2026-12-05 | yes
TRY-2        | coupon      | B-1 | percent       | 5              | 2026-12-06 | 2026-12-08 | yes
"""


def test_an_id_of_its_own_is_none_of_the_live_ones(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, promotions=ELSEWHERE)
    coupon = ("coupon", "--sku", "A-1", "--percent", "25", *DAYS)
    report = found(here, folder, *coupon, "and", "social_code", "--percent", "1", *DAYS)
    assert [each["promotion"] for each in report["campaigns"]] == ["TRY-3", "TRY-4"]
    assert prices(found(here, folder, *coupon)) == [("A-1", "75.00", "50.00", True)]  # TRY is still there


def test_an_edit_for_some_of_the_skus_says_nothing_of_the_others(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, promotions=COUPON.replace("A-1 ", "A-1;B-1"))
    flags = ("coupon", "--sku", "A-1", "--percent", "35", "--id", "C1", *DAYS)
    assert [each["rule"] for each in found(here, folder, *flags)["findings"]] == []


@pytest.mark.parametrize("option", ["--id", "--replaces"])
def test_a_live_promotion_that_there_is_not_is_wrong_usage(tmp_path: Path, here: Here, option: str) -> None:
    folder = shop(tmp_path, promotions=ELSEWHERE)
    flags = ("coupon", "--sku", "A-1", "--percent", "5", *DAYS)
    ended = here(folder, "try", *flags, option, "CP-X", *AS_OF)
    assert (ended.code, ended.out) == (2, "")
    assert f"{option}: no promotion in US has the id 'CP-X'. Did you mean 'CP-1'?" in ended.err
    assert found(here, folder, *flags, option, "CP-1")["exit_code"] in {0, 1}  # though it is on another SKU


def test_an_edit_that_adds_a_sku_to_an_error_is_not_passed(tmp_path: Path, here: Here) -> None:
    """The finding is about A-1, on which it stands without the edit too."""
    live = BELOW_FLOOR.replace("50.00", "11.00").replace("best_deal", "outlet   ")
    folder = write_shop(
        tmp_path,
        listings=LISTINGS.replace("200.00", "100.00"),
        floors="sku | floor\nA-1 | 5\nA-2 | 5",
        promotions=live,
    )
    edit = ("outlet", "--id", "D1", "--sku", "A-1", "--price", "11.00", *DAYS)
    report = found(here, folder, *edit)
    assert [(each["sku"], each["fails"]) for each in report["skus"]] == [("A-1", False)]
    report = found(here, folder, *edit, "--sku", "A-2")
    assert [(each["sku"], each["fails"]) for each in report["skus"]] == [("A-2", True), ("A-1", False)]
    said = here(folder, "try", *edit, "--sku", "A-2", *AS_OF).out
    assert said.startswith("DO NOT SAVE THIS: 1 of 2 SKUs: A-1: The outlet deal D1 of 11.00 USD is 11 %")
    assert "The draft alone makes it so on A-2." in said


@pytest.mark.parametrize("kind", ["social_code", "社媒促销代码"])
def test_an_edit_of_a_live_promotion_of_another_kind_is_wrong_usage(
    tmp_path: Path, here: Here, kind: str
) -> None:
    folder = shop(tmp_path, promotions=ELSEWHERE)
    flags = (kind, "--sku", "A-1", "--percent", "5", *DAYS)
    ended = here(folder, "try", *flags, "--id", "CP-1", *AS_OF)
    assert (ended.code, ended.out) == (2, "")
    assert (
        "--id: 'CP-1' in US is of another kind (coupon), and --id edits a promotion of the same kind. "
        "Leave --id out, and name 'CP-1' with --replaces if it is stopped for this one."
    ) in " ".join(ended.err.split())
    assert found(here, folder, *flags, "--replaces", "CP-1")["exit_code"] in {0, 1}


def test_each_of_several_campaigns_edits_what_is_of_its_kind(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, promotions=ELSEWHERE)
    first = ("coupon", "--sku", "B-1", "--percent", "5", "--id", "CP-1", *DAYS)
    second = ("and", "coupon", "--sku", "A-1", "--percent", "5", *DAYS)
    ended = here(folder, "try", *first, *second, "--id", "TRY", *AS_OF)
    assert (ended.code, "'TRY' in US is of another kind (social code)" in ended.err) == (2, True)
    assert found(here, folder, *first, *second, "--id", "TRY-2")["exit_code"] in {0, 1}


def test_a_live_promotion_of_another_marketplace_is_none_here(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path)
    for name, text in {"listings": "sku | price\nA-1 | 80.00", "promotions": ELSEWHERE}.items():
        (folder / "UK").mkdir(exist_ok=True)
        write_sheet(folder / "UK" / f"{name}.csv", table(text))
    flags = ("coupon", "--sku", "A-1", "--percent", "5", "--marketplace", "US", "--id", "CP-1", *DAYS)
    ended = here(folder, "try", *flags, *AS_OF)
    assert (ended.code, "no promotion in US has the id 'CP-1'" in ended.err) == (2, True)


def test_without_days_it_is_judged_in_every_minute_from_now_on(tmp_path: Path, here: Here) -> None:
    report = found(here, shop(tmp_path), "coupon", "--all", "--percent", "10")
    assert prices(report) == [
        ("B-1", "20.00", "18.00", False), ("A-1", "80.00", "70.00", False), ("A-2", "200.00", "180.00", False)
    ]  # fmt: skip


def test_what_is_wrong_anyway_is_told_apart(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, promotions=BELOW_FLOOR)
    ended = here(
        folder,
        "try",
        "coupon",
        "--sku",
        "A-1",
        "--percent",
        "5",
        "--start",
        "2027-01-10",
        "--end",
        "2027-01-12",
        *AS_OF,
    )
    assert ended.code == 1
    assert ended.out.startswith("LOOK AT THIS: it makes nothing worse, and something is wrong without it.")


def test_what_could_not_be_read_may_be_in_the_way(tmp_path: Path, here: Here) -> None:
    ended = here(
        shop(tmp_path, promotions=LETTER_O), "try", "coupon", "--sku", "A-1", "--percent", "5", *DAYS, *AS_OF
    )
    assert ended.code == 3
    assert ended.out.startswith("NOT TRUSTWORTHY: solve what is said below, then try again.")
    assert "2O" in ended.out


def test_days_that_are_over_check_nothing(tmp_path: Path, here: Here) -> None:
    over = ("--start", "2026-10-01", "--end", "2026-10-05")
    ended = here(shop(tmp_path), "try", "coupon", "--sku", "B-1", "--percent", "5", *over, *AS_OF)
    assert ended.code == 3
    assert ended.out.startswith("NOT TRUSTWORTHY")
    assert (
        "coupon TRY, 5 %, 2026-10-01 00:00 PDT to 2026-10-06 00:00 PDT: does not count, it is ended"
        in ended.out
    )
    assert "Draft TRY is over before it begins" in ended.out


def test_what_may_be_the_sku_damaged_may_be_on_it(tmp_path: Path, here: Here) -> None:
    folder = write_shop(
        tmp_path,
        listings="sku | price\n007 | 100.00\nB-1 | 20.00",
        floors="sku | floor\n007 | 50.00\nB-1 | 10.00",
        promotions="""
        promotion_id | kind   | sku | discount_type | discount_value | start      | end
        C1           | coupon | 7   | percent       | 45             | 2026-12-01 | 2026-12-05
        """,
    )
    assert found(here, folder, "coupon", "--sku", "007", "--percent", "10", *DAYS)["verdict"] == "untrusted"
    assert found(here, folder, "coupon", "--sku", "B-1", "--percent", "10", *DAYS)["verdict"] == "clear"


def test_a_list_that_it_may_be_in_says_what_a_scan_says_of_it(tmp_path: Path, here: Here) -> None:
    """Also how to write it: all of its SKUs are listed, though the campaign is on one of them."""
    folder = write_shop(
        tmp_path,
        listings="sku | price\nA-1 | 100.00\nA-2 | 100.00\nA-3 | 100.00",
        floors="sku | floor\nA-1 | 10.00\nA-2 | 10.00\nA-3 | 10.00",
        promotions="""
        promotion_id | kind   | sku     | discount_type | discount_value | start      | end
        C1           | coupon | A-1,A-2 | percent       | 20             | 2026-12-01 | 2026-12-05
        """,
    )
    tried = found(here, folder, "coupon", "--sku", "A-1", "--percent", "10", *DAYS)
    scanned = json.loads(here(folder, "scan", "US", *AS_OF, "--format", "json").out)
    told = [each for each in tried["findings"] if each["rule"] == "PC401"]
    assert [each["message"] for each in told] == [
        "No listing in US has the SKU A-1,A-2; if it is several, write A-1;A-2."
    ]
    assert [each["fingerprint"] for each in told] == [
        each["fingerprint"] for each in scanned["findings"] if each["rule"] == "PC401"
    ]
    assert [each["sku"] for each in tried["skus"]] == ["A-1"]


def test_who_else_runs_is_told_of_the_whole_time(tmp_path: Path, here: Here) -> None:
    deal = """
    promotion_id | kind           | sku | discount_type | discount_value | start            | end
    L1           | lightning_deal | A-1 | price         | 90             | 2026-12-03 08:00 | 2026-12-03 20:00
    """
    report = found(here, shop(tmp_path, promotions=deal), "best_deal", "--sku", "A-1", "--price", "80", *DAYS)
    assert [each["promotion"] for each in report["skus"][0]["worst"]["running"]] == ["L1"]


def test_in_two_marketplaces_it_has_to_be_said_which(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path)
    (folder / "UK").mkdir()
    write_sheet(folder / "UK" / "listings.csv", table("sku | price\nA-1 | 80.00"))
    write_sheet(folder / "UK" / "floors.csv", table("sku | floor\nA-1 | 50.00"))
    flags = ("try", "coupon", "--sku", "A-1", "--percent", "20", *DAYS, *AS_OF)
    ended = here(folder, *flags)
    assert ended.code == 2
    assert "These listings are in UK, US." in ended.err
    ended = here(folder, *flags, "--marketplace", "UK", "--format", "json")
    assert prices(json.loads(ended.out)) == [("A-1", "80.00", "64.00", False)]


@pytest.mark.parametrize(
    "target", ["sku | asin\n | B0TRYSKU01", "sku | asin\nA-1 | ", "sku | asin\n | B0PARENT01"]
)
def test_what_runs_under_the_same_names_in_another_shop_is_somebodys(
    tmp_path: Path, here: Here, target: str
) -> None:
    folder = shop(tmp_path)
    (folder / "UK").mkdir()
    head, row = target.split("\n")
    sheets = {
        "listings": "sku | asin | parent_asin | price\nA-1 | B0TRYSKU01 | B0PARENT01 | 80.00\nUK-1 | B0TRYSKU01 | B0PARENT01 | 80.00",
        "floors": "sku | floor\nA-1 | 50.00\nUK-1 | 50.00",
        "promotions": f"promotion_id | kind | {head} | discount_type | discount_value | start | end\n"
        f"V-1 | coupon | {row} | percent | 5 | 2026-12-01 | 2026-12-05",
    }
    for name, text in sheets.items():
        write_sheet(folder / "UK" / f"{name}.csv", table(text))
    assert here(folder, "scan", *AS_OF).code == 0
    flags = ("try", "coupon", "--sku", "A-1", "--percent", "20", *DAYS, *AS_OF, "--format", "json")
    ended = here(folder, *flags, "--marketplace", "US")
    report = json.loads(ended.out)
    assert (ended.code, {each["rule"] for each in report["findings"]}) == (0, {"PC205"})


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("coupon", "--sku", "A-9", "--percent", "5"), "Did you mean 'A-"),
        (("coupon", "--brand", "Acne", "--percent", "5"), "Did you mean 'Acme'?"),
        (("coupon", "--sku", "A-1"), "How deep is it? Expected one of --percent, --amount, --price, --zhe, found none."),
        (("coupon", "--sku", "A-1", "--percent", "5", "--zhe", "7"), "found --percent and --zhe"),
        (("coupon", "--percent", "5"), "What is it for? Expected --sku, --asin, --brand or --all."),
        (("coupon", "--sku", "A-1", "--percent", "5O"), "--percent: expected"),
        (("coupon", "--sku", "A-1", "--percent", "7折"), "--percent: expected a percentage off; 7折 is 30 % off, so write 30%, found '7折'."),
        (("coupon", "--sku", "A-1", "--zhe", "70"), "--zhe: expected"),
        (("coupon", "--sku", "A-1", "--percent", "5", "--start", "tomorrow"), "--start: expected"),
        (("cupon", "--sku", "A-1", "--percent", "5"), "KIND: 'cupon' is not known. Did you mean coupon? Known: sale_price (促销价)"),
        (("打折",), "KIND: '打折' is not known. Did you mean coupon?"),
        (("zzz",), "KIND: 'zzz' is not known. Known: "),
        (("buy_x_get_y", "--sku", "A-1", "--percent", "100"), "--buy: expected buy_quantity, 1 or more"),
        (("buy_x_get_y", "--sku", "A-1", "--percent", "100", "--buy", "1"), "--get: expected get_quantity, 1 or more"),
        (("--sku", "A-1", "--percent", "5"), "What is it? Expected a KIND, such as coupon"),
        (("coupon", "--sku", "A-1", "--percent", "5", "--format", "xml"), "--format: 'xml' is not known."),
        (("coupon", "--sku", "A-1", "--percent", "5", "and", "coupon"), "How deep is it?"),
        (("coupon", "--sku", "A-1", "--percent", "5", "and", "coupon", "--amount", "5O"), "--amount: expected"),
        (("coupon", "--sku", "A-1", "--percent", "5", "--name", "two\nlines", "and", "coupon", "--zhe", "70"), "--zhe: expected"),
    ],
)  # fmt: skip
def test_wrong_usage_is_2_and_says_which_flag(
    tmp_path: Path, here: Here, flags: tuple[str, ...], said: str
) -> None:
    ended = here(shop(tmp_path), "try", *flags, *AS_OF)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.parametrize(("typed", "meant"), [("7", "007"), ("7", "07"), ("0070", "70"), ("7", "A-70")])
def test_leading_zeros_that_are_missing_or_too_many_are_asked_after(
    tmp_path: Path, here: Here, typed: str, meant: str
) -> None:
    folder = shop(tmp_path)
    listings = f"sku | price\nZ-7170 | 10.00\n{meant} | 20.00\nA-1 | 100.00"
    write_sheet(folder / "US" / "listings.csv", table(listings))
    ended = here(folder, "why", typed, *AS_OF)
    assert ended.code == 2
    assert (f"Did you mean '{meant}'?" in ended.err) == (meant != "A-70")


def test_the_text_in_a_process_of_its_own(tmp_path: Path) -> None:
    ended = promocheck(shop(tmp_path), "try", "coupon", "--all", "--percent", "30", *DAYS, *AS_OF)
    assert (ended.code, ended.err) == (1, "")
    assert ended.out.startswith(
        "DO NOT SAVE THIS: 2 of 3 SKUs: A-1 at 50.00 USD, where its floor is 60.00 USD\n"
    )
    assert "  A-1   80.00   50.00   60.00  BELOW ITS FLOOR\n" in ended.out
    assert "  B-1   20.00   14.00   10.00  keeps its floor\n" in ended.out
    assert "runs too    coupon C1, 20 %, 2026-12-01 00:00 PST to 2026-12-06 00:00 PST\n" in ended.out


def test_the_worst_minute_lies_within_the_days_that_were_said_where_it_can(
    tmp_path: Path, here: Here
) -> None:
    report = found(here, shop(tmp_path), "coupon", "--sku", "B-1", "--percent", "5", *DAYS)
    assert report["skus"][0]["worst"]["start"] == "2026-12-01T08:00:00Z"


def solved(report: dict[str, Any]) -> dict[str, Any]:
    (found,) = report["solved"]
    return {each["sku"]: each["depth"]["value"] for each in found["skus"]} | {"": found["depths"][0]["value"]}


def test_how_deep_it_may_be_on_each_sku_and_on_all(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path)
    report = found(here, folder, "coupon", "--all", "--solve", *DAYS)
    assert solved(report) == {"A-1": "20", "A-2": "25", "B-1": "50", "": "20"}
    for percent, code in (("20", 0), ("21", 1)):  # the answer passes, one step deeper fails
        assert found(here, folder, "coupon", "--all", "--percent", percent, *DAYS)["exit_code"] == code
    ended = here(folder, "try", "coupon", "--all", "--solve", *DAYS, *AS_OF)
    assert ended.out.startswith("HOW DEEP: coupon TRY at most 20 % off, on 3 SKUs\n")
    assert "  A-2  25 % off\n" in ended.out


def test_of_no_depth_it_is_said_why_and_not_at_most(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, listings=LISTINGS, floors="sku | floor\nB-1 | 999")
    asked = ("try", "coupon", "--sku", "B-1", "--solve", *DAYS, *AS_OF)
    said = here(folder, *asked).out
    assert said.startswith(
        "HOW DEEP: coupon TRY on 1 SKU: nothing: the least that it can take off is too much\n"
    )
    assert "  how deep  nothing: the least that it can take off is too much\n" in said
    said = here(folder, *asked, "--lang", "zh").out
    assert said.startswith("最大折扣：优惠券 TRY 用在 1 个 SKU 上，不行：哪怕用它最小的折扣也太多\n")
    assert "最多  " not in said


def test_a_price_may_be_too_dear_as_well_as_too_low(tmp_path: Path, here: Here) -> None:
    write_sheet(tmp_path / "listings.csv", table("sku | marketplace | price\nA-1 | US | 100.00"))
    write_sheet(tmp_path / "floors.csv", table("sku | marketplace | floor\nA-1 | US | 33.50"))
    running = """
        promotion_id | kind           | marketplace | sku | discount_type | discount_value | start            | end
        S-1          | sale_price     | US          | A-1 | price         | 80.00          | 2026-12-01       | 2026-12-31
        L-1          | lightning_deal | US          | A-1 | price         | 50.00          | 2026-12-03 10:00 | 2026-12-03 16:00
        C-1          | coupon         | US          | A-1 | percent       | 20             | 2026-12-01       | 2026-12-31
    """
    write_sheet(tmp_path / "promotions.csv", table(running))
    for price, dates in (("60", "it is safe on its own dates"), ("90", "start it on ")):
        flags = ("business_price", "--sku", "A-1", "--price", price, *DAYS, "--solve")
        told = here(tmp_path, "try", *flags, *AS_OF).out
        assert "  at least  41.87 USD, and at most 82.52 USD\n" in told
        assert dates in told
    (depth,) = found(here, tmp_path, *flags)["solved"][0]["depths"]
    assert (depth["value"], depth["most"]) == ("41.87", "82.52")


def test_when_it_is_safe_and_what_could_be_dropped(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path)
    flags = ("coupon", "--sku", "A-1", "--percent", "30")
    report = found(here, folder, *flags, *DAYS, "--solve")
    (answer,) = report["solved"]
    assert answer["dates"]["moved"] == {"start": "2026-11-25T22:00:00Z", "end": "2026-11-30T22:00:00Z"}
    assert answer["skus"][0]["drops"] == [{"promotion": "C1", "kind": "coupon"}]
    zone = ("--timezone", "UTC")
    for end, meets in (("2026-11-30T22:00", False), ("2026-11-30T22:01", True)):  # one minute later fails
        window = ("--start", "2026-11-25T22:00", "--end", end, *zone)
        said = {each["rule"] for each in found(here, folder, *flags, *window)["findings"]}
        assert ("PC202" in said) == meets
    ended = here(folder, "try", *flags, *DAYS, "--solve", *AS_OF)
    assert "  or drop  coupon C1\n" in ended.out
    assert "move it to 2026-11-25 14:00 PST to 2026-11-30 14:00 PST\n" in ended.out


def test_off_a_terminal_every_safe_window_is_told(tmp_path: Path, here: Here) -> None:
    head = "promotion_id | kind | sku | discount_type | discount_value | start | end\n"
    days = [
        f"C{day} | coupon | A-1 | percent | 35 | 2026-12-{day:02} | 2026-12-{day:02}"
        for day in range(2, 30, 3)
    ]
    folder = shop(tmp_path, promotions=head + "\n".join(days))
    flags = ("coupon", "--sku", "A-1", "--percent", "30", "--start", "2026-12-01", "--end", "2026-12-31")
    told = here(folder, "try", *flags, "--solve", *AS_OF).out
    safe = found(here, folder, *flags, "--solve")["solved"][0]["dates"]["safe"]
    assert len(safe) == len(days) + 1
    assert "more windows" not in told


def test_what_is_got_is_free_where_no_depth_is_said(tmp_path: Path, here: Here) -> None:
    flags = ("buy_x_get_y", "--sku", "A-2", "--buy", "1", "--get", "3", *DAYS, "--solve")
    report = found(here, shop(tmp_path), *flags)
    assert report["campaigns"][0]["value"] == "100"
    assert prices(report) == [("A-2", "200.00", "50.00", True)]
    assert solved(report) == {"A-2": "33", "": "33"}


def test_buy_one_get_one_is_free_without_a_depth(tmp_path: Path, here: Here) -> None:
    report = found(here, shop(tmp_path), "买一送一", "--sku", "A-2", "--buy", "1", "--get", "1", *DAYS)
    assert prices(report) == [("A-2", "200.00", "100.00", True)]


def test_a_listing_without_a_price_is_not_known_and_not_for_some_promotion(
    tmp_path: Path, here: Here
) -> None:
    folder = shop(tmp_path)
    write_sheet(
        folder / "US" / "listings.csv",
        table("sku | price | status\nA-1 | 100.00 | Active\nA-2 | 200.00 | Active\nB-1 | | Incomplete"),
    )
    ended = here(folder, "try", "coupon", "--all", "--percent", "5", *DAYS, *AS_OF)
    assert ended.code == 3
    assert "  B-1       -       -       -  NOT KNOWN: see below\n" in ended.out


def test_one_campaign_without_a_depth_is_not_clear(tmp_path: Path, here: Here) -> None:
    first = ("coupon", "--sku", "B-1", "--percent", "5", *DAYS)
    ended = here(shop(tmp_path), "try", *first, "and", "coupon", *DAYS, "--solve", *AS_OF)
    assert ended.out.startswith("HOW DEEP: coupon TRY at most ")
    head = ended.out.splitlines()[0]
    assert head.endswith("; each with the other campaigns as they are tried")
    assert ended.out.count("  with the other campaigns as they are tried\n") == 2


def test_an_edit_that_is_shallower_than_what_is_clipped_is_checked_all_the_same(
    tmp_path: Path, here: Here
) -> None:
    live = """
    promotion_id | kind   | sku | discount_type | discount_value | start      | end
    C1           | coupon | A-1 | percent       | 35             | 2026-11-01 | 2026-12-20
    """
    report = found(
        here,
        shop(tmp_path, promotions=live),
        "coupon",
        "--sku",
        "A-1",
        "--percent",
        "10",
        "--id",
        "C1",
        *DAYS,
    )
    assert prices(report) == [("A-1", "65.00", "65.00", False)]


def test_what_keeps_its_floor_and_fails_says_why(tmp_path: Path, here: Here) -> None:
    flags = ("social_code", "--sku", "A-1", "--percent", "5", *DAYS)
    ended = here(shop(tmp_path), "try", *flags, *AS_OF)
    assert ended.out.startswith("DO NOT SAVE THIS: 1 of 1 SKU: A-1: These must never run together: coupon C1")


C1_ON: dict[str, str] = {
    "a row each": "sku\nA-1\nB-2\nC-3",
    "one row": "sku\nA-1;B-2;C-3",
    "by their ASIN": "asin\nB0EXCERPT1",
}


@pytest.mark.parametrize("named", C1_ON)
def test_flags_edit_a_live_promotion_on_the_listings_that_they_name(
    tmp_path: Path, here: Here, named: str
) -> None:
    column, *targets = C1_ON[named].split("\n")
    head = f"promotion_id | kind | {column} | discount_type | discount_value | start | end\n"
    rows = (f"C1 | coupon | {each} | percent | 10 | 2026-12-01 | 2026-12-20" for each in targets)
    listings = "sku | asin | price\n" + "\n".join(
        f"{sku} | B0EXCERPT1 | 30.00" for sku in ("A-1", "B-2", "C-3")
    )
    folder = write_shop(
        tmp_path,
        listings=listings,
        floors="sku | floor\nA-1 | 5.00\nB-2 | 13.00\nC-3 | 5.00",
        promotions=head + "\n".join(rows),
    )
    code = ("social_code", "--sku", "B-2", "--percent", "50", *DAYS)
    assert prices(found(here, folder, *code)) == [("B-2", "27.00", "12.00", True)]
    edit = ("coupon", "--id", "C1", "--sku", "A-1", "--percent", "15", *DAYS)
    report = found(here, folder, *edit, "and", *code)
    assert sorted(prices(report)) == [("A-1", "27.00", "25.50", False), ("B-2", "27.00", "12.00", True)]
    assert report["exit_code"] == 1
    running = {
        each["sku"]: [other["promotion"] for other in each["worst"]["running"]] for each in report["skus"]
    }
    assert running["B-2"] == ["C1"]
    both = ("coupon", "--id", "C1", "--sku", "A-1", "--sku", "B-2", "--percent", "5", *DAYS)
    edited = {sku: after for sku, _, after, _ in prices(found(here, folder, *both, "and", *code))}
    assert edited["B-2"] == "13.50"
    remedies = {
        each["kind"]: [(one["sku"], [other["promotion"] for other in one["drops"]]) for one in each["skus"]]
        for each in found(here, folder, *edit, "and", *code, "--solve")["solved"]
    }
    assert remedies == {"coupon": [("A-1", [])], "social_code": [("B-2", ["C1"])]}


def test_a_campaign_is_not_shown_at_the_price_of_another(tmp_path: Path, here: Here) -> None:
    deal = """
    promotion_id | kind           | sku | discount_type | discount_value | start            | end
    L1           | lightning_deal | A-1 | price         | 40.00          | 2026-12-03 10:00 | 2026-12-03 18:00
    """
    days = ("price_discount", "--sku", "A-1", *DAYS)
    folder = shop(tmp_path, promotions=deal)
    assert prices(found(here, folder, *days, "--percent", "50")) == [("A-1", "100.00", "50.00", True)]
    assert prices(found(here, folder, *days, "--percent", "10")) == [("A-1", "40.00", "40.00", False)]


def test_an_edit_that_leaves_a_price_too_low_says_so(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, promotions=BELOW_FLOOR)
    edit = ("try", "best_deal", "--id", "D1", "--sku", "A-1", *DAYS, *AS_OF)
    assert here(folder, *edit, "--price", "55").out.startswith(
        "LOOK AT THIS: still below its floor: A-1 at 55.00 USD, where its floor is 60.00 USD. It makes nothing worse.\n"
    )
    assert here(folder, *edit, "--price", "60").out.startswith("CLEAR")


def test_what_is_cancelled_and_runs_too_is_called_so(tmp_path: Path, here: Here) -> None:
    ended = """
    promotion_id | kind   | sku | discount_type | discount_value | start      | end        | status    | canceled_at
    C1           | coupon | A-1 | percent       | 10             | 2026-11-20 | 2026-12-05 | cancelled | 2026-11-22
    """
    folder = shop(tmp_path, promotions=ended)
    said = here(folder, "try", "price_discount", "--sku", "A-1", "--percent", "5", *DAYS, *AS_OF).out
    assert (
        "runs too    coupon C1, 10 %, 2026-11-20 00:00 PST to 2026-12-06 00:00 PST, cancelled, and counts still\n"
        in said
    )


def test_what_an_edit_leaves_redeemable_is_what_it_was(tmp_path: Path, here: Here) -> None:
    runs = """
    promotion_id | kind   | sku | discount_type | discount_value | start      | end
    C1           | coupon | A-1 | percent       | 10             | 2026-11-20 | 2026-12-05
    """
    folder = shop(tmp_path, promotions=runs)
    edit = ("try", "coupon", "--id", "C1", "--sku", "A-1", "--percent", "5", "--start", "2026-11-20")
    said = here(folder, *edit, "--end", "2026-12-05", *AS_OF).out
    assert "2026-12-06 00:00 PST, as it was without the change, and counts still\n" in said
    assert "cancelled" not in said
