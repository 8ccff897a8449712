"""A run proves that it can see before it is believed, and that what the policy expects is there."""

from __future__ import annotations

import os
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from promocheck.exports import Tables
from promocheck.model.finding import Finding
from promocheck.model.problem import NothingChecked
from promocheck.model.report import Report
from promocheck.pipeline import Request, priced, scan
from promocheck.pipeline.canary import Judge, _missed, canary
from promocheck.pipeline.judging import judged_alone
from promocheck.policy import Policy, Stacking
from promocheck.pricing import segments
from promocheck.pricing.sweep import Campaign
from promocheck.reports import Words
from promocheck.tables.frames import taken
from tests.exports.sheets import xlsx
from tests.shop import check, findings_of, policy_of, table, write_sheet

scan_module = import_module("promocheck.pipeline.scan")  # the package gives its name to the function

LISTINGS = "sku | price\nA-1 | 100.00\nB-2 | 100.00"
COUPON = """
promotion_id | kind | sku | discount_type | discount_value | start | end
C1 | coupon | A-1 | percent | 20 | 2026-12-01 | 2026-12-05
"""
FLOORS = "sku | floor\nA-1 | 10.00\nB-2 | 10.00"


def shop(folder: Path, policy: str = "") -> Report:
    for name, text in (("listings", LISTINGS), ("promotions", COUPON), ("floors", FLOORS)):
        write_sheet(folder / f"{name}.csv", table(text))
    return check(folder, policy=policy)


@pytest.mark.parametrize(
    "policy",
    ["", "stacking: {guard_bands: []}", "stacking: {horizon_days: 60}", "stacking: {horizon_days: 1}"],
)
@pytest.mark.parametrize("books", [False, True])
def test_it_sings_under_every_policy(policy: str, books: bool) -> None:
    assert canary(policy_of(policy).stacking, judged_alone, books=books) == ()


def test_rules_that_are_off_do_not_silence_it(tmp_path: Path) -> None:
    assert findings_of(shop(tmp_path, 'rules: {below-floor: {severity: "off"}}'), "PC908") == []


def test_a_run_that_is_blind_is_not_trustworthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that forgets every reduction and every deal finds nothing, and says so."""
    price = segments.price_segments

    def blind(work: Campaign) -> object:
        segments = price(work)
        return segments.assign(stacked=segments["selling"], official=segments["selling"])

    monkeypatch.setattr(priced, "price_segments", blind)
    _missed.cache_clear()
    report = shop(tmp_path)
    _missed.cache_clear()
    assert {finding.message.values for finding in findings_of(report, "PC908")} == {
        (("name", each),) for each in ("coupon", "deal", "cost", "fee")
    }
    assert report.exit_code == 3


@pytest.mark.parametrize(
    ("table", "deaf"),
    [
        ("listings", {"coupon", "deal", "sale", "cost", "fee", "book"}),
        ("targets", {"coupon", "deal", "cost", "fee", "book"}),
        ("floors", {"coupon", "deal", "sale", "cost", "fee", "book"}),
        ("fees", {"fee"}),
    ],
)
def test_a_table_that_is_lost_is_missed(table: str, deaf: set[str]) -> None:
    """One for each role that prices depend on; without it some canary sings no more."""

    def judge(tables: Tables, policy: Policy, as_of: int) -> tuple[Finding, ...]:
        none: dict[str, Any] = {table: taken(getattr(tables, table), np.array([], dtype=np.int64))}
        lost = replace(tables, **none)
        found: tuple[Finding, ...] = judged_alone(lost, policy, as_of)
        return found

    missed = canary(policy_of().stacking, judge, books=True)
    assert {dict(problem.reason.values)["name"] for problem in missed} == deaf


def test_one_in_a_workbook_is_asked_where_workbooks_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def listening(stacking: Stacking, judge: Judge, *, books: bool) -> tuple[NothingChecked, ...]:
        asked.append(books)
        return canary(stacking, judge, books=books)

    monkeypatch.setattr(scan_module, "canary", listening)
    shop(tmp_path)
    (tmp_path / "floors.csv").rename(tmp_path / "old.csv")
    (tmp_path / "floors.xlsx").write_bytes(
        xlsx({"Floors": [each.split(" | ") for each in FLOORS.split("\n")]})
    )
    (tmp_path / "old.csv").unlink()
    check(tmp_path)
    assert asked == [False, True]


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("roles: [listings, promotions, floors]", None),
        ("roles: [fees]", "expects {role}, and no file holds any"),
        ("min_rows: {listings: 2}", None),
        ("min_rows: {listings: 3}", "at least {least} rows of {role}"),
        ("max_rows: {promotions: 0}", "at most {most} rows of {role}"),
        ("max_skew_hours: 1", None),
    ],
)
def test_what_the_policy_expects(tmp_path: Path, expect: str, said: str | None) -> None:
    report = shop(tmp_path, f"exports: {{expect: {{{expect}}}}}")
    messages = [finding.message.template for finding in findings_of(report, "PC908")]
    assert [said in message for message in messages if said] == ([True] if said else [])
    assert (len(messages), report.exit_code) == ((1, 3) if said else (0, 0))


def test_files_of_one_run_belong_together(tmp_path: Path) -> None:
    shop(tmp_path)
    old = (tmp_path / "floors.csv").stat().st_mtime - 3 * 3600
    os.utime(tmp_path / "floors.csv", (old, old))
    report = check(tmp_path, policy="exports: {expect: {max_skew_hours: 2}}")
    (apart,) = report.findings
    assert apart.rule == "PC908"
    said = dict(apart.message.values)
    assert Path(said["first"]).name == "floors.csv"
    assert {place.file for place in apart.places} == {said["first"], said["last"]}
    assert check(tmp_path, policy="exports: {expect: {max_skew_hours: 3}}").exit_code == 0


@pytest.mark.parametrize(
    ("hours_ago", "said"),
    [
        (24, None),
        (25, "was written more than {n} h ago"),
        (-0.1, None),
        (-1, "was written in the future"),
    ],
)
def test_how_old_the_files_of_a_role_may_be(tmp_path: Path, hours_ago: float, said: str | None) -> None:
    shop(tmp_path)
    now = int((tmp_path / "listings.csv").stat().st_mtime)
    for name, written in (("listings.csv", now - hours_ago * 3600), ("floors.csv", now - 40 * 3600)):
        os.utime(tmp_path / name, (written, written))
    policy = policy_of("exports: {expect: {max_age_hours: {listings: 24}}}")
    request = Request((str(tmp_path),), policy, now, marketplace="US", judge_age=True)
    messages = [finding.message.template for finding in findings_of(scan(request), "PC908")]
    assert [said in message for message in messages if said] == ([True] if said else [])
    assert not findings_of(scan(replace(request, judge_age=False)), "PC908")


def test_one_age_is_told_of_one_file(tmp_path: Path) -> None:
    shop(tmp_path)
    now = int((tmp_path / "listings.csv").stat().st_mtime)
    written = now - 49.5 * 3600
    os.utime(tmp_path / "listings.csv", (written, written))
    # Where the policy names the hours of stale-export itself, both judge.
    policy = policy_of(
        "exports: {expect: {max_age_hours: {listings: 24}}}\nrules: {stale-export: {max_age_hours: 47}}"
    )
    found = scan(Request((str(tmp_path),), policy, now, marketplace="US", judge_age=True))
    expected, stale = (findings_of(found, rule)[0] for rule in ("PC908", "PC909"))
    assert dict(expected.message.values)["n"] == dict(stale.message.values)["n"] == 49
    assert expected.places == stale.places


def test_an_age_that_is_told_every_night_is_one_finding_whatever_the_file_is_called(tmp_path: Path) -> None:
    shop(tmp_path)
    now = int((tmp_path / "listings.csv").stat().st_mtime)
    policy = policy_of("exports: {expect: {max_age_hours: {listings: 24}}}")

    def told(name: str, hours: int) -> str:
        listings = next(tmp_path.glob("listings*.csv")).rename(tmp_path / name)
        os.utime(listings, (now - hours * 3600, now - hours * 3600))
        found = scan(Request((str(tmp_path),), policy, now, marketplace="US", judge_age=True))
        return findings_of(found, "PC908")[0].fingerprint

    assert told("listings.csv", 30) == told("listings.csv", 54) == told("listings-11-28.csv", 78)


@pytest.mark.parametrize(("minutes", "found"), [(9, 0), (12, 1)])
def test_a_file_from_the_future_has_no_age(tmp_path: Path, minutes: int, found: int) -> None:
    shop(tmp_path)
    now = int((tmp_path / "listings.csv").stat().st_mtime)
    os.utime(tmp_path / "listings.csv", (now + minutes * 60, now + minutes * 60))
    request = Request((str(tmp_path),), policy_of(), now, marketplace="US", judge_age=True)
    hits = findings_of(scan(request), "PC909")
    assert ["in the future" in each.message.template for each in hits] == [True] * found


@pytest.mark.parametrize(("rows", "cut"), [(65_536, True), (65_535, False)])
def test_a_text_that_ends_where_excel_does(tmp_path: Path, rows: int, cut: bool) -> None:
    shop(tmp_path)
    body = "".join(f"S-{row},10.00\n" for row in range(rows - 1))
    (tmp_path / "more.csv").write_text(f"sku,price\n{body}", encoding="utf-8")
    assert bool(findings_of(check(tmp_path), "PC903")) == cut


def test_what_is_expected_is_named_in_the_language_of_the_sentence(tmp_path: Path) -> None:
    report = shop(tmp_path, "exports: {expect: {roles: [stock], min_rows: {promotions: 5}}}")
    said = [Words("zh").sentence(each.message) for each in findings_of(report, "PC908")]
    assert said == ["策略要求有库存文件，但一个也没有。", "策略要求促销至少 5 行，实际读到 1 行。"]


def test_the_name_of_what_is_expected_is_part_of_the_fingerprint_and_its_words_are_not(
    tmp_path: Path,
) -> None:
    report = shop(tmp_path, "exports: {expect: {roles: [stock, fees]}}")
    assert [each.fingerprint for each in findings_of(report, "PC908")] == [
        "830299edc7013d5a",
        "17a73355a4f00ab2",
    ]
