"""Many writers at once lose nothing, and one that is killed leaves the ledger whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from tests.ledger.conftest import Place
from tests.ledger.runs import run, seen

WRITE: Final = """
import sys
from promocheck.ledger import opened
from tests.ledger.runs import run, seen
for number in range(int(sys.argv[2])):
    opened(sys.argv[1], may_begin=True).add(run(seen("A-1", "50.00"), who=f"{sys.argv[3]}-{number}"))
"""

# For every line, a place and a number n: a process that writes one run there and is killed at its n-th statement; how it ended.
# With n beyond them it is not killed. They are forked, since each would else take a second to begin.
KILLED: Final = """
import os, signal, sqlite3, sys
from promocheck.ledger import opened
from tests.ledger.runs import run, seen
left = 0
def step(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
class Counting(sqlite3.Connection):
    def execute(self, *statement):
        step()
        return super().execute(*statement)
def counted(where):
    if "://" in where:
        from sqlalchemy import Engine, event
        event.listen(Engine, "before_cursor_execute", step)
        event.listen(Engine, "commit", step)
    else:
        connect = sqlite3.connect
        sqlite3.connect = lambda *given, **named: connect(*given, factory=Counting, **named)
for line in sys.stdin:
    where, last = line.rsplit(maxsplit=1)
    child = os.fork()
    if child == 0:
        left = int(last)
        counted(where)
        try:
            opened(where, may_begin=True).add(run(seen("A-1", "50.00"), who="killed"))
            os._exit(0)
        finally:
            os._exit(1)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def started(script: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)], text=True, **options)


@pytest.fixture(scope="module")
def killing() -> Iterator[Callable[[str, int], int]]:
    """Writes a run at a place and is killed at a step: how that ended."""
    with started(KILLED, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as killer:
        assert killer.stdin
        assert killer.stdout
        told, heard = killer.stdin, killer.stdout

        def kill(where: str, step: int) -> int:
            told.write(f"{where} {step}\n")
            told.flush()
            return int(heard.readline())

        yield kill


def test_eight_writers_write_four_hundred_of_four_hundred(place: Place) -> None:
    writers = [started(WRITE, place.where, 50, name) for name in range(8)]
    assert [each.wait() for each in writers] == [0] * 8

    past = place.ledger().past()
    assert [each.number for each in past.runs] == list(range(1, 401))
    assert len({each.who for each in past.runs}) == 400
    assert past.broken == ()


@pytest.mark.parametrize("begun", [True, False])
def test_a_writer_killed_at_any_step_leaves_all_or_nothing(
    places: Iterator[Place], killing: Callable[[str, int], int], *, begun: bool
) -> None:
    steps = 0
    for steps, place in zip(range(1, 40), places, strict=False):
        if begun:
            place.ledger().add(run(seen("A-1", "60.00"), who="before"))
        ended = killing(place.where, steps)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
        place.ledger().add(run(who="after"))
        past = place.ledger().past()
        assert [each.who for each in past.runs] == [*(["before"] if begun else []), "after"]
        assert past.broken == ()
    assert 5 < steps < 39
