"""Promotion exports → the PROMOTIONS and TARGETS tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd

from promocheck.exports.dates import instants, iso_days, known_zones
from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.sheet import Sheet
from promocheck.exports.values import (
    Parsed,
    basis_points,
    coded,
    counts,
    money,
    once,
    zhe_points,
)
from promocheck.exports.vocabulary import folded, words
from promocheck.model.kind import Combinability, Form, Kind, Status, Switch
from promocheck.model.text import Text, say
from promocheck.tables import NO_END, NO_START, PROMOTIONS, TARGETS

_KINDS = {kind.word: int(kind) for kind in Kind}
_FORMS = {"price": 0, "amount": 1, "percent": 2, "zhe": 3}
_ZHE = _FORMS["zhe"]
_NO_FORM = -1
_MIDNIGHT = re.compile(r"[T ]\s*0?0:00(?::00)?$")
_SETS_PRICE = [int(kind) for kind in Kind if kind.sets_price]


@dataclass(frozen=True, slots=True)
class PromotionRows:
    """A sheet's promotions and whom they name; `targets.promotion` counts rows of `promotions`."""

    promotions: pd.DataFrame
    targets: pd.DataFrame


def read_promotions(sheet: Sheet, source: int) -> PromotionRows:
    """The promotion rows that were understood, in the tables' columns and units."""
    marketplaces = sheet.marketplaces()
    if sheet.homeless:
        return PromotionRows(PROMOTIONS.empty(), TARGETS.empty())
    currencies = sheet.currencies(marketplaces)
    kind = _kinds(sheet)
    form, value = _discounts(sheet, kind, currencies)
    windows = _windows(sheet, marketplaces)
    nobody = _names_nobody(sheet.text("sku")) & _names_nobody(sheet.text("asin"))
    sheet.refuse("sku" if sheet.has("sku") else "asin", nobody, say("a SKU or an ASIN"))
    frame = PROMOTIONS.frame(
        {
            "store": sheet.stores(),
            "marketplace": marketplaces,
            "id": _ids(sheet, marketplaces),
            "name": sheet.text("name"),
            "owner": sheet.text("owner"),
            "kind": kind.astype(np.int8),
            "form": form.astype(np.int8),
            "value": value,
            **windows,
            **_conditions(sheet, currencies),
            "source": np.full(len(sheet.good), source, dtype=np.int32),
            "row": sheet.grid.rows.astype(np.int32),
        }
    )
    targets = _targets(sheet)
    return PromotionRows(frame[sheet.good].reset_index(drop=True), targets)


def _word_codes(members: type[IntEnum]) -> dict[str, int]:
    return {member.name: int(member) for member in members}


def _kinds(sheet: Sheet) -> Ints:
    if "coupon_type" in sheet.layout.fields:  # the coupon template: every row is some coupon
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
    expected = say("a promotion kind; known: {known}", known=tuple(_KINDS))
    sheet.require("kind", expected)
    return sheet.take("kind", coded(sheet.text("kind"), words("kind"), _KINDS, int(Kind.COUPON), expected))


def _discounts(sheet: Sheet, kind: Ints, currencies: Texts) -> tuple[Ints, Ints]:
    """Form codes and values: minor units, or basis points off."""
    form = sheet.take(
        "discount_type",
        coded(
            sheet.text("discount_type"), words("form"), _FORMS, _NO_FORM, say("percent, amount, price or zhe")
        ),
    )
    name, texts = _value_column(sheet, form)
    form = np.where((form == _NO_FORM) & _ends_in_percent(texts), int(Form.PERCENT), form)
    sheet.refuse("discount_type", sheet.good & (form == _NO_FORM), say("percent, amount, price or zhe"))
    setting = np.isin(kind, _SETS_PRICE)
    sheet.refuse(
        "discount_type",
        sheet.good & (form == int(Form.PRICE)) & ~setting,
        say("percent, amount or zhe: a promotion of this kind takes something off, it sets no price"),
    )
    value = np.zeros(len(texts), dtype=np.int64)
    for code, parsed in _values(form, texts, currencies).items():
        rows = form == code
        sheet.refuse(name, rows & sheet.good & (parsed.bad | (texts == "")), parsed.expected)
        value[rows] = parsed.values[rows]
    return np.where(form == _ZHE, int(Form.PERCENT), form), value


def _value_column(sheet: Sheet, form: Ints) -> tuple[str, Texts]:
    """The discount's cell by row; the coupon template has a column for percentages and one for money."""
    if not {"percent_value", "amount_value"} & {*sheet.layout.fields}:
        return "discount_value", sheet.text("discount_value")
    percent, amount = sheet.text("percent_value"), sheet.text("amount_value")
    is_percent = form == int(Form.PERCENT)
    both = (percent != "") & (amount != "")
    sheet.refuse(
        "percent_value", both, say("only one of the two values, the one that the discount type names")
    )
    texts = np.where(is_percent, percent, amount).astype(object)
    empty = sheet.good & (texts == "")
    sheet.refuse("percent_value", empty & is_percent, say("a percentage"))
    sheet.refuse("amount_value", empty & ~is_percent, say("an amount"))
    return ("percent_value" if sheet.has("percent_value") else "amount_value"), texts


def _ends_in_percent(texts: Texts) -> Flags:
    return np.array([text.endswith(("%", "％")) for text in texts], dtype=bool)


def _values(form: Ints, texts: Texts, currencies: Texts) -> dict[int, Parsed]:
    """Each form's reading of the cells, for the forms that occur."""
    readers: dict[int, Callable[[], Parsed]] = {
        int(Form.PRICE): lambda: money(texts, currencies),
        int(Form.AMOUNT): lambda: money(texts, currencies),
        int(Form.PERCENT): lambda: once(texts, basis_points, 0, _PERCENT),
        _ZHE: lambda: once(texts, zhe_points, 0, _ZHE_EXPECTED),
    }
    return {code: read() for code, read in readers.items() if (form == code).any()}


_PERCENT = say("a percentage off above 0 and at most 100, such as 15; below 1 write it with % (0.5%)")
_ZHE_EXPECTED = say("折 above 0 and below 10: 7 is 30 % off, 8.5 is 15 % off")


def _windows(sheet: Sheet, marketplaces: Texts) -> dict[str, Ints]:
    zones = sheet.text("timezone")
    unknown = known_zones(zones)
    sheet.take("timezone", unknown)
    zones = np.where(unknown.bad, "", zones).astype(object)  # so that the row's dates are not refused as well
    start = sheet.take("start", instants(_dates(sheet, "start"), marketplaces, zones, "start", NO_START))
    end = sheet.take("end", instants(_dates(sheet, "end"), marketplaces, zones, "end", NO_END))
    sheet.refuse("end", sheet.good & (end <= start), say("an end after the start"))
    canceled = sheet.take(
        "canceled_at", instants(sheet.text("canceled_at"), marketplaces, zones, "end", NO_START)
    )
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
    return {"start": start, "end": end, "canceled_at": canceled, "status": status.astype(np.int8)}


def _dates(sheet: Sheet, name: str) -> Texts:
    """The column's cells; a midnight that only stands there because a cell holds date and time is taken off.

    The coupon template knows only days. In any workbook a day is stored as its midnight, so that a column of which no
    cell shows another time is a column of days, whatever its format: its end dates are included.
    """
    texts = sheet.text(name)
    if not (sheet.layout.whole_days or (sheet.grid.sheet is not None and _only_days(sheet))):
        return texts
    return np.array([_MIDNIGHT.sub("", text) for text in texts] or [""], dtype=object)[: len(texts)]


def _only_days(sheet: Sheet) -> bool:
    shown = {_MIDNIGHT.sub("", text) for name in ("start", "end") for text in sheet.text(name)}
    return not any(":" in text for text in shown)


def _conditions(sheet: Sheet, currencies: Texts) -> dict[str, Ints | Flags | Texts]:
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
    return {
        "switch": switch.astype(np.int8),
        "coded": (sheet.text("claim_code") != "") | (code_type == 1),
        "claim_code": sheet.text("claim_code"),
        "audience": np.array([folded(text) for text in sheet.text("audience")] or [""], dtype=object)[
            : len(audience)
        ],
        "combinability": combinability.astype(np.int8),
        "min_quantity": sheet.take("min_quantity", counts(sheet.text("min_quantity"), 1)),
        "min_spend": _spend(sheet, currencies),
        "for_business": audience == 1,
    }


def _word(sheet: Sheet, name: str, subject: str, codes: dict[str, int], blank: int, what: Text) -> Ints:
    return sheet.take(name, coded(sheet.text(name), words(subject), codes, int(blank), what))


def _spend(sheet: Sheet, currencies: Texts) -> Ints:
    values = sheet.take("min_spend", money(sheet.text("min_spend"), currencies, zero=True))
    return np.maximum(values, 0)


def _ids(sheet: Sheet, marketplaces: Texts) -> Texts:
    """The id; without one `name@start`, a day written as ISO; without a name the kind stands for it."""
    ids, names, starts = sheet.text("promotion_id"), sheet.text("name"), _dates(sheet, "start")
    days = iso_days(starts, marketplaces)
    kinds = sheet.text("kind")
    made = [
        f"{name or kind or 'coupon'}@{start}" for name, kind, start in zip(names, kinds, days, strict=True)
    ]
    return np.where(ids == "", np.array(made, dtype=object), ids).astype(object)


def _targets(sheet: Sheet) -> pd.DataFrame:
    """One row per SKU or ASIN that a good row names; `promotion` counts the good rows.

    Where a row names SKUs, its ASINs only have to agree with them (checked when they are matched).
    """
    skus, asins = sheet.text("sku")[sheet.good], sheet.text("asin")[sheet.good]
    numeric = sheet.is_numeric("sku")[sheet.good]
    by_sku = ~_names_nobody(skus)
    parts, codes = _split(np.where(by_sku, skus, asins).astype(object))
    lengths = np.array([len(part) for part in parts], dtype=np.int64)
    rows = np.repeat(np.arange(len(skus)), lengths[codes] if len(codes) else 0)
    named = np.array([each for code in codes for each in parts[code]] or [""], dtype=object)[: len(rows)]
    of_sku = by_sku[rows]
    return TARGETS.frame(
        {
            "promotion": rows.astype(np.int64),
            "sku": np.where(of_sku, named, "").astype(object),
            "asin": np.where(of_sku, asins[rows] if len(rows) else "", named).astype(object),
            "numeric_sku": numeric[rows] & of_sku,
        }
    )


def _names_nobody(texts: Texts) -> Flags:
    """Blank cells, and those with nothing but separators and blanks of any kind."""
    parts, codes = _split(texts)
    nobody = np.array([not part for part in parts], dtype=bool)
    return nobody[codes] if len(codes) else nobody


def _split(texts: Texts) -> tuple[list[list[str]], Ints]:
    codes, unique = pd.factorize(texts)
    return [list(dict.fromkeys(filter(None, (p.strip() for p in text.split(";"))))) for text in unique], codes
