"""Entries: written once, never changed, each bound to the one before it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from promocheck.ledger.approvals import Signature, why_not
from promocheck.ledger.chain import (
    APPROVAL,
    BEGINNING,
    COLUMNS,
    LONG,
    RUN,
    Entry,
    audit,
    digest_of,
    entry_hash,
    glanced,
    number_of,
)
from promocheck.ledger.database import Database, Execute, SqliteDatabase
from promocheck.ledger.difference import parted, policy_moved
from promocheck.ledger.documents import (
    campaigns_of,
    canonical,
    findings_of,
    head_of,
    packed,
    prices_of,
    run_of,
    unpacked,
    weaker_of,
)
from promocheck.ledger.migrations import migrate, require_whole
from promocheck.ledger.owners import by_owner
from promocheck.ledger.verification import Approved, by_sku
from promocheck.model.accountability import Accountability
from promocheck.model.address import is_url, masked
from promocheck.model.approval import NOT_APPROVED, Signed
from promocheck.model.errors import LedgerFault, NoSuchLedger, NoSuchRun
from promocheck.model.run import Approval, Broken, Difference, Kept, Key, Past, Run
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.model.weaker import PolicyMoved
from promocheck.policy import LedgerSettings

_NONE: Final = ("",) * len(LONG)
_INSERT: Final = (
    f"INSERT INTO entries ({', '.join(COLUMNS)}) VALUES ({', '.join(f':{name}' for name in COLUMNS)})"  # noqa: S608 - our own names
)


class NotApprovedError(Exception):
    """A run that this signature may not sign off; its argument is a `Text` that says why."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger; `shown` is how people call it."""

    database: Database
    shown: str

    def add(self, run: Run) -> int:
        """Write a run down, as a whole or not at all; its number. Raises `LedgerFault`."""
        return self._append(RUN, head_of(run), (findings_of(run), prices_of(run), campaigns_of(run)))

    def approve(self, past: Past, number: int, signature: Signature, settings: LedgerSettings) -> Signed:
        """Sign a run of its past off. Raises `NoSuchRun`, `NotApprovedError`, `LedgerFault`."""
        kept, run = self._known(past, number), self.run(number)
        before = [each.by for each in past.approvals if each.run == number]
        if why := why_not(run, signature, settings, before):
            raise NotApprovedError(why)
        said = {
            "at": signature.at,
            "run": number,
            "run_hash": kept.hash,
            "by": signature.by,
            "account": signature.account,
            "note": signature.note,
            "digest": digest_of(run.terms, prices_of(run), campaigns_of(run)),
        }
        return Signed(_approval(self._append(APPROVAL, said), said), kept, run, _policy_since(past, kept))

    def _append(self, kind: str, head: Mapping[str, Any], documents: Sequence[str] = _NONE) -> int:
        said = canonical(head)
        long = dict(zip(LONG, map(packed, documents), strict=True))  # before anybody has to wait
        with self.database.writing() as execute:
            migrate(execute, self.database, self.shown)
            last = execute("SELECT number, hash FROM entries ORDER BY number DESC LIMIT 1", {})
            number, before = _after(last[0], self.shown) if last else (1, BEGINNING)
            bound = entry_hash(before, number, kind, (said, *documents))
            values = {"number": number, "kind": kind, "at": head["at"], "head": said}
            execute(_INSERT, {**values, **long, "before": before, "hash": bound})
        return number

    def past(self) -> Past:
        """What was written, as far as it can be read, and where it is not what was once written. Raises `LedgerFault`."""
        with self._reading() as execute:
            audited = audit(execute, self.shown)
        sound = [each for each in audited.entries if each.number not in audited.unread]
        runs = tuple(_beside([_kept(each) for each in sound if each.kind == RUN]))
        approvals = tuple(_approval(each.number, each.head) for each in sound if each.kind == APPROVAL)
        return Past(self.shown, runs, approvals, audited.broken, audited.set_back)

    def glanced(self) -> Broken | None:
        """Where it is not what was once written, as far as a glance tells: `past` looks at all of it. Raises `LedgerFault`."""
        with self._reading() as execute:
            return glanced(execute, self.shown)

    def approved(self, approvals: Sequence[Approval]) -> Mapping[Key, Approved]:
        """Every SKU as it was last approved. Raises `LedgerFault`."""
        found: dict[Key, Approved] = {}
        for approval in reversed(approvals):
            run = self.run(approval.run)
            findings = by_sku(run.findings)
            for worst in run.prices:
                if worst.key not in found:
                    found[worst.key] = Approved(approval, run, worst, findings.get(worst.key, ()))
        return found

    def difference(self, past: Past, before: int, now: int) -> Difference:
        """What became of a run's findings in a later one of its past. Raises `NoSuchRun`, `LedgerFault`."""
        first, last = self._known(past, before), self._known(past, now)
        parts = parted(self.run(before).findings, self.run(now).findings)
        unasked = [each for each in parts.gone if each.rule == NOT_APPROVED and last.asks_approval is False]
        return Difference(
            before=first,
            now=last,
            new=parts.new,
            worse=parts.worse,
            better=parts.better,
            same=parts.same,
            gone=tuple(each for each in parts.gone if each not in unasked),
            unasked=tuple(unasked),
            past=past,
            policy=policy_moved(before, first, last),
        )

    def by_owner(self, past: Past, repeat: int | None) -> Accountability:
        """Who answers for what in the runs of its past. Raises `LedgerFault`."""
        return by_owner(past, ((each, self.run(each.number, priced=False)) for each in past.runs), repeat)

    def live(self, past: Past, until: Callable[[Kept], bool]) -> Iterator[tuple[Kept, Run]]:
        """The runs of its past that were of no draft, the last first, up to one that is as wanted. Raises `LedgerFault`."""
        for kept in reversed(past.runs):
            if kept.has_drafts:
                continue
            yield kept, self.run(kept.number)
            if until(kept):
                return

    def run(self, number: int, *, priced: bool = True) -> Run:
        """A run with all that it found; its prices, which are many, only where they are asked for.

        Raises `NoSuchRun`, `LedgerFault`.
        """
        statement = f"SELECT head, {', '.join(LONG)} FROM entries WHERE number = :number AND kind = :kind"  # noqa: S608 - likewise
        with self._reading() as execute:
            rows = execute(statement, {"number": number, "kind": RUN})
        if not rows:
            raise NoSuchRun(number, self.shown)
        head, *long = rows[0]
        try:
            findings, prices, campaigns = long
            told = unpacked(prices) if priced else ""
            return run_of(json.loads(head), unpacked(findings), told, unpacked(campaigns))
        except (ValueError, TypeError, KeyError, zlib.error) as error:
            raise LedgerFault(
                self.shown, say("entry {number} cannot be read: {error}", number=number, error=str(error))
            ) from error

    def _known(self, past: Past, number: int) -> Kept:
        for each in past.runs:
            if each.number == number:
                return each
        signs = next((each.run for each in past.approvals if each.number == number), None)
        raise NoSuchRun(number, self.shown, signs=signs)

    @contextmanager
    def _reading(self) -> Iterator[Execute]:
        with self.database.reading() as execute:
            require_whole(execute, self.database, self.shown)
            yield execute


def _after(last: tuple[object, object], shown: str) -> tuple[int, str]:
    """The number of the entry behind the last one, and the hash that it follows from."""
    number, bound = last
    return number_of(number, shown) + 1, str(bound)


def _kept(entry: Entry) -> Kept:
    fields = ("at", "as_of", "who", "verdict", "exit_code", "counts", "promoted", "terms")
    drafts = any(each["draft"] for each in entry.head["files"])
    told = {name: entry.head[name] for name in fields}
    return Kept(
        number=entry.number,
        **told,
        has_drafts=drafts,
        hash=entry.hash,
        weaker=weaker_of(entry.head),
        asks_approval=entry.head.get("asks_approval"),
    )


def _beside(runs: Sequence[Kept]) -> Iterator[Kept]:
    """The runs, each beside the one before it."""
    yield from runs[:1]
    for before, each in pairwise(runs):
        yield replace(each, other_policy=each.terms != before.terms)


def _policy_since(past: Past, kept: Kept) -> PolicyMoved | None:
    """That a run's policy is not that of the run that was approved last, where it is another."""
    runs = {each.number: each for each in past.runs if each.number != kept.number}
    signed = next((each.run for each in reversed(past.approvals) if each.run in runs), None)
    return None if signed is None else policy_moved(signed, runs[signed], kept)


def _approval(number: int, head: Mapping[str, Any]) -> Approval:
    fields = ("at", "run", "by", "account", "note", "digest")
    return Approval(number=number, **{name: head[name] for name in fields})


def opened(where: str, *, may_begin: bool = False) -> Ledger:
    """The ledger in a file or, by its URL, on a server; one that is not there is begun by its first writer, if it may.

    Raises `LedgerFault`; for a URL `NoAddress` and `NoDriver`.
    """
    if is_url(where):
        from promocheck.ledger.server import ServerDatabase  # noqa: PLC0415 - with an extra behind it

        shown = masked(where)
        return Ledger(ServerDatabase(where, shown), shown)
    path = Path(where)
    if not may_begin and not path.is_file():
        raise NoSuchLedger(where)
    return Ledger(SqliteDatabase(path, may_begin=may_begin), where)
