"""Two promotions run on one SKU that must never meet.

Why: some pairs cost money however small each discount is, and teams forbid them outright.

A real accident: after two free-goods accidents in four days a seller's rule became: social codes never together with
coupons, lightning and best deals never together with coupons.

Example: a 7-day deal from 1 to 7 December, and a coupon from 5 December.

Fix: end one before the other starts, with the hours between them that a promotion needs to disappear.

Options: `pairs`, each two kinds; coupon stands for every kind of coupon. Pairs that the policy's stacking calls `forbid`, because
the platform refuses them, are reported too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind
from promocheck.model.text import Text, say
from promocheck.policy import KindName, RuleSettings, SeverityOrOff
from promocheck.rules.rule import Evidence, Hit, Mend, Rule, breaches
from promocheck.rules.telling import named

_NEVER: Final = say("These must never run together")
_FIX: Final = say("Keep them apart: end or move one of them, then scan again.")
_MOST_NAMED = 6  # in the message; the finding names all
_COUPONS = frozenset({Kind.COUPON, Kind.REORDER_COUPON, Kind.SUBSCRIBE_SAVE_COUPON})


class Options(RuleSettings):
    """Which kinds must never meet."""

    severity: SeverityOrOff = Severity.ERROR
    pairs: tuple[tuple[KindName, KindName], ...] = (
        (Kind.SOCIAL_CODE, Kind.COUPON),
        (Kind.LIGHTNING_DEAL, Kind.COUPON),
        (Kind.BEST_DEAL, Kind.COUPON),
    )
    """Kinds that must never run together on one SKU; coupon is every kind of coupon."""


def meeting(evidence: Evidence, options: Options, *, official: bool) -> NDArray[np.bool_]:
    """Segments in which a forbidden pair runs: one of the options, or one that the stacking says the platform refuses."""
    kinds = evidence.segments["official_kinds" if official else "kinds"]
    found: NDArray[np.bool_] = evidence.segments["official_forbidden" if official else "forbidden"] != 0
    for one, other in options.pairs:
        found |= (kinds & bits(one) != 0) & (kinds & bits(other) != 0)
    return found


def involved(
    evidence: Evidence, options: Options, segments: Sequence[int], *, official: bool
) -> Iterator[tuple[int, ...]]:
    """The promotion rows of every forbidden pair that runs, by segment."""
    kind, member = evidence.promotions["kind"], evidence.classes
    there, refused = (
        evidence.segments[name][list(segments)].tolist()
        for name in (("official_kinds", "official_forbidden") if official else ("kinds", "forbidden"))
    )
    running = evidence.running_in(segments, official=official)
    for rows, bits_there, pairs in zip(running, there, refused, strict=True):
        kinds = _meeting_kinds(options.pairs, bits_there)
        classes = {each for bit, pair in enumerate(evidence.forbidden) if pairs >> bit & 1 for each in pair}
        yield tuple(sorted(row for row in rows if kind[row] in kinds or member[row] in classes))


@lru_cache(maxsize=2**12)  # the same few sets of kinds run everywhere
def _meeting_kinds(pairs: tuple[tuple[Kind, Kind], ...], there: int) -> frozenset[int]:
    """The kinds of forbidden pairs of which both run; `there` as bits."""
    met = (pair for pair in pairs if all(there & bits(each) for each in pair))
    return frozenset(int(kind) for pair in met for each in pair for kind in family(each))


def family(kind: Kind) -> frozenset[Kind]:
    """The kinds that an option means by one: coupon is every kind of coupon."""
    return _COUPONS if kind is Kind.COUPON else frozenset({kind})


def bits(kind: Kind) -> int:
    """The kinds that an option means by one, as bits."""
    return sum(1 << each for each in family(kind))


def never_together(evidence: Evidence, rows: tuple[int, ...], why: Text) -> Text:
    """`why`, and the promotions by kind and id, as many as can be read."""
    who = tuple([named(evidence, row) for row in rows[:_MOST_NAMED]])
    if len(rows) <= _MOST_NAMED:
        return say("{why}: {promotions}.", why=why, promotions=who)
    return say("{why}: {promotions} and {more} more.", why=why, promotions=who, more=len(rows) - _MOST_NAMED)


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """Runs of segments in which a forbidden pair runs in its official windows."""
    found = list(breaches(evidence.segments, meeting(evidence, options, official=True)))
    every = involved(evidence, options, [each.worst for each in found], official=True)
    for breach, rows in zip(found, every, strict=True):
        yield Hit(
            message=never_together(evidence, rows, _NEVER),
            fix=_FIX,
            listing=breach.listing,
            segment=breach.worst,
            start=breach.start,
            end=breach.end,
            promotion_rows=rows,
            mend=Mend(apart=True, rows=rows),
        )


RULE = Rule("PC201", "forbidden-stack", Options, check, __doc__, alone=True)
