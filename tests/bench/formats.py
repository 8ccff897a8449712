"""How long a report of many findings takes in every format, and how much memory: `python -m tests.bench.formats [--lang LANG] [--jobs N] [FINDINGS [FORMAT...]]`.

The findings are as different as those of a large shop: each with an SKU, a title, prices, places and a fingerprint of its own. Each
format is written in a process of its own, and by as many more as it takes, or `--jobs` lets it; memory is what all of them held at
most, findings included, each page once.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from promocheck.model.finding import Finding
from promocheck.model.money import Money
from promocheck.model.report import Report
from promocheck.model.text import say
from promocheck.reports import BINARY, FORMATS, LANGUAGES, Words, pieces
from tests.reports.examples import BELOW_FLOOR, REPORT

_EVERY: Final = 0.2  # seconds between two looks at the memory


def main() -> None:
    """Write the report in each format, and print what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("findings", nargs="?", type=int, default=100_000)
    parser.add_argument("formats", nargs="*", default=[*FORMATS, *BINARY])
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--alone", action="store_true")
    given = parser.parse_args()
    if given.alone:
        print(written(given.formats[0], given.findings, Words(given.lang), given.jobs))
        return
    print(f"{given.findings:,} findings, {given.lang}")
    options = ["--alone", "--lang", given.lang, *(["--jobs", str(given.jobs)] if given.jobs else [])]
    for name in given.formats:
        command = [sys.executable, "-m", "tests.bench.formats", *options, str(given.findings), name]
        subprocess.run(command, check=True)


def written(name: str, number: int, words: Words, jobs: int | None) -> str:
    """What one format took, in this process and those that it starts."""
    gc.disable()  # as the command does
    report = replace(REPORT, findings=tuple(findings(number)))
    watch = Watch()
    watch.start()
    began, worked = time.perf_counter(), _worked()
    size = _size(name, report, words, jobs)
    wall, cpu = time.perf_counter() - began, _worked() - worked
    watch.ended.set()
    watch.join()
    return f"{name:9} {wall:5.1f} s  {cpu:5.1f} s of processor  {watch.most >> 10:5,} MiB at most  {size >> 20:4} MB"


def _size(name: str, report: Report, words: Words, jobs: int | None) -> int:
    made = pieces(name, report, words, jobs=jobs)
    return sum(len(each if isinstance(each, bytes) else each.encode()) for each in made)


def _worked() -> float:
    """Seconds of all processors, of processes that have ended too."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Watch(threading.Thread):
    """Looks how much this process and its children hold; `most`, in KiB, once it has `ended`."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.most = 0

    def run(self) -> None:
        """Look until it has ended, and once more."""
        looking = True
        while looking:
            looking = not self.ended.wait(_EVERY)
            self.most = max(self.most, sum(map(_held, _family())))


def _family() -> Iterator[int]:
    own = os.getpid()
    yield own
    for thread in Path(f"/proc/{own}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # it has just ended
            yield from map(int, (thread / "children").read_text().split())


def _held(process: int) -> int:
    """KiB of a process, of a page that several have its part."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it has just ended
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def findings(number: int) -> Iterator[Finding]:
    """Findings that differ in whatever findings differ in."""
    for at in range(number):
        price = Money(1_000 + at % 4_999, "USD")
        gap = Money(6_000 - price.minor, "USD")
        yield replace(
            BELOW_FLOOR,
            sku=f"SKU-{at:07}",
            asin=f"B0{at:08}",
            title=f"Steel bottle {at} ml",
            stacked_price=price,
            message=say("A buyer can reach {price}, {gap} below the floor.", price=price, gap=gap),
            places=tuple(replace(each, row=at + 2) for each in BELOW_FLOOR.places[-3:]),
            promotions=(f"C{at // 4}", f"S{at // 7}"),
            fingerprint=f"{at:016x}",
        )


if __name__ == "__main__":
    main()
