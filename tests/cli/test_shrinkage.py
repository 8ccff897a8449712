"""`ledger.shrinkage`: half an export is not clear, tonight or tomorrow night, until somebody says that it is meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from tests.cli.command import AS_OF, COUPON, Ended, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

ASKS: Final = "version: 1\nledger:\n  path: ledger.sqlite\n  shrinkage:\n    promotions: 0\n"
TWO: Final = (
    COUPON + "C2           | coupon | A-1 | percent       | 5              | 2027-01-01 | 2027-01-05\n"
)
NIGHT: Final = ("scan", "US", *AS_OF, "--format", "json")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write_shop(tmp_path, promotions=TWO)
    (tmp_path / "rules.yaml").write_text(ASKS)
    return tmp_path


def test_it_is_told_every_night_until_it_is_there_again(shop: Path, here: Here) -> None:
    assert here(shop, *NIGHT).code == 0
    write_sheet(shop / "US" / "promotions.csv", table(COUPON))
    for _ in range(2):
        ended = here(shop, *NIGHT)
        assert ended.code == 3
        (found,) = [each for each in json.loads(ended.out)["findings"] if each["rule"] == "PC915"]
        assert found["message"] == "1 promotion of run 1 is gone, and it is not over: C2."
        assert found["marketplace"] == "US"
        assert found["places"] == [{"file": "rules.yaml", "sheet": None, "row": 5, "column": None}]
    write_sheet(shop / "US" / "promotions.csv", table(TWO))
    assert here(shop, *NIGHT).code == 0


def test_a_ledger_that_is_lost_is_told(shop: Path, here: Here) -> None:
    assert "is begun by this scan" in here(shop, *NIGHT).err
    assert here(shop, *NIGHT).err == ""
    (shop / "ledger.sqlite").write_bytes(b"")
    ended = here(shop, *NIGHT)
    assert (ended.code, "If it was there, it is lost." in ended.err) == (0, True)


def test_a_run_for_which_it_is_a_warning_is_the_new_measure(shop: Path, here: Here) -> None:
    here(shop, *NIGHT)
    write_sheet(shop / "US" / "promotions.csv", table(COUPON))
    (shop / "meant.yaml").write_text("extends: rules.yaml\nrules: {less-than-before: warning}\n")
    assert here(shop, *NIGHT, "--rules", "meant.yaml").code == 0
    assert here(shop, *NIGHT).code == 0


def test_runs_of_other_shops_and_with_drafts_are_no_measure(shop: Path, here: Here) -> None:
    write_shop(shop, promotions=COUPON.replace("C1", "C5"), name="UK")
    write_sheet(shop / "draft.csv", table(COUPON.replace("C1", "C7")))
    here(shop, *NIGHT)
    here(shop, *NIGHT, "--draft", "draft.csv", "--marketplace", "US")
    assert here(shop, "scan", "UK", *NIGHT[2:]).code == 0
    assert here(shop, *NIGHT).code == 0


def test_without_a_ledger_it_cannot_be_told(shop: Path, here: Here) -> None:
    (shop / "rules.yaml").write_text(ASKS.replace("  path: ledger.sqlite\n", ""))
    ended = here(shop, *NIGHT)
    assert (ended.code, ended.out) == (2, "")
    assert "No ledger is named." in ended.err


ALL: Final = (
    "version: 1\nledger: {path: ledger.sqlite, shrinkage: {rows_percent: 20, skus: 0, promotions: 0}}\n"
)


def shrunk(ended: Ended) -> list[str]:
    """What is told to be less, with its marketplace."""
    found = [each for each in json.loads(ended.out)["findings"] if each["rule"] == "PC915"]
    assert ended.code == (3 if found else 0)
    return [f"{each['marketplace'] or 'rows'}: {each['message']}" for each in found]


@pytest.fixture
def two(shop: Path) -> Path:
    """US and UK."""
    write_shop(shop, promotions=COUPON.replace("C1", "K1"), name="UK")
    (shop / "rules.yaml").write_text(ALL)
    return shop


def test_a_look_at_one_shop_misses_nothing_of_the_others(two: Path, here: Here) -> None:
    def look(*paths: str) -> list[str]:
        return shrunk(here(two, "scan", *paths, *NIGHT[2:]))

    assert look("US", "UK") == []
    write_sheet(two / "US" / "promotions.csv", table(COUPON))
    assert look("US") == [
        "rows: Rows of promotions: 1, and 2 in run 1: 50 % fewer.",
        "US: 1 promotion of run 1 is gone, and it is not over: C2.",
    ]
    write_sheet(two / "US" / "promotions.csv", table(TWO))
    assert look("US") == []


@pytest.mark.parametrize("paths", [["."], ["US", "UK"], []])
def test_a_shop_that_is_missing_at_night_is_told_whoever_looked_at_less_before(
    two: Path, here: Here, paths: list[str]
) -> None:
    (two / "rules.yaml").write_text(ALL + "exports: {paths: [US, UK]}\n")
    (two / "meant.yaml").write_text("extends: rules.yaml\nrules: {less-than-before: warning}\n")
    night = ("scan", *paths, *NIGHT[2:])
    assert shrunk(here(two, *night)) == []
    assert here(two, "scan", "US", *NIGHT[2:]).code == 0
    for each in (two / "UK").iterdir():
        each.unlink()
    assert [each for each in shrunk(here(two, *night)) if "Rows" not in each] == [
        "UK: 1 promoted SKU of run 1 is gone, and its promotions are not over: A-1.",
        "UK: 1 promotion of run 1 is gone, and it is not over: K1.",
    ]
    assert here(two, *night, "--rules", "meant.yaml").code == 0
    assert shrunk(here(two, *night)) == []
