"""Promotion exports → the PROMOTIONS and TARGETS tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum

import numpy as np

from promocheck.exports.dates import Edge, iso_days, known_zones, of_another_clock
from promocheck.exports.day_texts import Orders, begins_day, zone_in
from promocheck.exports.discounts import Discounts, read_discounts
from promocheck.exports.distinct import coded, codes_of, flags_of, is_blank, spelled, texts_of
from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.named import loose_asins, names_nobody, split
from promocheck.exports.remarks import refuse_remarks
from promocheck.exports.sheet import Sheet
from promocheck.exports.signed_headers import refuse_signed
from promocheck.exports.vocabulary import folded, words
from promocheck.model.kind import KIND_WORDS, CodeType, Combinability, Kind, Status, Switch, label_of
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.tables import NO_COUNT, NO_MONEY, NO_START, PROMOTIONS, TARGETS
from promocheck.tables.columns import chosen, one_of_few, repeated
from promocheck.tables.frames import Frame, only

_KINDS = {kind.word: int(kind) for kind in Kind}
_FOR_BUSINESS = (int(Kind.BUSINESS_PRICE), int(Kind.QUANTITY_DISCOUNT))  # whatever audience a row names
_EDGES: tuple[tuple[str, Edge], ...] = (("start", "start"), ("end", "end"))
_BLANK = np.array("", dtype=object)
_DATES = ("start", "end", "canceled_at")


@dataclass(frozen=True, slots=True)
class PromotionRows:
    """A sheet's promotions and whom they name; `targets.promotion` counts rows of `promotions`."""

    promotions: Frame
    targets: Frame


def read_promotions(sheet: Sheet, source: int) -> PromotionRows:
    """The promotion rows that were understood, in the tables' columns and units."""
    marketplaces = sheet.marketplaces()
    if sheet.homeless:
        return PromotionRows(PROMOTIONS.empty(), TARGETS.empty())
    currencies = sheet.currencies(marketplaces)
    no_sku, asins = names_nobody(sheet.text("sku")), sheet.said("asin")
    nobody = no_sku & names_nobody(asins)
    aside = refuse_remarks(sheet, nobody)
    kind = _kinds(sheet, unless=aside)
    discounts = read_discounts(sheet, kind, currencies, marketplaces)
    orders = sheet.orders(_DATES, marketplaces)
    dates = sheet.dates(("start", "end"))
    windows = _windows(sheet, dates, marketplaces, orders)
    sheet.refuse("sku" if sheet.has("sku") else "asin", nobody & ~aside, say("a SKU or an ASIN"))
    ids = sheet.said("promotion_id")
    frame = PROMOTIONS.frame(
        {
            "store": sheet.stores(),
            "marketplace": marketplaces,
            "id": _ids(sheet, ids, dates["start"], marketplaces, orders),
            "made_id": is_blank(ids),
            "name": sheet.text("name"),
            "owner": sheet.text("owner"),
            "kind": kind.astype(np.int8),
            "form": discounts.form.astype(np.int8),
            "value": discounts.value,
            "zhe": discounts.zhe,
            **windows,
            **_conditions(sheet, kind),
            **_limits(sheet, kind, discounts, currencies, marketplaces),
            **_details(sheet, dates, currencies, marketplaces),
            **sheet.places(source),
        }
    )
    targets = _targets(sheet, asins, ~no_sku)
    return PromotionRows(only(frame, sheet.good), targets)


def _word_codes(members: type[IntEnum]) -> dict[str, int]:
    return {member.name: int(member) for member in members}


def _kinds(sheet: Sheet, unless: Flags) -> Ints:
    # The coupon template: every row is some coupon.
    if not sheet.says("kind") and "coupon_type" in sheet.layout.fields:
        texts = sheet.text("coupon_type")
        return sheet.take(
            "coupon_type",
            coded(
                texts,
                words("coupon_type"),
                _KINDS,
                int(Kind.COUPON),
                say("Standard, Reorder or Subscribe & Save"),
            ),
        )
    expected = say("a promotion kind; known: {known}", known=tuple(map(label_of, KIND_WORDS)))
    sheet.require("kind", expected, unless=unless)
    texts = sheet.text("kind")
    if unless.any():
        texts = chosen(unless, repeated("", len(texts), object), texts)  # they are told already
    return sheet.take("kind", coded(texts, words("kind"), _KINDS, int(Kind.COUPON), expected))


def _windows(
    sheet: Sheet, dates: Mapping[str, Texts], marketplaces: Texts, orders: Orders
) -> dict[str, Ints]:
    zones = sheet.text("timezone")
    unknown = known_zones(zones, marketplaces=marketplaces)
    sheet.take("timezone", unknown)
    if unknown.bad.any():
        zones = np.where(unknown.bad, "", zones).astype(object)  # so that its dates are not refused as well
    start, end = (
        sheet.instants(name, dates[name], marketplaces, zones, edge, orders) for name, edge in _EDGES
    )
    sheet.refuse("end", sheet.good & (end <= start), say("an end after the start"))
    canceled_at = sheet.dates(("canceled_at",))["canceled_at"]
    canceled = sheet.instants("canceled_at", canceled_at, marketplaces, zones, "end", orders, blank=NO_START)
    status = sheet.take(
        "status",
        coded(
            sheet.text("status"),
            words("status"),
            _word_codes(Status),
            int(Status.COUNTS),
            say("a status: draft, scheduled, active, paused, needs_attention, ended, cancelled or rejected"),
        ),
    )
    return {
        "start": start,
        "end": end,
        "canceled_at": canceled,
        "status": status.astype(np.int8),
        **_turned(sheet, dates, marketplaces, zones, orders),
    }


def _turned(
    sheet: Sheet, dates: Mapping[str, Texts], marketplaces: Texts, zones: Texts, orders: Orders
) -> dict[str, Ints]:
    """The window in the other order of day and month, where neither a date nor the status speaks for the one that is taken."""
    if not orders.assumed:
        return {f"turned_{name}": np.broadcast_to(np.int64(NO_START), len(zones)) for name, _ in _EDGES}
    over = spelled(sheet.text("status"), words("over"))
    return {
        f"turned_{name}": np.where(
            over,
            NO_START,
            sheet.turned_instants(name, dates[name], marketplaces, zones, edge, orders),
        )
        for name, edge in _EDGES
    }


def _conditions(sheet: Sheet, kind: Ints) -> dict[str, Ints | Flags | Texts]:
    switch = _word(sheet, "stackable", "switch", _word_codes(Switch), Switch.UNKNOWN, say("yes, no or blank"))
    code_type = _word(
        sheet,
        "code_type",
        "code_type",
        {"none": 0, "group": 1, "single_use": 1},
        0,
        say("none, group, single_use or blank"),
    )
    combinability = _word(
        sheet,
        "combinability",
        "combinability",
        _word_codes(Combinability),
        Combinability.PREFERENTIAL,
        say("preferential, unrestricted, exclusive or blank"),
    )
    audience = _word(
        sheet,
        "audience",
        "audience",
        {"other": 0, "business": 1},
        0,
        say("an audience: all, prime, business, subscriber, new_customer, ... or blank"),
    )
    claim_code = sheet.said("claim_code")
    return {
        "switch": switch.astype(np.int8),
        "coded": ~is_blank(claim_code) | (code_type == 1),
        "claim_code": claim_code,
        "audience": texts_of(sheet.text("audience"), folded),
        "combinability": combinability.astype(np.int8),
        "for_business": (audience == 1) | one_of_few(kind, _FOR_BUSINESS),
    }


def _limits(
    sheet: Sheet, kind: Ints, discounts: Discounts, currencies: Texts, marketplaces: Texts
) -> dict[str, Ints]:
    counted = {
        name: sheet.counts(name, marketplaces, 0, zero=True)
        for name in ("min_quantity", "buy_quantity", "get_quantity")
    }
    refuse_signed(sheet, "min_spend", currencies, sheet.present)
    spend = sheet.money("min_spend", currencies, marketplaces, zero=True)
    alone = spelled(sheet.text("kind"), words("one_for_one"))
    if alone.any():
        alone = (
            alone & discounts.free & np.logical_and.reduce([is_blank(sheet.text(name)) for name in _UNITS])
        )
        counted |= {name: np.where(alone, 1, counted[name]) for name in _UNITS}
    # A report that names no value names no units either: what it is worth has to come from another sheet.
    asks = sheet.good & (kind == int(Kind.BUY_X_GET_Y)) & (discounts.value != NO_MONEY)
    for name, expected in _UNITS.items():
        sheet.refuse(name, asks & (counted[name] < 1), expected, asked_by="kind")
    units = np.maximum(counted["min_quantity"], 1)
    return {**counted, "min_quantity": units, "min_spend": np.maximum(spend, 0)}


def _details(
    sheet: Sheet, dates: Mapping[str, Texts], currencies: Texts, marketplaces: Texts
) -> dict[str, Ints | Flags | Texts]:
    """What no price depends on: who may use it how often, how many units and how much money are set apart for it."""
    once = sheet.words_if_any(
        "one_per_customer", words("switch"), _word_codes(Switch), say("yes, no or blank")
    )
    code_type = coded(sheet.text("code_type"), words("code_type"), _CODE_TYPES, 0, say("a code type"))
    start, end = (codes_of(dates[name], _moment) for name, _ in _EDGES)
    a_day, zoneless = ((start == each) | (end == each) for each in (_Moment.DAY, _Moment.ZONELESS))
    zones = sheet.text("timezone")
    per_order = sheet.counts_if_any("max_units_per_order", marketplaces)
    runs = spelled(sheet.text("status"), words("runs"))
    no_limit = per_order == 0  # a limit of none would sell nothing: platforms write so that there is none
    return {
        "code_type": code_type.values.astype(np.int8),
        "max_per_order": np.where(no_limit, NO_COUNT, per_order) if no_limit.any() else per_order,
        "once_per_customer": once.astype(np.int8),
        "units": sheet.counts_if_any("units", marketplaces),
        "budget": sheet.amounts_if_any("budget", currencies, marketplaces),
        "zoneless": zoneless & (zones == "") | a_day & of_another_clock(zones, marketplaces),
        "days": a_day & (start <= _Moment.DAY) & (end <= _Moment.DAY),
        "runs": runs,
        "waits": ~runs & ~is_blank(sheet.text("status")),
        "at_midnight": _at_midnight(dates["end"], end == _Moment.ZONELESS),
        "clock_unseen": sum(
            bit * _unseen(sheet, name, dates[name]).astype(np.int8) for bit, (name, _) in enumerate(_EDGES, 1)
        ),
        "replaces": sheet.text("replaces"),
    }


_CODE_TYPES = {
    "none": int(CodeType.NONE),
    "group": int(CodeType.GROUP),
    "single_use": int(CodeType.SINGLE_USE),
}
_CLOCK = re.compile(r"[0-9]:[0-9]")
_ZONE = re.compile(
    r"(?<![A-Z])(?!(?:[AP]M|UHR)$)[A-Z_/]{2,}$|[0-9] ?Z$|(?:UTC|GMT)[+-][0-9]{1,2}$|[+-][0-9]{2}:?[0-9]{2}$",
    re.IGNORECASE,
)
_UNITS = {
    "buy_quantity": say("buy_quantity, 1 or more: how many units of buy x get y are bought at their price"),
    "get_quantity": say("get_quantity, 1 or more: how many units of buy x get y are then cheaper or free"),
}


class _Moment(IntEnum):
    """How a date is written."""

    BLANK = 0
    DAY = 1  # alone: it is the marketplace's day, whatever zone its row names
    ZONELESS = 2  # a time of day, and no zone
    ZONED = 3


def _moment(text: str) -> _Moment:
    if not text.isascii():
        zone = zone_in(text)
        return _Moment.DAY if zone is None else _Moment.ZONED if zone else _Moment.ZONELESS
    if not _CLOCK.search(text):
        return _Moment.DAY if text else _Moment.BLANK
    return _Moment.ZONED if _ZONE.search(text) else _Moment.ZONELESS


def _at_midnight(ends: Texts, zoneless: Flags) -> Flags:
    """Which of these ends, whose zone stands elsewhere if anywhere, are 0:00 of the day that they name."""
    found = np.zeros(len(ends), dtype=bool)
    some = np.flatnonzero(zoneless)
    if len(some):
        found[some] = flags_of(ends[some], begins_day)
    return found


def _unseen(sheet: Sheet, name: str, dates: Texts) -> Flags:
    """Which cells hold a time of day that their format does not show; 23:59 of an end says what a day alone says."""
    unseen = sheet.hides_clock(name)
    if not unseen.any():
        return unseen
    found: Flags = unseen & flags_of(dates, lambda text: ":" in text)
    return found & ~flags_of(dates, lambda text: " 23:59:" in text) if name == "end" else found


def _word(sheet: Sheet, name: str, subject: str, codes: dict[str, int], blank: int, what: Text) -> Ints:
    return sheet.take(name, coded(sheet.text(name), words(subject), codes, int(blank), what))


def _ids(sheet: Sheet, ids: Texts, starts: Texts, marketplaces: Texts, orders: Orders) -> Texts:
    """The id; without one `name@start`, a day written as ISO; without a name the kind stands for it."""
    lacking = np.flatnonzero(is_blank(ids))
    if not len(lacking):
        return ids
    days = iso_days(
        starts[lacking],
        marketplaces[lacking],
        orders=orders,
        numeric=sheet.is_numeric("start")[lacking],
        epoch=sheet.grid.epoch,
    )
    parts = zip(sheet.text("name")[lacking], sheet.text("kind")[lacking], days, strict=True)
    made = ids.astype(object)
    made[lacking] = [f"{name or kind or 'coupon'}@{start}" for name, kind, start in parts]
    return made


def _targets(sheet: Sheet, asins: Texts, by_sku: Flags) -> Frame:
    """One row per SKU or ASIN that a good row names; `promotion` counts the good rows.

    Where a row names SKUs, its ASINs only have to agree with them (checked when they are matched).
    """
    skus, asins = sheet.text("sku")[sheet.good], loose_asins(asins[sheet.good])
    numeric, by_sku = sheet.is_numeric("sku")[sheet.good], by_sku[sheet.good]
    rows, named = split(np.where(by_sku, skus, asins))
    of_sku = by_sku[rows]
    return TARGETS.frame(
        {
            "promotion": rows.astype(np.int64),
            "sku": np.where(of_sku, named, _BLANK),
            "asin": np.where(of_sku, asins[rows], named),
            "numeric_sku": numeric[rows],
        }
    )
