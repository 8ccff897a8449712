"""What campaigns say of live promotions: which one they edit, which they stop; and an id for those that edit none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import Final

import numpy as np

from promocheck.model.asked import Campaign
from promocheck.model.errors import AnotherKind, UnknownPromotion
from promocheck.model.kind import Kind, label_of
from promocheck.pricing.keys import Flags
from promocheck.tables import PROMOTION_KEY, SHOP
from promocheck.tables.frames import Frame

_OWN: Final = "TRY"


def identified(
    listings: Frame, promotions: Frame, campaigns: Sequence[Campaign], wanted: Sequence[Flags]
) -> list[Campaign]:
    """The campaigns, each with an id: a live one where it says so, else one that nothing live has.

    `promotions` are all that are live, `wanted` the listings of each campaign, of one store and marketplace. Raises
    `UnknownPromotion` for an id that no promotion there has.
    """
    taken = {str(each).casefold() for each in promotions["id"]}
    found: list[Campaign] = []
    for campaign, kept in zip(campaigns, wanted, strict=True):
        _known(listings, promotions, campaign, kept)
        own = campaign.cells.get("promotion_id") or _free(taken, len(found) + 1)
        taken.add(own.casefold())
        found.append(replace(campaign, cells={**campaign.cells, "promotion_id": own}))
    return found


def _free(taken: set[str], number: int) -> str:
    """TRY for the first campaign, TRY-2 for the second, or the next that is free."""
    names = chain([_OWN] if number == 1 else [], (f"{_OWN}-{each}" for each in count(max(number, 2))))
    return next(each for each in names if each.casefold() not in taken)


def _known(listings: Frame, promotions: Frame, campaign: Campaign, kept: Flags) -> None:
    named = [*_named(campaign)]
    if not named:
        return
    first = int(np.flatnonzero(kept)[0])
    store, marketplace = (str(listings[name][first]) for name in SHOP)
    here = (promotions["store"] == store) & (promotions["marketplace"] == marketplace)
    known = sorted({*promotions["id"][here].tolist()} - {""})
    for option, each in named:
        if each not in known:
            raise UnknownPromotion(option, each, _shop(store, marketplace), known)


def require_kinds(promotions: Frame, drafts: Frame) -> None:
    """Raises `AnotherKind` for a draft with the id of a promotion of its store and marketplace that is of other kinds only."""
    for store, marketplace, own, kind in zip(
        *(drafts[name].tolist() for name in (*PROMOTION_KEY, "kind")), strict=True
    ):
        named = (promotions["id"] == own) & (promotions["store"] == store)
        named &= promotions["marketplace"] == marketplace
        kinds = sorted(set(promotions["kind"][named].tolist()))
        if kinds and kind not in kinds:
            raise AnotherKind(own, _shop(store, marketplace), [label_of(Kind(each).word) for each in kinds])


def _shop(store: str, marketplace: str) -> str:
    return "/".join(filter(None, (store, marketplace)))


def _named(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """The live promotions that a campaign names, with the option that does."""
    own = campaign.cells.get("promotion_id")
    if own:
        yield "--id", own
    stopped = (each.strip() for each in campaign.cells.get("replaces", "").split(";"))
    yield from (("--replaces", each) for each in stopped if each)
