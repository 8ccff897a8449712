"""What a listing has to cost to keep its floor: tried against every price near it, each a SKU of its own in one shop."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from promocheck import exports
from promocheck.model.window import DAY
from promocheck.pipeline.ground import ground_of
from promocheck.pipeline.priced import Priced
from promocheck.pricing.own_prices import lowest_safe
from promocheck.tables import NO_MONEY
from tests.shop import AS_OF, policy_of, table, write_sheet

NOW: Final = int(datetime.fromisoformat(AS_OF).timestamp())
OWN: Final = 5_000  # cents
HEADER: Final = "promotion_id | kind | sku | discount_type | discount_value | start | end | min_spend"
COUPON: Final = "C | coupon | {skus} | percent | 50 | 2026-11-20 | 2026-12-10 |"
CODE: Final = "S | social_code | {skus} | percent | 40 | 2026-11-20 | 2026-12-10 |"
LATER: Final = "S | social_code | {skus} | percent | 40 | 2026-12-01 | 2026-12-10 |"
MONEY: Final = "M | amount_off | {skus} | amount | 7 | 2026-11-20 | 2026-12-10 |"
SPENT: Final = "M | amount_off | {skus} | amount | 7 | 2026-11-20 | 2026-12-10 | 60"
DEAL: Final = "D | best_deal | {skus} | price | 45 | 2026-11-20 | 2026-12-10 |"


def priced(folder: Path, prices: range, promotions: tuple[str, ...]) -> Priced:
    """A shop with a SKU at each price, all under the same promotions."""
    skus = [f"A-{cents}" for cents in prices]
    rows = [
        {"sku": sku, "asin": f"B{cents:09d}", "price": f"{cents / 100:.2f}"}
        for sku, cents in zip(skus, prices, strict=True)
    ]
    write_sheet(folder / "listings.csv", rows)
    lines = (each.format(skus=";".join(skus)) for each in promotions)
    write_sheet(folder / "promotions.csv", table("\n".join((HEADER, *lines))))
    return Priced.of(exports.read([str(folder)], marketplace="US"), policy_of(), NOW)


def answered(
    folder: Path, promotions: tuple[str, ...], floor: int, until: str = "2027-01-01"
) -> tuple[int, bool]:
    """What a SKU at `OWN` has to cost, and whether a higher price is known to be safe too."""
    one = priced(folder, range(OWN, OWN + 1), promotions)
    end = int(datetime.fromisoformat(f"{until}T00:00:00Z").timestamp())
    ground = ground_of(one.shop, one.work, one.horizon)
    row, least, since, over = (np.array([each]) for each in (0, floor, NOW, end))
    price, rising = lowest_safe(ground, row, least, since, over)
    return int(price[0]), bool(rising[0])


@pytest.mark.parametrize(
    ("promotions", "floor", "cents"),
    [
        ((COUPON,), 3_000, 0),
        ((CODE, MONEY), 3_000, 2),
        ((COUPON, CODE), 3_000, 15),
        ((COUPON, MONEY), 4_999, 3),
        ((COUPON, CODE, MONEY), 1_000, 30),
    ],
)
def test_it_is_safe_and_so_is_every_higher_price_and_no_lower_one_but_for_rounding(
    tmp_path: Path, promotions: tuple[str, ...], floor: int, cents: int
) -> None:
    price, rising = answered(tmp_path, promotions, floor)
    assert rising
    assert price > OWN
    near = range(price - 100, price + 300)
    segments = priced(tmp_path, near, promotions).segments
    lowest = segments.groupby("listing")["stacked"].min().to_numpy()
    assert (lowest[100:] >= floor).all()
    assert (lowest[: 100 - cents] < floor).all()


def test_what_begins_later_counts_only_as_far_as_it_is_asked_about(tmp_path: Path) -> None:
    assert answered(tmp_path, (COUPON, LATER), 2_500, "2026-11-30")[0] == OWN
    assert answered(tmp_path, (COUPON, LATER), 2_500)[0] > OWN


@pytest.mark.parametrize("promotion", [SPENT, DEAL])
def test_what_may_sell_lower_for_being_dearer_is_not_known(tmp_path: Path, promotion: str) -> None:
    assert not answered(tmp_path, (promotion, CODE), 3_000)[1]


def test_where_all_of_it_comes_off_no_price_is_safe(tmp_path: Path) -> None:
    assert answered(tmp_path, (COUPON, CODE, MONEY.replace("amount | 7", "percent | 10")), 1)[0] == NO_MONEY


def test_listings_that_are_asked_about_together_get_what_each_gets_by_itself(tmp_path: Path) -> None:
    """One is safe as it is, one at some more, one at many times its price, and for one no price is."""
    one = priced(tmp_path, range(OWN, OWN + 4), (COUPON, CODE))
    ground = ground_of(one.shop, one.work, one.horizon)
    row, least = np.arange(4), np.array([500, 3_000, 400_000, 10_000_000])
    since, over = np.full(4, NOW), np.full(4, NOW + 30 * DAY)
    alone = [lowest_safe(ground, *(each[[at]] for each in (row, least, since, over))) for at in row]
    together, _ = lowest_safe(ground, row, least, since, over)
    assert together.tolist() == [int(price[0]) for price, _ in alone]
    assert together[0] == OWN
    assert OWN + 1 < together[1] < together[2]
    assert together[3] == NO_MONEY
