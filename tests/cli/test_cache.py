"""Where the command keeps what it read of large exports, and that nothing else depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.cli import keeping
from tests.cli.command import AS_OF, BELOW_FLOOR, write_shop
from tests.cli.conftest import Here
from tests.shop import write_sheet

SCAN = ("scan", "US", *AS_OF, "--format", "json")
TRY = ("try", "coupon", "--sku", "A-1", "--percent", "30", "--end", "2026-12-05", "--exports", "US", *AS_OF)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own cache folder."""
    folder = tmp_path / "own"
    monkeypatch.setattr(keeping, "_own_folder", lambda: folder)
    return folder


def large(folder: Path, policy: str = "") -> Path:
    """A shop whose listings are large, because of their titles."""
    write_shop(folder, promotions=BELOW_FLOOR)
    rows = [
        {"sku": f"A-{row}", "price": "100.00", "title": f"{row} " + "lamp " * 2_000} for row in range(1, 300)
    ]
    write_sheet(folder / "US" / "listings.csv", rows)
    if policy:
        (folder / "rules.yaml").write_text(policy, encoding="utf-8")
    return folder


def kept(folder: Path) -> list[str]:
    return [each.suffix for each in folder.iterdir()] if folder.exists() else []


def test_large_exports_are_kept_in_the_users_own_cache(tmp_path: Path, own: Path, here: Here) -> None:
    folder = large(tmp_path)
    anew = here(folder, *SCAN, "--no-cache")
    assert (anew.code, anew.err, kept(own)) == (1, "", [])
    assert here(folder, *SCAN) == anew
    assert kept(own) == [".columns"]
    assert here(folder, *SCAN) == anew


def test_a_campaign_is_tried_on_what_was_kept(tmp_path: Path, own: Path, here: Here) -> None:
    folder = large(tmp_path)
    anew = here(folder, *TRY, "--no-cache")
    assert kept(own) == []
    assert (here(folder, *TRY), here(folder, *TRY)) == (anew, anew)
    assert "A-1 at " in anew.out
    assert kept(own) == [".columns"]


@pytest.mark.parametrize(("setting", "named"), [("kept", [".columns"]), ("off", [])])
def test_the_policy_says_where(tmp_path: Path, own: Path, here: Here, setting: str, named: list[str]) -> None:
    folder = large(tmp_path, f"exports: {{cache: {setting}}}\n")
    assert here(folder, *SCAN).code == 1
    assert (kept(folder / "kept"), kept(own)) == (named, [])


def test_a_folder_that_cannot_be_written_is_told_once_and_changes_nothing(
    tmp_path: Path, own: Path, here: Here
) -> None:
    folder = large(tmp_path, "exports: {cache: rules.yaml}\n")
    (folder / "US" / "again").mkdir()
    (folder / "US" / "again" / "listings.csv").write_bytes((folder / "US" / "listings.csv").read_bytes())
    ended, anew = here(folder, *SCAN), here(folder, *SCAN, "--no-cache")
    assert (ended.code, ended.out, anew.err, kept(own)) == (anew.code, anew.out, "", [])
    (line,) = ended.err.splitlines()
    assert line.startswith("promocheck: rules.yaml: what was read cannot be kept there (")
