"""What binds the entries of a ledger to each other: each one's hash covers its content, its number and the hash before it.

Whoever changes, takes out, copies or reorders an entry breaks the chain from there on, and everybody who reads it sees where. What
the chain cannot show is that its end is missing, or that all of it was made anew: the last hash, which `history` prints, kept
elsewhere, shows that too.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from promocheck.ledger.database import Execute, damaged
from promocheck.ledger.documents import unpacked
from promocheck.ledger.heads import is_head_of_approval, is_head_of_run
from promocheck.model.errors import LedgerFault
from promocheck.model.run import Broken
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

BEGINNING: Final = "0" * 64  # what stands before the first entry
RUN: Final = "run"
APPROVAL: Final = "approval"
LONG: Final = ("findings", "prices", "campaigns")  # documents that are stored packed
COLUMNS: Final = ("number", "kind", "at", "head", *LONG, "before", "hash")

_APART: Final = "\x1e"
_SKEW: Final = 300  # seconds by which the clocks of machines may differ, and for which a writer may wait
_NOT_OURS: Final = 0  # an instant that somebody has written as no number: never that of a head
_GLANCE: Final = 1 << 22  # characters of the last entries: weeks of a small shop, the last run of a large one
_LAST: Final = 500  # entries at which a glance looks: of small ones a year
_LAST_NUMBERS: Final = "SELECT number FROM entries ORDER BY number DESC LIMIT :most"
_BOUND: Final = "SELECT hash FROM entries WHERE number = :number"
_NUMBERS: Final = "SELECT number FROM entries ORDER BY number"
_ENTRY: Final = f"SELECT {', '.join(COLUMNS)} FROM entries WHERE number = :number"  # noqa: S608 - our own names


def entry_hash(before: str, number: int, kind: str, documents: Sequence[str]) -> str:
    """The hash of an entry, hexadecimal SHA-256."""
    return _hash((before, str(number), kind, *map(_hash_of, documents)))


def digest_of(terms: str, prices: str, campaigns: str) -> str:
    """What an approval is of: the rows that prices come from with the prices, the campaigns, and what the policy says of them."""
    return _hash((terms, _hash_of(prices), _hash_of(campaigns)))


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is stored; `documents` are its head and its long ones, none where one cannot be read."""

    number: int
    kind: str
    at: int
    before: str
    hash: str
    head: Mapping[str, Any]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audited:
    """All entries, and what is wrong with them: `broken` ones, those that cannot be read, and where the clock had been set back."""

    entries: tuple[Entry, ...]
    broken: tuple[Broken, ...]
    unread: frozenset[int]
    set_back: tuple[Broken, ...]


def audit(execute: Execute, shown: str) -> Audited:
    """Every entry held against the one before it. Raises `LedgerFault` where one has no number any more."""
    entries: list[Entry] = []
    broken: list[Broken] = []
    set_back: list[Broken] = []
    before, expected, latest = BEGINNING, 1, 0
    approvable: dict[int, tuple[str, str]] = {}
    numbers = [number_of(number, shown) for (number,) in execute(_NUMBERS, {})]
    known = frozenset(numbers)
    for number in numbers:
        entry = _read(execute, number)
        if why := _amiss(entry, before, expected) or _unfounded(entry, approvable, known):
            broken.append(Broken(entry.number, why))
        elif entry.kind == RUN:
            _, _, prices, campaigns = entry.documents
            approvable[entry.number] = (entry.hash, digest_of(entry.head["terms"], prices, campaigns))
        if entry.at != _NOT_OURS and entry.at < latest - _SKEW:
            set_back.append(Broken(entry.number, say("the clock was set back before it")))
        entries.append(replace(entry, documents=entry.documents[:1]))  # the long ones are not held
        before, expected, latest = entry.hash, entry.number + 1, max(entry.at, latest)
    unread = frozenset(each.number for each in entries if not each.documents)
    return Audited(tuple(entries), tuple(broken), unread, tuple(set_back))


def glanced(execute: Execute, shown: str) -> Broken | None:
    """The first of the last entries that is amiss: in what it says, or in that it does not follow from the one before it.

    How many it looks at, at most `_LAST`, goes by how much they hold, so that it takes no longer for being asked every night for
    years. What was done to entries before these, as that one was taken out, it does not see; `audit` does. Raises `LedgerFault` as it does.
    """
    numbers = [number_of(number, shown) for (number,) in execute(_LAST_NUMBERS, {"most": _LAST + 1})]
    entries, left = list[Entry](), _GLANCE
    for number in numbers[:_LAST]:
        entries.append(_read(execute, number))
        left -= sum(map(len, entries[-1].documents))
        if left <= 0 or not entries[-1].documents:  # what cannot be read may be of any size, and is amiss
            break
    before, expected = BEGINNING, 1
    if earlier := numbers[len(entries) :]:
        ((bound,),) = execute(_BOUND, {"number": earlier[0]})
        before, expected = str(bound), earlier[0] + 1
    for entry in reversed(entries):
        if why := _amiss(entry, before, expected):
            return Broken(entry.number, why)
        before, expected = entry.hash, entry.number + 1
    return None


def number_of(stored: object, shown: str) -> int:
    """The number of an entry; SQLite keeps in its column whatever somebody writes there. Raises `LedgerFault`."""
    if isinstance(stored, int):
        return stored
    raise LedgerFault(
        shown, damaged(say("an entry has the number {number}, which is none", number=repr(stored)))
    )


def _read(execute: Execute, number: int) -> Entry:
    (row,) = execute(_ENTRY, {"number": number})
    stored = dict(zip(COLUMNS, row, strict=True))
    head, documents = _documents(stored)
    return Entry(
        number=number,
        kind=str(stored["kind"]),
        at=stored["at"] if isinstance(stored["at"], int) else _NOT_OURS,
        before=str(stored["before"]),
        hash=str(stored["hash"]),
        head=head,
        documents=documents,
    )


def _documents(stored: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """An entry's head, and all of its documents; nothing where somebody has left one that is none of ours."""
    try:
        head = json.loads(stored["head"])
        documents = (str(stored["head"]), *(unpacked(stored[name]) for name in LONG))
    except (ValueError, TypeError, RecursionError, zlib.error):
        return {}, ()
    ours = is_head_of_run(head) if stored["kind"] == RUN else is_head_of_approval(head)
    return (head, documents) if ours and documents[0].isascii() else ({}, ())


def _amiss(entry: Entry, before: str, expected: int) -> Text | None:
    """What is wrong with an entry behind the one before it and by itself."""
    return _unlinked(entry.number, entry.before, before, expected) or _changed(entry)


def _unlinked(number: int, follows: str, before: str, expected: int) -> Text | None:
    """What is wrong with the place of an entry, which `follows` from a hash."""
    if number != expected:
        return say("entry {n} is missing before it", n=expected)
    return None if follows == before else say("it does not follow from the entry before it")


def _changed(entry: Entry) -> Text | None:
    """Whether an entry says what it did when it was bound to the one before it."""
    bound = entry_hash(entry.before, entry.number, entry.kind, entry.documents) if entry.documents else None
    if entry.hash != bound or entry.head.get("at") != entry.at:
        return say("it has been changed since it was written")
    return None


def _unfounded(
    entry: Entry, approvable: Mapping[int, tuple[str, str]], known: Collection[int]
) -> Text | None:
    """Whether an approval is of a run that stands before it as it was; `known` are all entries."""
    if entry.kind == RUN:
        return None
    run, said = int(entry.head["run"]), (entry.head["run_hash"], entry.head["digest"])
    if approvable.get(run) == said:
        return None
    if run not in known:
        return say("it approves run {run}, which is missing", run=run)
    if run < entry.number and run not in approvable:
        return say("it approves run {run}, which is not as it was written", run=run)
    return say("it approves what no run before it found")


def _hash_of(document: str) -> str:
    return hashlib.sha256(document.encode("ascii")).hexdigest()


def _hash(parts: Sequence[str]) -> str:
    return _hash_of(_APART.join(parts))
