"""Random tables of every layout: first what each row says, typed, then cells that say it in some style of writing.

Nothing here asks the product how a value is written or what it means: marketplaces, words and the arithmetic of dates
are this file's own. Only the headers come from the layouts.

A table is `clear` where each number and date can be read in one way only, so that it has to be read. Otherwise its
numbers may be refused (`1.234`), but never read as others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from promocheck.exports import Layout, layouts
from promocheck.model.kind import Combinability, Form, Kind, Status, Switch
from promocheck.tables import NO_COUNT, NO_END, NO_MONEY, NO_START

# --- The world -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Market:
    """A marketplace, and what its sellers call its clock in winter and in summer."""

    code: str
    id: str
    zone: str
    currency: str
    abbreviations: tuple[str, str] | None = None
    day_first: bool | None = True

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


MARKETS: Final = {
    each.code: each
    for each in (
        Market("US", "ATVPDKIKX0DER", "America/Los_Angeles", "USD", ("PST", "PDT"), day_first=False),
        Market("UK", "A1F83G8C2ARO7P", "Europe/London", "GBP", ("GMT", "BST")),
        Market("DE", "A1PA6795UKMFR9", "Europe/Berlin", "EUR", ("MEZ", "MESZ")),
        Market("FR", "A13V1IB3VIYZZH", "Europe/Paris", "EUR", ("CET", "CEST")),
        Market("PL", "A1C3SOZRARQ6R3", "Europe/Warsaw", "PLN", ("CET", "CEST")),
        Market("BR", "A2Q3Y263D00KWC", "America/Sao_Paulo", "BRL", ("BRT", "BRT")),
        Market("JP", "A1VC38T7YXB528", "Asia/Tokyo", "JPY", ("JST", "JST"), day_first=None),
        Market("IN", "A21TJRUUN4KGV", "Asia/Kolkata", "INR", ("IST", "IST")),
        Market("AU", "A39IBJ37TRP1C6", "Australia/Sydney", "AUD", ("AEST", "AEDT")),
        Market("CN", "CN", "Asia/Shanghai", "CNY", ("CST", "CST"), day_first=None),
        Market("KW", "KW", "Asia/Kuwait", "KWD"),
        Market("PH", "PH", "Asia/Manila", "PHP", day_first=False),
    )
}
DIGITS: Final = {"JPY": 0, "KWD": 3}  # of the others 2
SIGNS: Final = {
    "USD": ("$", "US$", "USD"),
    "GBP": ("£", "GBP"),
    "EUR": ("€", "EUR"),
    "PLN": ("zł", "PLN"),
    "BRL": ("R$", "BRL"),
    "JPY": ("¥", "円", "JPY"),
    "INR": ("₹", "Rs.", "INR"),
    "AUD": ("$", "A$", "AUD"),
    "CNY": ("¥", "元", "CNY"),
    "KWD": ("KD", "KWD"),
    "PHP": ("₱", "PHP"),
}
MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ROW_ZONES: Final = ("UTC", "America/New_York", "Asia/Shanghai", "Europe/Berlin", "+08:00", "GMT-3")
ROW_CLOCKS: Final = {
    "UTC": UTC,
    "+08:00": timezone(timedelta(hours=8)),
    "GMT-3": timezone(timedelta(hours=-3)),
}

# --- What cells say ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: `units` of which 10 to the power of `digits` make one; `of` a currency, `%`, `折`, or nothing.

    Of some only their sign says what they are.
    """

    units: int
    digits: int = 0
    of: str = ""
    signed: bool = False

    @property
    def number(self) -> int | float:
        whole, rest = divmod(self.units, 10**self.digits)
        return self.units / float(10**self.digits) if rest else whole


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment, in UTC seconds; a `date` alone is a day."""

    seconds: int

    def at(self, clock: ZoneInfo | timezone) -> datetime:
        return datetime.fromtimestamp(self.seconds, clock)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the trade as it is written, and what it means."""

    written: str
    means: Any


@dataclass(frozen=True, slots=True)
class Names:
    """SKUs or ASINs in one cell."""

    each: tuple[str, ...]


Value = Figure | Instant | date | Word | Names | str | None
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says, by field and part; a field outside any part is in part "".

    Parts are the offers of several marketplaces in one row, or the weeks of a report.
    """

    market: Market
    values: Mapping[tuple[str, str], Value]

    def of(self, part: str) -> dict[str, Value]:
        return {name: value for (name, of_part), value in self.values.items() if of_part in {"", part}}

    def market_of(self, part: str) -> Market:
        return MARKETS.get(part, self.market)

    def clock_of(self, part: str) -> ZoneInfo | timezone:
        """The clock of times that name none: the row's own, else the marketplace's."""
        zone = self.values.get(("timezone", ""))
        if isinstance(zone, str):
            return ROW_CLOCKS.get(zone) or ZoneInfo(zone)
        return self.market_of(part).clock


# --- How cells are written -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Style:
    """How a column is written. `real`: numbers and dates are a spreadsheet's own."""

    mark: str = "."
    group: str = ""
    trimmed: bool = False
    sign: int | None = None  # which of a currency's
    sign_first: bool = True
    space: str = ""
    percent: str = ""
    clear: bool = True
    day: str = "iso"
    zone: str = ""
    seconds: bool = False
    half_days: bool = False
    contrary: bool = False  # numeric dates in the order that is not the marketplace's
    real: bool = False
    serial: bool = False  # dates are bare numbers


@dataclass(frozen=True, slots=True)
class Real:
    """A cell of a spreadsheet that is a number or a date, and its number format."""

    value: float | date
    shown: str = "General"


Cell = str | Real
_NUMERIC_DAYS: Final = {"numeric /": "/", "numeric -": "-", "numeric .": "."}
_DAYS: Final = ("iso", "iso", "slashes", "chinese", "english", "american", *_NUMERIC_DAYS)
_CODE: Final = -1  # of a currency's signs the ISO code, which every encoding has
_GROUPS: Final = ("", "", "other", " ", "\u00a0", "\u202f", "'", "’")


def random_style(
    chance: Random, allows: Callable[[str], bool], *, clear: bool, real: bool, contrary: bool
) -> Style:
    def one_of(choices: Sequence[str]) -> str:
        return chance.choice([each for each in choices if allows(each)])

    signs = (None, None, 0, 1, 2) if allows("€£¥₹₱zł円元") else (None, _CODE)
    return Style(
        mark=chance.choice(".,"),
        group=one_of(_GROUPS if clear else ("", "other")),
        trimmed=chance.random() < 0.4,
        sign=chance.choice(signs),
        sign_first=chance.random() < 0.5,
        space=one_of(("", " ", "\u00a0")),
        percent=one_of(("", "%", " %", "％")),
        clear=clear,
        day=chance.choice([each for each in _DAYS if each != "chinese" or allows("年月日")]),
        zone=chance.choice(("", "", "Z", "offset", "abbreviation")),
        seconds=chance.random() < 0.5,
        half_days=chance.random() < 0.3,
        contrary=contrary,
        real=real and chance.random() < 0.8,
        serial=chance.random() < 0.2,
    )


def figure_text(figure: Figure, style: Style) -> str:
    """`1,234.50 $`, in the column's own way."""
    text = number_text(figure, style)
    if figure.of == "%":
        must = figure.signed or figure.units < 100  # 0.5 could be a share: half of the price
        return text + (style.percent or ("%" if must else ""))
    if figure.of == "折":
        return text + ("折" if style.percent else "")
    if not figure.of or (style.sign is None and not figure.signed):
        return text
    signs = SIGNS[figure.of]
    sign = signs[_CODE if style.sign is None else style.sign % len(signs)]
    return sign + style.space + text if style.sign_first else text + style.space + sign


def number_text(figure: Figure, style: Style) -> str:
    whole, rest = divmod(figure.units, 10**figure.digits)
    decimals = f"{rest:0{figure.digits}}" if figure.digits else ""
    if style.clear:
        decimals = decimals[:2]  # clear amounts in fils end in 0
    if style.trimmed:
        decimals = decimals.rstrip("0")
    group = style.group if style.group != "other" else ("," if style.mark == "." else ".")
    if style.clear and group in {".", ","} and not decimals:  # 1,234 may be 1.234
        group = ""
    if figure.of == "INR" and group == ",":
        return lakhs(whole) + ("." + decimals if decimals else "")
    return f"{whole:,}".replace(",", group) + (style.mark + decimals if decimals else "")


def lakhs(whole: int) -> str:
    """12,34,567"""
    head, tail = divmod(whole, 1000)
    if not head:
        return str(tail)
    pairs = re.sub(r"(?<=\d)(?=(?:\d\d)+$)", ",", str(head))
    return f"{pairs},{tail:03}"


def day_text(day: date, style: Style, market: Market) -> str:
    mark = _NUMERIC_DAYS.get(style.day, "")
    if mark and mark != "." and market.day_first is None:
        return day.isoformat()  # neither order is this marketplace's
    if mark:
        day_first = mark == "." or market.day_first is not style.contrary
        first, second = (day.day, day.month) if day_first else (day.month, day.day)
        return mark.join((f"{first:02}", f"{second:02}", str(day.year)))
    return {
        "iso": day.isoformat(),
        "slashes": f"{day.year}/{day.month}/{day.day}",
        "chinese": f"{day.year}年{day.month}月{day.day}日",
        "english": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        "american": f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    }[style.day]


def moment_text(moment: Instant, style: Style, row: Row, part: str) -> str:
    """A date with a time; in UTC where a clock that is put back would show it twice."""
    market = row.market_of(part)
    wall, zone = moment.at(row.clock_of(part)), ""
    if style.zone == "Z":
        wall, zone = moment.at(UTC), " UTC" if style.half_days else "Z"
    elif style.zone == "offset":
        offset = timedelta(hours=moment.seconds // 60 % 27 - 12)
        wall, zone = moment.at(timezone(offset)), datetime(2026, 1, 1, tzinfo=timezone(offset)).strftime("%z")
    elif style.zone == "abbreviation" and market.abbreviations:
        wall = moment.at(market.clock)
        zone = " " + market.abbreviations[bool(wall.dst())]
    if not shown_once(wall):
        return f"{moment.at(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"{day_text(wall.date(), style, market)} {time_text(wall, style)}{zone}"


def time_text(wall: datetime, style: Style) -> str:
    seconds = f":{wall.second:02}" if style.seconds or wall.second else ""
    if style.half_days:
        return f"{(wall.hour - 1) % 12 + 1}:{wall.minute:02}{seconds} {'AM' if wall.hour < 12 else 'PM'}"
    return f"{wall.hour:02}:{wall.minute:02}{seconds}"


def shown_once(wall: datetime) -> bool:
    return wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset()


def written(value: Value, style: Style, row: Row, part: str, epoch: date) -> Cell:
    """The cell that says a value."""
    if style.real:
        real = real_cell(value, style, row, part, epoch)
        if real is not None:
            return real
    if isinstance(value, Figure):
        return figure_text(value, style)
    if isinstance(value, Instant):
        return moment_text(value, style, row, part)
    if isinstance(value, date):
        return day_text(value, style, row.market_of(part))
    if isinstance(value, Names):
        return ";".join(value.each)
    return value.written if isinstance(value, Word) else value or ""


def real_cell(value: Value, style: Style, row: Row, part: str, epoch: date) -> Real | None:
    """The value as a spreadsheet holds it; None for texts."""
    if isinstance(value, Figure):
        return real_figure(value, style)
    if isinstance(value, Instant):
        return real_moment(value.at(row.clock_of(part)), style, epoch)
    if isinstance(value, date):
        serial = Real((value - epoch).days)
        return serial if style.serial else Real(value, "mm-dd-yy" if style.trimmed else "yyyy-mm-dd")
    texts = value.each if isinstance(value, Names) else (value,)
    number = texts[0] if len(texts) == 1 else None
    return Real(int(number)) if isinstance(number, str) and is_plain_number(number) else None


def real_figure(figure: Figure, style: Style) -> Real | None:
    """A number; a percentage may be a share that is shown as one. Money that only its sign tells stays text."""
    if figure.of == "%" and (style.percent or figure.signed or figure.units < 100):
        return Real(figure.units / 10_000, "0.00%")
    return None if figure.signed else Real(figure.number, "#,##0.00" if style.group else "General")


def real_moment(wall: datetime, style: Style, epoch: date) -> Real | None:
    """A date with a time; none where a clock that is put back shows it twice, or where it would look like a day."""
    naive = wall.replace(tzinfo=None)
    if not shown_once(wall) or (style.serial and naive.time() == time()):
        return None
    if style.serial:
        return Real((naive - datetime.combine(epoch, time())) / timedelta(days=1))
    return Real(naive, "yyyy-mm-dd hh:mm:ss" if style.trimmed else "dd/mm/yyyy hh:mm")


def is_plain_number(text: str) -> bool:
    return bool(re.fullmatch(r"[1-9][0-9]{0,11}", text))


# --- What rows say -------------------------------------------------------------------

TIERS: Final = [
    (scale, level) for scale, last in (("quantity", 5), ("progressive", 3)) for level in range(1, last + 1)
]

_MONEY: Final = frozenset(
    [
        "price",
        "sale_price",
        "list_price",
        "min_price",
        "business_price",
        *(f"{scale}_price_{level}" for scale, level in TIERS),
        "floor",
        "cost",
        "reference_price",
    ]
)
_MONEY_OR_ZERO: Final = frozenset(["fees", "fee", "min_spend", "budget"])
_COUNTS: Final = frozenset(["planned_units", *(f"{scale}_lower_bound_{level}" for scale, level in TIERS)])
_COUNTS_OR_ZERO: Final = frozenset(
    [
        "quantity",
        "points",
        "stock",
        "min_quantity",
        "buy_quantity",
        "get_quantity",
        "max_units_per_order",
        "units",
    ]
)
TEXTS: Final = (
    *(
        "Brass lamp, 40 cm",
        'Rug 72" wool',
        "Desk | oak; small",
        "it's",
        "null",
        "a\u2028b",
        "Two\nlines",
        "-",
    ),
    *("Stehlampe für große Räume", "Lampe à poser, laiton doré", "Flämische Decke – weiß", "Señal «ñ» 5 €"),
    *(
        "髙級ランプ①",
        "机 オーク～大",
        "ウールのラグ、柔らかい",
        "黄铜台灯，40厘米",
        "橡木书桌和椅子",
        "羊毛地毯很柔软",
    ),
    *("مصباح نحاسي", "Лампа из латуни", "Biurko dębowe, ciemne", "💡 lamp", "１２３", "é", "x\u00a0y"),
)
SKUS: Final = (
    "LAMP-1",
    "DESK 2",
    "RUG_3",
    "007",
    "NA",
    "1E5",
    "12345",
    "9000000001",
    "Größe-7",
    "灯-3",
    "A,B",
    'q"1',
)
STORES: Final = ("acme", "birch & co", "店一")
ASINS: Final = ("B0LAMP0001", "B0DESK0002", "B0RUGS0003", "0306406152")
_SWITCHES: Final = (
    *(Word(text, Switch.YES) for text in ("yes", "TRUE", "1", "是", "Ja")),
    *(Word(text, Switch.NO) for text in ("no", "False", "0", "否", "Nein")),
)
WORDS: Final[Mapping[str, Sequence[Word]]] = {
    "stackable": _SWITCHES,
    "one_per_customer": _SWITCHES,
    "status": (
        *(Word(text, Status.COUNTS) for text in ("draft", "Active", "needs attention", "进行中", "Paused")),
        *(Word(text, Status.CANCELLED) for text in ("cancelled", "Ended early", "已取消")),
        *(Word(text, Status.REJECTED) for text in ("rejected", "已拒绝")),
    ),
    "code_type": (Word("none", 1), Word("Group", 2), Word("single-use", 3), Word("无", 1), Word("一次性", 3)),
    "combinability": (
        Word("Preferential", Combinability.PREFERENTIAL),
        Word("unrestricted", Combinability.UNRESTRICTED),
        Word("独占", Combinability.EXCLUSIVE),
    ),
    "audience": (
        Word("All customers", "allcustomers"),
        Word("Prime", "prime"),
        Word("Amazon Business", "amazonbusiness"),
        Word("new-customer", "newcustomer"),
        Word("企业", "企业"),
    ),
    "coupon_type": (
        Word("Standard", Kind.COUPON),
        Word("Reorder", Kind.REORDER_COUPON),
        Word("Subscribe & Save", Kind.SUBSCRIBE_SAVE_COUPON),
    ),
    **dict.fromkeys(
        ("quantity_price_type", "progressive_price_type"),
        (
            *(Word(text, Form.PRICE) for text in ("Fixed", "fixed", "FIXED PRICE", "固定")),
            *(Word(text, Form.PERCENT) for text in ("Percent", "percent", "百分比")),
        ),
    ),
    "kind": (
        *(Word(each.name.lower(), each) for each in Kind),
        *(
            Word("Lightning Deal", Kind.LIGHTNING_DEAL),
            Word("BD", Kind.BEST_DEAL),
            Word("满减", Kind.AMOUNT_OFF),
        ),
        *(
            Word("优惠券", Kind.COUPON),
            Word("Social-Code", Kind.SOCIAL_CODE),
            Word("秒杀", Kind.LIGHTNING_DEAL),
        ),
    ),
}
FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "percent": ("percent", "Percentage off", "% off", "百分比"),
    "amount": ("amount", "Amount Off", "money off", "立减"),
    "price": ("price", "fixed price", "一口价"),
    "zhe": ("zhe", "折"),
}
# Exports with words of their own.
OWN_WORDS: Final[Mapping[str, Mapping[str, Sequence[Word]]]] = {
    "amazon_promotion_report": {
        "kind": (
            Word("BEST_DEAL", Kind.BEST_DEAL),
            Word("LIGHTNING_DEAL", Kind.LIGHTNING_DEAL),
            Word("COUPON", Kind.COUPON),
            Word("PROMO_CODE", Kind.PERCENTAGE_OFF),
            Word("SALES_DISCOUNT", Kind.PRICE_DISCOUNT),
        ),
        "status": (
            Word("APPROVED", Status.COUNTS),
            Word("PENDING_APPROVAL", Status.COUNTS),
            Word("NEEDS_YOUR_ATTENTION", Status.COUNTS),
            Word("CANCELED", Status.CANCELLED),
        ),
    },
}
OWN_FORMS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "amazon_coupon_report": {"percent": ("PERCENT_OFF_LIST_PRICE",), "amount": ("AMOUNT_OFF_LIST_PRICE",)},
    "amazon_coupon_bulk": {
        "percent": ("% off", "% Rabatt", "Percentage off"),
        "amount": ("$ off", "off", "USD off", "€ Rabatt", "Money off"),
    },
    "amazon_prime_exclusive": {key: FORMS[key] for key in ("percent", "amount", "price")},
}
OWN_KIND: Final = {
    "amazon_coupon_report": Kind.COUPON,
    "amazon_prime_exclusive": Kind.PRIME_EXCLUSIVE,
    "amazon_subscribe_save": Kind.SUBSCRIBE_SAVE,
}
_SETS_PRICE: Final = {
    *(Kind.SALE_PRICE, Kind.LIGHTNING_DEAL, Kind.BEST_DEAL, Kind.DEAL_OF_THE_DAY, Kind.PRIME_EXCLUSIVE),
    *(Kind.PRICE_DISCOUNT, Kind.OUTLET, Kind.BUSINESS_PRICE),
    *(Kind.QUANTITY_DISCOUNT, Kind.BUY_X_GET_Y),
}


@dataclass(frozen=True, slots=True)
class Maker:
    """Draws the values of one table. `allows` says which texts its file can hold."""

    chance: Random
    layout: Layout
    clear: bool
    allows: Callable[[str], bool]
    home: Market

    def maybe(self, share: float = 0.5) -> bool:
        return self.chance.random() < share

    def text(self, choices: Sequence[str]) -> str:
        return self.chance.choice([each for each in choices if self.allows(each)])

    def word(self, name: str) -> Word:
        words = OWN_WORDS.get(self.layout.id, {}).get(name) or WORDS[name]
        return self.chance.choice([each for each in words if self.allows(each.written)])

    def figure(self, of: str, *, least: int = 1, most: int = 1_234_567) -> Figure:
        """An amount, of every size."""
        digits = DIGITS.get(of, 2)
        units = max(self.chance.randint(0, self.chance.choice((300, 9_999, most))), least)
        if digits == 3 and self.clear:
            units = max(units // 10, 1) * 10
        return Figure(units, digits, of)

    def percent(self, least: int = 1, most: int = 10_000) -> Figure:
        units = self.chance.choice((1, 5, 10, 100, 250)) * self.chance.randint(0, 40)
        return Figure(min(max(units, least), most), 2, "%")

    def count(self, least: int = 0) -> Figure:
        return Figure(max(self.chance.randint(0, self.chance.choice((9, 2_000, 50_000))), least))

    def when(self, first: date, last: date) -> date | Instant:
        """A day, or a moment of one, on no clock at midnight."""
        day = first + timedelta(days=self.chance.randint(0, (last - first).days))
        if self.layout.settings.whole_days or self.maybe():
            return day
        at = self.chance.choice(
            (time(23, 59), time(23, 59, 59), time(self.chance.randint(4, 22), 20), time(9, 5))
        )
        return Instant(int(datetime.combine(day, at, tzinfo=self.home.clock).timestamp()))

    def value(self, name: str, market: Market) -> Value:
        """What a cell of a field says, unless its row has something to say about it."""
        currency = market.currency
        if name in _MONEY or name in _MONEY_OR_ZERO:
            return self.figure(currency, least=name in _MONEY)
        if name in _COUNTS or name in _COUNTS_OR_ZERO:
            return self.count(least=name in _COUNTS)
        if name in WORDS and self.layout.role in {"promotions", "plan"}:
            return self.word(name)
        if name == "currency":
            return self.chance.choice((currency, currency.lower()))
        if name in {"asin", "product_id", "parent_asin"}:
            return self.chance.choice(ASINS)
        choices: Mapping[str, Sequence[str]] = {
            "sku": SKUS,
            "store": STORES,
            "timezone": ROW_ZONES,
            "status": ("Active", "Inactive", "Incomplete"),
            "product_id_type": ("1", "ASIN", "asin", "4"),
        }
        return self.text(choices.get(name, TEXTS))

    def values(self, names: Sequence[str], market: Market) -> dict[str, Value]:
        """What a row's cells say, a quarter of them nothing."""
        found = {name: self.value(name, market) if self.maybe(0.75) else None for name in names}
        make: Mapping[str, Callable[[dict[str, Value], Market], None]] = {
            "listings": self.as_listing,
            "floors": self.as_floor,
            "fees": self.as_fee,
            "promotions": self.as_promotion,
            "plan": self.as_promotion,
        }
        if self.layout.role in make:
            make[self.layout.role](found, market)
        return found

    def window(self, values: dict[str, Value], start: str, end: str) -> None:
        if start in values:
            values[start] = self.when(date(2025, 1, 1), date(2026, 6, 30)) if self.maybe(0.85) else None
        if end in values:
            values[end] = self.when(date(2026, 7, 4), date(2027, 12, 28)) if self.maybe(0.85) else None

    def as_listing(self, values: dict[str, Value], market: Market) -> None:
        """Only an incomplete listing goes without a price; dates of a sale stand beside its price."""
        self.window(values, "sale_start", "sale_end")
        if values.get("sale_price") is None:
            values |= {name: None for name in ("sale_start", "sale_end") if name in values}
        if "price" in values and values.get("status") != "Incomplete" and not self.layout.settings.partial:
            values["price"] = self.figure(market.currency)
        self.tiers(values)

    def tiers(self, values: dict[str, Value]) -> None:
        """Each with its units, all prices or all shares of a scale; without a column for their type there are none."""
        kinds = dict[str, Word | None]()
        for scale in ("quantity", "progressive"):
            kinds[scale] = self.word(f"{scale}_price_type") if self.maybe() else None
            if f"{scale}_price_type" in values:
                values[f"{scale}_price_type"] = kinds[scale]
        for scale, level in TIERS:
            kind, names = kinds[scale], (f"{scale}_lower_bound_{level}", f"{scale}_price_{level}")
            whole = all(values.get(name) is not None for name in names)
            if not (whole and kind and f"{scale}_price_type" in values):
                values |= {name: None for name in names if name in values}
            elif kind.means == Form.PERCENT:
                values[names[1]] = self.percent()

    def as_floor(self, values: dict[str, Value], _market: Market) -> None:
        self.window(values, "valid_from", "valid_to")
        for name, most in (("min_margin_percent", 9_999), ("min_percent_of_price", 10_000)):
            if name in values:
                values[name] = self.percent(name == "min_percent_of_price", most) if self.maybe() else None

    def as_fee(self, values: dict[str, Value], _market: Market) -> None:
        if values["fee"] is None:
            values["fee"] = Word(self.chance.choice(("--", "")), None)
            values["currency"] = Word(self.chance.choice(("--", "")), None)

    def as_promotion(self, values: dict[str, Value], market: Market) -> None:
        self.window(values, "start", "end")
        if "canceled_at" in values:
            values["canceled_at"] = self.when(date(2026, 1, 1), date(2027, 1, 1)) if self.maybe(0.3) else None
        if "kind" in values:
            values["kind"] = self.word("kind")
            self.units(values)
        for name in ("promotion_id", "plan_id"):
            needed = name == "plan_id" or self.layout.settings.records is not None
            if name in values and values[name] is None and needed:
                values[name] = "id-1"
        self.targets(values)
        self.discount(values, market)

    def units(self, values: dict[str, Value]) -> None:
        """Of buy x get y both x and y; where they have no columns another kind runs."""
        if means(values, "kind", None) != Kind.BUY_X_GET_Y:
            return
        names = ("buy_quantity", "get_quantity")
        if all(name in values for name in names):
            values |= {name: self.count(least=1) for name in names}
        else:
            values["kind"] = Word("coupon", Kind.COUPON)

    def targets(self, values: dict[str, Value]) -> None:
        """SKUs or ASINs, some of either, in whichever column there is."""
        pools = {"sku": [each for each in SKUS if self.allows(each)], "asin": list(ASINS)}
        for name, pool in pools.items():
            if name in values:
                count = self.chance.choice((1, 1, 2, 3))
                values[name] = Names(tuple(self.chance.sample(pool, min(count, len(pool)))))
        if "sku" in values and "asin" in values and self.maybe():
            values[self.chance.choice(("sku", "asin"))] = None

    def discount(self, values: dict[str, Value], market: Market) -> None:
        columns = [name for name in ("discount_value", "percent_value", "amount_value") if name in values]
        if not columns:
            return
        if means(values, "kind", None) == Kind.BUY_X_GET_Y and self.maybe(0.3):
            values |= {name: None for name in (*columns, "discount_type") if name in values}
            return
        form = self.form(values, columns)
        value = self.figure(market.currency)
        if form in {"percent", "zhe"}:
            value = self.percent() if form == "percent" else self.zhe()
        for name in columns:
            fits = name in {"discount_value", "percent_value" if form == "percent" else "amount_value"}
            values[name] = value if fits else None
        forms = OWN_FORMS.get(self.layout.id, FORMS)
        if "discount_type" in values:
            values["discount_type"] = Word(self.text(forms[form]), form)
        either = form == "amount" and self.sets_price(values)  # or what it is sold at: only its type tells
        told = bool(self.layout.each) or ("discount_type" in values and (either or self.maybe(0.8)))
        if form in {"percent", "amount"} and not told and "discount_value" in columns:
            values["discount_value"] = replace(value, signed=True)
            if "discount_type" in values:
                values["discount_type"] = None

    def form(self, values: Values, columns: Sequence[str]) -> str:
        """How the discount is given: what the kind allows, and the columns can say."""
        if "discount_type" not in values:
            one_way = bool(self.layout.each) or self.sets_price(values)
            return "percent" if one_way else self.chance.choice(("percent", "amount"))
        known = OWN_FORMS.get(self.layout.id, FORMS)
        forms = [each for each in known if each != "price" or self.sets_price(values)]
        forms = [each for each in forms if each != "zhe" or self.allows("折")]
        if "discount_value" not in columns:
            of = {"percent_value": "percent", "amount_value": "amount"}
            forms = [of[name] for name in columns]
        return self.chance.choice(forms)

    def sets_price(self, values: Values) -> bool:
        """Whether the row's kind may be sold at a price."""
        kind = values.get("kind")
        return (kind.means if isinstance(kind, Word) else OWN_KIND.get(self.layout.id)) in _SETS_PRICE

    def zhe(self) -> Figure:
        digits = 2 if self.clear else 3
        return Figure(self.chance.randint(1, 10**digits * 10 - 1), digits, "折")


# --- Tables --------------------------------------------------------------------------

# The columns of an offer, in templates whose headers name its marketplace.
OFFERS: Final = {
    "price": "purchasable_offer[marketplace_id={0}]{1}#1.our_price#1.schedule#1.value_with_tax",
    "sale_price": "purchasable_offer[marketplace_id={0}]{1}#1.discounted_price#1.schedule#1.value_with_tax",
    "sale_start": "purchasable_offer[marketplace_id={0}]{1}#1.discounted_price#1.schedule#1.start_at",
    "sale_end": "purchasable_offer[marketplace_id={0}]{1}#1.discounted_price#1.schedule#1.end_at",
    "list_price": "list_price[marketplace_id={0}]#1.value",
    "min_price": "purchasable_offer[marketplace_id={0}]{1}#1.minimum_seller_allowed_price#1.schedule#1.value_with_tax",
    "business_price": "purchasable_offer[marketplace_id={0}][audience=B2B]#1.our_price#1.schedule#1.value_with_tax",
    "quantity_price_type": "purchasable_offer[marketplace_id={0}][audience=B2B]#1.quantity_discount_plan#1.schedule#1.discount_type",
    **{
        f"{name}_{level}": f"purchasable_offer[marketplace_id={{0}}][audience=B2B]#1.quantity_discount_plan#1.schedule#1.levels#{level}.{what}"
        for level in range(1, 6)
        for name, what in (("quantity_lower_bound", "lower_bound"), ("quantity_price", "value"))
    },
    "currency": "purchasable_offer[marketplace_id={0}]{1}#1.currency",
}


@dataclass(frozen=True, slots=True)
class Making:
    """How the tables of a layout are made, beyond what the layout says.

    `told_by`: without this column another layout would read the same table, and as well. `headers` are spellings that
    the layout knows by a pattern, `harmless` such columns; `offers`: whether marketplaces stand in headers, always or
    sometimes; `above` are the rows that may stand above the header, `below` those that may follow it and are no data.
    `twins` are layouts that take the same table, and read the same of it.
    """

    told_by: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    harmless: tuple[str, ...] = ()
    offers: tuple[bool, ...] = (False,)
    above: tuple[tuple[tuple[str, ...], ...], ...] = ((),)
    below: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()


_FLAT_SETTINGS: Final = ("TemplateType=fptcustom", "settings=attributeRow=3&dataRow=4&ptds=1", "")
_SETTINGS: Final = ("settings=attributeRow=5&contentLanguageTag=en_US&dataRow=7", "Do not change this row.")
MAKINGS: Final[Mapping[str, Making]] = {
    "amazon_all_listings": Making(),
    "amazon_active_listings": Making(),
    "amazon_open_listings": Making(twins=("amazon_active_listings",)),
    "amazon_unified_template": Making(
        harmless=("color[marketplace_id=ATVPDKIKX0DER][language_tag=en_US]#1.value", "brand#1.value"),
        offers=(True,),
        above=((), (_SETTINGS, ("Listing Identity",), ("SKU",), ("SKU", "Colour"))),
    ),
    "amazon_category_flat_file": Making(
        harmless=("color_name", "bullet_point1", "size_map"),
        offers=(True, False),
        above=((), (_FLAT_SETTINGS, ("Seller SKU", "Colour"))),
    ),
    "amazon_price_quantity": Making(),
    "amazon_coupon_bulk": Making(
        headers={
            "discount_type": ("Discount type (R$ off or % off)", "Discount type (USD off or % off)"),
            "amount_value": ('Coupon discount "kr Off" value', "Voucher discount GBP off value"),
        },
        above=((), (("Coupons",), ("Fill in one row per coupon, then upload the file.",))),
    ),
    "amazon_coupon_report": Making(),
    "amazon_promotion_report": Making(),
    "amazon_prime_exclusive": Making(
        headers={
            "discount_type": (
                "Discount Type (Pick from Dropdown)",
                "Discount Type\n(Pick from Dropdown)",
                "Discount Type\\n(Pick one)",
            ),
            "discount_value": ("Prime Discount (in % or $)",),
        },
        below=("Please enter the SKU",),
    ),
    "amazon_subscribe_save": Making(),
    "amazon_fba_inventory": Making(),
    "amazon_fba_fees": Making(harmless=("expected-efn-fulfilment-fee-per-unit-de",)),
    "amazon_orders": Making(),
    "amazon_unshipped_orders": Making(),
    "promotions": Making(),
    "plan": Making(),
    "floors": Making(),
    "listings": Making(told_by=("title",)),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, and the field that it holds; harmless columns hold none."""

    header: str
    name: str | None
    part: str
    style: Style


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is written: `lines` of cells, and what is in it, by line number.

    Of each of its `parts` a row may hold one.
    """

    layout: Layout
    home: Market
    columns: tuple[Column, ...]
    lines: tuple[tuple[Cell, ...], ...]
    rows: Mapping[int, Row]
    parts: tuple[str, ...]


def random_table(
    chance: Random,
    layout: Layout,
    *,
    clear: bool = True,
    real: bool = False,
    allows: Callable[[str], bool] = lambda _text: True,
    epoch: date = date(1899, 12, 30),
) -> Table:
    """A table of a layout, with one to six rows."""
    making = MAKINGS[layout.id]
    maker = Maker(chance, layout, clear, allows, MARKETS[chance.choice(sorted(MARKETS))])
    names, parts = random_fields(maker, making)
    rows = [random_row(maker, names, parts) for _ in range(chance.randint(1, 6))]
    contrary = maker.maybe(0.3)
    columns = random_columns(maker, making, names, real=real, contrary=contrary)
    cells = [[cell_of(column, row, epoch, maker) for column in columns] for row in rows]
    if contrary and not read_one_way(columns, cells):
        columns = [replace(each, style=replace(each.style, contrary=False)) for each in columns]
        cells = [[cell_of(column, row, epoch, maker) for column in columns] for row in rows]
    above = chance.choice(
        [each for each in making.above if all(allows(text) for row in each for text in row)]
    )
    below = [(text,) for text in making.below if maker.maybe()]
    if above and layout.id == "amazon_unified_template":
        below = [("ABC123",)]  # the example that every template has
    header = tuple(each.header for each in columns)
    lines: list[tuple[Cell, ...]] = [*above, header, *(in_sku_column(each[0], columns) for each in below)]
    numbered: dict[int, Row] = {}
    for row, written_row in zip(rows, cells, strict=True):
        if maker.maybe(0.1) and layout.settings.records is None:
            lines.append(())
        lines.append(tuple(written_row))
        numbered[len(lines) if layout.settings.records is None else len(lines) - 1] = row
    blank_lines = chance.choice((0, 0, 1, 3)) if layout.settings.records is None else 0
    lines += [()] * blank_lines
    return Table(layout, maker.home, tuple(columns), tuple(lines), numbered, parts)


def in_sku_column(text: str, columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(text if column.name == "sku" else "" for column in columns)


def random_fields(maker: Maker, making: Making) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """The fields that a table has columns for, each with its part, and all parts."""
    layout, chance = maker.layout, maker.chance
    needed = {*layout.required, *making.told_by, *(chance.choice(group) for group in layout.settings.one_of)}
    share = chance.choice((0.1, 0.5, 0.9))
    names = [
        name
        for name in layout.fields
        if name in needed or (maker.maybe(share) and headers_of(maker, making, name))
    ]
    if layout.each:
        weeks = "1234"
        shared = [(name, "") for name in names if name != "discount_value"]
        return [*shared, *(("discount_value", week) for week in weeks)], tuple(weeks)
    if chance.choice(making.offers):
        markets = tuple(chance.sample(sorted(MARKETS), chance.choice((1, 1, 2, 3))))
        # No header says of which marketplace a progressive price is.
        shared = [(name, "") for name in names if name not in OFFERS and not name.startswith("progressive_")]
        return [*shared, *((name, each) for each in markets for name in names if name in OFFERS)], markets
    return [(name, "") for name in names], ("",)


def random_row(maker: Maker, names: Sequence[tuple[str, str]], parts: Sequence[str]) -> Row:
    market, spelled = maker.home, None
    shared = [name for name, part in names if not part]
    if "marketplace" in shared and maker.maybe(0.7):
        market = MARKETS[maker.chance.choice(sorted(MARKETS))]
        spelled = maker.chance.choice((market.code, market.id, market.code.lower()))
    values: dict[tuple[str, str], Value] = {}
    if maker.layout.each:  # one promotion a week, of the same SKU
        found = maker.values([*shared, "discount_value"], market)
        values = {(name, ""): found[name] for name in shared}
        for name, part in names:
            if part:
                none: Value = Word(maker.chance.choice(("", "0", "0.00%")), None)
                values[name, part] = maker.percent() if maker.maybe(0.6) else none
    else:
        values = {(name, ""): value for name, value in maker.values(shared, market).items()}
        for part in filter(None, parts):
            of_offer = maker.values([name for name, each in names if each == part], MARKETS[part])
            gone = len(parts) > 1 and maker.maybe(0.3)
            values |= {(name, part): None if gone else value for name, value in of_offer.items()}
    if "marketplace" in shared:
        values["marketplace", ""] = spelled
    told = not maker.clear or maker.layout.role in {"plan", "stock", "fees"}  # where a blank is not filled
    if "store" in shared and told and not values["store", ""]:
        values["store", ""] = "acme"
    if maker.layout.role not in {"promotions", "plan"} and not values["sku", ""]:
        values["sku", ""] = "LAMP-1"
    return Row(market, values)


def random_columns(
    maker: Maker, making: Making, names: Sequence[tuple[str, str]], *, real: bool, contrary: bool
) -> list[Column]:
    chance = maker.chance

    def style() -> Style:
        return random_style(chance, maker.allows, clear=maker.clear, real=real, contrary=contrary)

    columns = [Column(random_header(maker, making, name, part), name, part, style()) for name, part in names]
    headers = [each.header for each in columns]
    never = {*maker.layout.never.texts, *fields_of(making.twins)}
    pool = [
        each
        for each in (*maker.layout.harmless.texts, *making.harmless)
        if maker.allows(each) and each not in never and each not in headers
    ]
    harmless = chance.sample(sorted(pool), min(chance.choice((0, 1, 4)), len(pool)))
    columns += [Column(header, None, "", style()) for header in harmless]
    if maker.layout.settings.records is None and maker.maybe(0.1):
        columns.append(Column("", None, "blank", style()))
    chance.shuffle(columns)
    return columns


def fields_of(names: Sequence[str]) -> set[str]:
    """The headers that these layouts have a field for."""
    twins = [each for each in layouts() if each.id in names]
    return {text for each in twins for heads in each.fields.values() for text in heads.texts}


def random_header(maker: Maker, making: Making, name: str, part: str) -> str:
    if maker.layout.each and part:
        return f"sns-discount-week-{part}"
    if part:
        audience = maker.chance.choice(("", "[audience=ALL]"))
        return OFFERS[name].format(MARKETS[part].id, audience)
    header = maker.chance.choice(headers_of(maker, making, name))
    exact = header in making.headers.get(name, ()) or maker.layout.settings.records is not None
    return header if exact or not header.isascii() else maker.chance.choice(SPELLINGS)(header)


def headers_of(maker: Maker, making: Making, name: str) -> list[str]:
    """The headers by which the layout knows a field, as far as the file can hold them; those that it lists twice."""
    listed = maker.layout.settings.fields.get(name, ())  # none where only parts have the field
    known = [each for each in listed if not each.startswith("/")]
    every = (*known, *known, *maker.layout.fields[name].texts, *making.headers.get(name, ()))
    offered = (OFFERS[name],) if name in OFFERS else ()
    return [each for each in every or offered if maker.allows(each)]


SPELLINGS: Final[tuple[Callable[[str], str], ...]] = (
    lambda header: header,
    lambda header: header,
    str.upper,
    str.title,
    lambda header: re.sub(r"[-_]", " ", header),
    lambda header: re.sub(r"[- ]", "_", header),
    lambda header: re.sub(r"[_ ]", "-", header) + " ",
)


def cell_of(column: Column, row: Row, epoch: date, maker: Maker) -> Cell:
    if column.name is None:
        return "" if column.part == "blank" or maker.maybe(0.3) else maker.text(TEXTS)
    return written(row.values[column.name, column.part], column.style, row, column.part, epoch)


_NUMERIC: Final = re.compile(r"(\d\d)([-/])(\d\d)[-/]\d{4}.*")  # dots have the day first everywhere


def read_one_way(columns: Sequence[Column], cells: Sequence[Sequence[Cell]]) -> bool:
    """Whether every numeric date reads in one order only: in one that is not the marketplace's no other is believed."""
    for line in cells:
        for column, cell in zip(columns, line, strict=True):
            found = _NUMERIC.fullmatch(cell) if isinstance(cell, str) and column.name else None
            if found and found[1] != found[3] and max(int(found[1]), int(found[3])) <= 12:
                return False
    return True


# --- What has to be read -------------------------------------------------------------

Read = dict[str, Any]


def expected_rows(table: Table) -> Iterator[Read]:
    """The rows of the role's table in which each row and part must end, in their order."""
    role = table.layout.role
    many = len(table.parts) > 1 or bool(table.layout.each)
    for number, row in table.rows.items():
        for part in table.parts:
            own = [value for (_, of_part), value in row.values.items() if of_part and of_part == part]
            said = [value for value in own if value is not None and not is_nothing(value)]
            if role == "orders" or (many and not said):
                continue
            values = row.of(part)
            yield {
                **EXPECTED[role](table, row, part, values),
                "store": text_of(values, "store"),
                "row": number,
            }


def is_nothing(value: Value) -> bool:
    return isinstance(value, Word) and value.means is None


def with_lone_store(table: Table, rows: Sequence[Read]) -> list[Read]:
    """A blank store means the only one, of rows that hold nothing too."""
    stores = {text_of(row.of(""), "store") for row in table.rows.values()} - {""}
    alone = stores.pop() if len(stores) == 1 else ""
    return [{**each, "store": each["store"] or alone} for each in rows]


def text_of(values: Values, name: str) -> str:
    value = values.get(name)
    return value.strip(" ") if isinstance(value, str) else ""


def said_of(values: Values, name: str) -> str:
    """The text, but for a dash, which says that there is none."""
    text = text_of(values, name)
    return "" if text == "-" else text


def units_of(values: Values, name: str, blank: int) -> int:
    value = values.get(name)
    return value.units if isinstance(value, Figure) else blank


def means(values: Values, name: str, blank: Any) -> Any:
    value = values.get(name)
    return value.means if isinstance(value, Word) else blank


def start_of(value: Value, market: Market) -> int:
    """When a start is: of a day its first midnight."""
    if isinstance(value, Instant):
        return value.seconds
    return midnight(value, market) if isinstance(value, date) else NO_START


def end_of(value: Value, market: Market, blank: int = NO_END) -> int:
    """When an end is: of a day, and of its last minute, the midnight after it."""
    if isinstance(value, Instant):
        wall = value.at(market.clock)
        last = (wall.hour, wall.minute) == (23, 59) and wall.second in {0, 59}
        return midnight(wall.date() + timedelta(days=1), market) if last else value.seconds
    return midnight(value + timedelta(days=1), market) if isinstance(value, date) else blank


def midnight(day: date, market: Market) -> int:
    return int(datetime.combine(day, time(), tzinfo=market.clock).timestamp())


def is_numeric(table: Table, name: str, value: Value) -> bool:
    """Whether the cell is a spreadsheet's number."""
    style = next((each.style for each in table.columns if each.name == name), None)
    texts = value.each if isinstance(value, Names) else (value,)
    return bool(
        style and style.real and len(texts) == 1 and isinstance(texts[0], str) and is_plain_number(texts[0])
    )


def expected_listing(table: Table, row: Row, part: str, values: Values) -> Read:
    market = row.market_of(part)
    can_be_nothing_else = text_of(values, "product_id").startswith("B0")
    is_asin = can_be_nothing_else or text_of(values, "product_id_type") in {"1", "ASIN", "asin"}
    points = units_of(values, "points", 0) * 10 ** DIGITS.get(market.currency, 2)  # a yen each
    return {
        "marketplace": market.code,
        "sku": text_of(values, "sku"),
        "asin": text_of(values, "asin") or (text_of(values, "product_id") if is_asin else ""),
        "parent_asin": text_of(values, "parent_asin"),
        "title": text_of(values, "title"),
        "brand": text_of(values, "brand"),
        "owner": text_of(values, "owner"),
        **{
            name: units_of(values, name, NO_MONEY)
            for name in ("price", "sale_price", "list_price", "min_price", "business_price")
        },
        "sale_start": start_of(values.get("sale_start"), market),
        "sale_end": end_of(values.get("sale_end"), market),
        **expected_tiers(values),
        "points": points or NO_MONEY,
        "quantity": units_of(values, "quantity", NO_COUNT),
        "numeric_sku": is_numeric(table, "sku", values["sku"]),
    }


def expected_tiers(values: Values) -> Read:
    """Of each form the tier that sells lowest: the lowest price, the largest share, from the fewest units."""
    found: Read = {}
    for name, form in (("tier_price", Form.PRICE), ("tier_share", Form.PERCENT)):
        tiers = [
            (value.units * (-1 if form == Form.PERCENT else 1), bound.units, number)
            for number, (scale, level) in enumerate(TIERS, 1)
            if means(values, f"{scale}_price_type", Form.PRICE) == form
            and isinstance(value := values.get(f"{scale}_price_{level}"), Figure)
            and isinstance(bound := values.get(f"{scale}_lower_bound_{level}"), Figure)
        ]
        sells, units, number = min(tiers, default=(NO_MONEY, 1, 0))
        deepest = abs(sells) if tiers else NO_MONEY
        found |= {name: deepest, f"{name}_quantity": units, f"{name}_level": number}
    return found


def expected_floor(table: Table, row: Row, _part: str, values: Values) -> Read:
    """Without a marketplace it serves every one of its currency."""
    market, currency = row.market.code, row.market.currency
    everywhere = not values.get("marketplace") and bool(values.get("currency"))
    return {
        "marketplace": "" if everywhere else market,
        "currency": currency,
        "written": currency,
        "sku": text_of(values, "sku"),
        **{name: text_of(values, name) for name in ("brand", "tags", "owner")},
        "valid_from": start_of(values.get("valid_from"), row.market),
        "valid_to": end_of(values.get("valid_to"), row.market),
        **{name: units_of(values, name, NO_MONEY) for name in ("floor", "cost", "fees")},
        **dict.fromkeys(("rate_numerator", "rate_denominator"), 1),
        "min_margin": units_of(values, "min_margin_percent", NO_MONEY),
        "min_percent_of_price": units_of(values, "min_percent_of_price", NO_MONEY),
        "reference_price": units_of(values, "reference_price", NO_MONEY),
        **{name: units_of(values, name, NO_COUNT) for name in ("stock", "planned_units")},
        "numeric_sku": is_numeric(table, "sku", values["sku"]),
    }


def expected_unit(table: Table, row: Row, _part: str, values: Values) -> Read:
    """Of stock and of fees."""
    name, blank = ("fee", NO_MONEY) if table.layout.role == "fees" else ("quantity", 0)
    return {
        "marketplace": row.market.code,
        "sku": text_of(values, "sku"),
        name: units_of(values, name, blank),
        "numeric_sku": is_numeric(table, "sku", values["sku"]),
    }


def expected_promotion(table: Table, row: Row, part: str, values: Values) -> Read:
    market = row.market
    code = said_of(values, "claim_code")
    form, value = expected_discount(values)
    return {
        "marketplace": market.code,
        "id": expected_id(table, part, values),
        "name": text_of(values, "name"),
        "owner": text_of(values, "owner"),
        "kind": int(means(values, "kind", means(values, "coupon_type", own_kind(table)))),
        "form": int(form),
        "value": value,
        "start": start_of(values.get("start"), market),
        "end": end_of(values.get("end"), market),
        "status": int(means(values, "status", Status.COUNTS)),
        "canceled_at": end_of(values.get("canceled_at"), market, NO_START),
        "switch": int(means(values, "stackable", Switch.UNKNOWN)),
        "coded": code != "" or means(values, "code_type", 0) > 1,
        "claim_code": code,
        "audience": means(values, "audience", ""),
        "combinability": int(means(values, "combinability", Combinability.PREFERENTIAL)),
        "min_quantity": units_of(values, "min_quantity", 1) or 1,  # from 0 units on
        "min_spend": units_of(values, "min_spend", 0),
        "for_business": means(values, "audience", "") in {"amazonbusiness", "企业"}
        or means(values, "kind", None) in {Kind.BUSINESS_PRICE, Kind.QUANTITY_DISCOUNT},
        **{name: units_of(values, name, 0) for name in ("buy_quantity", "get_quantity")},
        "code_type": int(means(values, "code_type", 0)),
        "max_per_order": units_of(values, "max_units_per_order", NO_COUNT) or NO_COUNT,  # 0 is no limit
        "once_per_customer": int(means(values, "one_per_customer", Switch.UNKNOWN)),
        "units": units_of(values, "units", NO_COUNT),
        "budget": units_of(values, "budget", NO_MONEY),
        "replaces": text_of(values, "replaces"),
        "targets": expected_targets(table, values),
    }


def expected_plan(table: Table, row: Row, part: str, values: Values) -> Read:
    """The same with the plan's own id, whether it says a combinability, and the promotion's only where the row names it."""
    ids = {"plan_id": text_of(values, "plan_id"), "id": said_of(values, "promotion_id")}
    combines = isinstance(values.get("combinability"), Word)
    return {**expected_promotion(table, row, part, values), **ids, "combines": combines}


def own_kind(table: Table) -> Kind:
    return OWN_KIND.get(table.layout.id, Kind.COUPON)


def expected_discount(values: Values) -> tuple[Form, int]:
    found = [values.get(name) for name in ("discount_value", "percent_value", "amount_value")]
    figure = next((each for each in found if isinstance(each, Figure)), None)
    if figure is None:
        free = means(values, "kind", None) == Kind.BUY_X_GET_Y
        return (Form.PERCENT, 10_000) if free else (Form.PRICE, NO_MONEY)
    if figure.of == "折":
        return Form.PERCENT, 10_000 - figure.units * 10 ** (3 - figure.digits)
    if figure.of == "%":
        return Form.PERCENT, figure.units
    return (Form.PRICE if means(values, "discount_type", "") == "price" else Form.AMOUNT), figure.units


def expected_id(table: Table, part: str, values: Values) -> str | None:
    """The id, or the name with the day; None where a time is in it, which stands there as it is written."""
    if table.layout.id == "amazon_subscribe_save":
        return f"S&S week {part}"
    if said_of(values, "promotion_id"):
        return said_of(values, "promotion_id")
    start = values.get("start")
    if isinstance(start, Instant):
        return None
    kind = values.get("kind")
    written_kind = kind.written if isinstance(kind, Word) else own_kind(table).word
    translated = table.layout.settings.values.get("kind", {})
    written_kind = str(translated.get(written_kind, written_kind))  # COUPON of a JSON report
    day = start.isoformat() if isinstance(start, date) else ""
    return f"{text_of(values, 'name') or written_kind}@{day}"


def expected_targets(table: Table, values: Values) -> list[tuple[str, str, bool]]:
    """SKU, ASIN and whether the SKU was a number; where a row names SKUs, its ASINs go with each of them."""
    skus, asins = values.get("sku"), values.get("asin")
    named = asins.each if isinstance(asins, Names) else ()
    if isinstance(skus, Names):
        return [(sku, ";".join(named), is_numeric(table, "sku", skus)) for sku in skus.each]
    if isinstance(skus, str):
        return [(skus, ";".join(named), is_numeric(table, "sku", skus))]
    return [("", asin, False) for asin in named]


EXPECTED: Final[Mapping[str, Callable[[Table, Row, str, Values], Read]]] = {
    "listings": expected_listing,
    "floors": expected_floor,
    "fees": expected_unit,
    "stock": expected_unit,
    "promotions": expected_promotion,
    "plan": expected_plan,
}
