"""Findings and approvals by owner, run by run: the same finding on many nights is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from promocheck.model.accountability import Accountability, Approved, Owner, Recurring
from promocheck.model.finding import Severity
from promocheck.model.run import Approval, Campaign, Kept, Key, Past, Run, Seen
from promocheck.model.value import dataclass

_BETWEEN = ", "  # how a finding names several owners


@dataclass(slots=True)
class _Tally:
    """What is known so far. A campaign is new where its shop had been looked at before."""

    findings: dict[str, Recurring] = field(default_factory=dict)
    campaigns: dict[Key, set[str]] = field(default_factory=dict)
    last: dict[Key, Campaign] = field(default_factory=dict)  # as it was seen last
    approved: dict[Approval, Mapping[Key, Campaign]] = field(default_factory=dict)
    shops: set[tuple[str | None, str]] = field(default_factory=set)


def by_owner(past: Past, runs: Iterable[tuple[Kept, Run]], repeat: int | None) -> Accountability:
    """Everybody who owns a finding or a campaign of these runs, given in their order; their prices are not looked at."""
    tally = _Tally()
    counted: list[Kept] = []
    drafts = 0
    for kept, run in runs:
        for approval in past.approvals:
            if approval.run == kept.number:
                tally.approved[approval] = {_key(each): each for each in run.campaigns}
        if kept.has_drafts:
            drafts += 1
            continue
        counted.append(kept)
        _count(kept, run, tally)
    return Accountability(
        past=past,
        owners=tuple(sorted(_owners(tally, repeat), key=_rank)),
        runs=len(counted),
        drafts=drafts,
        first=counted[0].at if counted else None,
        last=counted[-1].at if counted else None,
        repeat=repeat,
    )


def _count(kept: Kept, run: Run, tally: _Tally) -> None:
    shops = {(each.store, each.marketplace) for each in run.campaigns}
    new = {_key(each) for each in run.campaigns if _is_new(each, tally)}
    for each in run.findings:
        if not each.waived and not each.trust and each.severity is not Severity.INFO:
            tally.findings[each.fingerprint] = _seen_again(each, kept, new, tally)
    for campaign in run.campaigns:
        tally.last[_key(campaign)] = campaign
        tally.campaigns.setdefault(_key(campaign), set()).update(_names(campaign.owner))
    tally.shops |= shops


def _is_new(campaign: Campaign, tally: _Tally) -> bool:
    known = (campaign.store, campaign.marketplace) in tally.shops
    return known and _key(campaign) not in tally.campaigns


def _seen_again(seen: Seen, kept: Kept, new: set[Key], tally: _Tally) -> Recurring:
    before = tally.findings.get(seen.fingerprint)
    if before is not None:
        return replace(before, seen=seen, last=kept.at, runs=before.runs + 1)
    mine = {(seen.store, seen.marketplace or "", each) for each in seen.promotions}
    return Recurring(seen, kept.at, kept.at, 1, kept.number, bool(mine & new))


def _owners(tally: _Tally, repeat: int | None) -> Iterator[Owner]:
    findings: dict[str, list[Recurring]] = {}
    for each in tally.findings.values():
        for name in _names(each.seen.owner):
            findings.setdefault(name, []).append(each)
    campaigns = _by_name(tally.campaigns)
    for name in findings.keys() | campaigns.keys():
        own = campaigns.get(name, set())
        signed = sorted(tally.approved.items(), key=lambda each: each[0].number)
        then = {key: each for _, keys in signed for key, each in keys.items() if key in own}
        moved = sum(tally.last.get(key, each) != each for key, each in then.items())
        owner = Owner(
            name=name or None,
            findings=tuple(findings.get(name, ())),
            campaigns=len(own),
            approved=len(then) - moved,
            moved=moved,
            approvals=tuple(
                Approved(each, len(own & keys.keys())) for each, keys in signed if own & keys.keys()
            ),
            repeats=False,
        )
        repeats = bool(name) and repeat is not None and owner.brought_by >= repeat
        yield replace(owner, repeats=repeats)


def _by_name(campaigns: Mapping[Key, set[str]]) -> Mapping[str, set[Key]]:
    found: dict[str, set[Key]] = {}
    for key, names in campaigns.items():
        for name in names:
            found.setdefault(name, set()).add(key)
    return found


def _names(owner: str | None) -> tuple[str, ...]:
    """Each of those who are named; a blank for nobody."""
    return tuple(dict.fromkeys(each.strip() for each in (owner or "").split(_BETWEEN)))


def _key(campaign: Campaign) -> Key:
    return campaign.store, campaign.marketplace, campaign.id


def _rank(owner: Owner) -> tuple[bool, bool, int, int, str]:
    """Who repeats first, then whoever has most; nobody last."""
    return not owner.repeats, owner.name is None, -owner.brought_by, -len(owner.findings), owner.name or ""
