"""Standard streams of other systems: what Windows raises where Linux raises something else."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from promocheck.cli.streams import Output

SAYS: Final = "as Windows says it"


class Refusing(io.StringIO):
    """A stream onto a file descriptor that takes nothing."""

    def __init__(self, number: int, why: int) -> None:
        super().__init__()
        self.number, self.why = number, why

    def fileno(self) -> int:
        return self.number

    def write(self, text: str) -> int:
        del text
        raise OSError(self.why, SAYS)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "── 茶─£ ──"),
        ("gbk", r"── 茶─\xa3 ──"),
        ("cp1252", r"-- \u8336-£ --"),  # where Windows of the West writes into a file
        ("cp437", r"── \u8336─£ ──"),
        ("ascii", r"-- \u8336-\xa3 --"),
    ],
)
def test_a_heading_stays_one_where_the_console_has_no_lines_for_it(encoding: str, shown: str) -> None:
    taken = io.BytesIO()
    output = Output(io.TextIOWrapper(taken, encoding))
    output.write("── 茶─£ ──")
    output.flush()
    assert taken.getvalue().decode(encoding) == shown


@pytest.fixture(params=["pipe", "file"])
def number(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    reader, writer = os.pipe()
    if request.param == "file":
        os.close(writer)
        writer = os.open(tmp_path / "report.txt", os.O_WRONLY | os.O_CREAT)
    yield writer
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize("why", [errno.EINVAL, errno.EIO])
def test_only_a_pipe_without_a_reader_is_no_failure(
    number: int, why: int, request: pytest.FixtureRequest
) -> None:
    """On Windows it is an argument that is not valid."""
    output = Output(Refusing(number, why))
    output.write("CLEAR\n")
    nobody_reads = (request.node.callspec.params["number"], why) == ("pipe", errno.EINVAL)
    assert (output.failure and output.failure.strerror) == (None if nobody_reads else SAYS)
    assert output.over
