"""The console of Windows, as it answers: it takes colours where it is asked to."""

from __future__ import annotations

from typing import Any

import pytest

from promocheck.cli import console as consoles
from promocheck.cli import options
from promocheck.cli.console import switched_on

WRAPS = 0x3  # a console as it begins
ESCAPES = 0x4


class Console:
    """What Windows keeps of a console; `oldest` knows no escape sequences, `none` is no console."""

    def __init__(self, mode: int, *, oldest: bool = False, none: bool = False) -> None:
        self.mode, self.oldest, self.none, self.asked = mode, oldest, none, 0

    def GetConsoleMode(self, handle: object, mode: Any) -> int:  # noqa: N802 - as Windows calls it
        assert handle == 7
        mode._obj.value = self.mode
        return int(not self.none)

    def SetConsoleMode(self, handle: object, mode: int) -> int:  # noqa: N802 - likewise
        assert handle == 7
        self.asked += 1
        if not self.oldest:
            self.mode = mode
        return int(not self.oldest)


@pytest.mark.parametrize(
    ("console", "takes", "mode", "asked"),
    [
        (Console(WRAPS), True, WRAPS | ESCAPES, 1),
        (Console(WRAPS | ESCAPES), True, WRAPS | ESCAPES, 0),
        (Console(WRAPS, oldest=True), False, WRAPS, 1),
        (Console(WRAPS, none=True), False, WRAPS, 0),
    ],
    ids=["as it begins", "asked before", "before Windows 10", "none"],
)
def test_a_console_is_asked_to_take_colours(console: Console, *, takes: bool, mode: int, asked: int) -> None:
    assert switched_on(console, 7) == takes
    assert (console.mode, console.asked) == (mode, asked)


@pytest.mark.parametrize("takes", [True, False])
def test_no_colours_where_the_console_takes_none(monkeypatch: pytest.MonkeyPatch, *, takes: bool) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setattr("promocheck.cli.console.takes_escapes", lambda stream: takes and stream is terminal)
    assert options.colour_wanted(no_color=False) == takes
    assert not options.colour_wanted(no_color=True)


@pytest.mark.parametrize(("system", "cells"), [("posix", 80), ("nt", 79)])
def test_a_full_line_is_followed_by_a_blank_one_on_windows(
    monkeypatch: pytest.MonkeyPatch, system: str, cells: int
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with monkeypatch.context() as patch:
        patch.setattr("os.name", system)
        assert consoles.cells_of_line() == cells
