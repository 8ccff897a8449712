from __future__ import annotations

from dataclasses import replace

import pytest

from promocheck.model.kind import Kind, label_of
from promocheck.model.money import Money, Percent
from promocheck.model.steps import Step
from promocheck.reports.arithmetic import Sum, arithmetic, price_line
from promocheck.reports.words import Words

from .examples import BELOW_FLOOR, COUPON, NO_END, SELLING, usd

WORDS = Words("en")


def test_every_kind_has_a_word() -> None:
    assert all(label_of(kind.word).template != "{kind}" for kind in Kind)


def test_from_the_selling_price_to_the_floor() -> None:
    assert arithmetic(BELOW_FLOOR, WORDS) == (
        Sum("", "selling price", "100.00"),
        Sum("-", 'coupon C1 "Winter sale", 20 % of 100.00', "-20.00"),
        Sum("-", "social code S1, 30 % of 100.00", "-30.00"),
        Sum("=", "stacked price", "50.00", "USD"),
        Sum("", "documented price", "80.00", "USD"),
        Sum("", "floor: floors sheet", "60.00", "USD", "10.00 below"),
    )


def test_without_a_price_there_is_nothing_to_reckon() -> None:
    assert arithmetic(NO_END, WORDS) == ()


@pytest.mark.parametrize(
    ("step", "label"),
    [
        (replace(COUPON, name=None), "coupon C1, 20 % of 100.00"),
        (replace(COUPON, promotion="Sale@1 Dec", name="Sale"), 'coupon "Sale@1 Dec", 20 % of 100.00'),
        (replace(COUPON, effect="amount", value=usd("5.00"), base=None, name=None), "coupon C1, 5.00 off"),
        (replace(COUPON, kind="lightning_deal", effect="price", value=usd("70.00"), base=None, name=None), "lightning deal C1, at 70.00"),
        (replace(COUPON, name=None, units=3), "coupon C1, 20 % of 100.00, buying 3"),
    ],
)  # fmt: skip
def test_a_step_says_what_is_taken_off_what(step: Step, label: str) -> None:
    assert arithmetic(replace(BELOW_FLOOR, steps=(SELLING, step)), WORDS)[1].label == label


def test_a_sale_price_is_called_one() -> None:
    (first, *_) = arithmetic(replace(BELOW_FLOOR, steps=(replace(SELLING, kind="sale_price"),)), WORDS)
    assert first.label == "sale price"


def test_a_sale_price_above_the_price_is_added() -> None:
    sale = replace(
        COUPON, kind="sale_price", effect="price", value=usd("110.00"), base=None, amount=usd("-10.00")
    )
    line = arithmetic(replace(BELOW_FLOOR, steps=(SELLING, sale)), WORDS)[1]
    assert (line.sign, line.amount) == ("+", "10.00")


@pytest.mark.parametrize(
    ("step", "note"),
    [
        (replace(COUPON, amount=usd("12.00"), price_after=usd("0.00")), "no more can come off"),
        (replace(COUPON, amount=usd("0.00"), price_after=usd("0.00")), "no more can come off"),
        (replace(COUPON, amount=usd("12.00"), price_after=usd("0.01")), "no more can come off"),
        (replace(COUPON, amount=usd("20.00"), price_after=usd("0.00")), ""),
        (replace(COUPON, effect="amount", value=usd("50.00"), base=None, amount=usd("30.00"), price_after=usd("0.00")), "no more can come off"),
        (replace(COUPON, effect="amount", value=usd("50.00"), base=None, units=2, amount=usd("25.00"), price_after=usd("0.00")), ""),
        (replace(COUPON, value=Percent(10000), units=2, cheaper=1, amount=usd("50.00"), price_after=usd("0.00")), ""),
        (replace(COUPON, effect="price", value=usd("70.00"), base=None, amount=usd("30.00"), price_after=usd("0.00")), ""),
    ],
    ids=["a share", "nothing is left", "a cent stays", "a share of all", "money", "money of two units", "the cheaper of two", "a price"],
)  # fmt: skip
def test_what_takes_off_less_than_it_says_says_why(step: Step, note: str) -> None:
    assert arithmetic(replace(BELOW_FLOOR, steps=(SELLING, step)), WORDS)[1].note == note


def test_a_line_of_sums_leaves_out_what_takes_nothing_off() -> None:
    nothing = replace(COUPON, amount=usd("0.00"), price_after=usd("50.00"))
    finding = replace(BELOW_FLOOR, steps=(*BELOW_FLOOR.steps, nothing))
    assert price_line(finding, WORDS) == price_line(BELOW_FLOOR, WORDS)


@pytest.mark.parametrize(
    ("price", "note"), [("59.99", "0.01 below"), ("60.00", "just met"), ("61.00", "1.00 above")]
)
def test_how_far_from_the_floor(price: str, note: str) -> None:
    assert arithmetic(replace(BELOW_FLOOR, stacked_price=usd(price)), WORDS)[-1].note == note


def test_yen_have_no_decimals() -> None:
    finding = replace(BELOW_FLOOR, stacked_price=Money(1050, "JPY"), floor=Money(2000, "JPY"), steps=())
    assert [each.amount for each in arithmetic(finding, WORDS)] == ["1,050", "80.00", "2,000"]


@pytest.mark.parametrize("base", ["100.00", "7.77", "8.00"])
@pytest.mark.parametrize("name", ["<7>", "of <7> and <7>", "7", "8", "{base}"])
def test_a_price_stands_where_it_belongs_whatever_a_promotion_is_called(name: str, base: str) -> None:
    step = replace(COUPON, promotion=name, name=None, base=usd(base))
    label = arithmetic(replace(BELOW_FLOOR, steps=(SELLING, step)), WORDS)[1].label
    shown = f'"{name}"' if " " in name else name
    assert label == f"coupon {shown}, 20 % of {base}"


def test_in_a_line() -> None:
    assert price_line(BELOW_FLOOR, WORDS) == (
        "100.00 - 20.00 - 30.00 = 50.00 USD, documented price 80.00 USD, floor: floors sheet 60.00 USD"
    )


def test_in_a_line_what_nothing_comes_off() -> None:
    alone = replace(BELOW_FLOOR, documented_price=None, floor=None)
    assert price_line(replace(alone, steps=()), WORDS) == "50.00 USD"
    assert price_line(replace(alone, steps=(SELLING,), stacked_price=usd("100.00")), WORDS) == "100.00 USD"
    assert price_line(NO_END, WORDS) == ""


def test_in_a_line_what_is_added() -> None:
    dearer = replace(COUPON, amount=usd("-5.00"), price_after=usd("105.00"))
    finding = replace(
        BELOW_FLOOR,
        steps=(SELLING, dearer),
        stacked_price=usd("105.00"),
        documented_price=None,
        floor=None,
    )
    assert price_line(finding, WORDS) == "100.00 + 5.00 = 105.00 USD"
