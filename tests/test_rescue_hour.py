"""The hour of the second accident, invented: a code cancelled, a coupon hours later, and both applied.

400 orders in three minutes among 20,000 ordinary ones, 100 of them being picked already. What a rescue says of it is held against
sums that the test makes itself, in whole cents.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from promocheck.model.rescue import Rescue
from promocheck.pipeline import Request
from promocheck.pipeline.alarms import Guard
from promocheck.pipeline.cancelling import cancelling
from promocheck.reports import order_list
from promocheck.rescue.cancellation import files_of, read
from tests.exports.test_amazon_layouts import UNSHIPPED
from tests.shop import policy_of
from tests.sold import HEADER, order, rescued, unshipped, write_exports, write_report

HOUR: Final = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
NOW: Final = int((HOUR + timedelta(hours=1)).timestamp())
PRICE, FLOOR = 25_999, 18_050  # cents, of the lamp
IDS: Final = "SOCIAL-7781,VPC-44571-44201853 Coupon"
PROMOTIONS: Final = """
promotion_id | kind        | sku    | discount_type | discount_value | start                | end                  | status    | canceled_at          | owner
SOCIAL-7781  | social_code | LAMP-1 | percent       | 60             | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z | cancelled | 2026-11-24T00:50:00Z | Li
44201853     | coupon      | LAMP-1 | percent       | 40             | 2026-11-24T08:00:00Z | 2026-11-30T08:00:00Z | scheduled |                      | Wang
"""


class Hit(NamedTuple):
    """A line of the accident: the order, units, cents paid, and who can still cancel it."""

    order: str
    units: int
    paid: int
    door: str
    item: str


def cents(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def hits() -> Iterator[Hit]:
    """400 orders: 100 picked, 60 the seller's own, 240 with Amazon; rounding leaves a cent on every third."""
    chance = random.Random(2)
    for n in range(400):
        units = chance.choice((1, 1, 1, 2, 3))
        door = "gone" if n % 4 == 0 else "yourself" if n % 20 in {1, 2, 3} else "amazon"
        yield Hit(f"112-{n:07d}-7000000", units, int(n % 3 == 0), door, f"9{n:013d}")


def ordinary() -> Iterator[str]:
    """20,000 orders of 300 SKUs, some at their floor to the cent."""
    chance = random.Random(1)
    for n in range(20_000):
        sku, units = n % 300, chance.choice((1, 1, 1, 2))
        price = (1_000 + sku) * units
        off = (
            units * (200 + sku // 5) if n % 7 == 0 else 0
        )  # down to the floor, which is 20 % off and a fifth of the number
        at = HOUR + timedelta(seconds=chance.randrange(3_600))
        yield order(
            {"order": f"111-{n:07d}-1000000", "sku": f"SKU-{sku}", "units": f"{units}", "price": cents(price), "off": cents(off) if off else "", "at": at.isoformat()}
        )  # fmt: skip


def of_accident(hit: Hit, n: int) -> str:
    at = HOUR + timedelta(minutes=42, seconds=180 * n // 400)
    status = "Shipping" if hit.door == "gone" else "Unshipped"
    return order(
        {
            "order": hit.order,
            "sku": "LAMP-1",
            "units": f"{hit.units}",
            "price": cents(PRICE * hit.units),
            "off": cents(PRICE * hit.units - hit.paid),
            "at": at.isoformat(),
            "status": status,
            "by": "Merchant" if hit.door == "yourself" else "Amazon",
            "ids": IDS,
        }
    )


class Hour(NamedTuple):
    """The files, and what a rescue makes of them."""

    exports: Path
    orders: Path
    found: Rescue


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Hour:
    folder = tmp_path_factory.mktemp("hour")
    skus = [(f"SKU-{n}", 1_000 + n, 1_000 + n - 200 - n // 5) for n in range(300)]
    rows = [*skus, ("LAMP-1", PRICE, FLOOR)]
    listings = "sku | price\n" + "\n".join(f"{sku} | {cents(price)}" for sku, price, _ in rows)
    floors = "sku | floor\n" + "\n".join(f"{sku} | {cents(floor)}" for sku, _, floor in rows)
    exports = write_exports(folder, promotions=PROMOTIONS, listings=listings, floors=floors)
    lines = [*ordinary(), *(of_accident(hit, n) for n, hit in enumerate(hits()))]
    random.Random(3).shuffle(lines)
    orders = write_report(folder / "all-orders.txt", HEADER, lines)
    codes = [unshipped(hit.order, hit.item, "LAMP-1") for hit in hits() if hit.door == "yourself"]
    items = write_report(folder / "unshipped.txt", UNSHIPPED, codes)
    return Hour(exports, orders, rescued(exports, orders, items, as_of=NOW))


@cache
def loss() -> int:
    return sum(FLOOR * hit.units - hit.paid for hit in hits())


def test_the_lists_are_right_to_the_unit_and_the_cent(hour: Hour) -> None:
    found = hour.found
    assert found.exit_code == 1
    assert found.lost is not None
    assert (found.lost.orders, found.lost.units) == (400, sum(hit.units for hit in hits()))
    assert str(found.lost.loss[0]) == cents(loss())
    assert {each.order: (each.units, each.paid.minor, each.door.word) for each in found.sales} == {
        hit.order: (hit.units, hit.paid, hit.door) for hit in hits()
    }
    assert found.lost.doors == (60, 0, 240, 100, 0)
    assert found.lost.since == int((HOUR + timedelta(minutes=42)).timestamp())
    account, items = found.accounts
    assert (account.read, account.below, account.fine) == (20_400, 400, 20_000)
    assert items.codes == 60


def test_both_campaigns_explain_all_of_it(hour: Hour) -> None:
    (cause,) = hour.found.causes
    assert [(part.promotion, part.fit) for part in cause.parts] == [
        ("44201853", "early_or_late"),
        ("SOCIAL-7781", "early_or_late"),
    ]
    assert cause.lost == hour.found.lost
    assert hour.found.before is not None
    assert "PC202" in {
        each.rule for each in hour.found.before.findings
    }  # handover-gap: it said so the day before


def test_the_cancellation_file_has_the_sellers_own_and_no_other(hour: Hour) -> None:
    (file,) = cancelling(hour.found.sales, "PricingError").files
    cancelled = read(file.data)
    assert {(each.order, each.item) for each in cancelled} == {
        (hit.order, hit.item) for hit in hits() if hit.door == "yourself"
    }
    assert list(files_of(cancelled)) == [file.data]


def test_the_list_for_the_case_adds_up(hour: Hour) -> None:
    rows = list(csv.DictReader(StringIO(order_list.render(hour.found.sales))))
    assert sum(int(row["loss"].replace(".", "")) for row in rows) == loss()
    assert [row["cancel"] for row in rows] == ["yourself"] * 60 + ["amazon"] * 240 + ["gone"] * 100


def test_a_watch_would_have_rung_for_both(hour: Hour) -> None:
    guard = Guard.of(Request((str(hour.exports),), policy_of(), NOW), str(hour.orders))
    seen = guard.judge(guard.read(str(hour.orders)))
    assert [each.sku for each in seen.skus] == ["LAMP-1"]
    assert [(each.sku, each.orders, each.minutes) for each in seen.bursts] == [("LAMP-1", 400, 3)]
