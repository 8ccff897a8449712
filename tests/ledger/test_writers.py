"""Many writers at once lose nothing, and one that is killed leaves the ledger whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from promocheck.ledger import opened
from tests.ledger.runs import run, seen

WRITE: Final = """
import sys
from promocheck.ledger import opened
from tests.ledger.runs import run, seen
for number in range(int(sys.argv[2])):
    opened(sys.argv[1], may_begin=True).add(run(seen("A-1", "50.00"), who=f"{sys.argv[3]}-{number}"))
"""

# The same, killed at the n-th statement that reaches the file; n beyond them kills nobody.
KILLED: Final = """
import os, signal, sqlite3, sys
from promocheck.ledger import opened
from tests.ledger.runs import run, seen
left = int(sys.argv[2])
class Counting(sqlite3.Connection):
    def execute(self, *statement):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(*statement)
connect = sqlite3.connect
sqlite3.connect = lambda *given, **named: connect(*given, factory=Counting, **named)
opened(sys.argv[1], may_begin=True).add(run(seen("A-1", "50.00"), who="killed"))
"""


def started(script: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)])


def test_eight_writers_write_four_hundred_of_four_hundred(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    writers = [started(WRITE, path, 50, name) for name in range(8)]
    assert [each.wait() for each in writers] == [0] * 8

    past = opened(str(path)).past()
    assert [each.number for each in past.runs] == list(range(1, 401))
    assert len({each.who for each in past.runs}) == 400
    assert past.broken == ()


@pytest.mark.parametrize("begun", [True, False])
def test_a_writer_killed_at_any_step_leaves_all_or_nothing(tmp_path: Path, *, begun: bool) -> None:
    steps = 0
    for steps in range(1, 40):
        path = tmp_path / f"{steps}.sqlite"
        if begun:
            opened(str(path), may_begin=True).add(run(seen("A-1", "60.00"), who="before"))
        if started(KILLED, path, steps).wait() == 0:
            break
        opened(str(path), may_begin=True).add(run(who="after"))
        past = opened(str(path)).past()
        assert [each.who for each in past.runs] == [*(["before"] if begun else []), "after"]
        assert past.broken == ()
    assert 5 < steps < 39
