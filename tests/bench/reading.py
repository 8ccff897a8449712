"""How long reading an export takes beside a bare read of the columns that are needed: `python -m tests.bench.reading`.

Whole reads in turn, the median of the ratios. The bare read is what the reader itself uses to get at cells, without
proving anything of the structure, the encoding or a value.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from promocheck.exports import read
from tests.bench.bare import bare
from tests.exports.sheets import names

LISTINGS = names(
    "item-name item-description listing-id seller-sku price quantity open-date image-url item-is-marketplace "
    "product-id-type zshop-shipping-fee item-note item-condition zshop-category1 zshop-browse-path "
    "zshop-storefront-feature asin1 asin2 asin3 will-ship-internationally expedited-shipping zshop-boldface product-id "
    "bid-for-featured-placement add-delete pending-quantity fulfillment-channel merchant-shipping-group status"
)
PROMOTIONS = names(
    "promotion_id name kind marketplace sku asin discount_type discount_value start end status stackable"
)
WORDS = names(
    "steel bamboo kitchen organic cotton travel portable wireless outdoor premium classic lamp brush"
)


def listings(rows: int) -> Iterator[list[str]]:
    """An All Listings report: every SKU, price and title its own."""
    chance = random.Random(7)
    titles = [" ".join(chance.choices(WORDS, k=9)) for _ in range(2000)]
    for row in range(rows):
        asin = f"B0{row:08d}"
        price = f"{chance.randint(3, 300)}.{chance.choice(('99', '95', '49', '00'))}"
        yield [
            *(
                titles[row % 2000],
                titles[-row % 2000],
                f"{row:011d}",
                f"SKU-{row:07d}-BLK",
                price,
                str(row % 500),
            ),
            *(
                "2025-11-12 00:11:56 PST",
                "",
                "y",
                "1",
                "",
                "",
                "11",
                "",
                "",
                "",
                asin,
                "",
                "",
                "",
                "",
                "",
                asin,
            ),
            *("", "", "0", "DEFAULT", "Migrated Template", "Active"),
        ]


def promotions(rows: int) -> Iterator[list[str]]:
    """A promotions sheet: coupons by ASIN, deals by SKU."""
    chance = random.Random(7)
    for row in range(rows):
        start = f"2027-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        deal = row % 2
        yield [
            *(f"P{row}", f"P{row}", "best_deal" if deal else "coupon", "US"),
            *(f"SKU-{row:07d}-BLK" if deal else "", "" if deal else f"B0{row:08d};B0{row + 1:08d}"),
            *(
                "percent",
                str(chance.randint(5, 50)),
                f"{start}T08:00:00Z",
                f"{start}T20:00:00Z",
                "scheduled",
                "no",
            ),
        ]


def written(path: Path, header: list[str], rows: Iterator[list[str]], separator: str) -> None:
    """Write an export as the platform, or a spreadsheet, would."""
    with path.open("w", encoding="utf-8", newline="") as file:
        if separator == "\t":
            file.writelines(f"{separator.join(row)}\r\n" for row in (header, *rows))
        else:
            csv.writer(file).writerows((header, *rows))


def seconds(run: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    """Print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--pairs", type=int, default=3)
    asked = options.parse_args()
    exports = (
        ("listings.txt", LISTINGS, listings, "\t", names("seller-sku asin1 price status item-name")),
        ("promotions.csv", PROMOTIONS, promotions, ",", PROMOTIONS),
    )
    for name, header, rows, separator, columns in exports:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            written(path, header, rows(asked.rows), separator)
            size = path.stat().st_size >> 20
            pairs = [
                (
                    seconds(lambda: read([str(path)], marketplace="US")),  # noqa: B023 - run before the next
                    seconds(lambda: bare(path, columns)),  # noqa: B023 - likewise
                )
                for _ in range(asked.pairs)
            ]
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        ours, theirs = (statistics.median(each) for each in zip(*pairs, strict=True))
        print(
            f"{name}: {asked.rows:,} rows, {size} MiB: {ours:.1f} s beside {theirs:.1f} s bare, {ratio:.2f} times"
        )


if __name__ == "__main__":
    main()
