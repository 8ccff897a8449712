"""All rules over a million segments, against pricing these: `python -m tests.bench.rules [SKUS]`.

A made-up shop: every SKU has a coupon, a deal and a code whose windows overlap, so that its time falls into some seven segments.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from promocheck import exports, rules
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.shop import campaign_of, shop_of
from promocheck.policy import load_policy
from promocheck.pricing.segments import price_segments
from promocheck.pricing.timeline import Horizon
from promocheck.rules import ALL, RULE_TYPES

_AS_OF = 1_795_478_400  # 2026-11-24
_SKUS = 215_000  # of which a million segments are made
_GOODS = ("Lamp", "Desk", "Kettle", "Carpet", "Chair", "Bottle", "Towel", "Shelf")
_NAMES = ("Winter week", "Thanks to readers", "Members", "Lamps and more")
Found = TypeVar("Found")


def main(skus: int) -> None:
    """Print the seconds of the processor that pricing and the rules take, and their ratio."""
    policy = load_policy(None, RULE_TYPES)
    with tempfile.TemporaryDirectory() as folder:
        write_shop(Path(folder), skus)
        tables = exports.read([folder], marketplace="US")
    horizon = Horizon.of(_AS_OF, policy.stacking)
    shop = shop_of(tables, policy, horizon)
    pricing, segments = took(lambda: price_segments(campaign_of(shop, policy.stacking, horizon)))
    priced = Priced.of(tables, policy, _AS_OF)
    settings, context = shop.scopes.rules(), priced.context()
    judging, findings = took(lambda: rules.run_rules(ALL, settings, priced.evidence, context))
    print(f"{len(segments):,} segments priced in {pricing:.1f} s")
    print(
        f"{len(ALL)} rules over them in {judging:.1f} s, {len(findings):,} findings: {judging / pricing:.2f} of it"
    )


def took(what: Callable[[], Found]) -> tuple[float, Found]:
    began = time.process_time()
    found = what()
    return time.process_time() - began, found


def write_shop(folder: Path, skus: int) -> None:
    listings = [
        "sku,parent_asin,title,price,quantity",
        *(
            f"A-{at},B0{at // 4:08d},{_GOODS[at // 4 % 8]} no. {at},{20 + at % 300}.99,{50 + at % 400}"
            for at in range(skus)
        ),
    ]
    floors = ["sku,floor", *(f"A-{at},{(20 + at % 300) // 4}.00" for at in range(skus))]
    promotions = ["promotion_id,name,kind,sku,discount_type,discount_value,start,end"]
    for at in range(skus):
        day = 1 + at % 20
        promotions += [
            f"C{at // 40},{_NAMES[at // 40 % 4]} {at // 40},percentage_off,A-{at},percent,{5 + at // 40 % 10},2026-12-01,2026-12-{10 + at // 40 % 15}",
            f"D{at},{_GOODS[at // 4 % 8]} {at},price_discount,A-{at},percent,{10 + at % 10},2026-12-{day:02d},2026-12-{day + 3:02d}",
        ]
    for name, lines in (("listings", listings), ("floors", floors), ("promotions", promotions)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _SKUS)
