"""`promocheck scan --require-approval`: a deep campaign that nobody has signed off is a finding, drafts first of all."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from tests.cli.command import AS_OF, promocheck, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

KEPT: Final = ("--ledger", "ledger.sqlite")
SCAN: Final = ("scan", "US", *AS_OF, *KEPT, "--require-approval", "--format", "compact")
LISTINGS: Final = """
sku | price
A-1 | 100.00
B-2 | 80.00
"""
FLOORS: Final = """
sku | floor
A-1 | 10.00
B-2 | 10.00
"""
PROMOTIONS: Final = """
promotion_id | kind   | sku | discount_type | discount_value | start      | end        | stackable | owner
C1           | coupon | A-1 | percent       | 40             | 2026-12-01 | 2026-12-05 | no        | Kim
"""
DRAFT: Final = """
promotion_id | kind      | sku | discount_type | discount_value | start      | end        | units | stackable | owner | marketplace
D9           | best_deal | B-2 | price         | 30.00          | 2026-12-10 | 2026-12-14 | 100   | no        | Kim   | US
"""
OF_ACME: Final = f"""
store | {DRAFT.splitlines()[1]}
acme  | {DRAFT.splitlines()[2]}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROMOCHECK_USER", "Kim")
    return write_shop(tmp_path, listings=LISTINGS, floors=FLOORS, promotions=PROMOTIONS)


def approve(here: Here, shop: Path) -> None:
    ended = here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT)
    assert ended.code == 0, ended.err


def test_it_is_a_finding_until_somebody_approves_it_and_again_when_it_changes(shop: Path, here: Here) -> None:
    found = here(shop, *SCAN)
    assert found.code == 1
    assert "PC604" in found.out
    approve(here, shop)
    assert here(shop, *SCAN).code == 0
    write_sheet(shop / "US" / "promotions.csv", table(PROMOTIONS.replace("| 40 ", "| 45 ")))
    changed = here(shop, *SCAN)
    assert changed.code == 1
    assert "C1 is not as it was approved." in changed.out


@pytest.mark.parametrize(
    ("listings", "floors"),
    [
        (LISTINGS.replace("100.00", "60.00"), FLOORS),
        (LISTINGS.replace("price\nA-1 | 100.00", "price | sale_price\nA-1 | 100.00 | 60.00"), FLOORS),
        (LISTINGS, FLOORS.replace("A-1 | 10.00", "A-1 | 5.00")),
    ],
    ids=["listing", "sale", "floor"],
)
@pytest.mark.parametrize("small", ["5", "6"])
def test_what_moved_below_a_campaign_is_found_whatever_else_has_changed(
    shop: Path, here: Here, small: str, listings: str, floors: str
) -> None:
    """A small coupon that was edited hid that the price below the deep one had been cut."""
    coupon = "C2 | coupon | A-1 | percent | 5 | 2027-02-01 | 2027-02-05 | no | Kim"
    sheets = {"promotions": PROMOTIONS + coupon, "listings": LISTINGS, "floors": FLOORS}
    for name, text in sheets.items():
        write_sheet(shop / "US" / f"{name}.csv", table(text))
    here(shop, *SCAN)
    approve(here, shop)
    assert here(shop, *SCAN).code == 0
    now = {"promotions": sheets["promotions"].replace("| 5 |", f"| {small} |"), "floors": floors}
    for name, text in {**now, "listings": listings.replace("B-2 | 80.00\n", "")}.items():
        write_sheet(shop / "US" / f"{name}.csv", table(text))
    found = here(shop, *SCAN)
    assert (found.code, "PC604" in found.out) == (1, True)


def test_without_a_ledger_it_says_what_to_do(shop: Path) -> None:
    ended = promocheck(shop, "scan", "US", *AS_OF, "--require-approval")
    assert (ended.code, ended.out) == (2, "")
    assert "Pass --ledger FILE" in ended.err


def test_the_policy_may_ask_for_it(shop: Path, here: Here) -> None:
    scan = ("scan", "US", *AS_OF, "--format", "compact")
    (shop / "rules.yaml").write_text("version: 1\nledger: {path: ledger.sqlite, require_approval: true}\n")
    assert here(shop, *scan).code == 1
    assert here(shop, "approve", "--by", "Ann", "--note", "ok").code == 0
    assert here(shop, *scan).code == 0


@pytest.mark.parametrize(
    ("draft", "drawn"), [("draft.csv", DRAFT), ("new/US/draft.csv", DRAFT), ("draft.csv", OF_ACME)]
)
def test_a_draft_that_is_approved_stays_approved_when_it_is_live(
    shop: Path, here: Here, draft: str, drawn: str
) -> None:
    here(shop, *SCAN)
    approve(here, shop)
    (shop / draft).parent.mkdir(parents=True, exist_ok=True)
    write_sheet(shop / draft, table(drawn))
    drafted = here(shop, *SCAN[:-1], "json", "--draft", draft)
    (found,) = json.loads(drafted.out)["findings"]
    assert (drafted.code, found["rule"], found["since"], found["sku"]) == (1, "PC604", "new", "B-2")
    assert (found["stacked_price"], found["owner"]) == ("30.00", "Kim")
    approve(here, shop)
    assert here(shop, *SCAN, "--draft", draft).code == 0
    write_sheet(shop / "US" / "deals.csv", table(DRAFT))
    assert here(shop, *SCAN).code == 0


def test_what_a_ledger_says_that_was_edited_is_not_believed(shop: Path, here: Here) -> None:
    here(shop, *SCAN)
    approve(here, shop)
    with closing(sqlite3.connect(shop / "ledger.sqlite")) as database:
        database.execute("UPDATE entries SET head = replace(head, 'Ann', 'Bob') WHERE number = 2")
        database.commit()
    ended = here(shop, *SCAN)
    assert ended.code == 3
    assert (
        "ledger.sqlite: entry 2: it has been changed since it was written. What it says is not believed."
        in ended.out
    )
    assert "PC604" in ended.out


def test_a_ledger_that_cannot_be_read_loses_no_finding(shop: Path, here: Here) -> None:
    (shop / "ledger.sqlite").write_text("no ledger at all, though long enough to be something")
    ended = here(shop, *SCAN)
    assert ended.code == 3
    assert "What it says of approvals and earlier runs is not known." in ended.out
    assert "PC604" in ended.out


def test_what_a_later_scan_does_not_ask_for_is_not_gone(shop: Path, here: Here) -> None:
    here(shop, *SCAN)
    here(shop, "scan", "US", *AS_OF, *KEPT)
    ended = here(shop, "diff", *KEPT)
    assert ended.out.startswith("NOTHING NEW SINCE RUN 1: 0 better, 0 the same, 0 gone\n")
    assert "── Not looked for: the later run did not ask for approvals ──\n  ERROR PC604" in ended.out
    told = json.loads(here(shop, "diff", *KEPT, "--format", "json").out)
    assert ([each["rule"] for each in told["not_looked_for"]], told["gone"]) == (["PC604"], [])


def test_what_was_approved_since_is_gone(shop: Path, here: Here) -> None:
    here(shop, *SCAN)
    approve(here, shop)
    here(shop, *SCAN)
    assert here(shop, "diff", *KEPT).out.startswith("NOTHING NEW SINCE RUN 1: 0 better, 0 the same, 1 gone\n")
