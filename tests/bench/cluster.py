"""A scan on a Dask cluster of this machine beside one by processes: `python -m tests.bench.cluster SHOP [WORKERS...]`.

SHOP is a folder that `make_shop.py` of the yardsticks made. Whole commands in turn, JSON to nowhere; the efficiency of so many
workers is the time of one worker over theirs and their number. What does not get shorter with more workers is what the command does
itself: reading, joining, handing out, and the rules that look across what is in parts.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

from tests.acceptance.cluster import LocalDask
from tests.bench.processes import PROMOCHECK

_AS_OF = "2026-12-30T00:00:00Z"


def seconds(shop: str, *options: str) -> float:
    """How long a scan takes."""
    began = time.perf_counter()
    scan = [
        PROMOCHECK,
        "scan",
        shop,
        "--marketplace",
        "US",
        "--as-of",
        _AS_OF,
        "--format",
        "json",
        "--no-cache",
    ]
    code = subprocess.run([*scan, *options], stdout=subprocess.DEVNULL, check=False).returncode
    assert code in (0, 1, 3), code
    return time.perf_counter() - began


def on_workers(shop: str, many: int) -> float:
    """How long it takes on so many workers, which have done nothing before."""
    with tempfile.TemporaryDirectory() as name:
        cluster = LocalDask(Path(name))
        try:
            for _ in range(many):
                cluster.worker()
            place = ("--scheduler", cluster.address, "--storage", f"{name}/shared")
            return seconds(shop, "--engine", "dask", *place, "--jobs", str(min(many, 2)))
        finally:
            cluster.close()


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("shop")
    options.add_argument("workers", type=int, nargs="*", default=[1, 2, 4])
    options.add_argument(
        "--jobs", type=int, nargs="*", default=[1, 2], help="by how many processes beside it"
    )
    asked = options.parse_args()
    for jobs in asked.jobs:
        print(f"--jobs {jobs}: {seconds(asked.shop, '--jobs', str(jobs)):.1f} s", flush=True)
    one = None
    for many in asked.workers:
        took = on_workers(asked.shop, many)
        one = one or took * many
        print(f"{many} workers: {took:.1f} s, efficiency {one / took / many:.2f}", flush=True)


if __name__ == "__main__":
    main()
