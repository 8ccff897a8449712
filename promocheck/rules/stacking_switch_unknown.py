"""Nobody says whether two promotions may be used together, and the price depends on it.

Why: the switch "allow stacking" decides whether a coupon and a percentage off add up or the better one counts. A sheet without
it leaves two prices, and the lower one has to be reckoned with.

A real accident: a seller gave 10 % off from 25 dollars on. One order carried the rebates of two promotions, together 100 %, and
goods of more than 3,000 dollars were shipped for nothing.

Example: price 100.00, coupon 10 %, percentage off 20 %, both without the switch: 80.00 if they do not add up, 70.00 if they do.

Fix: look the switch up on the platform and write yes or no into the sheet's column `stackable`.

Options: `below_floor` (warning), what it weighs where only the lower price is below the floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Switch
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.meeting import Flags, Ints, Meetings, meetings, touching
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import all_named
from promocheck.tables import NO_MONEY, PROMOTION_KEY
from promocheck.tables.sorting import lexical_order


class Options(RuleSettings):
    """What it weighs."""

    severity: SeverityOrOff = Severity.INFO
    below_floor: Annotated[
        SeverityOrOff,
        Field(description="What it weighs where only the lower of the two prices is below the floor."),
    ] = Severity.WARNING


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion whose stacking with others is open, about the SKU that may go deepest."""
    if not evidence.handshakes:
        return
    willing = evidence.promotions["switch"] != Switch.NO
    undecided = _Undecided.of(evidence)
    together: dict[tuple[str, ...], list[Meetings]] = {}
    for pair in evidence.handshakes:
        ones, others = (willing & (evidence.classes == each) for each in (min(pair), max(pair)))
        met = meetings(evidence, ones, others, undecided.meet)
        for one in np.unique(met.one).tolist():
            key = (evidence.promotions.text(name, one) for name in PROMOTION_KEY)
            together.setdefault((*key, str(max(pair))), []).append(met.where(met.one == one))
    for found in together.values():
        yield _hit(undecided, found, options)


@dataclass(frozen=True, slots=True)
class _Undecided:
    """The segments of a run whose documented price is not the lowest that the official windows leave.

    `rows`: which they are, in order. By these, `broken`: whether only the documented price keeps the floor; `rank`: how grave each
    is, 0 the gravest; one more follows, as ranges may end behind the last one. `gravest_first` are their places by rank.
    """

    evidence: Evidence
    rows: Ints
    broken: Flags
    rank: Ints
    gravest_first: Ints

    @staticmethod
    def of(evidence: Evidence) -> _Undecided:
        """Those of all listings."""
        segments = evidence.segments
        rows = np.flatnonzero(segments.kept("official") < segments.kept("documented"))
        documented, official, floor = (
            segments.some(name, rows) for name in ("documented", "official", "official_floor")
        )
        broken = (floor != NO_MONEY) & (official < floor) & (floor <= documented)
        gravest_first = lexical_order(~broken, official)
        rank = np.full(len(rows) + 1, len(rows))
        rank[gravest_first] = np.arange(len(rows))
        return _Undecided(evidence, rows, broken, rank, gravest_first)

    @property
    def blank(self) -> Flags:
        """Which promotion rows do not say whether they stack."""
        blank: Flags = self.evidence.promotions["switch"] == Switch.UNKNOWN
        return blank

    def meet(self, met: Meetings) -> Flags:
        """Where one of the two does not say whether it stacks, the other does not say no, and a price hangs on it at some time."""
        found: Flags = self.blank[met.one] | self.blank[met.other]
        first, last = self._within(met.where(found))
        found[found] = first < last
        return found

    def gravest(self, met: Meetings) -> Ints:
        """Of each of these meetings the gravest of `rows`, by its place there."""
        ranges = np.column_stack(self._within(met)).ravel()
        found: Ints = self.gravest_first[np.minimum.reduceat(self.rank, ranges)[::2]]
        return found

    def _within(self, met: Meetings) -> tuple[Ints, Ints]:
        """Which of `rows` lie in each of these meetings, as half-open ranges."""
        ranges = touching(self.evidence, met.listing, met.start, met.end)
        first, last = (np.searchsorted(self.rows, each) for each in ranges)
        return first, last


def _hit(undecided: _Undecided, found: list[Meetings], options: Options) -> Hit:
    evidence, met = undecided.evidence, Meetings.below(found)
    at = undecided.gravest(met)
    broken = undecided.broken[at]
    documented, official = (
        evidence.segments.some(name, undecided.rows[at]) for name in ("documented", "official")
    )
    left = official / np.maximum(evidence.listings["price"][met.listing], 1)
    order = np.lexsort((met.listing, left, ~broken))
    worst, rows = int(order[0]), tuple(dict.fromkeys((*met.one.tolist(), *met.other.tolist())))
    listing = int(met.listing[worst])
    message = say(
        "The files do not say whether these add up: {promotions}. A buyer pays {documented}, or {worst} if they do.",
        promotions=all_named(evidence, rows),
        documented=evidence.money(listing, int(documented[worst])),
        worst=evidence.money(listing, int(official[worst])),
    )
    return Hit(
        message=message,
        fix=say("Look up whether they may be stacked, and write yes or no into the sheet."),
        listing=listing,
        also_on=tuple(dict.fromkeys(met.listing[order].tolist()))[1:],
        start=int(met.start[worst]),
        end=int(met.end.max()),
        promotion_rows=rows,
        key=(str(official[worst]),),
        severity=options.below_floor if broken.any() else None,
        primary=Primary(("stackable",), next(row for row in rows if undecided.blank[row])),
    )


RULE = Rule("PC204", "stacking-switch-unknown", Options, check, __doc__)
