"""Terminals, colours and encodings: what looks different must not be different."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, FLOORS, LISTINGS, environment, promocheck, scan, write_shop
from tests.cli.conftest import Here

ESCAPE = "\x1b"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("scan", "US", *AS_OF), 1), (("scan", "--help"), 0), (("scan", "--bogus"), 2)],
    ids=["scan", "help", "usage"],
)
def test_no_escape_codes_off_a_terminal_not_even_on_github(
    tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    ended = promocheck(folder, *arguments, GITHUB_ACTIONS="true", TERM="xterm-256color")
    assert ended.code == code
    assert ended.out + ended.err
    assert ESCAPE not in ended.out + ended.err


def shop_of(folder: Path, sku: str) -> Path:
    """A shop that sells this SKU below its floor."""
    sheets = {"promotions": BELOW_FLOOR, "listings": LISTINGS, "floors": FLOORS}
    return write_shop(folder, **{name: text.replace("A-1", sku) for name, text in sheets.items()})


@pytest.mark.parametrize(
    ("output", "shown"),
    [("text", r"[red]x\x1b[2J"), ("compact", r"[red]x\x1b[2J"), ("json", r"[red]x\u001b[2J")],
)
def test_a_sku_that_wipes_screens_is_printed_as_it_is(
    tmp_path: Path, here: Here, output: str, shown: str
) -> None:
    ended = here(shop_of(tmp_path, "[red]x\x1b[2J"), "scan", "US", *AS_OF, "--format", output)
    assert ended.code == 1
    assert shown in ended.out
    assert ESCAPE not in ended.out + ended.err


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp1252"])
def test_an_encoding_changes_neither_the_code_nor_a_file(tmp_path: Path, encoding: str) -> None:
    sku = "茶杯-é-£"
    ended = scan(shop_of(tmp_path, sku), "--report", "json=report.json", PYTHONIOENCODING=encoding)
    assert (ended.code, ended.err) == (1, "")
    assert sku.encode(encoding, "backslashreplace").decode(encoding) in ended.out
    assert sku in (tmp_path / "report.json").read_text("utf-8")


def test_json_is_utf_8_whatever_the_console_speaks(tmp_path: Path) -> None:
    ended = scan(
        shop_of(tmp_path, "茶杯-é-£"), "--format", "json", read_as="utf-8", PYTHONIOENCODING="cp1252"
    )
    assert json.loads(ended.out)["findings"][0]["sku"] == "茶杯-é-£"


if sys.platform != "win32":  # pseudo terminals

    @pytest.mark.parametrize(
        ("options", "changes", "coloured"),
        [((), {}, True), ((), {"NO_COLOR": "1"}, False), (("--no-color",), {}, False)],
        ids=["colours", "NO_COLOR", "--no-color"],
    )
    def test_colours_are_for_terminals_and_can_be_refused(
        tmp_path: Path, options: tuple[str, ...], changes: dict[str, str], *, coloured: bool
    ) -> None:
        folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
        code, shown = on_a_terminal(folder, ("scan", "US", *AS_OF, *options), changes)
        assert code == 1
        assert "A-1" in shown
        assert (ESCAPE in shown) == coloured

    @pytest.mark.parametrize(("options", "coloured"), [((), True), (("--no-color",), False)])
    def test_the_examples_are_coloured_and_fit_the_terminal(
        tmp_path: Path, options: tuple[str, ...], *, coloured: bool
    ) -> None:
        code, shown = on_a_terminal(tmp_path, ("selftest", *options), {"COLUMNS": "80"})
        assert code == 0
        assert (ESCAPE in shown) == coloured
        lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
        assert max(map(len, lines)) <= 80
        assert lines[-1].endswith("out of scope.")

    def on_a_terminal(folder: Path, arguments: tuple[str, ...], changes: dict[str, str]) -> tuple[int, str]:
        """The exit code of a command whose stdout is a terminal, and what the terminal was sent."""
        import pty

        terminal, end = pty.openpty()
        run = subprocess.Popen(
            [sys.executable, "-m", "promocheck", *arguments],
            cwd=folder,
            env=environment({"TERM": "xterm-256color", **changes}),
            stdout=end,
            stderr=subprocess.DEVNULL,
        )
        os.close(end)
        shown = b"".join(iter(lambda: read_some(terminal), b""))
        os.close(terminal)
        return run.wait(timeout=60), shown.decode()

    def read_some(terminal: int) -> bytes:
        """The next bytes; none at the end, which Linux calls an error."""
        try:
            return os.read(terminal, 4096)
        except OSError:
            return b""
