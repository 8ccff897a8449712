"""Order reports → the tables ORDERS and ORDER_ITEMS. A buyer's name, address or postcode is never taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from promocheck.exports.dates import instants
from promocheck.exports.distinct import Parsed, distinct, flags_of, is_blank, texts_of
from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.iso_instants import utc_instants
from promocheck.exports.sheet import Sheet, currencies_of
from promocheck.exports.vocabulary import folded
from promocheck.model.order import State
from promocheck.model.text import Text, say
from promocheck.tables import NO_COUNT, NO_MONEY, NO_START, ORDER_ITEMS, ORDERS
from promocheck.tables.columns import alike
from promocheck.tables.frames import Frame, only

# Amazon's stores by the end of their addresses: `Amazon.co.uk` stands in the orders themselves.
_STORES: Final = {
    **{code.lower(): code for code in ("CA", "DE", "FR", "IT", "ES", "NL", "SE", "PL", "IE", "IN", "AE", "SA", "SG", "EG")},
    "com": "US", "co.uk": "UK", "com.be": "BE", "co.jp": "JP", "com.mx": "MX", "com.br": "BR", "com.au": "AU",
    "com.tr": "TR", "co.za": "ZA",
}  # fmt: skip
_ELSEWHERE: Final = folded("Non-Amazon")

_STATES: Final[Mapping[str, State]] = {
    **dict.fromkeys(("pending", "pendingavailability", "unfulfillable"), State.PENDING),
    **dict.fromkeys(("unshipped", "partiallyshipped", "invoiceunconfirmed"), State.UNSHIPPED),
    **dict.fromkeys(("shipped", "shipping", "complete"), State.SHIPPED),
    **dict.fromkeys(("cancelled", "canceled"), State.CANCELLED),
}
_YES: Final = ("true", "yes", "y", "1")
# Who ships, by the beginning of the word: Amazon, AFN, AMAZON_NA; Merchant, MFN, Seller. Of any other nobody knows who can cancel.
_AMAZON: Final = ("amazon", "afn")
_SELLER: Final = ("merchant", "mfn", "seller")


def read_orders(sheet: Sheet, source: int) -> Mapping[str, Frame]:
    """The lines that were understood, or, of a report that has them, the codes of the orders' items."""
    if sheet.has("item_id"):
        return {"order_items": _items(sheet, source)}
    return {"orders": _lines(sheet, source)}


def _items(sheet: Sheet, source: int) -> Frame:
    for name in ("order_id", "item_id", "sku"):
        sheet.require(name, say("an order's item"))
    nowhere = np.broadcast_to(np.array([""], dtype=object), len(sheet.good))
    counts = {name: sheet.counts(name, nowhere, NO_COUNT, zero=True) for name in ("shipped", "to_ship")}
    columns = {name: sheet.text(name) for name in ("order_id", "sku", "item_id")}
    frame = ORDER_ITEMS.frame({**columns, **counts, **sheet.places(source)})
    return only(frame, sheet.good)


def _lines(sheet: Sheet, source: int) -> Frame:
    channel = sheet.text("sales_channel")
    elsewhere = flags_of(channel, lambda text: folded(text).startswith(_ELSEWHERE))
    marketplaces = _marketplaces(sheet, channel, elsewhere)
    if sheet.homeless:
        return ORDERS.empty()
    sheet.require("order_id", say("an order's number"))
    sheet.require_sku()
    state = _states(sheet)
    asked = ~elsewhere & (state != State.CANCELLED)
    written = sheet.written_currencies()
    currencies = written if not is_blank(written).any() else _filled(written, currencies_of(marketplaces))
    price = sheet.money("item_price", currencies, marketplaces, zero=True)
    discount = sheet.money("discount", currencies, marketplaces, zero=True)
    quantity = sheet.counts("quantity", marketplaces, NO_COUNT, zero=True)
    _require(sheet, "quantity", asked & is_blank(sheet.text("quantity")), say("how many units"))
    purchased = _purchased(sheet, marketplaces)
    _require(sheet, "purchased", asked & is_blank(sheet.text("purchased")), say("when it was bought"))
    shippers = sheet.text("channel")
    known = flags_of(shippers, lambda text: folded(text).startswith((*_AMAZON, *_SELLER)))
    _require(sheet, "channel", asked & ~known, say("who ships it: Amazon or Merchant"))
    frame = ORDERS.frame(
        {
            "store": sheet.stores(),
            "marketplace": marketplaces,
            "order_id": sheet.text("order_id"),
            "sku": sheet.text("sku"),
            "asin": sheet.text("asin"),
            "purchased": purchased,
            "updated": sheet.text("updated"),
            "state": state.astype(np.int8),
            "by_amazon": flags_of(shippers, lambda text: folded(text).startswith(_AMAZON)),
            "elsewhere": elsewhere,
            "business": flags_of(sheet.text("business"), lambda text: folded(text) in _YES),
            "currency": written,
            "quantity": quantity,
            "price": price,
            "discount": np.where(discount == NO_MONEY, 0, discount),
            "promotions": sheet.text("promotion_ids"),
            **sheet.places(source),
        }
    )
    return only(frame, sheet.good)


def _require(sheet: Sheet, name: str, bad: Flags, what: Text) -> None:
    """Refuse rows that do not say what they must; where the report has no column for it, as that."""
    if not sheet.has(name):
        what = say("a column {header} that says {what}", header=sheet.header_of(name), what=what)
    sheet.refuse(name, bad, what)


def _marketplaces(sheet: Sheet, channel: Texts, elsewhere: Flags) -> Texts:
    """Marketplace by row: its own column, else the store that sold it, else the folder or the option; "" for other shops."""
    if sheet.has("marketplace"):
        return sheet.marketplaces(may_lack=elsewhere)
    fill = sheet.origin.marketplace or sheet.origin.fill_marketplace or ""
    sold = texts_of(channel, lambda text: _STORES.get(folded(text).removeprefix("amazon."), ""))
    unknown = is_blank(sold) & ~is_blank(channel) & ~elsewhere
    sheet.refuse("sales_channel", unknown, say("a store of Amazon's that is known, such as Amazon.com"))
    codes = _filled(sold, np.broadcast_to(np.array([fill], dtype=object), len(sold)))
    sheet.homeless = bool((is_blank(codes) & ~elsewhere & sheet.good).any())
    return alike(np.where(elsewhere, "", codes).astype(object)) if elsewhere.any() else codes


def _filled(texts: Texts, others: Texts) -> Texts:
    """The texts, and where they are blank the others."""
    blank = is_blank(texts)
    return alike(np.where(blank, others, texts).astype(object)) if blank.any() else texts


def _states(sheet: Sheet) -> Ints:
    """How far each line is: what the item's word says, unless the order's says that it is further."""
    order, item = sheet.text("status"), sheet.text("item_status")
    rows = distinct(order, item)
    known = [_state(*words) for words in zip(order[rows.first], item[rows.first], strict=True)]
    return np.array([*known, 0], dtype=np.int64)[rows.of_row]


def _state(order: str, item: str) -> State:
    of_order, of_item = (_word(text) for text in (order, item))
    if State.CANCELLED in (of_order, of_item):
        return State.CANCELLED
    if of_order is State.SHIPPED and of_item is not None:
        return State.SHIPPED
    if of_order is State.PENDING:
        return State.PENDING
    found = of_item if item else of_order
    return State.UNKNOWN if found is None else found


def _word(text: str) -> State | None:
    """The first word says it: `Shipped - Delivered to Buyer`. None for a word that is not known, or none."""
    return _STATES.get(folded(text.partition(" - ")[0]).replace(" ", ""))


def _purchased(sheet: Sheet, marketplaces: Texts) -> Ints:
    """When each line was bought; `NO_START` where nothing stands there."""
    texts = sheet.text("purchased")
    seconds, good = utc_instants(texts)
    if good.all():
        return seconds
    rest = ~good
    orders = sheet.orders(("purchased",), marketplaces)
    zones = np.broadcast_to(np.array([""], dtype=object), int(rest.sum()))
    homes = np.where(marketplaces[rest] == "", "US", marketplaces[rest]).astype(object)
    parsed = instants(texts[rest], homes, zones, "start", NO_START, orders=orders)
    bad = np.zeros(len(texts), dtype=bool)
    bad[rest] = parsed.bad
    seconds[rest] = parsed.values
    return sheet.take(
        "purchased", Parsed(seconds, bad, say("when it was bought, such as 2026-11-27T09:30:00+00:00"))
    )
