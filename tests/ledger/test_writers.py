"""Many writers at once lose nothing, and one that is killed leaves the ledger whole."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Final

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

# One run, killed at the n-th statement that reaches the database; n beyond them kills nobody.
KILLED: Final = """
import os, signal, sqlite3, sys
from promocheck.ledger import opened
from tests.ledger.runs import run, seen
left = int(sys.argv[2])
def step(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
class Counting(sqlite3.Connection):
    def execute(self, *statement):
        step()
        return super().execute(*statement)
if "://" in sys.argv[1]:
    from sqlalchemy import Engine, event
    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
else:
    connect = sqlite3.connect
    sqlite3.connect = lambda *given, **named: connect(*given, factory=Counting, **named)
opened(sys.argv[1], may_begin=True).add(run(seen("A-1", "50.00"), who="killed"))
"""


def started(script: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)])


def test_eight_writers_write_four_hundred_of_four_hundred(place: Place) -> None:
    writers = [started(WRITE, place.where, 50, name) for name in range(8)]
    assert [each.wait() for each in writers] == [0] * 8

    past = place.ledger().past()
    assert [each.number for each in past.runs] == list(range(1, 401))
    assert len({each.who for each in past.runs}) == 400
    assert past.broken == ()


@pytest.mark.parametrize("begun", [True, False])
def test_a_writer_killed_at_any_step_leaves_all_or_nothing(places: Iterator[Place], *, begun: bool) -> None:
    steps = 0
    for steps, place in zip(range(1, 40), places, strict=False):
        if begun:
            place.ledger().add(run(seen("A-1", "60.00"), who="before"))
        if started(KILLED, place.where, steps).wait() == 0:
            break
        place.ledger().add(run(who="after"))
        past = place.ledger().past()
        assert [each.who for each in past.runs] == [*(["before"] if begun else []), "after"]
        assert past.broken == ()
    assert 5 < steps < 39
