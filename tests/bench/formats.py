"""How long a report of many findings takes in every format, and how much memory: `python -m tests.bench.formats [FINDINGS [FORMAT...]]`.

The findings are as different as those of a large shop: each with an SKU, a title, prices, places and a fingerprint of its own. Each
format is written in a process of its own; memory is what the process held at most, findings included.
"""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from promocheck.model.finding import Finding
from promocheck.model.money import Money
from promocheck.model.text import say
from promocheck.reports import BINARY, FORMATS, Words, pieces
from tests.reports.examples import BELOW_FLOOR, REPORT

_ALONE = "--alone"


def main() -> None:
    """Write the report in each format, and print what it took."""
    given = sys.argv[1:]
    if given[:1] == [_ALONE]:
        print(written(given[1], int(given[2])))
        return
    number = given[0] if given else "100000"
    print(f"{int(number):,} findings")
    for name in given[1:] or (*FORMATS, *BINARY):
        subprocess.run([sys.executable, "-m", "tests.bench.formats", _ALONE, name, number], check=True)


def written(name: str, number: int) -> str:
    """What one format took, in this process."""
    gc.disable()  # as the command does
    report = replace(REPORT, findings=tuple(findings(number)))
    began, worked = time.perf_counter(), time.process_time()
    size = sum(
        len(each if isinstance(each, bytes) else each.encode()) for each in pieces(name, report, Words("en"))
    )
    wall, cpu = time.perf_counter() - began, time.process_time() - worked
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return f"{name:9} {wall:5.1f} s  {cpu:5.1f} s of processor  {most:5,} MiB at most  {size >> 20:4} MB"


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
