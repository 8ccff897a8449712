"""Drafts laid on top of what is live: campaigns that are not saved yet, as the files that would be uploaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

import numpy as np

from promocheck.exports.read import Tables
from promocheck.model.problem import Problem, UnreadFile
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.tables import PROMOTIONS, SHOP, TARGETS
from promocheck.tables.columns import Column, repeated
from promocheck.tables.frames import Frame, lists, once


def lay_over(live: Tables, drafts: Tables) -> Tables:
    """One shop: what is live, and the drafts' promotions with their targets; the drafts' sources say so.

    A file among the drafts that holds no promotions is refused: what it would change is not known. A draft that names no store is of
    the only one that sells in its marketplace. Where nothing live names a store the drafts name none either: the shop has to be the
    same one with them and without, for what stood before and for who approved it.
    """
    drafts = drafts if live.stores else _of_the_unnamed(drafts)
    before, rows = len(live.sources), len(live.promotions)
    placed = _in_their_store(drafts.promotions, live)
    moved = placed.assign(source=placed["source"] + np.int32(before), id=_told_apart(placed))
    return replace(
        live,
        promotions=PROMOTIONS.join([live.promotions, moved]),
        targets=TARGETS.join(
            [live.targets, drafts.targets.assign(promotion=drafts.targets["promotion"] + rows)]
        ),
        stores=live.stores | drafts.stores,
        sources=(*live.sources, *(replace(each, draft=True) for each in drafts.sources)),
        skipped=(*live.skipped, *drafts.skipped),
        problems=(*live.problems, *drafts.problems, *_no_promotions(drafts.sources)),
        stood=(*live.stood, *drafts.stood),
    ).in_only_store()


def homes_of_drafts(live: Tables, store: str | None, fill: str | None) -> Collection[str] | None:
    """The stores that the folders of drafts may name, for `exports.read`; None: any.

    `store` is the one that is asked for, and `fill` that of rows which name none. A store of what is live is one wherever it is
    named. Another name is one where folders of what is live name stores too, unless somebody says which store is meant: it may be an
    account that is not scanned, and its SKUs those of another.
    """
    named = {each.store for each in live.sources} - {None, fill}
    return live.stores if store or not named else None


def _in_their_store(promotions: Frame, live: Tables) -> Frame:
    """The drafts' promotions; those that name no store are of the only one that sells in their marketplace."""
    stores = promotions["store"]
    unnamed = stores == ""
    if not live.stores or not unnamed.any():
        return promotions
    shops = once(live.listings, *SHOP)
    selling = Counter(shops["marketplace"].tolist())
    only = {place: store for store, place in lists(shops, *SHOP) if selling[place] == 1}
    theirs = np.array([only.get(each, "") for each in promotions["marketplace"].tolist()], dtype=object)
    return promotions.assign(store=np.where(unnamed, theirs, stores))


def _of_the_unnamed(drafts: Tables) -> Tables:
    """The same, in the only store that there is: without the one that all rows name, or that only their folders do.

    Of several that rows name it may be any, so these stay, and are nobody's listings.
    """
    promotions, stores = drafts.promotions, drafts.stores
    if len(stores) == 1:
        unnamed = repeated("", len(promotions), object)
        promotions, stores = promotions.assign(store=unnamed), frozenset()
    sources = tuple(replace(each, store=None) for each in drafts.sources)
    return replace(drafts, promotions=promotions, stores=stores, sources=sources)


def _told_apart(promotions: Frame) -> Column:
    """The drafts' ids; those made of name and start are marked: uploaded again, a promotion without an id is another one."""
    made = promotions["made_id"]
    ids = zip(promotions["id"].tolist(), made.tolist(), strict=True)
    return np.array([f"{each} (draft)" if alone else each for each, alone in ids], dtype=object)


def _no_promotions(sources: tuple[Source, ...]) -> list[Problem]:
    reason = say(
        "is given as a draft and holds no promotions. Pass exports without --draft, or give the sheet that you are to upload."
    )
    others = (each for each in sources if each.role not in {None, "promotions"})
    return [UnreadFile(each.place(None), reason) for each in others]
