"""The accidents that the tool exists for, stopped before anything is saved: the operator's own steps, replayed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Ended, promocheck
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

# A heater is to be cleared with a social code. The grinder has a coupon, and was picked instead.
WRONG_PRODUCT = {
    "listings": """
    sku      | asin       | title                  | price
    HEATER-2 | B0HEATER02 | Oil radiator 2 kW      | 89.00
    GRIND-40 | B0GRIND040 | Burr grinder, 40 steps | 40.00
    """,
    "promotions": """
    promotion_id | kind   | sku      | discount_type | discount_value | start      | end        | owner
    CPN-GRIND    | coupon | GRIND-40 | percent       | 40             | 2026-11-20 | 2026-12-15 | Li Na
    """,
    "floors": """
    sku      | floor
    HEATER-2 | 30.00
    GRIND-40 | 20.00
    """,
}
# A social code sold badly and was cancelled at 18:00 Pacific time; a large coupon is set up for 21:30 of the same day.
HANDOVER = {
    "listings": """
    sku    | asin       | title                  | price
    VAC-X2 | B0VACX2001 | Robot vacuum X2        | 249.99
    """,
    "promotions": """
    promotion_id | kind        | sku    | discount_type | discount_value | start      | end              | status | canceled_at      | claim_code
    SOC-1123     | social_code | VAC-X2 | percent       | 50             | 2026-11-17 | 2026-11-30 23:59 | ended  | 2026-11-23 18:00 | X2HALF
    """,
    "floors": """
    sku    | floor
    VAC-X2 | 118.00
    """,
}


def shop(folder: Path, sheets: dict[str, str]) -> Path:
    for name, text in sheets.items():
        write_sheet(folder / f"{name}.csv", table(text))
    return folder


def tried(here: Here, folder: Path, as_of: str, *campaign: str) -> tuple[Ended, dict[str, Any]]:
    ended = here(folder, "try", *campaign, "--marketplace", "US", "--as-of", as_of, "--format", "json")
    return ended, json.loads(ended.out)


CODE = ("--percent", "55", "--start", "2026-11-25", "--end", "2026-11-30", "--code", "K7WQ2ZPLM4")
AT_WORK = "2026-11-24T02:00:00Z"


def test_the_code_on_the_wrong_product_is_stopped_by_try(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, WRONG_PRODUCT)
    ended, meant = tried(here, folder, AT_WORK, "social_code", "--sku", "HEATER-2", *CODE)
    assert (ended.code, meant["verdict"]) == (0, "clear")
    ended, wrong = tried(here, folder, AT_WORK, "social_code", "--sku", "GRIND-40", *CODE)
    assert ended.code == 1
    (sku,) = wrong["skus"]
    assert (sku["fails"], sku["worst"]["before"], sku["worst"]["after"]) == (True, "24.00", "2.00")
    assert [each["promotion"] for each in sku["worst"]["running"]] == ["CPN-GRIND"]
    said = {each["rule"]: each["since"] for each in wrong["findings"] if each["severity"] == "error"}
    assert said == {"PC101": "new", "PC102": "new", "PC201": "new"}


def test_the_code_on_the_wrong_product_is_stopped_by_its_draft(tmp_path: Path) -> None:
    folder = shop(tmp_path, WRONG_PRODUCT)
    draft = """
    promotion_id | kind        | sku      | discount_type | discount_value | start      | end        | claim_code
    SOC-HEATER   | social_code | GRIND-40 | percent       | 55             | 2026-11-25 | 2026-11-30 | K7WQ2ZPLM4
    """
    write_sheet(folder / "draft.csv", table(draft))
    scan = ("scan", ".", "--marketplace", "US", "--as-of", AT_WORK)
    ended = promocheck(folder, *scan, "--draft", "draft.csv")
    assert ended.code == 1
    assert ended.out.startswith("FINDINGS: 3 errors")
    assert "they bring 3 errors" in ended.out
    write_sheet(folder / "draft.csv", table(draft.replace("GRIND-40", "HEATER-2")))
    assert promocheck(folder, *scan, "--draft", "draft.csv").code == 0


COUPON = ("--percent", "50", "--end", "2026-12-05", "--budget", "10000")
EARLY, LATE = "2026-11-23 21:30", "2026-11-24 04:01"


def test_the_coupon_that_may_start_before_the_code_is_gone_is_stopped_by_try(
    tmp_path: Path, here: Here
) -> None:
    folder = shop(tmp_path, HANDOVER)
    ended, found = tried(here, folder, AT_WORK, "coupon", "--sku", "VAC-X2", *COUPON, "--start", EARLY)
    assert ended.code == 1
    (sku,) = found["skus"]
    assert (sku["fails"], sku["worst"]["after"]) == (True, "0.00")
    assert [each["promotion"] for each in sku["worst"]["running"]] == ["SOC-1123"]
    said = {each["rule"]: each["since"] for each in found["findings"] if each["severity"] == "error"}
    assert said == {"PC101": "new", "PC102": "new", "PC201": "new"}
    ended, found = tried(here, folder, AT_WORK, "coupon", "--sku", "VAC-X2", *COUPON, "--start", LATE)
    assert ended.code == 0
    assert found["skus"][0]["worst"]["after"] == "124.99"


@pytest.mark.parametrize(("start", "code"), [(EARLY, 1), (LATE, 0)])
def test_the_coupon_that_may_start_before_the_code_is_gone_is_stopped_by_its_draft(
    tmp_path: Path, here: Here, start: str, code: int
) -> None:
    folder = shop(tmp_path, HANDOVER)
    draft = f"""
    promotion_id | kind   | sku    | discount_type | discount_value | start   | end        | budget
    CPN-X2       | coupon | VAC-X2 | percent       | 50             | {start} | 2026-12-05 | 10000
    """
    write_sheet(folder / "draft.csv", table(draft))
    ended = here(
        folder,
        "scan",
        ".",
        "--draft",
        "draft.csv",
        "--marketplace",
        "US",
        "--as-of",
        AT_WORK,
        "--format",
        "json",
    )
    assert ended.code == code
    new = [each["rule"] for each in json.loads(ended.out)["findings"] if each["since"] == "new"]
    assert ("PC102" in new) == bool(code)
