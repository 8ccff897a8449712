"""What binds the entries of a ledger to each other: each one's hash covers its content, its number and the hash before it.

Whoever changes, takes out, copies or reorders an entry breaks the chain from there on, and everybody who reads it sees where.
"""

from __future__ import annotations

import hashlib
from typing import Final

BEGINNING: Final = "0" * 64  # what stands before the first entry
_APART: Final = "\x1e"


def entry_hash(before: str, number: int, kind: str, documents: tuple[str, ...]) -> str:
    """The hash of an entry, hexadecimal SHA-256."""
    digests = (hashlib.sha256(each.encode("ascii")).hexdigest() for each in documents)
    return hashlib.sha256(_APART.join((before, str(number), kind, *digests)).encode("ascii")).hexdigest()
