"""The help names every command without looking at any: what it says must be what they say themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from promocheck import cli
from promocheck.cli.app import COMMANDS, command_of
from tests.cli.conftest import Here

HEAVY = ("numpy", "pandas", "pydantic", "rich", "yaml", "openpyxl", "xlrd", "prompt_toolkit", "babel")


def imported(*arguments: str) -> set[str]:
    """The modules that a run of the command imports."""
    run = (
        "import sys\n"
        "from promocheck.cli.guard import run\n"
        f"run({list(arguments)!r})\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)
    return set(ended.stderr.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_says_of_a_command_what_it_says_itself(name: str) -> None:
    command = command_of(name)
    assert command.name == name
    assert " ".join(command.help.partition("\n\n")[0].split()) == COMMANDS[name]


def test_every_file_of_a_command_is_in_the_help() -> None:
    files = Path(cli.__file__).parent.glob("*.py")
    about = {each.read_text(encoding="utf-8").partition("\n")[0] for each in files}
    named = {
        line.split("`")[1].removeprefix("promocheck ") for line in about if line.startswith('"""`promocheck ')
    }
    assert named == set(COMMANDS)


def test_a_command_that_is_mistyped_is_named(here: Here, tmp_path: Path) -> None:
    ended = here(tmp_path, "scna")
    assert ended.code == 2
    assert "Did you mean 'scan'?" in ended.err


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_what_needs_no_exports_imports_nothing_heavy(asked: str) -> None:
    found = imported(asked)
    assert "promocheck.cli.guard" in found
    assert found.isdisjoint(HEAVY)
    ours = {each for each in found if each.startswith(("promocheck.model", "promocheck.cli.scan"))}
    assert ours <= {"promocheck.model", "promocheck.model.exit_code"}  # numbers alone
