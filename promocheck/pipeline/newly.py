"""A report held against an earlier run of the ledger: what is new or worse."""

from __future__ import annotations

from dataclasses import replace

from promocheck.ledger.difference import parted
from promocheck.model.few import first_few
from promocheck.model.finding import Finding
from promocheck.model.newly import Newly
from promocheck.model.report import Report
from promocheck.model.run import Kept, Run
from promocheck.model.text import say
from promocheck.pipeline.recorded import seen_of


def newly(report: Report, before: tuple[Kept, Run] | None) -> Newly:
    """What of a report is new or worse than in the run before; all of it where there is none.

    Of a finding that speaks of more SKUs than then its message names the first few of these, where all were noted then.
    """
    if before is None:
        return Newly(None, report.findings, 0)
    kept, run = before
    seen = list(map(seen_of, report.findings))
    parts = parted(run.findings, seen)
    told: dict[int, tuple[str, ...]] = {id(each): () for each in parts.new}
    told.update((id(each.now), each.joined if run.names_all else ()) for each in parts.worse)
    findings = tuple(
        _naming(each, told[id(noted)])
        for each, noted in zip(report.findings, seen, strict=True)
        if id(noted) in told
    )
    return Newly(kept.number, findings, len(seen) - len(findings))


def _naming(finding: Finding, joined: tuple[str, ...]) -> Finding:
    if not joined:
        return finding
    message = say("{message} It was not on {skus} before.", message=finding.message, skus=first_few(joined))
    return replace(finding, message=message)
