"""What we ourselves write and may find again among exports, told by its name or by a mark in it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from typing import Final

from promocheck.exports.damage import UNPACKING
from promocheck.exports.grid import Refusal
from promocheck.model.annotation import MARK
from promocheck.model.text import say

KEPT: Final = ".columns"  # what an export came to: see `cache`
UNFINISHED: Final = ".part"
_MOST: Final = 64 << 10
_KEPT_NAME: Final = re.compile(
    rf"[0-9a-f]{{64}}(?:\.[0-9a-f]{{16}}{re.escape(UNFINISHED)}|{re.escape(KEPT)})"
)


def is_kept(name: str) -> bool:
    """Whether a file of this name is part of a cache: it is nobody's export, wherever the cache was put."""
    return _KEPT_NAME.fullmatch(name) is not None


def is_report(book: zipfile.ZipFile) -> bool:
    """Whether a workbook is one that we wrote for people to read; Excel keeps the mark when it saves it again."""
    try:
        part = book.getinfo("docProps/core.xml")
        return part.file_size <= _MOST and f">{MARK}<".encode() in book.read(part)
    except (KeyError, *UNPACKING):
        return False


class AnnotatedCopy(Refusal):
    """A copy of an export with our notes in it: the export itself is what is to be read."""

    def __init__(self) -> None:
        super().__init__(
            say("is a copy of an export, which promocheck has put its findings into, no export.")
        )


def refuse_copy(header: Iterable[str]) -> None:
    """Raises `AnnotatedCopy` where a table's header is that of one; a program that saves it again leaves it there."""
    if MARK in header:
        raise AnnotatedCopy
