"""The command in a process of its own, as people and cron run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.shop import table, write_sheet

AS_OF = ("--as-of", "2026-11-24T00:00:00Z")

LISTINGS = """
sku | price
A-1 | 100.00
"""
FLOORS = """
sku | floor
A-1 | 60.00
"""
COUPON = """
promotion_id | kind   | sku | discount_type | discount_value | start      | end
C1           | coupon | A-1 | percent       | 20             | 2026-12-01 | 2026-12-05
"""
BELOW_FLOOR = """
promotion_id | kind      | sku | discount_type | discount_value | start      | end
D1           | best_deal | A-1 | price         | 50.00          | 2026-12-01 | 2026-12-05
"""
WITHOUT_END = COUPON.replace("2026-12-05", "")  # a warning
LETTER_O = COUPON.replace("| 20 ", "| 2O ")  # a row that cannot be read

# What colours and encodings depend on: a test says it, the machine that runs it does not.
_OF_THE_MACHINE = frozenset(
    {
        "NO_COLOR",
        "FORCE_COLOR",
        "PY_COLORS",
        "GITHUB_ACTIONS",
        "COLUMNS",
        "TERM",
        "PYTHONUTF8",
        "LC_ALL",
        "PROMOCHECK_LANG",
    }
)


class Ended(NamedTuple):
    """How a run ended, and what it said."""

    code: int
    out: str
    err: str


def write_shop(
    folder: Path,
    *,
    promotions: str = COUPON,
    listings: str = LISTINGS,
    floors: str = FLOORS,
    name: str = "US",
) -> Path:
    """A shop's sheets in `folder/US`; a blank table is a sheet that is missing. The folder to run in."""
    (folder / name).mkdir()
    for sheet, text in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        if text:
            write_sheet(folder / name / f"{sheet}.csv", table(text))
    return folder


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without what the machine says about terminals, and with `changes`."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_MACHINE}
    return {**kept, "PYTHONIOENCODING": "utf-8", **changes}


def python(folder: Path, arguments: Sequence[str], *, read_as: str = "", **changes: str) -> Ended:
    """Run Python in `folder` with changes to the environment; its output is read in the encoding it was told."""
    env = environment(changes)
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    encoding = read_as or env["PYTHONIOENCODING"]
    out, err = (stream.decode(encoding).replace(os.linesep, "\n") for stream in (run.stdout, run.stderr))
    return Ended(run.returncode, out, err)


def promocheck(folder: Path, *arguments: str, read_as: str = "", **changes: str) -> Ended:
    """Run the command in `folder`."""
    return python(folder, ["-m", "promocheck", *arguments], read_as=read_as, **changes)


def scan(folder: Path, *options: str, read_as: str = "", **changes: str) -> Ended:
    """Run `promocheck scan` on the shop in `folder`, as of a fixed day."""
    return promocheck(folder, "scan", "US", *AS_OF, *options, read_as=read_as, **changes)


def rules_of(report: str) -> set[str]:
    """The ids of the rules in a JSON report's findings."""
    document: dict[str, Any] = json.loads(report)
    return {finding["rule"] for finding in document["findings"]}
