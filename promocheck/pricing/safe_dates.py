"""When a promotion is safe as it is: the hours in which its listing bears it, and the smallest changes of its dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.value import dataclass
from promocheck.pricing.copies import Copies, Ground, covered, emptied
from promocheck.pricing.edits import in_place, whole
from promocheck.pricing.judged import STACKED, Bench, shown_without, values_of
from promocheck.pricing.keys import Flags, Ints, asked_once
from promocheck.pricing.never import meeting
from promocheck.pricing.plan import Reading
from promocheck.pricing.timeline import Span, bands_of, windows_in
from promocheck.pricing.trials import first_of_each
from promocheck.tables import NO_END, NO_START
from promocheck.tables.ragged import any_within, within

MINUTE: Final = 60  # seconds
NEVER: Final = NO_START - 1  # where no instant answers


@dataclass(frozen=True, slots=True)
class Safe:
    """Half-open windows by question, in order, each as long as it can be. An end at the horizon's `open` is none."""

    question: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class Moves:
    """By question the smallest changes of a window that make it safe; `NEVER` where there is none.

    `later`: another start, the end kept; `earlier`: another end, the start kept; `start` and `end`: the whole moved.
    """

    later: Ints
    earlier: Ints
    start: Ints
    end: Ints


def safe_windows(ground: Ground, listing: Ints, promotion: Ints, together: Ints | None = None) -> Safe:
    """Where each promotion row may run on each listing, to the minute, with the hours that its guard bands add.

    It is priced as if it ran from the run's instant to the horizon; a window is safe that meets none of the segments
    in breach, and nothing that must never run with it, the bands of both included. Questions with one number in `together` get
    what is safe for all of them; else each is by itself. Where a policy lets what started first win, the promotion counts as having started when it now does.
    """
    copies = _that_row(ground, listing, promotion)
    as_of, open_end = ground.horizon.as_of, ground.horizon.open
    spans = {
        reading: Span(np.where(copies.asked, as_of, span.start), np.where(copies.asked, open_end, span.end))
        for reading, span in copies.spans.items()
    }
    before, after = bands_of(ground.work.kind[promotion], ground.stacking)
    number = np.arange(len(listing)) if together is None else together
    who, low, high = [number, number], [np.full(len(number), each) for each in (as_of, open_end)], []
    high += low
    everyone = np.ones(len(listing), dtype=bool)
    benches = tuple(_benches(replace(copies, spans=spans)))
    for _, bench in benches:
        cuts = bench.work.cuts
        for reading, at in bench.failing(values_of(bench.work), everyone):
            copy, wide = cuts.listing[at], reading is Reading.WORST
            who.append(number[copy])
            low.append(cuts.start[at] - wide * after[copy])
            high.append(cuts.end[at] + wide * before[copy])
    mine, bench = benches[0]
    cuts = bench.work.cuts
    met = np.flatnonzero(meeting(mine, bench.work, mine.asked, Reading.WORST))
    copy = cuts.listing[met]
    who.append(number[copy])
    low.append(cuts.start[met] - after[copy])
    high.append(cuts.end[met] + before[copy])
    return _between(np.concatenate(who), np.concatenate(low), np.concatenate(high), ground)


def _between(who: Ints, low: Ints, high: Ints, ground: Ground) -> Safe:
    """The time that none of the windows `low` to `high` holds, in whole minutes."""
    as_of, open_end = ground.horizon.as_of, ground.horizon.open
    low, high = (np.clip(each, as_of, open_end) for each in (low, high))
    order = np.lexsort((low, who))
    who, low, high = who[order], low[order], high[order]
    width = open_end + 1
    reach = np.maximum.accumulate(who * width + high) - who * width
    start = np.where(reach == as_of, as_of, -(-reach // MINUTE) * MINUTE)[:-1]
    end = np.where(low == open_end, open_end, low // MINUTE * MINUTE)[1:]
    gap = (who[:-1] == who[1:]) & (start < end)
    return Safe(who[:-1][gap], start[gap], end[gap])


def hopeless(ground: Ground, listing: Ints, promotion: Ints, start: Ints, end: Ints) -> Flags:
    """Promotion rows of which no dates mend what is in breach from `start` to `end`: it is without them too.

    Not all of them: those that one segment shows.
    """
    number = np.arange(len(listing))
    return shown_without(_that_row(ground, listing, promotion), np.zeros_like(number), number, start, end)


def smallest_moves(ground: Ground, safe: Safe, start: Ints, end: Ints) -> Moves:
    """By question the smallest changes of the windows `start` to `end` with which they lie in safe ones.

    A window that runs already is taken from the run's instant on, one beyond the horizon as without an end. What comes
    out has not been priced yet: see `holds`.
    """
    open_end = ground.horizon.open
    first, last = np.maximum(start, ground.horizon.as_of), np.where(end > ground.horizon.until, open_end, end)
    who = safe.question
    wished, until = first[who], last[who]
    later = np.where((safe.start < until) & (until <= safe.end), np.maximum(safe.start, wished), NEVER)
    earlier = np.where((safe.start <= wished) & (wished < safe.end), np.minimum(safe.end, until), NEVER)
    length = np.where(until == open_end, safe.end - np.maximum(safe.start, wished), until - wished)
    fits = (length > 0) & (safe.end - safe.start >= length) & ((until < open_end) | (safe.end == open_end))
    moved = np.clip(wished, safe.start, np.maximum(safe.end - length, safe.start))
    nearest = np.flatnonzero(fits)[first_of_each(who[fits], np.abs(moved - wished)[fits], moved[fits])]
    found = {name: np.full(len(start), NEVER) for name in Moves.__slots__}
    for name, instant in (("later", later), ("earlier", earlier)):
        some = instant != NEVER
        found[name][who[some]] = instant[some]
    found["start"][who[nearest]] = moved[nearest]
    found["end"][who[nearest]] = (moved + length)[nearest]
    return Moves(**found)


def holds(
    ground: Ground,
    listing: Ints,
    promotion: Ints,
    start: Ints,
    end: Ints,
    mended: tuple[Ints, Ints] | None = None,
) -> Flags:
    """Whether nothing is in breach while the promotions run from `start` to `end`, bands included: priced anew.

    Nor, with or without them, in the windows that are to be `mended`; and they meet nothing that they must never meet, bands
    included. Not where an end is `NEVER`.
    """
    held: Flags = (start != NEVER) & (end != NEVER)
    at = np.flatnonzero(held)
    if len(at):
        # The same dates are often to mend several windows.
        first, number = asked_once(listing[at], promotion[at], start[at], end[at])
        low, high = (
            np.zeros(len(at), dtype=np.int64) if mended is None else mended[side][at] for side in (0, 1)
        )
        once = at[first]
        held[at] = _holds(ground, listing[once], promotion[once], start[once], end[once], (number, low, high))
    return held


def _holds(
    ground: Ground,
    listing: Ints,
    promotion: Ints,
    start: Ints,
    end: Ints,
    mended: tuple[Ints, Ints, Ints],
) -> Flags:
    """The same by window that is to be mended, each with the number of its promotion among these."""
    copies = _that_row(ground, listing, promotion)
    until = np.where(end >= ground.horizon.open, NO_END, end)[copies.copy]
    rows = {
        "kind": ground.work.kind[copies.row],
        "start": start[copies.copy],
        "end": until,
        "status": np.full(len(until), Status.COUNTS, dtype=np.int64),
        "canceled_at": np.full(len(until), NO_START),
    }
    moved = windows_in(rows, ground.stacking, ground.horizon).spans
    spans = {
        reading: Span(
            np.where(copies.asked, moved[reading].start, span.start),
            np.where(copies.asked, moved[reading].end, span.end),
        )
        for reading, span in copies.spans.items()
    }
    held, mends = (np.ones(len(each), dtype=bool) for each in (listing, mended[0]))
    for mine, bench in _benches(replace(copies, spans=spans)):
        cuts = bench.work.cuts
        met, fails = cuts.meeting(*mended), np.zeros(len(cuts.start), dtype=bool)
        runs = {reading: covered(bench.work, reading, mine.asked) for reading in STACKED}
        counts = (each | within(met, len(fails)) for each in runs.values())
        for reading, at in bench.where(*counts).failing(values_of(bench.work), np.ones_like(held)):
            held[cuts.listing[at[runs[reading][at]]]] = False
            fails[at] = True
        mends &= ~any_within(met, fails)
        held[cuts.listing[meeting(mine, bench.work, mine.asked, Reading.WORST)]] = False
    return held[mended[0]] & mends


def _that_row(ground: Ground, listing: Ints, promotion: Ints) -> Copies:
    """The copies in which this row alone is asked about: the promotion's others stay where they are."""
    copies = whole(Copies.of(ground, listing, promotion))
    return replace(copies, asked=copies.row == copies.promotion[copies.copy])


def _benches(copies: Copies) -> Iterator[tuple[Copies, Bench]]:
    """The copies ready to be priced; those in which a draft edits something without the draft too."""
    mine = in_place(copies)
    work = mine.campaign()
    yield mine, Bench.of(mine, work)
    if mine is not copies:
        work = copies.campaign()
        rest = emptied(work, copies.asked)
        yield copies, replace(Bench.of(copies, rest), work=work)
