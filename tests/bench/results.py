"""What was measured last of each promise, as it is kept in `results.json`."""

from __future__ import annotations

import datetime as dt
import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypedDict

from promocheck.crew import processors
from tests.bench.table import PROMISES, Measured, Promise

RESULTS: Final = Path(__file__).with_name("results.json")


class Row(TypedDict):
    """A promise, what came of it, in how many pairs, when and where."""

    what: str
    ratio: float
    reach: float
    aim: float
    of: str
    pairs: int
    date: str
    machine: str


def kept() -> dict[str, Row]:
    """The rows by the names of their promises."""
    rows: dict[str, Row] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return rows


def keep(found: Sequence[tuple[Promise, Measured]], pairs: int) -> None:
    """Keep what was measured now; what was not stays as it was measured before."""
    machine = f"{processors()} processors, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    rows = kept()
    for promise, result in found:
        rows[promise.name] = {
            "what": promise.what,
            "ratio": round(result.ratio, 3),
            "reach": promise.reach,
            "aim": promise.aim,
            "of": result.of,
            "pairs": pairs,
            "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
            "machine": machine,
        }
    ordered = {each.name: rows[each.name] for each in PROMISES if each.name in rows}
    RESULTS.write_text(json.dumps(ordered, indent=2) + "\n", encoding="utf-8")
