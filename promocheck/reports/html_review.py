"""What the page says to a second reader: what is new since somebody approved, and the checklist of every campaign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final

from promocheck.model.approval import Moved
from promocheck.model.review import Review, Standing
from promocheck.model.run import Seen
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.model.weaker import PolicyMoved
from promocheck.model.window import Instant
from promocheck.reports.checklist import Checked, checked_campaigns
from promocheck.reports.past import called, priced_line
from promocheck.reports.weaker import policy_moved
from promocheck.reports.words import Words

_MOST: Final = 30  # SKUs or findings in a list
_GAP: Final = "  "


@dataclass(frozen=True, slots=True)
class ReviewHead:
    """The summary in one language. `fold` is the words of the button that shows what is the same; blank without any.

    `policy` says that it is another than when somebody last approved; blank where it is not. `fresh` are the campaigns to look at
    once more, `known` those that are as they were approved.
    """

    title: str
    policy: str
    counts: str
    fold: str
    moved_title: str
    moved: tuple[str, ...]
    gone_title: str
    gone: tuple[str, ...]
    checklist_title: str
    fresh: tuple[Checked, ...]
    known_title: str
    known: tuple[Checked, ...]


def review_head(review: Review, words: Words) -> ReviewHead:
    """The summary and the checklist in a language."""
    counts, same = review.counts(), review.counts().get(Standing.SAME, 0)
    checked = checked_campaigns(review.run, words, review.campaigns)
    known = tuple(each for each in checked if each.standing is Standing.SAME)
    return ReviewHead(
        title=_title(review, words),
        policy="" if review.policy is None else _beware(review.policy, words),
        counts=words._(
            "Findings: {new} new, {worse} worse, {better} better, {same} the same (folded), {gone} gone",
            new=counts.get(Standing.NEW, 0),
            worse=counts.get(Standing.WORSE, 0),
            better=counts.get(Standing.BETTER, 0),
            same=same,
            gone=len(review.gone),
        ),
        fold=words.ngettext("Show {n} that is as it was", "Show {n} that are as they were", same)
        if same
        else "",
        moved_title=_moved_title(review, words),
        moved=tuple(_few([_moved(each, words) for each in review.moved], words)) if review.approvals else (),
        gone_title=words.ngettext("{n} finding is gone", "{n} findings are gone", len(review.gone)),
        gone=tuple(_few([_gone(each, words) for each in review.gone], words)),
        checklist_title=words._("Look at once more"),
        fresh=tuple(each for each in checked if each.standing is not Standing.SAME),
        known_title=words.ngettext(
            "{n} campaign as it was approved", "{n} campaigns as they were approved", len(known)
        ),
        known=known,
    )


def _title(review: Review, words: Words) -> str:
    if not review.approvals:
        return words._("Nobody has approved anything of this shop yet: all of it is new")
    newest = review.approvals[0]
    return words._(
        "Since {by} approved run {run} on {at}", by=newest.by, run=newest.run, at=Instant(newest.at)
    )


def _beware(moved: PolicyMoved, words: Words) -> str:
    return words._("LOOK AT THIS: {told}", told=policy_moved(moved, words))


def _moved_title(review: Review, words: Words) -> str:
    return words._(
        "Promoted SKUs: {moved} not as approved, {same} as approved or better",
        moved=len(review.moved),
        same=review.same,
    )


def _moved(moved: Moved, words: Words) -> str:
    store, marketplace, sku = moved.key
    told = reduce(lambda one, other: say("{message} {reason}", message=one, reason=other), moved.reasons)
    return words._("{sku} ({shop}): {told}", sku=sku, shop=words.shop(store, marketplace), told=told)


def _gone(seen: Seen, words: Words) -> str:
    return _GAP.join((called(seen, words), *priced_line(seen, words)))


def _few(lines: Sequence[str], words: Words) -> Iterator[str]:
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield words._("and {n} more", n=words.number(len(lines) - _MOST))
