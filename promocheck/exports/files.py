"""One file → the grids in it, or why there are none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from promocheck.exports.content import tell
from promocheck.exports.delimited import read_delimited
from promocheck.exports.find import Candidate
from promocheck.exports.grid import Grid, Refusal
from promocheck.exports.header import has_known_header
from promocheck.exports.layout import Known
from promocheck.exports.workbook import read_workbook
from promocheck.model.text import Text, say


@dataclass(slots=True)
class Opened:
    """What became of a file: its grids, what was refused of it and what was passed over.

    `modified` is when it was last written, UTC seconds; `sha256` of its bytes.
    """

    candidate: Candidate
    sha256: str = ""
    modified: int = 0
    grids: list[Grid] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    skipped: list[Text] = field(default_factory=list)


def open_file(candidate: Candidate, known: Known, sheet: str | None) -> Opened:
    """Read one file. `sheet` names the sheet to read in workbooks that have several."""
    opened = Opened(candidate)
    reason = None if candidate.named else _passed_over(candidate)
    if reason:
        opened.skipped.append(reason)
        return opened
    try:
        data = candidate.path.read_bytes()
        opened.modified = int(candidate.path.stat().st_mtime)
        opened.sha256 = hashlib.sha256(data).hexdigest()
        _read(data, opened, known, sheet)
    except OSError as error:
        opened.refused.append(Refusal(say("cannot be opened: {why}", why=error.strerror or str(error))))
    except Refusal as refusal:
        opened.refused.append(refusal)
    return opened


def _passed_over(candidate: Candidate) -> Text | None:
    """Files in a folder that are never exports: hidden ones and the lock files of an open workbook."""
    if candidate.path.name.startswith("~$"):
        return say("is the lock file of a workbook that is open elsewhere.")
    if any(part.startswith(".") for part in candidate.below):
        return say("is hidden.")
    return None


def _read(data: bytes, opened: Opened, known: Known, sheet: str | None) -> None:
    if not data:
        raise Refusal(say("is empty. Export it again."))
    content = tell(data, opened.candidate.path.name)
    if content.kind == "workbook":
        book = read_workbook(data, sheet, known)
        opened.grids, opened.refused, opened.skipped = book.grids, book.refused, book.passed
    elif content.kind == "text" or (content.kind == "prose" and has_known_header(data, known)):
        opened.grids = [read_delimited(data, known)]
    elif opened.candidate.named or content.claims:
        raise Refusal(content.reason)
    else:
        opened.skipped.append(content.reason)
