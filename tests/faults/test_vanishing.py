"""Folders that vanish while a scan runs, whichever file it has come to."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.command import AS_OF, COUPON, write_shop
from tests.cli.conftest import Here, here

__all__ = ["here"]

SHEETS: Final = ("floors", "listings", "promotions")
_waiting: list[Callable[[str], None]] = []


def _heard(event: str, given: tuple[Any, ...]) -> None:
    """A hook can never be taken out again, so it asks who waits."""
    if event == "open" and _waiting and isinstance(given[0], str | Path):
        _waiting[0](str(given[0]))


sys.addaudithook(_heard)


@pytest.fixture
def when_opened() -> Iterator[Callable[[str, Path], None]]:
    """Makes a folder vanish at the moment at which a file is opened whose name ends so."""

    def wait(name: str, folder: Path) -> None:
        def vanish(opened: str) -> None:
            if opened.endswith(name):
                _waiting.clear()
                shutil.rmtree(folder)

        _waiting[:] = [vanish]

    yield wait
    _waiting.clear()


@pytest.mark.parametrize("sheet", SHEETS)
def test_exports_that_vanish_are_never_clear(
    tmp_path: Path, here: Here, when_opened: Callable[[str, Path], None], sheet: str
) -> None:
    write_shop(tmp_path)
    line = ("scan", "US", *AS_OF, "--report", "json=report.json", "--ledger", "ledger.sqlite", "--no-cache")
    assert here(tmp_path, *line).code == 0
    when_opened(f"{sheet}.csv", tmp_path / "US")
    ended = here(tmp_path, *line)
    assert ended.code == 3, ended
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["verdict"] == "untrusted"
    assert report["unread"]
    write_shop(tmp_path)
    assert here(tmp_path, *line).code == 0


@pytest.mark.parametrize("sheet", SHEETS)
def test_where_the_reports_folder_vanishes_nothing_is_delivered(
    tmp_path: Path, here: Here, when_opened: Callable[[str, Path], None], sheet: str
) -> None:
    write_shop(tmp_path, promotions=COUPON)
    (tmp_path / "out").mkdir()
    line = (
        "scan",
        "US",
        *AS_OF,
        "--no-cache",
        "--quiet",
        "--report",
        "json=out/r.json",
        "--ledger",
        "out/l.sqlite",
    )
    when_opened(f"{sheet}.csv", tmp_path / "out")
    ended = here(tmp_path, *line, "--last-run", "out/last-run.json")
    assert ended.code == 4
    assert [f"{name}: " in ended.err for name in ("out/r.json", "out/l.sqlite", "out/last-run.json")] == [
        True
    ] * 3
    assert not (tmp_path / "out").exists()


def test_where_this_folder_itself_vanishes_nothing_is_clear(
    tmp_path: Path, here: Here, when_opened: Callable[[str, Path], None]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    write_shop(home)
    when_opened("listings.csv", home)
    assert here(home, "scan", *AS_OF, "--no-cache", "--report", "json=r.json").code in {3, 70}
