"""What touches an SKU, in words: every promotion that names it, how it is told, and why it does not count."""

from __future__ import annotations

from pathlib import Path

import pytest
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
    "promotion_id", "kind", "discount_type", "discount_value", "start", "end", "status", "canceled_at",
    "buy_quantity", "get_quantity", "min_quantity", "min_spend", "sku", "asin",
)  # fmt: skip
DAYS = {"start": "2026-12-01", "end": "2026-12-05"}


def row(text: str, **cells: str) -> dict[str, str]:
    """A promotion of A-1 in December: `C1 coupon 20%`, and the other cells by name."""
    name, kind, value = text.split()
    money = {
        "discount_type": "percent" if value.endswith("%") else "amount",
        "discount_value": value.rstrip("%"),
    }
    return {
        "promotion_id": name,
        "kind": kind,
        "sku": "A-1",
        **DAYS,
        **(money if value != "-" else {}),
        **{name.rstrip("_"): cell for name, cell in cells.items()},
    }


def told(folder: Path, *promotions: dict[str, str], asked: str = "A-1", policy: str = "") -> Stories:
    write_sheet(folder / "listings.csv", table(LISTINGS))
    write_sheet(folder / "floors.csv", [{"sku": sku, "floor": "1.00"} for sku in ("A-1", "SOLD", "DRAFT")])
    blank = dict.fromkeys(COLUMNS, "")
    write_sheet(folder / "promotions.csv", [{**blank, **each} for each in promotions])
    return why(Request((str(folder),), policy_of(policy), AS_OF, marketplace="US"), asked)


def lines(stories: Stories) -> list[str]:
    return story.render(stories, Words()).splitlines()


def listed(stories: Stories) -> list[str]:
    """The lines that name the promotions."""
    found = lines(stories)
    return [line.strip() for line in found[: found.index("── Timeline ──")] if line.endswith(")")]


@pytest.mark.parametrize(
    ("promotion", "line"),
    [
        (row("C1 coupon 20%"), "1  coupon C1, 20 %  (counts)"),
        (row("C1 coupon 20%", status="paused"), "1  coupon C1, 20 %  (counts)"),
        (
            row("C1 coupon 20%", start="2026-11-01", status="cancelled", canceled_at="2026-11-20"),
            "1  coupon C1, 20 %  (cancelled, and counts still)",
        ),
        (row("M1 amount_off 5", min_spend="50"), "1  money off M1, 5.00 off, from 50.00 USD  (counts)"),
        (row("P1 percentage_off 5%", min_quantity="3"), "1  percentage off P1, 5 %, from 3 units  (counts)"),
        (
            row("B1 buy_x_get_y 50%", buy_quantity="2", get_quantity="1"),
            "1  buy x get y B1, 50 %, buy 2 get 1  (counts)",
        ),
        (
            row("B1 buy_x_get_y -", buy_quantity="2", get_quantity="1"),
            "1  buy x get y B1, 100 %, buy 2 get 1  (counts)",
        ),
        (row("T1 points 2"), "1  points given back T1, 2.00 off  (counts)"),
    ],
)  # fmt: skip
def test_what_counts_says_how_much_and_from_when(
    tmp_path: Path, promotion: dict[str, str], line: str
) -> None:
    assert listed(told(tmp_path, promotion)) == [line]


@pytest.mark.parametrize(
    ("promotion", "why_not"),
    [
        (row("C1 coupon 20%", start="2026-10-01", end="2026-10-05"), "ended"),
        (row("C1 coupon 20%", status="rejected"), "rejected"),
        (row("C1 coupon 20%", status="cancelled", canceled_at="2026-11-01"), "cancelled before it started"),
        (row("C1 coupon 20%", start="2028-01-01", end="2028-01-05"), "starts beyond the horizon"),
    ],
)
def test_what_is_set_aside_says_why(tmp_path: Path, promotion: dict[str, str], why_not: str) -> None:
    found = lines(told(tmp_path, promotion))
    assert f"   1  coupon C1, 20 %  ({why_not})" in found
    assert found[1] == "CLEAR: no promotion touches it now or later, and it sells at its own price"


def test_by_its_asin_too_and_never_twice(tmp_path: Path) -> None:
    of_asin = row("C1 coupon 20%", sku="", asin="B0AAAAAAA1")
    assert listed(told(tmp_path, of_asin)) == ["1  coupon C1, 20 %  (counts)"]
    assert listed(told(tmp_path, of_asin, row("C1 coupon 20%"))) == ["1  coupon C1, 20 %  (counts)"]


def test_its_own_sale_that_is_over(tmp_path: Path) -> None:
    found = lines(told(tmp_path, asked="SOLD"))
    assert "   1  sale price, at 25.00  (ended)" in found
    assert not any(line.startswith("   2") for line in found)  # nothing runs beside the business price


def test_a_listing_without_a_price(tmp_path: Path) -> None:
    stories = told(tmp_path, row("C1 coupon 20%", sku="DRAFT"), asked="DRAFT")
    found = lines(stories)
    assert found[1] == (
        "NOT TRUSTWORTHY: solve 1 problem, then ask again. In what could be read: what touches it is not priced"
    )
    assert found[2] == '  sale price  25.00 USD  listings.csv row 4 column "sale_price"'.replace(
        "listings", (tmp_path / "listings").as_posix()
    )
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
    assert listed(priced) == [
        "1  best deal D1, at 20.00  (counts)",
        '2  best deal 79f08a7a "Week deal", no value  (priced by another row that says at what price)',
    ]
    assert priced.report.exit_code == 0


def test_a_kind_that_the_policy_does_not_price(tmp_path: Path) -> None:
    walmart = "stacking: {extends: walmart}"
    coupon, discount = row("C1 coupon 20%"), row("D1 price_discount 5%")
    alone, beside = told(tmp_path, coupon, policy=walmart), told(tmp_path, coupon, discount, policy=walmart)
    assert listed(alone) == ["1  coupon C1, 20 %  (not priced)"]
    assert lines(alone)[1].endswith("In what could be read: what touches it is not priced")
    assert listed(beside) == ["1  price discount D1, 5 %  (counts)", "2  coupon C1, 20 %  (not priced)"]
    assert lines(beside)[1].endswith(
        "In what could be read: never below 28.50 USD without what is not priced"
    )


LOST = [row("L1 coupon 2O"), row("C1 coupon 20%")]


@pytest.mark.parametrize(
    ("promotions", "policy", "line"),
    [
        ([row("C1 coupon 20%", sku="SOLD")], "", "CLEAR: no promotion touches it now or later, and it sells at its own price"),
        ([row("C1 coupon 20%")], "", "CLEAR: never below 24.00 USD, where its floor is 1.00 USD"),
        ([row("C1 coupon 20%", end="")], "", "LOOK AT THIS: no errors, 1 warning"),
        ([row("C1 coupon 20%", end="")], "rules: {window-invalid: info}", "CLEAR: no errors, 1 note; never below 24.00 USD, where its floor is 1.00 USD"),
        ([row("C1 coupon 99%")], "", "FINDINGS: 2 errors, 2 warnings, 1 note"),
        (LOST, "", "NOT TRUSTWORTHY: solve 1 problem, then ask again. In what could be read: never below 24.00 USD, where its floor is 1.00 USD"),
        ([row("L1 coupon 2O"), row("C1 coupon 99%")], "", "NOT TRUSTWORTHY: solve 1 problem, then ask again. In what could be read: 2 errors, 2 warnings, 1 note"),
    ],
)  # fmt: skip
def test_the_first_line_says_what_it_comes_to(
    tmp_path: Path, promotions: list[dict[str, str]], policy: str, line: str
) -> None:
    stories = told(tmp_path, *promotions, policy=policy)
    assert lines(stories)[1] == line
    codes = {"CLEAR": 0, "LOOK AT THIS": 0, "FINDINGS": 1, "NOT TRUSTWORTHY": 3}
    assert stories.report.exit_code == codes[line.partition(":")[0]]


def test_what_is_told_of_the_sku_is_not_told_again_of_the_files(tmp_path: Path) -> None:
    found = lines(told(tmp_path, row("C1 coupon 20%", end="")))
    assert [line for line in found if "window-invalid" in line] == ["WARNING PC309 window-invalid  US"]
    assert "── Of the files ──" not in found


@pytest.mark.parametrize("name", ["<[red]x[/red]>", "{0}\x1b[31m", "=cmd()|x", "\u202egnp", "超级秒杀" * 30])
def test_no_name_does_anything(tmp_path: Path, name: str) -> None:
    stories = told(tmp_path, row("C1 coupon 20%", name=name, sku="A-1"))
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
        "  floor             1.00     1.00     1.00     1.00",
    ]
