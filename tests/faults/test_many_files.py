"""A thousand files of fifty stores in one run, each store with its own finding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tests.cli.command import AS_OF, FLOORS, LISTINGS
from tests.cli.conftest import Here, here
from tests.shop import table, write_sheet

__all__ = ["here"]

STORES: Final = 50
CAMPAIGNS: Final = 18  # sheets of promotions a store, beside its listings and floors
FIRST: Final = "promotion_id | kind | sku | discount_type | discount_value | start | end"


def test_each_of_fifty_stores_has_its_own_finding(tmp_path: Path, here: Here) -> None:
    for store in range(STORES):
        folder = tmp_path / "exports" / f"store-{store:02}" / "US"
        folder.mkdir(parents=True)
        write_sheet(folder / "listings.csv", table(LISTINGS))
        write_sheet(folder / "floors.csv", table(FLOORS))
        for campaign in range(CAMPAIGNS):
            month = campaign + 1
            start = f"2027-{month:02}-01" if month <= 12 else f"2026-12-{month:02}"
            deep = 10 + store % 50 if campaign == store % CAMPAIGNS else 70  # below the floor, or not
            row = f"D{campaign} | best_deal | A-1 | price | {deep}.00 | {start} | {start}"
            write_sheet(folder / f"deals-{campaign:02}.csv", table(f"{FIRST}\n{row}"))
    ended = here(
        tmp_path, "scan", "exports", *AS_OF, "--format", "json", "--ledger", "ledger.sqlite", "--quiet"
    )
    assert ended.code == 1, ended.err
    report = json.loads(ended.out)
    assert (len(report["inputs"]), report["coverage"]["promotions"]) == (
        STORES * (CAMPAIGNS + 2),
        STORES * CAMPAIGNS,
    )
    below = [each for each in report["findings"] if each["rule"] == "PC101"]
    assert {each["store"]: (each["stacked_price"], each["promotions"]) for each in below} == {
        f"store-{store:02}": (f"{10 + store % 50}.00", [f"D{store % CAMPAIGNS}"]) for store in range(STORES)
    }
    assert len(below) == STORES
