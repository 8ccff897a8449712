"""One door from text to integers: what is an amount, a percentage, a 折, a count, and what is none of these."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promocheck.exports.values import basis_points, counts, minor_units, money, percents, zhe_points
from promocheck.model.money import decimal_text
from promocheck.tables import NO_MONEY


def column(*texts: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(texts, dtype=object)


# --- Money ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("19.99", "USD", 1999),
        ("26", "USD", 2600),
        ("30.9", "USD", 3090),
        ("0", "USD", 0),
        ("0.01", "USD", 1),
        ("007.50", "USD", 750),
        ("1,234.50", "USD", 123450),
        ("1,234,567", "USD", 123456700),
        ("1,234", "USD", 123400),
        ("$19.99", "USD", 1999),
        ("$ 19.99", "USD", 1999),
        ("19.99 USD", "USD", 1999),
        ("USD 19.99", "USD", 1999),
        ("£5", "GBP", 500),
        ("5€", "EUR", 500),
        ("19.9900", "USD", 1999),
        ("1980", "JPY", 1980),
        ("1,980", "JPY", 1980),
        ("¥1,980", "JPY", 1980),
        ("￥1980", "JPY", 1980),
        ("1980.00", "JPY", 1980),
    ],
)
def test_amounts(text: str, currency: str, minor: int) -> None:
    assert minor_units(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("19.999", "beyond the currency's decimals"),
        ("19.9901", "beyond the currency's decimals"),
        ("1.500", "fifteen hundred in half of Europe"),
        ("60.000", "sixty thousand in half of Europe"),
        ("19,99", "a decimal comma"),
        ("1.234,50", "a decimal comma"),
        ("12,34,567", "groups that are not of three"),
        ("1,2,3", "groups that are not of three"),
        ("-5", "negative"),
        ("−5", "negative, typeset"),
        ("(5.00)", "negative, in accounts"),
        ("+5", "a sign"),
        ("1e3", "an exponent"),
        ("1E+03", "an exponent"),
        ("nan", "not a number"),
        ("inf", "no number"),
        ("Infinity", "no number"),
        ("1_000", "what Python takes for a number"),
        ("９.９９", "digits of another width"),
        ("١٢", "digits of another script"),
        ("1 234", "a blank inside"),
        ("1'234", "an apostrophe inside"),
        ("€5", "another currency's sign"),
        ("5 EUR", "another currency"),
        ("5%", "a percentage"),
        (".5", "no digit before the point"),
        ("5.", "no digit after the point"),
        ("0x1F", "hexadecimal"),
        ("#N/A", "a spreadsheet error"),
        ("1000000000000000", "no price of the trade"),
        ("9999999999999999999999", "no price of the trade"),
        ("19.99\u00a0", "an invisible blank"),
        ("$", "nothing"),
        (" ", "nothing"),
    ],
)
def test_what_is_no_amount(text: str, why: str) -> None:
    assert minor_units(text, "USD") is None, why


def test_yen_have_no_decimals() -> None:
    assert [minor_units(text, "JPY") for text in ("19.99", "60.000", "0.5")] == [None, None, None]


def test_a_column_of_money() -> None:
    parsed = money(column("10.00", "", "0", "x", "980"), column("USD", "USD", "USD", "USD", "JPY"))
    assert parsed.values[[0, 1, 4]].tolist() == [1000, NO_MONEY, 980]
    assert parsed.bad.tolist() == [False, False, True, True, False]


def test_zero_where_it_means_something() -> None:
    parsed = money(column("0", "0.00", ""), column("USD", "JPY", "USD"), zero=True)
    assert (parsed.values.tolist(), bool(parsed.bad.any())) == ([0, 0, NO_MONEY], False)


@settings(deadline=None)
@given(minor=st.integers(0, 10**12), currency=st.sampled_from(["USD", "EUR", "JPY"]))
def test_every_amount_as_we_write_it_is_read_back(minor: int, currency: str) -> None:
    text = decimal_text(minor, currency)
    assert minor_units(text, currency) == minor
    assert minor_units(f"{Decimal(text):,}", currency) == minor


# --- Percentages ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("20", 2000),
        ("20%", 2000),
        ("20 %", 2000),
        ("20％", 2000),
        ("12.5", 1250),
        ("12.50%", 1250),
        ("0.5%", 50),
        ("1", 100),
        ("100", 10000),
        ("100%", 10000),
    ],
)
def test_percentages(text: str, points: int) -> None:
    assert basis_points(text) == points


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0.2", "20 % or 0.2 %?"),
        (".2", "20 % or 0.2 %?"),
        ("0", "nothing off"),
        ("0%", "nothing off"),
        ("101", "more than all of it"),
        ("100.01%", "more than all of it"),
        ("-5", "a surcharge"),
        ("12,5", "a decimal comma"),
        ("12.345", "finer than a basis point"),
        ("20%%", "a slip"),
        ("%20", "a slip"),
        ("20 off", "words"),
        ("２０", "digits of another width"),
        ("2e1", "an exponent"),
        ("%", "nothing"),
    ],
)
def test_what_is_no_percentage(text: str, why: str) -> None:
    assert basis_points(text) is None, why


def test_a_margin_may_be_zero() -> None:
    parsed = percents(column("0", "0%", "25", "", "0.25"), NO_MONEY, zero=True)
    assert parsed.values[:4].tolist() == [0, 0, 2500, NO_MONEY]
    assert parsed.bad.tolist() == [False, False, False, False, True]
    assert percents(column("0"), NO_MONEY).bad.tolist() == [True]


# --- 折 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "points"),
    [("7", 3000), ("7折", 3000), ("7 折", 3000), ("8.5", 1500), ("8.8折", 1200), ("0.5", 9500), ("9.99", 10)],
)
def test_zhe(text: str, points: int) -> None:
    """7折 is seven tenths of the price, so 30 % off; 0.5折 is what somebody once typed for 5折."""
    assert zhe_points(text) == points


@pytest.mark.parametrize("text", ["0", "10", "88", "88折", "-7", "七折", "7折起", "20%", "7.0001", "", "折"])
def test_what_is_no_zhe(text: str) -> None:
    assert zhe_points(text) is None


# --- Counts --------------------------------------------------------------------------


def test_counts() -> None:
    parsed = counts(column("1", "2.0", "1,000", "", "0", "-1", "1.5", "x", "1e3", "1000000000"), 1)
    assert parsed.values[:4].tolist() == [1, 2, 1000, 1]
    assert parsed.bad.tolist() == [False] * 4 + [True] * 6
