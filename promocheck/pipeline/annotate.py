"""Copies of the inputs with the findings beside their rows, and the account of which finding is where."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from promocheck import exports
from promocheck.exports.annotate import annotate
from promocheck.exports.grid import Refusal
from promocheck.model.annotation import Annotated, Copy, Notes, Unmarked
from promocheck.model.finding import Finding
from promocheck.model.report import Report
from promocheck.model.text import say
from promocheck.policy import Policy
from promocheck.reports.annotations import Pointed, notes, pointed
from promocheck.reports.order import in_order
from promocheck.reports.words import Words

_CHANGED = say("is not what was checked any more. Wait until it is written, then scan again.")
_PACKED = say("is in an archive. Unpack it and scan what is in it.")


def annotated(report: Report, policy: Policy, words: Words) -> Annotated:
    """A copy for each input that a finding points to a row of. Inputs without findings have none."""
    findings = in_order(report.findings)
    hashes = {each.path: each.sha256 for each in report.inputs}
    found = pointed(findings, hashes.keys())
    known = exports.known_layouts(policy.exports.layouts)
    copies: list[Copy] = []
    unmarked: list[Unmarked] = []
    for path, tables in _by_file(found, words):
        try:
            copies.append(Copy(path, annotate(_bytes(path, hashes[path]), Path(path).name, tables, known)))
        except Refusal as refusal:
            unmarked.append(Unmarked(path, refusal.reason, lost=refusal.reason is _CHANGED))
    return _account(findings, found, copies, unmarked)


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


def _account(
    findings: list[Finding], found: Pointed, copies: list[Copy], unmarked: list[Unmarked]
) -> Annotated:
    there = {each.path for each in copies}
    rows = [(place, row) for place, mine in found.items() if place[0] in there for row in mine]
    marked = {id(each) for place, row in rows for each in found[place][row]}
    return Annotated(
        findings=len(findings),
        marked=len(marked),
        rows=len(rows),
        copies=tuple(copies),
        unmarked=tuple(unmarked),
        elsewhere=tuple(each for each in findings if id(each) not in marked),
    )
