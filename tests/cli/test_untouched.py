"""Nothing that a run writes takes the place of what it rests on: exports, drafts, the policy, and what keeps earlier runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, Ended, write_shop
from tests.cli.conftest import Here
from tests.sold import write_orders

RULES = """
version: 1
extends: team.yaml
ledger:
  path: ledger.sqlite
nightly:
  last_run: last-run.json
"""

ORDERS = """
order               | sku | price | off  | by       | status    | ids
111-0000000-0000001 | A-1 | 100.0 | 99.0 | Merchant | Unshipped | SOCIAL-7781
"""


@pytest.fixture
def shop(tmp_path: Path, here: Here) -> Path:
    """A shop whose policy extends another, and where all that may be scanned has its exports once more."""
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    (folder / "rules.yaml").write_text(RULES)
    (folder / "team.yaml").write_text("version: 1\n")
    (folder / "waivers.yaml").write_text("[]\n")
    (folder / "draft.csv").write_bytes((folder / "US" / "promotions.csv").read_bytes())
    shutil.make_archive(str(folder / "packed"), "zip", folder, "US")
    assert here(folder, "scan", "US", *AS_OF, "--quiet").code == 1
    assert here(folder, "prepare", "US", "--out", "prepared", *AS_OF).code == 0
    return folder


def files(folder: Path) -> dict[Path, bytes]:
    """All files but those that say how a run ended, in which a refusal is noted too."""
    found = (each for each in folder.rglob("*") if each.is_file() and not each.name.startswith("."))
    return {each: each.read_bytes() for each in found if each.name not in {"last-run.json", "other.json"}}


def assert_refused(ended: Ended, path: str) -> None:
    assert (ended.code, ended.out) == (2, "")
    assert (
        f"{path} is read by this run, or keeps what earlier ones found, and would be replaced; nothing was written."
        in ended.err
    )


@pytest.mark.parametrize("option", ["--report=csv=", "--review="])
@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("US", "rules.yaml"),
        ("US", "US/../team.yaml"),
        ("US", "waivers.yaml"),
        ("US", "US/promotions.csv"),
        ("US/promotions.csv", "US/promotions.csv"),
        ("packed.zip", "packed.zip"),
        ("prepared", "prepared/promocheck-prepared.json"),
        ("US --draft draft.csv", "draft.csv"),
        ("US --ledger other.sqlite", "ledger.sqlite"),
        ("US --last-run other.json", "last-run.json"),
    ],
)
def test_a_report(shop: Path, here: Here, option: str, line: str, path: str) -> None:
    before = files(shop)
    ended = here(shop, "scan", *line.split(), *AS_OF, "--marketplace", "US", f"{option}{path}")
    assert_refused(ended, path)
    assert files(shop) == before


def test_what_is_known_is_refused_before_anything_is_read(
    shop: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("promocheck.cli.scanning.Scanning.find", lambda _: pytest.fail("was read"))
    assert_refused(here(shop, "scan", "US", *AS_OF, "--report", "json=team.yaml"), "team.yaml")


def test_a_fixed_draft(shop: Path, here: Here) -> None:
    (shop / "team.yaml").rename(shop / "team.csv")
    (shop / "rules.yaml").write_text(RULES.replace("team.yaml", "team.csv"))
    before = files(shop)
    line = ("--draft", "draft.csv", "--fixed-out", "team.csv", "--marketplace", "US")
    assert_refused(here(shop, "scan", "US", *line, *AS_OF), "team.csv")
    assert files(shop) == before


@pytest.mark.parametrize("report", ["csv=fixed.csv", "xlsx=fixed.left-out.xlsx"])
def test_a_fixed_draft_and_a_report_are_no_one_file(shop: Path, here: Here, report: str) -> None:
    line = ("--draft", "draft.csv", "--fixed-out", "fixed.csv", "--report", report)
    ended = here(shop, "scan", "US", *line, "--marketplace", "US", *AS_OF)
    assert (ended.code, ended.out) == (2, "")
    assert f"{report.partition('=')[2]} would be written twice, and two files cannot be one." in ended.err


def test_a_copy_takes_no_place_of_a_report(shop: Path, here: Here) -> None:
    (shop / "copies").mkdir()
    line = ("--annotate", "copies", "--report", "csv=copies/promotions.csv")
    ended = here(shop, "scan", "US", *line, *AS_OF)
    assert (ended.code, ended.out) == (2, "")
    assert "copies/promotions.csv would be written twice, and two files cannot be one." in ended.err
    assert list((shop / "copies").iterdir()) == []


@pytest.mark.parametrize("path", ["rules.yaml", "team.yaml", "ledger.sqlite", "last-run.json", "packed.zip"])
def test_a_watch(shop: Path, here: Here, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr("promocheck.cli.watch.changes", lambda *_: pytest.fail("is watching"))
    before = files(shop)
    read = "packed.zip" if path == "packed.zip" else "US"
    assert_refused(here(shop, "watch", read, *AS_OF, "--report", f"json={path}"), path)
    assert files(shop) == before


@pytest.mark.parametrize(
    ("option", "path"),
    [
        ("--list", "US/floors.csv"),
        ("--list", "orders.txt"),
        ("--list", "team.yaml"),
        ("--list", "ledger.sqlite"),
        ("--cancel", "orders.txt"),
        ("--cancel", "rules.yaml"),
    ],
)
def test_the_files_of_a_rescue(shop: Path, here: Here, option: str, path: str) -> None:
    write_orders(shop / "orders.txt", ORDERS)
    before = files(shop)
    line = ("--orders", "orders.txt", option, path, "--as-of", "2026-12-03T00:00:00Z")
    assert_refused(here(shop, "rescue", *line, "US"), path)
    assert files(shop) == before


def test_where_a_report_cannot_be_the_findings_are_told_all_the_same(shop: Path, here: Here) -> None:
    path = f"{'x' * 300}.json"
    ended = here(shop, "scan", "US", *AS_OF, "--format", "compact", "--report", f"json={path}")
    assert (ended.code, "PC101" in ended.out) == (1, True)
    assert path in ended.err


def test_a_list_of_orders_takes_no_place_of_what_is_cancelled(shop: Path, here: Here) -> None:
    write_orders(shop / "orders.txt", ORDERS)
    line = ("--orders", "orders.txt", "--cancel", "c.txt", "--list", f"../{shop.name}/c.txt")
    ended = here(shop, "rescue", *line, "US", *AS_OF)
    assert "would be written twice" in ended.err
    assert (ended.code, (shop / "c.txt").exists()) == (2, False)
