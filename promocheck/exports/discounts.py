"""What a promotion takes off: a price, money or a share, from one column or from a column for each."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck.exports.distinct import Parsed, coded, flags_of, is_blank
from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.sheet import Sheet
from promocheck.exports.signed_headers import refuse_signed
from promocheck.exports.values import money, percents, says_zhe, signed, zhe
from promocheck.exports.vocabulary import words
from promocheck.exports.wide import WIDE
from promocheck.model.kind import Form, Kind
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import one_of_few

_FORMS: Final = {"price": 0, "amount": 1, "percent": 2, "zhe": 3}
_ZHE: Final = _FORMS["zhe"]
_NO_FORM: Final = -1
_VALUES: Final = ("discount_value", "percent_value", "amount_value")
_AT_A_PRICE: Final = [int(kind) for kind in Kind if kind.may_have_a_price]
_FREE: Final = 10_000  # basis points
_OF_PERCENT: Final = (int(Form.PERCENT), _ZHE)
_FORM: Final = say("percent, amount, price or zhe")
_ONE_VALUE: Final = say("only one of the two values, the one that the discount type names")
_UNTOLD: Final = say(
    "percent, amount, price or zhe; without a type a value must say it itself: 20%, $5.00, 8折"
)
_OFF_OR_AT: Final = say("amount or price: money beside no type may come off, or be what it is sold at")
_PERCENT: Final = say(
    "a percentage off above 0 and at most 100, such as 15; for 0.6 write 60 or 0.6%, whichever is meant"
)


@dataclass(frozen=True, slots=True)
class Discounts:
    """By row the code of a `Form` and the value: minor units, or basis points off; which stand there as 折."""

    form: Ints
    value: Ints
    zhe: Flags

    @property
    def free(self) -> Flags:
        """Which rows give something away."""
        found: Flags = (self.form == int(Form.PERCENT)) & (self.value == _FREE)
        return found


def read_discounts(sheet: Sheet, kind: Ints, currencies: Texts, marketplaces: Texts) -> Discounts:
    """What every row takes off; `NO_MONEY` in exports that name no value.

    Of buy x get y it is what each of the y units is sold at or gets off; without type and value they are free.
    """
    if not any(map(sheet.says, _VALUES)):
        none = np.zeros(len(kind), dtype=bool)
        return Discounts(np.full(len(kind), int(Form.PRICE)), np.full(len(kind), NO_MONEY), none)
    told = coded(sheet.text("discount_type"), words("form"), _FORMS, _NO_FORM, _FORM)
    form = sheet.take("discount_type", told)
    if sheet.says("discount_value"):
        form = _told_by_value(sheet, form.copy(), kind)
        given = ~is_blank(sheet.text("discount_value"))
        for name in filter(sheet.says, _VALUES[1:]):  # of layouts that are the user's own
            sheet.refuse(name, given & ~is_blank(sheet.text(name)), _ONE_VALUE)
        column_of = dict.fromkeys(_FORMS.values(), "discount_value")
    else:
        form = _told_by_column(sheet, form)
        column_of = {
            code: "percent_value" if code in _OF_PERCENT else "amount_value" for code in _FORMS.values()
        }
    free = _free_units(sheet, kind)
    form = np.where(free, int(Form.PERCENT), form)
    _check_forms(sheet, form, kind, _asked(sheet, column_of[0]))
    value = np.full(len(form), _FREE, dtype=np.int64)
    for code, name in column_of.items():
        rows = (form == code) & ~free
        if rows.any():
            if code in (int(Form.AMOUNT), int(Form.PRICE)):
                refuse_signed(sheet, name, currencies, rows)
            value[rows] = sheet.take_of(name, rows, _read(sheet, name, code, rows, currencies, marketplaces))
    tenths = form == _ZHE
    return Discounts(np.where(tenths, int(Form.PERCENT), form), value, tenths)


def _free_units(sheet: Sheet, kind: Ints) -> Flags:
    """The rows of buy x get y that say nothing of a discount: buy one get one."""
    free: Flags = kind == int(Kind.BUY_X_GET_Y)
    for name in ("discount_type", *_VALUES):
        free = free & is_blank(sheet.text(name))
    return free


def _told_by_value(sheet: Sheet, form: Ints, kind: Ints) -> Ints:
    """The form of rows that name none, where their value says it itself: 20%, $5.00, 8折."""
    untold = np.flatnonzero(form == _NO_FORM)
    texts = sheet.text("discount_value")[untold]
    percent = flags_of(texts, lambda text: text.translate(WIDE).endswith("%"))
    amount = np.where(signed(texts), int(Form.AMOUNT), _NO_FORM)
    tenths = np.where(flags_of(texts, says_zhe), _ZHE, amount)
    form[untold] = np.where(percent, int(Form.PERCENT), tenths)
    of_two = np.zeros(len(form), dtype=bool)
    of_two[untold] = (form[untold] == int(Form.AMOUNT)) & one_of_few(kind[untold], _AT_A_PRICE)
    sheet.refuse(_asked(sheet, "discount_value"), sheet.good & of_two, _OFF_OR_AT)
    return form


def _asked(sheet: Sheet, value: str) -> str:
    """The field whose cell would say what a value is."""
    return "discount_type" if sheet.has("discount_type") else value


def _told_by_column(sheet: Sheet, form: Ints) -> Ints:
    """The form of rows that name none, where one of the two columns has their value."""
    percent, amount = ~is_blank(sheet.text("percent_value")), ~is_blank(sheet.text("amount_value"))
    sheet.refuse("percent_value", percent & amount, _ONE_VALUE)
    untold = form == _NO_FORM
    form = np.where(untold & percent & ~amount, int(Form.PERCENT), form)
    return np.where(untold & amount & ~percent, int(Form.AMOUNT), form)


def _check_forms(sheet: Sheet, form: Ints, kind: Ints, asked: str) -> None:
    sheet.refuse(asked, sheet.good & (form == _NO_FORM), _UNTOLD)
    sheet.refuse(
        asked,
        sheet.good & (form == int(Form.PRICE)) & ~one_of_few(kind, _AT_A_PRICE),
        say("percent, amount or zhe: a promotion of this kind takes something off, it sets no price"),
    )


def _read(sheet: Sheet, name: str, form: int, rows: Flags, currencies: Texts, marketplaces: Texts) -> Parsed:
    """The column as values of a form, in the rows that have it."""
    texts, written = sheet.text(name), sheet.written(name, marketplaces)
    written["asked"] = rows
    if form == int(Form.PERCENT):
        return percents(texts, 0, off=_PERCENT, **written)
    return zhe(texts, 0, **written) if form == _ZHE else money(texts, currencies, **written)
