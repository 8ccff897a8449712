"""One number and its mark: which texts prove a point or a comma, and what each mark makes of those that prove nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promocheck.exports import decimals
from promocheck.exports.decimals import (
    EITHER,
    MIXED,
    OTHER_MARK,
    THREE,
    Mark,
    Number,
    proof,
    read_number,
    settled,
    take_apart,
)
from promocheck.model.text import Text

POINT, COMMA = Mark.POINT, Mark.COMMA


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("19.99", POINT),
        ("1,234.56", POINT),
        ("1,234,567", POINT),
        ("1 234.5", POINT),
        ("1'234.500", POINT),
        ("0.500", POINT),
        ("1234.500", POINT),
        ("1,23,456", POINT),
        ("19,99", COMMA),
        ("1.234,56", COMMA),
        ("1.234.567", COMMA),
        ("1\u202f234,5", COMMA),
        ("0,500", COMMA),
        ("12,5", COMMA),
        ("1234", None),
        ("1 234", None),
        ("1.234", None),
        ("1,234", None),
        ("1,2,3", None),
        ("1.234,567.8", None),
        ("12.34.56", None),
    ],
)
def test_what_a_number_proves(text: str, mark: Mark | None) -> None:
    assert proof(text) is mark


def test_one_proof_settles_two_of_a_kind_do_too_and_two_kinds_never() -> None:
    assert settled([None, COMMA, COMMA]) is COMMA
    assert settled([None, POINT]) is POINT
    assert settled([POINT, None, COMMA]) is Mark.MIXED
    assert settled([None]) is settled([]) is None
    assert (settled([POINT], ","), settled([COMMA, POINT], ".")) == (COMMA, POINT)


THOUSAND, LITTLE = Number(1234, ""), Number(1, "234")


@pytest.mark.parametrize(
    ("mark", "digits", "of_point", "of_comma"),
    [
        (Mark.POINT, 2, THREE, THOUSAND),
        (Mark.COMMA, 2, THOUSAND, THREE),
        (Mark.USUAL, 2, THREE, THOUSAND),
        (Mark.OPEN, 2, EITHER, EITHER),
        (Mark.MIXED, 2, MIXED, MIXED),
        (Mark.POINT, 3, LITTLE, THOUSAND),
        (Mark.COMMA, 3, THOUSAND, LITTLE),
        (Mark.USUAL, 3, EITHER, EITHER),
        (Mark.OPEN, 3, EITHER, EITHER),
        (Mark.POINT, 0, THREE, THOUSAND),
        (Mark.USUAL, 0, THREE, THOUSAND),
        (Mark.MACHINE, 2, LITTLE, THOUSAND),
    ],
)
def test_a_thousand_or_decimals(
    mark: Mark, digits: int, of_point: Number | Text, of_comma: Number | Text
) -> None:
    assert read_number("1.234", mark, digits=digits) == of_point
    assert read_number("1,234", mark, digits=digits) == of_comma


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("007.50", POINT, Number(7, "5")),
        ("1 234 567,80", COMMA, Number(1234567, "8")),
        ("1.234.567", COMMA, Number(1234567, "")),
        ("1’234.5", POINT, Number(1234, "5")),
        ("0.500", POINT, Number(0, "5")),
        ("12345.678", Mark.USUAL, Number(12345, "678")),
        ("0.1234567890123", Mark.MACHINE, Number(0, "1234567890123")),
        ("1 234", Mark.MIXED, Number(1234, "")),
        ("19,99", POINT, OTHER_MARK),
        ("19.99", COMMA, OTHER_MARK),
        ("19,99", Mark.USUAL, None),
        ("1 234\u00a0567", POINT, None),
        ("1 23", POINT, None),
        ("0 123", POINT, None),
        ("1234 567", POINT, None),
        ("1,234 567", POINT, None),
        ("1,23,456", POINT, None),
        ("", POINT, None),
        ("1" * 16, POINT, None),
    ],
)
def test_numbers_under_a_mark(text: str, mark: Mark, number: Number | Text | None) -> None:
    assert read_number(text, mark) == number


def test_indian_groups() -> None:
    read = [
        read_number(text, POINT, indian=True) for text in ("1,23,456.50", "12,34,567", "1,234.5", "1,2,345")
    ]
    assert read == [Number(123456, "5"), Number(1234567, ""), Number(1234, "5"), None]
    assert read_number("1,23,456", COMMA, indian=True) is None


def test_times_a_power_of_ten_or_nothing() -> None:
    assert [Number(12, "5").scaled(digits) for digits in (0, 1, 2, 3)] == [None, 125, 1250, 12500]
    assert Number(0, "").scaled(0) == 0


@pytest.mark.parametrize(
    ("text", "before", "number", "after"),
    [
        ("19,99", (), "19,99", ()),
        ("1 234,50\u00a0€", (), "1 234,50", ("€",)),
        ("US$ 1'000", ("US$",), "1'000", ()),
        ("$5 USD", ("$",), "5", ("USD",)),
        ("Rs.500", ("Rs.",), "500", ()),
        ("د.إ.\u200f 12.50", ("د.إ.",), "12.50", ()),
        ("-5", ("-",), "5", ()),
        ("＄１，２３４．５０", ("$",), "1,234.50", ()),
        ("２０％", (), "20", ("%",)),
    ],
)
def test_a_cell_taken_apart(text: str, before: tuple[str, ...], number: str, after: tuple[str, ...]) -> None:
    assert take_apart(text) == (before, number, after)


@pytest.mark.parametrize("text", ["", " ", "$", "1e3", "5 of 10", "9.99\u00a0", "٣"])
def test_what_is_no_one_number(text: str) -> None:
    assert take_apart(text) is None


@given(
    text=st.from_regex(r"\A[0-9]{0,16}[.,]?[0-9]{0,3}\Z"),
    mark=st.sampled_from(Mark),
    digits=st.sampled_from([0, 2, 3]),
)
def test_plain_numbers_are_read_as_any_other(text: str, mark: Mark, digits: int) -> None:
    asked: tuple[Callable[[], Any], ...] = (
        lambda: take_apart(text),
        lambda: proof(text),
        lambda: read_number(text, mark, digits=digits),
    )
    quick = [ask() for ask in asked]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decimals, "_PLAIN", re.compile("(?!)"))
        assert quick == [ask() for ask in asked]
