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

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind, label_of
from promocheck.model.text import Text, say
from promocheck.policy import KindName, RuleSettings, SeverityOrOff
from promocheck.rules.rule import Evidence, Hit, Mend, Rule, breaches

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


def involved(evidence: Evidence, options: Options, segment: int, *, official: bool) -> tuple[int, ...]:
    """The promotion rows of every forbidden pair that runs in a segment."""
    there = evidence.at(segment, "official_kinds" if official else "kinds")
    refused = evidence.at(segment, "official_forbidden" if official else "forbidden")
    kinds: set[int] = set()
    for one, other in options.pairs:
        if there & bits(one) and there & bits(other):
            kinds |= family(one) | family(other)
    found = set(evidence.promotions_in(segment, frozenset(kinds), official=official))
    classes = frozenset().union(*(pair for bit, pair in enumerate(evidence.forbidden) if refused >> bit & 1))
    if classes:
        running = evidence.promotions_in(segment, frozenset(Kind), official=official)
        found |= {row for row in running if int(evidence.classes[row]) in classes}
    return tuple(sorted(found))


def family(kind: Kind) -> frozenset[Kind]:
    """The kinds that an option means by one: coupon is every kind of coupon."""
    return _COUPONS if kind is Kind.COUPON else frozenset({kind})


def bits(kind: Kind) -> int:
    """The kinds that an option means by one, as bits."""
    return sum(1 << each for each in family(kind))


def never_together(evidence: Evidence, rows: tuple[int, ...], why: Text) -> Text:
    """`why`, and the promotions by kind and id, as many as can be read."""
    who = tuple(_named(evidence, row) for row in rows[:_MOST_NAMED])
    if len(rows) <= _MOST_NAMED:
        return say("{why}: {promotions}.", why=why, promotions=who)
    return say("{why}: {promotions} and {more} more.", why=why, promotions=who, more=len(rows) - _MOST_NAMED)


def _named(evidence: Evidence, row: int) -> Text:
    kind = label_of(Kind(evidence.promotions.number("kind", row)).word)
    return say("{kind} {promotion}", kind=kind, promotion=evidence.promotions.text("id", row))


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """Runs of segments in which a forbidden pair runs in its official windows."""
    for breach in breaches(evidence.segments, meeting(evidence, options, official=True)):
        rows = involved(evidence, options, breach.worst, official=True)
        yield Hit(
            message=never_together(evidence, rows, say("These must never run together")),
            fix=say("Keep them apart: end or move one of them, then scan again."),
            listing=breach.listing,
            segment=breach.worst,
            start=breach.start,
            end=breach.end,
            promotion_rows=rows,
            mend=Mend(apart=True, rows=rows),
        )


RULE = Rule("PC201", "forbidden-stack", Options, check, __doc__)
