"""The promotion ids of an order, and which promotions of the exports they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_BETWEEN: Final = re.compile(r"[\s\-_/|:]+")
_COUPON: Final = " coupon"
_SHORTEST: Final = (
    6  # of a part of an id: `VPC-44571-44201853 Coupon` is the coupon 44201853, and no promotion called "44"
)


def ids_of(cell: str) -> tuple[str, ...]:
    """The ids in a cell, each once: `VPC-1-44201853 Coupon,Duplicated A1 15` is two."""
    return tuple(dict.fromkeys(each for each in map(str.strip, cell.split(",")) if each))


def known_ids(promotions: Iterable[tuple[int, str, str]]) -> Mapping[str, tuple[int, ...]]:
    """Rows of promotions by their ids and names, folded."""
    found: dict[str, list[int]] = {}
    for row, promotion, name in promotions:
        for each in {promotion.casefold(), name.casefold()} - {""}:
            found.setdefault(each, []).append(row)
    return {each: tuple(rows) for each, rows in found.items()}


def rows_of(written: str, known: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """The rows of the promotion that an order's id names: by the whole of it, else by a long enough part."""
    return next((known[each] for each in _readings(written.casefold()) if each in known), ())


def of_coupon(written: str) -> bool:
    """Whether an order's id says that a coupon took part."""
    return written.casefold().endswith(_COUPON)


def _readings(written: str) -> Iterator[str]:
    yield written
    yield written.removesuffix(_COUPON).strip()  # all of the id, however short
    yield from (each for each in written.split() if len(each) >= _SHORTEST)
    yield from sorted(
        (each for each in _BETWEEN.split(written) if len(each) >= _SHORTEST), key=len, reverse=True
    )
