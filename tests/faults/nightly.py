"""The nightly run: a small shop with an earlier night's reports in it, and the same run split off again and again.

What it finds is found once, before: finding writes nothing, and each run then takes a tenth of a second.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from promocheck import pipeline
from promocheck.cli import guard
from promocheck.pipeline import fixed, remembered
from promocheck.pipeline.scan import Drafted
from tests.cli.command import AS_OF, COUPON, write_shop
from tests.faults.steps import Steps
from tests.shop import table, write_sheet

DEAL: Final = """
promotion_id | kind      | sku | discount_type | discount_value | start      | end
D1           | best_deal | A-1 | price         | 50.00          | 2026-12-01 | 2026-12-05
D2           | best_deal | A-1 | price         | 70.00          | 2026-12-11 | 2026-12-15
"""
# Everything that a scan writes, in one; with `never` the exit code is 0 where all of it is delivered.
LINE: Final = (
    *("scan", "US", *AS_OF, "--no-cache", "--fail-on", "never"),
    *(
        "--report",
        "html=US/report.html",
        "--report",
        "json=US/report.json",
        "--report",
        "xlsx=US/report.xlsx",
    ),
    *("--review", "US/review.html", "--ledger", "US/ledger.sqlite", "--last-run", "US/last-run.json"),
    *("--draft", "drafts/US/deals.csv", "--fixed-out", "out/fixed.csv", "--annotate", "out/copies"),
)
OUTPUTS: Final = (
    *("US/report.html", "US/report.json", "US/report.xlsx", "US/review.html"),
    *("out/fixed.csv", "out/fixed.left-out.xlsx"),
    *(f"out/copies/{name}.csv" for name in ("US/listings", "US/promotions", "US/floors", "drafts/US/deals")),
)
LEDGER: Final = "US/ledger.sqlite"
LAST_RUN: Final = "US/last-run.json"


# Reading a ledger writes nothing; one that cannot be read is a doubt about the run, which is another report and ends as 3.
_LOOKS: Final = (remembered, "remembered")
_FINDS: Final = (
    _LOOKS,
    (pipeline, "scan_drafts"),
    (fixed, "without_failing"),
    (fixed, "read_drafts"),
    (Drafted, "judge"),
)


class Ended(NamedTuple):
    """How a run ended: its exit code, below 0 the signal that killed it, and what it said."""

    code: int
    out: str
    err: str


def write_inputs(folder: Path, *, discount: str, deal: str = DEAL) -> None:
    """Exports and a draft, which differ from night to night."""
    write_sheet(folder / "US" / "promotions.csv", table(COUPON.replace("| 20 ", f"| {discount} ")))
    write_sheet(folder / "drafts" / "US" / "deals.csv", table(deal))


@dataclass(frozen=True)
class Nightly:
    """`before`: a folder as it is when a night's run begins. `found`: what this run finds there."""

    before: Path
    found: Mapping[tuple[Any, str], Sequence[Any]]

    @staticmethod
    def begun(folder: Path) -> Nightly:
        """With a first night done, in a folder of its own; all that a run imports is imported then."""
        before = folder / "before"
        before.mkdir(parents=True)
        write_shop(before)
        (before / "drafts" / "US").mkdir(parents=True)
        write_inputs(before, discount="10", deal=DEAL.replace("50.00", "45.00"))
        with within(before), _heard(before):
            assert guard.run(LINE) == 0
        write_inputs(before, discount="20")
        shutil.rmtree(before / "out" / "copies" / "drafts")
        trial = folder / "trial"
        shutil.copytree(before, trial)
        with within(trial), _heard(trial), _remembered() as found:
            assert guard.run(LINE) == 0
        shutil.rmtree(trial)
        gc.collect()
        gc.freeze()  # else each process that is split off copies all of this to look through it
        return Nightly(before, found)

    def run(
        self,
        folder: Path,
        steps: Steps | None = None,
        *,
        anew: bool = False,
        first: Callable[[], None] = lambda: None,
    ) -> Ended:
        """Run it in a process of its own in `folder`; `anew` finds again, `first` is what that process does before."""
        sys.stdout.flush()
        said = folder.parent / "out", folder.parent / "err"
        for each in said:
            each.write_bytes(b"")
        if not (child := os.fork()):
            self._as_a_process(folder, said, steps, anew=anew, first=first)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        return Ended(code, *(each.read_text("utf-8") for each in said))

    def _as_a_process(
        self,
        folder: Path,
        said: tuple[Path, Path],
        steps: Steps | None,
        *,
        anew: bool,
        first: Callable[[], None],
    ) -> None:
        """What the process does that was split off; it never returns."""
        code = 99
        try:
            for number, path in enumerate(said, 1):
                os.dup2(os.open(path, os.O_WRONLY), number)
            sys.stdout, sys.stderr = (os.fdopen(number, "w", closefd=False) for number in (1, 2))
            os.chdir(folder)
            sys.dont_write_bytecode = (
                True  # where files may not grow, half a module would stay for whoever imports it next
            )
            taken = os.open(folder.parent / "steps", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            for (where, name), values in {} if anew else self.found.items():
                setattr(where, name, _repeating(values))
            first()
            if steps:
                where, name = _LOOKS
                setattr(where, name, steps.looking(getattr(where, name)))
                steps.install()
            code = guard.run(LINE)
            if steps:
                os.write(taken, json.dumps({"taken": steps.taken, "told": steps.told}).encode())
        finally:
            os._exit(code)


@contextlib.contextmanager
def within(folder: Path) -> Iterator[None]:
    """In this folder."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


@contextlib.contextmanager
def _heard(folder: Path) -> Iterator[None]:
    """Without a word."""
    with (
        (folder.parent / "said").open("w") as said,
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        yield


@contextlib.contextmanager
def _remembered() -> Iterator[dict[tuple[Any, str], list[Any]]]:
    """What is found inside, call by call."""
    found: dict[tuple[Any, str], list[Any]] = {each: [] for each in _FINDS}
    with pytest.MonkeyPatch.context() as patch:
        for (where, name), values in found.items():
            patch.setattr(where, name, _noting(getattr(where, name), values))
        yield found


def _noting(really: Callable[..., Any], values: list[Any]) -> Callable[..., Any]:
    def note(*given: Any) -> Any:
        values.append(really(*given))
        return values[-1]

    return note


def _repeating(values: Sequence[Any]) -> Callable[..., Any]:
    left = iter(values)
    return lambda *_: next(left)
