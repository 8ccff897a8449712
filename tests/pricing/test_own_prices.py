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
from promocheck.pricing.own_floors import Shares
from promocheck.pricing.own_prices import lowest_safe
from promocheck.tables import NO_MONEY
from promocheck.tables.frames import only
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


def priced(
    folder: Path, prices: range, promotions: tuple[str, ...], policy: str = "", floors: str = ""
) -> Priced:
    """A shop with a SKU at each price, all under the same promotions, and in all rows of a floors sheet."""
    skus = [f"A-{cents}" for cents in prices]
    rows = [
        {"sku": sku, "asin": f"B{cents:09d}", "price": f"{cents / 100:.2f}"}
        for sku, cents in zip(skus, prices, strict=True)
    ]
    write_sheet(folder / "listings.csv", rows)
    lines = (each.format(skus=";".join(skus)) for each in promotions)
    write_sheet(folder / "promotions.csv", table("\n".join((HEADER, *lines))))
    if floors:
        head, *rows_of_one = floors.splitlines()
        drawn = (line.replace("{sku}", sku) for line in rows_of_one for sku in skus)
        write_sheet(folder / "floors.csv", table("\n".join((head, *drawn))))
    return Priced.of(exports.read([str(folder)], marketplace="US"), policy_of(policy), NOW)


def answered(
    folder: Path,
    promotions: tuple[str, ...],
    floor: int,
    since: str = AS_OF,
    until: str = "2027-01-01T00:00:00Z",
    **given: str,
) -> tuple[int, bool]:
    """What a SKU at `OWN` has to cost, and whether a higher price is known to be safe too."""
    one = priced(folder, range(OWN, OWN + 1), promotions, **given)
    ends = (int(datetime.fromisoformat(each).timestamp()) for each in (since, until))
    ground = ground_of(one.shop, one.work, one.horizon)
    shares = Shares.of(ground, one.sources.sheet)
    safe = lowest_safe(ground, shares, *(np.array([each]) for each in (0, floor, *ends)))
    return int(safe.price[0]), bool(safe.rising[0])


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
    lowest = np.minimum.reduceat(
        segments["stacked"], np.flatnonzero(np.diff(segments["listing"], prepend=-1))
    )
    assert (lowest[100:] >= floor).all()
    assert (lowest[: 100 - cents] < floor).all()


@pytest.mark.parametrize(
    ("since", "until", "safe"),
    [
        (AS_OF, "2026-12-01T04:00:00Z", True),  # four hours before midnight in California a code may begin
        (AS_OF, "2026-12-01T04:00:01Z", False),
        ("2026-12-11T12:00:00Z", "2027-01-01T00:00:00Z", True),  # and it may last so long
        ("2026-12-11T11:59:59Z", "2027-01-01T00:00:00Z", False),
    ],
)
def test_what_runs_counts_as_far_as_it_is_asked_about(
    tmp_path: Path, since: str, until: str, *, safe: bool
) -> None:
    assert (answered(tmp_path, (LATER,), 3_500, since, until)[0] == OWN) is safe


RISING: Final = """sku | floor | currency | valid_from | valid_to
{sku} | 30.00 | USD | | 2026-12-04
{sku} | 45.00 | USD | 2026-12-05 | """


@pytest.mark.parametrize(
    ("until", "floors", "policy", "price"),
    [
        ("2027-01-01T00:00:00Z", RISING, "", 9_000),
        ("2026-12-05T08:00:00Z", RISING, "", 6_000),  # it begins at midnight in California
        ("2026-12-05T08:00:01Z", RISING, "", 9_000),
        ("2027-01-01T00:00:00Z", RISING.replace("45.00", "20.00"), "", 6_000),
        ("2027-01-01T00:00:00Z", RISING.replace("floor", "cost").replace("45.00", "40.00"), "floors: {default: {min_margin_percent: 20}}", 10_000),
    ],
    ids=["a floor that begins later", "after what is asked about", "just within it", "a lower one", "one from cost"],
)  # fmt: skip
def test_a_floor_that_begins_later_is_kept_too(
    tmp_path: Path, until: str, floors: str, policy: str, price: int
) -> None:
    found, rising = answered(tmp_path, (COUPON,), 3_000, until=until, floors=floors, policy=policy)
    assert rising
    assert price <= found <= price + 2


def test_where_nothing_runs_the_floor_itself_is_the_price(tmp_path: Path) -> None:
    assert answered(tmp_path, (LATER,), 6_000, until="2026-11-30T00:00:00Z") == (6_000, True)


@pytest.mark.parametrize("promotion", [SPENT, DEAL])
def test_what_may_sell_lower_for_being_dearer_is_not_known(tmp_path: Path, promotion: str) -> None:
    assert not answered(tmp_path, (promotion, CODE), 3_000)[1]


def test_what_does_not_run_in_that_time_keeps_nobody_from_knowing(tmp_path: Path) -> None:
    later = DEAL.replace("2026-11-20", "2026-12-01")
    assert answered(tmp_path, (COUPON, later), 2_500, until="2026-11-30T00:00:00Z") == (OWN, True)


def test_a_listing_that_carries_nothing_is_safe_as_it_is(tmp_path: Path) -> None:
    one = priced(tmp_path, range(OWN, OWN + 2), (COUPON.replace("{skus}", f"A-{OWN}"),))
    asked = (np.array([each]) for each in (1, 3_000, NOW, NOW + 30 * DAY))
    ground = ground_of(one.shop, one.work, one.horizon)
    safe = lowest_safe(ground, Shares.of(ground, one.sources.sheet), *asked)
    assert safe.price.tolist() == [OWN + 1]


def test_where_all_of_it_comes_off_no_price_is_safe(tmp_path: Path) -> None:
    assert answered(tmp_path, (COUPON, CODE, MONEY.replace("amount | 7", "percent | 10")), 1)[0] == NO_MONEY


def test_listings_that_are_asked_about_together_get_what_each_gets_by_itself(tmp_path: Path) -> None:
    """One is safe as it is, one at some more, one at many times its price, and for one no price is."""
    one = priced(tmp_path, range(OWN, OWN + 4), (COUPON, CODE))
    ground = ground_of(one.shop, one.work, one.horizon)
    row, least = np.arange(4), np.array([500, 3_000, 400_000, 10_000_000])
    since, over = np.full(4, NOW), np.full(4, NOW + 30 * DAY)
    shares = Shares.of(ground, one.sources.sheet)
    alone = [lowest_safe(ground, shares, *(each[[at]] for each in (row, least, since, over))) for at in row]
    together = lowest_safe(ground, shares, row, least, since, over).price
    assert together.tolist() == [int(each.price[0]) for each in alone]
    assert together[0] == OWN
    assert OWN + 1 < together[1] < together[2]
    assert together[3] == NO_MONEY


SHARE: Final = "floors: {default: {min_percent_of_price: %s}}"
SHEET: Final = "sku | min_percent_of_price | valid_from | valid_to\n{sku} | %s | %s | %s"
CLEARED: Final = """
floors:
  default: {min_percent_of_price: 60}
  clearance: [{promotions: [C], until: 2026-12-20, reason: old stock, min_percent_of_price: 40}]
"""


@pytest.mark.parametrize(
    ("given", "dearer"),
    [
        ({"policy": SHARE % 50}, 7_000),  # 60 % of it less 7.00 are half of it
        ({"policy": SHARE % 55}, 14_000),
        ({"policy": "floors: {kinds: {amount_off: {min_percent_of_price: 50}}}"}, 7_000),
        ({"policy": "floors: {kinds: {coupon: {min_percent_of_price: 50}}}"}, OWN),
        ({"floors": SHEET % (50, "", "")}, 7_000),
        ({"floors": SHEET % (50, "2026-12-01", "2026-12-05")}, 7_000),
        ({"floors": SHEET % (50, "2027-01-01", "")}, OWN),
        ({"policy": SHARE % 45}, OWN),  # 23.00 are 46 %
    ],
)
def test_a_floor_that_is_a_share_of_the_price_rises_with_it(
    tmp_path: Path, given: dict[str, str], dearer: int
) -> None:
    """Within the hours that are asked about; the very price passes, and the next ones do but for a cent of the share."""
    promotions = (CODE, MONEY)
    price, rising = answered(tmp_path, promotions, 1_000, **given)
    assert rising
    assert dearer - 35 <= price <= (dearer + 35 if dearer > OWN else OWN)
    found = priced(tmp_path, range(price, price + 100), promotions, **given).segments
    within = only(found, found["start"] < int(datetime.fromisoformat("2027-01-01T00:00:00Z").timestamp()))
    assert (within["stacked"] + 1 >= within["floor"]).all()
    itself = only(within, within["listing"] == 0)
    assert (itself["stacked"] >= itself["floor"]).all()


@pytest.mark.parametrize(
    "given",
    [
        {"policy": SHARE % 60},
        {"policy": "floors: {kinds: {coupon: {min_percent_of_price: 51}}}"},
        {"floors": SHEET % (51, "2026-12-01", "2026-12-05")},
    ],
)
def test_no_price_is_safe_where_more_comes_off_than_the_rest_of_the_share(
    tmp_path: Path, given: dict[str, str]
) -> None:
    assert answered(tmp_path, (COUPON,), 1_000, **given)[0] == NO_MONEY


def test_in_a_clearance_its_own_share_holds(tmp_path: Path) -> None:
    assert answered(tmp_path, (COUPON,), 1_000, policy=CLEARED)[0] == OWN
    assert answered(tmp_path, (COUPON, MONEY), 1_000, policy=CLEARED)[0] == NO_MONEY  # another runs beside it


ABROAD: Final = "min_price: {EUR: 5}"
AT_HOME: Final = "min_price: {USD: 5}"


@pytest.mark.parametrize(
    ("instead", "promotions", "points", "safe"),
    [
        ("min_percent_of_price: 40", (COUPON,), 4_000, OWN),
        ("min_percent_of_price: 40", (COUPON, MONEY), 6_000, NO_MONEY),
        (AT_HOME, (COUPON,), 0, OWN),
        (ABROAD, (COUPON,), 6_000, NO_MONEY),
        (f"{ABROAD}, min_percent_of_price: 40", (COUPON,), 4_000, OWN),
    ],
    ids=["its share", "beside another", "its amount", "an amount of another currency", "and a share"],
)
def test_a_clearance_takes_the_place_of_a_share_where_it_gives_a_floor(
    tmp_path: Path, instead: str, promotions: tuple[str, ...], points: int, safe: int
) -> None:
    policy = CLEARED.replace("min_percent_of_price: 40", instead)
    one = priced(tmp_path, range(OWN, OWN + 1), promotions, policy)
    shares = Shares.of(ground_of(one.shop, one.work, one.horizon), one.sources.sheet)
    assert [shares.at(np.array([0]), at).tolist() for at in (NOW, NOW + 60 * DAY)] == [[points], [6_000]]
    floors = one.segments["floor"]
    assert bool((floors == OWN * 6 // 10).all()) is (points == 6_000)
    assert answered(tmp_path, promotions, 1_000, policy=policy)[0] == safe
