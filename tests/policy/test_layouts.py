"""A user's own layouts in the policy: what does not hold together is named with its line."""

from __future__ import annotations

import pytest

from promocheck.model.errors import PolicyFault
from promocheck.policy.load import parse_policy
from promocheck.rules import RULE_TYPES

LAYOUT = """version: 1
exports:
  layouts:
    mine:
      title: Mine
      role: promotions
      fields:
        sku: 货号
        discount_value: [折扣, 优惠]
      constants: {kind: coupon, discount_type: percent}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(PolicyFault) as caught:
        parse_policy("rules.yaml", text.encode(), RULE_TYPES)
    return str(caught.value).splitlines()


def test_one_that_holds_together() -> None:
    (mine,) = parse_policy("rules.yaml", LAYOUT.encode(), RULE_TYPES).exports.layouts.values()
    assert mine.fields == {"sku": ("货号",), "discount_value": ("折扣", "优惠")}
    assert (mine.role, mine.required, mine.each_row) == ("promotions", None, True)


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (
            ("promotions", "promotion"),
            6,
            "role: expected listings, promotions, floors, plan, stock, fees or orders, ",
        ),
        (("sku:", "skuu:"), 8, "fields.skuu: unknown field 'skuu'. Did you mean 'sku'? Known: store, "),
        (
            ("货号", "/(/"),
            8,
            "fields.sku: '/(/' is no regular expression: missing ), unterminated subpattern",
        ),
        (("title: Mine", "titel: Mine"), 4, "'title' is missing."),
        (("{kind: coupon", "{art: coupon"), 10, "constants.art: unknown field 'art'."),
        (("Mine\n", "Mine\n      required: [sku, end]\n"), 6, "required: 'end' is no field of this layout"),
        (("Mine\n", "Mine\n      one_of: [[start, end]]\n"), 6, "one_of: 'start' is no field of this layout"),
        (
            ("Mine\n", "Mine\n      never: ['/a{99999999999}/']\n"),
            6,
            "never: '/a{99999999999}/' is no regular expression: the repetition",
        ),
        (("Mine\n", "Mine\n      never: ['/[/']\n"), 6, "never: '/[/' is no regular expression"),
        (("Mine\n", "Mine\n      harmless: ['/[/']\n"), 6, "harmless: '/[/' is no regular expression"),
        (
            ("Mine\n", "Mine\n      skip: {nam: x}\n"),
            6,
            "skip.nam: unknown field 'nam'. Did you mean 'name'?",
        ),
        (
            ("Mine\n", "Mine\n      header_within: 0\n"),
            6,
            "header_within: expected a number of at least 1, found 0.",
        ),
        (("Mine\n", "Mine\n      each: [{fields: {x: a}}]\n"), 6, "each.fields.x: unknown field 'x'."),
        (
            ("Mine\n", "Mine\n      each: [{field: {}}]\n"),
            6,
            "each.field: unknown key 'field'. Did you mean 'fields'?",
        ),
        (("Mine\n", "Mine\n      decimal: ';'\n"), 6, "decimal: expected . or ,, found ';'."),
        (
            ("Mine\n", "Mine\n      headings: french\n"),
            6,
            "headings: expected amazon_listings, found 'french'",
        ),
    ],
)
def test_what_does_not(change: tuple[str, str], line: int, said: str) -> None:
    found = faults(LAYOUT.replace(*change, 1))
    assert any(
        each.startswith(f"rules.yaml:{line}: exports.layouts.mine") and said in each for each in found
    ), found


def test_a_layout_without_headers_would_fit_any_table() -> None:
    (said,) = faults(LAYOUT[: LAYOUT.index("      fields:")] + "      fields: {}\n")
    assert "fields: has no headers, so that nothing could be told by it." in said


def test_every_fault_is_named_and_those_of_other_layouts_too() -> None:
    second = LAYOUT[LAYOUT.index("    mine:") :].replace("mine", "yours").replace("sku", "skuu")
    found = faults(LAYOUT.replace("sku", "sqz") + second)
    assert ["skuu" in each for each in found if "unknown field" in each] == [False, True]
