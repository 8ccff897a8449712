"""Order reports in a few lines of text, as Amazon writes them; buyers' columns are filled with what must never be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from promocheck import exports
from promocheck.model.rescue import Rescue
from promocheck.pipeline import Request
from promocheck.pipeline.rescue import RescueRequest, read_orders
from promocheck.pipeline.rescue import rescued as judge
from tests.exports.test_amazon_layouts import ORDERS, UNSHIPPED
from tests.shop import policy_of, table, write_sheet

HEADER: Final = tuple(ORDERS)
BUYER: Final = ("Jane Roe", "jane@example.org", "1 Elm Street", "SPRINGFIELD", "90210", "+1 555 0100")

_SHORT: Final = {
    "order": "amazon-order-id",
    "at": "purchase-date",
    "updated": "last-updated-date",
    "status": "order-status",
    "by": "fulfillment-channel",
    "channel": "sales-channel",
    "units": "quantity",
    "price": "item-price",
    "off": "item-promotion-discount",
    "ids": "promotion-ids",
    "business": "is-business-order",
}
_USUAL: Final = {
    "purchase-date": "2026-11-24T01:00:00+00:00",
    "last-updated-date": "2026-11-24T01:10:00+00:00",
    "order-status": "Unshipped",
    "fulfillment-channel": "Amazon",
    "sales-channel": "Amazon.com",
    "quantity": "1",
    "currency": "USD",
    "ship-city": BUYER[3],
    "ship-postal-code": BUYER[4],
    "is-business-order": "false",
}


def order(given: Mapping[str, str]) -> str:
    """A line of All Orders; `given` by the short names above, or Amazon's."""
    row = {**_USUAL, **{_SHORT.get(name, name): value for name, value in given.items()}}
    row.setdefault("item-status", row["order-status"])
    return "\t".join(row.get(name, "") for name in HEADER)


def unshipped(order: str, item: str, sku: str, shipped: str = "", to_ship: str = "") -> str:
    """A line of the unshipped orders, with its buyer."""
    row = dict(
        zip(
            ("buyer-name", "buyer-email", "ship-address-1", "ship-city", "ship-postal-code"),
            BUYER,
            strict=False,
        )
    )
    row |= {
        "order-id": order,
        "order-item-id": item,
        "sku": sku,
        "quantity-shipped": shipped,
        "quantity-to-ship": to_ship,
        "recipient-name": BUYER[0],
        "buyer-phone-number": BUYER[5],
    }
    return "\t".join(row.get(name, "") for name in UNSHIPPED)


def write_report(path: Path, header: Iterable[str], lines: Iterable[str]) -> Path:
    """A report as it is downloaded."""
    path.write_bytes("".join(f"{line}\r\n" for line in ("\t".join(header), *lines)).encode())
    return path


def write_orders(path: Path, text: str) -> Path:
    """All Orders of a drawn table."""
    return write_report(path, HEADER, map(order, table(text)))


LISTINGS: Final = """
sku | asin       | price  | title
A-1 | B0AAAAAAA1 | 100.00 | Lamp
B-1 | B0BBBBBBB1 | 50.00  | Desk
C-1 | B0CCCCCCC1 | 20.00  | Chair
"""
FLOORS: Final = """
sku | floor
A-1 | 60.00
B-1 | 30.00
"""
PROMOTIONS: Final = """
promotion_id | kind        | sku | discount_type | discount_value | start                | end                  | status    | canceled_at          | owner
SOCIAL-7781  | social_code | A-1 | percent       | 60             | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z | cancelled | 2026-11-24T00:30:00Z | Li
44201853     | coupon      | A-1 | percent       | 40             | 2026-11-24T04:20:00Z | 2026-11-30T08:00:00Z | active    |                      | Wang
"""
AS_OF: Final = 1_795_485_600  # 2026-11-24T02:00:00Z


def write_exports(
    folder: Path,
    *,
    promotions: str = PROMOTIONS,
    floors: str = FLOORS,
    listings: str = LISTINGS,
    shop: str = "US",
) -> Path:
    """A shop's sheets in `folder/US`."""
    home = folder / shop
    home.mkdir(exist_ok=True)
    for name, text in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(home / f"{name}.csv", table(text))
    return home


def rescued(
    home: Path, *orders: Path, policy: str = "", as_of: int = AS_OF, before: int | None = None
) -> Rescue:
    """A rescue of these order files; without the look whether the checker itself has gone blind, which takes as long."""
    asked = RescueRequest(Request((str(home),), policy_of(policy), as_of), tuple(map(str, orders)), before)
    return judge(asked, exports.read([str(home)], without=asked.orders), read_orders(asked))


def rescued_in_two_shops(
    folder: Path, orders: str, *, other: str = "UK", price: str = "100.00", floor: str = "60.00"
) -> Rescue:
    """A rescue of A-1 in US and in another marketplace: BF-2026 runs in US and has ended there, whose own code runs on."""
    running, ended = "2026-11-30T08:00:00Z", "2026-11-22T08:00:00Z"
    shops = [
        write_exports(
            folder,
            shop=shop,
            listings=f"sku | asin | price\nA-1 | B0AAAAAAA1 | {own}",
            floors=f"sku | floor\nA-1 | {least}",
            promotions=f"""
            promotion_id | kind           | sku | discount_type | discount_value | start                | end
            BF-2026      | percentage_off | A-1 | percent       | 60             | 2026-11-20T08:00:00Z | {end}
            {shop}-CODE  | social_code    | A-1 | percent       | 65             | 2026-11-20T08:00:00Z | {running}
            """,
        )
        for shop, end, own, least in (("US", running, "100.00", "60.00"), (other, ended, price, floor))
    ]
    asked = RescueRequest(
        Request(tuple(map(str, shops)), policy_of(), AS_OF), (str(write_orders(folder / "o.txt", orders)),)
    )
    return judge(asked, exports.read([str(each) for each in shops], without=asked.orders), read_orders(asked))
