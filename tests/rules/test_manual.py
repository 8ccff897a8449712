"""A rule's manual, taken apart: what its docstring says, under what heading, and its options in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from promocheck.model.errors import UnknownWord
from promocheck.rules import ALL, Rule
from promocheck.rules.manual import FAMILIES, find_rules, manual_of

BELOW_FLOOR, NEAR_ZERO = ALL[0], ALL[1]

DOCSTRING = """Something is wrong
with a price.

Why: it costs
money: a lot of it.

It also costs time.

An accident: `x.csv` was lost.

Example: coupons.csv without a row.

Fix: Then: scan again.

Options: none besides the severity.
"""


def test_every_part_stands_under_its_name_on_one_line_a_paragraph() -> None:
    manual = manual_of(replace(BELOW_FLOOR, manual=DOCSTRING))
    assert manual.summary == "Something is wrong with a price."
    assert manual.why == "It costs money: a lot of it.\n\nIt also costs time."
    assert manual.accident == "`x.csv` was lost."
    assert manual.example == "coupons.csv without a row."
    assert manual.fix == "Then: scan again."
    assert manual.on_options == "None besides the severity."


def test_severity_and_options_are_the_shipped_policy_s() -> None:
    manual = manual_of(NEAR_ZERO)
    assert (manual.id, manual.name, manual.family, manual.severity, manual.trust) == (
        "PC102", "near-zero", "price", "error", False,
    )  # fmt: skip
    assert [(each.name, each.default) for each in manual.options[:2]] == [
        ("severity", "error"),
        ("percent_of_price", "10"),
    ]
    assert manual.options[2].default["KWD"] == "0.300"
    assert manual_of(next(rule for rule in ALL if rule.id == "PC911")).severity == "info"


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_a_manual_has_every_part_and_every_option_is_described(rule: Rule) -> None:
    manual = manual_of(rule)
    assert all([manual.summary, manual.why, manual.example, manual.fix, manual.on_options])
    assert manual.family == FAMILIES[rule.id[2]]
    assert [each.name for each in manual.options if not each.description.endswith(".")] == []


@pytest.mark.parametrize("word", ["below-floor", "Below-Floor", "BELOW_FLOOR", "PC101", "pc101"])
def test_a_rule_is_found_by_id_and_name(word: str) -> None:
    assert find_rules(ALL, [word]) == (BELOW_FLOOR,)


def test_rules_are_explained_once_in_the_order_asked() -> None:
    assert find_rules(ALL, ["pc102", "below-floor", "near-zero"]) == (NEAR_ZERO, BELOW_FLOOR)


@pytest.mark.parametrize(
    ("word", "near"), [("below-flor", "below-floor"), ("BELOW_FLOR", "below-floor"), ("pc 601", "PC601")]
)
def test_an_unknown_rule_is_answered_with_the_nearest(word: str, near: str) -> None:
    with pytest.raises(UnknownWord) as caught:
        find_rules(ALL, ["near-zero", word])
    assert str(caught.value).startswith(
        f"RULE: {word!r} is not known. Did you mean {near!r}? Known: below-floor, near-zero, "
    )
