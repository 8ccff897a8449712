"""Two promotions run on one SKU that must never meet.

Why: some pairs cost money however small each discount is, and teams forbid them outright.

A real accident: after two free-goods accidents in four days a seller's rule became: social codes never together with
coupons, lightning and best deals never together with coupons.

Example: a 7-day deal from 1 to 7 December, and a coupon from 5 December.

Fix: end one before the other starts, with the hours between them that a promotion needs to disappear.

Options: `pairs`, each two kinds; coupon stands for every kind of coupon. Two promotions of one kind are found by overlapping-same-kind. Pairs
that the policy's stacking calls `forbid`, because the platform refuses them, are reported too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Severity
from promocheck.model.kind import COUPONS, Kind
from promocheck.model.text import Text, say
from promocheck.model.texts import Same
from promocheck.policy import Faults, KindName, RuleSettings, SeverityOrOff
from promocheck.rules.breach import Breaches, breaches
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY, Hits, Mends, in_blocks
from promocheck.rules.others import others_among
from promocheck.rules.parting import Meet, Sides
from promocheck.rules.primary import END, START, Primaries
from promocheck.rules.rule import Rule
from promocheck.rules.telling_columns import Tell, always, by_promotions, each_named, filled, one_of
from promocheck.tables.ragged import Ragged, any_within
from promocheck.tables.sorting import lexical_order
from promocheck.tables.spans import Parts

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_NEVER: Final = say("These must never run together")
_MOVE_ONE: Final = say("Keep them apart, with a day between them: end or move one, then scan again.")
_MOVE_THESE: Final = say(
    "Keep them apart, with a day between them: end or move {promotions}, then scan again."
)
_THESE: Final = say("{why}: {promotions}.")
_THESE_PAIRS: Final = say("{why}: {pairs}.")
_TWO: Final = 2


class Options(RuleSettings):
    """Which kinds must never meet."""

    severity: SeverityOrOff = Severity.ERROR
    pairs: tuple[tuple[KindName, KindName], ...] = (
        (Kind.SOCIAL_CODE, Kind.COUPON),
        (Kind.LIGHTNING_DEAL, Kind.COUPON),
        (Kind.BEST_DEAL, Kind.COUPON),
    )
    """Kinds that must never run together on one SKU; coupon is every kind of coupon."""

    def faults(self) -> Faults:
        """A kind with itself, as which every promotion of it would be told, alone as it runs."""
        for at, (one, other) in enumerate(self.pairs):
            if both := family(one) & family(other):
                yield (
                    ("pairs", at),
                    say(
                        "{kind} is on both sides, and a pair is of two kinds. Two promotions of one kind are found by overlapping-same-kind: name {kind} under its kinds.",
                        kind=min(both).word,
                    ),
                )


def meeting(evidence: Evidence, options: Options, *, official: bool) -> Flags:
    """Segments in which a forbidden pair runs: one of the options, or one that the stacking says the platform refuses."""
    there, refused = (evidence.segments.kept(name) for name in _columns(official))
    found: Flags = refused != 0
    for one, others in _partners(options).items():
        found |= _has(there, one) & _has(there, others)
    return found


def _partners(options: Options) -> dict[int, int]:
    """The kinds that an option means by one, as bits, and those that must never run with it: most pairs have the coupon."""
    found: dict[int, int] = {}
    for one, other in options.pairs:
        found[bits(other)] = found.get(bits(other), 0) | bits(one)
    return found


def _columns(official: bool) -> tuple[str, str]:
    """Which columns of segments say what kinds run there, and which pairs that the stacking forbids."""
    return ("official_kinds", "official_forbidden") if official else ("kinds", "forbidden")


def _has(sets: NDArray[Any], some: int) -> Flags:
    """Which of these sets have one of some bits; a bit beyond what they are kept in is in none."""
    found: Flags = sets & sets.dtype.type(some & np.iinfo(sets.dtype).max) != 0
    return found


def involved(
    evidence: Evidence, options: Options, segments: NDArray[np.int64], running: Ragged, *, official: bool
) -> Ragged:
    """Of the promotion rows that run in each segment those of a forbidden pair, in order."""
    owner = running.owner
    there, refused = (evidence.segments.some(name, segments) for name in _columns(official))
    kinds = 1 << evidence.promotions["kind"][running.rows].astype(np.int64)
    chosen = kinds & _meeting_kinds(options, there)[owner] != 0
    member = evidence.classes[running.rows]
    for bit, pair in enumerate(evidence.forbidden):
        if (met := refused >> bit & 1 != 0).any():
            chosen |= met[owner] & np.isin(member, sorted(pair))
    return running.where(chosen)


def others_involved(
    evidence: Evidence, options: Options, segments: Ragged, known: Ragged, *, official: bool
) -> Ragged:
    """By owner of segments the promotion rows of a forbidden pair in any of them, but for promotions known to the owner."""
    if not len(segments.rows):
        return segments
    runs = evidence.running_through(segments, official=official)
    there, refused = (evidence.segments.some(name, segments.rows) for name in _columns(official))
    kind, member = evidence.promotions["kind"][runs.row], evidence.classes[runs.row]
    chosen = np.zeros(len(runs.row), dtype=bool)

    def choose(some: Flags, met: Flags) -> None:
        chosen[some] |= any_within((runs.first[some], runs.last[some]), met)

    kinds = _meeting_kinds(options, there)
    for each in np.unique(kind).tolist():
        choose(kind == each, kinds >> each & 1 != 0)
    for bit, pair in enumerate(evidence.forbidden):
        choose(np.isin(member, sorted(pair)), refused >> bit & 1 != 0)
    parts = Parts(runs.owner, runs.row, np.zeros(len(runs.row), dtype=np.int64)).where(chosen)
    return others_among(parts, known, evidence).promotions


def _meeting_kinds(options: Options, there: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each set of kinds, as bits, those of forbidden pairs of which both run."""
    found = np.zeros(len(there), dtype=np.int64)
    for one, other in options.pairs:
        both = _has(there, bits(one)) & _has(there, bits(other))
        found[both] |= bits(one) | bits(other)
    return found


def family(kind: Kind) -> frozenset[Kind]:
    """The kinds that an option means by one: coupon is every kind of coupon."""
    return frozenset(COUPONS if kind is Kind.COUPON else (kind,))


def bits(kind: Kind) -> int:
    """The kinds that an option means by one, as bits."""
    return sum(1 << each for each in family(kind))


def never_together(evidence: Evidence, options: Options, rows: Ragged, why: Tell) -> Sequence[Text]:
    """Why, and the promotion rows of each by kind and id, as many as can be read: two of them, or of more which not with which."""
    counts = rows.counts

    def two(at: Ints) -> Sequence[Text]:
        named = each_named(evidence, rows.of_owners(at))
        return filled(_THESE, len(at), why=why(at), promotions=named)

    def more(at: Ints) -> Sequence[Text]:
        sides = Sides.of(evidence, rows.of_owners(at), _meet(evidence, options))
        return filled(_THESE_PAIRS, len(at), why=why(at), pairs=sides.texts(evidence))

    return one_of(len(counts), (counts <= _TWO, two), (counts > _TWO, more))


def _meet(evidence: Evidence, options: Options) -> Meet:
    """Whether two kinds, each with its class, are a forbidden pair."""
    partners, refused = _partners_of_kinds(options), frozenset(evidence.forbidden)

    def meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
        return bool(partners[one[0]] >> other[0] & 1) or frozenset((one[1], other[1])) in refused

    return meet


def _partners_of_kinds(options: Options) -> list[int]:
    """By kind those that must never run with it, as bits."""
    found = [0] * len(Kind)
    for pair in options.pairs:
        for one, other in (pair, pair[::-1]):
            for each in family(one):
                found[each] |= bits(other)
    return found


def last_to_start(evidence: Evidence, rows: Ragged) -> Primaries:
    """By hit the start of the last of its promotion rows to start; where that runs already, its end."""
    start = evidence.promotions["start"]
    order = lexical_order(rows.owner, start[rows.rows])
    row = np.full(len(rows.counts), NOBODY)
    some = rows.counts > 0
    row[some] = rows.rows[order[rows.first[1:][some] - 1]]
    runs = some & (start[row] <= evidence.as_of)
    return Primaries((START, END), runs.astype(np.int64), row)


def check(evidence: Evidence, options: Options) -> Iterator[Hits]:
    """Runs of segments in which a forbidden pair runs in its official windows."""
    found = breaches(evidence.segments, meeting(evidence, options, official=True))
    for at in in_blocks(len(found)):
        yield _hits(evidence, options, found.where(at))


def _hits(evidence: Evidence, options: Options, found: Breaches) -> Hits:
    running = evidence.running_in(found.worst, official=True)
    rows = involved(evidence, options, found.worst, running, official=True)
    others = others_involved(evidence, options, found.several, rows, official=True)
    moved, fixes = _parted(evidence, options, rows.beside(others))
    return Hits.told(
        never_together(evidence, options, rows, always(_NEVER)),
        fixes,
        listing=found.listing,
        segment=found.worst,
        start=found.start,
        end=found.end,
        rows=rows,
        mends=Mends.of_all(len(found), rows=rows),
        primary=last_to_start(evidence, moved),
        others=others,
    )


def _parted(evidence: Evidence, options: Options, rows: Ragged) -> tuple[Ragged, Sequence[Text]]:
    """By hit the promotion rows of which one is moved, or all where more than two meet, and what to do: then it is said which."""
    several = np.flatnonzero(rows.counts > _TWO)
    if not len(several):
        return rows, Same(_MOVE_ONE, len(rows.counts))
    moved = Sides.of(evidence, rows.of_owners(several), _meet(evidence, options)).moved
    place = np.full(len(rows.counts), NOBODY)
    place[several] = np.arange(len(several))

    def move_these(at: Ints) -> Sequence[Text]:
        def tell(some: Ints, promotions: Sequence[Any]) -> Sequence[Text]:
            return filled(_MOVE_THESE, len(some), promotions=promotions)

        return by_promotions(evidence, moved.of_owners(place[at]), tell)

    two = place == NOBODY
    texts = one_of(len(place), (two, always(_MOVE_ONE)), (~two, move_these))
    return rows.where(two[rows.owner]).beside(moved.of_owners(place)), texts


RULE = Rule("PC201", "forbidden-stack", Options, check, __doc__, scope="listing")
