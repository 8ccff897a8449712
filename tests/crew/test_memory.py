"""What a process lets go of: kept for what it asks for next, and given back before it waits."""

from __future__ import annotations

import subprocess
import sys

import pytest

HELD = """
import numpy as np
from pathlib import Path
from promocheck.crew.memory import give_back, keep

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20

keep()
before = held()
columns = [np.ones(2**20) for _ in range(8)]  # 8 MiB each
full = held()
del columns
kept = held()
give_back()
print(full - before, kept - before, held() - before)
"""


PAGES = """
from pathlib import Path
from promocheck.crew.memory import keep

keep()
print(*(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("THP_enabled")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="others' C libraries keep or give back as they see fit")
def test_it_is_kept_until_it_is_given_back() -> None:
    full, kept, rest = map(int, subprocess.check_output([sys.executable, "-c", HELD], text=True).split())
    nearly = 60  # of 64: the machine may have taken some pages back that nobody used just now
    assert full >= nearly
    assert kept >= nearly
    assert rest < 16


@pytest.mark.skipif(sys.platform != "linux", reason="the pages of others are what they are")
def test_no_large_pages_are_asked_for() -> None:
    said = subprocess.check_output([sys.executable, "-c", PAGES], text=True).split()
    assert said in ([], ["THP_enabled:", "0"])  # the first where Linux does not say
