"""The manifest of a prepared set: what it consists of, how it was read, and the account of the reading, under a digest of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from promocheck import exports
from promocheck.exports.cache.narrow import from_json, to_json
from promocheck.exports.own_files import MANIFEST
from promocheck.model.errors import Altered, PreparedOtherwise
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.storage import Storage, Stored, bytes_at

FORMAT: Final = 1
_SCHEMA: Final = "promocheck.prepared"
_ACCOUNT: Final = ("stores", "sources", "skipped", "problems")  # of `Tables`, beside the frames


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file with rows of one table."""

    table: str
    name: str
    rows: int
    size: int
    sha256: str

    def below(self, url: str) -> Stored:
        """Where it lies, in a set at this URL."""
        return Stored(Storage(url).at(self.name), self.sha256)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One set. `hashed` is in how many parts rows of listings, floors, fees and stock were dealt out by the hash of their SKU.

    `stamp` is of the code that has read, `way` of how it was told to, `paths` what it was given, `account` what it says of that.
    """

    stamp: str
    way: Mapping[str, Any]
    paths: tuple[str, ...]
    hashed: int
    rows: Mapping[str, int]
    parts: tuple[PartFile, ...]
    account: Mapping[str, Any]

    def written(self) -> bytes:
        """The manifest's bytes."""
        told = json.dumps(asdict(self))
        head = json.dumps({"schema": f"{_SCHEMA}/{FORMAT}", "sha256": _digest(told)})
        return f'{head[:-1]}, "set": {told}}}\n'.encode()


def manifest_at(url: str) -> Manifest:
    """The manifest of the set at a URL. Raises `NotStored`, `StorageFault`, and as `manifest_in`."""
    where = Storage(url).at(MANIFEST)
    return manifest_in(bytes_at(where), where)


def manifest_in(data: bytes, url: str) -> Manifest:
    """A manifest's bytes again. Raises `Altered`, and `PreparedOtherwise` for those of another format."""
    try:
        document = json.loads(data)
        name, _, number = document["schema"].partition("/")
        if name == _SCHEMA and number != str(FORMAT):
            raise PreparedOtherwise(url, say("in another format"))
        told = document["set"]
        if name != _SCHEMA or _digest(json.dumps(told)) != document["sha256"]:
            raise Altered(url)
        parts = tuple(PartFile(**each) for each in told.pop("parts"))
        return Manifest(**{**told, "paths": tuple(told["paths"]), "parts": parts})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Altered(url) from error


def account_of(tables: exports.Tables) -> dict[str, Any]:
    """What tables say of how they were read, as JSON."""
    return {name: to_json(getattr(tables, name), None) for name in _ACCOUNT}


def account_in(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same, as the fields of tables."""
    return {name: from_json(told[name], None) for name in _ACCOUNT}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
