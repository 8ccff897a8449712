"""A small campaign that breaches its floor, damaged in every way we could think of: it is never called clear.

A listing at 100.00 with a floor of 60.00, a coupon of 20 % and a social code of 30 %: together 50.00. The pair is allowed
here, so that only the arithmetic can give the campaign away.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from promocheck.model.errors import UsageFault
from promocheck.pipeline import Request, scan
from promocheck.policy import Policy, load_policy
from promocheck.rules import RULE_TYPES
from tests.exports.sheets import cells, csv_file, files, text_file, unquoted, xlsx

LISTINGS = """
    sku    | asin | title | price  | sale_price | status
    LAMP-1 | B01  | Lamp  | 100.00 |            | Active
    DESK-2 | B02  | Desk  | 80.00  |            | Active
    """
COUPONS = """
    ASIN list | Discount type | Coupon discount "% Off" value | Coupon title | Coupon start date | Coupon end date | Stacked promotions
    B02       | % off         | 5                             | Small        | 2026-12-01        | 2026-12-10      | Yes
    B01       | % off         | 20                            | Twenty       | 2026-12-01        | 2026-12-10      | Yes
    """
SOCIAL = """
    name   | kind        | sku    | discount_type | discount_value | start            | end              | status | claim_code
    Desk   | social_code | DESK-2 | percent       | 5              | 2026-12-03       | 2026-12-05       | active | SAVE5
    Thirty | social_code | LAMP-1 | percent       | 30             | 2026-12-03 09:00 | 2026-12-05 23:59 | active | SAVE30
    """
FLOORS = """
    sku    | floor | currency | cost
    LAMP-1 | 60.00 | USD      |
    DESK-2 | 50.00 | USD      |
    """
Files = dict[str, bytes]
# A few places per kind of damage in the suite; all of them, some minutes long, behind the variable.
EVERYWHERE = bool(os.environ.get("PROMOCHECK_DAMAGE"))
CAMPAIGN: Files = {
    "listings.csv": text_file(LISTINGS),
    "coupons.csv": text_file(COUPONS),
    "social.csv": text_file(SOCIAL),
    "floors.csv": text_file(FLOORS),
}
TABLES = {"listings.csv": LISTINGS, "coupons.csv": COUPONS, "social.csv": SOCIAL, "floors.csv": FLOORS}
AS_OF = int(datetime(2026, 11, 21, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path = tmp_path_factory.mktemp("policy") / "rules.yaml"
    path.write_text('version: 1\nrules: {forbidden-stack: {severity: "off"}}\n', encoding="utf-8")
    return load_policy(str(path), RULE_TYPES)


def verdict(folder: Path, contents: Files, policy: Policy) -> str:
    """`breach` when the lamp's price is found out, `distrust` when the run says that it does not know, else `clear`."""
    try:
        report = scan(Request((str(files(folder, contents)),), policy, AS_OF, marketplace="US"))
    except UsageFault:
        return "distrust"
    if report.exit_code == 3:
        return "distrust"
    return (
        "breach" if any((each.rule, each.sku) == ("PC101", "LAMP-1") for each in report.findings) else "clear"
    )


# --- Damage by cell ------------------------------------------------------------------

CELL_DAMAGE: dict[str, Callable[[str], str]] = {
    "gone": lambda _: "",
    "a blank": lambda _: " ",
    "a no-break space after it": lambda cell: f"{cell}\u00a0",
    "a zero-width space in it": lambda cell: f"{cell[:1]}\u200b{cell[1:]}",
    "a byte order mark before it": lambda cell: f"\ufeff{cell}",
    "an error": lambda _: "#N/A",
    "a word for nothing": lambda _: "NULL",
    "nan": lambda _: "nan",
    "zero": lambda _: "0",
    "negative": lambda cell: f"-{cell}",
    "in brackets": lambda cell: f"({cell})",
    "another alphabet's digits": lambda cell: "".join(
        chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in cell
    ),
    "a decimal comma": lambda cell: cell.replace(".", ","),
    "an exponent": lambda cell: f"{cell}e0",
    "a share": lambda cell: f"0.{cell}",
    "three decimals": lambda cell: f"{cell}.000",
    "text of a spreadsheet": lambda cell: f'="{cell}"',
    "an apostrophe": lambda cell: f"'{cell}",
    "too narrow": lambda _: "########",
    "other words": lambda _: "see below",
    "only separators": lambda _: ";",
    "a control character": lambda cell: f"{cell}\x07",
    "a replacement character": lambda cell: f"{cell[:1]}\ufffd{cell[2:]}",
    "its first character lost": lambda cell: cell[1:],
}


Spot = TypeVar("Spot")


def some(spots: Sequence[Spot], what: str, most: int) -> Sequence[Spot]:
    return spots if EVERYWHERE else Random(what).sample(spots, most)


CELLS = [
    (name, row, column)
    for name, table in TABLES.items()
    for row, line in enumerate(cells(table))
    for column in range(len(line))
]


@pytest.mark.parametrize("what", CELL_DAMAGE)
def test_a_damaged_cell(tmp_path: Path, policy: Policy, what: str) -> None:
    """Cells of every file, the headers too. A price that became another price looks like any other price."""
    silent = []
    for name, row, column in some(CELLS, what, 4):
        table = cells(TABLES[name])
        table[row][column] = CELL_DAMAGE[what](table[row][column])
        data = csv_file(table)
        if data != CAMPAIGN[name] and verdict(tmp_path, CAMPAIGN | {name: data}, policy) == "clear":
            silent.append((name, row + 1, column + 1))
    assert silent == []


# --- Damage by row and column --------------------------------------------------------


def lines(name: str, change: Callable[[list[list[str]]], object]) -> Files:
    table = cells(TABLES[name])
    change(table)
    return {name: csv_file(table)}


def swap(table: list[list[str]], one: int, two: int) -> None:
    table[one], table[two] = table[two], table[one]


STRUCTURE: dict[str, Files] = {
    **{
        f"{name}: {what}": lines(name, change)
        for name in TABLES
        for what, change in {
            "header lost": lambda table: table.pop(0),
            "header twice": lambda table: table.insert(2, list(table[0])),
            "sorted with its header": lambda table: swap(table, 0, 2),
            "last row short of a cell": lambda table: table[2].pop(),
            "last row short of its first cell": lambda table: table[2].pop(0),
            "last row long by a cell": lambda table: table[2].append("x"),
            "last row shifted right": lambda table: table[2].insert(1, ""),
            "last row shifted left": lambda table: (table[2].pop(1), table[2].append("")),
            "first header lost": lambda table: table[0].__setitem__(0, ""),
            "two headers swapped": lambda table: swap(table[0], 0, 2),
            "last row one cell twice": lambda table: table[2].insert(3, table[2][3]),
        }.items()
    },
    "a sale price in a column without a name": {
        "listings.csv": text_file("sku|asin|price|\nLAMP-1|B01|300.00|100.00\nDESK-2|B02|80.00|")
    },
    "a sale price in a column with another name": {
        "listings.csv": text_file("sku|asin|price|Aktionspreis\nLAMP-1|B01|300.00|100.00\nDESK-2|B02|80.00|")
    },
    "a sale price in a header of another encoding": {
        "listings.csv": "sku,asin,price,促销价\nLAMP-1,B01,300.00,100.00\nDESK-2,B02,80.00,\n".encode("gbk")
    },
    "two prices": {
        "listings.csv": text_file("sku|asin|price|Price\nLAMP-1|B01|300.00|100.00\nDESK-2|B02|80|80")
    },
    "a price that a row of its own contradicts": {
        "listings.csv": CAMPAIGN["listings.csv"] + b"LAMP-1,B01,Lamp,300.00,,Active\n"
    },
    "another store's listing": {
        "listings.csv": text_file("sku|asin|price|store\nLAMP-1|B01|100.00|acme\nDESK-2|B02|80|beta")
    },
    "another marketplace's coupon": {
        "coupons.csv": text_file(COUPONS.replace("Stacked promotions", "marketplace").replace("Yes", "UK"))
    },
    "a marketplace that is none": {
        "coupons.csv": text_file(COUPONS.replace("Stacked promotions", "marketplace").replace("Yes", "USA"))
    },
    "dates in the order of another country": {
        "coupons.csv": text_file(
            COUPONS.replace("2026-12-01", "01/12/2026").replace("2026-12-10", "25/12/2026")
        )
    },
}


@pytest.mark.parametrize("what", STRUCTURE)
def test_damaged_rows_and_columns(tmp_path: Path, policy: Policy, what: str) -> None:
    assert verdict(tmp_path, CAMPAIGN | STRUCTURE[what], policy) != "clear"


# --- Damage by byte ------------------------------------------------------------------

BYTE_DAMAGE: dict[str, Callable[[bytes, int], bytes]] = {
    "cut": lambda data, at: data[:at],
    "lost": lambda data, at: data[:at] + data[at + 1 :],
    "a quote": lambda data, at: data[:at] + b'"' + data[at:],
    "a separator": lambda data, at: data[:at] + b"," + data[at:],
    "a line end": lambda data, at: data[:at] + b"\n" + data[at:],
    "a carriage return": lambda data, at: data[:at] + b"\r" + data[at:],
    "a NUL": lambda data, at: data[:at] + b"\0" + data[at:],
    "half of a letter": lambda data, at: data[:at] + b"\xe9" + data[at:],
    "a tab for it": lambda data, at: data[:at] + b"\t" + data[at + 1 :],
}
# Within the last row of each file, where its meaning lies; what only shortens a number or a date is another value.
LOST_DIGITS = {"lost"}
BYTES = [
    (name, at)
    for name, data in CAMPAIGN.items()
    for at in range(data.rstrip().rfind(b"\n") + 2, len(data) - 1)
]


@pytest.mark.parametrize("what", BYTE_DAMAGE)
def test_damaged_bytes(tmp_path: Path, policy: Policy, what: str) -> None:
    silent = []
    for name, at in some(BYTES, what, 6):
        data = CAMPAIGN[name]
        if what in LOST_DIGITS and chr(data[at]).isdigit():
            continue
        if verdict(tmp_path, CAMPAIGN | {name: BYTE_DAMAGE[what](data, at)}, policy) == "clear":
            silent.append((name, at, data[max(0, at - 10) : at + 5]))
    assert silent == []


# --- Damage by file ------------------------------------------------------------------

SOCIAL_CSV = CAMPAIGN["social.csv"]
COUPON_TXT = unquoted(COUPONS)
SOCIAL_BOOK = [*cells(SOCIAL)]


def without(name: str, **others: bytes) -> Files:
    return {each: data for each, data in CAMPAIGN.items() if each != name} | {
        file.replace("__", "."): data for file, data in others.items()
    }


FILES: dict[str, Files] = {
    "no listings": without("listings.csv"),
    "no floors": without("floors.csv"),
    "empty": CAMPAIGN | {"social.csv": b""},
    "blank lines": CAMPAIGN | {"social.csv": b"\n\n\n"},
    "only its header": CAMPAIGN | {"social.csv": SOCIAL_CSV.splitlines(keepends=True)[0]},
    "UTF-16": CAMPAIGN | {"social.csv": SOCIAL_CSV.decode().encode("utf-16")},
    "UTF-16 text without a mark": without(
        "social.csv", social__txt=text_file(SOCIAL, "\t").decode().encode("utf-16-le")
    ),
    "an error page": CAMPAIGN | {"social.csv": b"<!DOCTYPE html><html>503</html>"},
    "an error in JSON": CAMPAIGN
    | {"social.csv": json.dumps({"errors": [{"code": "QuotaExceeded"}]}).encode()},
    "compressed": without("social.csv", social__csv__gz=gzip.compress(SOCIAL_CSV)),
    "half a workbook": without("social.csv", social__xlsx=xlsx({"S": SOCIAL_BOOK})[:-900]),
    "an old workbook": without("social.csv", social__xls=b"\xd0\xcf\x11\xe0" + bytes(600)),
    "a hidden sheet": without(
        "social.csv", social__xlsx=xlsx({"S": SOCIAL_BOOK, "Read me": [["x"]]}, hidden=["S"])
    ),
    "a second sheet with a damaged header": without(
        "social.csv",
        social__xlsx=xlsx(
            {"Desk": SOCIAL_BOOK[:2], "Lamp": [["name", "kynd", *SOCIAL_BOOK[0][2:]], SOCIAL_BOOK[2]]}
        ),
    ),
    "a formula without a value": without(
        "social.csv",
        social__xlsx=xlsx({"S": [*SOCIAL_BOOK[:2], [*SOCIAL_BOOK[2][:4], "=60/2", *SOCIAL_BOOK[2][5:]]]}),
    ),
    "a row of formulas without values": without(
        "social.csv", social__xlsx=xlsx({"S": [*SOCIAL_BOOK[:2], [f"=X{n}" for n in range(1, 10)]]})
    ),
    "coupons as text": without("coupons.csv", coupons__txt=COUPON_TXT),
    "coupons as text below instructions": without(
        "coupons.csv", coupons__txt=b"How to fill this in\n" + COUPON_TXT
    ),
    "coupons as text with commas": without("coupons.csv", coupons__txt=CAMPAIGN["coupons.csv"]),
    "coupons below a cell of several lines": CAMPAIGN
    | {"coupons.csv": b'"How\nto\nfill\nthis in"\n' + CAMPAIGN["coupons.csv"]},
    "coupons below a title": CAMPAIGN | {"coupons.csv": b"Coupons of December\n" + CAMPAIGN["coupons.csv"]},
    "social codes below a title": CAMPAIGN | {"social.csv": b"Codes of December\n" + SOCIAL_CSV},
    "two files end to end": CAMPAIGN | {"social.csv": SOCIAL_CSV + CAMPAIGN["floors.csv"]},
    "twice end to end": CAMPAIGN | {"social.csv": SOCIAL_CSV * 2},
    "a total below it": CAMPAIGN | {"social.csv": SOCIAL_CSV + b"Total,,,,35,,,,\n"},
    "a mark of the end": CAMPAIGN | {"social.csv": SOCIAL_CSV + b"\x1a"},
    "no line end": CAMPAIGN | {"social.csv": SOCIAL_CSV.rstrip()},
    "old line ends": CAMPAIGN | {"social.csv": SOCIAL_CSV.replace(b"\n", b"\r")},
    "mixed line ends": CAMPAIGN | {"social.csv": SOCIAL_CSV.replace(b"\n", b"\r", 1)},
    "semicolons": CAMPAIGN | {"social.csv": SOCIAL_CSV.replace(b",", b";")},
    "semicolons below a header with commas": CAMPAIGN
    | {"social.csv": SOCIAL_CSV.replace(b",", b";").replace(b";", b",", 8)},
    "bars": CAMPAIGN | {"social.csv": SOCIAL_CSV.replace(b",", b"|")},
}


@pytest.mark.parametrize("what", FILES)
def test_damaged_files(tmp_path: Path, policy: Policy, what: str) -> None:
    assert verdict(tmp_path, FILES[what], policy) != "clear"


def test_the_campaign_itself_is_found_out(tmp_path: Path, policy: Policy) -> None:
    assert verdict(tmp_path, CAMPAIGN, policy) == "breach"


# --- What only somebody outside can see ----------------------------------------------

UNSEEN: dict[str, Files] = {
    "a file is missing": without("social.csv"),
    "a row is missing": CAMPAIGN | {"social.csv": SOCIAL_CSV[: SOCIAL_CSV.rstrip().rfind(b"\n") + 1]},
    "cut at the end of a row, with a warning": CAMPAIGN
    | {"social.csv": SOCIAL_CSV[: SOCIAL_CSV.rstrip().rfind(b"\n")]},
    "a digit is missing": CAMPAIGN | {"social.csv": SOCIAL_CSV.replace(b",30,", b",3,")},
    "a month is another": CAMPAIGN | {"social.csv": SOCIAL_CSV.replace(b"2026-12-0", b"2026-10-0")},
    "a word is another": CAMPAIGN | {"social.csv": SOCIAL_CSV.replace(b"active,SAVE30", b"rejected,SAVE30")},
}


@pytest.mark.parametrize("what", UNSEEN)
def test_what_cannot_be_seen_from_inside(tmp_path: Path, policy: Policy, what: str) -> None:
    """The list of silent all-clears that remain, kept here so that it is known and does not grow."""
    assert verdict(tmp_path, UNSEEN[what], policy) == "clear"
