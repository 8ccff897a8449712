"""Every message that a policy can be refused with stands in a test as an operator reads it: a new one without a test is seen here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from promocheck.policy.layout import FIELDS
from tests.policy.test_examples import COUPON
from tests.policy.test_examples import faults as faults_of_examples
from tests.policy.test_layouts import LAYOUT
from tests.policy.test_layouts import faults as faults_of_layouts
from tests.policy.test_stacking import faults

ROOT: Final = Path(__file__).parents[2]


def one(stage: str) -> str:
    """A stacking section with one stage."""
    return f"stages:\n  - {stage}"


def classes(number: int, kind: str, *, rest: str = "") -> str:
    """So many classes that take a kind, in a flow."""
    return ", ".join(f"{{id: c{at}, kinds: [{kind}]{rest}}}" for at in range(number))


def fits(of: str) -> str:
    """What is said of a class for which nothing is left, where that is not what the case is about."""
    return f"3: stacking.stages: class {of!r} takes nothing: classes before it take all its kinds. Take them out there."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (one("{id: deal, base: listing}"), ["3: stacking.stages: stage 'deal' sets a price: it has no base and no threshold."]),
        (one("{id: deal, threshold_on: remainder}"), ["3: stacking.stages: stage 'deal' sets a price: it has no base and no threshold."]),
        (
            one("{id: deal, classes: [{id: other_deal, itself: add}]}"),
            ["3: stacking.stages.classes: 'other_deal' sets a price: it has no itself, base, threshold_on or stop."],
        ),
        (
            one("{id: deal, above: replaces}"),
            [
                "3: stacking.stages.above: what replaces the price leaves no alternatives: combine by lowest or first.",
                "3: stacking.stages: what replaces the price comes before what takes something off it. Move it up.",
            ],
        ),
        (
            one("{id: sale_price, classes: [{id: sale_price, kinds: [sale_price], above: alternative}]}"),
            [
                "3: stacking.stages.classes.above: 'sale_price' is in a stage that says above: replaces, of all its prices. Keep one of the two."
            ],
        ),
        (
            one("{id: points, classes: [{id: points, above: alternative}]}"),
            ["3: stacking.stages.classes.above: only a stage with effect: price can say what prices above do."],
        ),
        (
            one("{id: tiers, effect: reduction, combine: add, kinds: [quantity_discount]}"),
            ["3: stacking.stages: 'quantity_discount' may be a price; name it in a stage with effect: price.", fits("tiers")],
        ),
        (
            one("{id: free, effect: reduction, combine: add, kinds: [buy_x_get_y]}"),
            ["3: stacking.stages: name 'buy_x_get_y' in a stage with effect: units.", fits("free")],
        ),
        (
            "pairs:\n  - {between: [coupon, points], then: forbid, when: {price_set_by: [lightning_deal]}}",
            ["3: stacking.pairs: what the platform refuses, it refuses always: forbid without a when."],
        ),
        (
            "pairs:" + "\n  - {between: [points, coupon], then: best, when: {price_set_by: [lightning_deal]}}" * 2,
            ["2: stacking.pairs: 'coupon with points when the price is set by lightning_deal' stands here a second time. Keep one."],
        ),
    ],
    ids=lambda each: ascii(each)[:60],
)  # fmt: skip
def test_what_a_stacking_section_cannot_say(text: str, expected: list[str]) -> None:
    assert faults(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            one(f"{{id: many, effect: reduction, combine: add, classes: [{classes(20, 'coupon')}]}}"),
            "2: stacking.stages: has 31 classes that take something off; at most 30 are possible.",
        ),
        (
            "extends: add\n" + one(f"{{id: many, effect: price, combine: lowest, classes: [{classes(70, 'outlet')}]}}"),
            "3: stacking.stages: has more than 60 classes.",
        ),
        (
            "extends: add\n"
            + one(f"{{id: many, effect: reduction, combine: add, classes: [{classes(12, 'coupon', rest=', base: running')}]}}"),
            "3: stacking.stages: has 14 classes whose bases or thresholds depend on each other; at most 12 are possible.",
        ),
        (
            "extends: add\npairs: [{between: [everyone, everyone], then: forbid}]\n"
            f"groups: {{everyone: [{', '.join(f'c{at}' for at in range(12))}]}}\n"
            + one(f"{{id: many, effect: reduction, combine: add, classes: [{classes(12, 'coupon')}]}}"),
            "3: stacking.pairs: forbids 66 pairs of classes; at most 60 are possible.",
        ),
    ],
    ids=["that take something off", "in all", "that depend on each other", "that are forbidden"],
)  # fmt: skip
def test_more_classes_than_can_be_evaluated(text: str, expected: str) -> None:
    """What else is said is that most of them take nothing, as they are all alike."""
    assert [each for each in faults(text) if "takes nothing" not in each and "Move it up" not in each] == [
        expected
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Mine\n", "Mine\n      required: [sku, end]\n",
            "6: exports.layouts.mine.required: 'end' is no field of this layout: it has no header in fields and no constant.",
        ),
        (
            "constants: {kind: coupon, discount_type", "constants: {discount_type",
            "7: exports.layouts.mine.fields: promotions need 'kind' or 'coupon_type': no header and no constant gives it.",
        ),
        (
            "sku: 货号", "sku: 货号\n        kind: 类型\n        coupon_type: 券",
            "10: exports.layouts.mine.fields.coupon_type: says of coupons what 'kind' says of every promotion. Map one of them.",
        ),
        (
            LAYOUT[LAYOUT.index("      role"):],
            "      role: listings\n      fields: {sku: 货号, price: 售价, product_id: 编号}\n",
            "7: exports.layouts.mine.fields.product_id: counts as an ASIN only where 'product_id_type' says so. Map both, or 'asin'.",
        ),
        (
            "sku: 货号", "sku: 货号\n        marketplace: 站点\n        start: '/start (?P<marketplace>..)/'",
            "10: exports.layouts.mine.fields.start: names the marketplace in its header: then no column and no part of 'each' can name one too.",
        ),
        (
            "Mine\n", "Mine\n      each:\n        - fields: {start: '/start (?P<marketplace>..)/'}\n",
            "7: exports.layouts.mine.each.fields.start: can name a marketplace in 'fields' only, not in a part of 'each'.",
        ),
        (
            "{kind: coupon", "{colour: red, kind: coupon",
            f"10: exports.layouts.mine.constants.colour: unknown field 'colour'. Known: {', '.join(FIELDS['promotions'])}.",
        ),
        (
            "sku: 货号", "sku: '--'",
            "8: exports.layouts.mine.fields.sku: '--' has no letter and no digit, so that it is compared as blank.",
        ),
        (
            LAYOUT[LAYOUT.index("      fields"):], "      fields: {}\n      constants: {sku: A-1, kind: coupon}\n",
            "7: exports.layouts.mine.fields: has no headers, so that nothing could be told by it.",
        ),
    ],
    ids=lambda each: ascii(each)[:60],
)  # fmt: skip
def test_what_a_layout_cannot_say(old: str, new: str, expected: str) -> None:
    assert old in LAYOUT
    assert faults_of_layouts(LAYOUT.replace(old, new, 1)) == [f"rules.yaml:{expected}"]


def test_an_example_names_its_preset_outside_of_its_rules() -> None:
    assert faults_of_examples(
        COUPON.replace("price: 10", "price: 10\n    stacking: {extends: add}")
    ) == [" X1: stacking: what it extends is named in preset, beside it."]  # fmt: skip


# --- Which messages there are, and which stand in tests ----------------------------------------------


def messages() -> Iterator[tuple[str, str]]:
    """Module and template of each whole sentence that the room can say; what is put into one is no sentence."""
    for path in sorted((ROOT / "promocheck" / "policy").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                template = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
                if isinstance(template, str) and template.endswith("."):
                    yield path.stem, template


def written() -> tuple[str, ...]:
    """The texts of these tests; what is worked out in one stands there as a few letters."""
    found: list[str] = []
    for path in (ROOT / "tests" / "policy").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.append("".join(getattr(each, "value", "abc") if isinstance(each, ast.Constant) else "abc" for each in node.values))  # fmt: skip
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return tuple(found)


def untold(known: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    tests = written()
    return [
        (module, template)
        for module, template in known
        if not any(re.search(_pattern(template), text) for text in tests)
    ]


def _pattern(template: str) -> str:
    """The template with anything in its places, up to its end; the nearest name may follow."""
    parts = re.split(r"\{\w+\}", template)
    return ".*".join(map(re.escape, parts)) + r"(\n|$| Did you mean )"


def test_every_sentence_stands_in_a_test() -> None:
    assert untold(messages()) == []


def test_one_that_stands_nowhere_is_seen() -> None:
    planted = "coherence", "{name} was " + "never heard of."
    assert untold(iter([planted])) == [planted]
