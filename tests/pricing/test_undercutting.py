"""Which promotions let some buyer pay less than a limit: on random campaigns whatever does in some choice of what runs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, combinations
from pathlib import Path

import numpy as np
import pytest

from promocheck.pipeline.priced import Priced
from promocheck.pricing import undercutting
from promocheck.pricing.classes import NO_CLASS
from promocheck.pricing.plan import Reading
from promocheck.pricing.stack import evaluate
from promocheck.pricing.sweep import running
from promocheck.pricing.trials import Runs
from promocheck.tables.ragged import Ragged
from promocheck.tables.spans import NO_PRICE
from tests.test_many_at_once import FLOORS, priced

MOST = 6  # rows in a segment of which every choice is looked at


def few_run(shop: Priced) -> list[int]:
    """Segments in which several promotions run, and not too many to try every choice of them."""
    every = np.arange(shop.evidence.segments.rows)
    counts = np.bincount(running(shop.work, every, Reading.WORST).segment, minlength=len(every))
    return np.flatnonzero((counts >= 2) & (counts <= MOST)).tolist()


def found(shop: Priced, segments: list[int], limits: list[int]) -> dict[tuple[int, int], int]:
    """(Segment, promotion row) → the lowest price, each segment by itself."""
    each = Ragged(np.array(segments), np.arange(len(segments) + 1))
    parts = undercutting.undercutting(
        shop.work, shop.sure, each, np.array(limits), Ragged.none(len(segments))
    )
    at = (segments[owner] for owner in parts.owner.tolist())
    return dict(zip(zip(at, parts.row.tolist(), strict=True), parts.lowest.tolist(), strict=True))


def choices(shop: Priced, segment: int, reading: Reading) -> dict[frozenset[int], int]:
    """The price of every choice of what runs in a segment."""
    work = shop.work
    listing, _, _ = work.cuts.of(np.array([segment]))
    rows = running(work, np.array([segment]), reading).item.tolist()
    some = [*chain.from_iterable(combinations(rows, size) for size in range(len(rows) + 1))]
    owner = np.repeat(np.arange(len(some)), [len(each) for each in some])
    item = np.array([*chain.from_iterable(some)], dtype=np.int64)
    own, unit = (np.repeat(each[listing], len(some)) for each in (work.own, work.unit))
    runs = Runs(owner, item, np.ones_like(item))
    outcome = evaluate(runs, work.terms[reading], own, unit, work.plans[reading])
    return dict(zip(map(frozenset, some), outcome.price.tolist(), strict=True))


def lowest_by(
    row: int, prices: dict[frozenset[int], int], there: Callable[[int, frozenset[int]], bool]
) -> int:
    """The lowest price of a choice that one may have, and that is dearer without the row."""
    return min(
        (
            price
            for some, price in prices.items()
            if row in some and there(row, some) and price < prices[some - {row}]
        ),
        default=NO_PRICE,
    )


@pytest.mark.parametrize(
    ("seed", "stacking"),
    [
        *((seed, "extends: amazon") for seed in range(41, 45)),
        *(
            (43, f"extends: {each}")
            for each in ("aliexpress", "best", "chain", "shopify", "taobao", "walmart")
        ),
        (44, "extends: chain"),
        *((seed, "extends: add, limits: [{classes: [reductions], per_order: 2}]") for seed in (43, 44)),
    ],
)
def test_whatever_makes_some_choice_too_low_is_found(seed: int, stacking: str, tmp_path: Path) -> None:
    shop = priced(seed, tmp_path, f"{FLOORS}\nstacking: {{{stacking}}}")
    segments = few_run(shop)
    limits = shop.evidence.segments["floor"][segments].tolist()
    said = found(shop, segments, limits)
    terms, unavoidable = shop.work.terms[Reading.WORST], {*np.flatnonzero(shop.sure()).tolist()}
    everybodys = {row for row in unavoidable if not terms.business[row]}

    def there(row: int, some: frozenset[int]) -> bool:
        """Nobody buys as if a price that asks nothing of the buyer did not run, but for those of the row's own stage."""
        missing = [each for each in (rows & unavoidable) - some if terms.price_class[each] != NO_CLASS]
        ordinary = not any(terms.business[each] for each in some)
        return all(
            terms.stage[each] == terms.stage[row] or (ordinary and terms.business[each]) for each in missing
        )

    hidden = 0
    for segment, limit in zip(segments, limits, strict=True):
        worst, documented = (choices(shop, segment, each) for each in (Reading.WORST, Reading.DOCUMENTED))
        rows = max(worst, key=len)
        for row in rows:
            least = min(lowest_by(row, each, there) for each in (worst, documented))
            price = said.get((segment, row), NO_PRICE)
            anyway = documented[max(documented, key=len) & everybodys]
            # What is paused or sold out may leave a lower one than the lowest that is told of the row.
            assert price < limit or least >= limit or anyway < least
            every = {price for each in (worst, documented) for some, price in each.items() if row in some}
            assert price == NO_PRICE or (price < limit and price in every)
            hidden += least > worst[rows] and price < NO_PRICE
    assert hidden
