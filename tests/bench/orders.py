"""How long a rescue of many orders takes beside a bare read of the columns that it needs: `python -m tests.bench.orders`.

Whole processes in turn, the median of the ratios. The bare read is pandas, with which the reader itself gets at cells; it proves nothing
and judges nothing. Beside it the reader's own part: the file read with every check, before a line is judged.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.processes import PROMOCHECK, run, wall
from tests.sold import HEADER, order, write_exports, write_report

NEEDED = [
    "amazon-order-id",
    "sku",
    "asin",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "item-status",
    "fulfillment-channel",
    "sales-channel",
    "quantity",
    "currency",
    "item-price",
    "item-promotion-discount",
    "promotion-ids",
    "is-business-order",
]
SKUS = 2_000
READ = "import sys\nfrom promocheck.exports import read_sold\nprint(len(read_sold(sys.argv[1:]).lines))"


def lines(rows: int) -> Iterator[str]:
    """A month of orders of a shop, a thousandth of them below floor."""
    chance, first = random.Random(5), datetime(2026, 11, 1, tzinfo=UTC)
    for row in range(rows):
        at = (first + timedelta(seconds=chance.randrange(2_500_000))).isoformat()
        sku, units = chance.randrange(SKUS), chance.choice((1, 1, 1, 2, 3))
        price = (2_000 + sku) * units
        off = price * (9 if row % 1_000 == 0 else 2) // 10 if sku % 7 == 0 or row % 1_000 == 0 else 0
        yield order(
            {
                "order": f"{chance.randrange(100, 1_000)}-{chance.randrange(10**6, 10**7)}-{row:07d}",
                "sku": f"SKU-{sku}",
                "asin": f"B0{sku:08d}",
                "at": at,
                "updated": at,
                "status": "Shipped",
                "units": str(units),
                "price": f"{price / 100:.2f}",
                "off": f"{off / 100:.2f}" if off else "",
                "ids": f"VPC-44571-{10**7 + sku} Coupon" if off else "",
                "product-name": "A lamp of brass and oak, dimmable",
            }
        )


def main() -> None:
    """Print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--pairs", type=int, default=3)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        listings = "sku | asin | price\n" + "\n".join(
            f"SKU-{n} | B0{n:08d} | {(2_000 + n) / 100:.2f}" for n in range(SKUS)
        )
        floors = "sku | floor\n" + "\n".join(f"SKU-{n} | {(1_000 + n // 2) / 100:.2f}" for n in range(SKUS))
        exports = write_exports(folder, listings=listings, floors=floors, promotions=PROMOTION)
        path = write_report(folder / "orders.txt", HEADER, lines(asked.rows))
        ours = [
            PROMOCHECK,
            "rescue",
            "--orders",
            str(path),
            str(exports),
            "--no-cache",
            "--as-of",
            "2026-12-01T00:00:00Z",
        ]
        bare = [sys.executable, "-m", "tests.bench.bare", json.dumps({str(path): NEEDED})]
        reads = [sys.executable, "-c", READ, str(path)]
        triples = [(run(ours), run(reads), run(bare)) for _ in range(asked.pairs)]
    of_all, of_read, of_bare = (wall(each) for each in zip(*triples, strict=True))
    ratio = statistics.median(each.wall / other.wall for each, _, other in triples)
    busy = statistics.median(each.cpu / other.cpu for each, _, other in triples)
    beside = statistics.median(each.wall / other.wall for each, other, _ in triples)
    print(
        f"{asked.rows:,} rows: {of_all:.1f} s beside {of_bare:.1f} s bare, {ratio:.2f} times ({busy:.2f} by processors' seconds); "
        f"beside {of_read:.1f} s of reading with every check, {beside:.2f} times"
    )


PROMOTION = """
promotion_id | kind   | sku   | discount_type | discount_value | start      | end
10000000     | coupon | SKU-0 | percent       | 20             | 2026-11-01 | 2026-12-31
"""

if __name__ == "__main__":
    main()
