"""The one order of findings, for people and for programs: what hurts most comes first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from promocheck.model.finding import Finding, Since
from promocheck.model.money import Money, weight
from promocheck.model.place import Place

_NEAR_ZERO, _BELOW_FLOOR, _OTHER = range(3)
# Only an order: whether a price *is* near zero is a rule's judgement. A tenth of the selling price is the field's
# picture of it (one digit slipped).
_NEAR_ZERO_SHARE: Final = 10


Rank = bytes  # hundreds of thousands are kept, sorted and handed from process to process: one compares as memory does
_NUMBER: Final = 32  # bytes; a share in its small units, and a loss in its, are far from filling them


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings as every format shows them, whatever order they came in.

    What is open before what is waived, and what a draft brings before what was there without it; then gravest first; among equals prices before doubts about the run, doubts about
    whole files before doubts about a SKU, the most money at risk first, near zero before below floor, the deepest first. The
    rest is alphabet, so that the order is total.
    """
    return [finding for _, finding in ranked(findings)]


def ranked(findings: Iterable[Finding]) -> list[tuple[Rank, Finding]]:
    """The findings in their order, each with its rank, by which several lists of them can be merged."""
    every = sorted(((_rank(each), each) for each in findings), key=itemgetter(0))
    found: list[tuple[Rank, Finding]] = []
    for _, equals in groupby(every, itemgetter(0)):
        alike = list(equals)
        found += sorted(alike, key=lambda each: _places(each[1])) if len(alike) > 1 else alike
    return found


def _places(finding: Finding) -> list[tuple[str, str, int, str]]:
    return list(map(place_rank, finding.places))


def _rank(finding: Finding) -> Rank:
    """What the order goes by, as bytes that are in the order of the numbers and texts in them.

    Doubts about the run are often the same in many places, so that where they are is part of it; other findings of one rank are
    looked at for it only where there are some.
    """
    price_is, share = _depth(finding)
    trust, sku = finding.trust, finding.sku
    accepted, standing = finding.waiver is not None, finding.since is Since.STANDING
    return b"".join(
        (
            bytes((accepted, standing, finding.severity.rank, trust, trust and sku is not None)),
            _number(-_at_risk(finding)),
            bytes((price_is,)),
            _number(share),
            _shop(finding.rule, finding.store or "", finding.marketplace or ""),
            _text(sku or ""),
            _number(finding.start or 0),
            _text(finding.fingerprint),
            b"".join(_place(*each) for each in _places(finding)) if trust else b"",
        )
    )


def _number(number: int) -> bytes:
    """A whole number, so that a smaller one comes first, negative ones too."""
    return ((1 << 8 * _NUMBER - 1) + number).to_bytes(_NUMBER, "big")


def _text(text: str) -> bytes:
    """A text, so that it comes where Python puts it, whatever follows it: UTF-8 sorts as its characters do."""
    data = text.encode("utf-8", "surrogatepass")  # a SKU may hold lone surrogates
    return (data.replace(b"\0", b"\0\1") if b"\0" in data else data) + b"\0\0"


@lru_cache(maxsize=2**10)
def _shop(rule: str, store: str, marketplace: str) -> bytes:
    return _text(rule) + _text(store) + _text(marketplace)


def _place(file: str, sheet: str, row: int, column: str) -> bytes:
    return b"".join((_text(file), _text(sheet), _number(row), _text(column)))


def _at_risk(finding: Finding) -> int:
    """The loss, for comparing: in what is about a dollar, times a number that leaves no fraction. Unknown is none."""
    if finding.exposure is None:
        return 0
    loss = finding.exposure.loss
    return weight(loss)


def in_millionths(money: Money) -> int:
    """An amount in about millionths of a dollar, for comparing currencies: a browser counts them exactly."""
    return weight(money) * 10_000 // weight(Money(1, "USD"))


def place_rank(place: Place) -> tuple[str, str, int, str]:
    """The order of places: file, sheet, row, column, what is not named first."""
    return place.file, place.sheet or "", place.row or 0, place.column or ""


def _depth(finding: Finding) -> tuple[int, int]:
    price, floor = finding.stacked_price, finding.floor
    if price is None:
        return _OTHER, 0
    selling = finding.steps[0].price_after if finding.steps else price
    if price.minor * _NEAR_ZERO_SHARE <= selling.minor or price.minor <= 0:
        return _NEAR_ZERO, -_share_lost(price, selling)
    if floor is not None and price.minor < floor.minor:
        return _BELOW_FLOOR, -_share_lost(price, floor)
    return _OTHER, -_share_lost(price, selling)


def _share_lost(price: Money, measure: Money) -> int:
    """The share in units so small that different ones stay different: two fractions of 64 bits are further apart."""
    return ((measure.minor - price.minor) << 128) // measure.minor if measure.minor > 0 else 1 << 128
