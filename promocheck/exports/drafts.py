"""Drafts laid on top of what is live: campaigns that are not saved yet, as the files that would be uploaded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from promocheck.exports.read import Tables
from promocheck.model.problem import Problem, UnreadFile
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.tables import PROMOTIONS, TARGETS


def lay_over(live: Tables, drafts: Tables) -> Tables:
    """One shop: what is live, and the drafts' promotions with their targets; the drafts' sources say so.

    A file among the drafts that holds no promotions is refused: what it would change is not known. Where nothing live names a
    store the drafts name none either: the shop has to be the same one with them and without, for what stood before and for who
    approved it.
    """
    drafts = drafts if live.stores else _of_the_unnamed(drafts)
    before, rows = len(live.sources), len(live.promotions)
    moved = drafts.promotions.assign(
        source=drafts.promotions["source"] + np.int32(before), id=_told_apart(drafts.promotions)
    )
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


def _of_the_unnamed(drafts: Tables) -> Tables:
    """The same, in the only store that there is: without the one that all rows name, or that only their folders do.

    Of several that rows name it may be any, so these stay, and are nobody's listings.
    """
    folders = np.array(
        ["" if "store" in each.headings else each.store or "" for each in drafts.sources], dtype=object
    )
    promotions = drafts.promotions
    stores = promotions["store"].to_numpy()
    named = np.where(stores == folders[promotions["source"].to_numpy()], "", stores)
    if len(set(named) - {""}) == 1:
        named = np.full(len(stores), "", dtype=object)
    return replace(
        drafts,
        promotions=promotions.assign(store=pd.Series(named, dtype=object)),
        stores=frozenset(named) - {""},
        sources=tuple(replace(each, store=None) for each in drafts.sources),
    )


def _told_apart(promotions: pd.DataFrame) -> list[str]:
    """The drafts' ids; those made of name and start are marked: uploaded again, a promotion without an id is another one."""
    made = promotions["made_id"].to_numpy()
    return [f"{each} (draft)" if alone else each for each, alone in zip(promotions["id"], made, strict=True)]


def _no_promotions(sources: tuple[Source, ...]) -> list[Problem]:
    reason = say(
        "is given as a draft and holds no promotions. Pass exports without --draft, or give the sheet that you are to upload."
    )
    others = (each for each in sources if each.role not in {None, "promotions"})
    return [UnreadFile(each.place(None), reason) for each in others]
