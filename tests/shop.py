"""A small shop in a few lines of text: sheets in, a report out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from promocheck.model.finding import Finding
from promocheck.model.report import Price, Report
from promocheck.pipeline import Request, scan
from promocheck.policy import Policy, load_policy
from promocheck.policy.load import parse_policy
from promocheck.rules import RULE_TYPES

AS_OF = "2026-11-24T00:00:00Z"


def write_sheet(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Rows as CSV; a missing key is a blank cell."""
    names = sorted({name for row in rows for name in row}) or ["sku", "floor"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


def table(text: str) -> list[dict[str, str]]:
    """A table drawn with `|` as rows: the first line names the columns."""
    lines = [line.split("|") for line in text.strip().splitlines()]
    header, *rows = [[cell.strip() for cell in line] for line in lines]
    return [dict(zip(header, row, strict=True)) for row in rows]


@cache  # frozen, and asked for by most tests
def policy_of(text: str = "") -> Policy:
    """The shipped policy with these changes."""
    return parse_policy("rules.yaml", text.encode(), RULE_TYPES) if text else load_policy(None, RULE_TYPES)


def check(folder: Path, *, as_of: str = AS_OF, policy: str = "", marketplace: str | None = "US") -> Report:
    """Scan a folder and give every promoted SKU's prices too."""
    instant = int(datetime.fromisoformat(as_of).timestamp())
    return scan(Request((str(folder),), policy_of(policy), instant, marketplace=marketplace, prices=True))


def shop(folder: Path, *, listings: str, promotions: str, floors: str = "", policy: str = "") -> Report:
    """Scan a shop of three drawn tables."""
    write_sheet(folder / "listings.csv", table(listings))
    write_sheet(folder / "promotions.csv", table(promotions))
    if floors:
        write_sheet(folder / "floors.csv", table(floors))
    return check(folder, policy=policy)


def price_of(report: Report, sku: str) -> Price:
    """A promoted SKU's lowest prices."""
    (found,) = [price for price in report.prices if price.sku == sku]
    return found


def findings_of(report: Report, *rules: str) -> list[Finding]:
    """The findings of these rules."""
    return [finding for finding in report.findings if finding.rule in rules]


def rules_hit(findings: Iterable[Finding]) -> set[tuple[str, str | None]]:
    """Which rule hit which SKU."""
    return {(finding.rule, finding.sku) for finding in findings}
