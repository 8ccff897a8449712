"""`promocheck plan`: made, kept beside the exports, and then departed from."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.command import AS_OF, COUPON, FLOORS, LISTINGS, promocheck, rules_of, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet


def test_a_plan_is_made_and_kept_until_somebody_departs_from_it(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    ended = promocheck(folder, "plan", "US", *AS_OF)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "Written: US/plan.xlsx, 1 row of 1 promotion.",
        "Correct it to what is meant, and keep it with the exports: promocheck scan tells what departs from it.",
    ]
    assert here(folder, "scan", "US", *AS_OF).code == 0
    write_sheet(folder / "US" / "promotions.csv", table(COUPON.replace("| 20 ", "| 30 ")))
    ended = here(folder, "scan", "US", *AS_OF, "--format", "json")
    assert (ended.code, rules_of(ended.out)) == (1, {"PC314"})


def test_nothing_is_replaced_unasked(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    assert here(folder, "plan", "US", "--out", "US/plan.csv", *AS_OF).code == 0
    before = (folder / "US" / "plan.csv").read_bytes()
    ended = here(folder, "plan", "US", "--out", "US/plan.csv", "--lang", "zh", *AS_OF)
    assert (ended.code, (folder / "US" / "plan.csv").read_bytes()) == (2, before)
    assert "US/plan.csv：已有这个文件；什么都没有写。" in ended.err
    assert here(folder, "plan", "US", "--out", "US/plan.csv", "--lang", "zh", "--force", *AS_OF).code == 0
    assert (folder / "US" / "plan.csv").read_text(encoding="utf-8-sig").startswith("计划编号,促销编号,")


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("US/promotions.csv", "US/promotions.csv: is an export, or holds floors, and is never replaced"),
        (
            "other.csv",
            "US/plan.csv: is a plan already, and a second one beside it would mean everything twice",
        ),
        ("plan.txt", "--out: expected a name that ends in .xlsx or .csv, found 'plan.txt'."),
    ],
)
def test_what_is_never_written(tmp_path: Path, here: Here, out: str, said: str) -> None:
    folder = write_shop(tmp_path)
    assert here(folder, "plan", "US", "--out", "US/plan.csv", *AS_OF).code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    ended = here(folder, "plan", "US", "--out", out, "--force", *AS_OF)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert {path: path.read_bytes() for path in folder.rglob("*.csv")} == before


def test_without_promotions_there_is_no_plan(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions="")
    ended = here(folder, "plan", "US", *AS_OF)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("promocheck: No promotion is set up that is not over")
    assert not (folder / "US" / "plan.xlsx").exists()


def test_what_could_not_be_written_or_read_is_told(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    write_sheet(folder / "US" / "weeks.csv", table(COUPON.replace("C1", "C2").replace("| 20 ", "| 2O ")))
    ended = here(folder, "plan", "US", *AS_OF)
    assert ended.code == 3
    assert ended.out.startswith("Written: US/plan.xlsx, 1 row of 1 promotion.")
    assert "1 cell or file could not be read, so the plan may lack promotions" in ended.err


def test_skus_are_texts_in_a_workbook_and_no_cell_is_a_formula(tmp_path: Path, here: Here) -> None:
    folder = write_shop(
        tmp_path,
        listings=LISTINGS.replace("A-1", "=A1"),
        floors=FLOORS.replace("A-1", "=A1"),
        promotions=COUPON.replace("A-1", "=A1").replace("C1 ", "007"),
    )
    ended = here(folder, "plan", "US", "--out", "plan.csv", *AS_OF)
    assert (ended.code, (folder / "plan.csv").exists()) == (2, False)
    assert "1 cell begins with = + - or @, such as '=A1'" in ended.err
    assert here(folder, "plan", "US", "--out", "US/plan.xlsx", *AS_OF).code == 0
    sheet = openpyxl.load_workbook(folder / "US" / "plan.xlsx").worksheets[0]
    rows = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
    written = dict(zip([str(value) for value, _ in rows[0]], rows[1], strict=True))
    assert written["sku"] == ("=A1", "s")
    assert written["promotion_id"] == ("007", "s")
    assert written["discount_value"] == (20, "n")
    assert {kind for row in rows for _, kind in row} == {"s", "n"}
    assert here(folder, "scan", "US", *AS_OF).code == 0


def test_an_unknown_language_is_answered(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path), "plan", "US", "--lang", "xx")
    assert (ended.code, ended.out) == (2, "")
    assert "--lang: 'xx' is not known. Known: en, zh." in ended.err
