"""Entries: written once, never changed, each bound to the one before it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from promocheck.ledger.chain import BEGINNING, entry_hash
from promocheck.ledger.database import Database, Execute, SqliteDatabase
from promocheck.ledger.difference import Parts, parted
from promocheck.ledger.documents import canonical, findings_of, head_of, packed, prices_of, run_of, unpacked
from promocheck.ledger.migrations import migrate, require_known, version_of
from promocheck.model.errors import LedgerFault, NoSuchRun
from promocheck.model.run import Broken, Difference, Kept, Past, Run
from promocheck.model.text import say

_RUN: Final = "run"
_COLUMNS: Final = "number, kind, at, head, findings, prices, before, hash"


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger; `shown` is how people call it."""

    database: Database
    shown: str

    def add(self, run: Run) -> int:
        """Write a run down, as a whole or not at all; its number. Raises `LedgerFault`."""
        return self._append(_RUN, run.at, head_of(run), findings_of(run), prices_of(run))

    def _append(self, kind: str, at: int, head: Mapping[str, Any], findings: str, prices: str) -> int:
        said = canonical(head)
        long = {"findings": packed(findings), "prices": packed(prices)}  # before anybody has to wait
        with self.database.writing() as execute:
            migrate(execute, self.database.bytes_type, self.shown)
            last = execute("SELECT number, hash FROM entries ORDER BY number DESC LIMIT 1", {})
            number, before = (int(last[0][0]) + 1, str(last[0][1])) if last else (1, BEGINNING)
            bound = entry_hash(before, number, kind, (said, findings, prices))
            values = {"number": number, "kind": kind, "at": at, "head": said, "before": before, "hash": bound}
            names = ", ".join(f":{name.strip()}" for name in _COLUMNS.split(","))
            execute(f"INSERT INTO entries ({_COLUMNS}) VALUES ({names})", {**values, **long})  # noqa: S608 - our own names
        return number

    def past(self) -> Past:
        """What was written, and where it is not what was once written. Raises `LedgerFault`."""
        with self._reading() as execute:
            rows = execute(
                "SELECT number, head, hash FROM entries WHERE kind = :kind ORDER BY number", {"kind": _RUN}
            )
            broken = tuple(_broken(execute))
        return Past(self.shown, tuple(_kept(*row) for row in rows), broken)

    def difference(self, before: int, now: int) -> Difference:
        """What became of a run's findings in a later one. Raises `NoSuchRun`, `LedgerFault`."""
        known = {each.number: each for each in self.past().runs}
        one, other = self.run(before), self.run(now)
        parts = parted(one.findings, other.findings)
        return Difference(known[before], known[now], *(getattr(parts, name) for name in Parts.__slots__))

    def run(self, number: int) -> Run:
        """A run with all that it found. Raises `NoSuchRun`, `LedgerFault`."""
        with self._reading() as execute:
            rows = execute(
                "SELECT head, findings, prices FROM entries WHERE number = :number AND kind = :kind",
                {"number": number, "kind": _RUN},
            )
        if not rows:
            raise NoSuchRun(str(number), self.shown)
        head, findings, prices = rows[0]
        try:
            return run_of(json.loads(head), unpacked(findings), unpacked(prices))
        except (ValueError, TypeError, KeyError, zlib.error) as error:
            raise LedgerFault(self.shown, f"entry {number} cannot be read: {error}") from error

    @contextmanager
    def _reading(self) -> Iterator[Execute]:
        with self.database.reading() as execute:
            require_known(version_of(execute), self.shown)
            yield execute


def _kept(number: int, said: str, bound: str) -> Kept:
    head = json.loads(said)
    fields = ("at", "as_of", "who", "verdict", "exit_code", "counts", "promoted")
    return Kept(number=number, **{name: head[name] for name in fields}, hash=bound)


def _broken(execute: Execute) -> Iterator[Broken]:
    before, expected, latest = BEGINNING, 1, None
    numbers = [int(number) for (number,) in execute("SELECT number FROM entries ORDER BY number", {})]
    for number in numbers:
        ((kind, at, head, findings, prices, said, bound),) = execute(
            "SELECT kind, at, head, findings, prices, before, hash FROM entries WHERE number = :number",
            {"number": number},
        )
        if number != expected:
            yield Broken(number, say("entry {n} is missing before it", n=expected))
        elif said != before:
            yield Broken(number, say("it does not follow from the entry before it"))
        elif bound != _bound(before, number, kind, head, findings, prices) or json.loads(head)["at"] != at:
            yield Broken(number, say("it has been changed since it was written"))
        if latest is not None and at < latest:
            yield Broken(number, say("the clock was set back before it"))
        before, expected, latest = bound, number + 1, max(at, latest or at)


def _bound(before: str, number: int, kind: str, head: str, findings: bytes, prices: bytes) -> str | None:
    """The hash that an entry should have; None where it cannot even be read."""
    try:
        return entry_hash(before, number, kind, (head, unpacked(findings), unpacked(prices)))
    except (ValueError, zlib.error):
        return None


def opened(where: str, *, may_begin: bool = False) -> Ledger:
    """The ledger in a file; one that is not there is begun by its first writer, if it may.

    Raises `LedgerFault`.
    """
    path = Path(where)
    if not may_begin and not path.is_file():
        raise LedgerFault(where, "there is no such ledger. `promocheck scan --ledger FILE` begins one")
    return Ledger(SqliteDatabase(path, may_begin=may_begin), where)
