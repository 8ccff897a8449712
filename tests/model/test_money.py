"""Amounts in minor units of their currency, as texts and beside each other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from promocheck.model.money import Money, Percent, in_all, money_of, weight, zhe_left


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "text"),
    [
        ("12.5", "USD", 1250, "12.50"),
        ("-0.05", "USD", -5, "-0.05"),
        ("0", "EUR", 0, "0.00"),
        ("1200", "JPY", 1200, "1200"),
        ("0.3", "KWD", 300, "0.300"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(
    amount: str, currency: str, minor: int, text: str
) -> None:
    found = money_of(Decimal(amount), currency)
    assert (found, str(found)) == (Money(minor, currency), text)


@pytest.mark.parametrize(
    ("currencies", "least"),
    [("JPY KRW VND CLP", "1"), ("USD EUR CNY THB IDR", "0.01"), ("KWD BHD OMR JOD TND", "0.001")],
)
def test_the_least_amount_of_a_currency(currencies: str, least: str) -> None:
    assert {str(Money(1, each)) for each in currencies.split()} == {least}


@pytest.mark.parametrize(("amount", "currency"), [("12.345", "USD"), ("0.5", "JPY"), ("0.0001", "KWD")])
def test_what_is_finer_than_the_currency_is_no_amount_of_it(amount: str, currency: str) -> None:
    assert money_of(Decimal(amount), currency) is None


def test_sums_are_by_currency_in_their_order() -> None:
    amounts = [Money(5, "USD"), Money(7, "EUR"), Money(-2, "USD")]
    assert in_all(amounts) == (Money(7, "EUR"), Money(3, "USD"))


def test_about_a_dollar_weighs_the_same_in_every_currency() -> None:
    dollars = [
        Money(100, "USD"),
        Money(100, "JPY"),
        Money(1_000, "MXN"),
        Money(300, "KWD"),
        Money(2_000, "ZAR"),
    ]
    assert len({weight(each) for each in dollars}) == 1
    assert weight(Money(99, "USD")) < weight(Money(100, "JPY")) < weight(Money(101, "USD"))


@pytest.mark.parametrize(
    ("points", "text"),
    [(1250, "12.5"), (1205, "12.05"), (5, "0.05"), (1000, "10"), (10_000, "100"), (0, "0")],
)
def test_a_percentage_has_no_more_decimals_than_it_needs(points: int, text: str) -> None:
    assert str(Percent(points)) == text


@pytest.mark.parametrize(
    ("off", "left"), [(1500, "8.5"), (3000, "7"), (50, "9.95"), (5, "9.995"), (9995, "0.005"), (9000, "1")]
)
def test_zhe_is_what_remains_to_be_paid_in_tenths(off: int, left: str) -> None:
    assert zhe_left(off) == left
