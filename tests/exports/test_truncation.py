"""The campaign of `test_damage` with one of its files cut off: what is left is never called clear.

But for cuts at the end of a row, in its last cell if any text may stand there: what followed is gone without a trace,
and only somebody who knows the number of rows can tell. Those places are listed, and nothing else is clear.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from promocheck.policy import Policy
from tests.exports import test_damage
from tests.exports.sheets import cells, csv_file, text_file, unquoted, xlsx
from tests.exports.test_damage import (
    CAMPAIGN,
    EVERYWHERE,
    FLOORS,
    SOCIAL,
    Files,
    verdict,
    without,
)
from tests.exports.test_legacy import xls

policy = test_damage.policy  # a fixture

ACTIVE = """
    item-name | seller-sku | asin1 | price  | quantity | open-date
    Desk      | DESK-2     | B02   | 80.00  | 4        | 2026-01-05
    Lamp      | LAMP-1     | B01   | 100.00 | 7        | 2026-01-05
    """
ROWS = cells(SOCIAL)
SEVERAL_LINES = [ROWS[0], ['Desk\n"small",\nblack', *ROWS[1][1:]], ['Thirty\n"percent",\noff', *ROWS[2][1:]]]
HEADER_FLOORS, LAMP_FLOOR, DESK_FLOOR = cells(FLOORS)
REPORT = {
    "reportSpecification": {"reportType": "GET_COUPON_PERFORMANCE_REPORT"},
    "coupons": [
        {
            "couponId": coupon,
            "discountType": "PERCENT_OFF_LIST_PRICE",
            "discountAmount": off,
            "startDateTime": "2026-12-01T08:00:00Z",
            "endDateTime": "2026-12-10T07:59:59Z",
            "marketplaceId": "ATVPDKIKX0DER",
            "asins": [{"asin": asin}],
        }
        for coupon, off, asin in (("C5", 5, "B02"), ("C20", 20, "B01"))
    ],
}


KEY = '"reportSpecification"'


@dataclass(frozen=True)
class Case:
    """A file to cut, in place of one of the campaign's; `clear` where cuts cannot be seen, the first cut at `first`."""

    name: str
    data: bytes
    others: Files
    clear: frozenset[int]
    step: int = 1
    first: int = 0


def case(of: str, name: str, data: bytes, clear: frozenset[int] = frozenset(), step: int = 1) -> Case:
    return Case(name, data, without(of), clear, step)


def document(indent: int | None) -> Case:
    """Before its first key is whole, a file in a folder is any JSON, and passed over with a note."""
    text = json.dumps(REPORT, indent=indent)
    first = text.index(KEY) + len(KEY)
    return Case("coupons.json", text.encode(), without("coupons.csv"), frozenset(), first=first)


def after_row(data: bytes, cell: str, encoding: str = "utf-8", end: str = "\n") -> frozenset[int]:
    """Within the row's last cell, which holds any text, and then up to the end of its line, in whole characters."""
    at = data.index((cell + end).encode(encoding))
    one = len("\n".encode(encoding))
    return frozenset(range(at, at + one * (len(cell + end) + 1), one))


def cut_where(data: bytes, encoding: str = "utf-8", end: str = "\n") -> frozenset[int]:
    return after_row(data, "SAVE5", encoding, end)


def encoded(data: bytes, encoding: str) -> bytes:
    return b"\xff\xfe" + data.decode().encode(encoding)


QUOTED = csv_file(SEVERAL_LINES)
SEMICOLONS = text_file(SOCIAL, ";")
WINDOWS = text_file(SOCIAL, ",", "\r\n")
WIDE = encoded(text_file(SOCIAL, "\t"), "utf-16-le")
WIDE_QUOTED = encoded(csv_file(SEVERAL_LINES, ";"), "utf-16-le")
TEMPLATE = CAMPAIGN["coupons.csv"]
BOOK = xlsx({"Codes": ROWS})
CASES = {
    "listings, Amazon's text": case("listings.csv", "listings.txt", unquoted(ACTIVE)),
    "listings, UTF-16 text": case("listings.csv", "listings.txt", encoded(unquoted(ACTIVE), "utf-16-le")),
    "listings, a cell of several lines": case(
        "listings.csv",
        "listings.csv",
        text_file("sku|asin|title|price\nDESK-2|B02|Desk|80.00\nLAMP-1|B01|@|100.00").replace(
            b"@", b'"Lamp,\n""tall""\n"'
        ),
    ),
    "coupons, the template": case(
        "coupons.csv", "coupons.csv", TEMPLATE, after_row(TEMPLATE, "Yes") - {TEMPLATE.index(b"es\n") + 1}
    ),
    "floors": case(
        "floors.csv", "floors.csv", csv_file([HEADER_FLOORS, DESK_FLOOR, [*LAMP_FLOOR[:3], "1.00"]])
    ),
    "floors, semicolons": case(
        "floors.csv",
        "floors.csv",
        csv_file([HEADER_FLOORS, DESK_FLOOR, [*LAMP_FLOOR[:3], "1,00"]], ";", "\r\n"),
    ),
    "codes": case("social.csv", "social.csv", CAMPAIGN["social.csv"], cut_where(CAMPAIGN["social.csv"])),
    "codes, a cell of several lines": case("social.csv", "social.csv", QUOTED, cut_where(QUOTED)),
    "codes, semicolons": case("social.csv", "social.csv", SEMICOLONS, cut_where(SEMICOLONS)),
    "codes, line ends of Windows": case(
        "social.csv",
        "social.csv",
        WINDOWS,
        cut_where(WINDOWS, end="\r\n") - {WINDOWS.index(b"SAVE5") + len("SAVE5\r")},
    ),
    "codes, UTF-16": case("social.csv", "social.csv", WIDE, cut_where(WIDE, "utf-16-le")),
    "codes, UTF-16, semicolons, several lines": case(
        "social.csv", "social.csv", WIDE_QUOTED, cut_where(WIDE_QUOTED, "utf-16-le")
    ),
    "codes, a workbook": case("social.csv", "social.xlsx", BOOK, step=16),
    "codes, an old workbook": case("social.csv", "social.xls", xls({"Codes": ROWS}), step=64),
    "coupons, JSON": document(None),
    "coupons, JSON in lines": document(2),
}
SPARSE = 61


def places(which: Case) -> list[int]:
    """Where to cut: a few, with those around the rows' ends and the last ones; everywhere behind the variable."""
    every = range(which.first, len(which.data), which.step)
    if EVERYWHERE:
        return sorted(which.clear.union(every))
    near = {at + by for at in which.clear for by in (-1, 1)}
    return sorted(which.clear | near | set(every[::SPARSE]) | {len(which.data) - 2})


@pytest.mark.usefixtures("xlrd_here")
@pytest.mark.parametrize("what", CASES)
def test_a_file_that_is_cut_off(tmp_path: Path, policy: Policy, what: str) -> None:
    which = CASES[what]
    assert verdict(tmp_path, which.others | {which.name: which.data}, policy) == "breach"
    clear = [
        at
        for at in places(which)
        if verdict(tmp_path, which.others | {which.name: which.data[:at]}, policy) == "clear"
    ]
    assert clear == sorted(which.clear), [which.data[:at][-40:] for at in clear]
