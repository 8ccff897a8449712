"""What is there because of a draft: a run's findings held against those of the same run without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from promocheck.model.finding import Finding, Since


def since(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of `after`, each with whether a draft brought it, made it worse, or has nothing to do with it."""
    was = _by_subject(before)
    found = []
    for each in after:
        mine = was.get(_about(each), [])
        kind = _since(each, mine)
        met = [one.stacked_price for one in mine if one.stacked_price is not None and _meets(one, each)]
        lowest = min(met) if kind is Since.WORSE and met else None
        found.append(replace(each, since=kind, before=lowest))
    return tuple(found)


def mended(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of `before` of which the drafts leave nothing, or only what weighs less and is no lower."""
    now = _by_subject(after)
    return tuple(each for each in before if not any(_remains(each, one) for one in now.get(_about(each), ())))


def _remains(one: Finding, other: Finding) -> bool:
    """Whether a finding of the run with the drafts is still the one of the run without them."""
    if one.fingerprint == other.fingerprint:
        return True
    priced = one.stacked_price is not None and other.stacked_price is not None
    return priced and _meets(one, other) and not _is_milder(other, one)


def _by_subject(findings: Iterable[Finding]) -> Mapping[tuple[str | None, ...], list[Finding]]:
    found: dict[tuple[str | None, ...], list[Finding]] = {}
    for each in findings:
        found.setdefault(_about(each), []).append(each)
    return found


def _about(finding: Finding) -> tuple[str | None, ...]:
    """What a finding is about, however deep and long it is; without a SKU its promotions say it."""
    named = finding.promotions if finding.sku is None else ()
    return finding.rule, finding.store, finding.marketplace, finding.sku, finding.asin, *named


def _since(finding: Finding, before: list[Finding]) -> Since:
    if any(each.fingerprint == finding.fingerprint and _stands(each, finding) for each in before):
        return Since.STANDING
    if finding.stacked_price is None:
        return Since.NEW  # it says something else
    if any(_covers(each, finding) and _stands(each, finding) for each in before):
        return Since.STANDING
    met = (each for each in before if _meets(each, finding))
    return Since.WORSE if any(not _is_milder(finding, each) for each in met) else Since.NEW


def _stands(one: Finding, other: Finding) -> bool:
    """Whether what was accepted still is: else it is a draft's that counts again."""
    return one.waiver is None or other.waiver is not None


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


def _is_milder(now: Finding, then: Finding) -> bool:
    """Whether a finding weighs less than another and is no lower: however long it is, it makes nothing worse."""
    if now.stacked_price is None or then.stacked_price is None:
        return False
    return now.severity.rank > then.severity.rank and now.stacked_price >= then.stacked_price


def _meets(one: Finding, other: Finding) -> bool:
    """Whether two findings share some hour."""
    return (one.end is None or (other.start or 0) < one.end) and (
        other.end is None or (one.start or 0) < other.end
    )
