"""One SKU's whole story as it leaves the house. `UPDATE_GOLDEN=1 pytest` writes it anew; read the difference."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from promocheck.model.story import Stories
from promocheck.pipeline import Request
from promocheck.pipeline.why import why
from promocheck.reports import story
from promocheck.reports.words import Words
from tests.shop import policy_of, table, write_sheet

GOLDEN = Path(__file__).parent / "golden"
AS_OF = 1_795_478_400  # 2026-11-24T00:00:00Z
SHEETS = {
    "listings": """
sku | asin       | price | sale_price | sale_start | sale_end   | business_price | min_price | title            | brand | owner | quantity
B-7 | B0AAAAAAA7 | 80.00 | 76.00      | 2026-12-07 | 2026-12-08 | 78.00          | 20.00     | 保温杯 Bottle 7 | Acme  | 李雷  | 40
""",
    "floors": """
sku | floor | cost  | fees  | min_margin_percent | valid_from
B-7 | 50.00 |       |       |                    |
B-7 |       | 40.00 | 10.00 | 20                 | 2026-12-06
""",
    "promotions": """
promotion_id | name         | kind           | asin       | discount_type | discount_value | start      | end        | status    | canceled_at | owner  | buy_quantity | get_quantity | min_spend
C1           | 黑五优惠券   | coupon         | B0AAAAAAA7 | percent       | 20             | 2026-12-01 | 2026-12-05 |           |             | 韩梅梅 |              |              |
C0           |              | coupon         | B0AAAAAAA7 | percent       | 5              | 2026-11-01 | 2026-12-02 | cancelled | 2026-11-20  |        |              |              |
M1           | Spend & save | amount_off     | B0AAAAAAA7 | amount        | 15             | 2026-12-04 | 2026-12-05 |           |             | Ana    |              |              | 100
B1           |              | buy_x_get_y    | B0AAAAAAA7 | percent       | 50             | 2026-12-07 | 2026-12-08 |           |             | Ana    | 2            | 1            |
D0           | Week deal    | best_deal      | B0AAAAAAA7 | price         | 60             | 2026-12-02 | 2026-12-08 | rejected  |             | Ana    |              |              |
L0           |              | lightning_deal | B0AAAAAAA7 | price         | 55             | 2026-10-02 | 2026-10-02 |           |             | Ana    |              |              |
""",
}  # fmt: skip


@pytest.fixture
def rich(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stories:
    """A story with some of everything."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme" / "US").mkdir(parents=True)
    for name, text in SHEETS.items():
        write_sheet(Path("acme/US") / f"{name}.csv", table(text))
    return why(Request(("acme",), policy_of(), AS_OF), "B-7")


@pytest.mark.parametrize("name", ["story-80.txt", "story-off-terminal.txt", "zh/story-80.txt"])
def test_the_story_is_the_golden_one(rich: Stories, name: str) -> None:
    words = Words("zh" if name.startswith("zh/") else "en")
    told = story.render(rich, words, width=80 if "80" in name else None)
    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / name).write_bytes(told.encode())
    assert told == (GOLDEN / name).read_bytes().decode()
