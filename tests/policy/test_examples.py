"""The worked examples as a file: read as strictly as the policy, every fault at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.errors import NoSuchPath, PolicyFault
from promocheck.policy.examples import load_examples, parse_examples

COUPON = """priced:
  - id: X1
    platform: my shop
    says: 10.00 with 10 % off
    source: me
    confidence: L
    price: 10
    promotions: [{kind: coupon, percent: 10}]
    published: 9.00
"""


def faults(text: str, encoding: str = "utf-8") -> list[str]:
    with pytest.raises(PolicyFault) as caught:
        parse_examples("mine.yaml", text.encode(encoding))
    return [line.removeprefix("mine.yaml:") for line in str(caught.value).splitlines()]


def test_another_encoding_is_told_with_its_line() -> None:
    text = COUPON.replace("my shop", "Käufer")
    assert faults(text, "latin-1") == ["3: is not UTF-8 text. Save the file as UTF-8."]


def test_an_example_has_the_rules_of_its_preset() -> None:
    ((each, rules),) = parse_examples("mine.yaml", COUPON.encode()).priced
    assert (each.id, each.currency, each.stated) == ("X1", "USD", (each.published, each.published))
    assert rules.other_pairs == "open"  # amazon's


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: X1", "id: 1X", "2: priced.id: expected a letter, then letters, digits or hyphens, at most 20 in all, found '1X'."),
        ("percent: 10", "amount: 1, percent: 10", "8: priced.promotions: expected one of price, percent, amount, and only one"),
        ("kind: coupon", "kind: voucher", "8: priced.promotions.kind: 'voucher' is no promotion kind."),
        ("confidence: L", "confidence: X", "6: priced.confidence: expected H, M or L, found 'X'."),
        ("price: 10", "price: 10\n    colour: red", "8: priced.colour: unknown key 'colour'."),
        ("price: 10", "price: 10\n    preset: amazn", "8: priced.preset: 'amazn' is no preset. Did you mean 'amazon'?"),
        ("price: 10", "price: 10\n    stacking: {clamp: -1}", "8: priced.stacking.clamp: expected a number of at least 0, found -1."),
        ("published: 9.00", "published: 9.001", "2: priced: expected figures with at most 2 decimal places for one unit"),
        ("published: 9.00", "published: 10.00\n    units: 3", "2: priced: expected figures with at most 2 decimal places for one unit"),
        ("published: 9.00", "published: 9.00\n    worst: 8.00", "2: priced: expected because where documented or worst is not"),
        ("published: 9.00", "published: 9.00\n    because: so it is", "2: priced: expected because where documented or worst is not"),
        ("[{kind: coupon, percent: 10}]", "[]", "2: priced: expected at least one promotion"),
        ("priced:", "priced", "2: is not YAML"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_at_its_line(old: str, new: str, expected: str) -> None:
    (found,) = faults(COUPON.replace(old, new))
    assert found[: len(expected)] == expected


def test_a_file_of_something_else_is_no_policy_either() -> None:
    assert faults("[]") == ["1: the examples: expected names with values, found a list."]


def test_an_id_stands_once() -> None:
    twice = COUPON + COUPON.removeprefix("priced:\n")
    assert faults(twice) == [" X1: stands here more than once. Each needs an id of its own."]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        load_examples(str(tmp_path / "none.yaml"))
    with pytest.raises(PolicyFault, match="cannot be read"):
        load_examples(str(tmp_path))
    (tmp_path / "latin.yaml").write_bytes("says: é".encode("latin-1"))
    with pytest.raises(PolicyFault, match="UTF-8"):
        load_examples(str(tmp_path / "latin.yaml"))
