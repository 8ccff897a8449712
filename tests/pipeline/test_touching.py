"""What touches an SKU, in words: every promotion that names it, how it is told, and why it does not count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.cells import cell_len

from promocheck.model.story import Stories
from promocheck.pipeline import Request
from promocheck.pipeline.why import why
from promocheck.reports import story
from promocheck.reports.words import Words
from tests.pipeline.test_exports_of_other_kinds import deal_report
from tests.shop import policy_of, table, write_sheet

AS_OF = 1_795_478_400  # 2026-11-24T00:00:00Z
LISTINGS = """
sku   | asin       | price | sale_price | sale_start | sale_end   | business_price | status
A-1   | B0AAAAAAA1 | 30.00 |            |            |            |                | Active
SOLD  | B0AAAAAAA2 | 30.00 | 25.00      | 2026-10-01 | 2026-10-05 | 28.00          | Active
DRAFT | B0AAAAAAA3 |       | 25.00      | 2026-12-01 | 2026-12-05 |                | Incomplete
"""
COLUMNS = (
    "promotion_id", "name", "kind", "discount_type", "discount_value", "start", "end", "status", "canceled_at",
    "buy_quantity", "get_quantity", "min_quantity", "min_spend", "sku", "asin",
)  # fmt: skip
COUPON = "C1 coupon 20%"


def row(text: str, **cells: str) -> dict[str, str]:
    """A promotion of A-1 in December: `C1 coupon 20%`, and the other cells by name."""
    name, kind, value = text.split()
    form = "percent" if value.endswith("%") else "amount"
    money = {"discount_type": form, "discount_value": value.rstrip("%")} if value != "-" else {}
    days = {"start": "2026-12-01", "end": "2026-12-05"}
    return {
        **dict.fromkeys(COLUMNS, ""),
        "promotion_id": name,
        "kind": kind,
        "sku": "A-1",
        **days,
        **money,
        **cells,
    }


def told(
    folder: Path,
    *promotions: dict[str, str],
    asked: str = "A-1",
    policy: str = "",
    more: Sequence[dict[str, str]] = (),
) -> Stories:
    """The stories of a shop with these promotions; `more` are other listings."""
    listings = [*table(LISTINGS), *more]
    write_sheet(folder / "listings.csv", listings)
    write_sheet(folder / "floors.csv", [{"sku": each["sku"], "floor": "20.00"} for each in listings])
    write_sheet(folder / "promotions.csv", [*promotions] or [dict.fromkeys(COLUMNS, "")])
    return why(Request((str(folder),), policy_of(policy), AS_OF, marketplace="US"), asked)


def apart(folder: Path, *promotions: dict[str, str], policy: str = "") -> list[list[str]]:
    """What is told of each of these promotions alone: each on an SKU of its own, all of them read at once."""
    skus = [f"S-{at:02}" for at in range(len(promotions))]
    more = [{"sku": sku, "asin": "B0AAAAAAA9", "price": "30.00", "status": "Active"} for sku in skus]
    mine = (
        {**each, "sku": sku, "promotion_id": f"{each['promotion_id']}-{at}"}
        for at, (each, sku) in enumerate(zip(promotions, skus, strict=True))
    )
    stories = told(folder, *mine, asked="B0AAAAAAA9", policy=policy, more=more)
    assert [each.sku for each in stories.stories] == skus
    return [lines(replace(stories, stories=(each,))) for each in stories.stories]


def lines(stories: Stories) -> list[str]:
    return story.render(stories, Words()).splitlines()


def named(found: Sequence[str]) -> list[str]:
    """The lines that name the promotions."""
    return [line.strip() for line in found if re.match(r" {2,3}[0-9]+  .*\)$", line)]


def test_what_counts_says_how_much_and_from_when(tmp_path: Path) -> None:
    found = apart(
        tmp_path,
        row(COUPON),
        row(COUPON, status="paused"),
        row(COUPON, start="2026-11-01", status="cancelled", canceled_at="2026-11-20"),
        row("M1 amount_off 5", min_spend="50"),
        row("P1 percentage_off 5%", min_quantity="3"),
        row("B1 buy_x_get_y 50%", buy_quantity="2", get_quantity="1"),
        row("B1 buy_x_get_y -", buy_quantity="2", get_quantity="1"),
        row("T1 points 2"),
    )
    assert [named(each) for each in found] == [
        ["1  coupon C1-0, 20 %  (counts)"],
        ["1  coupon C1-1, 20 %  (counts)"],
        ["1  coupon C1-2, 20 %  (cancelled, and counts still)"],
        ["1  money off M1-3, 5.00 off, from 50.00 USD  (counts)"],
        ["1  percentage off P1-4, 5 %, from 3 units  (counts)"],
        ["1  buy x get y B1-5, 50 %, buy 2 get 1  (counts)"],
        ["1  buy x get y B1-6, 100 %, buy 2 get 1  (counts)"],
        ["1  points given back T1-7, 2.00 off  (counts)"],
    ]


def test_what_is_set_aside_says_why(tmp_path: Path) -> None:
    found = apart(
        tmp_path,
        row(COUPON, start="2026-10-01", end="2026-10-05"),
        row(COUPON, status="rejected"),
        row(COUPON, status="cancelled", canceled_at="2026-11-01"),
        row(COUPON, start="2028-01-01", end="2028-01-05"),
    )
    assert [named(each) for each in found] == [
        ["1  coupon C1-0, 20 %  (ended)"],
        ["1  coupon C1-1, 20 %  (rejected)"],
        ["1  coupon C1-2, 20 %  (cancelled before it started)"],
        ["1  coupon C1-3, 20 %  (starts beyond the horizon)"],
    ]
    assert {each[1] for each in found} == {
        "CLEAR: no promotion touches it now or later, and it sells at its own price"
    }


def test_by_its_asin_too_and_never_twice(tmp_path: Path) -> None:
    of_asin = row(COUPON, sku="", asin="B0AAAAAAA1")
    assert named(lines(told(tmp_path, of_asin))) == ["1  coupon C1, 20 %  (counts)"]
    assert named(lines(told(tmp_path, of_asin, row(COUPON)))) == ["1  coupon C1, 20 %  (counts)"]


def test_its_own_sale_that_is_over(tmp_path: Path) -> None:
    found = lines(told(tmp_path, asked="SOLD"))
    assert "   1  sale price, at 25.00  (ended)" in found
    assert not any(line.startswith("   2") for line in found)  # nothing runs beside the business price


def test_a_listing_without_a_price(tmp_path: Path) -> None:
    stories = told(tmp_path, row(COUPON, sku="DRAFT"), asked="DRAFT")
    found = lines(stories)
    assert found[1] == (
        "NOT TRUSTWORTHY: solve 1 problem, then ask again. In what could be read: what touches it is not priced"
    )
    assert found[2].startswith("  sale price  25.00 USD  ")
    assert "   1  coupon C1, 20 %  (not priced)" in found
    assert stories.report.exit_code == 3


def test_a_deal_whose_export_names_no_price(tmp_path: Path) -> None:
    (tmp_path / "deals.json").write_bytes(deal_report())
    alone = told(tmp_path)
    assert '   1  best deal 79f08a7a "Week deal", no value  (not priced)' in lines(alone)
    assert alone.report.exit_code == 3
    priced = told(
        tmp_path,
        {**row("D1 best_deal -", end="2026-12-07"), "discount_type": "price", "discount_value": "20"},
    )
    assert named(lines(priced)) == [
        "1  best deal D1, at 20.00  (counts)",
        '2  best deal 79f08a7a "Week deal", no value  (priced by another row that says at what price)',
    ]
    assert priced.report.exit_code == 0


def test_a_kind_that_the_policy_does_not_price(tmp_path: Path) -> None:
    walmart = "stacking: {extends: walmart}"
    coupon, discount = row(COUPON), row("D1 price_discount 5%")
    alone, beside = told(tmp_path, coupon, policy=walmart), told(tmp_path, coupon, discount, policy=walmart)
    assert named(lines(alone)) == ["1  coupon C1, 20 %  (not priced)"]
    assert lines(alone)[1].endswith("In what could be read: what touches it is not priced")
    assert named(lines(beside)) == ["1  price discount D1, 5 %  (counts)", "2  coupon C1, 20 %  (not priced)"]
    assert lines(beside)[1].endswith(
        "In what could be read: never below 28.50 USD without what is not priced"
    )


FLOOR = "where its floor is 20.00 USD"


def test_the_first_line_says_what_it_comes_to(tmp_path: Path) -> None:
    rejected, clear, endless, below = (
        row(COUPON, status="rejected"),
        row(COUPON),
        row(COUPON, end=""),
        row("C1 coupon 40%"),
    )
    found = [each[1] for each in apart(tmp_path, rejected, clear, endless, below)]
    assert found[:3] == [
        "CLEAR: no promotion touches it now or later, and it sells at its own price",
        f"CLEAR: never below 24.00 USD, {FLOOR}",
        "LOOK AT THIS: no errors, 1 warning",
    ]
    assert found[3].startswith("FINDINGS: 1 error")
    (noted,) = apart(tmp_path, endless, policy="rules: {window-invalid: info}")
    assert noted[1] == f"CLEAR: no errors, 1 note; never below 24.00 USD, {FLOOR}"


def test_what_the_files_lost_may_be_this_sku_s(tmp_path: Path) -> None:
    lost = row("L1 coupon 2O", sku="SOLD")
    clear, below = told(tmp_path, lost, row(COUPON)), told(tmp_path, lost, row("C1 coupon 40%"))
    head = "NOT TRUSTWORTHY: solve 1 problem, then ask again. In what could be read: "
    assert lines(clear)[1] == f"{head}never below 24.00 USD, {FLOOR}"
    assert lines(below)[1].startswith(f"{head}1 error")
    assert (clear.report.exit_code, below.report.exit_code) == (3, 3)


def test_what_is_told_of_the_sku_is_not_told_again_of_the_files(tmp_path: Path) -> None:
    found = lines(told(tmp_path, row(COUPON, end="")))
    assert [line for line in found if "window-invalid" in line] == ["WARNING PC309 window-invalid  US"]
    assert "── Of the files ──" not in found


def test_no_name_does_anything(tmp_path: Path) -> None:
    names = ("<[red]x[/red]>", "{0}\x1b[31m", "=cmd()|x", "\u202egnp", "超级秒杀" * 30)
    stories = told(tmp_path, *(row(f"C{at} coupon 1%", name=name) for at, name in enumerate(names)))
    text = story.render(stories, Words(), width=80)
    assert not {"\x1b", "\u202e"} & set(text)
    assert max(map(cell_len, text.splitlines())) <= 80 + len(tmp_path.as_posix())  # a path is never folded


def test_forty_segments(tmp_path: Path) -> None:
    days = [f"2026-12-{day:02}" for day in range(1, 21)]
    stories = told(
        tmp_path, *(row(f"M{day[8:]} coupon 5%", start=f"{day}T10:00", end=f"{day}T18:00") for day in days)
    )
    (chapters,) = (each.chapters for each in stories.stories)
    assert len(chapters) == 60
    found = story.render(stories, Words(), width=80).splitlines()
    table_ = found[found.index("── Timeline ──") : found.index("── 60 segments ──")]
    assert max(map(len, table_)) <= 80
    assert table_[-10:-3] == [
        "                    (57)     (58)     (59)     (60)",
        "  from             12-19    12-20    12-20    12-20",
        "                   18:00    04:00    10:00    18:00",
        "  19  M19        ???????  .......  .......  .......",
        "  20  M20        .......  ???????  #######  ???????",
        "  stacked price    28.50    28.50    28.50    28.50",
        "  floor            20.00    20.00    20.00    20.00",
    ]
