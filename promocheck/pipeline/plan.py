"""A plan to start with: a row for every promotion that is set up and not over, as the plan sheet writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from promocheck.model.kind import Form, Kind, Status
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import decimal_text, digits_of
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.model.value import dataclass
from promocheck.pipeline.request import Request
from promocheck.pipeline.scan import read_for
from promocheck.pricing.catalogue import unify
from promocheck.pricing.keys import Ints
from promocheck.pricing.promotions import in_order, listing_offers
from promocheck.pricing.timeline import Aside, Horizon, windows_of
from promocheck.tables import NO_COUNT, NO_END, NO_MONEY, NO_START, PROMOTION_KEY, PROMOTIONS
from promocheck.tables.columns import one_of_few
from promocheck.tables.frames import Columns, Frame, taken

_WORDS: Final = {Form.PERCENT: "percent", Form.AMOUNT: "amount", Form.PRICE: "price"}
_AS_THOUSANDS: Final = 3  # decimals
_COUNTS: Final = {"buy_quantity": 0, "get_quantity": 0, "min_quantity": 1, "units": NO_COUNT}


@dataclass(frozen=True, slots=True)
class Made:
    """The rows of a plan by column, and what they are made of.

    `kept` are the exports, which a plan never replaces, `plans` the plan sheets among them. `valueless` promotions name no
    discount, so that no row can be written of them; `unread` counts files, and cells whose rows were not read.
    """

    rows: tuple[Mapping[str, str], ...]
    promotions: int
    kept: tuple[str, ...]
    plans: tuple[str, ...]
    valueless: tuple[str, ...]
    unread: int


def make_plan(request: Request) -> Made:
    """What is set up, as a plan. Raises `NoSuchPath`, and `MissingMarketplace` where rows belong to no marketplace."""
    tables = read_for(request)
    listings = unify(tables.listings, tables.sources).listings
    ordered, named = in_order(tables.promotions, tables.targets)
    own, offering = listing_offers(listings)
    promotions = PROMOTIONS.join([ordered, own])
    aside = windows_of(
        promotions, request.policy.stacking, Horizon.of(request.as_of, request.policy.stacking)
    ).aside
    rows = Columns(promotions)
    wanted = one_of_few(aside, (Aside.LIVE, Aside.LATER)) & (rows["status"] == Status.COUNTS)
    wanted &= (rows["id"] != "") | (rows["kind"] == Kind.SALE_PRICE)
    names = _Targets.of(named, listings, len(ordered), offering)
    there = np.flatnonzero(wanted & (rows["value"] != NO_MONEY)).tolist()
    valued = {_who(rows, row) for row in there}
    lost = {_who(rows, row) for row in np.flatnonzero(wanted).tolist()} - valued
    return Made(
        rows=tuple(_row(rows, row, names) for row in there),
        promotions=len(valued),
        kept=tuple(sorted({each.path for each in tables.sources if each.role != "plan"})),
        plans=tuple(sorted({each.path for each in tables.sources if each.role == "plan"})),
        valueless=tuple(sorted(name for *_, name in lost)),
        unread=sum(isinstance(each, UnreadCell | UnreadFile) for each in tables.problems),
    )


def _who(rows: Columns, row: int) -> tuple[str, str, str]:
    """A promotion by its shop and id; each sale price of a listing is one."""
    store, marketplace, name = (rows.text(each, row) for each in PROMOTION_KEY)
    return store, marketplace, name or f"sale price {row}"


@dataclass(frozen=True, slots=True)
class _Targets:
    """What rows are for: `first[row]` to `first[row + 1]` of the targets, or a listing for its own offer."""

    sku: Columns
    first: Ints
    skus: Columns
    offering: Ints
    ordered: int

    @staticmethod
    def of(named: Frame, listings: Frame, ordered: int, offering: Ints) -> _Targets:
        """The targets in order of their rows."""
        mine = taken(named, np.argsort(named["promotion"], kind="stable"))
        first = np.searchsorted(mine["promotion"], np.arange(ordered + 1))
        return _Targets(Columns(mine), first, Columns(listings), offering, ordered)

    def __call__(self, row: int) -> tuple[str, str]:
        """SKUs and ASINs of a row, each with `;` between them. Where it names SKUs its ASINs say nothing more."""
        if row >= self.ordered:
            return self.skus.text("sku", int(self.offering[row - self.ordered])), ""
        here = range(int(self.first[row]), int(self.first[row + 1]))
        skus = [self.sku.text("sku", at) for at in here]
        asins = [self.sku.text("asin", at) for at, sku in zip(here, skus, strict=True) if not sku]
        return ";".join(filter(None, skus)), ";".join(asins)


def _row(rows: Columns, row: int, names: _Targets) -> dict[str, str]:
    """A promotion row as the plan sheet's texts."""
    market = BY_CODE[rows.text("marketplace", row)]
    form, spend = Form(rows.number("form", row)), rows.number("min_spend", row)
    own, (sku, asin) = rows.text("id", row), names(row)
    return {
        "plan_id": own or f"sale_price-{sku}",
        "promotion_id": own,
        **{name: rows.text(name, row) for name in ("name", "store", "owner")},
        "kind": Kind(rows.number("kind", row)).word,
        "marketplace": market.code,
        "sku": sku,
        "asin": asin,
        "discount_type": _WORDS[form],
        "discount_value": _value(form, rows.number("value", row), market.currency),
        "start": _day(rows.number("start", row), NO_START, market.zone, 0),
        "end": _day(rows.number("end", row), NO_END, market.zone, 1),
        "min_spend": _amount(spend, market.currency) if spend else "",
        **dict(_counts(rows, row)),
    }


def _counts(rows: Columns, row: int) -> Iterator[tuple[str, str]]:
    for name, blank in _COUNTS.items():
        count = rows.number(name, row)
        yield name, "" if count == blank else str(count)


def _value(form: Form, value: int, currency: str) -> str:
    """A value as it is read back: a percentage below 1 says that it is one."""
    if form is not Form.PERCENT:
        return _amount(value, currency)
    whole, part = divmod(value, 100)
    text = f"{whole}.{part:02}".rstrip("0").rstrip(".")
    return text if whole else f"{text}%"


def _amount(minor: int, currency: str) -> str:
    """An amount that is read in one way only: three decimals could be thousands, four are none."""
    text = decimal_text(minor, currency)
    return f"{text}0" if digits_of(currency) == _AS_THOUSANDS else text


def _day(instant: int, blank: int, zone: str, last: int) -> str:
    """A whole day as a date (`last` days back: an end date is its own last day), else with its time, where that happens twice its offset too."""
    if instant == blank:
        return ""
    clock = ZoneInfo(zone)
    local = datetime.fromtimestamp(instant, clock)
    if (local.hour, local.minute, local.second, local.fold) == (0, 0, 0, 0):
        return f"{local.date() - timedelta(days=last)}"
    plain = local.replace(tzinfo=None)
    twice = {plain.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return f"{local.isoformat(sep='T')}" if len(twice) > 1 else f"{plain.isoformat(sep=' ')}"
