"""One file → the grids in it, or why there are none."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path
from typing import Final

from promocheck.crew.threads import begun
from promocheck.exports.archive import Member, open_archive
from promocheck.exports.content import Content, first_line_of, is_named_as_table, may_be_empty, tell
from promocheck.exports.dated import content_dates
from promocheck.exports.delimited import read_delimited
from promocheck.exports.document import read_document, records_of
from promocheck.exports.find import Candidate
from promocheck.exports.glued import is_glued_header
from promocheck.exports.grid import Grid, Refusal
from promocheck.exports.header import has_known_header
from promocheck.exports.layout import Known
from promocheck.exports.own_files import AnnotatedCopy
from promocheck.exports.piece import Piece
from promocheck.exports.stood import Stood
from promocheck.model.refusal import refusal
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass


@dataclass(slots=True)
class Opened:
    """What became of a file: its grids, what was refused of it and what was passed over.

    `modified` is when it was last written, UTC seconds; `sha256` of its bytes. A file in an archive has the archive's.
    `kept` is what an earlier run made of the same bytes, in the place of grids; `pieces` what this run makes of its grids.
    `dates` are those that its content says of when it was made. `stood` is how the file, or the archive, was when it was read.
    """

    candidate: Candidate
    sha256: str = ""
    modified: int = 0
    grids: list[Grid] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    skipped: list[Text] = field(default_factory=list)
    size: int = 0
    kept: Sequence[Piece] | None = None
    pieces: list[Piece] = field(default_factory=list)
    dates: tuple[int, ...] = ()
    stood: Stood | None = None


def open_file(
    candidate: Candidate,
    known: Known,
    sheet: str | None,
    recall: Callable[[Opened], bool] | None = None,
    *,
    alone: bool = False,
) -> list[Opened]:
    """Read one file, or each file of an archive. `sheet` names the sheet to read in workbooks that have several.

    A file is not read where `recall` knows its bytes, and says what they came to. `alone`: without a thread beside this one.
    """
    opened = Opened(candidate)
    reason = None if candidate.named else _passed_over(candidate)
    if candidate.waits and not reason and is_named_as_table(candidate.path.name):
        opened.refused.append(Refusal(_PIPE_FOR_AN_EXPORT))
        return [opened]
    if candidate.waits:
        reason = reason or say("is a pipe, a socket or a device, not a file.")
    if reason:
        opened.skipped.append(reason)
        return [opened]
    members: list[Opened] = []
    with _on_record(opened):
        _refuse_by_name(candidate.path)
        data, status = _whole(candidate.path)
        opened.modified, opened.stood = int(status.st_mtime), Stood.of(candidate.path, status)
        opened.size, opened.dates = len(data), content_dates(data)
        with _digested(data, opened, first=alone or recall is not None):
            if recall and recall(opened):
                return [opened]
            content = _content(data, candidate)
            if content.kind == "archive":
                members = [_open_member(each, opened, known, sheet) for each in open_archive(data, candidate)]
                _judge(members)
            else:
                _read(data, content, opened, known, sheet)
    return [*members, opened] if opened.refused or opened.skipped or not members else members


_PIPE_FOR_AN_EXPORT: Final = say(
    "is a pipe, a socket or a device, not a file, so it was not read. Put a file in its place, or take it away."
)
_LARGE: Final = 1 << 22  # bytes: fewer are digested before a thread has begun


@contextmanager
def _digested(data: bytes, opened: Opened, *, first: bool) -> Iterator[None]:
    """With the digest of its bytes in the end, whatever becomes of the file: `first`, or meanwhile where it is large."""
    if first or len(data) < _LARGE:
        opened.sha256 = _sha256(data)
        yield
        return
    with begun(lambda: _sha256(data)) as digest:
        try:
            yield
        finally:
            opened.sha256 = digest()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _whole(path: Path) -> tuple[bytes, os.stat_result]:
    """The bytes of a file, and its state.

    Raises `Refusal` where it was written to, replaced or taken away while it was read: half of it may be of another export.
    """
    before = path.stat()
    data = path.read_bytes()
    try:
        after = path.stat()
    except FileNotFoundError as error:
        raise Refusal(_CHANGED) from error
    if _state(before) != _state(after) or (stat.S_ISREG(after.st_mode) and len(data) != after.st_size):
        raise Refusal(_CHANGED)
    return data, after


_CHANGED: Final = say("changed while it was read. Wait until it is written, then scan again.")


def _state(status: os.stat_result) -> tuple[int, ...]:
    """What differs once a file was written to or replaced; pipes have no such thing."""
    if not stat.S_ISREG(status.st_mode):
        return (status.st_mode,)
    return status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns


def open_bytes(candidate: Candidate, data: bytes, known: Known) -> Opened:
    """Read bytes as if they were the candidate's file."""
    opened = Opened(candidate, sha256=_sha256(data))
    with _on_record(opened):
        _read(data, _content(data, candidate), opened, known, None)
    return opened


@contextmanager
def _on_record(opened: Opened) -> Iterator[None]:
    """What keeps a file from being read becomes its refusal."""
    try:
        yield
    except OSError as error:
        opened.refused.append(Refusal(_not_opened(error)))
    except MemoryError:
        opened.refused.append(Refusal(say("needs more memory than there is. Export it in several parts.")))
    except Refusal as refusal:
        opened.refused.append(refusal)


def _not_opened(error: OSError) -> Text:
    """Why a file cannot be opened, and what to do about it, which Windows says in other words."""
    why = refusal(error)
    if isinstance(error, PermissionError):
        return say(
            "cannot be opened: {why}. If it is open in Excel or another program, close it there; else give this account the right to "
            "read it. Then scan again.",
            why=why,
        )
    if error.errno == errno.EINVAL:
        return say(
            "cannot be opened: {why}. If its folder is in a cloud, such as OneDrive, or on another computer, see that the file can "
            "be opened there or is kept on this one, then scan again.",
            why=why,
        )
    return say("cannot be opened: {why}", why=why)


# What browsers call a file while it comes in: what is there of it may pass for a whole export.
_DOWNLOADING: Final = frozenset({".crdownload", ".download", ".opdownload", ".part", ".partial"})
_LOCK: Final = "~$"  # Excel lays such a file beside each workbook that it has open
_HIDDEN: Final = "."


def _refuse_by_name(path: Path) -> None:
    """Raises `Refusal` for a file whose name says that it is no export; in a folder, hidden ones were passed over before."""
    if path.suffix.lower() in _DOWNLOADING:
        raise Refusal(say("is a download that has not ended. Wait for it, or delete it."))
    if path.name.startswith(_LOCK):
        raise Refusal(
            say(
                "is named as the lock file of a workbook that is open elsewhere. "
                "Pass the workbook itself; if this is an export, rename it."
            )
        )
    if path.name.startswith(_HIDDEN):
        raise Refusal(
            say(
                "is hidden: its name begins with a dot, and such files are not read. Rename it to have it read."
            )
        )


def _passed_over(candidate: Candidate) -> Text | None:
    """Files in a folder that are never exports: hidden ones and the lock files of an open workbook."""
    if candidate.path.name.startswith(_LOCK):
        return say("is the lock file of a workbook that is open elsewhere.")
    if any(part.startswith(_HIDDEN) or part == "__MACOSX" for part in candidate.below):
        return say("is hidden.")
    return None


def _open_member(member: Member, archive: Opened, known: Known, sheet: str | None) -> Opened:
    """Read a file in an archive as one in a folder: what is no export there is passed over."""
    opened = Opened(member.candidate, modified=archive.modified, stood=archive.stood)
    reason = _passed_over(member.candidate)
    if reason:
        opened.skipped.append(reason)
        return opened
    with _on_record(opened):
        data = member.read()
        opened.sha256, opened.dates = _sha256(data), content_dates(data)
        _read(data, _content(data, member.candidate), opened, known, sheet)
    return opened


def _judge(members: list[Opened]) -> None:
    """Raises `Refusal` for an archive that was passed over as a whole: it was put there for something."""
    if not any(each.grids or each.refused for each in members):
        raise Refusal(
            say("is an archive that holds nothing that can be read. Take it away, or pass the exports.")
        )


def _content(data: bytes, candidate: Candidate) -> Content:
    if not data and (candidate.named or not may_be_empty(candidate.path.name)):
        raise Refusal(say("is empty. Export it again."))
    return tell(data, candidate.path.name)


def _read(data: bytes, content: Content, opened: Opened, known: Known, sheet: str | None) -> None:
    """A copy of an export that we have written into is passed over in a folder."""
    try:
        _read_content(data, content, opened, known, sheet)
    except AnnotatedCopy as copy:
        if opened.candidate.named:
            raise
        opened.skipped.append(copy.reason)


def _read_content(data: bytes, content: Content, opened: Opened, known: Known, sheet: str | None) -> None:
    tables = [layout for layout in known if layout.settings.records is None]
    reports = [layout for layout in known if layout.settings.records is not None]
    if content.kind == "workbook":
        from promocheck.exports.workbook import read_workbook  # noqa: PLC0415 - with xlrd behind it; most exports are text

        book = read_workbook(data, sheet, tables)
        opened.grids, opened.refused, opened.skipped = book.grids, book.refused, book.passed
    elif content.kind == "document":
        _read_document(data, content, opened, reports)
    elif (
        content.kind == "text"
        or (content.kind == "prose" and has_known_header(data, tables))
        or (content.kind == "manual" and has_known_header(first_line_of(data), tables))
    ):
        opened.grids = [read_delimited(data, tables)]
    elif (
        content.kind == "prose"
        and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
        and _names_list(data, reports)
    ):
        _read_document(data, content, opened, reports)  # the beginning of one, which was cut off
    elif opened.candidate.named or content.claims:  # an archive in an archive, for one
        raise Refusal(content.reason)
    elif content.kind == "prose" and is_glued_header(first_line_of(data), tables):
        raise Refusal(
            say(
                "has the headings of an export with nothing between its cells: its tabs are gone. Export it again."
            )
        )
    else:
        opened.skipped.append(content.reason)


def _read_document(data: bytes, content: Content, opened: Opened, known: Known) -> None:
    """JSON that is no report is passed over in a folder, where settings and much else is JSON."""
    claims = content.claims or _names_list(data, known)
    try:
        opened.grids = read_document(data, known)
    except Refusal as refusal:
        if opened.candidate.named or claims:
            raise
        opened.skipped.append(refusal.reason)


def _names_list(data: bytes, known: Known) -> bool:
    """Whether JSON, be it damaged, has the key of a list that some layout knows."""
    return any(f'"{key}"'.encode() in data for key in records_of(known) if key)
