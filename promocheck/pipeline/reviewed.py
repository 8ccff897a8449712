"""A report made ready for a second reader: each finding and each campaign against what was approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from promocheck.ledger import Approved, compared, parted, policy_moved
from promocheck.model.approval import NOT_APPROVED, Moved
from promocheck.model.report import Report
from promocheck.model.review import Review, Standing
from promocheck.model.run import Key, Run, Seen
from promocheck.pipeline.recorded import Author, recorded
from promocheck.pipeline.remembered import others
from promocheck.policy import Policy

Shops = frozenset[tuple[str | None, str | None]]


def reviewed(report: Report, policy: Policy, approved: Mapping[Key, Approved], author: Author) -> Review:
    """The review of a scan that was recording, with every SKU as it was last approved."""
    now = recorded(report, policy, author)
    shops = shops_of(report, now)
    theirs = {key: each for key, each in approved.items() if key[:2] in shops}
    counting = {each.approval.number: each for each in theirs.values()}
    newest = [counting[number] for number in sorted(counting, reverse=True)]
    parts = parted(tuple(_accepted(newest, theirs, shops)), now.findings)
    skus = compared(now.prices, now.findings, theirs)
    return Review(
        approvals=tuple(each.approval for each in newest),
        findings={
            **{each.fingerprint: Standing.SAME for each in parts.same},
            **{each.now.fingerprint: Standing.BETTER for each in parts.better},
            **{each.now.fingerprint: Standing.WORSE for each in parts.worse},
            # Last: of several that share a fingerprint, news counts.
            **{each.fingerprint: Standing.NEW for each in parts.new},
        },
        before={
            each.now.fingerprint: each.before.price
            for each in (*parts.worse, *parts.better)
            if each.before.price is not None and each.before.price != each.now.price
        },
        gone=parts.gone,
        moved=skus.moved,
        same=len(skus.same) + len(skus.better),
        campaigns=dict(_campaigns(now, theirs, skus.moved)),
        run=now,
        policy=policy_moved(newest[0].approval.run, newest[0].run, now) if newest else None,
    )


def shops_of(report: Report, now: Run) -> Shops:
    """The shops that a scan has seen."""
    read = {(each.store, each.marketplace) for each in report.inputs}
    return frozenset(read | {each.key[:2] for each in now.prices})


def _accepted(newest: Iterable[Approved], theirs: Mapping[Key, Approved], shops: Shops) -> Iterator[Seen]:
    """The findings of the approved runs, each once: about a SKU those of its own approval, else the newest.

    That something had not been approved is over with the approval: where it is found again, it is news.
    """
    told: set[str] = set()
    for each in newest:
        before = frozenset(told)  # one run may tell two files by one fingerprint
        for seen in each.run.findings:
            own = theirs.get((seen.store, seen.marketplace or "", seen.sku or ""), each)
            here = seen.marketplace is None or (seen.store, seen.marketplace) in shops
            if (
                seen.rule != NOT_APPROVED
                and here
                and own.approval == each.approval
                and seen.fingerprint not in before
            ):
                told.add(seen.fingerprint)
                yield seen


def _campaigns(
    now: Run, theirs: Mapping[Key, Approved], moved: Sequence[Moved]
) -> Iterator[tuple[Key, Standing]]:
    """Every campaign: new where no approved row is of it, changed where a SKU has moved because of it, or nothing says why."""
    prices = {each.key: each for each in now.prices}
    known = {(*key[:2], promotion) for key, each in theirs.items() for promotion, _ in each.worst.rows}
    touched = {
        (*each.key[:2], promotion)
        for each in moved
        for promotion in others(prices[each.key], theirs.get(each.key))
    }
    for campaign in now.campaigns:
        key = (campaign.store, campaign.marketplace, campaign.id)
        if key not in known:
            yield key, Standing.NEW
        else:
            yield key, Standing.WORSE if key in touched else Standing.SAME
