"""`promocheck init`, tried as a new user would: a folder of listings and coupons, then a scan that means something."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
from rich.cells import cell_len

from promocheck.cli.kinds import CHOICES, pairs_of
from promocheck.model.kind import label_of
from promocheck.policy import load_policy
from promocheck.reports.words import Words
from promocheck.rules import RULE_TYPES
from tests.cli.command import AS_OF, COUPON, FLOORS, LISTINGS, promocheck, rules_of, write_shop
from tests.cli.conftest import Here

CLEAN = Path(__file__).parents[2] / "sample_exports" / "clean"
EXPORTS = ("all-listings-report.txt", "coupons.csv")


def downloads(folder: Path) -> Path:
    """What somebody has after a look into Seller Central: a listings report and a coupon sheet, in one folder."""
    for name in EXPORTS:
        shutil.copy(CLEAN / "US" / name, folder)
    return folder


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_with_a_default_floor_the_next_scan_judges(tmp_path: Path, here: Here) -> None:
    folder = downloads(tmp_path)
    ended = promocheck(folder, "init", "--yes", "--marketplace", "US", "--min-percent", "60", *AS_OF)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "read   all-listings-report.txt: Amazon All Listings Report, 13 rows",
        "       coupons.csv: Amazon coupon bulk template, 6 rows",
        "found  13 listings in US, 8 promoted",
        "",
        "Written: floors.xlsx, rules.yaml",
        "The sheet has 13 SKUs, the 8 promoted first.",
        "",
        "1. Fill in floors.xlsx where a SKU needs a higher floor than the default.",
        "2. Run: promocheck scan",
    ]
    assert files(folder) == ["all-listings-report.txt", "coupons.csv", "floors.xlsx", "rules.yaml"]
    ended = here(folder, "scan", *AS_OF)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("CLEAR: ")


def test_without_one_the_scan_names_the_floors_that_are_missing_until_they_are_filled_in(
    tmp_path: Path, here: Here
) -> None:
    folder = downloads(tmp_path)
    ended = here(folder, "init", "--yes", "--marketplace", "US", *AS_OF)
    assert (
        ended.out.splitlines()[-2]
        == "1. Fill in floors.xlsx: a floor, or cost and fees. Promoted SKUs first."
    )
    ended = here(folder, "scan", *AS_OF, "--format", "json")
    assert (ended.code, rules_of(ended.out)) == (3, {"PC103"})
    missing = {finding["sku"] for finding in json.loads(ended.out)["findings"]}
    book = openpyxl.load_workbook(folder / "floors.xlsx")
    sheet = book.worksheets[0]
    assert {sheet[f"C{row}"].value for row in range(2, 10)} == missing  # the promoted ones stand first
    for row in range(2, 10):
        sheet[f"G{row}"] = 10
    book.save(folder / "floors.xlsx")
    assert here(folder, "scan", *AS_OF).code == 0
    sheet["G2"] = sheet["E2"].value  # no discount at all is allowed
    book.save(folder / "floors.xlsx")
    ended = here(folder, "scan", *AS_OF, "--format", "json")
    assert (ended.code, "PC101" in rules_of(ended.out)) == (1, True)


def test_where_folders_say_it_all_the_policy_says_nothing_of_it(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, floors="")
    assert here(folder, "init", "--yes").code == 0
    assert files(folder) == ["US/listings.csv", "US/promotions.csv", "floors.xlsx", "rules.yaml"]
    assert load_policy("rules.yaml", RULE_TYPES).exports == load_policy(None, RULE_TYPES).exports
    assert here(folder, "scan", *AS_OF).code == 3  # a floor is missing, nothing else is


@pytest.mark.parametrize(
    ("arguments", "paths", "written"),
    [
        (["US"], ("US",), ["US/floors.xlsx", "rules.yaml"]),
        (["US/listings.csv", "US/promotions.csv"], ("US/listings.csv", "US/promotions.csv", "US/floors.xlsx"),
         ["US/floors.xlsx", "rules.yaml"]),
        (["US", "--floors", "prices.csv"], ("US", "prices.csv"), ["prices.csv", "rules.yaml"]),
        (["--rules", "my rules.yaml"], (), ["floors.xlsx", "my rules.yaml"]),
    ],
    ids=["a folder", "files", "a sheet elsewhere", "a policy elsewhere"],
)  # fmt: skip
def test_the_next_scan_finds_what_was_read_and_what_was_written(
    tmp_path: Path, here: Here, arguments: list[str], paths: tuple[str, ...], written: list[str]
) -> None:
    folder = write_shop(tmp_path, floors="")
    ended = here(folder, "init", *arguments, "--yes", "--min-percent", "60")
    assert ended.code == 0
    assert [name for name in files(folder) if not name.startswith(("US/l", "US/p"))] == sorted(written)
    assert load_policy(written[1], RULE_TYPES).exports.paths == paths
    command = ended.out.splitlines()[-1].removeprefix("2. Run: promocheck ")
    rules = ["--rules", written[1]] if "--rules" in command else []
    assert command == ('scan --rules "my rules.yaml"' if rules else "scan")
    ended = here(folder, "scan", *rules, *AS_OF, "--format", "json")
    assert ended.code == 0
    assert json.loads(ended.out)["coverage"]["listings_with_floor"] == 1
    assert any(each["layout"] == "floors" for each in json.loads(ended.out)["inputs"])


def test_every_answer_can_be_an_option(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, name="exports", floors="")
    options = ["--marketplace", "uk", "--store", "acme", "--min-percent", "60", "--min-margin", "15%",
               "--forbid", "outlet+coupon", "--forbid", "best_deal+coupon", "--preset", "best",
               "--headers", "zh"]  # fmt: skip
    assert here(folder, "init", "exports", "--yes", *options).code == 0
    policy = load_policy("rules.yaml", RULE_TYPES)
    assert (policy.exports.marketplace, policy.exports.store) == ("UK", "acme")
    assert "- [outlet, coupon]\n      - [best_deal, coupon]\n" in (folder / "rules.yaml").read_text("utf-8")
    assert "extends: best " in (folder / "rules.yaml").read_text("utf-8")
    sheet = openpyxl.load_workbook(folder / "exports" / "floors.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["店铺", "站点", "SKU"]
    assert [cell.value for cell in sheet[2]][:6] == ["acme", "UK", "A-1", None, 100, "GBP"]
    assert here(folder, "scan", *AS_OF).code == 0


@pytest.mark.parametrize(
    ("options", "first"),
    [((), ["SKU", "底价"]), (("--headers", "en"), ["sku", "floor"]), (("--lang", "en"), ["sku", "floor"])],
)
def test_headers_are_in_the_language_of_messages(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], first: list[str]
) -> None:
    monkeypatch.setenv("PROMOCHECK_LANG", "zh")
    folder = write_shop(tmp_path, floors="")
    written = ("--yes", "--min-percent", "60", "--floors", "US/floors.csv", *options)
    assert here(folder, "init", "US", *written).code == 0
    header = (folder / "US" / "floors.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert [each for each in header if each in first] == first
    assert here(folder, "scan", *AS_OF).code == 0


def test_a_file_that_is_there_is_never_touched_unasked(tmp_path: Path, here: Here) -> None:
    folder = downloads(tmp_path)
    for name, option in (("rules.yaml", "--rules"), ("floors.xlsx", "--floors")):
        (folder / name).write_text("mine", encoding="utf-8")
        ended = here(folder, "init", "--yes", "--marketplace", "US")
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == (
            f"promocheck: {name}: there is such a file already; nothing was written. "
            f"Pass --force to replace it, or {option} FILE to write elsewhere.\n"
        )
        assert (folder / name).read_text("utf-8") == "mine"
        (folder / name).unlink()
    assert files(folder) == sorted(EXPORTS)


def test_force_replaces_all_but_a_sheet_that_holds_floors(tmp_path: Path, here: Here) -> None:
    folder = downloads(tmp_path)
    init = ("init", "--yes", "--marketplace", "US", "--force", *AS_OF)
    assert [here(folder, *init).code for _ in range(2)] == [0, 0]  # a sheet that is blank is replaced
    book = openpyxl.load_workbook(folder / "floors.xlsx")
    book.worksheets[0]["G2"] = 12.5
    book.save(folder / "floors.xlsx")
    before = (folder / "floors.xlsx").read_bytes()
    ended = here(folder, *init, "--min-percent", "60")
    assert ended.code == 2
    assert "floors.xlsx: is an export, or holds floors, and is never replaced" in ended.err
    assert (folder / "floors.xlsx").read_bytes() == before
    assert "# default:" in (folder / "rules.yaml").read_text("utf-8")  # that one was not replaced either
    ended = here(folder, *init, "--floors", "more.xlsx")
    assert ended.code == 0
    assert "The sheet has 12 SKUs, the 7 promoted first.\n1 SKU has a floor in a sheet already" in ended.out


@pytest.mark.parametrize("option", ["--rules", "--floors"])
def test_not_even_force_replaces_an_export(tmp_path: Path, here: Here, option: str) -> None:
    folder = downloads(tmp_path)
    before = (folder / "coupons.csv").read_bytes()
    ended = here(folder, "init", "--yes", "--marketplace", "US", "--force", option, "coupons.csv")
    assert ended.code == 2
    assert (
        f"coupons.csv: is an export, or holds floors, and is never replaced; nothing was written. Pass {option}"
        in ended.err
    )
    assert (files(folder), (folder / "coupons.csv").read_bytes()) == (sorted(EXPORTS), before)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.txt", "Ask Li about the coupons.\n"),
        ("compose.yaml", "version: 3\nservices: {shop: {image: shop}}\n"),
        ("settings.json", '{"editor": "vi"}\n'),
        ("rules.yaml", "rules: {below-flor: off}\n"),
    ],
)
def test_not_even_force_replaces_a_file_that_is_no_policy(
    tmp_path: Path, here: Here, name: str, text: str
) -> None:
    folder = downloads(tmp_path)
    (folder / name).write_text(text, encoding="latin-1")
    before = files(folder)
    ended = here(folder, "init", "--yes", "--marketplace", "US", "--force", "--rules", name, *AS_OF)
    assert ended.code == 2
    assert ended.err == (
        f"promocheck: {name}: cannot be read as a policy, so it may be something else, and is not replaced; nothing was written. Pass "
        f"--rules FILE to write elsewhere. If it is a policy, `promocheck rules --rules {name}` says what is wrong with it: mend it, or "
        "delete it.\n"
    )
    assert (files(folder), (folder / name).read_text("latin-1")) == (before, text)


def test_force_replaces_a_policy_of_another_name_and_a_blank_file(tmp_path: Path, here: Here) -> None:
    folder = downloads(tmp_path)
    for text in ("", "# begun\n", "floors: {default: {min_percent_of_price: 50}}\nextends: base.yaml\n"):
        (folder / "base.yaml").write_text("version: 1\n", encoding="utf-8")
        (folder / "other.yaml").write_text(text, encoding="utf-8")
        init = ("init", "--yes", "--marketplace", "US", "--force", "--rules", "other.yaml", *AS_OF)
        assert here(folder, *init).code == 0
        assert "promocheck" in (folder / "other.yaml").read_text("utf-8")


def test_where_every_sku_has_a_floor_there_is_no_sheet_to_fill_in(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, floors=FLOORS)
    ended = here(folder, "init", "--yes")
    assert (ended.code, files(folder)[3:]) == (0, ["rules.yaml"])
    assert (
        "Written: rules.yaml\n1 SKU has a floor in a sheet already, and stays as it is.\n\n1. Run"
        in ended.out
    )


def test_without_listings_it_says_where_they_are_and_writes_nothing(tmp_path: Path, here: Here) -> None:
    ended = here(tmp_path, "init", "--yes")
    assert ended.code == 3
    assert "Inventory > Inventory Reports > All Listings Report" in ended.out
    assert "Advertising > Coupons" in ended.out
    assert ended.err == "promocheck: Nothing was written. Put the listings there and run this again.\n"
    assert files(tmp_path) == []


def test_without_coupons_it_says_where_they_are(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path, promotions=""), "init", "--yes")
    assert ended.code == 0
    assert "missing  No promotions. Coupons are in Seller Central under Advertising > Coupons" in ended.out


def test_what_is_not_read_is_named(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, floors="", promotions=COUPON.replace("| 20 ", "| 2O "))
    (folder / "US" / "other.csv").write_text("x,price y,z\n1,2,3\n", encoding="utf-8")
    (folder / "notes.txt").write_text("Call on Monday.\n", encoding="utf-8")
    out = here(folder, "init", "--yes").out
    assert "US/promotions.csv: Promotions sheet, 1 row, 1 of them not understood" in out
    assert "not read  US/other.csv: has no known layout." in out
    assert '  US/promotions.csv row 2 column "discount_value": "2O": ' in out
    assert "skipped   1 file that is no table" in out


def test_of_much_that_is_not_read_some_is_named(tmp_path: Path, here: Here) -> None:
    rows = "".join(f"C{at} | coupon | A-1 | percent | {at}O | 2026-12-01 | 2026-12-05\n" for at in range(7))
    head = "promotion_id | kind | sku | discount_type | discount_value | start | end\n"
    out = here(write_shop(tmp_path, floors="", promotions=head + rows), "init", "--yes").out
    assert re.findall(r"US/promotions.csv row ([0-9]+) column", out) == ["2", "3", "4", "5", "6"]
    assert "  and 2 more; a scan names them all\n" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--marketplace", "USA"], "--marketplace: 'USA' is not known. Did you mean 'US'?"),
        (["--min-percent", "0.6"], "--min-percent: expected a percentage of the price from 1 to 100"),
        (["--min-margin", "100"], "--min-margin: expected a margin in percent"),
        (["--forbid", "coupon"], "--forbid: expected two kinds that differ"),
        (["--preset", "amazn"], "--preset: preset: 'amazn' is not known. Did you mean 'amazon'?"),
        (["--headers", "de"], "--headers: 'de' is not known."),
        (["--floors", "floors.ods"], "--floors: expected a name that ends in .xlsx or .csv, found 'floors.ods'"),
        (["--floors", "a.csv", "--rules", "US/../a.csv"], "US/../a.csv would be written twice, and two files cannot be one."),
        (["--floors", "none/floors.xlsx"], "none/floors.xlsx: could not be written: No such file or directory. Make its folder, or"),
        (["--rules", "none/rules.yaml"], "none/rules.yaml: could not be written: No such file or directory. Make its folder, or"),
        (["nowhere"], "nowhere: no such file or folder."),
    ],
)  # fmt: skip
def test_wrong_usage_is_2_and_writes_nothing(
    tmp_path: Path, here: Here, options: list[str], said: str
) -> None:
    folder = write_shop(tmp_path, floors="")
    ended = here(folder, "init", "--yes", *options)
    assert ended.code == 2
    assert said in ended.err
    assert files(folder) == ["US/listings.csv", "US/promotions.csv"]


def test_off_a_terminal_nothing_is_asked(tmp_path: Path, here: Here) -> None:
    folder = downloads(tmp_path)
    ended = here(folder, "init")
    assert ended.code == 2
    assert "No marketplace is known for the rows of:" in ended.err
    assert here(folder, "init", "--marketplace", "US").code == 0


def test_csv_refuses_skus_that_a_spreadsheet_would_run(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, floors="", listings=LISTINGS.replace("A-1", "=1+1"))
    ended = here(folder, "init", "--yes", "--floors", "floors.csv")
    assert ended.code == 2
    assert "1 SKU begins with = + - or @, such as '=1+1'" in ended.err
    assert files(folder) == ["US/listings.csv", "US/promotions.csv"]


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """A person at the terminal types these lines, then leaves."""
    monkeypatch.setattr("promocheck.cli.init.somebody_there", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{answer}\n" for answer in answers)))
    monkeypatch.setenv("COLUMNS", "80")


def test_on_a_terminal_it_asks_tells_what_is_wrong_and_asks_again(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = downloads(tmp_path)
    typed(monkeypatch, "usa", "us", "acme", "0.6", "60%", "", "cupon+outlet", "outlet+coupon", "")
    ended = here(folder, "init", *AS_OF)
    assert ended.code == 0
    lines = ended.out.replace(": ", ": \n").splitlines()  # what is typed is not echoed, its line end neither
    assert [line for line in lines if line.endswith(": ") and ("[" in line or "..." in line)] == [
        "Marketplace of all-listings-report.txt and 1 more (US, UK, DE, ...): ",
        "Marketplace of all-listings-report.txt and 1 more (US, UK, DE, ...): ",
        "Seller account, if you have several [none]: ",
        "Floor for every SKU, in percent of its price, such as 60 [none]: ",
        "Floor for every SKU, in percent of its price, such as 60 [none]: ",
        "Margin to keep where you fill in costs, in percent, such as 15 [0]: ",
        "Never together [social_code+coupon, lightning_deal+coupon, best_deal+coupon]: ",
        "Never together [social_code+coupon, lightning_deal+coupon, best_deal+coupon]: ",
        "Promotions combine as on (amazon, shopify, taobao, walmart, ...) [amazon]: ",
    ]
    assert "Error: marketplace: 'USA' is not known. Did you mean 'US'? Known: US, UK, DE,\n" in ended.out
    text = (folder / "rules.yaml").read_text("utf-8")
    for line in ("marketplace: US", "store: acme", "min_percent_of_price: 60 ", "- [outlet, coupon]"):
        assert line in text


def test_in_chinese_it_asks_answers_and_takes_the_kinds_of_promotions_in_chinese(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = downloads(tmp_path)
    typed(monkeypatch, "us", "无", "六成", "", "", "秒沙+优惠券", "社媒促销代码＋优惠券，秒杀+coupon", "")
    ended = here(folder, "init", "--lang", "zh", *AS_OF)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.replace(": ", ": \n").splitlines()
    assert [line for line in lines if line.endswith("]: ")] == [
        "店铺名，如果有多个店铺 [无]: ",
        "所有 SKU 的底价，按售价的百分比，如 60 [无]: ",
        "所有 SKU 的底价，按售价的百分比，如 60 [无]: ",
        "填了成本的 SKU 要保住的毛利率，按百分比，如 15 [0]: ",
        "绝不能同时进行的促销 [社媒促销代码+优惠券, 秒杀+优惠券, 7天促销+优惠券]: ",
        "绝不能同时进行的促销 [社媒促销代码+优惠券, 秒杀+优惠券, 7天促销+优惠券]: ",
        "促销按哪个平台叠加（amazon、shopify、taobao、walmart……） [amazon]: ",
    ]
    assert "错误：应为：售价的百分比，1 到 100，如 60；实际是：'六成'。\n" in ended.out
    assert "错误：促销类型：不认识 '秒沙'。是不是 lightning_deal？" in ended.out
    assert "\nprime_exclusive (会员专享折扣)、" in ended.out
    assert all(cell_len(line) <= 80 for line in ended.out.splitlines() if line.startswith("错误"))
    text = (folder / "rules.yaml").read_text("utf-8")
    assert "- [social_code, coupon]\n      - [lightning_deal, coupon]\n\n" in text + "\n\n"
    assert "best_deal" not in text


@pytest.mark.parametrize("kind", CHOICES)
def test_kinds_are_taken_in_the_words_in_which_they_are_asked_for(kind: str) -> None:
    said = Words("zh").say(label_of(kind))
    other = "优惠券" if kind != "coupon" else "秒杀"
    assert pairs_of(f"{said}+{other}")[0][0] == kind


def test_who_leaves_in_the_middle_ends_it_with_130_and_nothing_is_written(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = downloads(tmp_path)
    typed(monkeypatch, "us", "acme")
    ended = here(folder, "init")
    assert (ended.code, ended.err) == (130, "promocheck: interrupted\n")
    assert files(folder) == sorted(EXPORTS)


def test_what_is_told_is_not_asked(tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_shop(tmp_path, name="US", floors="")
    (folder / "US").rename(folder / "acme")
    (folder / "exports" / "acme").mkdir(parents=True)
    (folder / "acme").rename(folder / "exports" / "acme" / "US")
    typed(monkeypatch)
    options = ["--min-percent", "60", "--min-margin", "0", "--forbid", "none", "--preset", "amazon", *AS_OF]
    ended = here(folder, "init", "exports", *options)
    assert (ended.code, ended.err) == (0, "")
    assert "found  1 listing in US (accounts: acme), 1 promoted" in ended.out
