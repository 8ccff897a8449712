"""The exit code is the product: 130, 70, 2, 3, 1, 4, 0, in this order where several apply."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from promocheck import __version__, pipeline
from promocheck.cli import guard
from tests.cli.command import (
    AS_OF,
    BELOW_FLOOR,
    COUPON,
    LETTER_O,
    WITHOUT_END,
    Ended,
    environment,
    promocheck,
    python,
    rules_of,
    scan,
    write_shop,
)
from tests.cli.conftest import Here

DEV_FULL = Path("/dev/full")
needs_a_full_device = pytest.mark.skipif(not DEV_FULL.exists(), reason="needs a device that is always full")
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell, pipes and signals")


@pytest.mark.parametrize(
    ("promotions", "code", "begins"),
    [(COUPON, 0, "CLEAR: "), (BELOW_FLOOR, 1, "FINDINGS: "), (LETTER_O, 3, "NOT TRUSTWORTHY: ")],
    ids=["clear", "findings", "untrusted"],
)
def test_the_verdict_and_the_code_say_the_same(
    tmp_path: Path, here: Here, promotions: str, code: int, begins: str
) -> None:
    ended = here(write_shop(tmp_path, promotions=promotions), "scan", "US", *AS_OF)
    assert ended.code == code
    assert ended.out.startswith(begins)


@pytest.mark.parametrize(
    ("promotions", "options", "code", "rules"),
    [
        (BELOW_FLOOR, ["--fail-on", "warning"], 1, {"PC101"}),
        (BELOW_FLOOR, ["--fail-on", "never"], 0, {"PC101"}),
        (WITHOUT_END, [], 0, {"PC309"}),
        (WITHOUT_END, ["--fail-on", "warning"], 1, {"PC309"}),
        (LETTER_O, ["--fail-on", "never"], 3, {"PC901"}),
    ],
    ids=["error, warning counts", "error, never", "warning", "warning counts", "untrusted, never"],
)
def test_fail_on_says_what_makes_1_and_never_hides_3(
    tmp_path: Path, here: Here, promotions: str, options: list[str], code: int, rules: set[str]
) -> None:
    ended = here(
        write_shop(tmp_path, promotions=promotions), "scan", "US", *AS_OF, "--format", "json", *options
    )
    assert (ended.code, rules_of(ended.out)) == (code, rules)


@pytest.mark.parametrize(
    ("sheets", "rules"),
    [
        ({"promotions": LETTER_O}, {"PC901"}),
        ({"floors": ""}, {"PC103"}),
        ({"promotions": COUPON.replace("A-1", "A-9")}, {"PC401"}),
        ({"promotions": ""}, {"PC908"}),
        ({"listings": ""}, {"PC401", "PC908"}),
        ({"promotions": COUPON.splitlines()[1]}, {"PC903", "PC908"}),
        ({"promotions": LETTER_O + BELOW_FLOOR.splitlines()[2]}, {"PC901", "PC101"}),
    ],
    ids=[
        "a row that is not read",
        "no floor",
        "a target that is nobody's listing",
        "no promotions",
        "no listings",
        "a header without rows",
        "a row that is not read, and a finding",
    ],
)
def test_what_could_not_be_checked_is_3_and_findings_are_printed_all_the_same(
    tmp_path: Path, here: Here, sheets: dict[str, str], rules: set[str]
) -> None:
    ended = here(write_shop(tmp_path, **sheets), "scan", "US", *AS_OF, "--format", "json")
    assert (ended.code, rules_of(ended.out)) == (3, rules)


def test_an_empty_folder_is_3(tmp_path: Path, here: Here) -> None:
    ended = here(tmp_path, "scan", *AS_OF, "--format", "json")
    assert (ended.code, rules_of(ended.out)) == (3, {"PC908"})


def test_a_file_that_is_no_table_is_3_when_named_and_skipped_in_a_folder(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    (folder / "notes.txt").write_text("Call Amazon on Monday.\n", encoding="utf-8")
    named = here(folder, "scan", "US", "notes.txt", *AS_OF, "--format", "json")
    assert (named.code, rules_of(named.out)) == (3, {"PC903"})
    in_folder = here(folder, "scan", ".", *AS_OF)
    assert in_folder.code == 0
    assert "notes.txt" in in_folder.out


@pytest.mark.parametrize("name", [".listings.csv", "~$listings.csv"])
def test_so_is_a_whole_table_that_is_hidden_or_named_as_a_lock_file(tmp_path: Path, name: str) -> None:
    folder = write_shop(tmp_path)
    shutil.copy(folder / "US" / "listings.csv", folder / "US" / name)
    named = promocheck(folder, "scan", "US", f"US/{name}", *AS_OF, "--format", "json")
    assert (named.code, rules_of(named.out)) == (3, {"PC903"})
    (problem,) = json.loads(named.out)["findings"]
    assert "ename it" in problem["message"]
    assert scan(folder).code == 0


def test_a_hidden_folder_on_the_way_to_a_file_hides_nothing(tmp_path: Path) -> None:
    home = tmp_path / ".exports"
    home.mkdir()
    sheets = sorted(map(str, (write_shop(home) / "US").iterdir()))
    ended = promocheck(tmp_path, "scan", *sheets, *AS_OF)
    assert (ended.code, ended.out.splitlines()[0][:6]) == (0, "CLEAR:")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scna"], "No such command 'scna'. Did you mean 'scan'?"),
        (["rules", "shcema"], "No such command 'shcema'. Did you mean 'schema'?"),
        (
            ["scan", "US", "--fromat", "json"],
            "No such option: --fromat (Possible options: --draft, --format, ",
        ),
        (["scan", "US", "--bogus"], "No such option: --bogus"),
        (["scan", "nowhere"], "nowhere: no such file or folder."),
        (["scan", ""], "'': no such file or folder."),
        # What a shell of Windows makes of `scan "My exports\" --marketplace US`.
        (["scan", 'My exports" --marketplace US'], "in front of the closing one"),
        # What YAML makes of "C:\new" and "C:\exports".
        (["scan", "C:\new"], "C:<U+000A>ew: no such file or folder. A line break or the like stands in it: "),
        (["scan", "C:\x1bxports"], "C:<U+001B>xports: no such file or folder. A line break or the like "),
        (["scan", "US", "--draft", " "], "' ': no such file or folder."),
        (["scan", "US", "--rules", ""], "'': no such file or folder."),
        (["why", "", "US"], "SKU: expected a line of text, found ''."),
        (["try", "coupon", "--asin", "", "--percent", "5"], "--asin: expected a line of text, found ''."),
        (["try", "coupon", "--brand", " ", "--percent", "5"], "--brand: expected a line of text, found ' '."),
        (["scan", "US", "--review", ""], "--review: expected the name of a file, found nothing."),
        (["scan", "US", "--annotate", ""], "--annotate: expected the name of a file, found nothing."),
        (["scan", "US", "--fixed-out", " "], "--fixed-out: expected the name of a file, found nothing."),
        (
            ["scan", "US", "--report", "json= "],
            "--report: expected FMT=FILE, such as json=report.json, found 'json= '.",
        ),
        (["init", "US", "--rules", ""], "--rules: expected the name of a file, found nothing."),
        (
            ["rescue", "US", "--orders", "US", "--cancel", ""],
            "--cancel: expected the name of a file, found nothing.",
        ),
        (
            ["rescue", "US", "--orders", "US", "--list", " "],
            "--list: expected the name of a file, found nothing.",
        ),
        (["prepare", "nowhere", "--out", "set", "--lang", "xx"], "--lang: 'xx' is not known. Known: en, zh."),
        (
            [
                "waive",
                "abcdef",
                "nowhere",
                "--reason",
                "r",
                "--owner",
                "o",
                "--until",
                "2026-12-31",
                "--lang",
                "xx",
            ],
            "--lang: 'xx' is not known.",
        ),
        (["calendar", "US", "--sku", ""], "--sku: expected a line of text, found ''."),
        (["scan", "US", "--jobs", "0"], "--jobs: expected 1 or more."),
        (["scan", "US", "--jobs", "x"], "--jobs: expected a whole number."),
        (["calendar", "--by", "day"], "--by: expected one of 'campaign', 'sku', found 'day'."),
        (["scan", "US", "nowhere.csv"], "nowhere.csv: no such file or folder."),
        (["scan", "US", "--format", "jsn"], "--format: 'jsn' is not known. Did you mean 'json'? Known: "),
        (["scan", "US", "--report", "jsn=x"], "--report: 'jsn' is not known. Did you mean 'json'? Known: "),
        (
            ["scan", "US", "--report", "x"],
            "--report: expected FMT=FILE, such as json=report.json, found 'x'.",
        ),
        (["scan", "US", "--as-of", "2026-12-01"], "--as-of: expected an instant with its zone, such as "),
        (
            ["scan", "US", "--as-of", "1999-01-01T00:00:00Z"],
            "--as-of: expected an instant from 2000 to 2199, ",
        ),
        (["scan", "US", "--as-of", "soon"], "--as-of: expected an instant with its zone, such as "),
        (["scan", "US", "--marketplace", "XX"], "--marketplace: 'XX' is not known. Known: US, UK, DE, "),
        (["scan", "US", "--rules", "none.yaml"], "none.yaml: no such file or folder."),
        (["scan", "US", "--rules", "broken.yaml"], "broken.yaml:2: rules.below-flor: unknown rule "),
        (["scan", "exports"], "  exports/listings.csv\n  exports/promotions.csv\nPass --marketplace "),
        (["scan", "US", "--fail-on", "never", "--format", "pdf"], "--format: 'pdf' is not known."),
    ],
    ids=lambda value: " ".join(value[1:] or value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_2_and_says_what_is_wrong(
    tmp_path: Path, here: Here, arguments: list[str], message: str
) -> None:
    folder = write_shop(write_shop(tmp_path, promotions=BELOW_FLOOR), name="exports")
    (folder / "broken.yaml").write_text("rules:\n  below-flor: off\n", encoding="utf-8")
    ended = here(folder, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err


@pytest.mark.parametrize("instant", ["9999-12-31T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_an_as_of_at_the_end_of_the_calendar_is_2(tmp_path: Path, here: Here, instant: str) -> None:
    ended = here(write_shop(tmp_path), "scan", "US", "--as-of", instant)
    assert (ended.code, ended.out) == (2, "")


def test_nothing_asked_is_answered_with_the_help_as_wrong_usage(tmp_path: Path, here: Here) -> None:
    ended = here(tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Usage: promocheck ")
    assert ended.err.count("Usage: ") == 1
    assert "scan" in ended.err


def test_the_version_is_the_package_s(tmp_path: Path, here: Here) -> None:
    assert here(tmp_path, "--version") == (0, f"promocheck {__version__}\n", "")


def test_a_marketplace_may_be_named_for_rows_that_name_none(tmp_path: Path, here: Here) -> None:
    ended = here(
        write_shop(tmp_path, name="exports"),
        "scan",
        "exports",
        *AS_OF,
        "--marketplace",
        "us",
        "--format",
        "json",
    )
    assert ended.code == 0
    assert {each["marketplace"] for each in json.loads(ended.out)["inputs"]} == {"US"}


def test_without_as_of_a_scan_judges_from_now(tmp_path: Path, here: Here) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    ended = here(write_shop(tmp_path, promotions=WITHOUT_END), "scan", "US", "--format", "json")
    assert (ended.code, rules_of(ended.out)) == (0, {"PC309"})
    assert before <= datetime.fromisoformat(json.loads(ended.out)["as_of"]) <= datetime.now(UTC)


def test_wrong_usage_is_2_in_a_process_of_its_own(tmp_path: Path) -> None:
    ended = promocheck(tmp_path, "scan", "nowhere")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "promocheck: nowhere: no such file or folder. Check the spelling, or run from another folder.\n"
    )


@pytest.mark.parametrize(("promotions", "code"), [(COUPON, 4), (BELOW_FLOOR, 1), (LETTER_O, 3)])
def test_a_report_that_cannot_be_written_is_4_below_findings(
    tmp_path: Path, here: Here, promotions: str, code: int
) -> None:
    folder = write_shop(tmp_path, promotions=promotions)
    ended = here(folder, "scan", "US", *AS_OF, "--report", "json=none/x.json")
    assert ended.code == code
    assert "promocheck: none/x.json: the report could not be written: " in ended.err
    assert "US/promotions.csv" in ended.out


def test_a_report_that_cannot_be_written_is_4_in_a_process_of_its_own(tmp_path: Path) -> None:
    ended = scan(write_shop(tmp_path), "--report", "json=none/x.json")
    assert ended.code == 4
    assert ended.out.startswith("CLEAR")


def redirected(folder: Path, redirection: str) -> Ended:
    """Run a scan through the shell, with its streams redirected."""
    script = f'"$0" -m promocheck scan US {" ".join(AS_OF)} {redirection}'
    run = subprocess.run(
        ["/bin/sh", "-c", script, sys.executable],
        cwd=folder,
        env=environment({}),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Ended(run.returncode, run.stdout, run.stderr)


@needs_a_full_device
@pytest.mark.parametrize(("promotions", "code"), [(COUPON, 4), (BELOW_FLOOR, 1)])
def test_a_full_stdout_is_4_below_findings(tmp_path: Path, promotions: str, code: int) -> None:
    ended = redirected(write_shop(tmp_path, promotions=promotions), f">{DEV_FULL}")
    assert ended.code == code
    assert ended.err.count("the report could not be written to stdout: No space left on device") == 1


@needs_posix
@pytest.mark.parametrize(("promotions", "code"), [(COUPON, 4), (LETTER_O, 3)])
def test_a_closed_stdout_is_4_below_findings(tmp_path: Path, promotions: str, code: int) -> None:
    assert redirected(write_shop(tmp_path, promotions=promotions), ">&-").code == code


@needs_a_full_device
@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_that_cannot_be_written_is_4(tmp_path: Path, option: str) -> None:
    with DEV_FULL.open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "promocheck", option],
            cwd=tmp_path,
            env=environment({}),
            stdout=full,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
    assert run.returncode == 4


@needs_a_full_device
@pytest.mark.parametrize(
    "redirection",
    [
        f"2>{DEV_FULL}",
        "2>&-",
    ],
)
def test_a_stderr_that_takes_nothing_changes_nothing(tmp_path: Path, redirection: str) -> None:
    ended = redirected(write_shop(tmp_path), redirection)
    assert ended.code == 0
    assert ended.out.startswith("CLEAR")


BROKEN_RUN = """
import sys
from promocheck import pipeline
from promocheck.cli.guard import run

pipeline.scan = lambda request: 1 / 0
sys.exit(run(["scan", "US", "--fail-on", "never", "--report", "json=report.json"]))
"""


def test_a_crash_is_70_and_reports_nothing(tmp_path: Path) -> None:
    ended = python(write_shop(tmp_path), ["-c", BROKEN_RUN])
    assert (ended.code, ended.out) == (70, "")
    assert "promocheck: internal error; nothing was checked. Please report it with what follows." in ended.err
    assert ended.err.rstrip().endswith("ZeroDivisionError: division by zero")
    assert not (tmp_path / "report.json").exists()


def raising(error: BaseException) -> Callable[[object], object]:
    """A scan that ends in this error."""

    def scan(_request: object) -> object:
        raise error

    return scan


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (AssertionError(), 70, "promocheck: internal error; nothing was checked. "),
        (RecursionError(), 70, "promocheck: internal error; nothing was checked. "),
        (OSError(errno.EIO, "Input/output error"), 70, "promocheck: internal error; nothing was checked. "),
        (MemoryError(), 70, "promocheck: out of memory; nothing was checked\n"),
        (KeyboardInterrupt(), 130, "promocheck: interrupted\n"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_whatever_ends_a_run_has_its_code(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    monkeypatch.setattr(pipeline, "scan", raising(error))
    ended = here(tmp_path, "scan", "--fail-on", "never")
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_an_interrupt_of_which_a_library_makes_its_own_error_is_130(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(_request: object) -> object:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as stop:
            raise RuntimeError("error building a validator") from stop
        raise AssertionError("nobody heard it")

    monkeypatch.setattr(pipeline, "scan", scan)
    ended = here(tmp_path, "scan", "--fail-on", "never")
    assert (ended.code, ended.out, ended.err) == (130, "", "promocheck: interrupted\n")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupt_that_nobody_passes_on_is_130(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(*asked: object) -> object:
        with suppress(KeyboardInterrupt):  # as Python itself does in what ends with an object
            signal.raise_signal(signal.SIGINT)
        return real(*asked)

    real: Callable[..., object] = pipeline.scan
    monkeypatch.setattr(pipeline, "scan", scan)
    ended = here(write_shop(tmp_path), "scan", "US", *AS_OF)
    assert (ended.code, ended.err) == (130, "promocheck: interrupted\n")


def test_an_interrupt_while_temporary_files_go_is_130_and_the_rest_of_them_go_too(tmp_path: Path) -> None:
    script = """
import atexit, signal, sys
from promocheck.__main__ import main
atexit.register(print, "the rest", flush=True)
atexit.register(signal.raise_signal, signal.SIGINT)
main()
"""
    ended = python(tmp_path, ["-c", script, "--version"])
    assert (ended.code, ended.err) == (130, "")
    assert ended.out.splitlines() == [f"promocheck {__version__}", "the rest"]


@pytest.mark.parametrize("asked", [("scan",), ("why", "A-1"), ("calendar",), ("plan",), ("init", "--yes")])
def test_a_folder_that_was_deleted_while_somebody_stood_in_it_is_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: tuple[str, ...],
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert guard.run(asked) == 2
    assert capsys.readouterr() == (
        "",
        "promocheck: the folder that this runs in has been deleted. Go to one that is there, then run it again.\n",
    )


def test_a_library_that_cannot_be_imported_is_70(tmp_path: Path) -> None:
    script = "import sys; sys.modules['typer'] = None; from promocheck.__main__ import main; main()"
    ended = python(tmp_path, ["-c", script, "scan"])
    assert (ended.code, ended.out) == (70, "")
    assert "internal error; nothing was checked" in ended.err


if sys.platform != "win32":  # named pipes, signals
    # Windows has Ctrl-Break beside Ctrl-C, and a signal of its own for it: here another one lends it the name.
    LENT = "import signal; signal.SIGBREAK = signal.SIGUSR1; from promocheck.__main__ import main; main()"

    @pytest.mark.parametrize(
        ("python", "number"),
        [(["-m", "promocheck"], signal.SIGINT), (["-c", LENT], signal.SIGUSR1)],
        ids=["Ctrl-C", "Ctrl-Break"],
    )
    def test_ctrl_c_is_130_whatever_was_found_so_far(tmp_path: Path, python: list[str], number: int) -> None:
        folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
        os.mkfifo(folder / "slow.csv")
        run = subprocess.Popen(
            [sys.executable, *python, "scan", "US", "slow.csv", *AS_OF],
            cwd=folder,
            env=environment({}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        # From here on the command waits for the file's first byte.
        writer = opened_for_writing(folder / "slow.csv")
        run.send_signal(number)
        os.close(writer)  # a signal that comes just before the read does not wake it; the pipe's end does
        out, err = run.communicate(timeout=60)
        assert (run.returncode, out, err) == (130, "", "promocheck: interrupted\n")

    @pytest.mark.parametrize(
        "command", [("scan",), ("watch",), ("inspect",), ("prepare", "--out", "prepared"), ("init",)]
    )
    def test_whoever_is_stopped_by_a_service_ends_as_interrupted(
        tmp_path: Path, command: tuple[str, ...]
    ) -> None:
        folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
        os.mkfifo(folder / "slow.csv")
        run = subprocess.Popen(
            [sys.executable, "-m", "promocheck", *command, "US", "slow.csv"],
            cwd=folder,
            env=environment({}),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        writer = opened_for_writing(folder / "slow.csv")
        run.send_signal(signal.SIGTERM)
        os.close(writer)
        _, err = run.communicate(timeout=60)
        assert (run.returncode, err) == (130, "promocheck: interrupted\n")

    def opened_for_writing(pipe: Path) -> int:
        """A named pipe's writing end, as soon as somebody reads it."""
        for _ in range(600):
            try:
                return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as error:
                if error.errno != errno.ENXIO:  # nobody reads yet
                    raise
                time.sleep(0.05)
        pytest.fail("the command never opened the file")
