"""Live promotions that a draft edits, or is to be saved in place of: what is left of them once it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Final

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.problem import Conflict
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.policy import Stacking
from promocheck.pricing.keys import Flags, Ints, grouped, shared_codes
from promocheck.pricing.timeline import Aside, Horizon, Windows, bands_of
from promocheck.tables import NO_START, PROMOTION_KEY, SHOP
from promocheck.tables.columns import Column, one_of_few
from promocheck.tables.frames import Frame, numbered_by, once, only, taken

_EDITED: Final = (*PROMOTION_KEY, "kind")
_CELLS: Final = ("source", "row", *_EDITED)


class By(IntEnum):
    """What a draft does to a promotion."""

    NOBODY = 0
    EDITED = 1  # the draft has its id and its kind
    REPLACED = 2  # the draft names its id in `replaces`


@dataclass(frozen=True, slots=True)
class Superseded:
    """Promotions in which those that drafts take the place of are cancelled, and who does it, by row.

    `stopped` is the same of those that no export says are cancelled. A coupon that was clipped lives on like any that is
    cancelled; `problems` name what is replaced and nowhere live, and what is locked, and drafts that name themselves.
    """

    promotions: Frame
    by: Ints
    stopped: Ints
    problems: tuple[Conflict, ...]


def superseded(
    promotions: Frame, sources: tuple[Source, ...], stacking: Stacking, as_of: int, locked: Flags
) -> Superseded:
    """Cancel what drafts edit (the same store, marketplace, id and kind), at once, or replace, when the draft starts.

    What is `locked` can be neither edited nor stopped any more, and a rejected draft does nothing; what `stays` is not edited.
    A promotion's kind cannot be edited: a draft of another kind that has its id is laid beside it, and both count. A draft that
    names its own id edits it.
    """
    drafted = drafted_rows(promotions, sources)
    by = np.full(len(promotions), By.NOBODY, dtype=np.int64)
    if not drafted.any():
        return Superseded(promotions, by, by, ())
    drafts = only(promotions, _acting(promotions, drafted))
    live = np.flatnonzero(~drafted)
    itself, named = _replacing(promotions, drafted)
    lives = taken(promotions, live)
    editable, edits = shared_codes(*(_columns(frame, _EDITED) for frame in (lives, drafts)))
    ours, replaced = shared_codes(*(_columns(frame, PROMOTION_KEY) for frame in (lives, named)))
    late = locked[live]
    by[live[np.isin(editable, edits) & ~_staying(promotions, sources)[live]]] = By.EDITED
    by[live[np.isin(ours, replaced)]] = By.REPLACED
    stuck = live[late & (by[live] != By.NOBODY)]
    starts = _starts(ours, replaced, named["start"])
    stop = np.full(len(promotions), as_of, dtype=np.int64)
    stop[live] = _stops(lives, starts, stacking, as_of)
    stops = (by != By.NOBODY) & (promotions["status"] == Status.COUNTS)
    stops[stuck] = False
    changed = promotions.assign(
        status=np.where(stops, np.int8(Status.CANCELLED), promotions["status"]),
        canceled_at=np.where(stops, stop, promotions["canceled_at"]),
    )
    by[stuck] = By.NOBODY
    stopped = np.where(stops, by, By.NOBODY).astype(np.int64)
    unknown = only(named, ~np.isin(replaced, ours))
    problems = (
        *_told_of_itself(itself, sources),
        *_conflicts(unknown, sources, "replaces", _unknown),
        *_conflicts(taken(promotions, stuck), sources, "start", _stuck),
    )
    return Superseded(changed, by, stopped, problems)


def _columns(frame: Frame, names: Sequence[str]) -> list[Column]:
    return [frame[name] for name in names]


def _starts(ours: Ints, replaced: Ints, start: Ints) -> Ints:
    """By live row when the last of the drafts that replace it starts; NO_START: nothing replaces it, or at once."""
    size = int(max(ours.max(initial=-1), replaced.max(initial=-1))) + 1
    latest = np.full(size, NO_START, dtype=np.int64)
    np.maximum.at(latest, replaced, start)
    return latest[ours]


def _stops(live: Frame, starts: Ints, stacking: Stacking, as_of: int) -> Ints:
    """When each is cancelled so that it is gone, hours after included, once its draft starts: nobody knows an earlier hour.

    One that would start only then never does.
    """
    kind, start = live["kind"], live["start"]
    after = np.where(one_of_few(kind, stacking.redeemable_after_cancel), 0, bands_of(kind, stacking)[1])
    stop = np.maximum(starts - after, as_of)
    return np.where((start >= starts) & (starts > as_of), as_of - after, stop)


def drafted_rows(promotions: Frame, sources: Sequence[Source]) -> Flags:
    """Which promotion rows are drafts."""
    is_draft = np.array([source.draft for source in sources], dtype=bool)
    found: Flags = is_draft[promotions["source"]]
    return found


def edited_rows(promotions: Frame, sources: Sequence[Source]) -> Flags:
    """Which promotion rows are live ones that a draft edits."""
    drafted = drafted_rows(promotions, sources)
    if not drafted.any():
        return drafted
    (code,) = shared_codes(_columns(promotions, _EDITED))
    live = ~drafted & ~_staying(promotions, sources)
    found: Flags = live & np.isin(code, code[drafted]) & (promotions["id"] != "").astype(bool)
    return found


def _staying(promotions: Frame, sources: Sequence[Source]) -> Flags:
    """Which promotion rows no draft edits, though one has their ids."""
    stays = np.array([source.stays for source in sources], dtype=bool)
    found: Flags = stays[promotions["source"]]
    return found


def stopped_rows(promotions: Frame, left: Superseded) -> Ints:
    """By promotion row what a draft does to it that no export says it is: cancelled by its edit, or by what replaces it.

    Rows that were made of others are known by the cells of these.
    """
    stopped = np.flatnonzero(left.stopped != By.NOBODY)
    if not len(stopped):
        return np.full(len(promotions), By.NOBODY, dtype=np.int64)
    rows, theirs = shared_codes(
        *(_columns(frame, _CELLS) for frame in (promotions, taken(left.promotions, stopped)))
    )
    by = np.full(int(rows.max(initial=-1)) + 1, By.NOBODY, dtype=np.int64)
    by[theirs] = left.stopped[stopped]
    found: Ints = by[rows]
    return found


def without_superseded(windows: Windows, promotions: Frame, by: Ints, horizon: Horizon) -> Windows:
    """The windows, with promotions of which drafts leave nothing set aside for that reason; `by` counts the first rows."""
    changed = np.zeros(len(promotions), dtype=bool)
    changed[: len(by)] = by != By.NOBODY
    changed &= one_of_few(windows.aside, (Aside.ENDED, Aside.CANCELLED))
    changed &= promotions["end"] > horizon.as_of  # else it is over by itself
    return replace(windows, aside=np.where(changed, Aside.SUPERSEDED, windows.aside))


def _replaces(drafts: Frame) -> Frame:
    """What drafts replace: store, marketplace and id, with the cell that says so."""
    mine = only(drafts, drafts["replaces"] != "")
    split = [each.split(";") for each in mine["replaces"].tolist()]
    ids = np.array([each.strip() for several in split for each in several], dtype=object)
    each_of = taken(mine, np.repeat(np.arange(len(mine)), [*map(len, split)]))
    named = only(each_of.assign(id=ids, own=each_of["id"]), ids != "")
    return once(named, *SHOP, "kind", "source", "row", "replaces", "start", "id", "own")


def _acting(promotions: Frame, drafted: Flags) -> Flags:
    """Which promotion rows are drafts that do something: a rejected one does not."""
    found: Flags = drafted & (promotions["status"] != Status.REJECTED)
    return found


def _replacing(promotions: Frame, drafted: Flags) -> tuple[Frame, Frame]:
    """Of what drafts replace their own ids, and all else; an id that no live one of their kind has is not theirs."""
    named, live = _replaces(only(promotions, _acting(promotions, drafted))), only(promotions, ~drafted)
    kinds, mine = shared_codes(*(_columns(frame, _EDITED) for frame in (live, named)))
    own = (named["id"] == named["own"]).astype(bool)
    own &= np.isin(mine, kinds)
    return only(named, own), only(named, ~own)


def _told_of_itself(itself: Frame, sources: tuple[Source, ...]) -> Iterator[Conflict]:
    """One of each promotion."""
    for at in grouped(numbered_by(itself, *PROMOTION_KEY)):
        rows = taken(itself, at)
        store, marketplace, name = (str(rows[each][0]) for each in PROMOTION_KEY)
        places = (
            sources[source].place(row, "replaces")
            for source, row in zip(rows["source"].tolist(), rows["row"].tolist(), strict=True)
        )
        reason = say(
            "The draft of promotion {name} names itself in `replaces`: it edits {name}, and replaces nothing.",
            name=name,
        )
        fix = say(
            "Take {name} out of its `replaces`, or give the draft an id of its own if it is another promotion. Then scan again.",
            name=name,
        )
        yield Conflict(store, marketplace, None, (name,), tuple(places), reason, fix)


def _stuck(named: str) -> Text:
    return say(
        "A draft edits or replaces {promotion}, which starts too soon to be changed or stopped: it counts as it is.",
        promotion=named,
    )


def _unknown(named: str) -> Text:
    return say(
        "A draft replaces {wanted}, and the exports have no such promotion in this store and marketplace.",
        wanted=named,
    )


def _conflicts(
    rows: Frame, sources: tuple[Source, ...], field: str, reason: Callable[[str], Text]
) -> Iterator[Conflict]:
    """What is wrong with the promotions that rows name, at the field's cell."""
    columns = (rows[name].tolist() for name in (*PROMOTION_KEY, "source", "row"))
    for store, marketplace, named, source, row in zip(*columns, strict=True):
        place = sources[source].place(row, field)
        yield Conflict(store, marketplace, None, (named,), (place,), reason(named))
