"""A shop with a target that is nobody's and cells that cannot be read, and samples: what must come out the same however it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SAMPLES: Final = [
    ROOT / "sample_exports" / each for each in ("clean", "untrusted", "incidents/01-wrong-product")
]

LISTINGS: Final = """
sku | price | brand | title
A-1 | 100.00 | Acme | lamp
A-2 | 50.00 | Acme | lamp
007 | 5O.00 | Acme | lamp
1E5 | 9.99 | Ümlaut 灯 | "a ""lamp""
"""
PROMOTIONS: Final = """
promotion_id | kind | sku | discount_type | discount_value | start | end
C1 | coupon | A-1;A-2;1E5 | percent | 50 | 2026-12-01 | 2026-12-05
C2 | coupon | NOBODY | percent | 5 | 2026-12-01 | 2026-12-05
"""
