"""How long the workbook of many findings takes, and how much memory: `python -m tests.bench.book [FINDINGS]`.

The findings are as different as those of a large shop: each with an SKU, a title, prices, places and a fingerprint of its own.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import psutil

from promocheck.model.finding import Finding
from promocheck.model.money import Money
from promocheck.model.text import say
from promocheck.reports import BINARY, Words
from tests.reports.examples import BELOW_FLOOR, REPORT


def main() -> None:
    """Make the workbook once, and print what it took."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    gc.disable()  # as the command does
    report = replace(REPORT, findings=tuple(findings(number)))
    process = psutil.Process()
    held, began, worked = process.memory_info().rss, time.perf_counter(), time.process_time()
    data = BINARY["xlsx"](report, Words("en"))
    wall, cpu = time.perf_counter() - began, time.process_time() - worked
    more = (process.memory_info().rss - held) >> 20
    print(
        f"{number:,} findings: {wall:.1f} s ({cpu:.1f} s of processor), {len(data) >> 20} MB, {more} MB more memory"
    )


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
            fingerprint=f"{at:016x}",
        )


if __name__ == "__main__":
    main()
