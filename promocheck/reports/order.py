"""The one order of findings, of places and of prices, for people and for programs: what hurts most comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby, islice, repeat
from operator import attrgetter, eq
from typing import Any, Final, TypeVar

from promocheck.model.batch import Batch
from promocheck.model.finding import Exposure, Finding, Severity, Since
from promocheck.model.money import Money, weight
from promocheck.model.place import Place
from promocheck.model.report import Price
from promocheck.model.steps import StepColumns
from promocheck.model.texts import Amounts

_NEAR_ZERO, _BELOW_FLOOR, _OTHER = range(3)
# Only an order: whether a price *is* near zero is a rule's judgement. A tenth of the selling price is the field's
# picture of it (one digit slipped).
_NEAR_ZERO_SHARE: Final = 10


Key = TypeVar("Key")
Rank = bytes  # hundreds of thousands are kept, sorted and handed from process to process: one compares as memory does


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings as every format shows them, whatever order they came in.

    What is open before what is waived, and what a draft brings before what was there without it; then gravest first; among
    equals prices before doubts about the run, doubts about whole files before doubts about a SKU or an ASIN (they may follow
    from a file that could not be read), the most money at risk first, near zero before below floor, the deepest first. The rest
    is alphabet, so that the order is total.
    """
    every = list(findings)
    columns = {name: list(map(attrgetter(name), every)) for name in _BY}
    selling = [each.steps[0].price_after.minor if each.steps else None for each in every]
    places = [each.places for each in every]
    return [every[at] for at in _sorted(_ranks(columns, selling, places), places)]


def ranked(batch: Batch) -> tuple[list[Rank], list[int]]:
    """The ranks of a batch's findings in the same order, by which several lists of them can be merged; and their numbers in it."""
    ranks = _ranks(batch.columns, batch.steps.told(StepColumns.selling, None), batch.places)
    order = _sorted(ranks, batch.places)
    return list(map(ranks.__getitem__, order)), order


def _sorted(ranks: Sequence[Rank], places: Sequence[Sequence[Place] | None]) -> list[int]:
    """The numbers of findings in order of their ranks, and of their places where they have the same one."""
    every = sorted(range(len(ranks)), key=ranks.__getitem__)
    following = map(ranks.__getitem__, islice(every, 1, None))
    if not any(map(eq, map(ranks.__getitem__, every), following)):
        return every
    return [
        at
        for _, equals in groupby(every, ranks.__getitem__)
        for at in sorted(equals, key=lambda each: list(map(place_rank, places[each] or ())))
    ]


_BY: Final = (
    "waiver", "since", "severity", "trust", "store", "marketplace", "sku", "asin", "exposure", "stacked_price", "floor", "rule", "start",
    "fingerprint",
)  # fmt: skip


def _ranks(
    columns: Mapping[str, Sequence[Any]],
    selling: Sequence[int | None],
    places: Sequence[Sequence[Place] | None],
) -> list[Rank]:
    """What the order goes by, as bytes that are in the order of the numbers and texts in them.

    Doubts about the run are often the same in many places, so that where they are is part of it; other findings of one rank are
    looked at for it only where there are some.
    """
    trust, sku = columns["trust"], columns["sku"]
    standing = (
        [each is not None for each in columns["waiver"]],
        [each is Since.STANDING for each in columns["since"]],
        columns["severity"],
        trust,
        [one is not None or other is not None for one, other in zip(sku, columns["asin"], strict=True)],
    )
    prices, floors = (_minor(columns[name]) for name in ("stacked_price", "floor"))
    parts = (
        _once(list(zip(*standing, strict=True)), _standing),
        _losses(columns["exposure"]),
        [
            _OF_NO_PRICE if price is None else _deep(price, floor, own)
            for price, floor, own in zip(prices, floors, selling, strict=True)
        ],
        _once(list(zip(*(columns[name] for name in _SHOP), strict=True)), _shop),
        _texts([each or "" for each in sku]),
        repeat(_END, len(sku)),
        _once([each or 0 for each in columns["start"]], _number),
        _texts(columns["fingerprint"]),
        repeat(_END, len(sku)),
        [_places(places[at] or ()) if each else b"" for at, each in enumerate(trust)],
    )
    return list(map(b"".join, zip(*parts, strict=True)))


_SHOP: Final = ("rule", "store", "marketplace")


def _once(values: Sequence[Key], write: Callable[[Key], bytes]) -> list[bytes]:
    """Each value as bytes, which are made once where many are the same."""
    known = {each: write(each) for each in set(values)}
    return list(map(known.__getitem__, values))


def _minor(values: Sequence[Money | None]) -> Sequence[int | None]:
    """Amounts in minor units."""
    if isinstance(values, Amounts):
        return values.minor
    return [None if each is None else each.minor for each in values]


def _standing(known: tuple[bool, bool, Severity, bool, bool]) -> bytes:
    waived, standing, severity, trust, of_goods = known
    return bytes((waived, standing, severity.rank, trust, trust and of_goods))


def _losses(values: Sequence[Exposure | None]) -> list[bytes]:
    """The most money first."""
    if not any(values):
        return [_NOTHING] * len(values)
    return [_NOTHING if each is None else _number(-weight(each.loss)) for each in values]


def _deep(price: int, floor: int | None, selling: int | None) -> bytes:
    """Of what kind a price is, and the share that it has lost; `selling` None where nothing says what it began with.

    The share is in units so small that different ones stay different: two fractions of 64 bits are further apart.
    """
    price_is, measure = _OTHER, price if selling is None else selling
    if price * _NEAR_ZERO_SHARE <= measure or price <= 0:
        price_is = _NEAR_ZERO
    elif floor is not None and price < floor:
        price_is, measure = _BELOW_FLOOR, floor
    lost = ((measure - price) << 128) // measure if measure > 0 else 1 << 128
    return bytes((price_is,)) + _number(-lost)


def _number(number: int) -> bytes:
    """A whole number, so that a smaller one comes first, negative ones too: how long it is, then its bytes."""
    if number < 0:
        size = (~number).bit_length() // 8 + 1
        return (((_MIDDLE - size + 1) << 8 * size) + number).to_bytes(size + 1, "big")
    size = number.bit_length() // 8 + 1
    return ((_MIDDLE + size << 8 * size) + number).to_bytes(size + 1, "big")


_MIDDLE: Final = (
    128  # of what a byte holds: the length of a negative number is below it, the longer the further
)


_END: Final = b"\0\0"  # of a text


def _texts(values: Sequence[str]) -> Iterable[bytes]:
    """Texts, so that each, with its end, comes where Python puts it, whatever follows it: UTF-8 sorts as its characters do."""
    every = "".join(values)
    return map(str.encode if every.isascii() and "\0" not in every else _text, values)


def _text(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").replace(b"\0", b"\0\1")  # a SKU may hold lone surrogates


def _shop(names: tuple[str, str | None, str | None]) -> bytes:
    return b"".join(_text(each or "") + _END for each in names)


def _places(places: Iterable[Place]) -> bytes:
    return b"".join(_place(*place_rank(each)) for each in places)


def _place(file: str, sheet: str, row: int, column: str) -> bytes:
    return b"".join((_text(file), _END, _text(sheet), _END, _number(row), _text(column), _END))


def in_millionths(money: Money) -> int:
    """An amount in about millionths of a dollar, for comparing currencies: a browser counts them exactly."""
    return weight(money) * 10_000 // weight(Money(1, "USD"))


def place_rank(place: Place) -> tuple[str, str, int, str]:
    """The order of places: file, sheet, row, column, what is not named first."""
    return place.file, place.sheet or "", place.row or 0, place.column or ""


def price_rank(price: Price) -> tuple[str, str, str, int]:
    """The order of prices: shop, SKU, start."""
    return price.store or "", price.marketplace, price.sku, price.start


_NOTHING: Final = _number(0)  # at risk, or not known
_OF_NO_PRICE: Final = bytes((_OTHER,)) + _number(0)
