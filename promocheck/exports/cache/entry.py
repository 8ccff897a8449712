"""Parts of bytes ↔ one file, each part with the SHA-256 of what it holds: what is damaged is noticed and never used.

A line that says what it is; the digest and length of the head; the head (JSON); the parts one after the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from promocheck.model.value import dataclass

_FIRST: Final = b"promocheck columns 1\n"
_DIGEST: Final = 32
_LENGTH: Final = 8


class Damaged(Exception):
    """A file that is not, or no longer, what was written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told (JSON) and the parts that it speaks of, by number. `key` says what it was made of."""

    key: str
    told: Any
    parts: list[memoryview]


def pack(key: str, told: Any, parts: Sequence[memoryview]) -> Iterator[bytes | memoryview]:
    """The file, in pieces."""
    digests = [[part.nbytes, hashlib.sha256(part).hexdigest()] for part in parts]
    head = json.dumps({"key": key, "told": told, "parts": digests}, ensure_ascii=True).encode()
    yield _FIRST
    yield hashlib.sha256(head).digest()
    yield len(head).to_bytes(_LENGTH, "little")
    yield head
    yield from parts


def unpack(data: memoryview, key: str) -> Entry:
    """What was packed. Raises `Damaged` unless every byte is as it was written, for this key."""
    start = len(_FIRST) + _DIGEST + _LENGTH
    if len(data) < start or bytes(data[: len(_FIRST)]) != _FIRST:
        raise Damaged
    digest, length = data[len(_FIRST) : start - _LENGTH], data[start - _LENGTH : start]
    end = start + int.from_bytes(length, "little")
    head = data[start:end]
    if hashlib.sha256(head).digest() != digest:
        raise Damaged
    document = json.loads(bytes(head))
    if document["key"] != key:
        raise Damaged
    return Entry(key, document["told"], _parts(data[end:], document["parts"]))


def _parts(data: memoryview, digests: Sequence[tuple[int, str]]) -> list[memoryview]:
    found, at = [], 0
    for size, digest in digests:
        part = data[at : at + size]
        if part.nbytes != size or hashlib.sha256(part).hexdigest() != digest:
            raise Damaged
        found.append(part)
        at += size
    if at != len(data):
        raise Damaged
    return found
