"""The example layouts of other platforms: they read their samples right, and damaged samples not at all."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from promocheck.cli import guard
from promocheck.model.errors import MissingMarketplace
from promocheck.model.finding import Finding
from promocheck.model.report import Report
from promocheck.pipeline import Request, scan
from promocheck.policy import load_policy
from promocheck.rules import RULE_TYPES

ROOT: Final = Path(__file__).parents[1]
PLATFORMS: Final = ROOT / "sample_exports" / "platforms"
AS_OF: Final = "2026-11-24T00:00:00Z"
HOME, TREK = "晨光家居", "远航户外"

# Store, marketplace, SKU → what it sells for at its cheapest, as documented and at worst: by hand from the sheets.
PRICES: Final[Mapping[str, Mapping[tuple[str, str, str], str]]] = {
    "taobao": {
        ("", "CN", "CARDI-L"): "5.90 5.90 CNY",  # 118.00 x 0.05
        ("", "CN", "CARDI-M"): "5.90 5.90 CNY",
        ("", "CN", "SCARF-01"): "200.15 200.15 CNY",  # 259.00 x 0.85 - 20.00
        ("", "CN", "KETTLE-17"): "159.00 159.00 CNY",  # 20.00 off from 200.00: two of them, 10.00 each
        ("", "CN", "LAMP-DK"): "79.00 79.00 CNY",  # 30.00 off from 200.00: three of them, 10.00 each
        ("", "CN", "TEA-250"): "99.00 99.00 CNY",
        ("", "CN", "MUG-2P"): "44.10 44.10 CNY",  # 45.00 x 0.98
    },
    "lingxing": {
        (HOME, "US", "CG-LAMP-01"): "17.99 17.99 USD",  # 27.99 - 25 % of 39.99
        (HOME, "US", "CG-RACK-3T"): "19.79 19.39 USD",  # 21.99 - 10 % of 21.99, or of 25.99
        (HOME, "US", "CG-MAT-2P"): "24.99 24.99 USD",
        (HOME, "DE", "CG-LAMP-01"): "29.99 29.99 EUR",
        (TREK, "US", "YH-TENT-2P"): "95.20 95.20 USD",  # 119.00 x 0.8
        (TREK, "DE", "YH-TENT-2P"): "103.20 90.30 EUR",  # 129.00 less 20 %, or 20 % and 10 %
    },
    "shopee": {
        ("", "TH", "ROAST-BK"): "990.00 990.00 THB",
        ("", "TH", "ROAST-SV"): "990.00 990.00 THB",
        ("", "TH", "DRIP-02-W"): "59.00 59.00 THB",
        ("", "TH", "KETTLE-600"): "749.00 749.00 THB",
        ("", "TH", "FILTER-100"): "79.00 79.00 THB",
    },
    "tiktok": {
        ("", "ID", "HJB-HTM"): "13500.00 13500.00 IDR",
        ("", "ID", "HJB-NVY"): "135000.00 135000.00 IDR",
        ("", "ID", "GMS-KTN-L"): "249000.00 249000.00 IDR",
        ("", "ID", "MKN-TRV"): "1099000.00 1099000.00 IDR",
    },
}

FINDINGS: Final[Mapping[str, set[tuple[str, str | None]]]] = {
    "taobao": {
        ("PC101", "CARDI-L"),
        ("PC101", "CARDI-M"),
        ("PC102", "CARDI-L"),
        ("PC102", "CARDI-M"),
        ("PC302", None),  # 0.5折 of both
    },
    "lingxing": {
        ("PC101", "CG-LAMP-01"),
        ("PC201", "CG-LAMP-01"),
        ("PC204", "YH-TENT-2P"),  # no column says whether coupons and percentages off stack
    },
    "shopee": {
        ("PC101", "DRIP-02-W"),
        ("PC102", "DRIP-02-W"),
        ("PC502", None),  # 0 in Purchase Limit
    },
    "tiktok": {("PC101", "HJB-HTM"), ("PC102", "HJB-HTM"), ("PC309", None)},
}

# File → its layout, and its rows: read, used, and set aside with the reasons.
ROWS: Final[Mapping[str, Mapping[str, tuple[str, int, int, Mapping[str, int]]]]] = {
    "taobao": {
        "宝贝列表.csv": ("taobao_items", 8, 8, {}),
        "营销活动.csv": ("taobao_promotions", 8, 7, {"ended": 1}),
        "底价.csv": ("floors", 8, 8, {}),
    },
    "lingxing": {
        "Listing.xlsx": ("lingxing_listings", 7, 7, {}),
        "商品折扣列表.xlsx": ("lingxing_discounts", 7, 6, {"holds no promotion and no price": 1}),
        "底价.csv": ("floors", 7, 7, {}),
    },
    "shopee": {
        "mass_update_sales_info.xlsx": ("shopee_sales_info", 5, 5, {}),
        "discount_promotion.xlsx": ("shopee_discount", 5, 5, {}),
        "floors.csv": ("floors", 5, 5, {}),
    },
    "tiktok": {
        "edit_massal_produk.xlsx": ("tiktok_products", 4, 4, {}),
        "diskon_produk.xlsx": ("tiktok_product_discount", 4, 4, {}),
        "floors.csv": ("floors", 4, 4, {}),
    },
}

OFFERS, ITEMS = "CN/营销活动.csv", "CN/宝贝列表.csv"
DISCOUNTS, LISTING = "商品折扣列表.xlsx", "Listing.xlsx"
SALE, MASS = "TH/discount_promotion.xlsx", "TH/mass_update_sales_info.xlsx"
DISKON, EDIT = "ID/diskon_produk.xlsx", "ID/edit_massal_produk.xlsx"

# What a cell is changed to, and how it is refused: the rule, and the column or the target that it names.
DAMAGED: Final = [
    # Headers that changed: the file is refused, or the column that may be about money.
    ("taobao", OFFERS, "F1", "活动种类", "PC903", None),
    ("taobao", OFFERS, "G1", "折扣率", "PC903", None),
    ("taobao", ITEMS, "E1", "现价", "PC903", None),
    ("lingxing", DISCOUNTS, "B1", "地区", "PC903", None),
    ("lingxing", DISCOUNTS, "K1", "秒杀到手价", "PC903", None),
    ("lingxing", LISTING, "H1", "优惠价", "PC903", None),
    ("shopee", SALE, "H1", "Deal Price", "PC903", None),
    ("shopee", MASS, "G1", "et_title_variation_cost", "PC903", None),
    ("tiktok", DISKON, "C1", "Harga (wajib)", "PC903", None),
    ("tiktok", EDIT, "F3", "Harga Promo", "PC903", None),
    # Values in another form than the column's.
    ("taobao", OFFERS, "G3", "85%", "PC901", "折扣"),
    ("taobao", OFFERS, "G3", "85", "PC901", "折扣"),
    ("taobao", OFFERS, "G3", "8.5折起", "PC901", "折扣"),
    ("taobao", OFFERS, "H4", "8.5折", "PC901", "减钱"),
    ("taobao", OFFERS, "I7", "99.00元/件", "PC901", "促销价"),
    ("taobao", OFFERS, "J4", "满200", "PC901", "使用门槛"),
    ("taobao", OFFERS, "G3", None, "PC901", "折扣"),  # a discount that got lost
    ("lingxing", DISCOUNTS, "G2", "25", "PC901", "优惠券-折扣"),  # percent or dollars?
    ("lingxing", DISCOUNTS, "G2", "£5.00", "PC901", "优惠券-折扣"),
    ("lingxing", DISCOUNTS, "K2", "£27.99", "PC901", "秒杀-价格"),
    ("lingxing", DISCOUNTS, "L2", "下周三", "PC901", "秒杀-开始时间"),
    ("lingxing", DISCOUNTS, "K2", None, "PC901", "秒杀-价格"),
    ("lingxing", LISTING, "I2", "EUR", "PC901", "币种"),
    ("shopee", SALE, "H2", "990-1290", "PC901", "Discount Price"),
    ("shopee", SALE, "H2", "23%", "PC901", "Discount Price"),
    ("shopee", SALE, "K2", "2026-13-12 23:59", "PC901", "End Time"),
    ("tiktok", DISKON, "C3", "135,000", "PC901", "Harga Penawaran (wajib)"),
    ("tiktok", DISKON, "C3", "135.00", "PC901", "Harga Penawaran (wajib)"),
    ("tiktok", EDIT, "F6", "150.000.00", "PC901", "Harga Ritel (Mata Uang Lokal)"),
    # Words that no layout translates.
    ("taobao", OFFERS, "F3", "限时购", "PC901", "活动类型"),
    ("taobao", OFFERS, "M3", "已撤", "PC901", "活动状态"),
    ("lingxing", DISCOUNTS, "B2", "法国站点", "PC901", "国家"),
    ("lingxing", LISTING, "B2", "Narnia", "PC901", "国家"),
    ("lingxing", DISCOUNTS, "J2", "审批", "PC901", "优惠券-状态"),
    # Targets that are nobody's, or two different ones.
    ("taobao", OFFERS, "A2", "680012345617", "PC401", "680012345617"),
    ("taobao", OFFERS, "A3", "680012345671", "PC401", "SCARF-01"),
    ("shopee", SALE, "D3", "208571591498", "PC401", "208571591498"),
    ("shopee", SALE, "D2", "208571591497", "PC401", "ROAST-BK"),
    ("tiktok", DISKON, "B3", 1.729384756012345702e18, "PC401", "1729384756012350000"),
]


def scanned(folder: Path) -> Report:
    policy = load_policy(str(folder / "rules.yaml"), RULE_TYPES)
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    return scan(Request((str(folder),), policy, instant, prices=True))


def set_cell(path: Path, at: str, value: str | float | None) -> None:
    """Change one cell of a sample, named as in a spreadsheet."""
    row, column = coordinate_to_tuple(at)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        book.worksheets[0].cell(row, column).value = value
        book.save(path)
        return
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("gb18030"), newline="")))
    rows[row - 1][column - 1] = str(value)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    path.write_bytes(out.getvalue().encode("gb18030"))


def named(finding: Finding) -> set[str | None]:
    """What a finding is about: its file, its columns, its target."""
    columns = {place.column for place in finding.places}
    return {Path(finding.places[0].file).name, *columns, finding.sku, finding.asin}


@pytest.fixture(params=PRICES, scope="module")
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def report(platform: str) -> Report:
    return scanned(PLATFORMS / platform)


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: Path(shutil.copytree(PLATFORMS / name, tmp_path / name))


def test_every_folder_is_tested() -> None:
    folders = {each.name for each in PLATFORMS.iterdir() if each.is_dir()}
    assert folders == set(PRICES) == set(FINDINGS) == set(ROWS)


def test_the_lowest_prices_are_those_of_the_sheets(platform: str, report: Report) -> None:
    found = {
        (each.store or "", each.marketplace, each.sku): " ".join(
            (str(each.documented_price), str(each.stacked_price), each.currency)
        )
        for each in report.prices
    }
    assert found == PRICES[platform]


def test_it_finds_what_it_is_there_to_show_and_nothing_else(platform: str, report: Report) -> None:
    assert {(each.rule, each.sku) for each in report.findings} == FINDINGS[platform]
    assert len(report.findings) == len(FINDINGS[platform])
    assert report.exit_code == 1


def test_every_row_is_accounted_for_and_nothing_is_unread(platform: str, report: Report) -> None:
    found = {
        Path(each.path).name: (
            each.layout,
            each.rows.read,
            each.rows.used,
            {why.template: count for why, count in each.rows.reasons},
        )
        for each in report.inputs
    }
    assert found == ROWS[platform]
    assert report.unread == ()
    assert report.coverage.targets_unmatched == 0
    assert report.coverage.listings_without_floor == 0


def test_the_policy_beside_the_exports_is_passed_over(platform: str, report: Report) -> None:
    assert [each.path for each in report.skipped] == [(PLATFORMS / platform / "rules.yaml").as_posix()]


def test_the_command_of_the_readme_ends_with_findings(
    platform: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = f"sample_exports/platforms/{platform}"
    command = ["scan", folder, "--rules", f"{folder}/rules.yaml", "--as-of", AS_OF, "--format", "json"]
    monkeypatch.chdir(ROOT)
    code, said = guard.run(command), capsys.readouterr()
    assert (code, said.err) == (1, "")
    assert json.loads(said.out)["verdict"] == "findings"


@pytest.mark.parametrize("path", [OFFERS, ITEMS])
def test_taobao_sheets_are_chinese_excel_files(path: str) -> None:
    data = (PLATFORMS / "taobao" / path).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert "商品ID" in data.decode("gb18030")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_taobao_sheets_read_the_same_in_utf_8(encoding: str, copied: Callable[[str], Path]) -> None:
    folder = copied("taobao")
    for name in (OFFERS, ITEMS):
        path = folder / name
        path.write_bytes(path.read_bytes().decode("gb18030").encode(encoding))
    assert scanned(folder).prices == scanned(PLATFORMS / "taobao").prices


@pytest.mark.parametrize(("name", "file", "at", "value", "rule", "what"), DAMAGED)
def test_a_damaged_copy_is_refused(
    name: str,
    file: str,
    at: str,
    value: str | float | None,
    rule: str,
    what: str | None,
    copied: Callable[[str], Path],
) -> None:
    folder = copied(name)
    set_cell(folder / file, at, value)
    report = scanned(folder)
    trust = [each for each in report.findings if each.trust and each.rule == rule]
    assert any((what or Path(file).name) in named(each) for each in trust), report.findings
    assert report.exit_code == 3
    for each in report.inputs:  # no help row has become data
        assert each.rows.read <= ROWS[name][Path(each.path).name][1]


def test_a_row_without_its_country_is_nobodys(copied: Callable[[str], Path]) -> None:
    folder = copied("lingxing")
    set_cell(folder / LISTING, "B2", None)
    with pytest.raises(MissingMarketplace, match=LISTING):
        scanned(folder)


@pytest.mark.parametrize("line", ["SKU_id (mandatory)", "SKU_ID (wajib)"])
def test_tiktok_headers_may_change_their_wording(line: str, copied: Callable[[str], Path]) -> None:
    folder = copied("tiktok")
    set_cell(folder / DISKON, "B1", line)
    set_cell(folder / DISKON, "E1", "Batas Pembelian (optional)\n1. Boleh kosong.\n2. Maksimum 99.")
    assert scanned(folder).prices == scanned(PLATFORMS / "tiktok").prices


def test_a_header_further_down_than_its_layout_says_is_refused(copied: Callable[[str], Path]) -> None:
    folder = copied("tiktok")
    book = openpyxl.load_workbook(folder / EDIT)
    book.worksheets[0].insert_rows(1)
    book.worksheets[0]["A1"] = "Toko: contoh"
    book.save(folder / EDIT)
    report = scanned(folder)
    assert report.exit_code == 3
    assert ("PC903", True) in {(each.rule, each.trust) for each in report.findings}
