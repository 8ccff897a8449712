"""What is there because of a draft: a run's findings held against those of the same run without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from promocheck.model.finding import Finding, Since


def since(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of `after`, each with whether a draft brought it, made it worse, or has nothing to do with it."""
    was: dict[tuple[str | None, ...], list[Finding]] = {}
    for finding in before:
        was.setdefault(_about(finding), []).append(finding)
    found = []
    for each in after:
        mine = was.get(_about(each), [])
        kind = _since(each, mine)
        met = [one.stacked_price for one in mine if one.stacked_price is not None and _meets(one, each)]
        lowest = min(met) if kind is Since.WORSE and met else None
        found.append(replace(each, since=kind, before=lowest))
    return tuple(found)


def _about(finding: Finding) -> tuple[str | None, ...]:
    """What a finding is about, however deep and long it is; without a SKU its promotions say it."""
    named = finding.promotions if finding.sku is None else ()
    return finding.rule, finding.store, finding.marketplace, finding.sku, finding.asin, *named


def _since(finding: Finding, before: list[Finding]) -> Since:
    if any(each.fingerprint == finding.fingerprint for each in before):
        return Since.STANDING
    if finding.stacked_price is None:
        return Since.NEW  # it says something else
    if any(_covers(each, finding) for each in before):
        return Since.STANDING
    return Since.WORSE if any(_meets(each, finding) for each in before) else Since.NEW


def _covers(one: Finding, other: Finding) -> bool:
    """Whether a finding was as low, and as severe, in all of the other's hours: what a draft cuts in two is no news."""
    low = one.stacked_price is not None and other.stacked_price is not None
    if not low or one.severity.rank > other.severity.rank:
        return False
    assert one.stacked_price
    assert other.stacked_price
    return (
        one.stacked_price <= other.stacked_price
        and (one.start or 0) <= (other.start or 0)
        and (one.end is None or (other.end is not None and other.end <= one.end))
    )


def _meets(one: Finding, other: Finding) -> bool:
    """Whether two findings share some hour."""
    return (one.end is None or (other.start or 0) < one.end) and (
        other.end is None or (one.start or 0) < other.end
    )
