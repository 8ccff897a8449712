"""The one order of findings, for people and for programs: what hurts most comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from promocheck.model.batch import Batch
from promocheck.model.finding import Exposure, Finding, Severity, Since
from promocheck.model.money import Money, weight
from promocheck.model.place import Place
from promocheck.model.waiver import Waiver

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
    every = list(findings)
    ranks = [_rank(*_of_finding(each)) for each in every]
    return [every[at] for at in _sorted(ranks, lambda at: every[at].places)]


def ranked(batch: Batch) -> list[tuple[Rank, int]]:
    """A batch's findings by their numbers, in the same order, each with its rank, by which several lists of them can be merged."""
    selling = [None if each is None else each.selling for each in batch.steps]
    of_trust = [
        each.places if trust else () for trust, each in zip(batch["trust"], batch.places, strict=True)
    ]
    ranks = list(map(_rank, *(batch[name] for name in _PLAIN), selling, of_trust))
    return [(ranks[at], at) for at in _sorted(ranks, lambda at: batch.places[at].places)]


def _sorted(ranks: Sequence[Rank], places: Callable[[int], Sequence[Place]]) -> Iterator[int]:
    """The numbers of findings in order of their ranks, and of their places where they have the same one."""
    every = sorted(range(len(ranks)), key=ranks.__getitem__)
    for _, equals in groupby(every, ranks.__getitem__):
        alike = list(equals)
        yield from (
            sorted(alike, key=lambda at: list(map(place_rank, places(at)))) if len(alike) > 1 else alike
        )


_PLAIN: Final = (
    "waiver", "since", "severity", "trust", "store", "marketplace", "sku", "exposure", "stacked_price", "floor", "rule", "start",
    "fingerprint",
)  # fmt: skip
_plain = attrgetter(*_PLAIN)


def _of_finding(finding: Finding) -> tuple[Any, ...]:
    """What a rank is made of: these fields, the selling price with which the steps begin, and the places."""
    return *_plain(finding), finding.steps[0].price_after if finding.steps else None, finding.places


def _rank(
    waiver: Waiver | None,
    since: Since | None,
    severity: Severity,
    trust: bool,
    store: str | None,
    marketplace: str | None,
    sku: str | None,
    exposure: Exposure | None,
    price: Money | None,
    floor: Money | None,
    rule: str,
    start: int | None,
    fingerprint: str,
    selling: Money | None,
    places: Sequence[Place],
) -> Rank:
    """What the order goes by, as bytes that are in the order of the numbers and texts in them.

    Doubts about the run are often the same in many places, so that where they are is part of it; other findings of one rank are
    looked at for it only where there are some.
    """
    price_is, share = _depth(price, floor, selling)
    return b"".join(
        (
            bytes(
                (waiver is not None, since is Since.STANDING, severity.rank, trust, trust and sku is not None)
            ),
            _NOTHING if exposure is None else _number(-weight(exposure.loss)),
            _OF_NO_PRICE if price is None else bytes((price_is,)) + _number(share),
            _shop(rule, store or "", marketplace or ""),
            _text(sku or ""),
            _number(start or 0),
            _text(fingerprint),
            b"".join(_place(*place_rank(each)) for each in places) if trust else b"",
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


def in_millionths(money: Money) -> int:
    """An amount in about millionths of a dollar, for comparing currencies: a browser counts them exactly."""
    return weight(money) * 10_000 // weight(Money(1, "USD"))


def place_rank(place: Place) -> tuple[str, str, int, str]:
    """The order of places: file, sheet, row, column, what is not named first."""
    return place.file, place.sheet or "", place.row or 0, place.column or ""


def _depth(price: Money | None, floor: Money | None, selling: Money | None) -> tuple[int, int]:
    """Of what kind a price is, and the share that it has lost; `selling` None where nothing says what it began with."""
    if price is None:
        return _OTHER, 0
    selling = selling or price
    if price.minor * _NEAR_ZERO_SHARE <= selling.minor or price.minor <= 0:
        return _NEAR_ZERO, -_share_lost(price, selling)
    if floor is not None and price.minor < floor.minor:
        return _BELOW_FLOOR, -_share_lost(price, floor)
    return _OTHER, -_share_lost(price, selling)


def _share_lost(price: Money, measure: Money) -> int:
    """The share in units so small that different ones stay different: two fractions of 64 bits are further apart."""
    return ((measure.minor - price.minor) << 128) // measure.minor if measure.minor > 0 else 1 << 128


_NOTHING: Final = _number(0)  # at risk, or not known
_OF_NO_PRICE: Final = bytes((_OTHER,)) + _number(0)
