"""What does a set of sheets mean, read as literally as possible?

Written from the specification alone and never from the engine, so that the two readings can be held against
each other. Nothing here is clever: exact fractions, every deal, every set of reductions, every piece of time.
Money is an integer of minor units, an instant is aware and in UTC, a window is half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil, floor
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

Row = Mapping[str, str]  # a sheet row: column name of the contract -> raw text; a missing key is a blank cell
Key = tuple[str, str, str]  # store, marketplace, SKU
Finding = tuple[str, str, datetime | None, datetime | None]  # rule, SKU, start, end
Rates = Mapping[tuple[str, str], Fraction]  # (currency, another) -> how much of the other one is worth


@dataclass(frozen=True, slots=True)
class Piece:
    """Constant prices between two instants; without an end it never stops."""

    start: datetime
    end: datetime | None
    selling: int
    stacked: int
    documented: int
    official: int  # the worst rules without guard bands: tells a handover gap from a real breach
    floor: int | None
    live: frozenset[str]
    live_official: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`at_rest` has the prices of SKUs on which at some time nothing runs."""

    pieces: dict[Key, list[Piece]]
    findings: set[Finding]
    at_rest: dict[Key, int]


# --- Tables --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marketplace:
    zone: ZoneInfo
    currency: str
    decimals: int
    near_zero: int


def _marketplace(zone: str, currency: str, decimals: int = 2, near_zero: int = 100) -> Marketplace:
    return Marketplace(ZoneInfo(zone), currency, decimals, near_zero)


# Only marketplaces whose near-zero amount is written down somewhere.
MARKETPLACES: Final[Mapping[str, Marketplace]] = {
    "US": _marketplace("America/Los_Angeles", "USD"),
    "CA": _marketplace("America/Los_Angeles", "CAD"),
    "MX": _marketplace("America/Los_Angeles", "MXN", near_zero=1000),
    "UK": _marketplace("Europe/London", "GBP"),
    "IE": _marketplace("Europe/Dublin", "EUR"),
    "DE": _marketplace("Europe/Berlin", "EUR"),
    "FR": _marketplace("Europe/Paris", "EUR"),
    "IT": _marketplace("Europe/Rome", "EUR"),
    "ES": _marketplace("Europe/Madrid", "EUR"),
    "NL": _marketplace("Europe/Amsterdam", "EUR"),
    "BE": _marketplace("Europe/Brussels", "EUR"),
    "JP": _marketplace("Asia/Tokyo", "JPY", decimals=0),
    "AU": _marketplace("Australia/Sydney", "AUD"),
}

COUPONS: Final = frozenset({"coupon", "reorder_coupon", "subscribe_save_coupon"})
DEALS: Final = frozenset(
    {"lightning_deal", "best_deal", "deal_of_the_day", "prime_exclusive", "price_discount", "outlet"}
)
REDUCTIONS: Final = COUPONS | {
    "percentage_off",
    "amount_off",
    "social_code",
    "brand_tailored",
    "buy_x_get_y",
    "subscribe_save",
}
UNBANDED: Final = frozenset({"subscribe_save"})  # of the reductions; what sets a price has no bands either
BUSINESS_PRICES: Final = frozenset({"business_price", "quantity_discount"})
KINDS: Final = DEALS | REDUCTIONS | BUSINESS_PRICES | {"sale_price"}

LIVING: Final = frozenset({"", "draft", "scheduled", "active", "paused", "needs_attention"})
STOPPED: Final = frozenset({"cancelled", "canceled"})

HORIZON: Final = timedelta(days=400)
# An open window ends just past the horizon: so it is told apart from one that was clipped there.
OPEN: Final = timedelta(seconds=1)

# May two reductions stand together? Every pair is written down once, in both orders by `_pair`.
ADD, BETTER = "add", "the better one"
SWITCH = "as the stackable switches say"
UNNAMED = "the better one as documented, both at worst"
PAIRS: Final[Mapping[tuple[str, str], str]] = {
    ("coupon", "coupon"): UNNAMED,
    ("coupon", "percentage_off"): SWITCH,
    ("coupon", "amount_off"): ADD,
    ("coupon", "social_code"): ADD,
    ("coupon", "preferential"): ADD,
    ("coupon", "unrestricted"): ADD,
    ("coupon", "exclusive"): ADD,
    ("coupon", "brand_tailored"): UNNAMED,
    ("coupon", "buy_x_get_y"): SWITCH,
    ("percentage_off", "percentage_off"): ADD,
    ("percentage_off", "amount_off"): ADD,
    ("percentage_off", "social_code"): ADD,
    ("percentage_off", "preferential"): ADD,
    ("percentage_off", "unrestricted"): ADD,
    ("percentage_off", "exclusive"): ADD,
    ("percentage_off", "brand_tailored"): UNNAMED,
    ("percentage_off", "buy_x_get_y"): UNNAMED,
    ("amount_off", "amount_off"): ADD,
    ("amount_off", "social_code"): ADD,
    ("amount_off", "preferential"): ADD,
    ("amount_off", "unrestricted"): ADD,
    ("amount_off", "exclusive"): ADD,
    ("amount_off", "brand_tailored"): UNNAMED,
    ("amount_off", "buy_x_get_y"): UNNAMED,
    ("social_code", "social_code"): UNNAMED,
    ("social_code", "preferential"): BETTER,
    ("social_code", "unrestricted"): ADD,
    ("social_code", "exclusive"): BETTER,
    ("social_code", "brand_tailored"): UNNAMED,
    ("social_code", "buy_x_get_y"): UNNAMED,
    ("preferential", "preferential"): BETTER,
    ("preferential", "unrestricted"): ADD,
    ("preferential", "exclusive"): BETTER,
    ("preferential", "brand_tailored"): UNNAMED,
    ("preferential", "buy_x_get_y"): UNNAMED,
    ("unrestricted", "unrestricted"): ADD,
    ("unrestricted", "exclusive"): BETTER,
    # "Unrestricted add with everything" meets "brand_tailored with anything": the latter names its kind.
    ("unrestricted", "brand_tailored"): UNNAMED,
    ("unrestricted", "buy_x_get_y"): UNNAMED,
    ("exclusive", "exclusive"): BETTER,
    ("exclusive", "brand_tailored"): UNNAMED,
    ("exclusive", "buy_x_get_y"): UNNAMED,
    ("brand_tailored", "brand_tailored"): UNNAMED,
    ("brand_tailored", "buy_x_get_y"): UNNAMED,
    ("buy_x_get_y", "buy_x_get_y"): UNNAMED,
    # Subscribe & save adds with everything, brand tailored included; of several the largest.
    ("subscribe_save", "coupon"): ADD,
    ("subscribe_save", "percentage_off"): ADD,
    ("subscribe_save", "amount_off"): ADD,
    ("subscribe_save", "social_code"): ADD,
    ("subscribe_save", "preferential"): ADD,
    ("subscribe_save", "unrestricted"): ADD,
    ("subscribe_save", "exclusive"): ADD,
    ("subscribe_save", "brand_tailored"): ADD,
    ("subscribe_save", "buy_x_get_y"): ADD,
    ("subscribe_save", "subscribe_save"): BETTER,
}

FORBIDDEN: Final = frozenset({"social_code", "lightning_deal", "best_deal"})  # each together with a coupon


# --- Numbers -------------------------------------------------------------------------


def _half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def _money(text: str, market: Marketplace) -> int:
    minor = Fraction(text) * 10**market.decimals
    if minor.denominator != 1 or minor < 0:
        raise ValueError(f"not an amount of {market.currency}: {text!r}")
    return int(minor)


def _money_or_none(text: str, market: Marketplace) -> int | None:
    return _money(text, market) if text else None


def _share(text: str) -> Fraction:
    """A percentage as a share of one."""
    share = Fraction(text) / 100
    if not 0 <= share <= 1:
        raise ValueError(f"not a percentage: {text!r}")
    return share


def _zhe_share(text: str) -> Fraction:
    """7 zhe is what is left to pay, in tenths: 30 % off."""
    zhe = Fraction(text)
    if not 0 < zhe < 10:
        raise ValueError(f"not a zhe: {text!r}")
    return 1 - zhe / 10


# --- Time ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    start: datetime
    end: datetime

    def covers(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


def _is_date(text: str) -> bool:
    return len(text) == len("2026-11-01")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _readings(text: str, zone: ZoneInfo) -> list[datetime]:
    """The instants a text may mean: two where a clock change lets a local time occur twice or never."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return [moment.astimezone(UTC)]
    return [moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]


def _start_instant(text: str, home: ZoneInfo, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    if _is_date(text):
        return _midnight(date.fromisoformat(text), home)
    return min(_readings(text, zone))


def _end_instant(text: str, home: ZoneInfo, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    if _is_date(text):
        return _midnight(date.fromisoformat(text) + timedelta(days=1), home)
    instant = max(_readings(text, zone))
    local = instant.astimezone(home)
    if local.time() in (time(23, 59), time(23, 59, 59)):
        return _midnight(local.date() + timedelta(days=1), home)
    return instant


def _earlier(end: datetime | None, other: datetime) -> datetime:
    return other if end is None else min(end, other)


def _later_by(instant: datetime | None, lag: timedelta) -> datetime | None:
    return None if instant is None else instant + lag


def _clip(start: datetime | None, end: datetime | None, as_of: datetime) -> Window:
    """What is left of a window between now and the horizon; nothing is left where start >= end."""
    horizon = as_of + HORIZON
    return Window(
        as_of if start is None else max(start, as_of),
        horizon + OPEN if end is None else min(end, horizon),
    )


def _bands(kind: str) -> tuple[timedelta, timedelta]:
    if kind in COUPONS:
        return timedelta(hours=6), timedelta(hours=4)
    if kind in REDUCTIONS - UNBANDED:
        return timedelta(hours=4), timedelta(hours=4)
    return timedelta(0), timedelta(0)


@dataclass(frozen=True, slots=True)
class Windows:
    documented: Window
    official: Window
    worst: Window


def _windows(
    kind: str, start: datetime | None, end: datetime | None, canceled_at: datetime | None, as_of: datetime
) -> Windows | None:
    """The three windows of a promotion, or None where it is set aside."""
    before, lag = _bands(kind)
    documented_end = official_end = end
    worst_end = _later_by(end, lag)
    if canceled_at is not None and kind in COUPONS:
        if start is not None and canceled_at <= start:
            return None  # nobody can have clipped it
        documented_end = _earlier(end, canceled_at)  # but whoever clipped it redeems until the official end
    elif canceled_at is not None:
        documented_end = official_end = _earlier(end, canceled_at + lag)
        worst_end = _earlier(end, canceled_at) + lag
    worst_start = _later_by(start, -before)
    if worst_end is not None and worst_end <= max(as_of, worst_start or as_of):
        return None  # over, with its lag, or called off before it could begin
    if worst_start is not None and worst_start >= as_of + HORIZON:
        return None  # nothing beyond the horizon is judged
    return Windows(
        _clip(start, documented_end, as_of),
        _clip(start, official_end, as_of),
        _clip(worst_start, worst_end, as_of),
    )


# --- Rows ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listing:
    price: int
    asins: frozenset[str]  # its own and its parent's
    sale: tuple[int, Window] | None
    business_price: int | None
    points: int  # yen that come back with every unit
    min_price: int | None
    occasions: tuple[Window, ...]  # the sale's; what stands there for good promotes nothing


@dataclass(frozen=True, slots=True)
class Promotion:
    id: str
    kind: str
    form: str  # percent (a zhe too), amount, price
    value: Fraction  # a share of one, or minor units
    stackable: str
    combinability: str  # blank: no code
    min_quantity: int
    min_spend: int
    buy: int  # of buy + get units get are cheaper
    get: int
    business: bool  # for business accounts only
    windows: Windows

    @property
    def family(self) -> str:
        """The name under which `PAIRS` knows it."""
        if self.kind in COUPONS:
            return "coupon"
        return self.combinability or self.kind


def _cell(row: Row, column: str) -> str:
    return row.get(column, "").strip()


def _word(row: Row, column: str) -> str:
    return _cell(row, column).lower().replace(" ", "_").replace("-", "_")


def _check_currency(row: Row, market: Marketplace) -> None:
    if _cell(row, "currency") not in ("", market.currency):
        raise ValueError(f"{_cell(row, 'currency')} in a marketplace that sells in {market.currency}")


def _written_in(row: Row, market: Marketplace, rates: Rates) -> Marketplace:
    """The marketplace, as if it sold in the currency that a row is in where a rate leads from that to its own."""
    written = _cell(row, "currency") or market.currency
    if (written, market.currency) not in rates:
        _check_currency(row, market)
        return market
    decimals = next((each.decimals for each in MARKETPLACES.values() if each.currency == written), 2)
    return replace(market, currency=written, decimals=decimals)


def _market(row: Row) -> Marketplace:
    market = MARKETPLACES[_cell(row, "marketplace")]
    _check_currency(row, market)
    return market


def _key(row: Row, sku: str) -> Key:
    return _cell(row, "store"), _cell(row, "marketplace"), sku


def _names(row: Row, column: str) -> list[str]:
    return [name.strip() for name in _cell(row, column).split(";") if name.strip()]


def _listing(row: Row, as_of: datetime) -> Listing:
    market = _market(row)
    sale, occasions = None, []
    if _cell(row, "sale_price"):
        start = _start_instant(_cell(row, "sale_start"), market.zone, market.zone)
        end = _end_instant(_cell(row, "sale_end"), market.zone, market.zone)
        sale = _money(_cell(row, "sale_price"), market), _clip(start, end, as_of)
        occasions.append(sale[1])
    return Listing(
        price=_money(_cell(row, "price"), market),
        asins=frozenset({_cell(row, "asin"), _cell(row, "parent_asin")} - {""}),
        sale=sale,
        business_price=_money_or_none(_cell(row, "business_price"), market),
        points=_points(row, market),
        min_price=_money_or_none(_cell(row, "min_price"), market),
        occasions=tuple(occasions),
    )


def _points(row: Row, market: Marketplace) -> int:
    """Only the Japanese marketplace gives points; one point is one yen."""
    points = int(_cell(row, "points") or 0)
    if points < 0 or (points and market.currency != "JPY"):
        raise ValueError(f"points where none are given: {row!r}")
    return points


def _canceled_at(
    row: Row, end: datetime | None, market: Marketplace, zone: ZoneInfo, as_of: datetime
) -> datetime | None:
    """When it was stopped; None where it runs its course."""
    status = _word(row, "status")
    ended_early = status == "ended" and (end is None or end > as_of)
    if status in STOPPED or ended_early:
        return _end_instant(_cell(row, "canceled_at"), market.zone, zone) or as_of
    if status not in LIVING and status != "ended":
        raise ValueError(f"unknown status {status!r}")
    return None


def _row_windows(row: Row, kind: str, as_of: datetime) -> Windows | None:
    if _word(row, "status") == "rejected":
        return None
    market = _market(row)
    zone = ZoneInfo(_cell(row, "timezone")) if _cell(row, "timezone") else market.zone
    start = _start_instant(_cell(row, "start"), market.zone, zone)
    end = _end_instant(_cell(row, "end"), market.zone, zone)
    return _windows(kind, start, end, _canceled_at(row, end, market, zone, as_of), as_of)


def _form_and_value(row: Row, kind: str) -> tuple[str, Fraction]:
    form, value = _word(row, "discount_type"), _cell(row, "discount_value")
    if kind == "buy_x_get_y" and form in ("", "percent") and not value:
        return "percent", Fraction(1)  # the cheaper units are free
    if form == "percent":
        return "percent", _share(value)
    if form == "zhe":
        return "percent", _zhe_share(value)
    if form == "amount" or (form == "price" and kind not in REDUCTIONS - {"buy_x_get_y"}):
        return form, Fraction(_money(value, _market(row)))
    raise ValueError(f"a {kind} by {form!r}")


def _combinability(row: Row, kind: str) -> str:
    coded = bool(_cell(row, "claim_code")) or _word(row, "code_type") in ("group", "single_use")
    if kind not in ("percentage_off", "amount_off") or not coded:
        return ""
    return _word(row, "combinability") or "preferential"


def _promotion(row: Row, as_of: datetime) -> Promotion | None:
    """The promotion of a row, or None where it is set aside."""
    kind = _word(row, "kind")
    buy, get = (int(_cell(row, column) or 0) for column in ("buy_quantity", "get_quantity"))
    if kind not in KINDS or not _cell(row, "promotion_id"):
        raise ValueError(f"not a promotion: {row!r}")
    if kind == "buy_x_get_y" and not (buy > 0 and get > 0):
        raise ValueError(f"buy how many, get how many? {row!r}")
    windows = _row_windows(row, kind, as_of)
    if windows is None:
        return None
    form, value = _form_and_value(row, kind)
    return Promotion(
        id=_cell(row, "promotion_id"),
        kind=kind,
        form=form,
        value=value,
        stackable=_word(row, "stackable"),
        combinability=_combinability(row, kind),
        min_quantity=int(_cell(row, "min_quantity") or 0),
        min_spend=_money(_cell(row, "min_spend") or "0", _market(row)),
        buy=buy,
        get=get,
        business=kind in BUSINESS_PRICES or _word(row, "audience") == "business",
        windows=windows,
    )


def _targets(row: Row, listings: Mapping[Key, Listing]) -> list[Key]:
    """The listings that a row reaches; a target that finds none is not this module's business."""
    skus, asins = _names(row, "sku"), set(_names(row, "asin"))
    named = [_key(row, sku) for sku in skus if _key(row, sku) in listings]
    if not asins:
        return named
    if not skus:
        shop = _key(row, "")[:2]
        return [key for key, listing in listings.items() if key[:2] == shop and listing.asins & asins]
    if not all(listings[key].asins & asins for key in named):
        raise ValueError(f"SKU and ASIN disagree: {row!r}")
    return named


def _carried(
    rows: Iterable[Row], listings: Mapping[Key, Listing], as_of: datetime
) -> dict[Key, list[Promotion]]:
    """What every SKU carries. Reached twice by the same promotion, it carries it once."""
    carried: dict[Key, list[Promotion]] = {}
    for row in rows:
        promotion = _promotion(row, as_of)
        if promotion is None:
            continue
        for key in _targets(row, listings):
            mine = carried.setdefault(key, [])
            if promotion not in mine:
                mine.append(promotion)
    return carried


def _floor(listing: Listing, row: Row | None, market: Marketplace, selling: int, rates: Rates) -> int | None:
    """The highest of what is given; a share is one of the listing's price, or of a sale price above it.

    What stands in another currency is exchanged exactly; each floor is rounded up once, when it is all that there is.
    """
    given = [listing.min_price]
    if row is not None:
        written = _written_in(row, market, rates)
        rate = Fraction(1) if written is market else rates[written.currency, market.currency]
        worth = rate * Fraction(10) ** (market.decimals - written.decimals)
        if _cell(row, "floor"):
            given.append(ceil(_money(_cell(row, "floor"), written) * worth))
        if _cell(row, "cost"):
            spent = _money(_cell(row, "cost"), written) + _money(_cell(row, "fees") or "0", written)
            given.append(ceil(spent * worth / (1 - _share(_cell(row, "min_margin_percent") or "0"))))
        if _cell(row, "min_percent_of_price"):
            given.append(ceil(max(listing.price, selling) * _share(_cell(row, "min_percent_of_price"))))
    return max((amount for amount in given if amount is not None), default=None)


# --- Price ---------------------------------------------------------------------------


def _set_price(promotion: Promotion, price: int) -> int:
    """The price that a sale or a deal sets, off the given one where it is not a price itself."""
    if promotion.form == "price":
        return int(promotion.value)
    off = promotion.value if promotion.form == "amount" else price * promotion.value
    return max(0, price - _half_up(off))


def _sale(listing: Listing, live: Iterable[Promotion], instant: datetime) -> int:
    """The listing's price, or the lowest sale price in force, be it higher."""
    sales = [_set_price(promotion, listing.price) for promotion in live if promotion.kind == "sale_price"]
    if listing.sale is not None and listing.sale[1].covers(instant):
        sales.append(listing.sale[0])
    return min(sales, default=listing.price)


def _sellings(listing: Listing, live: Sequence[Promotion], instant: datetime, business: bool) -> list[int]:
    """What a buyer may pay without deals and reductions: every price that counts as the selling price.

    A business account pays its own price: that is its selling price, of several the lowest. Where everybody pays less, the
    specification does not say that it pays more: then it may be either, as a higher price can end lower (the money off that
    is a share of it comes off a deal's price). Who buys enough units pays a tier, or the price of one unit all the same.
    """
    everybodys = _sale(listing, live, instant)
    if not business:
        return [everybodys]
    prices = [_set_price(promotion, everybodys) for promotion in live if promotion.kind == "business_price"]
    if listing.business_price is not None:
        prices.append(listing.business_price)
    own = min(prices, default=everybodys)
    singles = [own, everybodys] if own > everybodys else [own]
    # A tier is of the price of one unit; the units that it asks for count for no other threshold.
    tiers = [promotion for promotion in live if promotion.kind == "quantity_discount"]
    return [*singles, *(_set_price(tier, single) for single in singles for tier in tiers)]


def _starting_points(live: Iterable[Promotion], selling: int) -> list[tuple[str, int]]:
    """(deal kind or blank, price before reductions), one for every way to buy."""
    deals = [(deal.kind, _set_price(deal, selling)) for deal in live if deal.kind in DEALS]
    running = [(kind, price) for kind, price in deals if price <= selling]
    if all(kind == "prime_exclusive" for kind, _ in running):  # also where none runs
        return [*running, ("", selling)]
    return running


def _bases(deal: str, before: int, selling: int, worst: bool) -> list[int]:
    """What percentages may be taken of, all together."""
    if deal in ("", "lightning_deal"):
        return [selling]
    return [before, selling] if worst else [before]


def _units(promotion: Promotion, before: int) -> int:
    """The fewest units that reach the thresholds; 0 where none do."""
    if before == 0:
        return 0 if promotion.min_quantity or promotion.min_spend else 1
    return max(1, promotion.min_quantity, ceil(Fraction(promotion.min_spend, before)))


def _rounded_price(price: Fraction, worst: bool) -> int:
    return floor(price) if worst else _half_up(price)


def _units_off(promotion: Promotion, before: int, worst: bool) -> int:
    """What cheaper units take off each unit: the price per unit is rounded, not the money off."""
    off = {
        "percent": before * promotion.value,
        "amount": min(promotion.value, Fraction(before)),
        "price": max(Fraction(0), before - promotion.value),
    }[promotion.form]
    return before - _rounded_price(before - promotion.get * off / (promotion.buy + promotion.get), worst)


def _money_off(promotion: Promotion, before: int, base: int, selling: int, worst: bool) -> int:
    """What one reduction takes off one unit."""
    if promotion.kind == "buy_x_get_y":
        return _units_off(promotion, before, worst)
    units = _units(promotion, before)
    if units == 0:
        return 0
    if promotion.form == "percent":
        # Subscribe & save is a share of the selling price under every deal, in both readings.
        return _half_up((selling if promotion.kind == "subscribe_save" else base) * promotion.value)
    per_unit = promotion.value / units
    return ceil(per_unit) if worst else _half_up(per_unit)


def _pair(one: Promotion, other: Promotion) -> str:
    return PAIRS.get((one.family, other.family)) or PAIRS[other.family, one.family]


def _may_stand_together(one: Promotion, other: Promotion, worst: bool) -> bool:
    rule = _pair(one, other)
    if rule == SWITCH:
        yes = ("yes", "") if worst else ("yes",)
        return one.stackable in yes and other.stackable in yes
    return rule == ADD or (rule == UNNAMED and worst)


def _bundles(reductions: Sequence[Promotion], worst: bool) -> Iterator[tuple[int, ...]]:
    """Every set in which every pair may stand together, by position, the empty one first."""
    for size in range(len(reductions) + 1):
        for bundle in combinations(range(len(reductions)), size):
            pairs = combinations([reductions[place] for place in bundle], 2)
            if all(_may_stand_together(one, other, worst) for one, other in pairs):
                yield bundle


def _lowest_of_buyer(selling: int, live: Sequence[Promotion], points: int, worst: bool) -> int:
    """The lowest price over every way to buy and every set of reductions."""
    reductions = [promotion for promotion in live if promotion.kind in REDUCTIONS]
    bundles = list(_bundles(reductions, worst))
    ends = []
    for deal, before in _starting_points(live, selling):
        for base in _bases(deal, before, selling, worst):
            off = [_money_off(reduction, before, base, selling, worst) for reduction in reductions]
            ends += [max(0, before - points - sum(off[place] for place in bundle)) for bundle in bundles]
    return min(ends)


def _everybodys(live: Iterable[Promotion]) -> list[Promotion]:
    return [promotion for promotion in live if not promotion.business]


def _lowest(listing: Listing, live: Sequence[Promotion], instant: datetime, worst: bool) -> int:
    """The lowest price of either buyer: a business account has everything that the others have, and more.

    Points are money off that adds to everything, in both readings. They make no segment of their own: wherever
    something else runs, in whichever reading, they count.
    """
    buyers = [(_everybodys(live), False)]
    if listing.business_price is not None or len(buyers[0][0]) < len(live):
        buyers.append((list(live), True))
    return min(
        _lowest_of_buyer(selling, theirs, listing.points, worst)
        for theirs, business in buyers
        for selling in _sellings(listing, theirs, instant, business)
    )


# --- Pieces --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """One SKU with everything that decides its price, and how low that may be."""

    market: Marketplace
    listing: Listing
    promotions: Sequence[Promotion]
    floor_row: Row | None
    rates: Rates

    def floor(self, selling: int) -> int | None:
        """How low it may go while it sells at that."""
        return _floor(self.listing, self.floor_row, self.market, selling, self.rates)


def _cuts(case: Case, as_of: datetime) -> list[datetime]:
    """Every instant at which something may change, and the horizon."""
    windows = [*case.listing.occasions]
    for promotion in case.promotions:
        windows += [promotion.windows.documented, promotion.windows.official, promotion.windows.worst]
    cuts = {as_of, as_of + HORIZON}
    for window in windows:
        if window.start < window.end:
            cuts |= {window.start, window.end}
    return sorted(cuts)


def _piece(case: Case, start: datetime, end: datetime | None) -> Piece:
    worst = [promotion for promotion in case.promotions if promotion.windows.worst.covers(start)]
    official = [promotion for promotion in case.promotions if promotion.windows.official.covers(start)]
    documented = [promotion for promotion in case.promotions if promotion.windows.documented.covers(start)]
    # A sale price has no bands: the same in every reading.
    selling = _sale(case.listing, _everybodys(worst), start)
    return Piece(
        start=start,
        end=end,
        selling=selling,
        stacked=_lowest(case.listing, worst, start, worst=True),
        documented=_lowest(case.listing, documented, start, worst=False),
        official=_lowest(case.listing, official, start, worst=True),
        floor=case.floor(selling),
        live=frozenset(promotion.id for promotion in worst),
        live_official=frozenset(promotion.id for promotion in official),
    )


def _pieces(case: Case, as_of: datetime) -> list[Piece]:
    horizon = as_of + HORIZON
    return [
        _piece(case, start, None if end == horizon and _goes_on(case, start, horizon) else end)
        for start, end in pairwise(_cuts(case, as_of))
        if start < horizon and any(window.covers(start) for window in _occasions(case))
    ]


def _rests(case: Case, as_of: datetime) -> bool:
    """Whether at some time up to the horizon nothing runs."""
    cuts = (cut for cut in _cuts(case, as_of) if as_of <= cut < as_of + HORIZON)
    return any(not any(window.covers(cut) for window in _occasions(case)) for cut in cuts)


def _goes_on(case: Case, start: datetime, horizon: datetime) -> bool:
    """Whether anything that runs now has no end; what comes beyond the horizon is not judged."""
    return any(window.covers(start) and window.end > horizon for window in _occasions(case))


def _occasions(case: Case) -> Iterator[Window]:
    """When a SKU is looked at: while a promotion runs, or a sale stands in its listing."""
    yield from (promotion.windows.worst for promotion in case.promotions)
    yield from case.listing.occasions


# --- Judgement -----------------------------------------------------------------------


def _below(price: int, floor: int | None) -> bool:
    return floor is not None and price < floor


def _near_zero(price: int, case: Case) -> bool:
    return price <= case.market.near_zero or price <= Fraction(case.listing.price, 10)


def _forbidden(ids: frozenset[str], case: Case) -> bool:
    kinds = {promotion.kind for promotion in case.promotions if promotion.id in ids}
    return bool(kinds & COUPONS) and bool(kinds & FORBIDDEN)


def _broken(piece: Piece, case: Case) -> set[str]:
    """The rules that a piece breaks."""
    real = {
        "PC101": _below(piece.official, piece.floor),
        "PC102": _near_zero(piece.official, case),
        "PC201": _forbidden(piece.live_official, case),
    }
    with_bands = {
        "PC101": _below(piece.stacked, piece.floor),
        "PC102": _near_zero(piece.stacked, case),
        "PC201": _forbidden(piece.live, case),
    }
    broken = {rule for rule in real if real[rule]}
    if any(with_bands[rule] and not real[rule] for rule in real):
        broken.add("PC202")
    return broken


def _runs(pieces: Iterable[Piece]) -> Iterator[tuple[datetime, datetime | None]]:
    """Touching pieces as one window."""
    start: datetime | None = None
    end: datetime | None = None
    for piece in pieces:
        if start is not None and end != piece.start:
            yield start, end
            start = None
        start = piece.start if start is None else start
        end = piece.end
    if start is not None:
        yield start, end


def _findings(sku: str, case: Case, pieces: Sequence[Piece]) -> Iterator[Finding]:
    if case.floor(case.listing.price) is None:
        yield "PC103", sku, None, None
    for rule in ("PC101", "PC102", "PC201", "PC202"):
        for start, end in _runs(piece for piece in pieces if rule in _broken(piece, case)):
            yield rule, sku, start, end


def evaluate(
    listings: Sequence[Row],
    promotions: Sequence[Row],
    floors: Sequence[Row],
    as_of: datetime,
    rates: Rates = MappingProxyType({}),
) -> Verdict:
    """Prices and findings of every SKU with a promotion that is not set aside, or a sale or business price in its listing.

    `rates` says what one of a currency is worth in another, for floors and costs.
    """
    as_of = as_of.astimezone(UTC)
    shelf = {_key(row, _cell(row, "sku")): _listing(row, as_of) for row in listings if _cell(row, "price")}
    floor_rows = {_key(row, _cell(row, "sku")): row for row in floors}
    pieces: dict[Key, list[Piece]] = {}
    findings: set[Finding] = set()
    at_rest: dict[Key, int] = {}
    promoted = _carried(promotions, shelf, as_of)
    by_themselves = {
        key
        for key, listing in shelf.items()
        if any(window.start < window.end for window in listing.occasions)
    }
    for key in sorted(promoted.keys() | by_themselves):
        carried = promoted.get(key, [])
        market = MARKETPLACES[key[1]]
        case = Case(market, shelf[key], carried, floor_rows.get(key), rates)
        pieces[key] = _pieces(case, as_of)
        findings |= set(_findings(key[2], case, pieces[key]))
        if _rests(case, as_of):
            at_rest[key] = case.listing.price
    return Verdict(pieces, findings, at_rest)
