"""A scan held against the approvals of a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from promocheck.ledger import Found, Ledger, compared, missing, weighs
from promocheck.model.approval import WAIVER_UNUSED, Verification
from promocheck.model.errors import NothingApproved
from promocheck.model.report import Report
from promocheck.model.run import Key, Run, Seen
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
    return Verification(
        same=len(found.same),
        better=found.better,
        moved=found.moved,
        came=tuple(_came(now, runs)),
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
    """Open findings about no promoted SKU that no approved run had as grave."""
    promoted = {each.key for each in now.prices}
    then = Found.of(each for run in runs for each in run.findings)
    for each in now.findings:
        about_none = (each.store, each.marketplace or "", each.sku or "") not in promoted
        if about_none and not each.trust and each.rule != WAIVER_UNUSED and then.lacks(each):
            yield each


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
