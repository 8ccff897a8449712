"""`promocheck approve` and `verify`: a sign-off that lasts while the content does, and falls with any change that matters."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, promocheck, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

KEPT: Final = ("--ledger", "ledger.sqlite")
LISTINGS: Final = """
sku | price  | quantity
A-1 | 100.00 | 50
B-2 | 80.00  | 9
"""
FLOORS: Final = """
sku | floor
A-1 | 60.00
B-2 | 20.00
"""
PROMOTIONS: Final = """
promotion_id | name        | kind      | sku | discount_type | discount_value | start      | end        | units | stackable | owner
C1           | Winter sale | coupon    | A-1 | percent       | 20             | 2026-12-01 | 2026-12-05 |       | no        | Kim
D1           | Week        | best_deal | B-2 | price         | 70.00          | 2026-12-02 | 2026-12-04 | 100   | no        | Kim
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROMOCHECK_USER", "Kim")
    return write_shop(tmp_path, listings=LISTINGS, floors=FLOORS, promotions=PROMOTIONS)


@pytest.fixture
def approved(shop: Path, here: Here) -> Path:
    assert here(shop, "scan", "US", *AS_OF, *KEPT).code == 0
    assert here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).code == 0
    return shop


def rewrite(shop: Path, sheet: str, text: str) -> None:
    write_sheet(shop / "US" / f"{sheet}.csv", table(text))


def verified(here: Here, shop: Path, *options: str) -> tuple[int, str]:
    ended = here(shop, "verify", "US", *AS_OF, *KEPT, *options)
    return ended.code, ended.out.splitlines()[0] if ended.out else ended.err


def test_the_lead_gets_the_checklist_with_the_values_filled_in(shop: Path, here: Here) -> None:
    here(shop, "scan", "US", *AS_OF, *KEPT)
    ended = here(shop, "approve", "1", "--by", "Ann", "--note", "Looked at both", *KEPT)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("APPROVED: run 1 by Ann, 2 promoted SKUs in 2 campaigns\n")
    assert '── coupon C1 "Winter sale" ──\n\n' in ended.out
    for line in (
        "[ ] product       1 SKU: A-1",
        "[ ] discount      20 %",
        "[ ] window        2026-12-01 00:00 PST to 2026-12-06 00:00 PST",
        "[ ] units         100",
        "[ ] limit         none named",
        "[ ] stacking      not allowed",
        "[ ] set up by     Kim",
        "[ ] lowest price  80.00 USD on A-1 through C1, floor 60.00 USD",
    ):
        assert f"  {line}\n" in ended.out
    assert "approved by Ann" in here(shop, "history", *KEPT).out
    again = here(shop, "approve", "1", "--by", "Li", "--note", "两个都看过", *KEPT, "--lang", "zh")
    assert re.search("^  备注 +两个都看过$", again.out, re.MULTILINE)  # "提示" is a severity


@pytest.mark.parametrize(
    ("by", "said"), [("lee ", "D1"), ("L.ee", "D1"), ("Ｌ ｅｅ", "D1"), ("Ann", None), ("--", None)]
)
def test_who_signs_for_what_is_ones_own_is_told_so(
    shop: Path, here: Here, monkeypatch: pytest.MonkeyPatch, by: str, said: str | None
) -> None:
    """Another account ran the scan, so the signature counts; whoever reads it shall know."""
    rewrite(
        shop,
        "promotions",
        PROMOTIONS.replace("no        | Kim\n", "no        | Lee\n").replace("Lee", "Kim", 1),
    )
    here(shop, "scan", "US", *AS_OF, *KEPT)
    monkeypatch.setenv("PROMOCHECK_USER", "lead")
    ended = here(shop, "approve", "--by", by, "--note", "ok", *KEPT)
    assert ended.code == 0
    bewares = [line.split(None, 1)[1] for line in ended.out.splitlines() if line.strip().startswith("beware")]
    assert bewares == ([f"signed by whoever set up {said}"] if said else [])


def test_nothing_moved(approved: Path, here: Here) -> None:
    ended = here(approved, "verify", "US", *AS_OF, *KEPT)
    assert ended.code == 0
    assert ended.out.startswith("AS APPROVED: 2 promoted SKUs, nothing moved\n")
    assert "the very bytes that were approved" in ended.out


@pytest.mark.parametrize(
    ("sheet", "change"),
    [
        ("promotions", lambda text: text.replace("Kim", "Li ")),
        ("listings", lambda text: text.replace("| 50", "| 3")),
        ("promotions", lambda text: "\n".join([*text.splitlines()[:2], *text.splitlines()[:1:-1]])),
    ],
    ids=["owner", "sold", "reordered"],
)
def test_it_survives_a_new_export(
    approved: Path, here: Here, sheet: str, change: Callable[[str], str]
) -> None:
    rewrite(approved, sheet, change({"promotions": PROMOTIONS, "listings": LISTINGS}[sheet]))
    assert verified(here, approved) == (0, "AS APPROVED: 2 promoted SKUs, nothing moved")
    assert "the very bytes" not in here(approved, "verify", "US", *AS_OF, *KEPT).out


@pytest.mark.parametrize(
    ("sheet", "old", "new", "why"),
    [
        ("listings", "100.00", "99.00", "A buyer can reach 79.20 USD instead of 80.00 USD."),
        ("promotions", "| 20 ", "| 25 ", "C1 is not as it was approved."),
        ("promotions", "2026-12-05", "2026-12-09", "C1 is not as it was approved."),
        ("promotions", "| 100 ", "| 900 ", "D1 is not as it was approved."),
        ("promotions", "B-2", "A-1", "D1 was not approved."),
        ("promotions", "| no  ", "| yes ", "C1 is not as it was approved."),
        ("floors", "60.00", "79.00", "The floor is 79.00 USD instead of 60.00 USD."),
    ],
)
def test_it_falls_with_what_touches_a_sku(
    approved: Path, here: Here, sheet: str, old: str, new: str, why: str
) -> None:
    texts = {"promotions": PROMOTIONS, "listings": LISTINGS, "floors": FLOORS}
    assert old in texts[sheet]
    rewrite(approved, sheet, texts[sheet].replace(old, new))
    ended = here(approved, "verify", "US", *AS_OF, *KEPT)
    assert ended.code == 1
    assert ended.out.startswith("MOVED: ")
    assert why in ended.out


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ("# the same in other words\nversion: 1\n", 0),
        ("version: 1\nfloors: {default: {min_percent_of_price: 79}}\n", 1),
        ("version: 1\nrules: {deep-discount: {severity: warning, percent: 10}}\n", 1),
    ],
)
def test_it_falls_with_a_policy_that_touches_a_sku(
    approved: Path, here: Here, policy: str, code: int
) -> None:
    (approved / "rules.yaml").write_text(policy)
    assert verified(here, approved)[0] == code


@pytest.mark.parametrize(
    ("policy", "runs"),
    [
        ("# the same in other words\nversion: 1\n", []),
        ("version: 1\nledger: {approvers: [Ann]}\n", []),
        ("version: 1\nfloors: {default: {min_percent_of_price: 10}}\n", [1]),
        ('version: 1\nrules: {deep-discount: {severity: "off"}}\n', [1]),
    ],
)
def test_a_policy_that_says_something_else_is_told_though_nothing_moved(
    approved: Path, here: Here, policy: str, runs: list[int]
) -> None:
    """What was signed off is not all that it was: the next export is judged by other limits."""
    (approved / "rules.yaml").write_text(policy)
    ended = here(approved, "verify", "US", *AS_OF, *KEPT)
    assert (ended.code, ended.out.splitlines()[0]) == (0, "AS APPROVED: 2 promoted SKUs, nothing moved")
    line = "  policy    says something else of prices or findings than in the approved run 1"
    assert (line in ended.out.splitlines()) == bool(runs)
    document = json.loads(here(approved, "verify", "US", *AS_OF, *KEPT, "--format", "json").out)
    assert document["other_policy"] == runs


def test_what_is_only_better(shop: Path, here: Here) -> None:
    more = "C2           | Winter sale | coupon    | A-1 | percent       | 5              | 2026-12-02 | 2026-12-03 |       | yes       | Kim\n"
    rewrite(shop, "promotions", PROMOTIONS.replace("| no ", "| yes") + more)
    here(shop, "scan", "US", *AS_OF, *KEPT)
    here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT)
    rewrite(shop, "promotions", PROMOTIONS.replace("| no ", "| yes"))
    assert verified(here, shop) == (
        0,
        "AS APPROVED OR BETTER: 1 better, 1 the same; 1 approved campaign is gone or stopped",
    )


def test_any_change_of_a_promotion_moves_it_however_mild(approved: Path, here: Here) -> None:
    rewrite(approved, "promotions", PROMOTIONS.replace("| 20 ", "| 15 "))
    assert verified(here, approved) == (
        1,
        "MOVED: 1 SKU not as approved, 0 other findings new or worse, 0 better, 1 the same",
    )


def test_a_finding_that_weighs_more_moves_it(shop: Path, here: Here) -> None:
    (shop / "rules.yaml").write_text("version: 1\nrules: {below-floor: warning, handover-gap: off}\n")
    rewrite(shop, "promotions", PROMOTIONS.replace("| 20 ", "| 50 "))
    assert here(shop, "scan", "US", *AS_OF, *KEPT).code == 0
    assert here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).code == 0
    assert verified(here, shop)[0] == 0
    (shop / "rules.yaml").write_text("version: 1\nrules: {handover-gap: off}\n")
    assert verified(here, shop)[0] == 1


def test_a_finding_about_no_sku_moves_the_shop(approved: Path, here: Here) -> None:
    code = PROMOTIONS.replace("| coupon    | A-1", "| social_code | A-1")
    rewrite(approved, "promotions", code)
    ended = here(approved, "verify", "US", *AS_OF, *KEPT)
    assert ended.code == 1


UNPROMOTED: Final = LISTINGS + "C-3 | 9.00   | 5\nD-4 | 30.00  | 5\n"
UNPROMOTED_FLOORS: Final = FLOORS + "C-3 | 10.00\nD-4 | 20.00\n"


@pytest.fixture
def with_unpromoted(shop: Path, here: Here) -> Path:
    """C-3 is priced below its floor, and nobody promotes it; as an error it would keep from signing."""
    (shop / "rules.yaml").write_text("version: 1\nrules: {floor-above-price: warning}\n")
    rewrite(shop, "listings", UNPROMOTED)
    rewrite(shop, "floors", UNPROMOTED_FLOORS)
    assert here(shop, "scan", "US", *AS_OF, *KEPT).code == 0
    assert here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).code == 0
    assert verified(here, shop) == (0, "AS APPROVED: 2 promoted SKUs, nothing moved")
    return shop


@pytest.mark.parametrize(
    ("sheet", "before", "now", "section", "sku"),
    [
        ("listings", "C-3 | 9.00 ", "C-3 | 8.00 ", "Worse", "C-3"),
        ("floors", "C-3 | 10.00", "C-3 | 12.00", "Worse", "C-3"),
        ("listings", "D-4 | 30.00", "D-4 | 19.00", "New", "D-4"),
    ],
)
def test_what_is_worse_or_new_on_a_sku_without_promotions_moves_it(
    with_unpromoted: Path, here: Here, sheet: str, before: str, now: str, section: str, sku: str
) -> None:
    text = {"listings": UNPROMOTED, "floors": UNPROMOTED_FLOORS}[sheet]
    assert before in text
    rewrite(with_unpromoted, sheet, text.replace(before, now))
    ended = here(with_unpromoted, "verify", "US", *AS_OF, *KEPT)
    assert ended.code == 1
    said = "MOVED: 0 SKUs not as approved, 1 other finding new or worse, 0 better, 2 the same"
    assert ended.out.startswith(f"{said}\n")
    assert f"── {section} ──\n  WARNING PC107 floor-above-price  US  {sku}" in ended.out
    found = json.loads(here(with_unpromoted, "verify", "US", *AS_OF, *KEPT, "--format", "json").out)
    assert [each["sku"] for each in found[section.lower()]] == [sku]


def test_what_was_accepted_and_is_worse_moves_it_until_it_is_approved_again(shop: Path, here: Here) -> None:
    """A waiver names a price, and no floor: that this rises is told nowhere else."""
    listings = """
    sku | price  | quantity | business_price
    A-1 | 100.00 | 50       |
    B-2 | 80.00  | 9        |
    C-3 | 30.00  | 9        | 18.00
    """
    floors = FLOORS + "C-3 | 20.00\n"
    rewrite(shop, "listings", listings)
    rewrite(shop, "floors", floors)
    found = json.loads(here(shop, "scan", "US", *AS_OF, "--format", "json").out)["findings"]
    (finding,) = (each for each in found if each["rule"] == "PC111")
    (shop / "rules.yaml").write_text("version: 1\nwaivers: waivers.yaml\n")
    accepted = ("--reason", "Agreed", "--owner", "Lee", "--until", "2027-01-31")
    assert here(shop, "waive", finding["fingerprint"], "US", *AS_OF, *accepted).code == 0
    assert here(shop, "scan", "US", *AS_OF, *KEPT).code == 0
    assert here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).code == 0
    assert verified(here, shop)[0] == 0
    rewrite(shop, "floors", floors.replace("C-3 | 20.00", "C-3 | 25.00"))
    ended = here(shop, "verify", "US", *AS_OF, *KEPT)
    assert ended.code == 1
    assert "── Worse ──\n  WAIVED ERROR PC111 business-price-below-floor  US  C-3" in ended.out
    assert here(shop, "scan", "US", *AS_OF, *KEPT).code == 0
    assert here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).code == 0
    assert verified(here, shop)[0] == 0


def test_nothing_promoted_is_never_as_approved(approved: Path, here: Here) -> None:
    ended = PROMOTIONS.replace("2026-12", "2026-10")
    rewrite(approved, "promotions", ended)
    found = here(approved, "verify", "US", *AS_OF, *KEPT)
    assert found.out.splitlines()[0] == (
        "NOTHING IS PROMOTED HERE, so there is nothing to hold against an approval; 2 approved SKUs carry no promotion now; "
        "2 approved campaigns are gone or stopped"
    )
    assert "US/A-1, US/B-2" in found.out


def test_a_broken_ledger_is_told_before_anything_else(approved: Path, here: Here) -> None:
    with closing(sqlite3.connect(approved / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE entries SET head = replace(head, 'Kim', 'Bob') WHERE number = 1")
    found = here(approved, "verify", "US", *AS_OF, *KEPT)
    assert (found.code, found.out.startswith("NOT TRUSTWORTHY: ledger.sqlite: entry 1: ")) == (3, True)
    document = json.loads(here(approved, "verify", "US", *AS_OF, *KEPT, "--format", "json").out)
    assert (document["exit_code"], document["broken"][0]["entry"]) == (3, 1)


def test_an_approval_that_was_taken_out_is_no_lack_of_one(approved: Path, here: Here) -> None:
    here(approved, "scan", "US", *AS_OF, *KEPT)
    with closing(sqlite3.connect(approved / "ledger.sqlite")) as connection, connection:
        connection.execute("DELETE FROM entries WHERE number = 2")
    found = here(approved, "verify", "US", *AS_OF, *KEPT)
    assert found.code == 3
    assert found.out.startswith("NOT TRUSTWORTHY: ledger.sqlite: entry 3: entry 2 is missing before it.")


TO_DO: Final = "What to do: put a copy of the ledger from before in its place; or move it away, scan, and approve what was approved once more."


NOT_KNOWN: Final = "NOT KNOWN WHETHER APPROVED, for the ledger was changed. By what it says now: {moved} moved, 0 other findings new or worse, 0 better, {same} the same"


def test_who_an_edited_approval_names_is_not_told_as_who_approved(approved: Path, here: Here) -> None:
    with closing(sqlite3.connect(approved / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE entries SET head = replace(head, 'Ann', 'Bob') WHERE number = 2")
    told = here(approved, "verify", "US", *AS_OF, *KEPT).out
    assert TO_DO in told.splitlines()
    assert NOT_KNOWN.format(moved="0 SKUs", same=2) in told.splitlines()
    assert "AS APPROVED" not in told
    assert "approved  NOT TO BE BELIEVED, so says entry 2: run 1 by Bob, " in told
    assert "files     the very bytes of run 1\n" in told
    told = here(approved, "history", *KEPT).out
    assert TO_DO in told.splitlines()
    assert "approved by somebody (entry 2, which is not to be believed, says Bob)" in told
    told = here(approved, "history", "--by", "owner", *KEPT).out
    assert "last by somebody (entry 2, which is not to be believed, says Bob)" in told


def test_by_an_edited_ledger_nothing_is_known_to_have_moved_either(approved: Path, here: Here) -> None:
    with closing(sqlite3.connect(approved / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE entries SET head = replace(head, 'Ann', 'Bob') WHERE number = 2")
    rewrite(approved, "promotions", PROMOTIONS.replace("| 20 ", "| 15 "))
    told = here(approved, "verify", "US", *AS_OF, *KEPT).out
    assert NOT_KNOWN.format(moved="1 SKU", same=1) in told.splitlines()
    assert "very bytes" not in told


@pytest.mark.parametrize(
    ("number", "edit"),
    [
        (2, "replace(head, '\"run\":1', '\"run\":[1]')"),
        (2, 'replace(head, \'"run":1\', \'"run":"one"\')'),
        (2, "replace(head, '\"by\":', '\"for\":')"),
        (2, "'[]'"),
        (1, "replace(head, '\"who\":', '\"whose\":')"),
        (1, "replace(head, '\"clear\"', '\"fine\"')"),
        (1, "replace(head, '\"as_of\":', '\"as_of\":99999')"),
        (1, "replace(head, '\"error\":0', '\"error\":null')"),
        (1, "replace(head, '\"draft\":', '\"drafts\":')"),
    ],
)
def test_an_entry_whose_head_is_none_any_more_is_told_as_edited(
    approved: Path, here: Here, number: int, edit: str
) -> None:
    with closing(sqlite3.connect(approved / "ledger.sqlite")) as connection, connection:
        before = connection.execute(f"SELECT head FROM entries WHERE number = {number}").fetchone()  # noqa: S608 - ours
        connection.execute(f"UPDATE entries SET head = {edit} WHERE number = {number}")  # noqa: S608 - ours
        after = connection.execute(f"SELECT head FROM entries WHERE number = {number}").fetchone()  # noqa: S608 - ours
    assert before != after
    told = f"NOT TRUSTWORTHY: ledger.sqlite: entry {number}: it has been changed since it was written."
    for command in (
        ("history",),
        ("history", "--by", "owner"),
        ("verify", "US", *AS_OF),
    ):
        found = here(approved, *command, *KEPT)
        assert (found.code, told in found.out) == (3, True), found.err
        assert here(approved, *command, *KEPT, "--format", "json").code == 3


def test_an_approval_of_a_run_that_was_taken_out_is_told(approved: Path, here: Here) -> None:
    """With 3: a ledger from which something was taken is no wrong usage."""
    here(approved, "scan", "US", *AS_OF, *KEPT)
    with closing(sqlite3.connect(approved / "ledger.sqlite")) as connection, connection:
        connection.execute("DELETE FROM entries WHERE number = 1")
    found = here(approved, "verify", "US", *AS_OF, *KEPT)
    assert found.code == 3
    assert found.out.startswith("NOT TRUSTWORTHY: ledger.sqlite: entry 2: entry 1 is missing before it.")


def test_an_instant_that_is_no_number_is_told_as_what_it_is(approved: Path, here: Here) -> None:
    with closing(sqlite3.connect(approved / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE entries SET at = '2026-11-28T00:00:00Z' WHERE number = 2")
    found = here(approved, "history", *KEPT)
    assert (found.code, "LOOK AT THIS" in found.out) == (3, False)
    assert "NOT TRUSTWORTHY: ledger.sqlite: entry 2: it has been changed since it was written." in found.out


def test_every_discount_of_a_campaign_is_on_the_checklist(shop: Path, here: Here) -> None:
    rewrite(
        shop,
        "promotions",
        PROMOTIONS.replace(
            "D1           | Week        | best_deal | B-2 | price         | 70.00",
            "C1           | Winter sale | coupon    | B-2 | percent       | 45   ",
        ),
    )
    here(shop, "scan", "US", *AS_OF, *KEPT)
    said = here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).out
    assert "APPROVED: run 1 by Ann, 2 promoted SKUs in 1 campaign\n" in said
    assert said.count('coupon C1 "Winter sale"') == 1
    assert {"20 %", "45 %"} <= {
        line.strip().removeprefix("[ ] discount").strip() for line in said.splitlines()
    }


@pytest.mark.parametrize(
    ("floors", "lang", "said"),
    [
        (FLOORS + "C-3 | 10.00\n", "en", "lowest price  30.00 USD on C-3, floor 10.00 USD"),
        (FLOORS + "C-3 |\n", "en", "lowest price  30.00 USD on C-3, no floor"),
        (FLOORS + "C-3 | 10.00\n", "zh", "最低价  C-3 最低 30.00 USD，底价 10.00 USD"),
        (FLOORS + "C-3 |\n", "zh", "最低价  C-3 最低 30.00 USD，没有底价"),
    ],
)
def test_a_lowest_price_that_no_promotion_makes_names_none(
    shop: Path, here: Here, floors: str, lang: str, said: str
) -> None:
    """A deal above the selling price changes nothing."""
    rewrite(shop, "listings", LISTINGS + "C-3 | 30.00  | 9\n")
    rewrite(shop, "floors", floors)
    deal = "D2 | Dear | best_deal | C-3 | price | 40.00 | 2026-12-02 | 2026-12-04 | 100 | no | Kim\n"
    rewrite(shop, "promotions", PROMOTIONS + deal)
    (shop / "rules.yaml").write_text("version: 1\nrules: {missing-floor: off}\n")
    here(shop, "scan", "US", *AS_OF, *KEPT)
    ended = here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT, "--lang", lang)
    assert f"  [ ] {said}\n" in ended.out, ended


def test_of_several_shops_each_campaign_names_its_own(tmp_path: Path, here: Here) -> None:
    shop = write_shop(
        tmp_path,
        listings="store | sku | price\nacme | A-1 | 100.00\nbolt | A-1 | 100.00",
        floors="store | sku | floor\nacme | A-1 | 60.00\nbolt | A-1 | 60.00",
        promotions="""
        store | promotion_id | kind   | sku | discount_type | discount_value | start      | end        | stackable
        acme  | C1           | coupon | A-1 | percent       | 20             | 2026-12-01 | 2026-12-05 | no
        bolt  | C1           | coupon | A-1 | percent       | 30             | 2026-12-01 | 2026-12-05 | no
        """,
    )
    assert here(shop, "scan", "US", *AS_OF, *KEPT).code == 0
    said = here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).out
    assert [line.split()[-1] for line in said.splitlines() if line.startswith("  [ ] shop ")] == [
        "bolt/US",
        "acme/US",
    ]


def test_what_ended_is_told_and_moves_nothing(approved: Path, here: Here) -> None:
    rewrite(approved, "promotions", "\n".join(PROMOTIONS.splitlines()[:3]))
    ended = here(approved, "verify", "US", *AS_OF, *KEPT)
    assert (ended.code, ended.out.splitlines()[0]) == (
        0,
        "AS APPROVED: 1 promoted SKU, nothing moved; 1 approved SKU carries no promotion now; 1 approved campaign is gone or stopped",
    )
    assert "US/B-2" in ended.out


# --- Waivers: what is accepted, and what is not any more --------------------------------

ACCEPTED: Final = "- {rule: below-floor, marketplace: US, sku: A-1, not_below: 50.00, reason: agreed, owner: Li, expires: 2027-06-30}\n"
AGAIN: Final = "PC101 below-floor was waived, and counts again."
TOO_LOW: Final = (
    PROMOTIONS
    + "D2           | Clearance   | best_deal | A-1 | price         | 50.00          | 2026-12-08 | 2026-12-09 | 10    | no        | Kim\n"
)


@pytest.fixture
def accepted(shop: Path, here: Here) -> Path:
    """A shop with a deal below the floor that a waiver accepts, signed off."""
    (shop / "rules.yaml").write_text("version: 1\nrules: {handover-gap: off}\n")
    (shop / "waivers.yaml").write_text(ACCEPTED)
    rewrite(shop, "promotions", TOO_LOW)
    assert here(shop, "scan", "US", *AS_OF, *KEPT).code == 0
    assert here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).code == 0
    return shop


def test_a_waiver_that_is_not_used_any_more_moves_nothing_and_is_told(accepted: Path, here: Here) -> None:
    """Its SKU got better, as it did for whoever has no waiver."""
    assert verified(here, accepted) == (0, "AS APPROVED: 2 promoted SKUs, nothing moved")
    rewrite(accepted, "promotions", PROMOTIONS)
    ended = here(accepted, "verify", "US", *AS_OF, *KEPT)
    assert (ended.code, ended.out.splitlines()[0]) == (
        0,
        "AS APPROVED OR BETTER: 1 better, 1 the same; 1 approved campaign is gone or stopped",
    )
    assert "── Waivers that are not used any more ──\n" in ended.out
    assert "WARNING PC602 waiver-unused  US  A-1" in ended.out
    document = json.loads(here(accepted, "verify", "US", *AS_OF, *KEPT, "--format", "json").out)
    assert (document["exit_code"], document["moved"], document["new"]) == (0, [], [])
    assert [(each["rule"], each["sku"]) for each in document["unused_waivers"]] == [("PC602", "A-1")]


def test_nor_does_one_of_a_sku_that_carries_no_promotion_now(accepted: Path, here: Here) -> None:
    rewrite(accepted, "promotions", "\n".join([PROMOTIONS.splitlines()[1], PROMOTIONS.splitlines()[3]]))
    code, said = verified(here, accepted)
    assert (code, said.startswith("AS APPROVED: 1 promoted SKU, nothing moved; ")) == (0, True)


def test_a_waiver_that_was_not_used_when_it_was_approved_is_no_news(shop: Path, here: Here) -> None:
    (shop / "waivers.yaml").write_text(ACCEPTED)
    here(shop, "scan", "US", *AS_OF, *KEPT)
    assert here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).code == 0
    ended = here(shop, "verify", "US", *AS_OF, *KEPT)
    assert (ended.code, "PC602" in ended.out) == (0, False)


@pytest.mark.parametrize(
    ("waivers", "why"),
    [
        ("", AGAIN),
        (ACCEPTED.replace("sku: A-1", "sku: A-7"), AGAIN),
        (ACCEPTED.replace("50.00", "55.00"), AGAIN),
        (ACCEPTED.replace("2027-06-30", "2026-11-20"), f"{AGAIN} PC601 waiver-expired is new."),
    ],
    ids=["taken out", "of another SKU", "of a higher price", "expired"],
)  # fmt: skip
def test_what_no_waiver_accepts_any_more_has_moved(
    accepted: Path, here: Here, waivers: str, why: str
) -> None:
    (accepted / "waivers.yaml").write_text(waivers)
    document = json.loads(here(accepted, "verify", "US", *AS_OF, *KEPT, "--format", "json").out)
    (moved,) = document["moved"]
    assert (document["exit_code"], moved["sku"], " ".join(moved["reasons"])) == (1, "A-1", why)


def test_a_waiver_that_is_over_is_told_as_such_also_where_nothing_needs_it(
    accepted: Path, here: Here
) -> None:
    """Nobody can tell by it alone that nothing was lost."""
    rewrite(accepted, "promotions", PROMOTIONS)
    (accepted / "waivers.yaml").write_text(ACCEPTED.replace("2027-06-30", "2026-11-20"))
    assert verified(here, accepted)[0] == 1


# --- What was approved and is not here --------------------------------------------------

MILD: Final = """
promotion_id | name    | kind       | sku | discount_type | discount_value | start      | end        | stackable | owner | marketplace | replaces
S1           | Sign-up | percentage_off | A-1 | percent    | 5              | 2026-12-02 | 2026-12-03 | no        | Kim   | US          | {replaces}
"""


def signed_with_a_draft(shop: Path, here: Here, replaces: str = "") -> None:
    write_sheet(shop / "draft.csv", table(MILD.format(replaces=replaces)))
    assert here(shop, "scan", "US", "--draft", "draft.csv", *AS_OF, *KEPT).code == 0
    assert here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).code == 0


def test_an_approved_campaign_that_was_never_uploaded_is_told(shop: Path, here: Here) -> None:
    """It makes no lowest price, so that every SKU sells as low as it was approved."""
    signed_with_a_draft(shop, here)
    assert verified(here, shop, "--draft", "draft.csv") == (0, "AS APPROVED: 2 promoted SKUs, nothing moved")
    ended = here(shop, "verify", "US", *AS_OF, *KEPT)
    assert (ended.code, ended.out.splitlines()[0]) == (
        0,
        "AS APPROVED: 2 promoted SKUs, nothing moved; 1 approved campaign is gone or stopped",
    )
    assert ended.out.endswith(
        "── Approved, not over, and gone or stopped ──\n\n"
        '  US  percentage off S1 "Sign-up"\n'
        "    It counts nowhere: no file has it, or one says that it is over or stopped. It was approved on A-1.\n"
    )
    document = json.loads(here(shop, "verify", "US", *AS_OF, *KEPT, "--format", "json").out)
    assert document["missing"] == [
        {
            "promotion": "S1",
            "name": "Sign-up",
            "kind": "percentage_off",
            "store": None,
            "marketplace": "US",
            "skus": ["A-1"],
            "elsewhere": False,
            "start": "2026-12-02T08:00:00Z",
            "end": "2026-12-04T08:00:00Z",
            "owner": "Kim",
        }
    ]
    assert "S1" not in here(shop, "verify", "US", "--as-of", "2026-12-04T12:00:00Z", *KEPT).out


def test_an_approved_campaign_that_is_stopped_is_told(approved: Path, here: Here) -> None:
    head, coupon, deal = PROMOTIONS.strip().splitlines()
    rewrite(approved, "promotions", f"{head} | status\n{coupon} |\n{deal} | cancelled\n")
    ended = here(approved, "verify", "US", *AS_OF, *KEPT)
    assert ended.code == 0
    assert '── Approved, not over, and gone or stopped ──\n\n  US  best deal D1 "Week"\n' in ended.out


def test_what_an_approved_draft_replaces_is_not_missed(shop: Path, here: Here) -> None:
    other = "C9           | Fans        | percentage_off | A-1 | percent   | 3              | 2026-12-01 | 2026-12-05 |       | no        | Kim\n"
    rewrite(shop, "promotions", PROMOTIONS + other)
    signed_with_a_draft(shop, here, replaces="C9")
    rewrite(shop, "promotions", PROMOTIONS)
    write_sheet(shop / "US" / "uploaded.csv", table(MILD.format(replaces="")))
    assert verified(here, shop) == (0, "AS APPROVED: 2 promoted SKUs, nothing moved")


def test_a_draft_that_stops_something_else_than_was_approved_has_moved(shop: Path, here: Here) -> None:
    other = "C9           | Fans        | percentage_off | A-1 | percent   | 3              | 2026-12-01 | 2026-12-05 |       | no        | Kim\n"
    rewrite(shop, "promotions", PROMOTIONS + other)
    signed_with_a_draft(shop, here, replaces="C9")
    write_sheet(shop / "draft.csv", table(MILD.format(replaces="")))
    ended = here(shop, "verify", "US", "--draft", "draft.csv", *AS_OF, *KEPT)
    assert (ended.code, "C9 is not as it was approved." in ended.out) == (1, True)


def test_a_campaign_that_lacks_a_sku_is_told(shop: Path, here: Here) -> None:
    on_both = (
        PROMOTIONS + "S1 | | percentage_off | A-1; B-2 | percent | 5 | 2026-12-02 | 2026-12-03 | | no | Kim\n"
    )
    rewrite(shop, "promotions", on_both)
    assert here(shop, "scan", "US", *AS_OF, *KEPT).code == 0
    assert here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).code == 0
    rewrite(shop, "promotions", on_both.replace("A-1; B-2", "A-1"))
    ended = here(shop, "verify", "US", *AS_OF, *KEPT)
    assert (ended.code, ended.out.splitlines()[0].partition("; ")[2]) == (
        0,
        "1 approved campaign is not on all of its SKUs",
    )
    assert "    It is here, but not on all that it was approved on: it lacks B-2.\n" in ended.out


def test_a_scan_that_cannot_be_trusted_verifies_nothing(approved: Path, here: Here) -> None:
    rewrite(approved, "promotions", PROMOTIONS.replace("| 20 ", "| 2O "))
    code, said = verified(here, approved)
    assert code == 3
    assert said.startswith("NOT TRUSTWORTHY")


def test_verification_for_programs(approved: Path, here: Here) -> None:
    rewrite(approved, "promotions", PROMOTIONS.replace("| 20 ", "| 30 "))
    document = json.loads(here(approved, "verify", "US", *AS_OF, *KEPT, "--format", "json").out)
    (moved,) = document["moved"]
    assert document["exit_code"] == 1
    assert (moved["sku"], moved["stacked_price"], moved["stacked_price_before"]) == ("A-1", "70.00", "80.00")
    assert [each["by"] for each in document["approvals"]] == ["Ann"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("approve", "--by", "Kim", "--note", "ok", *KEPT), "Run 1 is not approved: Kim ran the scan"),
        (("approve", "7", "--by", "Ann", "--note", "ok", *KEPT), "there is no run 7"),
        (("approve", "--by", " ", "--note", "ok", *KEPT), "--by: expected a line of text"),
        (("approve", "--by", "Ann", "--note", "ok"), "No ledger is named."),
        (("verify", "US", *AS_OF, *KEPT), "nothing is approved yet"),
    ],
)
def test_what_is_not_approved(shop: Path, here: Here, arguments: tuple[str, ...], said: str) -> None:
    here(shop, "scan", "US", *AS_OF, *KEPT)
    ended = here(shop, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_errors_are_not_signed_off(shop: Path, here: Here) -> None:
    rewrite(shop, "promotions", BELOW_FLOOR)
    here(shop, "scan", "US", *AS_OF, *KEPT)
    assert "it has open errors" in here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).err


def test_the_command_in_a_process_of_its_own(approved: Path) -> None:
    assert promocheck(approved, "verify", "US", *AS_OF, *KEPT).code == 0
