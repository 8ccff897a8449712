"""The stacking section: presets, what extends them, and what does not hold together."""

from __future__ import annotations

import pytest

from promocheck.model.errors import PolicyFault
from promocheck.policy import Stacking
from promocheck.policy.load import parse_policy
from promocheck.policy.preset import PRESETS, preset
from promocheck.rules import RULE_TYPES
from tests.policy.test_load import BASES, CLASSES, PRICE_CLASSES, REDUCTIONS


def stacking(text: str) -> Stacking:
    """The section of a policy that says this under `stacking`."""
    document = "stacking:\n" + "".join(f"  {line}\n" for line in text.strip().splitlines())
    return parse_policy("rules.yaml", document.encode(), RULE_TYPES).stacking


def faults(text: str) -> list[str]:
    with pytest.raises(PolicyFault) as caught:
        stacking(text)
    return [line.removeprefix("rules.yaml:") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_holds_together_and_says_only_what_it_means(name: str) -> None:
    found = stacking(f"extends: {name}")
    assert found == Stacking.model_validate(preset(name))
    assert [stage.effect for stage in found.stages] == sorted(
        stage.effect for stage in found.stages if stage.effect == "price"
    ) + [stage.effect for stage in found.stages if stage.effect != "price"]


def test_what_extends_a_preset_replaces_only_what_it_names_again() -> None:
    own = stacking(
        """
stages:
  - id: reductions
    classes:
      - {id: coupon, itself: add, kinds: [coupon, reorder_coupon]}
  - {id: bonus, effect: reduction, combine: add, classes: [{id: bonus, kinds: [subscribe_save_coupon]}]}
pairs:
  - {between: [social_code, coupon], then: best}
  - {between: [bonus, everything], then: add}
groups: {vouchers: [coupon, social_code]}
rounding: {at: end}
""".replace("stages:\n", "stages:\n  - {id: points, classes: [{id: points, kinds: [points], itself: add}]}\n")
    )
    amazon = stacking("extends: amazon")
    (coupon,) = [member for _, member in own.members() if member.id == "coupon"]
    assert (coupon.itself, [kind.word for kind in coupon.kinds]) == ("add", ["coupon", "reorder_coupon"])
    assert [stage.id for stage in own.stages] == [*(stage.id for stage in amazon.stages), "bonus"]
    assert own.words[frozenset(("coupon", "social_code"))] == ((None, "best"),)
    assert own.words[frozenset(("coupon", "percentage_off"))] == ((None, "handshake"),)
    assert {*own.groups} == {*amazon.groups, "vouchers"}
    assert (own.rounding.at, own.rounding.mode) == ("end", "half_up")


def test_nothing_is_extended_where_the_section_says_so() -> None:
    assert faults("extends: nothing") == ["1: stacking: 'stages' is missing."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "stages:\n  - id: deal\n    combine: add",
            [
                "4: stacking.stages.combine: a stage with effect: price combines by lowest, first, best, not add.",
                "4: stacking.stages.combine: 'prime_exclusive' has an audience, so the stage must combine by best.",
            ],
        ),
        (
            "stages:\n  - {id: late, effect: price, combine: best, kinds: [outlet]}",
            ["3: stacking.stages: what sets a price comes before what takes something off it. Move it up.",
             "3: stacking.stages: class 'late' takes nothing: classes before it take all its kinds. Take them out there."],
        ),
        (
            "stages:\n  - id: reductions\n    base: [{use: dael}]",
            [f"4: stacking.stages.base: unknown base 'dael'. Did you mean 'deal'? Known: {BASES}."],
        ),
        ("stages:\n  - id: reductions\n    base: points", [f"4: stacking.stages.base: unknown base 'points'. Known: {BASES}."]),
        (
            "stages:\n  - id: reductions\n    base: [{use: deal}, {use: listing}]",
            ["4: stacking.stages.base: this line always holds, so the ones after it never do. Put it last."],
        ),
        (
            "stages:\n  - id: reductions\n    base: [{use: deal, when: {price_set_by: [coupon]}}]",
            [
                f"4: stacking.stages.base.when: unknown class of a price stage 'coupon'. Known: {PRICE_CLASSES}.",
            ],
        ),
        (
            "pairs:\n  - {between: [lightning_deal, coupon], then: handshake}\n  - {between: [lightning_deal, other_deal], then: add}",
            [
                "3: stacking.pairs: a handshake is between classes that take something off.",
                "4: stacking.pairs: two classes that set a price never add up. Name one that takes something off.",
            ],
        ),
        (
            ("limits:\n  - {classes: [coupon]}\n  - {classes: [social_code, brand_tailored], per_order: 2}\n"
            "  - {classes: [percentage_off], per_order: 3, per_customer: 2}\n  - {classes: [lightning_deal], per_order: 1}"),
            [
                "3: stacking.limits: needs per_order, per_customer or both.",
                "4: stacking.limits: over several classes the limit must be 1.",
                "5: stacking.limits: 'percentage_off' shakes hands, so its limit must be 1.",
                f"6: stacking.limits: unknown class 'lightning_deal'. Known: {REDUCTIONS}.",
            ],
        ),
        (
            "groups: {coupon: [social_code], mine: [nobody]}",
            [
                "2: stacking.groups.coupon: 'coupon' is a class. Call the group otherwise.",
                f"2: stacking.groups.mine: unknown class 'nobody'. Known: {CLASSES}.",
            ],
        ),
        (
            ("stages:\n  - id: item\n    effect: reduction\n    combine: lowest\n"
            "  - {id: a, effect: reduction, combine: add, kinds: [outlet], above: replaces}\n"
            "  - {id: u, effect: units, combine: add, classes: [{id: u, kinds: [coupon], itself: chain}]}"),
            [
                "3: stacking.stages.id: 'item' means something else. Call the stage otherwise.",
                "3: stacking.stages: stage 'item' needs either kinds or classes.",
                "5: stacking.stages.combine: a stage with effect: reduction combines by add, chain, best, first, not lowest.",
                "3: stacking.stages: 'item' takes no kinds.",
                "6: stacking.stages.above: only a stage with effect: price can say what prices above do.",
                "6: stacking.stages: 'outlet' sets a price; name it in a stage with effect: price.",
                "7: stacking.stages.classes.itself: buy x get y cannot chain. Say add, best, first, open or handshake.",
                "7: stacking.stages.classes: name 'coupon' in another stage: units are for buy_x_get_y.",
                "6: stacking.stages: class 'a' takes nothing: classes before it take all its kinds. Take them out there.",
                "7: stacking.stages: class 'u' takes nothing: classes before it take all its kinds. Take them out there.",
            ],
        ),
        (
            "rounding: {mode: bankers, to: {USD: 0}}",
            [
                "2: stacking.rounding.mode: expected half_up, half_even, down or up, found 'bankers'.",
                "2: stacking.rounding.to.USD: expected a number of at least 1, found 0.",
            ],
        ),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_told_at_its_line(text: str, expected: list[str]) -> None:
    assert faults(text) == expected


def test_words_of_a_class_come_before_those_of_groups_and_conditions_before_the_rest() -> None:
    own = stacking(
        """
pairs:
  - {between: [coupon, everything], then: exclude}
  - {between: [coupon, brand_tailored], then: best, when: {price_set_by: [lightning_deal]}}
other_pairs: add
"""
    )
    said = own.words[frozenset(("coupon", "brand_tailored"))]
    assert [word for _, word in said] == ["best", "exclude"]
    assert own.words[frozenset(("coupon", "amount_off"))] == ((None, "add"),)
    assert own.words[frozenset(("brand_tailored", "social_code"))] == ((None, "add"),)
