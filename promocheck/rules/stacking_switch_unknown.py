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
from itertools import product

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind, Switch
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.meeting import all_named, ids_of, on_listings, worst_first
from promocheck.rules.rule import Breach, Evidence, Hit, Rule, breaches
from promocheck.tables import NO_MONEY


class Options(RuleSettings):
    """What it weighs."""

    severity: SeverityOrOff = Severity.INFO
    below_floor: SeverityOrOff = Severity.WARNING
    """What it weighs where only the lower of the two prices is below the floor."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per set of promotions whose switches are open, about the SKU on which they go deepest."""
    together: dict[tuple[str, ...], dict[int, tuple[Breach, tuple[int, ...]]]] = {}
    for breach in breaches(evidence.segments, _open(evidence)):
        rows = _silent(evidence, breach.worst)
        if rows:
            shop = (evidence.listings.text(name, breach.listing) for name in ("store", "marketplace"))
            found = together.setdefault((*shop, *ids_of(evidence, rows)), {})
            found.setdefault(breach.listing, (breach, rows))
    for found in together.values():
        yield _hit(evidence, found, options)


def _open(evidence: Evidence) -> NDArray[np.bool_]:
    """Segments in which the worst price is lower, and kinds run that would shake hands, one of them silent."""
    segments, switch = evidence.segments, evidence.promotions["switch"]
    runs = segments["official_kinds"]
    meet = np.zeros(segments.rows, dtype=bool)
    for pair in evidence.handshakes:
        willing = [_kinds(evidence, each, switch != Switch.NO) for each in sorted(pair)]
        silent = 0
        for each in pair:
            silent |= _kinds(evidence, each, switch == Switch.UNKNOWN)
        meet |= np.logical_and.reduce([runs & kinds != 0 for kinds in (*willing, silent)])
    lower = segments["official"] < segments["documented"]
    found: NDArray[np.bool_] = meet & lower & evidence.judged[segments["listing"]]
    return found


def _kinds(evidence: Evidence, member: int, chosen: NDArray[np.bool_]) -> int:
    """The kinds of the chosen promotions of a class, a bit each."""
    kinds = np.unique(evidence.promotions["kind"][chosen & (evidence.classes == member)])
    return sum(1 << int(kind) for kind in kinds)


def _silent(evidence: Evidence, segment: int) -> tuple[int, ...]:
    """The promotion rows that run in a segment and would shake hands, if those that are silent said yes."""
    running = evidence.promotions_in(segment, frozenset(Kind), official=True)
    switch = {row: evidence.promotions.number("switch", row) for row in running}
    willing: dict[int, list[int]] = {}
    for row in running:
        if switch[row] != Switch.NO:
            willing.setdefault(int(evidence.classes[row]), []).append(row)
    found: set[int] = set()
    for pair in evidence.handshakes:
        ones, others = (willing.get(each, []) for each in (min(pair), max(pair)))
        for one, other in product(ones, others):
            if one != other and Switch.UNKNOWN in (switch[one], switch[other]):
                found |= {one, other}
    return tuple(sorted(found))


def _hit(evidence: Evidence, found: dict[int, tuple[Breach, tuple[int, ...]]], options: Options) -> Hit:
    listings = worst_first(evidence, {listing: breach.worst for listing, (breach, _) in found.items()})
    breach, rows = found[listings[0]]
    documented, official = (evidence.at(breach.worst, name) for name in ("documented", "official"))
    message = say(
        "Nobody says whether these add up: {promotions}. A buyer pays {documented}, or {worst} if they do.",
        promotions=all_named(evidence, rows),
        documented=evidence.money(breach.listing, documented),
        worst=evidence.money(breach.listing, official),
    )
    broken = any(_breaks(evidence, breach.worst) for breach, _ in found.values())
    return Hit(
        message=on_listings(evidence, message, listings),
        fix=say("Look up whether they may be stacked, and write yes or no into the sheet."),
        listing=breach.listing,
        segment=breach.worst,
        start=breach.start,
        end=breach.end,
        promotion_rows=rows,
        severity=options.below_floor if broken else None,
    )


def _breaks(evidence: Evidence, segment: int) -> bool:
    """Whether only the lower price is below the floor."""
    documented, official, floor = (evidence.at(segment, name) for name in ("documented", "official", "floor"))
    return floor != NO_MONEY and official < floor <= documented


RULE = Rule("PC204", "stacking-switch-unknown", Options, check, __doc__)
