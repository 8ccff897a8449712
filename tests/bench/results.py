"""What was measured last of each promise, as it is kept in `results.json`, and where the time of a scan went, in `profile.json`."""

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
PROFILE: Final = Path(__file__).with_name("profile.json")


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


class Profile(TypedDict):
    """Where the time of a scan went: by stage, in processor seconds; of which shop, when and where."""

    seconds: dict[str, float]
    of: str
    date: str
    machine: str


def profile_kept() -> Profile:
    """The last profile."""
    profile: Profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    return profile


def keep_profile(seconds: dict[str, float], of: str) -> None:
    """Keep a profile in place of the last one."""
    profile: Profile = {"seconds": seconds, "of": of, "date": _today(), "machine": _machine()}
    PROFILE.write_text(json.dumps(profile, indent=2) + "\n", encoding="utf-8")


def _today() -> str:
    return dt.datetime.now(tz=dt.UTC).date().isoformat()


def _machine() -> str:
    model = _model() or platform.machine()
    return f"{processors()} processors, {model}, {platform.system()}, Python {platform.python_version()}"


_CPUINFO: Final = Path("/proc/cpuinfo")  # of Linux


def _model() -> str:
    """Which processor it is: the ratios of what computes and what waits for memory are another's on another one."""
    told = _CPUINFO.read_text(encoding="utf-8").splitlines() if _CPUINFO.exists() else []
    said = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in told)}
    if said.get("model name") is None:
        return ""
    return f"{said['model name']} (family {said.get('cpu family')}, model {said.get('model')})"


def kept() -> dict[str, Row]:
    """The rows by the names of their promises."""
    rows: dict[str, Row] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return rows


def keep(found: Sequence[tuple[Promise, Measured]], pairs: int) -> None:
    """Keep what was measured now; what was not stays as it was measured before."""
    rows = kept()
    for promise, result in found:
        rows[promise.name] = {
            "what": promise.what,
            "ratio": round(result.ratio, 3),
            "reach": promise.reach,
            "aim": promise.aim,
            "of": result.of,
            "pairs": pairs,
            "date": _today(),
            "machine": _machine(),
        }
    ordered = {each.name: rows[each.name] for each in PROMISES if each.name in rows}
    RESULTS.write_text(json.dumps(ordered, indent=2) + "\n", encoding="utf-8")
