"""`promocheck watch`: when it checks again, what it says then, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from promocheck.cli.deliver import Delivery
from promocheck.cli.watch import Watcher
from promocheck.cli.watching import PolicyFiles, Snapshot, Watched, changes
from promocheck.model.errors import PolicyFault
from promocheck.model.report import Report
from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, environment, write_shop
from tests.cli.conftest import Here
from tests.shop import check

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def seen(*looks: Mapping[str, int]) -> Callable[[], Snapshot]:
    """What one look after the other sees: files with their sizes."""
    following: Iterator[Mapping[str, int]] = iter(looks)
    return lambda: {name: (size, 0) for name, size in next(following).items()}


def test_a_file_that_is_still_being_written_is_waited_for() -> None:
    pauses: list[str] = []
    look = seen(
        {"a": 1},
        {"a": 2},
        {"a": 3},
        {"a": 4},
        {"a": 4},
        {"a": 4, "b": 1},
        {"a": 4, "b": 1},
        {"b": 1},
        {"b": 1},
    )
    told = islice(changes(look, lambda: pauses.append("."), {"a": (1, 0)}), 3)
    assert next(told) == ("a",)
    assert len(pauses) == 5  # one look without news, three that differ, and one at rest
    assert list(told) == [("b",), ("a",)]


def test_what_is_as_it_was_is_no_news() -> None:
    look = seen({"a": 1, "tmp": 1}, {"a": 1}, {"a": 1}, {"a": 2}, {"a": 2})
    assert next(changes(look, lambda: None, {"a": (1, 0)})) == ("a",)


def test_a_change_during_the_check_is_found_afterwards() -> None:
    found = changes(seen({"a": 2}, {"a": 2}, {"a": 3}, {"a": 3}), lambda: None, {"a": (1, 0)})
    assert (next(found), next(found)) == (
        ("a",),
        ("a",),
    )  # the second one was written while the first was checked


def test_what_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_shop(tmp_path))
    for name in (
        "US/.hidden",
        "US/~$promotions.xlsx",
        "US/last.json",
        "rules.yaml",
        "draft.xlsx",
        "other.csv",
    ):
        Path(name).write_text("x", encoding="utf-8")
    watched_files = Watched(("US", "draft.xlsx", "gone"), frozenset({Path("US/last.json").resolve()}))
    assert set(watched_files.look()) == {
        "US/listings.csv",
        "US/promotions.csv",
        "US/floors.csv",
        "draft.xlsx",
        "rules.yaml",
    }
    before = watched_files.look()
    os.utime("US/floors.csv", ns=(1, 1))
    assert {name for name, state in watched_files.look().items() if state != before[name]} == {
        "US/floors.csv"
    }


def test_a_pattern_is_watched_for_files_that_come_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_shop(tmp_path))
    watched_files = Watched(("US/*.csv",), frozenset())
    before = watched_files.look()
    Path("US/more.csv").touch()
    assert set(watched_files.look()) - set(before) == {"US/more.csv"}


def test_the_policy_is_watched_wherever_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_shop(tmp_path))
    texts = {
        "rules.yaml": "extends: ../house/base.yaml\n",
        "house/base.yaml": "extends: further.yaml\n",
        "policy/rules.yaml": "extends: ../house/base.yaml\nwaivers: ../accepted/by-us.yaml\n",
        "policy/of-another-shop.yaml": "version: 1\n",
    }
    for name, text in texts.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    watched_files = Watched((), frozenset(), PolicyFiles("policy/rules.yaml"))
    assert [*watched_files.look()] == ["policy/rules.yaml", "policy/../house/base.yaml"]
    for name in ("house/further.yaml", "accepted/by-us.yaml"):  # named, and there only now
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("", encoding="utf-8")
    assert [*watched_files.look()][2:] == ["policy/../house/further.yaml", "policy/../accepted/by-us.yaml"]
    Path("house/base.yaml").write_text("version: 1\n", encoding="utf-8")
    assert "policy/../house/further.yaml" not in watched_files.look()


class Interrupted:
    """What somebody does while it waits, a step a change; then Ctrl-C."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self._steps = iter(steps)
        self._written = False

    def __call__(self) -> None:
        if self._written:  # the file comes to rest
            self._written = False
            return
        step = next(self._steps, None)
        if step is None:
            raise KeyboardInterrupt
        step()
        self._written = True


def test_what_is_new_what_is_gone_and_that_a_fault_ends_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_shop(tmp_path))
    sheet, policy = Path("US/promotions.csv"), Path("rules.yaml")

    def scanned() -> Report:
        if policy.exists():
            raise PolicyFault("rules.yaml", [(3, "what is that?")])
        return check(Path("US"))

    def deeper() -> None:
        sheet.write_text(sheet.read_text("utf-8").replace(",20,", ",50,"), encoding="utf-8")

    def broken() -> None:
        policy.write_text("x", encoding="utf-8")

    def mended_and_emptied() -> None:
        policy.unlink()
        sheet.write_bytes(b"")

    delivery = Delivery("text", (("json", "last.json"),), "en", quiet=False, colour=False)
    watcher = Watcher(scanned, delivery, lambda: NOON)
    with pytest.raises(KeyboardInterrupt):
        watcher.watch(Watched(("US",), frozenset()).look, Interrupted(deeper, broken, mended_and_emptied))
    said = capsys.readouterr()
    first, *again = said.out.split("── Checked 2026-11-24 12:00:00: ")
    assert first.startswith("CLEAR")
    assert first.endswith("\nChecked 2026-11-24 12:00:00. Watching 3 files. Ctrl-C ends.\n\n")
    assert [each.splitlines()[0] for each in again] == [
        "US/promotions.csv ──",
        "rules.yaml ──",
        "US/promotions.csv, rules.yaml ──",
    ]
    assert "\nERROR PC101 below-floor  US  A-1\n" in again[0]
    assert again[0].splitlines()[1] == "FINDINGS: 1 error, 2 warnings"
    assert again[0].endswith("\n3 new, 0 changed, 0 gone, 0 as before\n\n")
    assert said.err == "promocheck: rules.yaml:3: what is that?\n"
    assert again[2].splitlines()[1].startswith("NOT TRUSTWORTHY: ")
    assert "\nNOT SEEN ERROR PC101 below-floor  US  A-1: A buyer can reach 50.00 USD" in again[2]
    assert "GONE" not in again[2]
    assert Path("last.json").exists()


def test_wrong_usage_from_the_start_is_2(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path), "watch", "nowhere")
    assert (ended.code, ended.out) == (2, "")
    assert "nowhere: no such file or folder" in ended.err


if sys.platform != "win32":  # signals

    def test_a_file_is_saved_and_ctrl_c_is_130(tmp_path: Path) -> None:
        folder = write_shop(tmp_path, promotions=COUPON)
        run = subprocess.Popen(
            [sys.executable, "-m", "promocheck", "watch", "US", *AS_OF],
            cwd=folder,
            env=environment({}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert run.stdout
        first = until("Watching 3 files", run.stdout)
        (folder / "US/promotions.csv").unlink()
        write_shop(folder, promotions=BELOW_FLOOR, name="new")
        (folder / "new/promotions.csv").replace(folder / "US/promotions.csv")
        second = until("as before", run.stdout)
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
        assert (run.returncode, out, err) == (130, "", "promocheck: interrupted\n")
        assert "1 new, 0 changed, 0 gone, 0 as before" in second
        assert "\x1b" not in first + second

    def until(word: str, lines: Iterator[str]) -> str:
        """What was said up to the line with this word."""
        said = []
        for line in lines:
            said.append(line)
            if word in line:
                return "".join(said)
        pytest.fail(f"{word!r} was never said:\n{''.join(said)}")
