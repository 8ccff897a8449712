"""Prices for businesses by quantity: of a listing's tiers the deepest, which is the one that sells lowest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Final

import numpy as np

from promocheck.exports.distinct import Parsed, coded, is_blank
from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.sheet import Sheet
from promocheck.exports.signed_headers import refuse_signed
from promocheck.exports.values import counts, money, percents
from promocheck.exports.vocabulary import words
from promocheck.model.kind import Form
from promocheck.model.money import Money, Percent
from promocheck.model.problem import DearerTier
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.policy.layout import TIER_LEVELS
from promocheck.tables import LISTINGS, NO_MONEY

_TYPE: Final = "quantity_price_type"
_FORMS: Final = {form.name: int(form) for form in (Form.PRICE, Form.PERCENT)}
_UNTOLD: Final = -1
# Nobody documents what a blank type means: 5 may be a price, or 5 % off.
_FORM: Final = say("fixed or percent: what the quantity prices of this row are")
_BOUND: Final = say("from how many units the quantity price beside it holds")
_VALUE: Final = say("a quantity price: the cell beside it says from how many units it holds")
_PERCENT: Final = say(
    "a percentage off above 0 and at most 100, such as 5, as the quantity price type says; below 1 write it with %"
)
_DEEPEST: Final = np.iinfo(np.int64).max
_ENDS: Final = ("lower_bound", "price")
_NONE: Final = {
    "tier_form": (LISTINGS.columns["tier_form"], int(Form.PRICE)),
    "tier_value": (LISTINGS.columns["tier_value"], NO_MONEY),
    "tier_quantity": (LISTINGS.columns["tier_quantity"], 1),
    "tier_level": (LISTINGS.columns["tier_level"], 0),
}


def read_tiers(sheet: Sheet, currencies: Texts, marketplaces: Texts, single: Ints) -> dict[str, Ints]:
    """The `tier_` columns of LISTINGS. Of tiers that sell alike the one of fewer units.

    Tiers that are dearer than one for fewer units, or than a `single` unit's price, go on record.
    """
    size = len(sheet.good)
    if not any(sheet.says(f"quantity_{end}_{number}") for number in TIER_LEVELS for end in _ENDS):
        return {
            name: np.broadcast_to(np.dtype(dtype).type(blank), size) for name, (dtype, blank) in _NONE.items()
        }
    level, value, quantity = (np.full(size, blank, dtype=np.int64) for blank in (0, NO_MONEY, 1))
    told = coded(sheet.text(_TYPE), words("tier_form"), _FORMS, _UNTOLD, _FORM)
    lowest = np.full(size, _DEEPEST)
    fixed = told.values == int(Form.PRICE)
    tiers = [_Tier(0, single != NO_MONEY, np.ones(size, dtype=np.int64), single)]
    for number in TIER_LEVELS:
        bound_name, price_name = f"quantity_lower_bound_{number}", f"quantity_price_{number}"
        if not (sheet.says(bound_name) or sheet.says(price_name)):
            continue
        given = _given(sheet, bound_name, price_name, told)
        units = _units(sheet, bound_name, given, marketplaces)
        price = _prices(sheet, price_name, given, told.values, currencies, marketplaces)
        sells = np.where(fixed, price, -price)
        tiers.append(_Tier(number, given, units, sells))
        deeper = given & ((sells < lowest) | ((sells == lowest) & (units < quantity)))
        level[deeper], lowest[deeper] = number, sells[deeper]
        value[deeper], quantity[deeper] = price[deeper], units[deeper]
    _record_dearer(sheet, tiers, currencies, marketplaces)
    form = np.where(level > 0, told.values, int(Form.PRICE))
    return {
        "tier_form": form.astype(np.int8),
        "tier_value": value,
        "tier_quantity": quantity,
        "tier_level": level.astype(np.int8),
    }


@dataclass(frozen=True, slots=True)
class _Tier:
    """By row whether there is such a tier, from how many units it holds, and what it sells at (a share: below 0)."""

    number: int
    given: Flags
    units: Ints
    sells: Ints


def _record_dearer(sheet: Sheet, tiers: Sequence[_Tier], currencies: Texts, marketplaces: Texts) -> None:
    """The first tier of each row that sells dearer than one for fewer units."""
    known = np.zeros(len(sheet.good), dtype=bool)
    stores, skus = sheet.stores(), sheet.text("sku")
    for few, many in permutations(tiers, 2):
        both = sheet.good & few.given & many.given & ~known
        dearer = both & (many.units > few.units) & (many.sells > few.sells)
        known |= dearer
        for row in np.flatnonzero(dearer).tolist():
            sheet.dearer.append(
                DearerTier(
                    str(stores[row]),
                    str(marketplaces[row]),
                    str(skus[row]),
                    int(many.units[row]),
                    _amount(int(many.sells[row]), str(currencies[row])),
                    int(few.units[row]),
                    _amount(int(few.sells[row]), str(currencies[row])),
                    sheet.place(row, f"quantity_price_{many.number}"),
                )
            )


def _amount(sells: int, currency: str) -> Money | Percent:
    return Percent(-sells) if sells < 0 else Money(sells, currency)


def _given(sheet: Sheet, bound: str, price: str, told: Parsed) -> Flags:
    """The rows that name this tier's price; those with half of it, or without a type, go on record."""
    from_units, priced = (~is_blank(sheet.text(name)) for name in (bound, price))
    sheet.refuse(bound, sheet.good & priced & ~from_units, _BOUND, asked_by=price)
    sheet.refuse(price, sheet.good & from_units & ~priced, _VALUE, asked_by=bound)
    sheet.refuse(_TYPE, sheet.good & priced & (told.values == _UNTOLD), _FORM, asked_by=price)
    return priced


def _units(sheet: Sheet, name: str, given: Flags, marketplaces: Texts) -> Ints:
    units = np.ones(len(given), dtype=np.int64)
    units[given] = sheet.take_of(
        name, given, counts(sheet.text(name), 1, **sheet.written(name, marketplaces))
    )
    return units


def _prices(
    sheet: Sheet, name: str, given: Flags, form: Ints, currencies: Texts, marketplaces: Texts
) -> Ints:
    """What the tier is sold at, or the basis points that it takes off."""
    texts, written = sheet.text(name), sheet.written(name, marketplaces)
    value = np.zeros(len(given), dtype=np.int64)
    for code in _FORMS.values():
        rows = given & (form == code)
        if rows.any():
            fixed = code == int(Form.PRICE)
            if fixed:
                refuse_signed(sheet, name, currencies, rows)
            parsed = (
                money(texts, currencies, **written) if fixed else percents(texts, 0, off=_PERCENT, **written)
            )
            value[rows] = sheet.take_of(name, rows, parsed)
    return value
