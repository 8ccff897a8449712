"""Seeded random campaigns: sheets full of overlaps, clock changes and prices that sit right at their floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from .evaluate import COUPONS, DEALS, MARKETPLACES, Key, Marketplace, Piece, evaluate

TextRow = dict[str, str]

MARKETS: Final = ("US", "US", "US", "UK", "UK", "DE", "JP")
MOST_PROMOTIONS: Final = 9  # on one SKU: every set of them is tried

KINDS: Final[Mapping[str, int]] = {
    "coupon": 7,
    "reorder_coupon": 2,
    "subscribe_save_coupon": 2,
    "percentage_off": 7,
    "amount_off": 5,
    "social_code": 5,
    "brand_tailored": 2,
    "sale_price": 3,
    "lightning_deal": 3,
    "best_deal": 3,
    "deal_of_the_day": 1,
    "prime_exclusive": 3,
    "price_discount": 1,
    "outlet": 1,
}
# What came to the sheets later: behind a parameter, so that a seed keeps its campaign.
OTHER_KINDS: Final[Mapping[str, int]] = {
    "buy_x_get_y": 6,
    "subscribe_save": 4,
    "business_price": 4,
    "quantity_discount": 4,
}
STATUSES: Final[Mapping[str, int]] = {
    "active": 8,
    "scheduled": 4,
    "": 4,
    "draft": 2,
    "paused": 2,
    "needs_attention": 1,
    "cancelled": 4,
    "ended": 2,
    "rejected": 1,
}

# Around clock changes, a year's turn and a leap day that lies within the horizon.
NOWS: Final = tuple(
    datetime.fromisoformat(text)
    for text in (
        "2026-10-20T08:00Z",
        "2026-10-30T16:30Z",
        "2026-11-21T00:00Z",
        "2026-12-30T23:00Z",
        "2027-03-10T05:45Z",
        "2027-06-01T12:00Z",
        "2027-12-15T10:00Z",
    )
)
# Local times that occur twice or never, somewhere: US, UK and DE, autumn and spring; and a leap day.
ODD_HOURS: Final = tuple(
    datetime.fromisoformat(text)
    for text in (
        "2026-10-25T01:30",
        "2026-10-25T02:30",
        "2026-11-01T01:30",
        "2027-03-14T02:30",
        "2027-03-28T01:30",
        "2027-03-28T02:30",
        "2027-10-31T01:00",
        "2027-11-07T01:15",
        "2028-02-29T12:00",
        "2028-03-12T02:00",
    )
)
ROW_ZONES: Final = ("Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin")


def campaign(
    rng: Random, skus: int = 30, *, everything: bool = False
) -> tuple[list[TextRow], list[TextRow], list[TextRow], datetime]:
    """Listings, promotions and floors as their sheets hold them, and the instant to judge them at.

    With `everything` also units that are cheaper, subscriptions, business accounts, points and limits per order.
    """
    shop = _Shop(rng, rng.choice(NOWS) + timedelta(hours=rng.randint(0, 48)), everything)
    stores = rng.choice([[""], [""], ["acme", "birch"]])
    for number in range(skus):
        shop.list_sku(number, rng.choice(stores))
    for listing in shop.listings:
        shop.promote(listing)
    floors = [row for row in (_floor_row(rng, listing) for listing in shop.listings) if row]
    _move_floors_to_the_edge(rng, shop, floors)
    return shop.listings, shop.promotions, floors, shop.as_of


# --- Numbers as text -----------------------------------------------------------------


def _text(minor: int, market: Marketplace) -> str:
    if market.decimals == 0:
        return str(minor)
    return f"{minor // 100}.{minor % 100:02d}"


def _minor(text: str, market: Marketplace) -> int:
    return int(Fraction(text) * 10**market.decimals)


def _percent(rng: Random) -> str:
    whole = rng.choice([rng.randint(1, 90), rng.choice([5, 10, 15, 20, 25, 30, 40, 50])])
    return f"{whole}{rng.choice(['', '', '', '.5', '.25', '.33', '.05'])}"


def _zhe(rng: Random) -> str:
    return f"{rng.randint(10, 99) / 10:.1f}".removesuffix(".0")


def _pick(rng: Random, weights: Mapping[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _price(rng: Random, market: Marketplace) -> int:
    if market.decimals == 0:
        return rng.choice([rng.randint(100, 50_000), rng.randint(1, 500) * 100])
    return rng.choice([rng.randint(100, 50_000), rng.randint(1, 50) * 1000, rng.randint(1, 500) * 100 - 1])


def _floor_row(rng: Random, listing: TextRow) -> TextRow:
    """A floor by one or several ways, or none at all."""
    if rng.random() < 0.08:
        return {}
    market = MARKETPLACES[listing["marketplace"]]
    price = _minor(listing["price"], market)
    row = {name: listing[name] for name in ("store", "marketplace", "sku", "currency")}
    ways = rng.choice([["floor"], ["floor"], ["cost"], ["share"], ["floor", "cost", "share"], []])
    if "floor" in ways:
        row["floor"] = _text(rng.randint(1, max(1, price * 8 // 10)), market)
    if "cost" in ways:
        row["cost"] = _text(rng.randint(1, price // 2), market)
        row["fees"] = rng.choice(["", _text(rng.randint(0, price // 5), market)])
        row["min_margin_percent"] = rng.choice(["", "10", "12.5", "30"])
    if "share" in ways:
        row["min_percent_of_price"] = rng.choice(["20", "33.3", "50", "70"])
    return row


# --- Times as text -------------------------------------------------------------------


def _moment(rng: Random, wall: datetime, home: ZoneInfo, row_zone: str) -> str:
    """A wall time of the marketplace, in one of the forms that a sheet may hold."""
    instant = wall.replace(tzinfo=home)
    form = rng.choice(["local", "local", "offset", "utc"])
    if form == "utc":
        return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if form == "offset":
        return instant.isoformat()
    if row_zone:
        wall = instant.astimezone(UTC).astimezone(ZoneInfo(row_zone)).replace(tzinfo=None)
    return wall.isoformat(rng.choice("T "), rng.choice(["minutes", "seconds"]))


def _start_text(rng: Random, wall: datetime, home: ZoneInfo, row_zone: str) -> str:
    if rng.random() < 0.25:
        return wall.date().isoformat()
    return _moment(rng, wall, home, row_zone)


def _end_text(rng: Random, wall: datetime, home: ZoneInfo, row_zone: str) -> str:
    form = rng.random()
    if form < 0.25:
        return wall.date().isoformat()
    if form < 0.4:
        wall = wall.replace(hour=23, minute=59, second=rng.choice([0, 59]))
    return _moment(rng, wall, home, row_zone)


def _whole(rng: Random, wall: datetime) -> datetime:
    """Mostly full hours, so that ends and starts touch."""
    return wall.replace(minute=rng.choice([0, 0, 0, 0, 30, 10]), second=0, microsecond=0)


# --- The shop ------------------------------------------------------------------------


@dataclass(slots=True)
class _Shop:
    rng: Random
    as_of: datetime
    everything: bool
    listings: list[TextRow] = field(default_factory=list)
    promotions: list[TextRow] = field(default_factory=list)
    loads: dict[str, int] = field(default_factory=dict)  # SKU -> promotions it carries
    ends: dict[str, list[datetime]] = field(default_factory=dict)  # SKU -> wall times at which one ends

    def list_sku(self, number: int, store: str) -> None:
        rng = self.rng
        row = {"store": store, "marketplace": rng.choice(MARKETS), "sku": f"SKU-{number:03d}"}
        row["asin"] = f"B0{rng.randrange(36**4):07d}A"
        if self.listings and rng.random() < 0.2:  # now and then across stores and marketplaces, too
            row["asin"] = self.listings[-1]["asin"]
            if rng.random() < 0.7:
                row |= {name: self.listings[-1][name] for name in ("store", "marketplace")}
        if rng.random() < 0.1:
            row["parent_asin"] = f"B0PARENT{rng.randrange(3):02d}"
        market = MARKETPLACES[row["marketplace"]]
        price = _price(rng, market)
        row |= {"price": _text(price, market), "currency": market.currency}
        if rng.random() < 0.1:
            row["min_price"] = _text(max(1, price * rng.randint(1, 60) // 100), market)
        if rng.random() < 0.12:
            row |= self._own_sale(price, market)
        if self.everything:
            row |= self._other_prices(price, market)
        self.listings.append(row)
        self.loads[row["sku"]] = 0

    def _own_sale(self, price: int, market: Marketplace) -> TextRow:
        rng = self.rng
        start = _whole(rng, self._wall(market) + timedelta(hours=rng.randint(-200, 600)))
        end = start + timedelta(hours=rng.randint(2, 500))
        return {
            "sale_price": _text(max(1, price * rng.randint(50, 110) // 100), market),
            "sale_start": rng.choice(["", _start_text(rng, start, market.zone, "")]),
            "sale_end": rng.choice(["", _end_text(rng, end, market.zone, "")]),
        }

    def _other_prices(self, price: int, market: Marketplace) -> TextRow:
        """A business price, mostly below the listing's, and points where they are given."""
        rng = self.rng
        row = {}
        if rng.random() < 0.15:
            row["business_price"] = _text(max(1, price * rng.randint(60, 105) // 100), market)
        if market.currency == "JPY" and rng.random() < 0.5:
            row["points"] = str(rng.choice([0, 1, price * rng.randint(1, 15) // 100, price]))
        return row

    def promote(self, listing: TextRow) -> None:
        rng = self.rng
        market = MARKETPLACES[listing["marketplace"]]
        days = rng.choice([rng.randint(-2, 30), rng.randint(-2, 30), rng.randint(-2, 400)])
        anchor = self._wall(market) + timedelta(days=days)
        if rng.random() < 0.25:
            anchor = min(ODD_HOURS, key=lambda hour: abs(hour - anchor))
        for _ in range(rng.randint(1, 6)):
            self._add(listing, market, anchor)

    def _wall(self, market: Marketplace) -> datetime:
        return self.as_of.astimezone(market.zone).replace(tzinfo=None)

    def _add(self, listing: TextRow, market: Marketplace, anchor: datetime) -> None:
        """One promotion, on this listing and perhaps on others."""
        rng = self.rng
        targets = self._targets(listing)
        reached = self._reached(targets, listing)
        if any(self.loads[sku] >= MOST_PROMOTIONS for sku in reached):
            return
        kind = _pick(rng, {**KINDS, **OTHER_KINDS} if self.everything else KINDS)
        row = {"promotion_id": f"P-{len(self.promotions):04d}", "kind": kind}
        row |= {name: listing[name] for name in ("store", "marketplace")}
        row |= self._times(listing["sku"], market, anchor)
        row |= self._terms(kind)
        if self.everything:
            row |= self._buyers()
        value = self._value(kind, _minor(listing["price"], market), market)
        for target in targets:
            if len(targets) > 1 and rng.random() < 0.5:  # a value of its own for this target
                value = self._value(kind, _minor(listing["price"], market), market)
            copies = 2 if rng.random() < 0.03 else 1  # the same row twice is still one promotion
            self.promotions += [row | value | target for _ in range(copies)]
        for sku in reached:
            self.loads[sku] += 1

    def _targets(self, listing: TextRow) -> list[TextRow]:
        """One cell of targets for every row of the promotion; no two reach the same SKU."""
        rng = self.rng
        form = rng.random()
        shop = [row for row in self.listings if self._same_shop(row, listing)]
        others = [row["sku"] for row in rng.sample(shop, min(2, len(shop))) if row is not listing]
        if form < 0.2:
            return [{"asin": listing["asin"]}]
        if form < 0.25 and "parent_asin" in listing:
            return [{"asin": listing["parent_asin"]}]
        if form < 0.28:
            return [{"sku": listing["sku"], "asin": listing["asin"]}]
        if form < 0.38:
            return [{"sku": "; ".join([listing["sku"], *others])}]
        if form < 0.46:
            return [{"sku": sku} for sku in (listing["sku"], *others)]
        return [{"sku": listing["sku"]}]

    def _same_shop(self, row: TextRow, listing: TextRow) -> bool:
        return all(row[name] == listing[name] for name in ("store", "marketplace"))

    def _reached(self, targets: list[TextRow], listing: TextRow) -> set[str]:
        skus = {sku.strip() for target in targets for sku in target.get("sku", "").split(";")} - {""}
        if skus:
            return skus
        asin = targets[0]["asin"]
        return {
            row["sku"]
            for row in self.listings
            if self._same_shop(row, listing) and asin in (row["asin"], row.get("parent_asin"))
        }

    def _times(self, sku: str, market: Marketplace, anchor: datetime) -> TextRow:
        """Near the anchor or right after another's end: overlaps, and gaps no wider than the bands."""
        rng = self.rng
        row = {"timezone": rng.choice(["", "", "", "", rng.choice(ROW_ZONES)])}
        start = _whole(rng, anchor + timedelta(hours=rng.randint(-30, 30)))
        if anchor in ODD_HOURS and rng.random() < 0.4:
            start = anchor
        if self.ends.get(sku) and rng.random() < 0.35:
            start = rng.choice(self.ends[sku]) + timedelta(hours=rng.choice([0, 0, 1, 2, 4, 6, 8, 9, 10, 11]))
        length = rng.choice([rng.randint(2, 12), rng.randint(24, 150), 24 * rng.randint(1, 30)])
        end = start + timedelta(hours=length)
        if anchor in ODD_HOURS and start < anchor - timedelta(hours=2) and rng.random() < 0.3:
            end = anchor
        if rng.random() < 0.93:
            row["start"] = _start_text(rng, start, market.zone, row["timezone"])
        if rng.random() < 0.9:
            row["end"] = _end_text(rng, end, market.zone, row["timezone"])
            self.ends.setdefault(sku, []).append(end)
        return row | self._status(start, end, market, row["timezone"])

    def _status(self, start: datetime, end: datetime, market: Marketplace, row_zone: str) -> TextRow:
        rng = self.rng
        status = _pick(rng, STATUSES)
        if status not in ("cancelled", "ended") or rng.random() < 0.25:
            return {"status": status}
        if status == "ended" and end <= self._wall(market) + timedelta(days=1):
            return {"status": status}  # it ran its course: nobody cancelled it
        hours = (end - start) // timedelta(hours=1)
        stopped = start + timedelta(
            hours=rng.choice([rng.randint(0, hours), rng.randint(-12, 12), -3, 0, hours])
        )
        text = stopped.date().isoformat()
        if rng.random() < 0.8:
            text = _moment(rng, stopped, market.zone, row_zone)
        return {"status": status, "canceled_at": text}

    def _terms(self, kind: str) -> TextRow:
        """Switches, codes: whatever decides what it stacks with. Thresholds come with the value."""
        rng = self.rng
        row = {"stackable": rng.choice(["", "yes", "no", "yes"])}
        if kind in ("percentage_off", "amount_off") and rng.random() < 0.6:
            row |= rng.choice(
                [
                    {"claim_code": f"SAVE{rng.randrange(10**6)}"},
                    {"code_type": "group"},
                    {"claim_code": f"NEW{rng.randrange(10**6)}", "code_type": "single_use"},
                ]
            )
            row["combinability"] = rng.choice(
                ["", "preferential", "unrestricted", "unrestricted", "exclusive"]
            )
        elif kind in ("percentage_off", "amount_off"):
            row["code_type"] = rng.choice(["", "none"])
        elif kind == "social_code":
            row["claim_code"] = rng.choice(["", f"SOC{rng.randrange(10**6)}"])
        return row

    def _buyers(self) -> TextRow:
        """For whom, and how often: the latter never changes the price of a unit."""
        rng = self.rng
        row = {"audience": rng.choice(["", "", "", "all", "prime", "subscriber", "new_customer", "business"])}
        if rng.random() < 0.1:
            row["max_units_per_order"] = str(rng.randint(1, 5))
        if rng.random() < 0.1:
            row["one_per_customer"] = rng.choice(["yes", "no"])
        return row

    def _value(self, kind: str, price: int, market: Marketplace) -> TextRow:
        if kind == "buy_x_get_y":
            return self._cheaper_units(price, market)
        if kind == "quantity_discount":
            return {"min_quantity": str(self.rng.randint(2, 20))} | self._set_price(price, market)
        if kind in DEALS or kind in ("sale_price", "business_price"):
            return self._set_price(price, market)
        return self._reduction(kind, price, market)

    def _cheaper_units(self, price: int, market: Marketplace) -> TextRow:
        """Mostly one free; now and then more free than bought, or an amount above the price."""
        rng = self.rng
        row = {"buy_quantity": str(rng.randint(1, 4)), "get_quantity": str(rng.choice([1, 1, 1, 2, 3, 31]))}
        amount = _text(max(1, price * rng.randint(1, 120) // 100), market)
        return row | rng.choice(
            [
                {},
                {"discount_type": "percent", "discount_value": _percent(rng)},
                {"discount_type": "zhe", "discount_value": _zhe(rng)},
                {"discount_type": "amount", "discount_value": amount},
                {"discount_type": "price", "discount_value": amount},
            ]
        )

    def _set_price(self, price: int, market: Marketplace) -> TextRow:
        """Mostly below the selling price, now and then at it or above."""
        rng = self.rng
        share = rng.choice([rng.randint(40, 98), rng.randint(40, 98), rng.randint(40, 98), 100, 105])
        form = rng.choice(["price", "price", "percent", "amount"])
        value = {
            "price": _text(max(1, price * share // 100), market),
            "percent": _percent(rng),
            "amount": _text(max(1, price * rng.randint(1, 60) // 100), market),
        }[form]
        return {"discount_type": form, "discount_value": value}

    def _reduction(self, kind: str, price: int, market: Marketplace) -> TextRow:
        rng = self.rng
        form = rng.choice(["percent", "percent", "percent", "amount", "amount", "zhe"])
        amount = max(1, price * rng.choice([rng.randint(1, 40), rng.randint(1, 120)]) // 100)
        value = {"percent": _percent(rng), "amount": _text(amount, market), "zhe": _zhe(rng)}[form]
        row = {"discount_type": form, "discount_value": value}
        if rng.random() < (0.1 if kind in COUPONS else 0.3):
            spend = max(1, price * rng.randint(50, 400) // 100)
            row |= rng.choice(
                [
                    {"min_quantity": str(rng.randint(1, 5))},
                    {"min_spend": _text(spend, market)},
                    {"min_quantity": str(rng.randint(2, 3)), "min_spend": _text(spend, market)},
                ]
            )
        return row


# --- Floors at the edge --------------------------------------------------------------


def _move_floors_to_the_edge(rng: Random, shop: _Shop, floors: list[TextRow]) -> None:
    """A tenth of the floors to a price that is reached, and to its two neighbours."""
    verdict = evaluate(shop.listings, shop.promotions, floors, shop.as_of)
    priced = [row for row in floors if verdict.pieces.get(_key(row))]
    for row in rng.sample(priced, min(len(priced), 1 + len(floors) // 10)):
        piece = _any_piece(rng, verdict.pieces[_key(row)])
        market = MARKETPLACES[row["marketplace"]]
        price = rng.choice([piece.stacked, piece.stacked, piece.official])
        for column in ("cost", "fees", "min_margin_percent", "min_percent_of_price"):
            row.pop(column, None)
        row["floor"] = _text(max(1, price + rng.choice([-1, 0, 1])), market)
        for listing in shop.listings:
            if listing["sku"] == row["sku"]:
                listing.pop("min_price", None)  # or it might be the higher one


def _key(row: TextRow) -> Key:
    return row["store"], row["marketplace"], row["sku"]


def _any_piece(rng: Random, pieces: list[Piece]) -> Piece:
    """Mostly the lowest piece of the SKU, else any."""
    return min(pieces, key=lambda piece: piece.stacked) if rng.random() < 0.7 else rng.choice(pieces)
