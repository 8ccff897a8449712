"""`scan --only`: how it ends, what it says, and what a look at a part of the shops must not pass for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, promocheck, write_shop
from tests.cli.conftest import Here

SCAN: Final = ("scan", ".", *AS_OF, "--no-cache")
NO_PART: Final = "What is checked in part must not pass for the whole."


@pytest.fixture
def shops(tmp_path: Path) -> Path:
    """A store that is clear in the US and not in Germany, and one that is not in the US."""
    for store, marketplace, promotions in (
        ("acme", "US", COUPON),
        ("acme", "DE", BELOW_FLOOR),
        ("bolt", "US", BELOW_FLOOR),
    ):
        (tmp_path / store).mkdir(exist_ok=True)
        write_shop(tmp_path / store, promotions=promotions, name=marketplace)
    return tmp_path


def report_of(folder: Path, *options: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(promocheck(folder, *SCAN, "--format", "json", *options).out)
    return document


@pytest.mark.parametrize(
    ("only", "code", "found", "used"),
    [
        ((), 1, ["acme/DE", "bolt/US"], 9),
        (("acme/US",), 0, [], 3),
        (("us",), 1, ["bolt/US"], 6),
        (("acme/",), 1, ["acme/DE"], 6),
        (("acme/us", "bolt/"), 1, ["bolt/US"], 6),
    ],
)
def test_what_is_asked_for_decides_the_exit_code_and_every_row_is_accounted_for(
    shops: Path, only: tuple[str, ...], code: int, found: list[str], used: int
) -> None:
    report = report_of(shops, *(word for each in only for word in ("--only", each)))
    said = {f"{each['store']}/{each['marketplace']}" for each in report["findings"]}
    assert (report["exit_code"], sorted(said)) == (code, found)
    rows = [each["rows"] for each in report["inputs"]]
    assert all(each["read"] == each["used"] + each["set_aside"] + each["unread"] for each in rows)
    assert (sum(each["read"] for each in rows), sum(each["used"] for each in rows)) == (9, used)
    assert report["coverage"]["listings"] == used // 3


@pytest.mark.parametrize("only", ["US", "acme/DE"])
def test_one_process_and_two_say_the_same(shops: Path, only: str) -> None:
    one, two = (promocheck(shops, *SCAN, "--only", only, "--format", "json", "--jobs", jobs) for jobs in "12")
    assert one == two


def test_of_all_shops_it_says_what_a_scan_without_it_says(shops: Path) -> None:
    every = ("--only", "acme/", "--only", "bolt/")
    for wanted in ("json", "text", "html"):
        options = ("--format", wanted)
        assert promocheck(shops, *SCAN, *options, *every) == promocheck(shops, *SCAN, *options)


def test_prepared_exports_are_asked_likewise(shops: Path, here: Here) -> None:
    assert here(shops, "prepare", "acme", "bolt", "--out", "set", *AS_OF).code == 0
    plain, prepared = (
        here(shops, "scan", *paths, *AS_OF, "--only", "acme/DE", "--format", "json")
        for paths in (("acme", "bolt"), ("set",))
    )
    assert prepared == plain
    assert plain.code == 1


@pytest.mark.parametrize(
    ("only", "said"),
    [
        (
            "XX",
            "--only: 'XX' names no shop. Expected a marketplace (US), a store's marketplace (acme/US), or",
        ),
        ("acme", "Marketplaces: US, UK, DE,"),
        ("", "--only: '' names no shop."),
        (
            "bolt/DE",
            "--only: no listing and no promotion of bolt/DE was read. There are: acme/DE, acme/US, bolt/US.",
        ),
        ("JP", "There are: acme/DE, acme/US, bolt/US."),
    ],
)
def test_what_names_nothing_is_wrong_usage(shops: Path, here: Here, only: str, said: str) -> None:
    ended = here(shops, *SCAN, "--only", only)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_nothing_at_all_is_not_clear(tmp_path: Path, here: Here) -> None:
    ended = here(tmp_path, *SCAN, "--only", "US")
    assert (ended.code, ended.out) == (2, "")
    assert "None was read at all: scan without --only to see why." in ended.err


def test_in_chinese(shops: Path) -> None:
    ended = promocheck(shops, *SCAN, "--only", "JP", "--lang", "zh")
    assert (ended.code, ended.out) == (2, "")
    assert "没有读到 JP 的任何商品或促销。读到的有：acme/DE、acme/US、bolt/US。" in ended.err
    assert "店铺或站点不在 --only 之内" in promocheck(shops, *SCAN, "--only", "acme/US", "--lang", "zh").out


@pytest.mark.parametrize(
    "options",
    [
        ("--ledger", "ledger.sqlite"),
        ("--last-run", "last.json"),
        ("--review", "review.html"),
        ("--fixed-out", "fixed.csv", "--draft", "acme/US/promotions.csv"),
        ("--notify",),
    ],
)
def test_a_part_is_not_kept_signed_or_sent_as_the_whole(
    shops: Path, here: Here, options: tuple[str, ...]
) -> None:
    before = {*shops.rglob("*")}
    ended = here(shops, *SCAN, "--only", "acme/US", *options)
    assert (ended.code, ended.out) == (2, "")
    assert f"{options[0]}: leave it out, or --only. {NO_PART}" in ended.err
    written = {each.name for each in {*shops.rglob("*")} - before}
    assert written <= {"last.json", ".last.json.lock"}  # where it is asked for it is noted that it ended as 2


def test_where_the_policy_keeps_runs_a_part_is_held_against_them_and_not_kept(
    shops: Path, here: Here
) -> None:
    (shops / "rules.yaml").write_text(
        "version: 1\nledger: {path: ledger.sqlite, shrinkage: {promotions: 0}}\nnightly: {last_run: last.json}\n"
    )
    part = (*SCAN, "--only", "acme/US")
    first = here(shops, *part)
    not_kept = "ledger.sqlite: this run is not written down there, for --only leaves shops out.\n"
    assert (first.code, first.err) == (0, f"promocheck: {not_kept}")
    assert not {each.name for each in shops.iterdir()} & {"ledger.sqlite", "last.json"}
    assert here(shops, *SCAN).code == 1
    ledger, noted = ((shops / name).read_bytes() for name in ("ledger.sqlite", "last.json"))
    (shops / "bolt" / "US" / "promotions.csv").unlink()
    second = here(shops, *part, "--format", "json")
    assert second.code == 3  # what is missing is of another shop, and may have been of this one
    assert [each["rule"] for each in json.loads(second.out)["findings"]] == ["PC915"]
    assert here(shops, *SCAN, "--only", "XX").code == here(shops, *SCAN, "--only", "JP").code == 2
    assert here(shops, *part, "--quiet").err == ""
    assert [(shops / name).read_bytes() for name in ("ledger.sqlite", "last.json")] == [ledger, noted]


def test_a_part_is_held_against_what_was_approved(shops: Path, here: Here) -> None:
    (shops / "rules.yaml").write_text("version: 1\nledger: {path: ledger.sqlite, require_approval: true}\n")
    ended = here(shops, *SCAN, "--only", "acme/DE", "--format", "json")
    rules = [(each["rule"], each["marketplace"]) for each in json.loads(ended.out)["findings"]]
    assert ("PC604", "DE") in rules


def test_what_is_new_in_a_part_is_told_from_the_policys_ledger_alone(shops: Path, here: Here) -> None:
    ended = here(shops, *SCAN, "--only", "acme/US", "--new-only")
    assert ended.code == 2
    assert "Write `ledger: {path: ledger.sqlite}` into rules.yaml." in ended.err
    assert "--ledger" not in ended.err  # which --only forbids
