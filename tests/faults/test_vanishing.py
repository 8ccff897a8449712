"""Folders that vanish while a scan runs, whichever file it has come to, and files that grow behind its back."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.command import AS_OF, COUPON, write_shop
from tests.cli.conftest import Here, here

__all__ = ["here"]

SHEETS: Final = ("floors", "listings", "promotions")
STILL: Final = "is still being written. Wait until it is whole, then scan again."
_waiting: list[Callable[[str], None]] = []


def _heard(event: str, given: tuple[Any, ...]) -> None:
    """A hook can never be taken out again, so it asks who waits."""
    if event == "open" and _waiting and isinstance(given[0], str | Path):
        _waiting[0](str(given[0]))


sys.addaudithook(_heard)


@pytest.fixture
def on_opening() -> Iterator[Callable[[str, Callable[[], object]], None]]:
    """Makes something happen, once, at the moment at which a file is opened whose name ends so."""

    def wait(name: str, happen: Callable[[], object]) -> None:
        def heard(opened: str) -> None:
            if opened.endswith(name):
                _waiting.clear()
                happen()

        _waiting[:] = [heard]

    yield wait
    _waiting.clear()


@pytest.fixture
def when_opened(on_opening: Callable[[str, Callable[[], object]], None]) -> Callable[[str, Path], None]:
    """Makes a folder vanish at that moment."""
    return lambda name, folder: on_opening(name, lambda: shutil.rmtree(folder))


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
    assert here(home, "scan", *AS_OF, "--no-cache", "--report", "json=r.json").code in {2, 3}


def grown(file: Path) -> None:
    """What a download does that goes on."""
    file.write_bytes(file.read_bytes() + b"1.00,Z-9\r\n")


@pytest.mark.parametrize("draft", [False, True])
def test_a_file_that_grows_after_it_was_read_is_still_being_written(
    tmp_path: Path, here: Here, on_opening: Callable[[str, Callable[[], object]], None], draft: bool
) -> None:
    shop = write_shop(tmp_path)
    line = ["scan", "US", *AS_OF, "--no-cache", "--marketplace", "US", "--format", "json"]
    if draft:
        (shop / "US/promotions.csv").rename(shop / "draft.csv")
        line += ["--draft", "draft.csv"]
    on_opening("draft.csv" if draft else "promotions.csv", lambda: grown(shop / "US/floors.csv"))
    ended = here(shop, *line)
    found = json.loads(ended.out)
    assert (ended.code, found["verdict"]) == (3, "untrusted")
    assert [(each["file"], each["reason"]) for each in found["unread"]] == [("US/floors.csv", STILL)]
    assert here(shop, *line).code == 0


def test_a_file_that_grows_while_it_is_judged_is_still_being_written(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, module = write_shop(tmp_path), import_module("promocheck.pipeline.scan")
    judge, floors = module.report_on, shop / "US/floors.csv"
    whole = floors.stat().st_size

    def slowly(*given: Any) -> Any:
        if floors.stat().st_size == whole:
            grown(floors)
        return judge(*given)

    monkeypatch.setattr(module, "report_on", slowly)
    ended = here(shop, "scan", "US", *AS_OF, "--no-cache", "--format", "compact")
    assert ended.code == 3
    assert f"US/floors.csv {STILL}" in ended.out
