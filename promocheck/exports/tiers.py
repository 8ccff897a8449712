"""Prices for businesses by quantity, and by what was bought in all: of a listing's tiers the one that sells lowest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Final

import numpy as np

from promocheck.exports.distinct import Parsed, coded, flags_of, is_blank
from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.recognise import is_signed_figure
from promocheck.exports.sheet import Sheet
from promocheck.exports.signed_headers import refuse_signed
from promocheck.exports.values import counts, money, percents
from promocheck.exports.vocabulary import words
from promocheck.model.kind import Form
from promocheck.model.money import Money, Percent
from promocheck.model.problem import DearerTier
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.policy.layout import TIER_LEVEL, TIERS
from promocheck.tables import LISTINGS, NO_MONEY

_FORMS: Final = {form.name: int(form) for form in (Form.PRICE, Form.PERCENT)}
_COLUMNS: Final = {"tier_price": Form.PRICE, "tier_share": Form.PERCENT}
_UNTOLD: Final = -1
_DEAREST: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class _Scale:
    """The tiers that one type speaks for, and what is expected of their cells."""

    name: str
    form: Text
    bound: Text
    price: Text
    percent: Text

    @property
    def type(self) -> str:
        """The field that says what the prices are."""
        return f"{self.name}_price_type"


# Nobody documents what a blank type means: 5 may be a price, or 5 % off.
_QUANTITY: Final = _Scale(
    "quantity",
    form=say("fixed or percent: what the quantity prices of this row are"),
    bound=say("from how many units the quantity price beside it holds"),
    price=say("a quantity price: the cell beside it says from how many units it holds"),
    percent=say(
        "a percentage off above 0 and at most 100, such as 5, as the quantity price type says; below 1 write it with %"
    ),
)
_PROGRESSIVE: Final = _Scale(
    "progressive",
    form=say("fixed or percent: what the progressive prices of this row are"),
    bound=say("how many units must have been bought before the progressive price beside it holds"),
    price=say(
        "a progressive price: the cell beside it says how many units must have been bought before it holds"
    ),
    percent=say(
        "a percentage off above 0 and at most 100, such as 5, as the progressive price type says; below 1 write it with %"
    ),
)


def read_tiers(sheet: Sheet, currencies: Texts, marketplaces: Texts, single: Ints) -> dict[str, Ints]:
    """The `tier_` columns of LISTINGS. Of tiers that sell alike the one of fewer units.

    Tiers that are dearer than one of their scale for fewer units, or than a `single` unit's price, go on record.
    """
    of_one = _Tier("", np.int64(Form.PRICE), single != NO_MONEY, np.ones(len(single), dtype=np.int64), single)
    tiers, dearer = list[_Tier](), np.zeros(len(single), dtype=bool)
    for scale in (_QUANTITY, _PROGRESSIVE):
        mine = list(_tiers(sheet, scale, currencies, marketplaces))
        tiers += mine
        if mine:
            _record_dearer(sheet, [of_one, *mine], currencies, marketplaces, dearer, scale is _PROGRESSIVE)
    found = dict[str, Ints]()
    for name, form in _COLUMNS.items():
        found |= _deepest(name, int(form), tiers, len(single))
    return found


@dataclass(frozen=True, slots=True)
class _Tier:
    """By row its form, whether there is such a tier, from how many units it holds, and what it sells at (a share: below 0)."""

    field: str
    form: Ints | np.int64
    given: Flags
    units: Ints
    sells: Ints


def _tiers(sheet: Sheet, scale: _Scale, currencies: Texts, marketplaces: Texts) -> Iterator[_Tier]:
    """The tiers that rows name."""
    told: Parsed | None = None
    if sheet.says(
        scale.type
    ):  # a price there has moved by a cell, and the tiers beside it or the business price with it
        sheet.refuse(scale.type, flags_of(sheet.text(scale.type), _is_amount), scale.form)
    for bound, field in TIERS[scale.name]:
        if not (sheet.says(bound) or sheet.says(field)):
            continue
        told = told or coded(sheet.text(scale.type), words("tier_form"), _FORMS, _UNTOLD, scale.form)
        given = _given(sheet, scale, bound, field, told)
        if not given.any():
            continue
        units = _units(sheet, bound, given, marketplaces)
        price = _prices(sheet, scale, field, given, told.values, currencies, marketplaces)
        yield _Tier(field, told.values, given, units, np.where(told.values == int(Form.PRICE), price, -price))


def _is_amount(text: str) -> bool:
    return bool(text) and is_signed_figure(text)


def _deepest(column: str, form: int, tiers: Sequence[_Tier], size: int) -> dict[str, Ints]:
    """By row the tier of a form that sells lowest, as the columns of LISTINGS of that name."""
    names = {column: NO_MONEY, f"{column}_quantity": 1, f"{column}_level": 0}
    dtypes = {name: np.dtype(LISTINGS.columns[name]) for name in names}
    if not any((each.given & (each.form == form)).any() for each in tiers):
        return {name: np.broadcast_to(dtypes[name].type(blank), size) for name, blank in names.items()}
    value, quantity, level = (np.full(size, blank, dtype=np.int64) for blank in names.values())
    lowest = np.full(size, _DEAREST)
    for each in tiers:
        nearer = (each.sells == lowest) & (each.units < quantity)
        deeper = each.given & (each.form == form) & ((each.sells < lowest) | nearer)
        lowest[deeper], quantity[deeper] = each.sells[deeper], each.units[deeper]
        level[deeper] = TIER_LEVEL[each.field]
        value[deeper] = np.abs(each.sells[deeper])
    return {
        name: values.astype(dtypes[name])
        for name, values in zip(names, (value, quantity, level), strict=True)
    }


def _record_dearer(
    sheet: Sheet,
    tiers: Sequence[_Tier],
    currencies: Texts,
    marketplaces: Texts,
    known: Flags,
    progressive: bool,
) -> None:
    """The first tier of each row that sells dearer than one for fewer units; rows that are `known` have one."""
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
                    sheet.place(row, many.field),
                    progressive,
                )
            )


def _amount(sells: int, currency: str) -> Money | Percent:
    return Percent(-sells) if sells < 0 else Money(sells, currency)


def _given(sheet: Sheet, scale: _Scale, bound: str, price: str, told: Parsed) -> Flags:
    """The rows that name this tier's price; those with half of it, or without a type, go on record."""
    from_units, priced = (~is_blank(sheet.text(name)) for name in (bound, price))
    sheet.refuse(bound, sheet.good & priced & ~from_units, scale.bound, asked_by=price)
    sheet.refuse(price, sheet.good & from_units & ~priced, scale.price, asked_by=bound)
    sheet.refuse(scale.type, sheet.good & priced & (told.values == _UNTOLD), scale.form, asked_by=price)
    return priced


def _units(sheet: Sheet, name: str, given: Flags, marketplaces: Texts) -> Ints:
    units = np.ones(len(given), dtype=np.int64)
    units[given] = sheet.take_of(
        name, given, counts(sheet.text(name), 1, **sheet.written(name, marketplaces))
    )
    return units


def _prices(
    sheet: Sheet,
    scale: _Scale,
    name: str,
    given: Flags,
    form: Ints,
    currencies: Texts,
    marketplaces: Texts,
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
                money(texts, currencies, **written)
                if fixed
                else percents(texts, 0, off=scale.percent, **written)
            )
            value[rows] = sheet.take_of(name, rows, parsed)
    return value
