"""`promocheck calendar`: what is printed, and the codes it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, promocheck, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet


@pytest.mark.parametrize(("promotions", "code"), [(COUPON, 0), (BELOW_FLOOR, 1), (LETTER_O, 3)])
def test_the_code_is_that_of_what_is_shown(tmp_path: Path, here: Here, promotions: str, code: int) -> None:
    ended = here(write_shop(tmp_path, promotions=promotions), "calendar", "US", *AS_OF)
    assert (ended.code, ended.err) == (code, "")
    assert ("── May be missing here ──" in ended.out) == (code == 3)


def test_in_a_process_of_its_own_and_as_json(tmp_path: Path) -> None:
    asked = ("--by", "sku", "--sku", "A-1", "--to", "2026-12-02", "--free", "36h", "--kind", "coupon")
    ended = promocheck(write_shop(tmp_path), "calendar", "US", *AS_OF, *asked, "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    document = json.loads(ended.out)
    assert (document["schema"], document["first"], document["last"]) == (
        "promocheck.calendar/1",
        "2026-11-23",
        "2026-12-02",
    )
    assert document["locks"][0] | {"kind": ""} == {
        "store": None,
        "marketplace": "US",
        "promotion": "C1",
        "kind": "",
        "locks_at": "2026-12-01T02:00:00Z",
        "minutes_left": 10200,
        "locked": False,
        "start": "2026-12-01T08:00:00Z",
    }
    (sku,) = document["skus"]
    assert [each["lowest_price"] for each in sku["days"]] == [None] * 7 + ["80.00"] * 3
    (free,) = document["free"]["on"]
    assert free["windows"] == [{"start": "2026-11-24T00:00:00Z", "end": "2026-11-30T22:00:00Z"}]


@pytest.mark.parametrize("kind", ["Coupons", "优惠券"])
def test_a_kind_is_understood_as_in_files(tmp_path: Path, here: Here, kind: str) -> None:
    folder = write_shop(tmp_path)
    calendars = [
        here(folder, "calendar", "US", *AS_OF, "--free", "36h", "--kind", each) for each in (kind, "coupon")
    ]
    assert calendars[0] == calendars[1]
    assert calendars[0].code == 0


def test_a_draft_is_in_it(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    (folder / "US/promotions.csv").rename(folder / "draft.csv")
    ended = here(folder, "calendar", "US", "--draft", "draft.csv", "--marketplace", "US", *AS_OF)
    assert "   1  coupon C1, 20 %  draft  US  1 SKU  2026-12-01 00:00 PST" in ended.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--free", "7d"), "--free and --kind go together"),
        (
            ("--free", "7", "--kind", "coupon"),
            "--free: expected days or hours, such as 7d or 36h, found '7'.",
        ),
        (
            ("--free", "7d", "--kind", "coupn"),
            "--kind: 'coupn' is not known. Did you mean coupon? Known: sale_price (促销价), ",
        ),
        (("--from", "1.12."), "--from: expected a day such as 2026-12-01, found '1.12.'."),
        (("--to", "2026-01-01"), "Expected days from 2026-11-23 (the day of the run)"),
        (("--sku", "A-2"), "Did you mean 'A-1'?"),
        (("--format", "html"), "--format: 'html' is not known."),
    ],
)
def test_wrong_usage(tmp_path: Path, here: Here, options: tuple[str, ...], said: str) -> None:
    ended = here(write_shop(tmp_path), "calendar", "US", *AS_OF, *options)
    assert (ended.code, ended.out, said in ended.err) == (2, "", True), ended.err


def test_whom_a_draft_leaves_out_of_what_it_edits_is_told(tmp_path: Path, here: Here) -> None:
    live = COUPON.replace("| A-1 |", "| A-1;A-2 |")
    listings = "sku | price\nA-1 | 100.00\nA-2 | 100.00"
    folder = write_shop(
        tmp_path, listings=listings, promotions=live, floors="sku | floor\nA-1 | 10.00\nA-2 | 10.00"
    )
    write_sheet(folder / "draft.csv", table(COUPON))
    asked = ("calendar", "US", "--draft", "draft.csv", "--marketplace", "US", *AS_OF)
    told = here(folder, *asked)
    assert told.code == 0
    assert "── May be missing here ──" in told.out
    assert "The draft of promotion C1 does not name A-2" in " ".join(told.out.split())
    findings = json.loads(here(folder, *asked, "--format", "json").out)["findings"]
    assert [(each["rule"], each["severity"]) for each in findings if each["rule"] == "PC905"] == [
        ("PC905", "info")
    ]


def test_a_finding_stands_under_each_promotion_with_the_hours_in_which_that_runs(
    tmp_path: Path, here: Here
) -> None:
    two = """
    promotion_id | kind            | sku | discount_type | discount_value | start            | end
    L1           | lightning_deal  | A-1 | price         | 50.00          | 2026-12-07 10:00 | 2026-12-07 18:00
    E2           | prime_exclusive | A-1 | percent       | 45             | 2026-12-05       | 2026-12-10
    """
    said = here(write_shop(tmp_path, promotions=two), "calendar", "US", *AS_OF).out
    below = [line.strip() for line in said.splitlines() if "below-floor" in line]
    assert below == [
        "ERROR below-floor: 1 SKU, 2026-12-05 00:00 PST to 2026-12-11 00:00 PST",
        "ERROR below-floor: 1 SKU, 2026-12-07 10:00 PST to 2026-12-07 18:00 PST, as low as 50.00 USD",
    ]
