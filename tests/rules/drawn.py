"""A rule's case → the files that it draws, and the report of a scan over them.

A case has tables (`listings`, `promotions`, `floors`, or `files` with names of their own), perhaps a `policy`, `waivers`, an `as_of` and a
`marketplace`. With `approved`, an approval is required: Ann gave one for these promotions, none where the table is null.
`before` has what was different in an earlier run that the ledger holds; `before_files` its files. What no drawn table can say stands in `raw` (a file's whole text), `books` (workbooks: a `table`, and what is special
about them) and `hours_old` (files by name; only then are ages judged).
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import openpyxl

from promocheck.ledger import Signature, opened
from promocheck.model.report import Report
from promocheck.pipeline import Request, scan
from promocheck.pipeline.recorded import Author, recorded
from promocheck.pipeline.remembered import NOTHING, Asked, Remembered, remembered
from promocheck.policy.waivers import parse_waivers
from promocheck.rules import RULE_TYPES
from tests.exports.sheets import edited
from tests.shop import AS_OF, policy_of, table, write_sheet

LISTINGS: Final = "sku | asin | price\nA-1 | B0AAAAAAA1 | 100.00\nB-2 | B0AAAAAAA2 | 50.00"
FLOORS: Final = "sku | floor\nA-1 | 1.00\nB-2 | 1.00"
_LINK: Final = (
    b'<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" '
    b'Target="externalLinks/externalLink1.xml"/></Relationships>'
)


def scanned(folder: Path, case: Mapping[str, Any]) -> Report:
    """The report of a scan over what the case draws."""
    write(folder, case)
    policy = policy_of(case.get("policy", ""))
    if waivers := case.get("waivers"):
        policy = replace(policy, waivers=parse_waivers("waivers.yaml", waivers.encode(), RULE_TYPES))
    instant = int(datetime.fromisoformat(case.get("as_of", AS_OF)).timestamp())
    ages = case.get("hours_old", {})
    for name, hours in ages.items():
        os.utime(folder / name, (instant - hours * 3600,) * 2)
    marketplace = case.get("marketplace", "US")
    request = Request((str(folder),), policy, instant, marketplace=marketplace, judge_age=bool(ages))
    return scan(replace(request, remembers=remembering(folder, case, request)))


def remembering(folder: Path, case: Mapping[str, Any], request: Request) -> Remembered:
    """What the ledger remembers that the case speaks of: Ann's approval, or the run before."""
    asked = Asked(approval="approved" in case, shrinkage="before" in case)
    signed = case.get("approved")
    earlier = case.get("before", {"promotions": signed} if signed else None)
    if earlier is None:
        return remembered(None, asked) if asked.approval else NOTHING
    before = folder.with_name(f"{folder.name}-before")
    before.mkdir()
    write(before, {**case, **earlier, "files": case.get("before_files", case.get("files", {}))})
    instant = int(datetime.fromisoformat(earlier.get("as_of", AS_OF)).timestamp())
    report = scan(replace(request, paths=(str(before),), as_of=instant, recording=True))
    ledger = opened(str(before / "ledger.sqlite"), may_begin=True)
    ledger.add(recorded(report, request.policy, Author("Kim", instant, "0")))
    if signed:
        ann = Signature("Ann", "ann@desk", instant, "ok")
        ledger.approve(ledger.past(), 1, ann, request.policy.ledger)
    return remembered(ledger, asked)


def write(folder: Path, case: Mapping[str, Any]) -> None:
    """The case's files; a shop of two goods where it draws no listings or floors. A table that is null is no file."""
    books, raw = case.get("books", {}), case.get("raw", {})
    elsewhere = {Path(name).stem for name in (*books, *raw)}
    usual = {
        name: text for name, text in (("listings", LISTINGS), ("floors", FLOORS)) if name not in elsewhere
    }
    drawn = {name: case[name] for name in ("listings", "promotions", "floors") if name in case}
    for name, text in {**usual, **drawn, **case.get("files", {})}.items():
        if text is not None:
            write_sheet(folder / f"{name}.csv", table(text))
    for name, text in raw.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    for name, book in books.items():
        (folder / name).write_bytes(workbook(**book))


def workbook(
    table: str,
    numbers: tuple[str, ...] = (),
    hidden_rows: tuple[int, ...] = (),
    hidden_columns: tuple[str, ...] = (),
    *,
    linked: bool = False,
) -> bytes:
    """A workbook of one sheet: columns whose cells are `numbers`, what is hidden, and whether it takes values from others."""
    header, *rows = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    book = openpyxl.Workbook()
    (sheet,) = book.worksheets
    sheet.append(header)
    for row in rows:
        sheet.append([int(cell) if name in numbers else cell for name, cell in zip(header, row, strict=True)])
    for number in hidden_rows:
        sheet.row_dimensions[number].hidden = True
    for letter in hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    out = io.BytesIO()
    book.save(out)
    return edited(out.getvalue(), "xl/_rels/workbook.xml.rels", _with_link) if linked else out.getvalue()


def _with_link(relations: bytes) -> bytes:
    return relations.replace(b"</Relationships>", _LINK)
