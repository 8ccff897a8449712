"""`scan --notify`: who hears of which scan; what cannot be delivered is exit code 4, and takes no report with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, Ended, write_shop
from tests.cli.conftest import Here
from tests.notify.robot import SECRET, Robot, robot
from tests.shop import table, write_sheet

POLICY = """
version: 1
notify:
  attempts: 1
  timeout_seconds: 1
  channels:
  - {name: ops, address: OPS_ROBOT, when: WHEN, lang: LANG}
"""


@pytest.fixture(autouse=True)
def _no_robot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPS_ROBOT", raising=False)
    monkeypatch.setenv("OPS_ROBOT", "")  # taken back at the end, whatever a test sets


def told(
    folder: Path,
    here: Here,
    it: Robot,
    *options: str,
    when: str = "findings",
    lang: str = "en",
    paths: str = "US",
) -> Ended:
    os.environ["OPS_ROBOT"] = it.address
    policy = POLICY.replace("WHEN", when).replace("LANG", lang)
    (folder / "rules.yaml").write_text(policy, "utf-8")
    return here(folder, "scan", paths, *AS_OF, "--quiet", "--notify", *options)


@pytest.mark.parametrize(
    ("promotions", "code", "when", "titles"),
    [
        (COUPON, 0, "findings", []),
        (
            COUPON,
            0,
            "always",
            ["promocheck: CLEAR: no errors in 1 listing, 1 promotion (1 live), 3 rows of 3 files"],
        ),
        (BELOW_FLOOR, 1, "findings", ["promocheck: FINDINGS: 1 error"]),
        (BELOW_FLOOR, 1, "untrusted", []),
        (
            LETTER_O,
            3,
            "untrusted",
            [
                "promocheck: NOT TRUSTWORTHY: solve 1 problem, then scan again. In what could be read: no errors"
            ],
        ),
    ],
)
def test_who_hears_of_what(
    tmp_path: Path, here: Here, promotions: str, code: int, when: str, titles: list[str]
) -> None:
    with robot("takes") as it:
        ended = told(write_shop(tmp_path, promotions=promotions), here, it, when=when)
        assert [each["title"] for each in it.heard] == titles
    assert (ended.code, ended.err) == (code, "")


@pytest.mark.parametrize(("when", "again"), [("findings", 0), ("untrusted", 0), ("always", 1)])
def test_with_new_only_they_hear_of_what_is_new(tmp_path: Path, here: Here, when: str, again: int) -> None:
    """Each night told all of what stands is read by nobody, and what is new goes down in it."""
    shop, nightly = write_shop(tmp_path, promotions=BELOW_FLOOR), ("--new-only", "--ledger", "ledger.sqlite")
    worse = BELOW_FLOOR + "D9 | best_deal | A-1 | price | 40.00 | 2027-02-01 | 2027-02-05\n"
    heard = []
    for promotions in (BELOW_FLOOR, BELOW_FLOOR, worse):
        write_sheet(shop / "US" / "promotions.csv", table(promotions))
        with robot("takes") as it:
            assert told(shop, here, it, *nightly, when=when).code == 1
            heard.append([each["message"] for each in it.heard])
    assert [*map(len, heard)] == ([0, 0, 0] if when == "untrusted" else [1, again, 1])
    if when == "findings":
        (first,), (last,) = heard[0], heard[2]
        assert "All of these are new" in first
        assert "1 new or worse since run 2, 1 standing finding left out." in last
        assert [name for name in ("D1", "D9") if name in last] == ["D9"]
    if when == "always":
        assert "0 new or worse since run 1, 1 standing finding left out." in heard[1][0]
        assert "PC101" not in heard[1][0]


def test_the_channels_own_language(tmp_path: Path, here: Here) -> None:
    with robot("takes") as it:
        told(write_shop(tmp_path, promotions=BELOW_FLOOR), here, it, lang="zh")
        (heard,) = it.heard
    assert "底价" in heard["message"]


@pytest.mark.parametrize(("promotions", "code"), [(COUPON, 4), (BELOW_FLOOR, 1)])
def test_what_is_not_delivered_takes_no_report_with_it(
    tmp_path: Path, here: Here, promotions: str, code: int
) -> None:
    with robot("refuses") as it:
        ended = told(
            write_shop(tmp_path, promotions=promotions), here, it, "--report", "json=r.json", when="always"
        )
    assert ended.code == code
    assert (tmp_path / "r.json").stat().st_size > 100
    assert ended.err.startswith("promocheck: the message to ops was not delivered: ")
    assert SECRET not in ended.err + ended.out


def test_a_report_that_was_not_written_is_told_and_not_named(tmp_path: Path, here: Here) -> None:
    with robot("takes") as it:
        ended = told(write_shop(tmp_path), here, it, "--report", "json=nowhere/r.json")
        (heard,) = it.heard
    assert ended.code == 4
    assert heard["message"].splitlines()[0] == "a report could not be written"
    assert "nowhere" not in heard["message"]


def test_findings_are_told_whatever_they_weigh_for_the_exit_code(tmp_path: Path, here: Here) -> None:
    with robot("takes") as it:
        ended = told(write_shop(tmp_path, promotions=BELOW_FLOOR), here, it, "--fail-on", "never")
        assert [each["title"] for each in it.heard] == ["promocheck: FINDINGS: 1 error"]
    assert ended.code == 0


def test_a_run_that_comes_to_nothing_is_told_too(tmp_path: Path, here: Here) -> None:
    with robot("takes") as it:
        ended = told(write_shop(tmp_path), here, it, paths="nowhere", when="untrusted")
        (heard,) = it.heard
    assert ended.code == 2
    assert heard["title"] == "promocheck: the scan failed: there is no report"
    assert heard["message"].startswith("nowhere: no such file or folder.")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("always", "the message to ops was not delivered"),
        ("findings", "a message to ops would not be delivered"),  # on a clear night, before one that is not
        ("untrusted", "a message to ops would not be delivered"),
    ],
)
def test_without_the_variable_it_is_told_which(tmp_path: Path, here: Here, when: str, said: str) -> None:
    (write_shop(tmp_path) / "rules.yaml").write_text(
        POLICY.replace("WHEN", when).replace("LANG", "en"), "utf-8"
    )
    ended = here(tmp_path, "scan", "US", *AS_OF, "--quiet", "--notify")
    assert ended.code == 4
    assert ended.err == f"promocheck: {said}: the environment variable OPS_ROBOT is not set\n"
    assert (
        here(tmp_path, "scan", "US", *AS_OF, "--quiet").code == 0
    )  # who asks for no message is told nothing


def test_an_address_that_cannot_be_used_is_told_before_there_is_something_to_say(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPS_ROBOT", f"nowhere-{SECRET}")
    (write_shop(tmp_path) / "rules.yaml").write_text(
        POLICY.replace("WHEN", "findings").replace("LANG", "en"), "utf-8"
    )
    ended = here(tmp_path, "scan", "US", *AS_OF, "--quiet", "--notify")
    assert ended.code == 4
    assert "a message to ops would not be delivered: its address is none that can be used" in ended.err
    assert SECRET not in ended.err


def test_nobody_to_tell_is_wrong_usage(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path), "scan", "US", *AS_OF, "--notify")
    assert ended.code == 2
    assert "names nobody to tell" in ended.err


def test_an_address_does_not_belong_into_the_policy(tmp_path: Path, here: Here) -> None:
    policy = (
        POLICY.replace("OPS_ROBOT", "feishu://0123456789abcdef")
        .replace("WHEN", "always")
        .replace("LANG", "en")
    )
    (write_shop(tmp_path) / "rules.yaml").write_text(policy, "utf-8")
    ended = here(tmp_path, "scan", "US", *AS_OF, "--notify")
    assert ended.code == 2
    assert "rules.yaml:7" in ended.err
