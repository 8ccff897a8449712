"""False alarms are defects: an ordinary shop, well kept, of 20,000 SKUs and 3,000 promotions in every kind, has none.

The shop is made up: prices from 8 to 900, floors at 45 to 60 % of them, stock reports, and promotions as good operators set them
up: one at a time on a SKU, days apart, within the platform's ranges, codes with limits, names of seasons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

import pytest

from promocheck.model.finding import Severity
from promocheck.model.report import Report
from promocheck.pipeline import Request, scan
from tests.shop import policy_of

SKUS: Final = 20_000
PROMOTIONS: Final = 3_000
FIRST: Final = date(2026, 12, 1)
GOODS: Final = ("Lamp", "Desk", "Kettle", "Rug", "Chair", "Bottle", "Towel", "Pan", "Shelf", "Mirror")
NAMES: Final = ("Christmas week", "Advent deal", "Winter sale", "New year", "Weekend", "VIP thanks", "Launch")

# Kind → how one is set up: type, the range of its value, the most days it runs, and what else its row says.
KINDS: Final = {
    "coupon": ("percent", (5, 25), 30, {"stackable": "no", "one_per_customer": "yes"}),
    "reorder_coupon": ("percent", (5, 15), 30, {"stackable": "no"}),
    "subscribe_save_coupon": ("percent", (5, 20), 30, {"stackable": "no"}),
    "subscribe_save": ("percent", (5, 10), 60, {}),
    "lightning_deal": ("percent", (15, 30), 1, {"units": "40"}),
    "best_deal": ("percent", (15, 30), 7, {"units": "60"}),
    "deal_of_the_day": ("percent", (20, 30), 1, {}),
    "prime_exclusive": ("percent", (10, 30), 7, {}),
    "price_discount": ("percent", (10, 30), 14, {}),
    "outlet": ("percent", (20, 35), 14, {}),
    "percentage_off": ("percent", (5, 20), 14, {"stackable": "no"}),
    "amount_off": ("amount", (5, 10), 14, {"min_spend": "60", "stackable": "no"}),
    "social_code": ("percent", (5, 30), 14, {"code_type": "group", "one_per_customer": "yes"}),
    "brand_tailored": ("percent", (10, 20), 30, {"audience": "new_customer"}),
    "buy_x_get_y": ("percent", (20, 50), 14, {"buy_quantity": "2", "get_quantity": "1", "stackable": "no"}),
    "quantity_discount": ("percent", (3, 10), 60, {"min_quantity": "5"}),
}  # fmt: skip
COLUMNS: Final = (
    *("promotion_id", "name", "kind", "sku", "discount_type", "discount_value", "start", "end", "stackable"),
    *("one_per_customer", "units", "min_spend", "min_quantity", "buy_quantity", "get_quantity", "audience"),
    *("code_type", "combinability", "claim_code", "owner"),
)


def listings(chance: Random) -> Iterator[tuple[str, int, int]]:
    """SKU, price and stock; prices end in .99."""
    for number in range(SKUS):
        yield (
            f"{GOODS[number % len(GOODS)][:3].upper()}-{number:05d}",
            chance.randint(8, 900) * 100 + 99,
            chance.randint(50, 900),
        )


def promotions(chance: Random, goods: list[tuple[str, int, int]]) -> Iterator[dict[str, str]]:
    """Each on a few SKUs of its own, so that no two meet."""
    free = chance.sample(goods, len(goods))
    for number in range(PROMOTIONS):
        kind = [*KINDS][number % len(KINDS)]
        how, (least, most), days, more = KINDS[kind]
        mine = [free.pop() for _ in range(chance.randint(1, 6))]
        start = FIRST + timedelta(days=chance.randint(0, 40))
        yield {
            "promotion_id": f"{kind[:3].upper()}-{number:04d}",
            "name": f"{chance.choice(NAMES)} {number}",
            "kind": kind,
            "sku": ";".join(sku for sku, *_ in mine),
            "discount_type": how,
            "discount_value": str(chance.randint(least, most)),
            "start": start.isoformat(),
            "end": (start + timedelta(days=chance.randint(0, days - 1))).isoformat(),
            "owner": chance.choice(("Li", "Ana", "Kim")),
            **(
                {"claim_code": "".join(chance.choices("ABCDEFGHJKMNPQRSTUVWXYZ23456789", k=10))}
                if "code" in kind
                else {}
            ),
            **more,
        }


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("shop")
    chance = Random(20_261_124)
    goods = [*listings(chance)]
    write(folder / "listings.csv", ("sku", "title", "price", "quantity"), (
        (sku, f"{GOODS[at % len(GOODS)]} no. {at}", money(price), str(units)) for at, (sku, price, units) in enumerate(goods)
    ))  # fmt: skip
    write(folder / "floors.csv", ("sku", "floor"), (
        (sku, money(price * chance.randint(45, 60) // 100)) for sku, price, _ in goods
    ))  # fmt: skip
    rows = promotions(chance, goods)
    write(folder / "promotions.csv", COLUMNS, (tuple(row.get(name, "") for name in COLUMNS) for row in rows))
    instant = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
    return scan(Request((str(folder),), policy_of(), instant, marketplace="US"))


def money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def write(path: Path, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    lines = [",".join(header), *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_it_is_ordinary_and_all_of_it_is_judged(report: Report) -> None:
    assert (report.coverage.listings, report.coverage.promotions_live) == (SKUS, PROMOTIONS)
    assert report.coverage.promoted > 2 * PROMOTIONS
    assert {each.rows.unread for each in report.inputs} == {0}


def test_nothing_in_it_is_an_error(report: Report) -> None:
    assert [
        (each.rule, each.sku, each.promotions) for each in report.findings if each.severity is Severity.ERROR
    ] == []


def test_there_is_less_than_a_warning_in_500_skus(report: Report) -> None:
    warned = Counter(each.rule for each in report.findings if each.severity is Severity.WARNING)
    assert sum(warned.values()) < SKUS / 500, warned


def test_notes_are_few_too(report: Report) -> None:
    noted = Counter(each.rule for each in report.findings if each.severity is Severity.INFO)
    assert sum(noted.values()) < SKUS / 100, noted
