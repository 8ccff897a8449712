"""A report held against an earlier run of the ledger: what is new or worse."""

from __future__ import annotations

from promocheck.ledger.difference import parted
from promocheck.model.newly import Newly
from promocheck.model.report import Report
from promocheck.model.run import Kept, Run
from promocheck.pipeline.recorded import seen_of


def newly(report: Report, before: tuple[Kept, Run] | None) -> Newly:
    """What of a report is new or worse than in the run before; all of it where there is none."""
    if before is None:
        return Newly(None, report.findings, 0)
    kept, run = before
    seen = list(map(seen_of, report.findings))
    parts = parted(run.findings, seen)
    told = {id(each) for each in (*parts.new, *(change.now for change in parts.worse))}
    findings = tuple(each for each, noted in zip(report.findings, seen, strict=True) if id(noted) in told)
    return Newly(kept.number, findings, len(seen) - len(findings))
