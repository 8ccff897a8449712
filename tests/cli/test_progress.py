"""A progress bar is for people who wait: on a terminal, after a second, and gone at the end."""

from __future__ import annotations

import io
import time

import pytest

from promocheck.cli import progress
from promocheck.cli.progress import ProgressBar


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar that shows itself at once, on a terminal that can draw one."""
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm-256color")


def shown_while_reading(stream: io.StringIO, file: str) -> bool:
    """Whether the bar names the file within two seconds."""
    with ProgressBar(stream) as bar:
        bar(file, 1, 3)
        for _ in range(40):
            if file in stream.getvalue():
                return True
            time.sleep(0.05)
    return False


@pytest.mark.usefixtures("impatient")
def test_who_waits_at_a_terminal_sees_the_file_even_if_its_name_looks_like_markup() -> None:
    assert shown_while_reading(Terminal(), "US/[red]x.csv")


@pytest.mark.usefixtures("impatient")
def test_a_console_that_cannot_draw_over_a_line_is_not_filled_with_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As Windows had them before its tenth."""
    monkeypatch.setattr(progress, "takes_escapes", lambda stream: stream is None)
    terminal = Terminal()
    assert not shown_while_reading(terminal, "US/x.csv")
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("impatient")
def test_off_a_terminal_nothing_is_written() -> None:
    stream = io.StringIO()
    assert not shown_while_reading(stream, "US/x.csv")
    assert stream.getvalue() == ""


def test_a_run_of_less_than_a_second_shows_nothing() -> None:
    terminal = Terminal()
    with ProgressBar(terminal) as bar:
        bar("US/x.csv", 1, 3)
    assert terminal.getvalue() == ""
