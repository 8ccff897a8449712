"""What listings offer by themselves, as promotion rows without an id; and one listing out of several rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from promocheck.model.kind import Form, Kind
from promocheck.model.source import Source
from promocheck.pricing.catalogue import unify
from promocheck.pricing.promotions import listing_offers
from promocheck.tables import LISTINGS, NO_COUNT, NO_END, NO_MONEY, NO_START
from promocheck.tables.frames import Frame
from tests.frames import records
from tests.shop import price_of, shop

BLANK: dict[str, Any] = {
    **dict.fromkeys(("store", "asin", "parent_asin", "title", "brand", "owner"), ""),
    **dict.fromkeys(
        ("sale_price", "list_price", "min_price", "business_price", "tier_price", "tier_share", "points"),
        NO_MONEY,
    ),
    "marketplace": "JP",
    "sku": "A-1",
    "price": 1000,
    "sale_start": NO_START,
    "sale_end": NO_END,
    **dict.fromkeys(("tier_price_quantity", "tier_share_quantity"), 1),
    **dict.fromkeys(("tier_price_level", "tier_share_level"), 0),
    "quantity": NO_COUNT,
    "numeric_sku": False,
    "source": 0,
}


def listings(*rows: dict[str, Any]) -> Frame:
    """Rows of LISTINGS, of which only what matters is said; each stands in a row of its own."""
    full = [{**BLANK, "row": 2 + at, **row} for at, row in enumerate(rows)]
    return LISTINGS.frame({name: [row[name] for row in full] for name in LISTINGS.columns})


def tier(form: Form, value: int, quantity: int, level: int = 1) -> dict[str, Any]:
    name = "tier_share" if form is Form.PERCENT else "tier_price"
    return {name: value, f"{name}_quantity": quantity, f"{name}_level": level}


def source(**headings: str) -> Source:
    return Source(
        path="listings.csv",
        sheet=None,
        sha256="",
        layout="listings",
        role="listings",
        store=None,
        marketplace="JP",
        encoding="utf-8",
        headings=headings,
        rows_read=2,
        rows_left_out=0,
        unread_rows=frozenset(),
        columns_used=(),
        columns_ignored=(),
        modified=0,
    )


EVERYTHING = {
    "sku": "B-2",
    "owner": "Kim",
    "sale_price": 900,
    "sale_start": 5,
    "sale_end": 9,
    "business_price": 800,
    "points": 30,
    **tier(Form.PERCENT, 1500, 10, level=2),
}


def test_a_row_for_each_kind_in_the_order_of_kinds_and_listings() -> None:
    frame, rows = listing_offers(listings({"sku": "A-1", "points": 7}, EVERYTHING, {"sku": "C-3"}))
    said = ["kind", "form", "value", "start", "end", "min_quantity", "for_business", "row"]
    assert [[*each.values()] for each in records(frame, *said)] == [
        [Kind.SALE_PRICE, Form.PRICE, 900, 5, 9, 1, False, 3],
        [Kind.BUSINESS_PRICE, Form.PRICE, 800, NO_START, NO_END, 1, True, 3],
        [Kind.QUANTITY_DISCOUNT, Form.PERCENT, 1500, NO_START, NO_END, 10, True, 3],
        [Kind.POINTS, Form.AMOUNT, 7, NO_START, NO_END, 1, False, 2],
        [Kind.POINTS, Form.AMOUNT, 30, NO_START, NO_END, 1, False, 3],
    ]
    assert rows.tolist() == [1, 1, 1, 0, 1]
    assert (set(frame["id"]), frame["owner"].tolist()) == ({""}, ["Kim", "Kim", "Kim", "", "Kim"])


def test_a_listing_without_offers_has_none() -> None:
    frame, rows = listing_offers(listings({}))
    assert (len(frame), rows.tolist()) == (0, [])


# --- Several rows of one listing -----------------------------------------------------

TIER = [f"{name}{what}" for name in ("tier_price", "tier_share") for what in ("", "_quantity", "_level")]
NO_TIER = {name: BLANK[name] for name in TIER}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("one", "other", "taken"),
    [
        # of two prices the lower, of two shares the larger
        (tier(Form.PRICE, 800, 5), tier(Form.PRICE, 700, 9, 2), tier(Form.PRICE, 700, 9, 2)),
        (tier(Form.PERCENT, 500, 5), tier(Form.PERCENT, 900, 9), tier(Form.PERCENT, 900, 9)),
        # a share beside a price: what the share is of is not known yet
        (
            tier(Form.PRICE, 800, 5),
            tier(Form.PERCENT, 1000, 5),
            {**tier(Form.PRICE, 800, 5), **tier(Form.PERCENT, 1000, 5)},
        ),
        # alike: from fewer units
        (tier(Form.PRICE, 700, 9), tier(Form.PRICE, 700, 5), tier(Form.PRICE, 700, 5)),
        # of two progressive ones as well
        (tier(Form.PRICE, 800, 50, 6), tier(Form.PRICE, 700, 90, 7), tier(Form.PRICE, 700, 90, 7)),
    ],
)
def test_of_tiers_at_odds_the_one_that_sells_lower(
    one: dict[str, Any], other: dict[str, Any], taken: dict[str, Any], *, turned: bool
) -> None:
    rows = [other, one] if turned else [one, other]
    levels = {
        name: f"Price {at}"
        for at, name in (
            (1, "quantity_price_1"),
            (2, "quantity_price_2"),
            (6, "progressive_price_1"),
            (7, "progressive_price_2"),
        )
    }
    sheet = source(**levels)
    whole = unify(listings(*rows), (sheet,))
    unified, conflicts = whole.listings, whole.conflicts
    assert records(unified, *TIER) == [NO_TIER | taken]
    (conflict,) = conflicts
    found = {(place.row, place.column) for place in conflict.places}
    assert found == {
        (2 + at, f"Price {row.get('tier_price_level', row.get('tier_share_level'))}")
        for at, row in enumerate(rows)
    }


@pytest.mark.parametrize("turned", [False, True])
def test_a_quantity_price_and_a_progressive_one_are_not_at_odds(*, turned: bool) -> None:
    rows = [tier(Form.PRICE, 800, 5), tier(Form.PRICE, 700, 50, 6)]
    whole = unify(listings(*(rows[::-1] if turned else rows)), (source(),))
    assert records(whole.listings, *TIER) == [NO_TIER | rows[1]]
    assert whole.conflicts == []


@pytest.mark.parametrize(
    ("column", "values", "taken", "conflicts"),
    [
        ("business_price", (800, 700), 700, 1),
        ("business_price", (800, 800), 800, 0),
        ("business_price", (NO_MONEY, 800), 800, 0),
        ("business_price", (NO_MONEY, NO_MONEY), NO_MONEY, 0),
        ("points", (30, 50), 50, 1),
        ("points", (30, NO_MONEY), 30, 0),
    ],
)
def test_what_hides_no_loss_is_taken(
    column: str, values: tuple[int, int], taken: int, conflicts: int
) -> None:
    whole = unify(listings(*({column: value} for value in values)), (source(),))
    unified, found = whole.listings, whole.conflicts
    assert (unified[column].tolist(), len(found)) == ([taken], conflicts)


def test_a_tier_that_one_row_has_alone_is_kept() -> None:
    whole = unify(listings({}, tier(Form.PRICE, 700, 9, 3)), (source(),))
    unified, conflicts = whole.listings, whole.conflicts
    assert (records(unified, *TIER), conflicts) == ([NO_TIER | tier(Form.PRICE, 700, 9, 3)], [])


def test_of_several_business_prices_the_lowest_is_what_it_sells_at(tmp_path: Path) -> None:
    """43 % of 185.60 are 79.81; of 261.00, at which nobody buys, they would be 112.23."""
    promotions = """
    promotion_id | kind | sku | discount_type | discount_value | start | end | audience
    B1 | business_price | A-1 | percent | 10 | 2026-12-01 | 2026-12-10 | business
    D1 | best_deal | A-1 | price | 133.40 | 2026-12-01 | 2026-12-10 | business
    P1 | percentage_off | A-1 | percent | 43 | 2026-12-01 | 2026-12-10 | business
    """
    listings = "sku | price | business_price\nA-1 | 290.00 | 185.60"
    report = shop(tmp_path, listings=listings, promotions=promotions, floors="sku | floor\nA-1 | 1.00")
    assert str(price_of(report, "A-1").stacked_price) == "53.59"
