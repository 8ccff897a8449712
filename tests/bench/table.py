"""What is promised of speed, and how each promise is measured."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processes import PROMOCHECK, in_turn, peak, run
from tests.bench.shops import Shops, scanned, size

SMALL, BIG = 100_000, 1_000_000
_MIB = 1 << 20
_ALLOWED = 250 * _MIB  # of memory, whatever the size
_STARTS = 15
_TRIED = ("coupon", "--percent", "30", "--start", "2027-01-10", "--end", "2027-01-16")


@dataclass(frozen=True, slots=True)
class Measured:
    """A ratio, and what it was made of in words."""

    ratio: float
    of: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A ratio that a release must reach, and the one that is aimed at."""

    name: str
    what: str
    reach: float
    aim: float
    measure: Callable[[Shops, int], Measured]


def scan(shop: Path, *options: str) -> list[str]:
    """A scan of files that are read for the first time, with its findings as JSON."""
    return [PROMOCHECK, "scan", *scanned(shop), "--no-cache", "--format", "json", *options]


def _over_analyst(listings: int) -> Callable[[Shops, int], Measured]:
    def measure(shops: Shops, times: int) -> Measured:
        shop = shops.of(listings)
        return _paired(scan(shop), shops.analyst(shop), times)

    return measure


def _over_bare_read(shops: Shops, times: int) -> Measured:
    shop = shops.of(BIG)
    inputs = json.loads(_said(scan(shops.of(SMALL))))["inputs"]
    needed = {str(shop / Path(each["path"]).name): each["columns"]["used"] for each in inputs}
    return _paired(scan(shop), [sys.executable, "-m", "tests.bench.bare", json.dumps(needed)], times)


def _said(command: list[str]) -> bytes:
    return subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout


def _memory(shops: Shops, _times: int) -> Measured:
    shop = shops.of(BIG)
    held, given = peak(scan(shop)), size(shop)
    return Measured((held - _ALLOWED) / given, f"{held / _MIB:,.0f} MiB for {given / _MIB:,.0f} MiB of input")


def _growth(shops: Shops, times: int) -> Measured:
    found = _paired(scan(shops.of(BIG)), scan(shops.of(SMALL)), times)
    return Measured(found.ratio, f"{found.of}: exponent {math.log(found.ratio) / math.log(BIG / SMALL):.2f}")


def _hot(shops: Shops, times: int) -> Measured:
    return _paired(scan(shops.of(SMALL, 20_000)), scan(shops.of(SMALL)), times)


def _hot_alone(shops: Shops, times: int) -> Measured:
    return _paired(scan(shops.of(1, 20_000)), scan(shops.of(1, 2_000)), times)


def _workbook(shops: Shops, times: int) -> Measured:
    book = str(shops.book(300_000))
    ours = f"from promocheck import exports; exports.read([{book!r}], marketplace='US')"
    theirs = f"import pandas; pandas.read_excel({book!r}, dtype=str, engine='openpyxl')"
    return _paired([sys.executable, "-c", ours], [sys.executable, "-c", theirs], times)


def _start(option: str) -> Callable[[Shops, int], Measured]:
    def measure(_shops: Shops, _times: int) -> Measured:
        return _paired([PROMOCHECK, option], [sys.executable, "-c", "pass"], _STARTS)

    return measure


def _try(shops: Shops, times: int) -> Measured:
    shop = shops.of(BIG)
    with tempfile.TemporaryDirectory() as folder:
        policy = Path(folder) / "rules.yaml"
        policy.write_text(f"version: 1\nexports: {{cache: '{folder}/kept'}}\n", encoding="utf-8")
        tried = [
            PROMOCHECK,
            "try",
            *_TRIED,
            "--sku",
            "SKU-0000500-BLK",
            "--exports",
            *scanned(shop),
            "--rules",
            str(policy),
        ]
        run(tried)  # reads the exports, and keeps their columns
        return _paired(tried, scan(shop), times)


def _paired(ours: list[str], theirs: list[str], times: int) -> Measured:
    pairs = in_turn(ours, theirs, times)
    mine, other = pairs.walls
    return Measured(pairs.ratio, f"{mine:,.2f} s over {other:,.2f} s")


PROMISES = (
    Promise("analyst", "scan / the script, 1M listings", 0.7, 0.35, _over_analyst(BIG)),
    Promise("analyst-100k", "scan / the script, 100k listings", 1.0, 0.7, _over_analyst(SMALL)),
    Promise("bare", "scan / a bare read of the needed columns, 1M", 4, 2.5, _over_bare_read),
    Promise("memory", "(peak memory - 250 MiB) / input, 1M", 2, 1.5, _memory),
    Promise("growth", "time 100k to 1M", 10, 7, _growth),
    Promise("hot", "a SKU under 20,000 promotions / without it, 100k", 1.5, 1.2, _hot),
    Promise("hot-alone", "that SKU alone, 20,000 / 2,000 promotions", 25, 15, _hot_alone),
    Promise("workbook", "XLSX of 300,000 x 12 / pandas with openpyxl", 0.5, 0.3, _workbook),
    Promise("version", "--version / python -c pass", 8, 3, _start("--version")),
    Promise("help", "--help / python -c pass", 14, 8, _start("--help")),
    Promise("try", "try on 1M listings read before / scan", 0.3, 0.1, _try),
)


def measured(shops: Shops, times: int, names: list[str]) -> Iterator[tuple[Promise, Measured]]:
    """The promises of these names, or all, as they are measured."""
    for promise in PROMISES:
        if not names or promise.name in names:
            yield promise, promise.measure(shops, times)
