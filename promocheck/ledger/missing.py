"""Approved campaigns that are gone or stopped though they are not over: taken off, cancelled, or approved as drafts and never uploaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from promocheck.ledger.verification import Approved
from promocheck.model.approval import Missing
from promocheck.model.run import Campaign, Key, Run, Worst
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class _Lasting:
    """An approved campaign of which something is not over; `whole`: on none of its SKUs it is."""

    campaign: Campaign
    whole: bool


def missing(prices: Sequence[Worst], approved: Mapping[Key, Approved], as_of: int) -> tuple[Missing, ...]:
    """The campaigns that SKUs were last approved with, that are not over, and that these do not carry.

    One that is over on some of its SKUs is missing where none carries it: which of them these are, no approval says.
    """
    here = {each.key: {promotion for promotion, _ in each.rows} for each in prices}
    anywhere = {(*key[:2], promotion) for key, promotions in here.items() for promotion in promotions}
    runs = {each.approval.number: each.run for each in approved.values()}
    lasting = {number: _lasting(run, as_of) for number, run in runs.items()}
    lacking: dict[Key, list[tuple[int, str]]] = {}
    for key, known in approved.items():
        for promotion in {promotion for promotion, _ in known.worst.rows} - here.get(key, set()):
            campaign = (*key[:2], promotion)
            last = lasting[known.approval.number].get(campaign)
            if last and (last.whole or campaign not in anywhere):
                lacking.setdefault(campaign, []).append((known.approval.number, key[2]))
    found = (
        Missing(
            lasting[max(skus)[0]][campaign].campaign,
            tuple(sorted(sku for _, sku in skus)),
            campaign in anywhere,
        )
        for campaign, skus in lacking.items()
    )
    return tuple(sorted(found, key=_rank))


def _lasting(run: Run, as_of: int) -> Mapping[Key, _Lasting]:
    """The campaigns of a run that are neither cancelled nor over."""
    terms: dict[Key, list[Campaign]] = {}
    for each in run.campaigns:
        terms.setdefault((each.store, each.marketplace, each.id), []).append(each)
    lasting = {
        key: [each for each in some if not each.cancelled and (each.end is None or each.end > as_of)]
        for key, some in terms.items()
    }
    return {key: _Lasting(some[0], len(some) == len(terms[key])) for key, some in lasting.items() if some}


def _rank(missing: Missing) -> tuple[bool, str, str, str]:
    """What is nowhere first, then by shop and id."""
    campaign = missing.campaign
    return missing.elsewhere, campaign.store or "", campaign.marketplace, campaign.id
