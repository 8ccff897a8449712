"""What we ourselves write and may find again among exports, told by its name or by a mark in it."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from promocheck.exports.damage import UNPACKING
from promocheck.exports.databases import JOURNAL, SQLITE, holds_nothing
from promocheck.exports.grid import Refusal
from promocheck.model.annotation import COPY_MARKS, MARK
from promocheck.model.text import say
from promocheck.storage import is_url

KEPT: Final = ".columns"  # what an export came to: see `cache`
UNFINISHED: Final = ".part"
MANIFEST: Final = "promocheck-prepared.json"  # what tells of prepared exports: see `pipeline.prepared`
_MOST: Final = 64 << 10
_DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")
_BESIDE: Final = ("-journal", "-wal", "-shm")
_KEPT_NAME: Final = re.compile(
    rf"[0-9a-f]{{64}}(?:\.[0-9a-f]{{16}}{re.escape(UNFINISHED)}|{re.escape(KEPT)})"
)
_PREPARED_NAME: Final = re.compile(
    rf"(?:{re.escape(MANIFEST)}|[0-9]{{8}}T[0-9]{{6}}Z-[0-9a-f]{{16}}-[a-z_]+-[0-9]{{5}}\.parquet)(?:{re.escape(UNFINISHED)})?"
)


def is_kept(name: str) -> bool:
    """Whether a file of this name is part of a cache: it is nobody's export, wherever the cache was put."""
    return _KEPT_NAME.fullmatch(name) is not None


def is_prepared(name: str) -> bool:
    """Whether a file of this name is part of prepared exports."""
    return _PREPARED_NAME.fullmatch(name) is not None


def holds_prepared(path: str) -> bool:
    """Whether a path is one of prepared exports, not of exports: a URL, or a folder with any part of them, finished or not."""
    if is_url(path):
        return True
    try:
        return any(map(is_prepared, os.listdir(path)))  # noqa: PTH208 - names alone are asked for
    except OSError:
        return False


def is_beside_database(path: Path) -> bool:
    """Whether SQLite has laid a file beside a database to write in it, and may have left it there when it was killed.

    Not where the database would hold something only once that is undone which the file tells of.
    """
    for ending in _BESIDE:
        if path.name.endswith(ending):
            beside = path.with_name(path.name.removesuffix(ending))
            try:
                if not beside.is_file():  # a pipe would be waited for
                    return False
                with beside.open("rb") as database:
                    is_one = database.read(len(SQLITE)) in {SQLITE, b""}
                return is_one and not (_is_to_undo(path) and holds_nothing(beside.read_bytes()))
            except OSError:
                return False
    return False


def _is_to_undo(path: Path) -> bool:
    """Whether it is the journal of what a writer that was killed has written."""
    if not path.is_file():
        return False
    with path.open("rb") as journal:
        return journal.read(len(JOURNAL)) == JOURNAL


def is_report(book: zipfile.ZipFile) -> bool:
    """Whether a workbook is one that we wrote for people to read; Excel keeps the mark when it saves it again."""
    return _told_by(book) is not None


def digests_told_by(report: Path) -> frozenset[str] | None:
    """The SHA-256 that a workbook of ours tells of the files that it was written with; None where it is none of ours."""
    if not report.is_file():  # a pipe would be waited for
        return None
    try:
        with zipfile.ZipFile(report) as book:
            told = _told_by(book)
    except (OSError, *UNPACKING):
        return None
    return None if told is None else frozenset(_DIGEST.findall(told.decode("utf-8", "replace")))


def _told_by(book: zipfile.ZipFile) -> bytes | None:
    """What a workbook with our mark tells of itself; None of any other."""
    try:
        part = book.getinfo("docProps/core.xml")
        told = book.read(part) if part.file_size <= _MOST else b""
    except (KeyError, *UNPACKING):
        return None
    return told if f">{MARK}<".encode() in told else None


class AnnotatedCopy(Refusal):
    """A copy of an export with our notes in it: the export itself is what is to be read."""

    def __init__(self) -> None:
        super().__init__(
            say("is a copy of an export, which promocheck has put its findings into, no export.")
        )


def refuse_copy(header: Iterable[str]) -> None:
    """Raises `AnnotatedCopy` where a table's header is that of one; a program that saves it again leaves it there."""
    if not frozenset(COPY_MARKS.values()).isdisjoint(header):
        raise AnnotatedCopy
