"""One finding a line, for grep, awk and a quick look: fixed fields, then the message.

    error PC101 below-floor US A-100 50.00<60.00 USD 2026-12-01T00:00:00-08:00/2026-12-05T00:00:00-08:00 C1,S1: ...

A waived one begins with `waived-error` and ends with who accepted it. What is not known is `-`, a field that holds a blank stands in quotes. The first line is the verdict, the last one counts, and names the policy.
"""

from __future__ import annotations

from promocheck.model.finding import Finding, Since
from promocheck.model.newly import Newly
from promocheck.model.report import Report
from promocheck.model.window import Instant
from promocheck.reports.card import shop
from promocheck.reports.order import in_order
from promocheck.reports.verdict import last_line, since, verdict
from promocheck.reports.waived import accepted
from promocheck.reports.words import Words


def render(report: Report, words: Words) -> str:
    """The report, one line a finding, in the order of every format."""
    findings = [_line(finding, words) for finding in in_order(report.findings)]
    return "".join(f"{line}\n" for line in (verdict(report, words), *findings, last_line(report, words)))


def render_new(report: Report, newly: Newly, words: Words) -> str:
    """The verdict on all of it, the findings that are new or worse, and how many others there are."""
    findings = [_line(finding, words) for finding in in_order(newly.findings)]
    return "".join(f"{line}\n" for line in (verdict(report, words), *findings, since(newly, words)))


def _line(finding: Finding, words: Words) -> str:
    fields = (
        finding.severity.value if finding.waiver is None else f"waived-{finding.severity.value}",
        finding.rule,
        finding.name,
        _field(shop(finding, words)),
        _field(words.data(finding.sku or "")),
        *_price(finding),
        _window(finding),
        ",".join(_field(words.data(promotion)) for promotion in finding.promotions) or "-",
    )
    message = words.sentence(finding.message).replace("\n", " ")
    line = f"{' '.join(fields)}: {message}"
    if finding.since is Since.STANDING:
        line = words._("{line} Also without the draft.", line=line)
    return f"{line} {accepted(finding, words)}" if finding.waiver else line


def _field(text: str) -> str:
    return (f'"{text}"' if " " in text else text) or "-"


def _price(finding: Finding) -> tuple[str, str]:
    """Stacked price against floor, in plain decimals, and the currency."""
    price, floor = finding.stacked_price, finding.floor
    if price is None:
        return "-", "-"
    if floor is None:
        return str(price), price.currency
    return f"{price}{'<' if price < floor else '>='}{floor}", price.currency


def _window(finding: Finding) -> str:
    """Start and end on the marketplace's clock with its offset; `..` is ISO 8601-2 for an open end."""
    if finding.start is None:
        return "-"
    start = Instant(finding.start, finding.zone).local().isoformat()
    end = Instant(finding.end, finding.zone).local().isoformat() if finding.end is not None else ".."
    return f"{start}/{end}"
