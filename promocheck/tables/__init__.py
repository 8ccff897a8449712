"""The wide tables: columns that come by the million, with dtypes and units declared here, once.

Money is int64 minor units of the row's marketplace currency, a percentage int64 basis points, an instant int64
UTC seconds, a window half-open. Text is numpy object (str, never NaN), or by the thousand packed (`texts.PackedTexts`). A blank has a value of its own
(`NO_MONEY`, `NO_START`, `NO_END`, `NO_COUNT`), because a float NaN compares false with every floor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from promocheck.model.value import dataclass
from promocheck.tables.columns import below
from promocheck.tables.frames import Frame
from promocheck.tables.texts import PackedTexts, bytes_of

NO_MONEY: Final = np.iinfo(np.int64).min
NO_START: Final = -(2**53)  # "since ever"
NO_END: Final = 2**53  # "open"
NO_COUNT: Final = -1  # how many is not known

# The columns that tell a SKU from all others: two accounts never collide. SHOP is what it lives in.
KEY: Final = ("store", "marketplace", "sku")
SHOP: Final = KEY[:2]
PROMOTION_KEY: Final = (*SHOP, "id")  # likewise a promotion


@dataclass(frozen=True, slots=True)
class Table:
    """A table's columns: name → numpy dtype. `frame` builds it and refuses anything else."""

    name: str
    columns: Mapping[str, str]

    def frame(self, data: Mapping[str, Any], rows: int | None = None) -> Frame:
        """A frame with exactly these columns in this order and these dtypes; scalars are repeated `rows` times."""
        assert set(data) == set(self.columns), (self.name, set(data) ^ set(self.columns))
        arrays = {name: self._column(name, data[name], rows) for name in self.columns}
        assert len({len(array) for array in arrays.values()}) == 1, (self.name, "rows")
        return Frame(arrays)

    def empty(self) -> Frame:
        """The table without rows."""
        return self.frame({name: np.empty(0, dtype) for name, dtype in self.columns.items()})

    def join(self, frames: Sequence[Frame]) -> Frame:
        """Frames of this table below each other, numbered anew."""
        parts = [frame for frame in frames if len(frame)]
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return self.empty()
        return Frame({name: below([part[name] for part in parts]) for name in self.columns})

    def _column(self, name: str, values: Any, rows: int | None) -> np.ndarray[Any, Any]:
        dtype = np.dtype(self.columns[name])
        packed = bytes_of(values)
        if packed is not None and dtype.kind == "O":
            return PackedTexts.of(packed)
        array = np.asarray(values, dtype=object if dtype.kind == "O" else None)
        if array.ndim == 0:
            assert rows is not None, (self.name, name)
            array = np.full(rows, values, dtype=dtype)
        assert np.can_cast(array.dtype, dtype, "same_kind"), (self.name, name, array.dtype)
        return array.astype(dtype, copy=False)


# Where a row stands: `source` indexes the run's sources, `row` is the row as the person sees it.
_PLACE: Final = {"source": "int32", "row": "int32"}

LISTINGS: Final = Table(
    "listings",
    {
        "store": "O",
        "marketplace": "O",
        "sku": "O",
        "asin": "O",  # "" where the export has none
        "parent_asin": "O",
        "title": "O",
        "brand": "O",
        "owner": "O",
        "price": "int64",  # NO_MONEY where the listing has none (Incomplete)
        "sale_price": "int64",
        "sale_start": "int64",
        "sale_end": "int64",
        "list_price": "int64",
        "min_price": "int64",
        "business_price": "int64",
        # Of the tiers for businesses that are prices the lowest, of those that are shares the largest: which of the two sells
        # lower, is known only when they are priced.
        "tier_price": "int64",  # NO_MONEY: no tier is a price
        "tier_price_quantity": "int64",  # from how many units it holds; 1 without one
        "tier_price_level": "int8",  # which of policy.layout.TIER_PRICES it is, from 1 on: its cell; 0 without one
        "tier_share": "int64",  # basis points off; NO_MONEY: no tier is a share
        "tier_share_quantity": "int64",
        "tier_share_level": "int8",
        "points": "int64",  # what the Japanese listing gives back, a yen a point; NO_MONEY: none
        "quantity": "int64",  # units that can be sold, as the listing says; NO_COUNT
        "numeric_sku": "bool",  # the cell was a number: leading zeros may be gone
        **_PLACE,
    },
)

PROMOTIONS: Final = Table(
    "promotions",
    {
        "store": "O",
        "marketplace": "O",
        "id": "O",
        "made_id": "bool",  # of its name and start: the export names none
        "name": "O",
        "owner": "O",
        "kind": "int8",  # model.kind.Kind
        "form": "int8",  # model.kind.Form
        "value": "int64",  # minor units, or basis points off; NO_MONEY where the export names none
        "zhe": "bool",  # the value stands there as 折, the tenths that remain to be paid
        "start": "int64",  # official window; NO_START
        "end": "int64",  # NO_END
        "status": "int8",  # model.kind.Status
        "canceled_at": "int64",  # NO_START: blank
        "switch": "int8",  # model.kind.Switch
        "coded": "bool",
        "claim_code": "O",  # "" without one; tells promotions apart that have no id of their own
        "audience": "O",  # as written, folded; likewise
        "combinability": "int8",  # model.kind.Combinability
        "min_quantity": "int64",  # 1: none
        "min_spend": "int64",  # 0: none
        "for_business": "bool",
        "buy_quantity": "int64",  # 0: none
        "get_quantity": "int64",
        "code_type": "int8",  # model.kind.CodeType
        "max_per_order": "int64",  # the most units in one order; NO_COUNT: no limit is named
        "once_per_customer": "int8",  # model.kind.Switch
        "units": "int64",  # that are committed to a deal; NO_COUNT
        "budget": "int64",  # NO_MONEY
        "zoneless": "bool",  # on whose clock its window is meant is not said, or not in a way that is read
        "days": "bool",  # its window is written in days alone
        "runs": "bool",  # its status says that it runs, or is to run
        "waits": "bool",  # its status says something else: a draft, paused, not approved yet
        "at_midnight": "bool",  # its end is written as 0:00 of a day, without a zone in the cell
        "turned_start": "int64",  # its window in the other order of day and month, where only the marketplace's own tells them apart
        "turned_end": "int64",  # both NO_START: something else does
        "clock_unseen": "int8",  # which cell holds a time of day and shows the day alone: 1 its start, 2 its end, 3 both
        "replaces": "O",  # ids of promotions that are stopped for it, with ; between them
        **_PLACE,
    },
)

TARGETS: Final = Table(
    "targets",
    {
        "promotion": "int64",  # row of PROMOTIONS, or of PLAN
        "sku": "O",  # "" where the ASIN names it
        "asin": "O",
        "numeric_sku": "bool",
    },
)

# What was meant, before anything was set up. `id` is as written here: "" where the plan leaves it open.
PLAN: Final = Table(
    "plan",
    {
        "plan_id": "O",
        **PROMOTIONS.columns,
        "combines": "bool",  # it says a combinability; a blank is read as the usual one
    },
)

FLOORS: Final = Table(
    "floors",
    {
        "store": "O",
        "marketplace": "O",  # "" serves every marketplace of `currency`
        "currency": "O",  # of the amounts here, but costs and fees
        "written": "O",  # the currency in which the sheet has them
        "sku": "O",
        "brand": "O",
        "tags": "O",  # as written, with ; between them
        "owner": "O",
        "valid_from": "int64",  # NO_START: since ever
        "valid_to": "int64",  # NO_END: open
        "floor": "int64",
        "cost": "int64",  # minor units of `written`, as fees are
        "fees": "int64",
        "rate_numerator": "int64",  # what a minor unit of `written` is worth in minor units of `currency`
        "rate_denominator": "int64",
        "min_margin": "int64",  # basis points; NO_MONEY
        "min_percent_of_price": "int64",  # basis points; NO_MONEY
        "reference_price": "int64",  # what it usually sells at; NO_MONEY
        "stock": "int64",  # units that can be sold; NO_COUNT
        "planned_units": "int64",  # units that are meant for promotions; NO_COUNT
        "numeric_sku": "bool",
        **_PLACE,
    },
)

# What the platform keeps of a sale, per unit, as its fee preview estimates it.
FEES: Final = Table(
    "fees",
    {
        "store": "O",
        "marketplace": "O",
        "sku": "O",
        "fee": "int64",  # minor units of the marketplace's currency; NO_MONEY
        "numeric_sku": "bool",
        **_PLACE,
    },
)

# Units that can be sold.
STOCK: Final = Table(
    "stock",
    {
        "store": "O",
        "marketplace": "O",
        "sku": "O",
        "quantity": "int64",
        "numeric_sku": "bool",
        **_PLACE,
    },
)

# Rows of exports that were read, and are of no shop that is asked for.
OUTSIDE: Final = Table("outside", _PLACE)

# One row per listing and promotion row that reaches it: what pricing works on.
PAIRS: Final = Table(
    "pairs",
    {
        "listing": "int64",  # row of LISTINGS
        "promotion": "int64",  # row of PROMOTIONS
    },
)

# Prices are constant in a segment. `stacked` is the worst reading with guard bands, `official` without them.
SEGMENTS: Final = Table(
    "segments",
    {
        "listing": "int64",
        "start": "int64",
        "end": "int64",
        "selling": "int64",
        "floor": "int64",  # NO_MONEY: none
        "official_floor": "int64",  # the same without guard bands: of the kinds, and in a clearance, that run in official windows
        "stacked": "int64",
        "official": "int64",
        "documented": "int64",
        "kinds": "int64",  # bit per Kind live in the widened windows
        "official_kinds": "int64",  # the same without guard bands
        "forbidden": "int64",  # bit per pair of classes that the stacking forbids, likewise
        "official_forbidden": "int64",
    },
)

# What was sold, a row an order's line. Amounts are the line's, in minor units of `currency`, or where that is blank of the
# marketplace's; buyers stand in no table.
ORDERS: Final = Table(
    "orders",
    {
        "store": "O",
        "marketplace": "O",  # "" where Amazon only ships what another shop sold
        "order_id": "O",
        "sku": "O",
        "asin": "O",
        "purchased": "int64",  # NO_START where the row needs none
        "updated": "O",  # as written
        "state": "int8",  # model.order.State
        "by_amazon": "bool",  # Amazon ships it
        "elsewhere": "bool",  # sold in another shop, and only shipped by Amazon
        "business": "bool",
        "currency": "O",  # as written, in capitals
        "quantity": "int64",  # NO_COUNT
        "price": "int64",  # before discounts; NO_MONEY: none stands there
        "discount": "int64",
        "promotions": "O",  # ids as written, with commas between them
        **_PLACE,
    },
)

# The code of each order's item, which cancellations name, and how many of its units have been shipped and are still to be.
ORDER_ITEMS: Final = Table(
    "order_items",
    {
        "order_id": "O",
        "sku": "O",
        "item_id": "O",
        "shipped": "int64",  # NO_COUNT
        "to_ship": "int64",  # NO_COUNT
        **_PLACE,
    },
)
