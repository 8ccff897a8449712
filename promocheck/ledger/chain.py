"""What binds the entries of a ledger to each other: each one's hash covers its content, its number and the hash before it.

Whoever changes, takes out, copies or reorders an entry breaks the chain from there on, and everybody who reads it sees where.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from promocheck.ledger.database import Execute
from promocheck.ledger.documents import unpacked
from promocheck.model.run import Broken
from promocheck.model.text import Text, say

BEGINNING: Final = "0" * 64  # what stands before the first entry
RUN: Final = "run"
APPROVAL: Final = "approval"
LONG: Final = ("findings", "prices", "campaigns")  # documents that are stored packed
COLUMNS: Final = ("number", "kind", "at", "head", *LONG, "before", "hash")

_APART: Final = "\x1e"
_NUMBERS: Final = "SELECT number FROM entries ORDER BY number"
_ENTRY: Final = f"SELECT {', '.join(COLUMNS)} FROM entries WHERE number = :number"  # noqa: S608 - our own names


def entry_hash(before: str, number: int, kind: str, documents: Sequence[str]) -> str:
    """The hash of an entry, hexadecimal SHA-256."""
    return _hash((before, str(number), kind, *map(_hash_of, documents)))


def digest_of(terms: str, prices: str, campaigns: str) -> str:
    """What an approval is of: the rows that prices come from with the prices, the campaigns, and what the policy says of them."""
    return _hash((terms, _hash_of(prices), _hash_of(campaigns)))


def broken(execute: Execute) -> Iterator[Broken]:
    """Where a ledger is not what was once written, and where the clock had been set back; nothing where all holds."""
    before, expected, latest = BEGINNING, 1, None
    approvable: dict[int, tuple[str, str]] = {}
    for (number,) in execute(_NUMBERS, {}):
        (row,) = execute(_ENTRY, {"number": number})
        entry = dict(zip(COLUMNS, row, strict=True))
        try:
            documents = [str(entry["head"]), *(unpacked(entry[name]) for name in LONG)]
            head = json.loads(documents[0])
        except (ValueError, zlib.error):
            documents, head = [], {}
        if why := _amiss(entry, documents, head, before, expected):
            yield Broken(number, why)
        elif entry["kind"] == RUN:
            approvable[number] = (entry["hash"], digest_of(head["terms"], documents[2], documents[3]))
        elif approvable.get(head.get("run", 0)) != (head.get("run_hash"), head.get("digest")):
            yield Broken(number, say("it approves what no run before it found"))
        if latest is not None and entry["at"] < latest:
            yield Broken(number, say("the clock was set back before it"))
        before, expected, latest = entry["hash"], number + 1, max(entry["at"], latest or entry["at"])


def _amiss(
    entry: Mapping[str, Any], documents: Sequence[str], head: Mapping[str, Any], before: str, expected: int
) -> Text | None:
    """What is wrong with an entry by itself and behind the one before it."""
    number = entry["number"]
    if number != expected:
        return say("entry {n} is missing before it", n=expected)
    if entry["before"] != before:
        return say("it does not follow from the entry before it")
    bound = entry_hash(before, number, entry["kind"], documents) if documents else None
    if entry["hash"] != bound or head.get("at") != entry["at"]:
        return say("it has been changed since it was written")
    return None


def _hash_of(document: str) -> str:
    return hashlib.sha256(document.encode("ascii")).hexdigest()


def _hash(parts: Sequence[str]) -> str:
    return _hash_of(_APART.join(parts))
