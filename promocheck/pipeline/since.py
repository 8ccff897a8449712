"""What is there because of a draft: a run's findings held against those of the same run without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from promocheck.model.few import first_few
from promocheck.model.finding import Finding, Since
from promocheck.model.money import is_lower
from promocheck.model.text import say


def since(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of `after`, each with whether a draft brought it, made it worse, or has nothing to do with it.

    One that stood and speaks of more SKUs is worse: what these others lose nobody knew.
    """
    was = _by_subject(before)
    found = []
    for each in after:
        mine = was.get(each.subject, [])
        joined = _joined(each, mine) if each.also_on else ()
        kind = Since.WORSE if joined else _since(each, mine)
        met = [one.stacked_price for one in mine if one.stacked_price is not None and _meets(one, each)]
        lowest = min(met) if kind is Since.WORSE and met else None
        told = replace(each, since=kind, before=lowest)
        found.append(_with_joined(told, joined) if joined else told)
    return tuple(found)


def _with_joined(finding: Finding, joined: tuple[str, ...]) -> Finding:
    message = say(
        "{message} The draft alone makes it so on {skus}.", message=finding.message, skus=first_few(joined)
    )
    return replace(finding, message=message, joined=joined)


def mended(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of `before` of which the drafts leave nothing, on any SKU, or only what weighs less and is no lower."""
    now = _by_subject(after)
    gone = [each for each in before if not any(_remains(each, one) for one in now.get(each.subject, ()))]
    several = any(each.also_on for each in gone)
    on = _by_sku(each for each in after if several or each.also_on) if gone else {}
    if on:
        gone = [each for each in gone if not _is_on_others(each, on)]
    return tuple(gone)


def _by_sku(findings: Iterable[Finding]) -> Mapping[tuple[str | None, ...], list[Finding]]:
    """Findings by every SKU that they speak of."""
    found: dict[tuple[str | None, ...], list[Finding]] = {}
    for each in findings:
        for sku in each.every_sku:
            found.setdefault((each.rule, each.store, each.marketplace, sku), []).append(each)
    return found


def _is_on_others(one: Finding, on: Mapping[tuple[str | None, ...], list[Finding]]) -> bool:
    """Whether a finding is left on some of its SKUs as part of one about another SKU, which does not say how low it is there."""
    return any(
        other.sku != one.sku and _meets(one, other)
        for sku in one.every_sku
        for other in on.get((one.rule, one.store, one.marketplace, sku), ())
    )


def _remains(one: Finding, other: Finding) -> bool:
    """Whether a finding of the run with the drafts is still the one of the run without them."""
    if one.fingerprint == other.fingerprint:
        return True
    priced = one.stacked_price is not None and other.stacked_price is not None
    return priced and _meets(one, other) and not _is_milder(other, one)


def _by_subject(findings: Iterable[Finding]) -> Mapping[tuple[str | None, ...], list[Finding]]:
    found: dict[tuple[str | None, ...], list[Finding]] = {}
    for each in findings:
        found.setdefault(each.subject, []).append(each)
    return found


def _since(finding: Finding, before: list[Finding]) -> Since:
    if any(each.fingerprint == finding.fingerprint and _stands(each, finding) for each in before):
        return Since.STANDING
    if finding.stacked_price is None:
        return Since.NEW  # it says something else
    if any(_covers(each, finding) and _stands(each, finding) for each in before):
        return Since.STANDING
    met = (each for each in before if _meets(each, finding))
    return Since.WORSE if any(not _is_milder(finding, each) for each in met) else Since.NEW


def _joined(finding: Finding, before: list[Finding]) -> tuple[str, ...]:
    """The SKUs of a finding that it did not speak of where it was the same, or as low and as grave in all of its hours."""
    known = [each for each in before if each.fingerprint == finding.fingerprint or _covers(each, finding)]
    standing = [each for each in known if _stands(each, finding)]
    return min((_others(finding, each) for each in standing or known), key=len, default=())


def _others(finding: Finding, before: Finding) -> tuple[str, ...]:
    known = {*before.every_sku}
    return tuple(sku for sku in finding.also_on if sku not in known)


def _stands(one: Finding, other: Finding) -> bool:
    """Whether what was accepted still is, else it is a draft's that counts again; and what is too low in other hours or for other buyers is no more and no lower."""
    accepted = one.waiver is None or other.waiver is not None
    return (
        accepted
        and {*other.others} <= {*one.every_promotion}
        and not is_lower(other.others_price, one.others_price)
    )


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
