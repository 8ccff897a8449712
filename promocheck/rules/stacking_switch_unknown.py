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
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Switch
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.meeting import Meetings, meetings, segments_at
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import all_named, on_listings
from promocheck.tables import NO_MONEY, PROMOTION_KEY


class Options(RuleSettings):
    """What it weighs."""

    severity: SeverityOrOff = Severity.INFO
    below_floor: Annotated[
        SeverityOrOff,
        Field(description="What it weighs where only the lower of the two prices is below the floor."),
    ] = Severity.WARNING


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion whose stacking with others is open, about the SKU that may go deepest."""
    segments = evidence.segments
    willing = evidence.promotions["switch"] != Switch.NO
    together: dict[tuple[str, ...], list[Meetings]] = {}
    for pair in evidence.handshakes:
        ones, others = (willing & (evidence.classes == each) for each in (min(pair), max(pair)))
        met = meetings(evidence, ones, others, lambda each: _silent(evidence, each))
        at = segments_at(evidence, met.listing, met.start)
        met = met.where((at >= 0) & (segments.some("official", at) < segments.some("documented", at)))
        for one in np.unique(met.one).tolist():
            key = (evidence.promotions.text(name, one) for name in PROMOTION_KEY)
            together.setdefault((*key, str(max(pair))), []).append(met.where(met.one == one))
    for found in together.values():
        yield _hit(evidence, found, options)


def _silent(evidence: Evidence, met: Meetings) -> NDArray[np.bool_]:
    """Where one of the two does not say whether it stacks, and the other does not say no."""
    blank = evidence.promotions["switch"] == Switch.UNKNOWN
    found: NDArray[np.bool_] = blank[met.one] | blank[met.other]
    return found


def _hit(evidence: Evidence, found: list[Meetings], options: Options) -> Hit:
    listing, one, other, start = (
        np.concatenate([getattr(met, name) for met in found]) for name in ("listing", "one", "other", "start")
    )
    at = segments_at(evidence, listing, start)
    documented, official, floor = (
        evidence.segments.some(name, at) for name in ("documented", "official", "floor")
    )
    order = np.lexsort((listing, official / np.maximum(evidence.listings["price"][listing], 1)))
    worst, rows = int(order[0]), tuple(dict.fromkeys((*one.tolist(), *other.tolist())))
    message = say(
        "The files do not say whether these add up: {promotions}. A buyer pays {documented}, or {worst} if they do.",
        promotions=all_named(evidence, rows),
        documented=evidence.money(int(listing[worst]), int(documented[worst])),
        worst=evidence.money(int(listing[worst]), int(official[worst])),
    )
    blank = evidence.promotions["switch"] == Switch.UNKNOWN
    broken = (floor != NO_MONEY) & (official < floor) & (floor <= documented)
    return Hit(
        message=on_listings(evidence, message, list(dict.fromkeys(listing[order].tolist()))),
        fix=say("Look up whether they may be stacked, and write yes or no into the sheet."),
        listing=int(listing[worst]),
        start=int(start[worst]),
        end=max(int(met.end.max()) for met in found),
        promotion_rows=rows,
        key=(str(official[worst]),),
        severity=options.below_floor if broken.any() else None,
        primary=Primary(("stackable",), next(row for row in rows if blank[row])),
    )


RULE = Rule("PC204", "stacking-switch-unknown", Options, check, __doc__)
