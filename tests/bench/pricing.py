"""What crowds cost: `python -m tests.bench.pricing`, ratios of processor time in one run, the median of several.

One SKU under 20,000 overlapping promotions of mixed kinds with distinct ends, beside the same shop without it; the same SKU
alone under 20,000 and under 2,000 (a quadratic engine would need a hundred times as long); and a shop whose SKUs carry 500
different sets of classes beside one whose SKUs carry as many promotions of nine.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from promocheck.pipeline import Request, scan
from tests.shop import policy_of, write_sheet

START = datetime(2027, 1, 1, tzinfo=UTC)
AS_OF = int(datetime(2026, 12, 30, tzinfo=UTC).timestamp())
KINDS = ("coupon", "social_code", "lightning_deal", "prime_exclusive", "percentage_off")
# Kinds, switches and codes that fall into classes of their own: nine of them make 511 sets.
TERMS: tuple[dict[str, str], ...] = (
    {"kind": "coupon", "stackable": "no"},
    {"kind": "social_code"},
    {"kind": "brand_tailored"},
    {"kind": "percentage_off", "claim_code": "P", "combinability": "preferential"},
    {"kind": "percentage_off", "claim_code": "U", "combinability": "unrestricted"},
    {"kind": "amount_off", "claim_code": "X", "combinability": "exclusive"},
    {"kind": "percentage_off", "stackable": "no"},
    {"kind": "amount_off"},
    {"kind": "subscribe_save"},
)

Row = dict[str, str]


def moment(minutes: int) -> str:
    return (START + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def row(name: str, sku: str, terms: Row, percent: int, start: int, end: int) -> Row:
    money = {"discount_type": "percent", "discount_value": str(percent)}
    return {"promotion_id": name, "sku": sku, **terms, **money, "start": moment(start), "end": moment(end)}


def crowd(size: int) -> list[Row]:
    """Promotions of one SKU that all overlap, no two with the same start or end."""
    return [
        row(f"H{at}", "HOT", {"kind": KINDS[at % len(KINDS)]}, 5 + at % 16, 2 * at, 4 * size + 3 * at + 1)
        for at in range(size)
    ]


def shop(skus: int) -> list[Row]:
    chance = random.Random(7)
    found = []
    for at in range(skus):
        start = chance.randrange(60_000)
        terms = {"kind": KINDS[at % len(KINDS)]}
        found.append(
            row(f"P{at}", f"S{at}", terms, chance.randint(5, 30), start, start + chance.randint(60, 20_000))
        )
    return found


def signatures(skus: int, *, many: bool) -> list[Row]:
    """As many promotions a SKU in both: of 511 different sets of classes, or of the first classes always."""
    sets = [
        each for size in range(1, len(TERMS) + 1) for each in itertools.combinations(range(len(TERMS)), size)
    ]
    found = []
    for at in range(skus):
        mine = sets[at % len(sets)]
        terms = mine if many else range(len(mine))
        found += [row(f"P{at}-{term}", f"S{at}", TERMS[term], 5, 0, 1000) for term in terms]
    return found


def seconds(folder: Path, promotions: Iterable[Row]) -> Callable[[], float]:
    """A scan of a shop that has these promotions, as seconds of the processor."""
    rows = list(promotions)
    folder.mkdir()
    write_sheet(
        folder / "listings.csv",
        [{"sku": sku, "price": "99.99"} for sku in sorted({each["sku"] for each in rows})],
    )
    write_sheet(folder / "promotions.csv", rows)
    request = Request((str(folder),), policy_of("floors: {required: never}"), AS_OF, marketplace="US")

    def timed() -> float:
        began = time.process_time()
        scan(request)
        return time.process_time() - began

    return timed


def ratio(one: Callable[[], float], other: Callable[[], float], runs: int) -> float:
    return statistics.median(one() / other() for _ in range(runs))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--skus", type=int, default=100_000)
    options.add_argument("--runs", type=int, default=5)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        plain = shop(asked.skus)
        with_crowd = seconds(here / "a", [*plain, *crowd(20_000)])
        print(f"crowd in a shop  {ratio(with_crowd, seconds(here / 'b', plain), asked.runs):.2f}")
        alone = seconds(here / "c", crowd(20_000)), seconds(here / "d", crowd(2_000))
        print(f"crowd alone      {ratio(*alone, asked.runs):.1f}")
        many, one = (
            seconds(here / f"e{many}", signatures(asked.skus // 5, many=many)) for many in (True, False)
        )
        print(f"500 signatures   {ratio(many, one, asked.runs):.2f}")


if __name__ == "__main__":
    main()
