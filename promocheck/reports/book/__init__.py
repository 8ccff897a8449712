"""The report as a workbook: a summary, and tables that a person sorts and filters.

Written by hand: of the libraries that write workbooks the faster one takes thrice as long for a hundred thousand findings,
and what is needed of the format is little.
"""

from __future__ import annotations

from promocheck.model.report import Report
from promocheck.reports.book.findings import findings_sheets
from promocheck.reports.book.inputs import inputs_sheet, unread_sheet
from promocheck.reports.book.package import as_package
from promocheck.reports.book.prices import prices_sheets
from promocheck.reports.book.summary import summary_sheet
from promocheck.reports.order import in_order
from promocheck.reports.words import Words

__all__ = ["render"]


def render(report: Report, words: Words, *, jobs: int | None = 1) -> bytes:
    """The report as XLSX, made by so many processes at most (`in_slices`). The same report is the same bytes."""
    sheets = (
        *findings_sheets(in_order(report.findings), words),
        *prices_sheets(report.prices, words),
        inputs_sheet(report, words),
        unread_sheet(report, words),
    )
    return as_package((summary_sheet(report, sheets, words), *sheets), words, report.as_of, jobs)
