"""A scan held against the approvals of a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from promocheck.ledger import Found, Ledger, by_sku, by_subject, compared, missing, parted, weighs
from promocheck.model.approval import WAIVER_UNUSED, Verification
from promocheck.model.errors import NothingApproved
from promocheck.model.finding import Severity
from promocheck.model.report import Report
from promocheck.model.run import Change, Key, Run, Seen, Subject
from promocheck.pipeline.recorded import Author, recorded
from promocheck.policy import Policy

Shop = tuple[str | None, str | None]


def verified(report: Report, policy: Policy, ledger: Ledger, author: Author) -> Verification:
    """Every promoted SKU of a scan that was recording, against its last approval. Raises `NothingApproved`, `LedgerFault`."""
    now, past = recorded(report, policy, author), ledger.past()
    if not past.approvals and not past.broken:  # else one may have been taken out
        raise NothingApproved(ledger.shown)
    runs_known = {each.number for each in past.runs}
    approved = ledger.approved([each for each in past.approvals if each.run in runs_known])
    shops: set[Shop] = {(each.store, each.marketplace) for each in report.inputs}
    shops |= {key[:2] for key in (each.key for each in now.prices)}
    theirs = {key: each for key, each in approved.items() if key[:2] in shops}
    found = compared(now.prices, now.findings, theirs)
    counting = {each.approval.number: each for each in theirs.values()}
    newest = [counting[number] for number in sorted(counting, reverse=True)]
    runs = [each.run for each in newest]
    here = {each.key for each in now.prices}
    came = tuple(_came(now, runs))
    return Verification(
        same=len(found.same),
        better=found.better,
        moved=found.moved,
        came=came,
        worse=tuple(_worse(now, runs, came)),
        unused=tuple(_unused(now, runs)),
        gone=tuple(sorted((key for key in theirs if key not in here), key=_alphabet)),
        missing=missing(now.prices, theirs, now.as_of),
        approvals=tuple(each.approval for each in newest),
        other_policy=tuple(each.approval.run for each in newest if each.run.terms != now.terms),
        same_bytes=any(_bytes(run) == _bytes(now) for run in runs[:1]),
        untrusted=report.untrusted,
        past=past,
    )


def _came(now: Run, runs: Iterable[Run]) -> Iterator[Seen]:
    """Open findings about no promoted SKU that no approved run had as grave: anywhere, or on this SKU."""
    then = [each for run in runs for each in run.findings]
    anywhere, on_sku, known = Found.of(then), by_sku(then), {each.fingerprint for each in then}
    for each in _about_no_promoted(now):
        key = (each.store, each.marketplace or "", each.sku or "")
        moved_in = each.sku and each.fingerprint not in known and Found.of(on_sku.get(key, ())).lacks(each)
        if moved_in or anywhere.lacks(each):
            yield each


def _worse(now: Run, runs: Sequence[Run], came: Iterable[Seen]) -> Iterator[Change]:
    """Findings about no promoted SKU that are worse than when they were approved, though somebody accepted them then; without those that came."""
    told = {id(each) for each in came}
    for change in parted(_last_found(runs), [*_about_no_promoted(now)]).worse:
        accepted_since = change.now.waived and not change.before.waived
        if id(change.now) not in told and not accepted_since and change.now.severity is not Severity.INFO:
            yield change


def _about_no_promoted(run: Run) -> Iterator[Seen]:
    """What a run found about no promoted SKU; those of trust and of unused waivers are told by themselves."""
    promoted = {each.key for each in run.prices}
    for each in run.findings:
        about_none = (each.store, each.marketplace or "", each.sku or "") not in promoted
        if about_none and not each.trust and each.rule != WAIVER_UNUSED:
            yield each


def _last_found(runs: Iterable[Run]) -> list[Seen]:
    """What the newest of these runs that knew of a subject found of it; the newest first."""
    found: dict[Subject, list[Seen]] = {}
    for run in runs:
        found = {**by_subject(run.findings), **found}
    return [*chain.from_iterable(found.values())]


def _unused(now: Run, runs: Iterable[Run]) -> Iterator[Seen]:
    """The waivers that are not used and that no approved run has told so."""
    told = {each.fingerprint for run in runs for each in run.findings}
    for each in now.findings:
        if each.rule == WAIVER_UNUSED and weighs(each) and each.fingerprint not in told:
            yield each


def _alphabet(key: Key) -> tuple[str, str, str]:
    store, marketplace, sku = key
    return store or "", marketplace, sku


def _bytes(run: Run) -> set[str]:
    return {each.sha256 for each in run.files}
