"""One door from text to integers: what is an amount, a percentage, a 折, a count, and what is none of these."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promocheck.exports import values
from promocheck.exports.distinct import Parsed
from promocheck.exports.values import counts, money, percents, zhe
from promocheck.model.money import decimal_text
from promocheck.model.text import english, say
from promocheck.reports import Words
from promocheck.tables import NO_MONEY
from tests.exports.texts import column


def alone(parsed: Parsed) -> int | None:
    """What the only cell of a column is; None where it was not understood."""
    return None if parsed.bad[0] else int(parsed.values[0])


def minor_units(text: str, currency: str) -> int | None:
    return alone(money(column(text), column(currency), zero=True))


def basis_points(text: str) -> int | None:
    return alone(percents(column(text), 0))


def zhe_points(text: str) -> int | None:
    return alone(zhe(column(text), 0))


# --- Money ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("19.99", "USD", 1999),
        ("26", "USD", 2600),
        ("30.9", "USD", 3090),
        ("0", "USD", 0),
        ("0.01", "USD", 1),
        ("10000000000", "USD", 10**12),
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
        ("1 234", "USD", 123400),
        ("1'234.50", "USD", 123450),
        ("12\u202f345", "EUR", 1234500),
        ("1,23,456.50", "INR", 12345650),
        ("1,234.500", "USD", 123450),
        ("0.500", "USD", 50),
        ("$19.99 USD", "USD", 1999),
        ("5\u00a0€", "EUR", 500),
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
        ("١٢", "digits of another script"),
        ("1 23", "a blank that parts no thousands"),
        ("12'34", "an apostrophe that parts no thousands"),
        ("€5", "another currency's sign"),
        ("5 EUR", "another currency"),
        ("5%", "a percentage"),
        (".5", "no digit before the point"),
        ("5.", "no digit after the point"),
        ("0x1F", "hexadecimal"),
        ("#N/A", "a spreadsheet error"),
        ("1000000000000000", "no price of the trade"),
        ("9999999999999999999999", "no price of the trade"),
        ("10000000000.01", "no price of the trade"),
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


# --- The decimal mark ----------------------------------------------------------------


def amounts(*texts: str, currency: str, marketplace: str | None = None, **how: Any) -> list[int | None]:
    """A column of one currency; None for a cell that was refused."""
    places = None if marketplace is None else column(*[marketplace] * len(texts))
    parsed = money(column(*texts), column(*[currency] * len(texts)), marketplaces=places, **how)
    return [None if bad else int(value) for value, bad in zip(parsed.values, parsed.bad, strict=True)]


@pytest.mark.parametrize(
    ("texts", "currency", "marketplace", "minor"),
    [
        # A proof decides for the whole column, whatever the marketplace writes.
        ("19,99 | 1.234 | 5", "EUR", "DE", [1999, 123400, 500]),
        ("19.99 | 1,234 | 5", "EUR", "DE", [1999, 123400, 500]),
        ("19,99 | 1.234", "USD", "US", [1999, 123400]),
        ("1.234,56 | 1.234.567", "EUR", "FR", [123456, 123456700]),
        ("19,99 € | 1.234 €", "EUR", "DE", [1999, 123400]),
        ("12,5 % | 1.234", "EUR", "DE", [None, 123400]),
        # Three digits behind the proven mark are not believed where the currency has two.
        ("19.99 | 1.500", "USD", "US", [1999, None]),
        ("19,99 | 1,500", "EUR", "DE", [1999, None]),
        # Both: no cell with a mark is believed.
        ("19.99 | 19,99 | 5 | 1 234", "EUR", "DE", [None, None, 500, 123400]),
        # None: the marketplace's point, or a refusal where both are about.
        ("1,234 | 5", "USD", "US", [123400, 500]),
        ("1.234 | 5", "USD", "US", [None, 500]),
        ("1,234 | 1.234 | 5", "EUR", "DE", [None, None, 500]),
        ("1,234", "EUR", "IE", [123400]),
        ("1,234", "EUR", "", [None]),
        ("1,234", "USD", "", [123400]),
        ("1,234", "", "US", [123400]),
        # Yen have no decimals, dinars three.
        ("1,234 | 1.234 | 100.00", "JPY", "JP", [1234, None, 100]),
        ("1,234 | 1.234", "JPY", "JP", [1234, None]),
        ("1.234 | 100,00", "JPY", "JP", [1234, 100]),
        ("1.500 | 0.5 | 1,500", "KWD", "AE", [1500, 500, 1500000]),
        ("1,500 | 0,5", "KWD", "AE", [1500, 500]),
        ("1.500 | 1,500", "KWD", "AE", [None, None]),
        # Groups of every kind.
        ("1 234,56 | 1\u00a0234,56 | 1\u202f234,56 zł", "PLN", "PL", [123456, 123456, 123456]),
        ("1'234.50 | 1’234.50", "CHF", "DE", [123450, 123450]),
        ("1,23,456.50 | 12,34,567 | 1,234", "INR", "IN", [12345650, 123456700, 123400]),
        ("1,23,456.50 | 19.99", "USD", "US", [None, 1999]),
        ("１２.50 | １，２３４ | ٣", "USD", "US", [1250, 123400, None]),
    ],
)
def test_the_column_decides(texts: str, currency: str, marketplace: str, minor: list[int | None]) -> None:
    assert amounts(*texts.split(" | "), currency=currency, marketplace=marketplace) == minor


def test_a_spreadsheets_numbers_have_a_point_and_prove_nothing() -> None:
    texts, numeric = ("1.5", "19,99", "1.234", "12.345"), np.array([True, False, False, True])
    assert amounts(*texts, currency="EUR", marketplace="DE", numeric=numeric) == [150, 1999, 123400, None]
    assert amounts("1.5", "1.25", currency="KWD", numeric=numeric[[0, 3]]) == [1500, 1250]


def test_a_layouts_word_decides_against_the_cells() -> None:
    texts = ("19,99", "19.99", "1.234", "1,234")
    assert amounts(*texts, currency="EUR", decimal=",") == [1999, None, 123400, None]
    assert amounts(*texts, currency="EUR", decimal=".") == [None, 1999, None, 123400]


def test_a_remark_proves_nothing() -> None:
    assert amounts("about 19,99", "1,234", currency="USD", marketplace="US") == [None, 123400]


def test_why_a_cell_was_refused() -> None:
    texts = column("19,99 €", "19.99", "x", "", "5")
    parsed = money(texts, column(*["EUR"] * 4, "USD"))
    told = {reason.template: flags.tolist() for flags, reason in parsed.faults() if flags.any()}
    assert list(told.values()) == [
        [False, False, True, False, False],
        [True, True, False, False, False],
    ]
    assert "points and commas" in list(told)[1]
    assert [flags.tolist() for flags, _ in money(column("x"), column("USD")).faults()] == [[True]]


# --- Signs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "currency"),
    [
        ("$5 | 5 $ | US$5 | USD 5 | 5usd | $5 USD | USD $5", "USD"),
        ("$5 | CA$5 | C$5 | CAD 5", "CAD"),
        ("$5 | A$ 5 | AU$5", "AUD"),
        ("$5 | MX$5 | 5 MXN", "MXN"),
        ("$5 | S$5", "SGD"),
        ("$5 | HK$5", "HKD"),
        ("$5 | NT$5 | 5元", "TWD"),
        ("R$ 5 | R$\u00a05", "BRL"),
        ("£5 | 5 GBP", "GBP"),
        ("€5 | 5€ | 5\u00a0€ | EUR 5", "EUR"),
        ("₹5 | Rs. 5 | Rs.5 | INR 5", "INR"),
        ("5 kr | 5 kr. | SEK 5", "SEK"),
        ("5 zł | 5 PLN", "PLN"),
        ("₺5 | 5 TL", "TRY"),
        ("AED 5 | د.إ 5 | 5 د.إ.\u200f", "AED"),
        ("SAR 5 | ر.س 5", "SAR"),
        ("EGP 5 | E£5", "EGP"),
        ("R5 | R 5 | ZAR 5", "ZAR"),
        ("฿5", "THB"),
        ("₱5", "PHP"),
        ("RM5", "MYR"),
    ],
)
def test_signs_of_the_currency(texts: str, currency: str) -> None:
    assert {*amounts(*texts.split(" | "), currency=currency)} == {500}


@pytest.mark.parametrize(
    ("text", "currency", "sign"),
    [
        ("€5", "USD", "€"),
        ("5 EUR", "USD", "EUR"),
        ("$5", "EUR", "$"),
        ("$5", "JPY", "$"),
        ("CA$5", "USD", "CA$"),
        ("R5", "BRL", "R"),
        ("£5", "EGP", "£"),
        ("¥5", "USD", "¥"),
        ("$5 CAD", "USD", "CAD"),
    ],
)
def test_another_currencys_sign_is_named(text: str, currency: str, sign: str) -> None:
    parsed = money(column(text), column(currency))
    ((flags, reason),) = [each for each in parsed.faults() if each[0].any()]
    assert flags.tolist() == [True]
    assert dict(reason.values) == {"currency": currency, "sign": sign}


@pytest.mark.parametrize("text", ["5%", "X5", "$$5", "5 XYZ", "-$5", "$-5", "($5)", "5折", "5,-"])
def test_what_is_no_sign(text: str) -> None:
    assert amounts(text, currency="USD") == [None]


def test_without_a_currency_there_is_no_sign() -> None:
    assert amounts("5", "5.50", "$5", currency="") == [500, 550, None]


# --- Whatever way it is written ------------------------------------------------------


@settings(deadline=None)
@given(minor=st.integers(0, 10**12), currency=st.sampled_from(["USD", "EUR", "JPY"]))
def test_every_amount_as_we_write_it_is_read_back(minor: int, currency: str) -> None:
    text = decimal_text(minor, currency)
    assert minor_units(text, currency) == minor
    assert minor_units(f"{Decimal(text):,}", currency) == minor


@st.composite
def styles(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """A decimal mark, a group mark that goes with it, and what stands before and after."""
    mark = draw(st.sampled_from(".,"))
    group = draw(st.sampled_from(["", " ", "\u00a0", "\u202f", "'", "’", "," if mark == "." else "."]))
    return mark, group, *draw(st.sampled_from([("", ""), ("{} ", ""), ("", " {}"), ("", "\u00a0{}")]))


def written(minor: int, currency: str, style: tuple[str, str, str, str], *, bare: bool) -> str:
    """The amount in that style; `bare` without zeros at the end of its decimals."""
    mark, group, before, after = style
    whole, _, decimals = decimal_text(minor, currency).partition(".")
    decimals = decimals.rstrip("0") if bare else decimals
    number = f"{int(whole):,}".replace(",", group) + (mark + decimals if decimals else "")
    return f"{before.format(currency)}{number}{after.format(currency)}"


@settings(deadline=None, max_examples=400)
@given(
    minors=st.lists(
        st.one_of(st.integers(1, 10**12), st.integers(1, 10**4).map(lambda n: n * 100)), min_size=1
    ),
    currency=st.sampled_from(["USD", "EUR", "INR", "JPY", "KWD"]),
    marketplace=st.sampled_from([None, "US", "DE", "JP", "AE", ""]),
    style=styles(),
    bare=st.booleans(),
)
def test_read_back_or_refused_never_another_amount(
    minors: list[int], currency: str, marketplace: str | None, style: tuple[str, str, str, str], bare: bool
) -> None:
    texts = [written(minor, currency, style, bare=bare) for minor in minors]
    read = amounts(*texts, currency=currency, marketplace=marketplace)
    assert all(value in {None, minor} for value, minor in zip(read, minors, strict=True))
    two_ways = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
    if not any(two_ways.search(text) for text in texts):
        assert None not in read


@settings(deadline=None)
@given(one=st.lists(st.integers(1, 10**7), min_size=1), two=st.lists(st.integers(1, 10**7), min_size=1))
def test_two_styles_in_a_column_are_never_both_believed(one: list[int], two: list[int]) -> None:
    texts = [written(minor, "EUR", (".", ",", "", ""), bare=False) for minor in one]
    texts += [written(minor, "EUR", (",", ".", "", ""), bare=False) for minor in two]
    assert {*amounts(*texts, currency="EUR", marketplace="DE")} == {None}


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
        ("12.345", "finer than a basis point"),
        ("20%%", "a slip"),
        ("%20", "a slip"),
        ("20 off", "words"),
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


@pytest.mark.parametrize(
    ("texts", "points"),
    [
        ("12,5 % | 15 | 15% | 0,5%", [1250, 1500, 1500, 50]),
        ("12.5 % | 15 | 15 % | 0.5", [1250, 1500, 1500, None]),
        ("12,5\u00a0% | 0,5 | 100,00", [1250, None, 10000]),
        ("12,5% | 12.5%", [None, None]),
        ("12.345 | 12,345 | 1.500%", [None, None, None]),
    ],
)
def test_percentages_by_their_columns_mark(texts: str, points: list[int | None]) -> None:
    cells = texts.split(" | ")
    parsed = percents(column(*cells), NO_MONEY, marketplaces=column(*["DE"] * len(cells)))
    read = [None if bad else value for value, bad in zip(parsed.values.tolist(), parsed.bad, strict=True)]
    assert read == points


def reasons(parsed: Parsed) -> list[str]:
    """What was expected of the cells that were not understood."""
    return [english(reason) for flags, reason in parsed.faults() if flags.any()]


@pytest.mark.parametrize(
    ("text", "marketplace"),
    [
        ("33.333", "US"),
        ("33.333%", "US"),
        ("33.3333333", "US"),
        ("12.345", "DE"),
        ("12,345 %", "DE"),
        ("33,3333", "DE"),
        ("20.000", "US"),
        ("0.333%", "US"),
    ],
)
def test_a_percentage_finer_than_a_basis_point_is_told_as_that(text: str, marketplace: str) -> None:
    (reason,) = reasons(percents(column(text), 0, marketplaces=column(marketplace)))
    assert reason == "a percentage with at most two decimals: round it, as 33.333 to 33.33"


def test_what_formulas_gave_is_one_fault() -> None:
    texts = column("33.333333333333336", "66.66666666666667", "12.5")
    parsed = percents(texts, 0, numeric=np.array([True, True, True]))
    (reason,) = reasons(parsed)
    assert (reason[:40], parsed.bad.tolist()) == (
        "a percentage with at most two decimals: ",
        [True, True, False],
    )


@pytest.mark.parametrize("text", ["0.3333", "100.005", "0.004%", "333.333", "x"])
def test_what_is_no_percentage_to_any_decimals_is_told_as_that(text: str) -> None:
    (reason,) = reasons(percents(column(text), 0))
    assert reason.startswith("a percentage above 0 and at most 100")


def test_a_mark_that_is_not_the_columns_is_told_first() -> None:
    (reason,) = reasons(percents(column("12,5", "12.5", "33.333"), 0))
    assert "mixes decimal points and commas" in reason
    (reason,) = reasons(percents(column("33.3333"), 0, decimal=","))
    assert "this file's own decimal mark" in reason


@pytest.mark.parametrize(
    ("text", "fine"), [("6.667", True), ("6.667折", True), ("8.00001", True), ("12.345", False)]
)
def test_zhe_that_is_finer_is_told_as_that(text: str, fine: bool) -> None:
    (reason,) = reasons(zhe(column(text), 0))
    assert (reason == "折 with at most two decimals: round it, as 6.667 to 6.67") == fine


def test_what_a_percentage_is_of() -> None:
    what = say("a share")
    assert percents(column("x"), 0, off=what).expected == what


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7折", "a percentage off; 7折 is 30 % off, so write 30%"),
        ("打8.5折", "a percentage off; 8.5折 is 15 % off, so write 15%"),
        ("9,95 折", "a percentage off; 9,95折 is 0.5 % off, so write 0.5%"),
        ("70折", "a share"),
        ("7", None),
    ],
)
def test_what_is_left_of_a_price_is_no_percentage_off(text: str, reason: str | None) -> None:
    parsed = percents(column(text), 0, off=say("a share"))
    assert [english(said) for bad, said in parsed.faults() if bad.any()] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a percentage off; 7折 is 30 % off, so write 30%"),
        ("zh", "减去的百分比；7折 是减 30%，请写 30%"),
    ],
)
def test_of_what_is_to_be_written_the_sign_is_said_once(language: str, said: str) -> None:
    (reason,) = (text for bad, text in percents(column("7折"), 0, off=say("a share")).faults() if bad.any())
    assert Words(language).say(reason) == said


def test_of_a_margin_nothing_is_taken_off() -> None:
    assert percents(column("7折"), 0).reasons == ()


@settings(deadline=None)
@given(points=st.integers(100, 10_000), mark=st.sampled_from(".,"), sign=st.sampled_from(["", "%", " %"]))
def test_a_percentage_is_read_back(points: int, mark: str, sign: str) -> None:
    text = f"{points // 100}{mark}{points % 100:02d}{sign}"
    for marketplace in ("US", "DE"):
        assert percents(column(text), 0, marketplaces=column(marketplace)).values.tolist() == [points]


# --- 折 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "points"),
    [
        *(
            ("7", 3000),
            ("7折", 3000),
            ("7 折", 3000),
            ("8.5", 1500),
            ("8.8折", 1200),
            ("0.5", 9500),
            ("9.99", 10),
        ),
        *(
            ("七折", 3000),
            ("八五折", 1500),
            ("八点五折", 1500),
            ("打八折", 2000),
            ("打8折", 2000),
            ("８折", 2000),
        ),
        *(("对折", 5000), ("半价", 5000)),
    ],
)
def test_zhe(text: str, points: int) -> None:
    """7折 is seven tenths of the price, so 30 % off; 0.5折 is what somebody once typed for 5折."""
    assert zhe_points(text) == points


def test_a_column_of_zhe() -> None:
    parsed = zhe(column("8,5", "7折", "", "x", "8.8"), 0, numeric=np.array([False] * 4 + [True]))
    assert parsed.values.tolist() == [1500, 3000, 0, 0, 1200]
    assert parsed.bad.tolist() == [False, False, False, True, False]
    assert zhe(column("8,5", "8.5"), 0).bad.tolist() == [True, True]
    assert zhe(column("8,5"), 0, decimal=".").bad.tolist() == [True]


@pytest.mark.parametrize(
    "text", ["0", "10", "88", "88折", "-7", "七", "十折", "一百折", "七折起", "7折起", "20%", "7.0001", "折"]
)
def test_what_is_no_zhe(text: str) -> None:
    assert zhe_points(text) is None


# --- Counts --------------------------------------------------------------------------


def test_counts() -> None:
    parsed = counts(column("1", "2.0", "1,000", "", "0", "-1", "1.5", "x", "1e3", "1000000000"), 1)
    assert parsed.values[:4].tolist() == [1, 2, 1000, 1]
    assert parsed.bad.tolist() == [False] * 4 + [True] * 6


@pytest.mark.parametrize("text", ["5 pcs", "5%", "5折", "$5", "per 5", "-5", "1000000000"])
def test_what_is_no_count(text: str) -> None:
    assert counts(column(text), 1).bad.tolist() == [True]


def test_which_counts_may_be_zero_is_what_is_said_of_one_that_may_not() -> None:
    texts = column("0", "x", "1", "999,999,999")
    few, some = counts(texts, 1), counts(texts, 1, zero=True)
    assert (few.bad.tolist(), few.values[2:].tolist()) == ([True, True, False, False], [1, 999_999_999])
    assert (some.bad.tolist(), some.values[0]) == ([False, True, False, False], 0)
    assert few.expected == say("a whole number above 0")
    assert some.expected == say("a whole number, 0 or more")


def test_a_thousand_or_one() -> None:
    """1.000 pieces and 1,000 pieces: in Germany either could be one."""
    places = column("DE", "DE", "US", "US", "DE")
    parsed = counts(column("1.000", "1,000", "1,000", "1.000", "3"), 1, marketplaces=places)
    assert parsed.bad.tolist() == [True, True, False, True, False]
    assert (int(parsed.values[2]), int(parsed.values[4])) == (1000, 3)
    assert counts(column("1000", "2.5"), 1, numeric=np.array([True, True])).bad.tolist() == [False, True]


# --- Columns of plain numbers ----------------------------------------------------------


@given(
    cells=st.lists(
        st.sampled_from(
            ["", "1", "12.50", "1.50", "1234.56", "1.234", "1,50", "$1", "x", "1\0", "1\0002.50", "٣"]
        )
    ),
    numeric=st.booleans(),
    decimal=st.sampled_from([None, ".", ","]),
)
def test_a_column_of_plain_numbers_is_read_as_any(cells: list[str], numeric: bool, decimal: Any) -> None:
    texts, places = column(*cells), column(*["DE"] * len(cells))
    typed = np.full(len(cells), numeric) if numeric else None

    def read() -> object:
        parsed = money(
            texts, column(*["EUR"] * len(cells)), marketplaces=places, numeric=typed, decimal=decimal
        )
        return parsed.values.tolist(), [(bad.tolist(), str(why)) for bad, why in parsed.faults()]

    quick = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "are_plain", lambda _: False)
        assert read() == quick
