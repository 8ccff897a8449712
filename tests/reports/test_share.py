"""What leaves the house says what is wrong, and neither what goods cost nor what stood in cells nor where files lie."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from promocheck.model.finding import Severity
from promocheck.model.money import Percent
from promocheck.model.place import Place
from promocheck.model.report import Report
from promocheck.model.text import say
from promocheck.pipeline import Request, scan
from promocheck.reports import BINARY, FORMATS, Words
from promocheck.reports.share import shared
from tests.shop import policy_of, table, write_sheet

from .examples import BELOW_FLOOR, REPORT, UNTRUSTED, usd, with_sku
from .naughty import NAUGHTY
from .test_waived import WAIVED

WORDS = Words("en")
LISTINGS = """
sku | price
A-1 | 100.00
A-2 | 100.00
A-3 | 100.00
"""
FLOORS = """
sku | cost  | fees | min_margin_percent
A-1 | 61.37 | 7.19 | 23
A-2 | 5J.31 |      |
A-3 | 77.77 |      |
"""
PROMOTIONS = """
promotion_id | kind      | sku | discount_type | discount_value | start      | end        | units
D1           | best_deal | A-1 | price         | 50.00          | 2026-12-01 | 2026-12-05 | 19x7
D2           | best_deal | A-2 | price         | 50.00          | 2026-12-01 | 2026-12-05 |
"""
SECRETS = ("61.37", "7.19", "23 %", "5J.31", "77.77", "19x7", "hush")


def write_secrets(folder: Path) -> Path:
    below = folder / "hush" / "acme" / "US"  # the last two are the shop's name
    below.mkdir(parents=True)
    for name, text in (("listings", LISTINGS), ("floors", FLOORS), ("promotions", PROMOTIONS)):
        write_sheet(below / f"{name}.csv", table(text))
    return folder / "hush"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A shop in a folder that says too much: a floor from cost, and cells that cannot be read."""
    folder = write_secrets(tmp_path_factory.mktemp("shared"))
    return scan(
        Request((str(folder),), policy_of(), 1_795_478_400, Severity.ERROR, prices=True, catalogue=True)
    )


def test_the_secrets_are_in_what_is_not_shared(found: Report) -> None:
    """Else the next test would find nothing to leave out."""
    everything = FORMATS["json"](found, WORDS)
    assert [secret for secret in SECRETS if secret not in everything] == ["77.77"]


@pytest.mark.parametrize("name", FORMATS)
def test_they_are_in_no_format_of_what_is_shared(name: str, found: Report) -> None:
    text = FORMATS[name](shared(found), WORDS)
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("name", BINARY)
def test_nor_in_a_workbook(name: str, found: Report) -> None:
    texts = {}
    for each in (found, shared(found)):
        with ZipFile(BytesIO(BINARY[name](each, WORDS))) as book:
            texts[each is found] = "".join(book.read(part).decode() for part in book.namelist())
    assert "61.37" in texts[True]
    assert [secret for secret in SECRETS if secret in texts[False]] == []


def test_what_is_wrong_stays(found: Report) -> None:
    kept = shared(found)
    assert [(each.rule, each.sku, each.fingerprint) for each in kept.findings] == [
        (each.rule, each.sku, each.fingerprint) for each in found.findings
    ]
    assert (kept.verdict, kept.at_risk, kept.prices) == (found.verdict, found.at_risk, found.prices)
    text = FORMATS["text"](kept, WORDS)
    assert "floor: cost and margin, not shared" in text
    assert "floors.csv: 1 row could not be read: found what is not shared; expected an amount" in text


def test_a_cost_is_left_out_wherever_a_text_has_it() -> None:
    made = say("cost {cost}, margin {margin}", cost=usd("9.99"), margin=Percent(1234))
    deep = replace(
        BELOW_FLOOR,
        floor_source=say("{source}, from {currency}", source=made, currency="CNY"),
        message=say("It costs {parts}.", parts=(say("so much: {what}", what=made),)),
    )
    (kept,) = shared(replace(REPORT, findings=(deep,))).findings
    assert kept.floor_source
    assert WORDS.say(kept.floor_source) == "cost and margin, not shared, from CNY"
    assert WORDS.say(kept.message) == "It costs so much: cost and margin, not shared."


def test_of_a_path_the_name_stays_in_texts_too() -> None:
    path = "exports/US/coupons.csv"
    said = replace(
        BELOW_FLOOR,
        message=say("{file} and {both}", file=path, both=(f"see {path}", "acme/US")),
        places=(Place(path),),
    )
    kept = shared(
        replace(REPORT, findings=(said, WAIVED), policy=replace(REPORT.policy, path="C:\\hush\\rules.yaml"))
    )
    assert WORDS.say(kept.findings[0].message) == "coupons.csv and see coupons.csv, acme/US"
    assert kept.policy.path == "rules.yaml"
    assert [each.path for each in kept.inputs] == ["coupons.csv", "codes.xlsx"]
    assert "exports" not in FORMATS["json"](kept, WORDS)


def test_files_of_one_name_stay_apart() -> None:
    places = tuple(Place(f"{folder}/coupons.csv", None, 2) for folder in ("b", "a", "exports/US"))
    kept = shared(replace(REPORT, findings=(replace(BELOW_FLOOR, places=places),)))
    assert [place.file for place in kept.findings[0].places] == [
        "coupons.csv (2)",
        "coupons.csv",
        "coupons.csv (3)",
    ]


def test_what_was_not_read_is_told_without_what_stood_there() -> None:
    text = FORMATS["json"](shared(UNTRUSTED), WORDS)
    assert (
        '"column":"discount_value","value":null,"reason":"not read; expected a number such as 20.5"' in text
    )


@pytest.mark.parametrize("data", NAUGHTY)
def test_it_stands_whatever_files_are_called(data: str) -> None:
    for render in FORMATS.values():
        render(shared(with_sku(data)), WORDS).encode()
