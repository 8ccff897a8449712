from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

import promocheck
from promocheck.model.money import Money
from promocheck.model.report import Report, RowAccount
from promocheck.model.text import say
from promocheck.reports import Words, json_report

from .examples import BELOW_FLOOR, CODES, NEAR_ZERO, REPORT, UNTRUSTED


def rendered(report: Report) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json_report.render(report, Words("en")))
    return loaded


def test_the_fields_stand_in_the_order_of_the_contract() -> None:
    report = rendered(UNTRUSTED)
    assert list(report) == [
        "schema", "tool", "as_of", "exit_code", "verdict", "policy", "inputs", "skipped", "coverage", "at_risk",
        "findings", "prices", "unread",
    ]  # fmt: skip
    assert list(report["findings"][0]) == [
        "rule", "name", "severity", "store", "marketplace", "sku", "asin", "start", "end", "stacked_price",
        "documented_price", "floor", "floor_source", "currency", "promotions", "steps", "assumptions", "exposure", "message", "fix", "owner",
        "places", "waiver", "fingerprint", "since", "before", "worst", "also_on",
    ]  # fmt: skip
    assert list(report["prices"][0]) == [
        "store", "marketplace", "sku", "start", "end", "list_price", "selling_price", "stacked_price",
        "documented_price", "floor", "currency", "promotions",
    ]  # fmt: skip
    assert list(report["coverage"]) == [
        "listings", "listings_with_floor", "listings_without_floor", "promotions", "promotions_live", "targets",
        "targets_unmatched", "segments", "promoted",
    ]  # fmt: skip


def test_the_head_says_which_run_it_was() -> None:
    report = rendered(UNTRUSTED)
    assert report["schema"] == "promocheck.report/1"
    assert report["tool"] == {"name": "promocheck", "version": promocheck.__version__}
    assert (report["as_of"], report["exit_code"], report["verdict"]) == (
        "2026-11-20T00:00:00Z",
        3,
        "untrusted",
    )


def test_money_is_a_decimal_string_and_an_instant_is_utc() -> None:
    near_zero, below_floor, *_ = rendered(REPORT)["findings"]
    assert (below_floor["stacked_price"], below_floor["floor"], near_zero["stacked_price"]) == (
        "50.00",
        "60.00",
        "100",
    )
    assert (below_floor["start"], below_floor["end"]) == ("2026-12-01T08:00:00Z", "2026-12-06T08:00:00Z")
    assert (near_zero["floor"], near_zero["end"], near_zero["exposure"], near_zero["waiver"]) == (None,) * 4


def test_the_first_step_is_the_selling_price() -> None:
    first, coupon, _ = rendered(replace(REPORT, findings=(BELOW_FLOOR,)))["findings"][0]["steps"]
    assert (first["promotion"], first["price_after"], first["base"]) == (None, "100.00", None)
    assert coupon == {
        "promotion": "C1", "name": "Winter sale", "kind": "coupon", "effect": "percent", "value": "20",
        "base": "100.00", "units": 1, "cheaper": 0, "amount": "20.00", "price_after": "80.00",
    }  # fmt: skip


def test_what_was_not_read_stands_in_the_order_of_the_file() -> None:
    assert [(each["file"], each["row"], each["value"]) for each in rendered(UNTRUSTED)["unread"]] == [
        ("exports/US/coupons.csv", 3, "20,5,0"),
        ("exports/US/coupons.csv", 10, "20,5,0"),
        ("exports/US/coupons.csv", 11, "20,5,0"),
        ("exports/US/deals.csv", None, None),
    ]


def test_reasons_that_read_alike_are_added() -> None:
    rows = RowAccount(5, 0, 5, 0, ((say("ended"), 2), (say("{w}", w="ended"), 3)))
    report = rendered(replace(REPORT, inputs=(replace(CODES, rows=rows),)))
    assert report["inputs"][0]["rows"]["reasons"] == {"ended": 5}


def test_prices_stand_in_the_order_of_their_keys() -> None:
    (price,) = REPORT.prices
    later = replace(price, store=None, sku="Z", floor=Money(1, "USD"), end=None)
    prices = rendered(replace(REPORT, prices=(price, later)))["prices"]
    assert [(each["store"], each["sku"], each["end"]) for each in prices] == [
        (None, "Z", None),
        ("acme", "A-100", "2026-12-06T08:00:00Z"),
    ]


def test_the_order_of_findings_is_not_the_order_they_came_in() -> None:
    turned = replace(REPORT, findings=REPORT.findings[::-1])
    assert rendered(turned) == rendered(REPORT)
    assert rendered(REPORT)["findings"][0]["sku"] == NEAR_ZERO.sku


def test_it_ends_in_one_line_end() -> None:
    text = json_report.render(REPORT, Words("en"))
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")


MESSAGES = {"message", "fix", "floor_source", "assumptions", "reason"}


def apart(one: Any, other: Any, name: str = "") -> set[str]:
    """The names of what differs; `keys` where a name itself does."""
    if isinstance(one, dict) and isinstance(other, dict):
        if list(one) != list(other):
            return {"keys"}
        return {each for key in one for each in apart(one[key], other[key], key)}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return {each for pair in zip(one, other, strict=True) for each in apart(*pair, name)}
    return set() if one == other else {name}


@pytest.mark.parametrize("report", [REPORT, UNTRUSTED])
def test_a_language_changes_messages_and_nothing_that_programs_look_up(report: Report) -> None:
    english, chinese = (json.loads(json_report.render(report, Words(each))) for each in ("en", "zh"))
    found = apart(english, chinese)
    assert found
    assert found <= MESSAGES
