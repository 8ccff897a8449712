"""The floors sheet → the FLOORS table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from promocheck.exports.distinct import flags_of, is_blank, texts_of
from promocheck.exports.exchange import Rates, exchanged, worth, worth_of_one
from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.sheet import Sheet, currencies_of
from promocheck.exports.signed_headers import refuse_signed
from promocheck.model.marketplace import MARKETPLACES
from promocheck.model.text import say
from promocheck.tables import FLOORS, NO_END, NO_MONEY, NO_START
from promocheck.tables.columns import alike, chosen, repeated
from promocheck.tables.frames import Frame, only

# Whose clock tells a currency's days.
_HOMES: Final = {each.currency: each.code for each in reversed(MARKETPLACES)}
_AMOUNTS: Final = ("floor", "cost", "fees", "reference_price")


def read_floors(sheet: Sheet, source: int, only_currency: Callable[[], str | None], rates: Rates) -> Frame:
    """One row per floors row that was understood, in FLOORS' columns and units.

    A row without a marketplace serves every marketplace of its currency; without a currency too, it is taken to be in
    `only_currency()`, the one currency of the run, and is unread where there is none such. Amounts in another currency than
    the marketplace's are exchanged, if there is a rate; a cost without a marketplace serves wherever a rate leads. Costs and
    fees stay as they are, beside what they are worth: floors are rounded once, when they are worked out of them.
    """
    written = sheet.written_currencies()
    untold = is_blank(written)
    marketplaces = sheet.marketplaces(may_lack=alike(~untold))
    own = currencies_of(marketplaces)
    lacking = alike(untold & is_blank(own))
    usual = (only_currency() if lacking.any() else None) or ""
    spoken = alike(chosen(untold, own, written))
    if lacking.any():
        spoken = alike(chosen(lacking, repeated(usual, len(spoken), object), spoken))
    known = flags_of(spoken, lambda currency: currency in _HOMES)
    sheet.refuse(
        "currency", ~known, say("a currency such as USD, or a marketplace, to say what the amounts are in")
    )
    currencies = alike(chosen(is_blank(own), spoken, own))
    _refuse_foreign(sheet, known & (spoken != currencies), spoken, currencies, rates)
    sheet.require_sku()
    for name in _AMOUNTS:
        refuse_signed(sheet, name, spoken, known)
    amounts = {name: sheet.money(name, spoken, marketplaces, zero=name == "fees") for name in _AMOUNTS[:3]}
    margin = sheet.percents("min_margin_percent", marketplaces, zero=True)
    sheet.refuse("min_margin_percent", margin >= 10_000, say("a margin below 100 %"))
    share = sheet.percents("min_percent_of_price", marketplaces)
    valid = _valid(sheet, currencies, marketplaces)
    numerator, denominator = worth(spoken, currencies, rates)
    frame = FLOORS.frame(
        {
            "store": sheet.stores(),
            "marketplace": marketplaces,
            "currency": currencies,
            "written": spoken,
            "sku": sheet.text("sku"),
            "brand": sheet.text("brand"),
            "tags": sheet.text("tags"),
            "owner": sheet.text("owner"),
            "valid_from": valid[0],
            "valid_to": valid[1],
            **amounts,
            "floor": exchanged(amounts["floor"], spoken, currencies, rates),
            "rate_numerator": numerator,
            "rate_denominator": denominator,
            "min_margin": margin,
            "min_percent_of_price": share,
            "reference_price": exchanged(
                sheet.amounts_if_any("reference_price", spoken, marketplaces), spoken, currencies, rates
            ),
            "stock": sheet.counts_if_any("stock", marketplaces),
            "planned_units": sheet.counts_if_any("planned_units", marketplaces),
            "numeric_sku": sheet.is_numeric("sku"),
            **sheet.places(source),
        }
    )
    return _wherever_rates_lead(only(frame, sheet.good), rates)


def _wherever_rates_lead(frame: Frame, rates: Rates) -> Frame:
    """The rows, and once more in each currency that a rate leads to those that name a cost and no marketplace.

    What something costs is the same everywhere; a floor in euros is meant for marketplaces in euros.
    """
    if not rates:
        return frame
    costs = (frame["marketplace"] == "") & (frame["floor"] == NO_MONEY) & (frame["cost"] != NO_MONEY)
    parts = [frame]
    for one, other in sorted(rates):
        rows = only(frame, costs & (frame["currency"] == one))
        spoken, wanted = rows["currency"], np.full(len(rows), other, dtype=object)
        rate = worth_of_one(one, other, rates)
        parts.append(
            rows.assign(
                currency=wanted,
                reference_price=exchanged(rows["reference_price"], spoken, wanted, rates),
                rate_numerator=np.full(len(rows), rate.numerator),
                rate_denominator=np.full(len(rows), rate.denominator),
            )
        )
    return FLOORS.join(parts)


def _refuse_foreign(sheet: Sheet, foreign: Flags, spoken: Texts, currencies: Texts, rates: Rates) -> None:
    """Amounts in a currency that no rate leads from to the marketplace's."""
    for one, other in sorted(set(zip(spoken[foreign], currencies[foreign], strict=True)) - {*rates}):
        expected = say(
            "{other}, the marketplace's own currency, or a rate for {one} under floors.exchange_rates in the policy",
            one=one,
            other=other,
        )
        sheet.refuse("currency", foreign & (spoken == one) & (currencies == other), expected)


def _valid(sheet: Sheet, currencies: Texts, marketplaces: Texts) -> tuple[Ints, Ints]:
    """From when to when each row holds: whole days of the marketplace's clock, the last one included."""
    names = ("valid_from", "valid_to")
    rows = len(marketplaces)
    if not any(sheet.has(name) for name in names):
        return np.broadcast_to(np.int64(NO_START), rows), np.broadcast_to(np.int64(NO_END), rows)
    homes = np.where(marketplaces == "", texts_of(currencies, _home), marketplaces)
    texts, orders = sheet.dates(names), sheet.orders(names, homes)
    zones = np.full(rows, "", dtype=object)
    known = np.where(homes == "", "US", homes).astype(object)  # of rows that are not read anyway
    start = sheet.instants("valid_from", texts["valid_from"], known, zones, "start", orders)
    end = sheet.instants("valid_to", texts["valid_to"], known, zones, "end", orders)
    sheet.refuse("valid_to", end <= start, say("an end after the start"))
    return start, end


def _home(currency: str) -> str:
    return _HOMES.get(currency, "")
