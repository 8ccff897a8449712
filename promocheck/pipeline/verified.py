"""A scan held against the approvals of a ledger."""

from __future__ import annotations

from promocheck.ledger import Ledger, compared
from promocheck.model.approval import Verification
from promocheck.model.errors import NothingApproved
from promocheck.model.report import Report
from promocheck.pipeline.recorded import Author, recorded
from promocheck.policy import Policy


def verified(report: Report, policy: Policy, ledger: Ledger, author: Author) -> Verification:
    """Every promoted SKU of a scan that was recording, against its last approval. Raises `NothingApproved`, `LedgerFault`."""
    now = recorded(report, policy, author)
    if not ledger.past().approvals:
        raise NothingApproved(ledger.shown)
    approved = ledger.approved(each.key for each in now.prices)
    found = compared(now, approved)
    counting = {each.approval.number: each.approval for each in approved.values()}
    newest = [counting[number] for number in sorted(counting, reverse=True)]
    runs = [ledger.run(each.run) for each in newest]
    here = {each.key for each in now.prices}
    gone = dict.fromkeys(each.key for run in runs for each in run.prices if each.key not in here)
    return Verification(
        same=len(found.same),
        better=found.better,
        moved=found.moved,
        gone=tuple(gone),
        approvals=tuple(newest),
        same_bytes=any(
            {each.sha256 for each in run.files} == {each.sha256 for each in now.files} for run in runs[:1]
        ),
        untrusted=report.untrusted,
    )
