"""Copies of the inputs with the findings beside their rows, and the account of which finding is where."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from promocheck import exports
from promocheck.exports.annotate import annotate
from promocheck.exports.grid import Refusal
from promocheck.model.annotation import Annotated, Notes, Unmarked
from promocheck.model.report import Report
from promocheck.model.text import say
from promocheck.policy import Policy
from promocheck.reports.annotations import Pointed, Table, notes, pointed
from promocheck.reports.order import in_order
from promocheck.reports.words import Words

Write = Callable[[str, bytes], bool]  # an input's path and its copy's bytes; whether it was written

_CHANGED = say("is not what was checked any more. Wait until it is written, then scan again.")
_PACKED = say("is in an archive. Unpack it and scan what is in it.")


def annotated(report: Report, policy: Policy, words: Words, write: Write) -> Annotated:
    """Make a copy of each input that a finding points to a row of, and have it written. Inputs without findings have none.

    What is wrong with a header itself is on no row: there the new columns are named.
    """
    findings = in_order(report.findings)
    hashes = {each.path: each.sha256 for each in report.inputs}
    found = pointed(findings, hashes.keys())
    known = exports.known_layouts(policy.exports.layouts)
    copies: list[str] = []
    rows: list[tuple[Table, int]] = []
    unmarked: list[Unmarked] = []
    lost = False
    for path, tables in _by_file(found, words):
        try:
            copy = annotate(_bytes(path, hashes[path]), Path(path).name, tables, known)
        except Refusal as refusal:
            unmarked.append(Unmarked(path, refusal.reason))
            lost |= refusal.reason is _CHANGED
            continue
        noted = [
            ((path, sheet), row)
            for sheet, notes_of in tables.items()
            for row in notes_of.rows
            if row != copy.headers[sheet]
        ]
        if not noted:
            continue
        if write(path, copy.data):
            copies.append(path)
            rows += noted
        else:
            lost = True
    marked = {id(each) for place, row in rows for each in found[place][row]}
    return Annotated(
        findings=len(findings),
        marked=len(marked),
        rows=len(rows),
        copies=tuple(copies),
        unmarked=tuple(unmarked),
        elsewhere=tuple(each for each in findings if id(each) not in marked),
        lost=lost,
    )


def _by_file(found: Pointed, words: Words) -> Iterator[tuple[str, Mapping[str | None, Notes]]]:
    """The notes of each file, by its sheets."""
    for path in sorted({path for path, _ in found}):
        yield path, {sheet: notes(rows, words) for (file, sheet), rows in found.items() if file == path}


def _bytes(path: str, sha256: str) -> bytes:
    """The bytes that were checked. Raises `Refusal`."""
    if any(folder.is_file() for folder in Path(path).parents):
        raise Refusal(_PACKED)
    try:
        data = Path(path).read_bytes()
    except OSError:
        raise Refusal(_CHANGED) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refusal(_CHANGED)
    return data
