"""A policy that was loosened: a scan says so, and so does whatever looks back at an earlier one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from promocheck.ledger.documents import canonical
from tests.cli.command import AS_OF, BELOW_FLOOR, write_shop
from tests.cli.conftest import Here

KEPT: Final = ("--ledger", "ledger.sqlite")
OFF: Final = "rules: {below-floor: off}"
IN_AN_OVERRIDE: Final = "rules: {near-zero: warning}\noverrides:\n  - {brand: Acme, marketplace: [US, DE], rules: {below-floor: info}}"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROMOCHECK_USER", "Kim")
    return write_shop(tmp_path, promotions=BELOW_FLOOR)


def scanned(here: Here, shop: Path, rules: str = "rules: {}", *options: str) -> str:
    (shop / "rules.yaml").write_text(f"version: 1\n{rules}\n", encoding="utf-8")
    return here(shop, "scan", "US", *AS_OF, *options).out


def test_a_scan_says_which_rules_weigh_less_than_shipped(shop: Path, here: Here) -> None:
    assert "weaker than shipped" not in scanned(here, shop)
    said = scanned(here, shop, OFF)
    assert said.startswith("CLEAR: ")
    assert "weaker than shipped: below-floor off\n" in said


@pytest.mark.parametrize("written", ["text", "markdown", "html"])
@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            "weaker than shipped: near-zero warning; below-floor info, in the override for marketplace US or DE, brand Acme",
        ),
        ("zh", "比默认宽松：near-zero warning；below-floor info（仅限站点 US 或 DE、品牌 Acme）"),
    ],
)
def test_in_every_format_for_people_and_in_their_language(
    shop: Path, here: Here, written: str, language: str, line: str
) -> None:
    assert line in scanned(here, shop, IN_AN_OVERRIDE, "--format", written, "--lang", language)


def test_programs_are_told_too(shop: Path, here: Here) -> None:
    policy = json.loads(scanned(here, shop, IN_AN_OVERRIDE, "--format", "json"))["policy"]
    assert policy["weaker"] == [
        {"rule": "near-zero", "severity": "warning", "shipped": "error", "where": {}},
        {
            "rule": "below-floor",
            "severity": "info",
            "shipped": "error",
            "where": {"marketplace": ["US", "DE"], "brand": ["Acme"]},
        },
    ]


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        ("rules: {}", "rules: {below-floor: info}", "below-floor info instead of error"),
        ("rules: {}", OFF, "below-floor off instead of error"),
        (OFF, "rules: {}", "below-floor error instead of off"),
        ("rules: {}", "overrides: [{store: A, rules: {PC101: off}}]", "below-floor off instead of error, in the override for store A"),
        ("rules: {}", "rules: {near-zero: {percent_of_price: 1}}", None),
    ],
)  # fmt: skip
def test_a_difference_says_that_the_policy_is_another(
    shop: Path, here: Here, before: str, now: str, moved: str | None
) -> None:
    for rules in (before, now):
        scanned(here, shop, rules, *KEPT)
    said = "LOOK AT THIS: the policy says something else than in run 1" + (f": {moved}" if moved else "")
    assert here(shop, "diff", *KEPT).out.splitlines()[1] == said
    told = json.loads(here(shop, "diff", *KEPT, "--format", "json").out)["policy"]
    assert told["changed"] is True
    assert bool(told["rules"]) is bool(moved)


def test_a_comment_is_no_other_policy(shop: Path, here: Here) -> None:
    for rules in ("rules: {}", "# the same\nrules: {}"):
        scanned(here, shop, rules, *KEPT)
    assert "policy" not in here(shop, "diff", *KEPT).out
    assert "policy" not in here(shop, "history", *KEPT).out


def test_history_marks_the_run_whose_policy_is_another(shop: Path, here: Here) -> None:
    for rules in ("rules: {}", OFF, OFF, "rules: {}"):
        scanned(here, shop, rules, *KEPT)
    marks = ["policy changed" in line for line in here(shop, "history", *KEPT).out.splitlines()]
    assert marks == [False, True, False, True]
    assert "no errors, policy changed" in here(shop, "history", "--last", "3", *KEPT).out.splitlines()[0]
    runs = json.loads(here(shop, "history", *KEPT, "--format", "json").out)["runs"]
    assert [each["policy_changed"] for each in runs] == marks


def test_whoever_approves_is_told_that_the_policy_is_another_than_when_somebody_last_did(
    shop: Path, here: Here
) -> None:
    sign = ("approve", "--note", "ok", *KEPT)
    scanned(here, shop, OFF, *KEPT)
    first = here(shop, *sign, "--by", "Ann").out
    assert "weaker than shipped: below-floor off\n" in first
    assert "something else" not in first

    said = "the policy says something else than in run 1: below-floor info instead of off"
    scanned(here, shop, "rules: {below-floor: info}", *KEPT, "--review", "page.html")
    assert f"<strong>LOOK AT THIS: {said}</strong>" in (shop / "page.html").read_text(encoding="utf-8")
    for name in ("Ann", "Bo"):  # the second signature on it as well
        assert f"beware   {said}\n" in here(shop, *sign, "--by", name).out
    scanned(here, shop, "rules: {below-floor: info}", *KEPT)
    assert "something else" not in here(shop, *sign, "--by", "Ann").out


@pytest.mark.parametrize(
    "noted", [1, [1], [{"name": "x"}], [{"name": "", "severity": "", "shipped": "", "scope": [1]}]]
)
def test_an_entry_whose_rules_were_edited_beyond_reading_is_told_as_changed(
    shop: Path, here: Here, noted: object
) -> None:
    scanned(here, shop, OFF, *KEPT)
    with closing(sqlite3.connect(shop / "ledger.sqlite")) as ledger, ledger:
        ((head,),) = ledger.execute("SELECT head FROM entries")
        for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            ledger.execute(f"DROP TRIGGER {name}")
        ledger.execute("UPDATE entries SET head = ?", (canonical({**json.loads(head), "weaker": noted}),))
    ended = here(shop, "history", *KEPT)
    assert ended.code == 3
    assert "it has been changed since it was written" in ended.out
