"""The one order of findings, for people and for programs: what hurts most comes first."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

from promocheck.model.finding import Finding, Since
from promocheck.model.money import ABOUT_A_DOLLAR, Money
from promocheck.model.place import Place

_NEAR_ZERO, _BELOW_FLOOR, _OTHER = range(3)
# Only an order: whether a price *is* near zero is a rule's judgement. A tenth of the selling price is the field's
# picture of it (one digit slipped).
_NEAR_ZERO_SHARE: Final = 10


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings as every format shows them, whatever order they came in.

    What is open before what is waived, and what a draft brings before what was there without it; then gravest first; among equals prices before doubts about the run, doubts about
    whole files before doubts about a SKU, the most money at risk first, near zero before below floor, the deepest first. The
    rest is alphabet, so that the order is total.
    """
    return sorted(findings, key=_rank)


def _rank(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.waiver is not None,
        finding.since is Since.STANDING,
        finding.severity.rank,
        finding.trust,
        finding.trust and finding.sku is not None,
        -_at_risk(finding),
        *_depth(finding),
        finding.rule,
        finding.store or "",
        finding.marketplace or "",
        finding.sku or "",
        finding.start or 0,
        finding.fingerprint,
        tuple(map(place_rank, finding.places)),
    )


def _at_risk(finding: Finding) -> Fraction:
    """The loss, for comparing: in what is about a dollar. Unknown is none."""
    if finding.exposure is None:
        return Fraction(0)
    loss = finding.exposure.loss
    return Fraction(str(loss)) / Fraction(ABOUT_A_DOLLAR[loss.currency])


def place_rank(place: Place) -> tuple[str, str, int, str]:
    """The order of places: file, sheet, row, column, what is not named first."""
    return place.file, place.sheet or "", place.row or 0, place.column or ""


def _depth(finding: Finding) -> tuple[int, Fraction]:
    price, floor = finding.stacked_price, finding.floor
    if price is None:
        return _OTHER, Fraction(0)
    selling = finding.steps[0].price_after if finding.steps else price
    if price.minor * _NEAR_ZERO_SHARE <= selling.minor or price.minor <= 0:
        return _NEAR_ZERO, -_share_lost(price, selling)
    if floor is not None and price.minor < floor.minor:
        return _BELOW_FLOOR, -_share_lost(price, floor)
    return _OTHER, -_share_lost(price, selling)


def _share_lost(price: Money, measure: Money) -> Fraction:
    return Fraction(measure.minor - price.minor, measure.minor) if measure.minor > 0 else Fraction(1)
