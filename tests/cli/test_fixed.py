"""`scan --draft FILE --fixed-out FILE`: the draft again without what fails, and what was left out with the reasons."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from promocheck import exports
from promocheck.exports import redraft
from promocheck.model.finding import Finding
from promocheck.pipeline import judging
from promocheck.pipeline.fixed import fix
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.request import Request
from promocheck.pipeline.scan import scan_drafts
from tests.cli.command import AS_OF, COUPON, Ended, promocheck, write_shop
from tests.cli.conftest import Here
from tests.exports.sheets import xlsx
from tests.shop import policy_of, table, write_sheet

LISTINGS = """
sku  | asin       | price
A-1  | B0FIXED001 | 100.00
A-2  | B0FIXED002 | 100.00
007  | B0FIXED003 | 50.00
=1+1 | B0FIXED004 | 50.00
"""
FLOORS = """
sku  | floor
A-1  | 60.00
A-2  | 75.00
007  | 20.00
=1+1 | 49.00
"""
HEAD = "promotion_id,kind,sku,asin,discount_type,discount_value,start,end,name\n"
WITH_BOTH = HEAD + (
    'D-1,coupon,"A-2;007",,percent,"10",2026-12-01,2026-12-05,"Ten, for two"\n'
    "D-2,coupon,A-1,,percent,30,2026-12-01,2026-12-05,  spaces stay \n"
    "D-3,coupon,,B0FIXED002;B0FIXED003,percent,30,2026-12-11,2026-12-15,\n"
    "D-4,coupon,=1+1,B0FIXED004,percent,20,2026-12-11,2026-12-15,\n"
)


def fixed(here: Here, folder: Path, draft: str, out: str) -> Ended:
    return here(folder, "scan", "US", "--draft", draft, "--fixed-out", out, "--marketplace", "US", *AS_OF)


def shop(folder: Path, draft: bytes | str, name: str = "draft.csv") -> Path:
    write_shop(folder, listings=LISTINGS, floors=FLOORS)
    data = draft if isinstance(draft, bytes) else draft.encode()
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return folder


def left_out(path: Path) -> list[tuple[object, ...]]:
    sheet = load_workbook(path).worksheets[0]
    assert all(cell.data_type in {"s", "n"} for row in sheet.iter_rows() for cell in row)
    return [row[2:5] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_what_fails_goes_and_every_other_byte_stays(tmp_path: Path, here: Here) -> None:
    ended = fixed(here, shop(tmp_path, WITH_BOTH), "draft.csv", "fixed.csv")
    assert ended.code == 1
    assert (tmp_path / "fixed.csv").read_text() == HEAD + (
        'D-1,coupon,A-2;007,,percent,"10",2026-12-01,2026-12-05,"Ten, for two"\n'.replace(
            "A-2;007", '"A-2;007"'
        )
        + "D-3,coupon,,B0FIXED003,percent,30,2026-12-11,2026-12-15,\n"
    )
    assert left_out(tmp_path / "fixed.left-out.xlsx") == [
        ("3", "D-2", "A-1"),  # 20 % are live
        ("4", "D-3", "B0FIXED002"),
        ("5", "D-4", "=1+1"),
    ]
    assert ended.err == (
        "promocheck: fixed.csv: the draft with 2 rows, which makes nothing fail any more\n"
        "promocheck: fixed.left-out.xlsx: 3 SKUs or ASINs that were left out, and why\n"
    )
    again = here(tmp_path, "scan", "US", "--draft", "fixed.csv", "--marketplace", "US", *AS_OF)
    assert again.code == 0


def test_what_a_waiver_accepts_stays_and_what_it_does_not_name_goes(tmp_path: Path, here: Here) -> None:
    deal = "L-1,lightning_deal,A-2,,price,50.00,2026-12-07 10:00,2026-12-07 18:00,\n"
    long = "E-2,prime_exclusive,A-2,,percent,45,2026-12-05,2026-12-20,\n"
    shop(tmp_path, HEAD + deal + long)
    (tmp_path / "waivers.yaml").write_text(
        "- {rule: below-floor, marketplace: US, sku: A-2, promotions: [L-1], not_below: 50.00, reason: agreed, "
        "owner: Li, expires: 2026-12-31}\n"
    )
    fixed(here, tmp_path, "draft.csv", "fixed.csv")
    assert (tmp_path / "fixed.csv").read_text() == HEAD + deal
    assert left_out(tmp_path / "fixed.left-out.xlsx") == [("3", "E-2", "A-2")]


def test_so_does_what_is_added_to_it(tmp_path: Path, here: Here) -> None:
    """Its end and its price are those of before: only what was accepted is no more."""
    live = "promotion_id | kind | sku | discount_type | discount_value | start | end\n"
    live += "L-1 | lightning_deal | A-2 | price | 50.00 | 2026-12-07 10:00 | 2026-12-07 18:00"
    long = "E-2,prime_exclusive,A-2,,percent,45,2026-12-05,2026-12-07 18:00,\n"
    write_shop(tmp_path, listings=LISTINGS, floors=FLOORS, promotions=live)
    (tmp_path / "draft.csv").write_text(HEAD + long)
    (tmp_path / "waivers.yaml").write_text(
        "- {rule: below-floor, marketplace: US, sku: A-2, promotions: [L-1], not_below: 50.00, reason: agreed, "
        "owner: Li, expires: 2026-12-31}\n"
    )
    assert here(tmp_path, "scan", "US", "--marketplace", "US", *AS_OF).code == 0
    assert fixed(here, tmp_path, "draft.csv", "fixed.csv").code == 1
    assert left_out(tmp_path / "fixed.left-out.xlsx") == [("2", "E-2", "A-2")]
    tried = here(
        tmp_path, "try", "prime_exclusive", "--sku", "A-2", "--percent", "45", "--start", "2026-12-05",
        "--end", "2026-12-07 18:00", "--exports", "US", "--marketplace", "US", *AS_OF,
    )  # fmt: skip
    assert tried.out.startswith("DO NOT SAVE THIS"), tried


@pytest.mark.parametrize(
    ("named", "waived", "left"),
    [
        ("A-1", "", []),
        ("A-1;A-2", "", ["A-2"]),
        ("A-1;A-2;007", "", ["A-2", "007"]),
        ("A-1;A-2", "A-1", ["A-2"]),
        ("A-1;A-2", "A-1 A-2", []),
    ],
)
def test_a_sku_that_a_draft_adds_to_an_error_that_stands_goes(
    tmp_path: Path, here: Here, named: str, waived: str, left: list[str]
) -> None:
    """One finding tells all of them by the first, which has it without the draft too."""
    live = "promotion_id | kind | sku | discount_type | discount_value | start | end\n"
    live += "P-1 | outlet | A-1 | percent | 80 | 2026-12-01 | 2026-12-05"
    draft = "P-1,outlet,{},,percent,80,2026-12-01,2026-12-05,\n"
    entry = "- {{rule: deep-discount, marketplace: US, sku: {}, not_below: 1.00, reason: agreed, owner: Li, expires: 2026-12-31}}\n"
    write_shop(tmp_path, listings=LISTINGS, floors="sku | floor\nA-1 | 1\nA-2 | 1\n007 | 1", promotions=live)
    (tmp_path / "draft.csv").write_text(HEAD + draft.format(named))
    (tmp_path / "waivers.yaml").write_text("".join(map(entry.format, waived.split())) or "[]\n")
    (tmp_path / "rules.yaml").write_text("rules: {deep-discount: error}\n")
    ended = fixed(here, tmp_path, "draft.csv", "fixed.csv")
    if left:
        assert (tmp_path / "fixed.csv").read_text() == HEAD + draft.format("A-1")
        assert left_out(tmp_path / "fixed.left-out.xlsx") == [("2", "P-1", sku) for sku in left]
    else:
        assert ended.err == "promocheck: nothing fails because of the drafts, so nothing was written again\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_in_the_encoding_that_it_had(tmp_path: Path, here: Here, encoding: str) -> None:
    draft = "促销编号\t促销名称\t促销类型\tSKU\t折扣方式\t折扣值\t开始时间\t结束时间\r\n" + "".join(
        f"D-{sku}\t黑五优惠券\t优惠券\t{sku}\tpercent\t30\t2026-12-01\t2026-12-05\r\n"
        for sku in ("A-1", "007")
    )
    fixed(here, shop(tmp_path, draft.encode(encoding), "草稿.txt"), "草稿.txt", "fixed.txt")
    first, _, last = draft.splitlines(keepends=True)
    assert (tmp_path / "fixed.txt").read_bytes() == (first + last).encode(encoding)


def test_a_workbook_keeps_the_cells_and_formats_of_what_stays(tmp_path: Path, here: Here) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "coupons"
    names = ["promotion_id", "kind", "sku", "discount_type", "discount_value", "start", "end"]
    for row in (
        names,
        ["D-1", "coupon", "A-1", "percent", 30, "2026-12-01", "2026-12-05"],
        ["D-2", "coupon", "007", "percent", 30, "2026-12-01", "2026-12-05"],
        ["D-3", "coupon", "A-1;007", "percent", 45.5, "2026-12-11", "2026-12-15"],
    ):
        sheet.append(row)
    sheet["C3"].fill = PatternFill("solid", fgColor="FFD966")
    sheet.row_dimensions[3].height = 33
    folder = shop(tmp_path, "", "unused.csv")
    (folder / "unused.csv").unlink()
    book.save(folder / "draft.xlsx")
    assert fixed(here, folder, "draft.xlsx", "fixed.xlsx").code == 1
    found = load_workbook(folder / "fixed.xlsx")["coupons"]
    assert [list(row) for row in found.iter_rows(values_only=True)] == [
        names,
        ["D-2", "coupon", "007", "percent", 30, "2026-12-01", "2026-12-05"],
        ["D-3", "coupon", "007", "percent", 45.5, "2026-12-11", "2026-12-15"],
    ]
    assert (found["C2"].fill.fgColor.rgb, found.row_dimensions[2].height) == ("00FFD966", 33)
    assert found["C2"].data_type == "s"


def test_several_drafts_go_to_a_folder(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, WITH_BOTH)
    (folder / "sane.csv").write_text(HEAD + "D-9,coupon,007,,percent,5,2026-12-21,2026-12-25,\n")
    drafts = ("--draft", "draft.csv", "--draft", "sane.csv")
    ended = here(folder, "scan", "US", *drafts, "--fixed-out", "out", "--marketplace", "US", *AS_OF)
    assert ended.code == 1
    assert sorted(each.name for each in (folder / "out").iterdir()) == [
        "draft.csv",
        "left-out.xlsx",
        "sane.csv",
    ]
    assert (folder / "out" / "sane.csv").read_bytes() == (folder / "sane.csv").read_bytes()
    assert "out/sane.csv: the draft as it is, which makes nothing fail\n" in ended.err


def test_a_draft_in_which_nothing_fails_is_told_in_the_reader_s_language(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, WITH_BOTH)
    (folder / "sane.csv").write_text(HEAD + "D-9,coupon,007,,percent,5,2026-12-21,2026-12-25,\n")
    drafts = ("--draft", "draft.csv", "--draft", "sane.csv", "--fixed-out", "out")
    ended = here(folder, "scan", "US", *drafts, "--marketplace", "US", *AS_OF, "--lang", "zh")
    assert "out/sane.csv：草稿本身不会导致检查不通过，原样写出\n" in ended.err


def test_a_folder_of_drafts_goes_to_a_folder(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, WITH_BOTH)
    (folder / "new" / "US").mkdir(parents=True)
    (folder / "draft.csv").rename(folder / "new" / "US" / "draft.csv")
    ended = fixed(here, folder, "new", "out")
    assert ended.code == 1
    written = sorted(each.relative_to(folder).as_posix() for each in (folder / "out").rglob("*.*"))
    assert written == ["out/US/draft.csv", "out/left-out.xlsx"]


def test_drafts_of_one_name_stay_apart(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, WITH_BOTH)
    for name, draft in (("US", WITH_BOTH), ("late", WITH_BOTH.replace("D-", "E-").replace("2026", "2027"))):
        (folder / "new" / name).mkdir(parents=True)
        (folder / "new" / name / "draft.csv").write_text(draft)
    drafts = ("--draft", "new/US/draft.csv", "--draft", "new/late")
    ended = here(folder, "scan", "US", *drafts, "--fixed-out", "out", "--marketplace", "US", *AS_OF)
    assert ended.code == 1
    written = sorted(each.relative_to(folder).as_posix() for each in (folder / "out").rglob("*.*"))
    assert written == ["out/US/draft.csv", "out/late/draft.csv", "out/left-out.xlsx"]


def test_a_linked_folder_of_drafts_goes_to_the_folder_too(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, WITH_BOTH, "apart/draft.csv")
    (folder / "new").mkdir()
    (folder / "new" / "link").symlink_to(folder / "apart")
    assert fixed(here, folder, "new", "out").code == 1
    written = sorted(each.relative_to(folder).as_posix() for each in (folder / "out").rglob("*.*"))
    assert written == ["out/left-out.xlsx", "out/link/draft.csv"]


@pytest.mark.parametrize("given", ["new/draft.zip", "new"], ids=["named", "in a folder"])
def test_of_an_archive_nothing_is_written(tmp_path: Path, here: Here, given: str) -> None:
    folder = shop(tmp_path, WITH_BOTH)
    (folder / "new").mkdir()
    with ZipFile(folder / "new" / "draft.zip", "w") as archive:
        archive.writestr("draft.csv", WITH_BOTH)
    ended = fixed(here, folder, given, "out.zip")
    assert (ended.code, ended.err) == (
        2,
        "promocheck: --fixed-out: writes no ZIP. Unpack new/draft.zip and give its files with --draft.\n",
    )


def test_nothing_fails(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, HEAD + "D-9,coupon,007,,percent,5,2026-12-21,2026-12-25,\n")
    ended = fixed(here, folder, "draft.csv", "fixed.csv")
    assert (ended.code, (folder / "fixed.csv").exists()) == (0, False)
    assert "nothing fails because of the drafts" in ended.err


def test_nothing_is_left(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, HEAD + "D-9,coupon,A-1,,percent,50,2026-12-21,2026-12-25,\n")
    ended = fixed(here, folder, "draft.csv", "fixed.csv")
    assert (ended.code, (folder / "fixed.csv").exists()) == (1, False)
    assert "draft.csv: nothing is left of it" in ended.err


def test_what_cannot_be_trusted_cannot_be_fixed(tmp_path: Path, here: Here) -> None:
    ended = fixed(here, shop(tmp_path, WITH_BOTH.replace(",30,", ",3O,")), "draft.csv", "fixed.csv")
    assert (ended.code, (tmp_path / "fixed.csv").exists()) == (3, False)
    assert "no fixed draft was written: The run cannot be trusted" in ended.err


def test_in_a_process_of_its_own_where_it_cannot_be_written(tmp_path: Path) -> None:
    folder = shop(tmp_path, WITH_BOTH)
    (folder / "file").write_text("in the way")
    flags = ("--draft", "draft.csv", "--fixed-out", "file/fixed.csv", "--fail-on", "never")
    ended = promocheck(folder, "scan", "US", *flags, "--marketplace", "US", *AS_OF)
    assert ended.code == 4
    assert "could not be written" in ended.err


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--fixed-out", "fixed.csv"), "there is no draft to fix"),
        (("--draft", "draft.csv", "--fixed-out", "fixed.xlsx"), "a name that ends in .csv"),
        (("--draft", "draft.csv", "--fixed-out", "./draft.csv"), "is the draft itself"),
    ],
)
def test_wrong_usage(tmp_path: Path, here: Here, flags: tuple[str, ...], said: str) -> None:
    ended = here(shop(tmp_path, WITH_BOTH), "scan", "US", *flags, *AS_OF)
    assert ended.code == 2
    assert said in ended.err
    assert (tmp_path / "draft.csv").read_text() == WITH_BOTH


def test_a_sheet_of_skus_with_their_asins(tmp_path: Path, here: Here) -> None:
    draft = HEAD + 'D-1,coupon,A-1;007,B0FIXED001;B0FIXED003,percent,30,2026-12-01,2026-12-05,"Two"\n'
    folder = shop(tmp_path, draft)
    write_sheet(folder / "US" / "more.csv", table("sku | asin | price\nX-1 | B0FIXED009 | 9.00"))
    fixed(here, folder, "draft.csv", "fixed.csv")
    assert (folder / "fixed.csv").read_text() == HEAD + (
        'D-1,coupon,007,B0FIXED003,percent,30,2026-12-01,2026-12-05,"Two"\n'
    )


def test_of_several_asins_those_that_are_fine_stay_and_no_sku_comes_up(tmp_path: Path, here: Here) -> None:
    draft = HEAD + "D-1,coupon,,B0FIXED001;B0FIXED002;B0FIXED003,percent,30,2026-12-11,2026-12-15,\n"
    fixed(here, shop(tmp_path, draft), "draft.csv", "fixed.csv")
    assert (tmp_path / "fixed.csv").read_text() == HEAD + (
        "D-1,coupon,,B0FIXED001;B0FIXED003,percent,30,2026-12-11,2026-12-15,\n"
    )


BAG = "sku | price\nBAG-7 | 40.00"
TWO_ON_A_BAG = HEAD + (
    "D-3,coupon,BAG-7,,amount,12.00,2026-12-01,2026-12-05,\nD-5,coupon,BAG-7,,percent,10,2026-12-01,2026-12-05,\n"
)


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_fine_alone_stays(tmp_path: Path, here: Here, turned: bool) -> None:
    """The finding names both; 12.00 off is wrong by itself, 10 % is not."""
    head, *rows = TWO_ON_A_BAG.splitlines(keepends=True)
    write_shop(tmp_path, listings=BAG, floors="sku | floor\nBAG-7 | 30.00", promotions="")
    (tmp_path / "draft.csv").write_text("".join((head, *(reversed(rows) if turned else rows))))
    assert fixed(here, tmp_path, "draft.csv", "fixed.csv").code == 1
    assert (tmp_path / "fixed.csv").read_text() == head + rows[1]
    assert left_out(tmp_path / "fixed.left-out.xlsx") == [("3" if turned else "2", "D-3", "BAG-7")]


def test_the_same_command_twice_in_one_folder(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, WITH_BOTH)
    command = ("scan", "--draft", "draft.csv", "--fixed-out", "fixed.csv", "--marketplace", "US", *AS_OF)
    first = here(folder, *command)
    written = (folder / "fixed.csv").read_bytes()
    second = here(folder, *command)
    assert (first.code, second.code, second.err) == (1, 1, first.err)
    assert (folder / "fixed.csv").read_bytes() == written
    assert "fixed.csv: is where promocheck writes to" in second.out
    assert (
        "fixed.csv lies among the exports: a scan that is not given it with --draft takes it for live"
        in first.err
    )
    alone = here(folder, "scan", "--draft", "fixed.csv", "--marketplace", "US", *AS_OF)
    assert "fixed.left-out.xlsx: is a report of promocheck, no export." in alone.out
    assert "PC903" not in alone.out


IN_PLACE = (
    "{path} lies among the exports, and nothing proves that --fixed-out wrote it, so nothing was written."
)


@pytest.mark.parametrize("name", ["promotions.csv", "listings.csv", "floors.csv"])
def test_no_export_is_replaced(tmp_path: Path, here: Here, name: str) -> None:
    """One that lies where a fixed draft is to go is read, and no earlier run's: without the live promotions nothing would fail."""
    folder = shop(tmp_path, WITH_BOTH)
    before = (folder / "US" / name).read_bytes()
    ended = fixed(here, folder, "draft.csv", f"US/{name}")
    assert (ended.code, ended.out) == (2, "")
    assert IN_PLACE.format(path=f"US/{name}") in ended.err
    assert (folder / "US" / name).read_bytes() == before
    assert not (folder / "US" / name).with_suffix(".left-out.xlsx").exists()


def test_an_export_of_which_the_draft_is_a_copy_is_not_replaced(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, WITH_BOTH)
    live = (folder / "US" / "promotions.csv").read_bytes()
    (folder / "draft.csv").write_bytes(live)
    assert fixed(here, folder, "draft.csv", "US/promotions.csv").code == 2
    assert (folder / "US" / "promotions.csv").read_bytes() == live


def test_what_an_earlier_run_wrote_among_the_exports_is_known_whatever_became_of_the_draft(
    tmp_path: Path, here: Here
) -> None:
    folder = shop(tmp_path, WITH_BOTH)
    assert fixed(here, folder, "draft.csv", "US/fixed.csv").code == 1
    (folder / "draft.csv").write_text(WITH_BOTH.replace("percent,30", "percent,31"))
    ended = fixed(here, folder, "draft.csv", "US/fixed.csv")
    assert (ended.code, "percent,31" in (folder / "US" / "fixed.csv").read_text()) == (1, True)
    # Where nothing is left of it, what lies there is still the earlier run's.
    (folder / "draft.csv").write_text(HEAD + "D-2,coupon,A-1,,percent,70,2026-12-01,2026-12-05,\n")
    assert fixed(here, folder, "draft.csv", "US/fixed.csv").code == 1
    (folder / "draft.csv").write_text(WITH_BOTH)
    assert fixed(here, folder, "draft.csv", "US/fixed.csv").code == 1
    # Of what somebody has changed since, or whose workbook is gone, nobody knows.
    with (folder / "US" / "fixed.csv").open("a") as file:
        file.write("LIVE,coupon,A-2,,percent,10,2026-12-01,2026-12-05,\n")
    ended = fixed(here, folder, "draft.csv", "US/fixed.csv")
    assert (ended.code, IN_PLACE.format(path="US/fixed.csv") in ended.err) == (2, True)


def test_a_fixed_draft_that_was_renamed_is_an_export(tmp_path: Path, here: Here) -> None:
    """Uploaded, and put among the exports under their name: a draft of that name must not take its place."""
    folder = shop(tmp_path, WITH_BOTH, "new/a.csv")
    (folder / "US" / "promotions.csv").unlink()
    command = ("scan", "US", "--draft", "new", "--fixed-out", "US", "--marketplace", "US", *AS_OF)
    assert here(folder, *command).code == 1
    (folder / "US" / "a.csv").rename(folder / "US" / "promotions.csv")
    (folder / "new" / "a.csv").rename(folder / "new" / "promotions.csv")
    assert IN_PLACE.format(path="US/promotions.csv") in here(folder, *command).err


def test_a_place_that_is_an_export_s_only_by_its_name_is_refused(tmp_path: Path, here: Here) -> None:
    """`lnk/..` is the parent of where the link leads; files are told apart by their names alone."""
    folder = shop(tmp_path, WITH_BOTH)
    (folder / "other" / "deep").mkdir(parents=True)
    (folder / "other" / "US").mkdir()
    (folder / "lnk").symlink_to(folder / "other" / "deep", target_is_directory=True)
    assert fixed(here, folder, "draft.csv", "lnk/../US/promotions.csv").code == 2


def test_drafts_whose_folders_name_the_marketplace_twice(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, WITH_BOTH, "new/US.csv")
    (folder / "new" / "US").mkdir()
    (folder / "new" / "US.csv").rename(folder / "new" / "US" / "draft.csv")
    command = ("scan", ".", "--draft", "new", "--fixed-out", "out", *AS_OF)
    first = here(folder, *command)
    assert (folder / "out" / "US" / "draft.csv").exists()
    second = here(folder, *command)
    assert (first.code, second.code, second.err) == (1, 1, first.err)
    (folder / "out" / "left-out.xlsx").unlink()
    assert IN_PLACE.format(path="out/US/draft.csv") in here(folder, *command).err


def test_no_export_is_taken_for_what_was_left_out(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, WITH_BOTH)
    (folder / "US" / "floors.csv").unlink()
    book = xlsx({"Floors": [each.split(" | ") for each in FLOORS.strip().split("\n")]})
    (folder / "US" / "fixed.left-out.xlsx").write_bytes(book)
    ended = fixed(here, folder, "draft.csv", "US/fixed.csv")
    assert (ended.code, ended.out) == (2, "")
    assert IN_PLACE.format(path="US/fixed.left-out.xlsx") in ended.err


NAMES = ("promotion_id", "kind", "sku", "discount_type", "discount_value", "start", "end", "note", "more")


def coupons(*skus: str) -> tuple[Workbook, Worksheet]:
    """A draft with a row for each SKU, from row 2 on; A-2 fails there."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "coupons"
    sheet.append(NAMES)
    for at, sku in enumerate(skus, 2):
        sheet.append([f"D-{at}", "coupon", sku, "percent", 30, "2026-12-01", "2026-12-05", f"note {at}"])
    return book, sheet


def _coloured(formula: str) -> Rule:
    yellow = DifferentialStyle(fill=PatternFill("solid", "FFD966"))
    return Rule(type="expression", dxf=yellow, formula=[formula])


def fixed_book(folder: Path, here: Here, book: Workbook) -> Ended:
    write_shop(folder, listings=LISTINGS, floors=FLOORS, promotions="")
    book.save(folder / "draft.xlsx")
    return fixed(here, folder, "draft.xlsx", "fixed.xlsx")


def test_what_hangs_on_rows_moves_with_them(tmp_path: Path, here: Here) -> None:
    book, sheet = coupons("A-2", "007", "A-2", "007")
    sheet.row_dimensions[2].hidden = True  # goes
    sheet.row_dimensions[5].outline_level = 1
    sheet.merge_cells("H2:I2")  # goes
    sheet.merge_cells("H5:I5")
    sheet["H5"].hyperlink = "https://example.com/five"
    sheet["C5"].comment = Comment("agreed", "Li")
    sheet["E5"].number_format = "0.00"
    sheet.conditional_formatting.add("A5:I5", _coloured("$E5>20"))
    rule = DataValidation("custom", "LEN($A3)>COUNTA($A$1:$A$5)-9")
    rule.add("A3:A5")
    sheet.add_data_validation(rule)
    assert fixed_book(tmp_path, here, book).code == 1
    found = load_workbook(tmp_path / "fixed.xlsx")["coupons"]
    assert [each.value for each in found["A"]] == ["promotion_id", "D-3", "D-5"]
    assert [found.row_dimensions[at].hidden for at in (2, 3)] == [False, False]
    assert found.row_dimensions[3].outlineLevel == 1
    assert [each.coord for each in found.merged_cells.ranges] == ["H3:I3"]
    assert (found["I2"].hyperlink, found["I2"].value) == (None, None)
    link, note = found["H3"].hyperlink, found["C3"].comment
    assert link is not None
    assert note is not None
    assert (link.target, note.text, found["E3"].number_format) == (
        "https://example.com/five",
        "agreed",
        "0.00",
    )
    assert found.max_row == 3
    ((area, rules),) = ((str(each.sqref), each.rules) for each in found.conditional_formatting)
    assert (area, rules[0].formula) == ("A3:I3", ["$E3>20"])
    (moved,) = found.data_validations.dataValidation
    assert (str(moved.sqref), moved.formula1) == ("A2:A3", "LEN($A2)>COUNTA($A$1:$A$3)-9")


def _table(book: Workbook) -> None:
    book["coupons"].add_table(Table(displayName="T", ref="A1:H3"))


def _name(book: Workbook) -> None:
    book.defined_names["last"] = DefinedName("last", attr_text="coupons!$A$3")


def _formula(book: Workbook) -> None:
    book["coupons"]["I3"] = "=E3*2"


def _merge(book: Workbook) -> None:
    book["coupons"].merge_cells("I2:I3")


def _rule(book: Workbook) -> None:
    book["coupons"].conditional_formatting.add("A3:A3", _coloured("$A2=$A3"))


def _print_area(book: Workbook) -> None:
    book["coupons"].print_area = "A1:H3"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_table, "xl/tables/table1.xml"),
        (_name, "last"),
        (_formula, "holds formulas"),
        (_merge, "I2:I3"),
        (_rule, "speaks of other rows"),
        (_print_area, "$A$1:$H$3"),
    ],
)
def test_what_cannot_be_moved_is_refused(
    tmp_path: Path, here: Here, spoil: Callable[[Workbook], None], said: str
) -> None:
    book, _ = coupons("A-2", "007")
    spoil(book)
    ended = fixed_book(tmp_path, here, book)
    assert (ended.code, (tmp_path / "fixed.xlsx").exists()) == (1, False)
    assert said in ended.err.partition("\n")[0]
    assert not (tmp_path / "fixed.left-out.xlsx").exists()


def test_a_link_on_a_blank_cell_leaves_it_blank(tmp_path: Path, here: Here) -> None:
    book, sheet = coupons("A-2", "007")
    sheet["I3"].hyperlink = "https://example.com/three"
    sheet["I3"].value, sheet["I3"].fill = None, PatternFill("solid", "FFD966")
    assert fixed_book(tmp_path, here, book).code == 1
    found = load_workbook(tmp_path / "fixed.xlsx")["coupons"]
    link = found["I2"].hyperlink
    assert link is not None
    assert (link.target, link.ref) == ("https://example.com/three", "I2")
    assert found.max_row == 2


def test_what_an_earlier_run_left_is_told(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, HEAD + "D-9,coupon,007,,percent,5,2026-12-21,2026-12-25,\n")
    (folder / "fixed.csv").write_text("old")
    ended = fixed(here, folder, "draft.csv", "fixed.csv")
    assert "fixed.csv: is from an earlier run and was not written now" in ended.err
    assert (folder / "fixed.csv").read_text() == "old"


def test_a_text_that_becomes_another_is_refused(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redraft, "encoded", lambda body, *_: body.replace(b"for two", b"for 2"))
    ended = fixed(here, shop(tmp_path, WITH_BOTH), "draft.csv", "fixed.csv")
    assert not (tmp_path / "fixed.csv").exists()
    assert "no fixed draft was written: A draft does not stay what it is" in ended.err


def test_each_thing_is_read_and_judged_once(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is live, with the drafts, with what is left of them, and with what was written."""
    judged: list[str] = []
    read: list[str] = []
    findings, reading = judging.findings_of, exports.read

    def findings_of(priced: Priced, request: Request, **how: Any) -> tuple[Finding, ...]:
        judged.extend(request.paths)  # the canary has none
        return findings(priced, request, **how)

    def reads(paths: tuple[str, ...], **how: Any) -> exports.Tables:
        read.append(Path(paths[0]).as_posix())
        return reading(paths, **how)

    monkeypatch.setattr(judging, "findings_of", findings_of)
    monkeypatch.setattr(exports, "read", reads)
    ended = fixed(here, shop(tmp_path, WITH_BOTH), "draft.csv", "fixed.csv")
    assert (ended.code, len(judged)) == (1, 4)
    assert read[:2] == ["US", "draft.csv"]
    assert [Path(each).is_absolute() for each in read[2:]] == [True]


def test_where_no_name_is_what_fails(tmp_path: Path) -> None:
    folder = shop(tmp_path, HEAD + "D-9,coupon,A-2,,percent,50,2026-12-21,2026-12-25,\n")
    drafts = ((folder / "draft.csv").as_posix(),)
    instant = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
    drafted = scan_drafts(
        Request(((folder / "US").as_posix(),), policy_of(), instant, drafts=drafts, marketplace="US")
    )
    errors = [each for each in drafted.report.findings if each.severity == "error"]
    ghosts = tuple(replace(each, sku="GHOST") for each in errors)
    found = fix(replace(drafted, report=replace(drafted.report, findings=ghosts)))
    assert found.files == ()
    assert found.unproven is not None
    assert found.unproven.template.startswith("What fails is no SKU or ASIN that could be left out")


def test_who_is_left_out_of_a_live_promotion_is_no_reason_against_what_was_written(
    tmp_path: Path, here: Here
) -> None:
    """Whatever it weighs that a draft drops SKUs: what --fixed-out takes out of it leaves the promotion, and is told as that."""
    live = COUPON.replace("A-1 ", "A-2;007")
    write_shop(tmp_path, listings=LISTINGS, floors=FLOORS, promotions=live)
    (tmp_path / "rules.yaml").write_text("rules: {conflicting-rows: {dropped: error}}\n")
    draft = HEAD + "C1,coupon,A-2;007,,percent,30,2026-12-01,2026-12-05,\n"
    (tmp_path / "draft.csv").write_text(draft)
    ended = fixed(here, tmp_path, "draft.csv", "fixed.csv")
    assert ended.code == 1, ended.err
    assert (tmp_path / "fixed.csv").read_text() == draft.replace("A-2;007", "007")
    ended = here(tmp_path, "scan", "US", "--draft", "fixed.csv", "--marketplace", "US", *AS_OF)
    assert (ended.code, "does not name A-2" in ended.out) == (3, True)


def titled(folder: Path, name: str) -> Path:
    """A shop with a draft below a title, of which one row fails."""
    rows = [line.split(",") for line in f"七月优惠券活动表\n{HEAD}".splitlines()]
    rows += [
        ["D-1", "coupon", "A-1", "", "percent", "50", "2026-12-01", "2026-12-05", ""],
        ["D-2", "coupon", "A-1", "", "percent", "10", "2026-12-01", "2026-12-05", ""],
    ]
    if name.endswith(".csv"):
        return shop(folder, "".join(f"{','.join(row)}\n" for row in rows), name)
    book = Workbook()
    for row in rows:
        book.worksheets[0].append([cell or None for cell in row])
    book.worksheets[0].merge_cells("A1:I1")
    shop(folder, "")
    book.save(folder / name)
    return folder


@pytest.mark.parametrize("name", ["draft.csv", "draft.xlsx"])
def test_a_title_stays_above_the_rows_that_stay(tmp_path: Path, here: Here, name: str) -> None:
    folder, out = titled(tmp_path, name), f"fixed{Path(name).suffix}"
    ended = fixed(here, folder, name, out)
    assert ended.code == 1, ended.err
    if name.endswith(".csv"):
        kept = [line.split(",")[0] for line in (folder / out).read_text("utf-8").splitlines()]
    else:
        sheet = load_workbook(folder / out).worksheets[0]
        kept = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
        assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:I1"]
    assert kept == ["七月优惠券活动表", "promotion_id", "D-2"]
    again = here(folder, "scan", "US", "--draft", out, "--marketplace", "US", *AS_OF, "--format", "json")
    (account,) = (each["rows"] for each in json.loads(again.out)["inputs"] if each["path"] == out)
    assert (account["read"], account["used"], account["set_aside"], account["unread"]) == (2, 1, 1, 0)
