"""An ordinary shop, made up but as good operators keep one: sheets of 20,000 SKUs and 3,000 promotions in every kind.

Prices end in .99 (in Japan in 80), floors stand at 45 to 54 % of them (at 30 to 38 % where the outlet clears), stock is what a warehouse holds. Promotions stay within the platform's
ranges and are named after seasons, customers or their products. Some meet, as they are meant to: a coupon on a Prime price, a
percentage off beside a coupon that does not stack, what is left at 60 % off, businesses that pay 5 % less. A few are over, cancelled in time, or drafts.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

SKUS: Final = 20_000
PROMOTIONS: Final = 3_000
_FIRST: Final = date(2026, 12, 1)
_GOODS: Final = (
    "Lamp",
    "Desk",
    "Kettle",
    "Rug",
    "Chair",
    "Bottle",
    "Towel",
    "Pan",
    "Shelf",
    "Mirror",
    "Office chair",
    "Christmas lights",
)
_COLOURS: Final = ("black", "white", "oak", "navy", "sand")
_NAMES: Final = (
    *(
        "Christmas week",
        "Advent deal",
        "Winter sale",
        "New year",
        "Weekend",
        "VIP thanks",
        "Launch",
        "Home office days",
    ),
    *("会员专享", "年终大促", "Influencer Ana", "Black Friday", "Welcome back"),
)
# How many of the SKUs each marketplace has, the cents that prices end in, and what a dollar is there.
_PLACES: Final = {"US": (0.6, 2, 1), "DE": (0.25, 2, 1), "JP": (0.15, 0, 150)}

# Kind → how one is set up: type, the range of its value, the most days it runs, and what else its row says.
_KINDS: Final = {
    "coupon": ("percent", (5, 25), 30, {"stackable": "no", "one_per_customer": "yes", "budget": "3000"}),
    "reorder_coupon": ("percent", (5, 15), 30, {"stackable": "no"}),
    "subscribe_save_coupon": ("percent", (5, 20), 30, {"stackable": "no"}),
    "subscribe_save": ("percent", (5, 10), 60, {}),
    "sale_price": ("share", (75, 95), 14, {}),
    "business_price": ("share", (90, 95), 60, {"audience": "business"}),
    "lightning_deal": ("percent", (15, 30), 1, {"units": "40"}),
    "best_deal": ("percent", (15, 30), 7, {"units": "60"}),
    "deal_of_the_day": ("percent", (20, 30), 1, {}),
    "prime_exclusive": ("percent", (10, 30), 7, {}),
    "price_discount": ("percent", (10, 25), 14, {}),
    "outlet": ("percent", (30, 60), 14, {}),
    "percentage_off": ("percent", (5, 20), 14, {"stackable": "no"}),
    "amount_off": ("amount", (5, 10), 14, {"min_spend": "60", "stackable": "no"}),
    "social_code": ("percent", (5, 30), 14, {"code_type": "group", "one_per_customer": "yes"}),
    "brand_tailored": ("percent", (10, 20), 30, {"audience": "new_customer"}),
    "buy_x_get_y": ("percent", (20, 50), 14, {"buy_quantity": "2", "get_quantity": "1", "stackable": "no"}),
    "quantity_discount": ("percent", (3, 10), 60, {"min_quantity": "5"}),
}  # fmt: skip
# What is set up on top of a promotion of a kind, on purpose: kind, percent, and what else its row says.
_MEETS: Final = {
    "prime_exclusive": ("coupon", 5, {"stackable": "no", "one_per_customer": "yes"}),
    "price_discount": ("coupon", 20, {"stackable": "no", "one_per_customer": "yes"}),
    "percentage_off": ("coupon", 10, {"stackable": "no", "one_per_customer": "yes"}),
    "sale_price": ("social_code", 10, {"code_type": "single_use", "one_per_customer": "yes"}),
}


@dataclass(frozen=True, slots=True)
class Good:
    """A SKU of a marketplace; `price` in minor units of its currency."""

    sku: str
    place: str
    parent: str
    title: str
    word: str
    price: int
    stock: int


def kinds_of() -> set[str]:
    """The kinds of promotions that run in the shop."""
    return {*_KINDS}


def write_shop(folder: Path) -> None:
    """Listings, floors and promotions, as three sheets."""
    chance = Random(20_261_124)
    goods = [*_goods(chance)]
    _write(folder / "listings.csv", (_listing(each, at) for at, each in enumerate(goods)))
    promotions = [*_promotions(chance, goods)]
    cleared = {sku for row in promotions if row["kind"] == "outlet" for sku in row["sku"].split(";")}
    _write(folder / "floors.csv", (_floor(each, chance, each.sku in cleared) for each in goods))
    _write(folder / "promotions.csv", promotions)


def _goods(chance: Random) -> Iterator[Good]:
    """Two to four variations of a product beside each other, in one marketplace."""
    number = 0
    for place, (share, _, dollar) in _PLACES.items():
        last = number + round(SKUS * share)
        while number < last:
            word, dollars = chance.choice(_GOODS), chance.randint(12, 900)
            for colour in _COLOURS[: min(chance.randint(1, 4), last - number)]:
                price = dollars * dollar // 100 * 100 + 80 if dollar > 1 else dollars * 100 + 99
                sku = f"{word[:3].upper()}-{number:05d}-{colour[:2].upper()}"
                title = f"{word} no. {number}, {colour}"
                yield Good(
                    sku,
                    place,
                    f"B0P{dollars:03d}{number:05d}"[:10],
                    title,
                    word,
                    price,
                    chance.randint(80, 900),
                )
                number += 1


def _listing(each: Good, at: int) -> dict[str, str]:
    business = each.price * 95 // 100 if at % 10 == 0 else None
    return {
        "sku": each.sku,
        "asin": f"B0{at:08d}",
        "parent_asin": each.parent,
        "marketplace": each.place,
        "title": each.title,
        "brand": "Lumora",
        "price": _money(each, each.price),
        "business_price": "" if business is None else _money(each, business),
        "quantity": str(each.stock),
        "owner": "Li",
    }


def _floor(each: Good, chance: Random, cleared: bool) -> dict[str, str]:
    percent = chance.randint(30, 38) if cleared else chance.randint(45, 54)
    return {
        "sku": each.sku,
        "marketplace": each.place,
        "floor": _money(each, each.price * percent // 100),
        "reference_price": _money(each, each.price),
    }


def _promotions(chance: Random, goods: list[Good]) -> Iterator[dict[str, str]]:
    """Each on a few SKUs of its own, and of some kinds another one on the same, which is meant."""
    free = {place: [each for each in goods if each.place == place] for place in _PLACES}
    for own in free.values():
        chance.shuffle(own)
    rows, number = 0, 0
    while rows < PROMOTIONS:
        kind = [*_KINDS][number % len(_KINDS)]
        place = chance.choices([*_PLACES], weights=[share for share, *_ in _PLACES.values()])[0]
        mine = [free[place].pop() for _ in range(chance.randint(1, 6))]
        first = _promotion(chance, kind, number, mine)
        yield from first
        rows, number = rows + 1, number + 1
        if kind in _MEETS and number % 3 == 0 and rows < PROMOTIONS:
            yield _on_top(chance, kind, number, first[0], mine)
            rows += 1


def _promotion(chance: Random, kind: str, number: int, mine: list[Good]) -> list[dict[str, str]]:
    """One row; a price by the SKU has a row each."""
    how, (least, most), days, more = _KINDS[kind]
    start = _FIRST + timedelta(days=chance.randint(0, 40))
    value = chance.randint(least, most)
    row = _row(chance, kind, number, start, start + timedelta(days=chance.randint(0, days - 1)), more)
    if kind == "lightning_deal":
        row |= {"start": f"{row['start']} 08:00", "end": f"{row['start']} 14:00"}
    row["name"] = chance.choice((f"{chance.choice(_NAMES)} {number}", f"{mine[0].word} {value}"))
    if kind != "business_price" and number % 40 == 39:
        row["status"] = chance.choice(("draft", "rejected"))
    if how == "share":
        return [
            {**row, "marketplace": each.place, "sku": each.sku, "discount_type": "price"}
            | {"discount_value": _money(each, each.price * value // 100)}
            for each in mine
        ]
    amount = value * (100 if mine[0].place == "JP" and how == "amount" else 1)
    if mine[0].place == "JP":
        row |= {name: str(150 * int(row[name])) for name in ("min_spend", "budget") if name in row}
    if kind == "percentage_off" and number % 2:
        row |= {"claim_code": _code(chance), "code_type": "single_use", "combinability": "preferential"}
    skus = ";".join(each.sku for each in mine)
    return [
        row | {"marketplace": mine[0].place, "sku": skus, "discount_type": how, "discount_value": str(amount)}
    ]


def _on_top(
    chance: Random, kind: str, number: int, under: Mapping[str, str], mine: list[Good]
) -> dict[str, str]:
    other, percent, more = _MEETS[kind]
    start, end = (date.fromisoformat(under[name]) for name in ("start", "end"))
    row = _row(chance, other, number, start, end, more)
    return row | {
        "promotion_id": f"{row['promotion_id']}-B",
        "name": f"{chance.choice(_NAMES)} {number}",
        "marketplace": mine[0].place,
        "sku": ";".join(each.sku for each in mine),
        "discount_type": "percent",
        "discount_value": str(percent),
    }


def _row(
    chance: Random, kind: str, number: int, start: date, end: date, more: Mapping[str, str]
) -> dict[str, str]:
    return {
        "promotion_id": f"{kind[:3].upper()}-{number:04d}",
        "kind": kind,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "status": "scheduled",
        "claim_code": _code(chance) if kind == "social_code" else "",
        "owner": chance.choice(("Li", "Ana", "Kim")),
        **more,
    }


def _code(chance: Random) -> str:
    return "".join(chance.choices("ABCDEFGHJKMNPQRSTUVWXYZ23456789", k=10))


def _money(each: Good, minor: int) -> str:
    return str(minor) if _PLACES[each.place][1] == 0 else f"{minor // 100}.{minor % 100:02d}"


def _write(path: Path, rows: Iterable[dict[str, str]]) -> None:
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
