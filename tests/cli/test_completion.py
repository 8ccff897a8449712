"""What a Tab offers, as each shell asks for it: commands, options, rules; at once, and nothing on stderr."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from promocheck.cli.completion import complete_rule
from promocheck.cli.deliver import BINARY, FORMATS
from promocheck.rules import ALL
from promocheck.rules.manual import manual_of
from tests.cli.command import Ended, environment, python
from tests.cli.conftest import Here

SCRIPTS = sysconfig.get_path("scripts")
BASH = shutil.which("bash")
ASKS = "_PROMOCHECK_COMPLETE"


def asked(folder: Path, **variables: str) -> Ended:
    """What the command, as installed, answers a shell."""
    command = shutil.which("promocheck", path=SCRIPTS)
    assert command
    run = subprocess.run(
        [command],
        cwd=folder,
        env=environment(variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Ended(run.returncode, run.stdout, run.stderr)


def test_bash(tmp_path: Path) -> None:
    ended = asked(tmp_path, **{ASKS: "complete_bash"}, COMP_WORDS="promocheck explain below", COMP_CWORD="2")
    assert ended == (0, "below-floor\n", "")


def test_zsh(tmp_path: Path) -> None:
    ended = asked(tmp_path, **{ASKS: "complete_zsh"}, _TYPER_COMPLETE_ARGS="promocheck explain PC90")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(
        """_arguments '*: :(("PC901":"Rows of an export could not be used."\n"PC902":"""
    )
    assert ended.out.count("\n") == 9  # a rule a line, however long what is said of it


def test_fish(tmp_path: Path) -> None:
    ended = asked(
        tmp_path,
        **{ASKS: "complete_fish"},
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _TYPER_COMPLETE_ARGS="promocheck --",
    )
    assert (ended.code, ended.err) == (0, "")
    offered = [line.split("\t") for line in ended.out.splitlines()]
    assert [word for word, _ in offered] == [
        "--version",
        "--install-completion",
        "--show-completion",
        "--help",
    ]


def test_powershell(tmp_path: Path) -> None:
    ended = asked(
        tmp_path,
        **{ASKS: "complete_powershell"},
        _TYPER_COMPLETE_ARGS="promocheck explain pc1",
        _TYPER_COMPLETE_WORD_TO_COMPLETE="pc1",
    )
    assert (ended.code, ended.err) == (0, "")
    offered = [line.split(":::") for line in ended.out.splitlines()]
    assert offered == [
        [rule.id.lower(), manual_of(rule).summary] for rule in ALL if rule.id.startswith("PC1")
    ]


@pytest.mark.skipif(sys.platform == "win32" or not BASH, reason="needs bash")
def test_bash_itself_takes_what_is_installed(tmp_path: Path) -> None:
    script = """
        source <(promocheck --show-completion)
        COMP_WORDS=(promocheck sel) COMP_CWORD=1
        _promocheck_completion promocheck
        echo "${COMPREPLY[*]}"
    """
    run = subprocess.run(
        [str(BASH), "--norc", "-c", script],
        cwd=tmp_path,
        env=environment({"PATH": f"{SCRIPTS}:/usr/bin:/bin", "HOME": str(tmp_path)}),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("selftest\n", "")


@pytest.fixture
def tab(tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> Here:
    """What fish is answered for a line, in this process."""
    monkeypatch.setenv("COLUMNS", "80")

    def press(line: str, action: str = "get-args", of: str = "fish") -> Ended:
        monkeypatch.setenv(ASKS, f"complete_{of}")
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", action)
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
        return here(tmp_path)

    return press


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("promocheck s", ["scan", "status", "selftest"]),
        ("promocheck explain near", ["near-zero"]),
        ("promocheck explain near-zero pc20", [f"pc20{at}" for at in range(1, 8)]),
        ("promocheck explain FORBIDDEN_", ["FORBIDDEN_stack"]),
        ("promocheck explain nothing-like-it", []),
        ("promocheck explain --format ", ["text", "markdown", "json"]),
        ("promocheck explain --a", ["--all"]),
        ("promocheck scan --format ", [*FORMATS, *BINARY]),
        ("promocheck scan --format js", ["json", "jsonl"]),
        ("promocheck scan --report m", ["markdown="]),
        ("promocheck watch --report ", [f"{each}=" for each in (*FORMATS, *BINARY)]),
        ("promocheck scan --fo", ["--format"]),
        ("promocheck rules ", ["schema"]),
        ("promocheck scan --bogus --fo", ["--format"]),
        ("promocheck scan --only u", ["uS", "uK"]),
        ("promocheck scan --only acme/J", ["acme/JP"]),
        ("promocheck scan --only acme", []),
    ],
)
def test_what_is_offered(tab: Here, line: str, offered: list[str]) -> None:
    ended = tab(line)
    assert (ended.code, ended.err) == (0, "")
    assert [each.partition("\t")[0] for each in ended.out.splitlines() if each] == offered


@pytest.mark.parametrize(("line", "code"), [("promocheck explain pc", 0), ("promocheck scan ", 2)])
def test_fish_is_told_whether_to_offer_files_and_never_by_the_code_of_findings(
    tab: Here, line: str, code: int
) -> None:
    assert tab(line, "is-args") == (code, "", "")


def test_a_question_that_was_left_behind_makes_no_run_end_as_clear(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PowerShell keeps the variable where a Tab is interrupted."""
    monkeypatch.setenv(ASKS, "complete_powershell")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "promocheck sc")
    ended = here(tmp_path, "scan", "nowhere")
    assert (ended.code, ended.out) == (2, "")
    assert "nowhere: no such file or folder." in ended.err


def test_a_shell_that_nobody_knows_is_wrong_usage(tab: Here) -> None:
    assert tab("promocheck ", of="tcsh") == (2, "", "Shell tcsh not supported.\n")


@pytest.mark.parametrize("option", ["--show-completion", "--install-completion"])
def test_where_no_shell_is_found_it_says_so(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr("shellingham.detect_shell", lambda: (None, None))
    ended = here(tmp_path, option)
    assert ended.code == 2
    assert "for this shell there is no completion. Run it from bash, zsh, fish or PowerShell." in ended.err


def test_it_is_installed_for_the_shell_that_runs_it(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("fish", "/usr/bin/fish"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    ended = here(tmp_path, "--install-completion")
    assert (ended.code, ended.err) == (0, "")
    installed = tmp_path / ".config/fish/completions/promocheck.fish"
    assert "_PROMOCHECK_COMPLETE=complete_fish" in installed.read_text("utf-8")


def test_every_rule_is_offered_with_what_is_wrong() -> None:
    """They are read from the rules' files, which a Tab does not run; the catalogue is what they must say."""
    names = [(rule.name, manual_of(rule).summary) for rule in ALL]
    ids = [(rule.id, manual_of(rule).summary) for rule in ALL]
    assert complete_rule("") == names + ids


def test_a_tab_imports_no_rule(tmp_path: Path) -> None:
    ended = python(
        tmp_path,
        ["-X", "importtime", "-m", "promocheck"],
        **{ASKS: "complete_bash"},
        COMP_WORDS="promocheck explain pc",
        COMP_CWORD="2",
    )
    assert len(ended.out.split()) == len(ALL)
    imported = set(re.findall(r"\| +([\w.]+)$", ended.err, re.MULTILINE))
    assert "promocheck.cli.completion" in imported
    assert not imported & {"numpy", "pandas", "yaml", "openpyxl", "promocheck.rules", "promocheck.policy"}
