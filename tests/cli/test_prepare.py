"""`promocheck prepare`: what it says, how it ends, and what a scan makes of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from promocheck.exports.own_files import MANIFEST
from promocheck.model.errors import StorageFault
from promocheck.storage import Storage, Stored
from tests.cli.command import AS_OF, BELOW_FLOOR, LETTER_O, promocheck, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet


def test_it_says_what_it_wrote_and_a_scan_of_it_is_that_of_the_exports(tmp_path: Path, here: Here) -> None:
    write_shop(tmp_path, promotions=BELOW_FLOOR)
    ended = promocheck(tmp_path, "prepare", "US", "--out", "set", *AS_OF)
    size = sum(each.stat().st_size for each in (tmp_path / "set").glob("*.parquet"))
    said = f"Prepared: 3 rows of 3 files, in 4 parts, {-(-size // 1000)} KB, at set\n"
    assert ended == (0, said, "")
    plain, prepared = (here(tmp_path, "scan", each, *AS_OF, "--format", "json") for each in ("US", "set"))
    assert prepared == plain
    assert plain.code == 1
    assert "US/promotions.csv" in prepared.out


def test_what_was_not_read_is_named_and_ends_as_3(tmp_path: Path, here: Here) -> None:
    write_shop(tmp_path, promotions=LETTER_O)
    write_sheet(tmp_path / "US" / "more.csv", table("sku | floor | member price\nA-1 | 50 | 9"))
    ended = here(tmp_path, "prepare", "US", "--out", "set", *AS_OF)
    assert ended.code == 3
    prepared, cell, column = ended.out.splitlines()
    assert prepared.startswith("Prepared: 4 rows of 4 files, ")
    assert cell.startswith('not read: US/promotions.csv row 2 column "discount_value": "2O": ')
    assert column == 'not known: US/more.csv row 1 column "member price", which may be about money'
    assert here(tmp_path, "scan", "set", *AS_OF).code == 3


def test_nothing_at_all_ends_as_3(tmp_path: Path, here: Here) -> None:
    (tmp_path / "US").mkdir()
    ended = here(tmp_path, "prepare", "US", "--out", "set")
    assert (ended.code, ended.out.splitlines()[1:]) == (
        3,
        ["Nothing was read, so a scan of it has nothing to check."],
    )
    assert here(tmp_path, "scan", "set").code == 3


def test_a_full_disk_ends_as_3_and_the_old_set_stays(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shop(tmp_path)
    assert here(tmp_path, "prepare", "US", "--out", "set", *AS_OF).code == 0
    before = {each.name: each.read_bytes() for each in (tmp_path / "set").iterdir()}

    def full(storage: Storage, name: str, _: bytes) -> Stored:
        raise StorageFault(f"{storage.url}/{name}", "No space left on device")

    monkeypatch.setattr(Storage, "put", full)
    ended = here(tmp_path, "prepare", "US", "--out", "set", *AS_OF)
    assert (ended.code, ended.out) == (3, "")
    assert "the shared storage fails (No space left on device)" in ended.err
    assert {each.name: each.read_bytes() for each in (tmp_path / "set").iterdir()} == before


def test_it_does_not_write_over_what_is_not_its_own(tmp_path: Path, here: Here) -> None:
    write_shop(tmp_path)
    shutil.copytree(tmp_path / "US", tmp_path / "UK")
    ended = here(tmp_path, "prepare", "US", "--out", "UK")
    assert ended.code == 2
    assert "--out: UK holds floors.csv, which is no part of prepared exports" in ended.err
    assert not (tmp_path / "UK" / MANIFEST).exists()
    for out in ("US", "US/set", ""):
        assert here(tmp_path, "prepare", "US", "--out", out).code == 2
    assert here(tmp_path, "prepare", "US").code == 2  # no --out


def test_what_needs_the_files_themselves_is_refused(tmp_path: Path, here: Here) -> None:
    write_shop(tmp_path)
    here(tmp_path, "prepare", "US", "--out", "set", *AS_OF)
    annotated = here(tmp_path, "scan", "set", *AS_OF, "--annotate", "copies")
    assert annotated.code == 2
    assert "prepared ones hold only what was read of them. Scan the exports." in annotated.err
    planned = here(tmp_path, "plan", "set", *AS_OF)
    assert planned.code == 2
    assert "expected the name of a sheet elsewhere, for prepared exports hold nothing else" in planned.err
    assert here(tmp_path, "plan", "set", *AS_OF, "--out", "plan.csv").code == 0


def test_the_nightly_scan_of_a_set_is_known_by_its_url(tmp_path: Path, here: Here) -> None:
    """The same wherever the command is run."""
    write_shop(tmp_path)
    url = (tmp_path / "set").as_uri()
    here(tmp_path, "prepare", "US", "--out", url, *AS_OF)
    (tmp_path / "rules.yaml").write_text("nightly: {last_run: last.json}\n", encoding="utf-8")
    assert here(tmp_path, "scan", url, *AS_OF).code == 0
    noted = json.loads((tmp_path / "last.json").read_bytes())
    assert noted["paths"] == [url]
    assert here(tmp_path, "scan", "US", *AS_OF).code == 0  # less than the night's: not noted
    assert json.loads((tmp_path / "last.json").read_bytes()) == noted
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "rules.yaml").write_text(
        "nightly: {last_run: ../last.json}\n", encoding="utf-8"
    )
    assert here(tmp_path / "elsewhere", "scan", f"{url}/", *AS_OF).code == 0
    again = json.loads((tmp_path / "last.json").read_bytes())
    assert (again["paths"], again != noted) == ([url], True)
