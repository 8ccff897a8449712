"""The oracle itself, held against the published worked examples and against the calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations_with_replacement
from random import Random

import pytest

from tests.oracle.campaigns import campaign
from tests.oracle.evaluate import KINDS, PAIRS, Finding, Piece, Verdict, evaluate

NOW = datetime(2026, 10, 1, tzinfo=UTC)
HORIZON = NOW + timedelta(days=400)
SHOP = {"marketplace": "US"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def listing(price: str, **cells: str) -> dict[str, str]:
    return {"sku": "A", **SHOP, "price": price, **cells}


def promotion(kind: str, value: str, **cells: str) -> dict[str, str]:
    """`20%`, `-5` (money off), `=25` (sold at) or `7z` (zhe), on SKU A, running for ever."""
    forms = {"%": "percent", "-": "amount", "=": "price", "z": "zhe"}
    (mark,) = set(value) & set(forms)
    terms = {"discount_type": forms[mark], "discount_value": value.strip("%-=z")}
    target = {} if "asin" in cells else {"sku": "A"}
    return {"promotion_id": kind, "kind": kind, **SHOP, **target, **terms, **cells}


def judge(price: str, *promotions: dict[str, str], **floor: str) -> Verdict:
    rows = [
        row | {"promotion_id": f"{row['promotion_id']}-{number}"} for number, row in enumerate(promotions)
    ]
    return evaluate([listing(price)], rows, [{"sku": "A", **SHOP, **floor}], NOW)


def pieces(price: str, *promotions: dict[str, str]) -> list[Piece]:
    return judge(price, *promotions).pieces["", "US", "A"]


def prices(price: str, *promotions: dict[str, str]) -> tuple[int, int]:
    """(documented, worst) of promotions that all run for ever."""
    (only,) = pieces(price, *promotions)
    return only.documented, only.stacked


def windows(*promotions: dict[str, str]) -> list[tuple[datetime, datetime | None]]:
    return [(piece.start, piece.end) for piece in pieces("100", *promotions)]


# --- The worked examples -------------------------------------------------------------

COUPON_5 = promotion("coupon", "5%")
COUPON_10 = promotion("coupon", "10%")


def off_20(stackable: str = "") -> dict[str, str]:
    return promotion("percentage_off", "20%", stackable=stackable)


def code(value: str, combinability: str = "", kind: str = "percentage_off") -> dict[str, str]:
    return promotion(kind, value, claim_code="SAVE", combinability=combinability)


WORKED = [
    ("A1", "30", [COUPON_5], 2850, 2850),
    ("A2 off the original price", "30", [promotion("lightning_deal", "=25"), COUPON_5], 2350, 2350),
    ("A3 off the deal, or else", "30", [promotion("best_deal", "=20"), COUPON_5], 1900, 1850),
    ("A5", "100", [promotion("amount_off", "-10"), promotion("percentage_off", "10%")], 8000, 8000),
    ("A8", "100", [COUPON_10 | {"stackable": "yes"}, off_20("yes")], 7000, 7000),
    ("A9 no", "100", [COUPON_10 | {"stackable": "yes"}, off_20("no")], 8000, 8000),
    ("A9 no against blank", "100", [COUPON_10, off_20("no")], 8000, 8000),
    ("A9 blank", "100", [COUPON_10 | {"stackable": "yes"}, off_20()], 8000, 7000),
    ("A10", "100", [code("50%", "unrestricted"), code("50%", "unrestricted")], 0, 0),
    ("A12", "100", [code("10%", "preferential"), code("20%")], 8000, 8000),
    ("A15", "100", [promotion("amount_off", "-20")], 8000, 8000),
    ("A16 never below zero", "10", [promotion("amount_off", "-20")], 0, 0),
    ("A22", "25", [promotion("coupon", "-4")], 2100, 2100),
    ("A29", "29.95", [code("-29.65", kind="amount_off")], 30, 30),
    ("A33", "10.01", [promotion("coupon", "-10")], 1, 1),
    ("T3 two coupons", "100", [COUPON_10, promotion("coupon", "20%")], 8000, 7000),
]


@pytest.mark.parametrize(
    ("price", "promotions", "documented", "worst"),
    [row[1:] for row in WORKED],
    ids=[row[0] for row in WORKED],
)
def test_worked_example(price: str, promotions: list[dict[str, str]], documented: int, worst: int) -> None:
    assert prices(price, *promotions) == (documented, worst)


# --- Who adds to whom ----------------------------------------------------------------

SOCIAL = promotion("social_code", "30%")
TAILORED = promotion("brand_tailored", "10%")

PAIRED = [
    ("social code, no code", [SOCIAL, off_20("no")], 5000, 5000),
    ("social code, money off", [SOCIAL, promotion("amount_off", "-20")], 5000, 5000),
    ("social code, preferential", [SOCIAL, code("20%")], 7000, 7000),
    ("social code, unrestricted", [SOCIAL, code("20%", "unrestricted")], 5000, 5000),
    ("social code, exclusive", [SOCIAL, code("20%", "exclusive")], 7000, 7000),
    ("social code, coupon", [SOCIAL, COUPON_10 | {"stackable": "no"}], 6000, 6000),
    ("two social codes", [SOCIAL, SOCIAL], 7000, 4000),
    ("exclusive, unrestricted", [code("20%", "exclusive"), code("30%", "unrestricted")], 7000, 7000),
    ("exclusive, no code", [code("20%", "exclusive"), off_20()], 6000, 6000),
    ("exclusive, coupon", [code("20%", "exclusive"), COUPON_10], 7000, 7000),
    ("preferential, unrestricted", [code("20%"), code("30%", "unrestricted")], 5000, 5000),
    ("code by its type alone", [code("20%"), off_20() | {"code_type": "single_use"}], 8000, 8000),
    (
        "code type none",
        [code("20%"), off_20() | {"code_type": "none", "combinability": "exclusive"}],
        6000,
        6000,
    ),
    ("brand tailored", [TAILORED, off_20("yes")], 8000, 7000),
    ("the middle one blocks both", [code("40%"), SOCIAL, code("25%", "unrestricted")], 3500, 3500),
]


@pytest.mark.parametrize(
    ("promotions", "documented", "worst"), [row[1:] for row in PAIRED], ids=[row[0] for row in PAIRED]
)
def test_pair(promotions: list[dict[str, str]], documented: int, worst: int) -> None:
    assert prices("100", *promotions) == (documented, worst)


def test_every_pair_is_decided_once() -> None:
    families = {family for pair in PAIRS for family in pair}
    wanted = {frozenset(pair) for pair in combinations_with_replacement(sorted(families), 2)}
    assert len(PAIRS) == len(wanted)
    assert {frozenset(pair) for pair in PAIRS} == wanted


# --- Selling price, deals, thresholds, rounding --------------------------------------


def test_a_sale_price_replaces_even_upwards_and_the_lowest_of_several_holds() -> None:
    assert prices("100", promotion("sale_price", "=110")) == (11000, 11000)
    assert prices("100", promotion("sale_price", "=110"), promotion("sale_price", "20%")) == (8000, 8000)


def test_deals_are_alternatives_and_one_above_the_selling_price_changes_nothing() -> None:
    low, lightning = promotion("best_deal", "=60"), promotion("lightning_deal", "=70")
    assert prices("100", low, lightning, promotion("coupon", "50%")) == (2000, 1000)
    assert prices("100", promotion("best_deal", "=101"), COUPON_10) == (9000, 9000)


def test_a_buyer_without_prime_is_priced_too() -> None:
    """Two units are needed at 49.00, one at 50.00: the dearer price leaves less to pay."""
    off = promotion("amount_off", "-30", min_spend="50")
    assert prices("50", promotion("prime_exclusive", "=49"), off) == (2000, 2000)
    assert prices("50", promotion("outlet", "=49"), off) == (3400, 3400)


def test_money_off_per_unit_is_rounded_up_at_worst() -> None:
    assert prices("30", promotion("amount_off", "-10", min_quantity="3")) == (2667, 2666)
    assert prices("30", promotion("amount_off", "-10", min_quantity="2", min_spend="61")) == (2667, 2666)
    assert prices("30", promotion("percentage_off", "10%", min_quantity="3")) == (2700, 2700)


def test_each_reduction_is_rounded_half_up() -> None:
    assert prices("10.10", COUPON_5) == (959, 959)  # 50.5 cents
    assert prices("10.10", COUPON_5, promotion("social_code", "5%")) == (908, 908)


# --- Cheaper units, subscriptions, business accounts, points ---------------------------


def cheaper_units(buy: int, get: int, value: str = "", **cells: str) -> dict[str, str]:
    numbers = {"buy_quantity": str(buy), "get_quantity": str(get)}
    if not value:  # free
        return {"promotion_id": "buy_x_get_y", "kind": "buy_x_get_y", **SHOP, "sku": "A", **numbers, **cells}
    return promotion("buy_x_get_y", value, **numbers, **cells)


ONE_FREE = cheaper_units(1, 1)
SUBSCRIPTION = promotion("subscribe_save", "10%")

UNITS = [
    ("A17 half of two", "100", [ONE_FREE], 5000, 5000),
    ("half off the third", "30", [cheaper_units(2, 1, "50%")], 2500, 2500),
    ("5 zhe the third", "30", [cheaper_units(2, 1, "5z")], 2500, 2500),
    ("rounded down at worst", "10", [cheaper_units(2, 1, "50%")], 833, 833),  # 833.33
    ("the price is rounded, not what it takes off", "10.01", [ONE_FREE], 501, 500),  # 500.5
    ("an amount off each of the cheaper ones", "30", [cheaper_units(1, 2, "-6")], 2600, 2600),
    ("no more than their price", "30", [cheaper_units(2, 1, "-40")], 2000, 2000),
    ("sold at", "30", [cheaper_units(2, 1, "=15")], 2500, 2500),
    ("sold at more than the price", "30", [cheaper_units(2, 1, "=40")], 3000, 3000),
    ("buy 1 get 31", "32", [cheaper_units(1, 31)], 100, 100),
    ("of the deal's price, always", "100", [promotion("best_deal", "=60"), ONE_FREE], 3000, 3000),
    ("under a lightning deal too", "100", [promotion("lightning_deal", "=60"), ONE_FREE], 3000, 3000),
    ("coupon, both stackable", "100", [cheaper_units(1, 1, stackable="yes"), COUPON_10 | {"stackable": "yes"}], 4000, 4000),
    ("coupon, one blank", "100", [ONE_FREE, COUPON_10 | {"stackable": "yes"}], 5000, 4000),
    ("coupon, one no", "100", [cheaper_units(1, 1, stackable="no"), COUPON_10], 5000, 5000),
    ("two of them", "100", [ONE_FREE, cheaper_units(1, 1, "50%")], 5000, 2500),
    ("social code", "100", [ONE_FREE, SOCIAL], 5000, 2000),
    ("unrestricted code", "100", [ONE_FREE, code("20%", "unrestricted")], 5000, 3000),
    ("subscription", "100", [ONE_FREE, SUBSCRIPTION], 4000, 4000),
    ("thresholds do not matter", "100", [cheaper_units(1, 1, min_spend="900")], 5000, 5000),
]  # fmt: skip

SUBSCRIBED = [
    ("of the selling price", "100", [SUBSCRIPTION], 9000, 9000),
    ("under a lightning deal", "100", [promotion("lightning_deal", "=60"), SUBSCRIPTION], 5000, 5000),
    ("under any deal", "100", [promotion("best_deal", "=60"), SUBSCRIPTION], 5000, 5000),
    ("of a sale price", "100", [promotion("sale_price", "=80"), SUBSCRIPTION], 7200, 7200),
    ("money off", "100", [promotion("subscribe_save", "-5")], 9500, 9500),
    ("money off from two units", "100", [promotion("subscribe_save", "-5", min_quantity="2")], 9750, 9750),
    ("the largest of several", "100", [SUBSCRIPTION, promotion("subscribe_save", "15%")], 8500, 8500),
    ("brand tailored", "100", [SUBSCRIPTION, TAILORED], 8000, 8000),
    ("exclusive code", "100", [SUBSCRIPTION, code("20%", "exclusive")], 7000, 7000),
    ("coupon that does not stack", "100", [SUBSCRIPTION, COUPON_10 | {"stackable": "no"}], 8000, 8000),
]

BUSINESS = {"audience": "business"}
BUSINESS_80 = promotion("business_price", "=80")
SALE_80, BUSINESS_90 = promotion("sale_price", "=80"), promotion("business_price", "=90")
LIGHTNING_50, COUPON_20 = promotion("lightning_deal", "=50"), promotion("coupon", "20%")

BUSINESS_PRICED = [
    ("sold at", "100", [BUSINESS_80], 8000, 8000),
    ("a share off", "100", [promotion("business_price", "15%")], 8500, 8500),
    ("money off", "100", [promotion("business_price", "-7")], 9300, 9300),
    ("above the selling price", "100", [promotion("sale_price", "=70"), BUSINESS_80], 7000, 7000),
    ("above it, the reductions remain", "100", [promotion("business_price", "=110"), COUPON_10], 9000, 9000),
    ("the lowest of two", "100", [BUSINESS_80, promotion("business_price", "=75")], 7500, 7500),
    ("coupon off it", "100", [BUSINESS_80, COUPON_10], 7200, 7200),
    ("a deal's share is of it", "100", [BUSINESS_80, promotion("best_deal", "50%")], 4000, 4000),
    ("a lightning deal's base is it", "100", [BUSINESS_80, promotion("lightning_deal", "=50"), COUPON_10], 4000, 4000),
    ("a deal above it changes nothing", "100", [BUSINESS_80, promotion("best_deal", "=90"), COUPON_10], 7200, 7200),
    ("subscription off it", "100", [BUSINESS_80, promotion("best_deal", "=50"), SUBSCRIPTION], 4000, 4000),
    ("prime too", "100", [BUSINESS_80, promotion("prime_exclusive", "=60")], 6000, 6000),
    ("tier of the selling price", "100", [promotion("quantity_discount", "5%", min_quantity="10")], 9500, 9500),
    ("tier of the business price", "100", [BUSINESS_80, promotion("quantity_discount", "5%", min_quantity="10")], 7600, 7600),
    ("tier by an amount", "100", [BUSINESS_80, promotion("quantity_discount", "-5")], 7500, 7500),
    ("tier as a price", "100", [BUSINESS_80, promotion("quantity_discount", "=70")], 7000, 7000),
    ("tier above", "100", [BUSINESS_80, promotion("quantity_discount", "=90")], 8000, 8000),
    ("the lowest tier", "100", [promotion("quantity_discount", "5%"), promotion("quantity_discount", "8%")], 9200, 9200),
    ("a tier's units are its own", "100", [promotion("quantity_discount", "=90", min_quantity="10"), promotion("amount_off", "-20", min_quantity="2")], 8000, 8000),
    ("above a sale price nothing comes off", "100", [SALE_80, BUSINESS_90], 8000, 8000),
    ("above a sale price, a coupon", "100", [SALE_80, BUSINESS_90, COUPON_20], 6400, 6400),
    ("above a sale price, a coupon for business", "100", [SALE_80, BUSINESS_90, COUPON_20 | BUSINESS], 6400, 6400),
    ("above a sale price, under a lightning deal", "100", [SALE_80, BUSINESS_90, LIGHTNING_50, COUPON_20], 3200, 3200),
    ("a lightning deal and a coupon for business", "100", [SALE_80, BUSINESS_90, LIGHTNING_50, COUPON_20 | BUSINESS], 3200, 3200),
    ("above a sale price, another deal", "100", [SALE_80, BUSINESS_90, promotion("best_deal", "=50"), COUPON_20], 4000, 3200),
    ("a deal between the two", "100", [SALE_80, BUSINESS_90, promotion("lightning_deal", "=85"), COUPON_20], 6400, 6400),
    ("the lowest of two above", "100", [SALE_80, BUSINESS_90, promotion("business_price", "=95"), LIGHTNING_50, COUPON_20], 3200, 3200),
    ("one above and one below", "100", [SALE_80, BUSINESS_90, promotion("business_price", "=70"), LIGHTNING_50, COUPON_20], 3400, 3400),
    ("a tier above a sale price", "100", [SALE_80, promotion("quantity_discount", "=90"), LIGHTNING_50, COUPON_20], 3200, 3200),
    ("tiers of either price", "100", [SALE_80, BUSINESS_90, promotion("quantity_discount", "10%"), COUPON_20], 5760, 5760),
    ("a threshold that one unit at the higher price reaches", "49", [promotion("business_price", "=51"), promotion("amount_off", "-30", min_spend="50")], 2100, 2100),
    ("coupon for business", "100", [COUPON_10 | BUSINESS], 9000, 9000),
    ("coupon for business with one for all", "100", [COUPON_10 | BUSINESS, SOCIAL], 6000, 6000),
    ("deal for business", "100", [promotion("best_deal", "=60") | BUSINESS], 6000, 6000),
    ("sale for business", "100", [promotion("sale_price", "=110") | BUSINESS], 10000, 10000),
    ("other audiences are anybody", "100", [COUPON_10 | {"audience": "prime"}], 9000, 9000),
    (
        "the other buyer may pay less",  # two units at 49.00 reach 50.00, one at 50.00
        "50",
        [promotion("business_price", "=49"), promotion("amount_off", "-30", min_spend="50")],
        2000,
        2000,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("price", "promotions", "documented", "worst"),
    [row[1:] for row in (*UNITS, *SUBSCRIBED, *BUSINESS_PRICED)],
    ids=[row[0] for row in (*UNITS, *SUBSCRIBED, *BUSINESS_PRICED)],
)
def test_units_subscriptions_business(
    price: str, promotions: list[dict[str, str]], documented: int, worst: int
) -> None:
    assert prices(price, *promotions) == (documented, worst)


@pytest.mark.parametrize("missing", ["buy_quantity", "get_quantity"])
def test_both_quantities_are_needed(missing: str) -> None:
    with pytest.raises(ValueError, match="how many"):
        judge("100", ONE_FREE | {missing: ""})


def test_limits_do_not_change_the_price_of_a_unit() -> None:
    limits = {"max_units_per_order": "1", "one_per_customer": "yes"}
    assert prices("100", COUPON_10 | limits, ONE_FREE | limits) == prices("100", COUPON_10, ONE_FREE)


def test_guard_bands_of_units_and_of_what_has_none() -> None:
    times = {"start": "2026-12-01T12:00Z", "end": "2026-12-01T14:00Z"}
    assert [start.hour for start, _ in windows(ONE_FREE | times)] == [8, 12, 14]
    for kind in ("subscribe_save", "business_price", "quantity_discount"):
        assert windows(promotion(kind, "10%", **times)) == [(at(times["start"]), at(times["end"]))]


def test_a_business_price_in_the_listing_counts_while_something_runs() -> None:
    shelf = [listing("100", business_price="80")]
    assert evaluate(shelf, [], [], NOW).pieces == {}
    tier = promotion("quantity_discount", "10%", end="2026-10-05T00:00Z")
    (only,) = evaluate(shelf, [tier], [], NOW).pieces["", "US", "A"]
    assert (only.selling, only.documented, only.stacked) == (10000, 7200, 7200)


def points(*promotions: dict[str, str], **cells: str) -> list[tuple[int, int]]:
    shelf = [listing("1000", marketplace="JP", points="30", **cells)]
    rows = [row | {"marketplace": "JP"} for row in promotions]
    verdict = evaluate(shelf, rows, [], NOW)
    return [(piece.documented, piece.stacked) for run in verdict.pieces.values() for piece in run]


def test_points_add_to_everything_but_are_no_occasion() -> None:
    assert points() == []
    assert points(COUPON_10) == [(870, 870)]
    assert points(COUPON_10, TAILORED) == [(870, 770)]
    assert points(promotion("best_deal", "=20")) == [(0, 0)]
    assert points(sale_price="900") == [(870, 870)]
    assert points(COUPON_10, business_price="800") == [(690, 690)]
    assert points(promotion("coupon", "10%", start="2026-12-01T12:00Z")) == [(970, 870), (870, 870)]
    with pytest.raises(ValueError, match="points"):
        evaluate([listing("100", points="3")], [], [], NOW)


def test_zhe_is_what_is_left_to_pay() -> None:
    assert prices("100", promotion("coupon", "7z")) == (7000, 7000)
    assert prices("100", promotion("outlet", "8.5z")) == (8500, 8500)


# --- Time ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "zone", "first", "last"),
    [
        ("2026-11-01", "2026-11-01", "", "2026-11-01T07:00Z", "2026-11-02T08:00Z"),  # a day of 25 hours
        ("2027-03-14", "2027-03-14", "Asia/Tokyo", "2027-03-14T08:00Z", "2027-03-15T07:00Z"),
        ("2026-12-01T10:00", "2026-12-01 12:00:00", "", "2026-12-01T18:00Z", "2026-12-01T20:00Z"),
        (
            "2026-12-01T10:00Z",
            "2026-12-01T12:00+01:00",
            "Asia/Tokyo",
            "2026-12-01T10:00Z",
            "2026-12-01T11:00Z",
        ),
        ("2026-12-01T10:00", "2026-12-01T23:59", "", "2026-12-01T18:00Z", "2026-12-02T08:00Z"),
        (
            "2026-12-01T10:00",
            "2026-12-02T15:59:59",
            "Asia/Shanghai",
            "2026-12-01T02:00Z",
            "2026-12-02T08:00Z",
        ),
        (
            "2026-12-01T10:00",
            "2026-12-02T23:59:59",
            "Asia/Shanghai",
            "2026-12-01T02:00Z",
            "2026-12-02T15:59:59Z",
        ),
        (
            "2026-11-01T01:30",
            "2026-11-01T01:45",
            "",
            "2026-11-01T08:30Z",
            "2026-11-01T09:45Z",
        ),  # occurs twice
        (
            "2027-03-14T02:30",
            "2027-03-14T02:30",
            "",
            "2027-03-14T09:30Z",
            "2027-03-14T10:30Z",
        ),  # never occurs
    ],
)
def test_window(start: str, end: str, zone: str, first: str, last: str) -> None:
    row = promotion("outlet", "=50", start=start, end=end, timezone=zone)
    assert windows(row) == [(at(first), at(last))]


def test_open_windows_start_now_and_outlive_the_horizon() -> None:
    assert windows(promotion("outlet", "=50")) == [(NOW, None)]
    long = promotion("outlet", "=50", start="2020-01-01", end="2030-01-01")
    assert windows(long) == [(NOW, HORIZON)]


def test_guard_bands_widen_the_worst_reading_only() -> None:
    times = {"start": "2026-12-01T12:00Z", "end": "2026-12-01T14:00Z"}
    coupon = pieces("100", promotion("coupon", "10%", **times))
    assert [(piece.start, piece.documented, piece.official, piece.stacked) for piece in coupon] == [
        (at("2026-12-01T06:00Z"), 10000, 10000, 9000),
        (at("2026-12-01T12:00Z"), 9000, 9000, 9000),
        (at("2026-12-01T14:00Z"), 10000, 10000, 9000),
    ]
    assert coupon[-1].end == at("2026-12-01T18:00Z")
    social = pieces("100", promotion("social_code", "10%", **times))
    assert (social[0].start, social[-1].end) == (at("2026-12-01T08:00Z"), at("2026-12-01T18:00Z"))


def test_a_cancelled_coupon_lives_on_at_worst() -> None:
    row = promotion("coupon", "10%", end="2026-10-05T00:00Z", status="cancelled")
    ended = pieces("100", row, promotion("outlet", "=100", end="2026-10-07T00:00Z"))
    assert [(piece.start, piece.documented, piece.official, piece.stacked) for piece in ended] == [
        (NOW, 10000, 9000, 9000),
        (at("2026-10-05T00:00Z"), 10000, 10000, 9000),
        (at("2026-10-05T04:00Z"), 10000, 10000, 10000),
    ]
    partly = pieces("100", row | {"canceled_at": "2026-10-03T00:00Z"})
    assert [piece.documented for piece in partly] == [9000, 10000, 10000]
    never_clipped = row | {"start": "2026-10-02T00:00Z", "canceled_at": "2026-10-02T00:00Z"}
    assert judge("100", never_clipped).pieces == {}


def test_other_kinds_stop_a_lag_after_they_were_cancelled() -> None:
    times = {"end": "2026-10-09T00:00Z", "canceled_at": "2026-10-03T00:00Z", "status": "cancelled"}
    social = pieces("100", promotion("social_code", "10%", **times))
    assert [(piece.end, piece.documented, piece.stacked) for piece in social] == [
        (at("2026-10-03T04:00Z"), 9000, 9000)
    ]
    assert windows(promotion("outlet", "=50", **times)) == [(NOW, at("2026-10-03T00:00Z"))]


@pytest.mark.parametrize(
    "cells",
    [
        {"status": "rejected"},
        {"status": "active", "end": "2026-09-30T20:00Z"},  # four hours ago, to the minute
        {"status": "ended", "end": "2026-09-30T20:00Z"},
    ],
)
def test_set_aside(cells: dict[str, str]) -> None:
    verdict = judge("100", promotion("coupon", "10%", **cells))
    assert (verdict.pieces, verdict.findings) == ({}, set())


# --- Targets -------------------------------------------------------------------------


def test_an_asin_means_every_sku_that_has_it_in_that_shop() -> None:
    shelf = [
        listing("100", asin="B1"),
        listing("50", sku="B", asin="B1"),
        listing("50", sku="C", asin="B2", parent_asin="B1"),
        listing("50", sku="D", asin="B1", store="acme"),
        listing("50", sku="E", asin="B1", marketplace="UK"),
    ]
    verdict = evaluate(shelf, [promotion("coupon", "10%", asin="B0; B1")], [], NOW)
    assert [sku for _, _, sku in verdict.pieces] == ["A", "B", "C"]


def test_reached_twice_by_one_promotion_it_counts_once() -> None:
    twice = [promotion("coupon", "10%"), promotion("coupon", "10%")]
    verdict = evaluate([listing("100", asin="B1")], [*twice, promotion("coupon", "10%", asin="B1")], [], NOW)
    assert {piece.stacked for piece in verdict.pieces["", "US", "A"]} == {9000}


def test_yen_have_no_decimals() -> None:
    shelf, row = listing("1990", marketplace="JP"), promotion("coupon", "5%", marketplace="JP")
    verdict = evaluate([shelf], [row], [{"sku": "A", "marketplace": "JP", "floor": "1891"}], NOW)
    assert verdict.pieces["", "JP", "A"][0].stacked == 1890  # 99.5 yen off
    assert verdict.findings == {("PC101", "A", NOW, None)}


# --- Judgement -----------------------------------------------------------------------


def findings(price: str, *promotions: dict[str, str], **floor: str) -> set[Finding]:
    return judge(price, *promotions, **floor).findings


def test_the_price_at_the_floor_passes() -> None:
    assert findings("100", COUPON_10, floor="90") == set()
    assert findings("100", COUPON_10, floor="90.01") == {("PC101", "A", NOW, None)}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cost": "60", "fees": "10", "min_margin_percent": "30"}, 10000),
        ({"cost": "10", "min_margin_percent": "70"}, 3334),  # 33.333...
        ({"min_percent_of_price": "33.333"}, 3334),
        ({"floor": "20", "cost": "25"}, 2500),
        ({"fees": "25", "min_margin_percent": "30"}, None),
    ],
)
def test_the_floor_is_the_highest_of_what_is_given(given: dict[str, str], expected: int | None) -> None:
    verdict = judge("100", COUPON_10, **given)
    assert {piece.floor for piece in verdict.pieces["", "US", "A"]} == {expected}


def test_a_missing_floor_is_a_finding_and_near_zero_is_judged_anyway() -> None:
    missing = ("PC103", "A", None, None)
    assert findings("100", COUPON_10) == {missing}
    assert findings("100", promotion("coupon", "90%")) == {missing, ("PC102", "A", NOW, None)}
    assert findings("100", promotion("coupon", "89.99%")) == {missing}


def test_the_second_accident_is_a_handover_gap() -> None:
    """A social code ends, a coupon starts three hours later: early and late, they meet."""
    social = promotion("social_code", "50%", end="2026-10-02T12:00Z")
    coupon = promotion("coupon", "50%", start="2026-10-02T15:00Z", end="2026-10-03T00:00Z")
    meeting = ("PC202", "A", at("2026-10-02T09:00Z"), at("2026-10-02T16:00Z"))
    assert findings("100", social, coupon, floor="20") == {meeting}


@pytest.mark.parametrize("kind", ["social_code", "lightning_deal", "best_deal"])
def test_forbidden_pairs(kind: str) -> None:
    coupon = promotion("reorder_coupon", "5%", start="2026-10-02T00:00Z", end="2026-10-03T00:00Z")
    found = findings("100", promotion(kind, "1%"), coupon, floor="1")
    assert ("PC201", "A", at("2026-10-02T00:00Z"), at("2026-10-03T00:00Z")) in found
    assert ("PC202", "A", at("2026-10-01T18:00Z"), at("2026-10-02T00:00Z")) in found
    assert ("PC202", "A", at("2026-10-03T00:00Z"), at("2026-10-03T04:00Z")) in found


# --- Campaigns -----------------------------------------------------------------------


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_campaigns_are_reproducible_and_overlap(seed: int, everything: bool) -> None:
    sheets = campaign(Random(seed), everything=everything)
    assert sheets == campaign(Random(seed), everything=everything)
    found = evaluate(*sheets)
    pieces_found = [piece for run in found.pieces.values() for piece in run]
    assert {rule for rule, *_ in found.findings} >= {"PC101", "PC103", "PC202"}
    assert sum(len(piece.live) > 1 for piece in pieces_found) > len(pieces_found) // 3
    assert all(piece.stacked <= piece.official <= piece.selling for piece in pieces_found)
    assert all(piece.stacked <= piece.documented <= piece.selling for piece in pieces_found)


def test_campaigns_hold_everything() -> None:
    sheets = [campaign(Random(seed), everything=True) for seed in range(10)]
    listings = [row for shelf, *_ in sheets for row in shelf]
    promotions = [row for _, rows, *_ in sheets for row in rows]
    assert {row["kind"] for row in promotions} == KINDS
    assert {row["audience"] for row in promotions} >= {"", "business", "prime"}
    columns = {column for row in (*listings, *promotions) for column in row if row[column]}
    assert columns >= {"business_price", "points", "get_quantity", "max_units_per_order", "one_per_customer"}


def test_campaigns_put_floors_at_the_edge() -> None:
    verdicts = [evaluate(*campaign(Random(seed))) for seed in range(10)]
    everything = [piece for verdict in verdicts for run in verdict.pieces.values() for piece in run]
    assert {piece.stacked - piece.floor for piece in everything if piece.floor} >= {-1, 0, 1}
