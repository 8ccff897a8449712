"""What `try` says, whole: the verdict, each SKU, the arithmetic, how deep it may be. `UPDATE_GOLDEN=1 pytest` writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from promocheck.model.asked import Campaign, Selection
from promocheck.model.trial import Trial
from promocheck.pipeline import Request
from promocheck.pipeline.trial import LiveShop
from promocheck.reports import Words, trial
from tests.shop import policy_of, table, write_sheet

GOLDEN = Path(__file__).parent / "golden"
SHEETS = {
    "listings": """
    sku   | asin       | title               | price
    LMP-1 | B0GOLDEN01 | Desk lamp, dimmable | 45.00
    LMP-2 | B0GOLDEN02 | 落地灯 1.6 m        | 120.00
    MUG-1 | B0GOLDEN03 | Mug, enamel         | 14.00
    """,
    "promotions": """
    promotion_id | kind           | sku   | discount_type | discount_value | start            | end              | owner
    LD-1127      | lightning_deal | LMP-1 | price         | 33.99          | 2026-11-27 06:00 | 2026-11-27 14:00 | Dana
    C-7          | coupon         | LMP-2 | percent       | 25             | 2026-11-20       | 2026-12-10       | 李娜
    """,
    "floors": """
    sku   | floor
    LMP-1 | 24.00
    LMP-2 | 70.00
    """,
}


@pytest.fixture
def tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    monkeypatch.chdir(tmp_path)
    Path("US").mkdir()
    for name, text in SHEETS.items():
        write_sheet(Path("US") / f"{name}.csv", table(text))
    cells = {
        "kind": "percentage_off",
        "discount_type": "percent",
        "discount_value": "30",
        "start": "2026-11-26",
        "end": "2026-11-29",
    }
    live_shop = LiveShop.of(Request(("US",), policy_of(), 1795478400))
    return live_shop.try_out([Campaign(cells, Selection(everything=True))], solving=True)


@pytest.mark.parametrize(
    ("name", "width"), [("trial-80.txt", 80), ("trial-off-terminal.txt", None), ("zh/trial-80.txt", 80)]
)
def test_the_trial_is_the_golden_one(tried: Trial, name: str, width: int | None) -> None:
    words = Words("zh" if name.startswith("zh/") else "en")
    rendered = trial.render(tried, words, width=width)
    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / name).write_bytes(rendered.encode())
    assert rendered == (GOLDEN / name).read_bytes().decode()
