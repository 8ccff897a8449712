"""The JSON Schema of rules.yaml accepts what the policy accepts, and says what an editor should underline."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from promocheck.model.errors import PolicyFault
from promocheck.policy.load import parse_policy
from promocheck.policy.preset import PRESETS
from promocheck.policy.schema import json_schema
from promocheck.policy.yaml_lines import read_yaml
from promocheck.rules import ALL, RULE_TYPES

SCHEMA = json_schema(RULE_TYPES)
ROOT = Path(__file__).parents[2]


def plain(value: Any) -> Any:
    """YAML as an editor reads it: decimals are numbers."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if value is not None and not isinstance(value, str | bool | int) else value


def faults(text: str) -> list[str]:
    document = plain(read_yaml(text)[0])
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    found = jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).iter_errors(document)
    return sorted({".".join(map(str, each.absolute_path)) for each in found})


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert {rule.name for rule in ALL} <= {*SCHEMA["$defs"]["Rules"]["properties"]}


def test_the_shipped_policy_and_every_preset_are_accepted() -> None:
    assert faults((ROOT / "rules.yaml").read_text(encoding="utf-8")) == []
    for name in PRESETS:
        text = (
            resources.files("promocheck.policy").joinpath(f"presets/{name}.yaml").read_text(encoding="utf-8")
        )
        lines = "".join(f"  {line}\n" for line in text.splitlines())
        assert faults(f"stacking:\n  extends: nothing\n{lines}") == [], name


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("rules: {near-zero: off, PC101: warning, below-floor: {severity: info}}", []),
        ("stacking: {extends: taobao, stages: [{id: shop, classes: [{id: coupon, itself: add}], base: item}]}", []),
        ("rules: {near-zero: fatal}", ["rules.near-zero"]),
        ("rules: {nearzero: off}", ["rules"]),
        ("stacking: {extends: amazn}", ["stacking.extends"]),
        ("stacking: {pairs: [{between: [coupon, codes], then: sum}]}", ["stacking.pairs.0.then"]),
        ("stacking: {stages: [{classes: []}]}", ["stacking.stages.0"]),
        ('floors: {default: {min_margin_percent: "15"}, brands: {Acme: {min_margin_percent: 0}}}', []),
        ("floors: {default: {min_margin_percent: 0.15}}", ["floors.default.min_margin_percent"]),
        ("version: 2", ["version"]),
        ("waivers: team.yaml", []),
        ("waivers: [team.yaml]", ["waivers"]),
    ],
)  # fmt: skip
def test_what_an_editor_underlines(text: str, where: list[str]) -> None:
    assert faults(text) == where


def test_every_key_of_the_stacking_section_is_described() -> None:
    parts = SCHEMA["$defs"]
    for name in ("Stage", "PromotionClass", "Pair", "Limit", "BaseLine"):
        keys = parts[name]["properties"]
        assert [key for key in keys if not keys[key].get("description")] == [], name


def test_every_option_of_every_rule_is_described() -> None:
    rules = SCHEMA["$defs"]["Rules"]["properties"]
    for rule in ALL:
        options, *_ = rules[rule.name]["anyOf"]
        keys = SCHEMA["$defs"][options["$ref"].rpartition("/")[2]]["properties"]
        assert [key for key in keys if not keys[key].get("description")] == [], rule.name


def test_every_key_is_described() -> None:
    parts = {"": SCHEMA, **SCHEMA["$defs"]}
    silent = [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, each in part.get("properties", {}).items()
        if not each.get("description", "").endswith(".")
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("overrides: [{store: acme, rules: {near-zero: off}, floors: {default: {min_price: {USD: 5}}}}]", []),
        ("overrides: [{store: acme, rules: {nearzero: off}}]", ["overrides.0.rules"]),
        ("overrides: [{shop: acme}]", ["overrides.0"]),
        (
            "floors: {vat_percent: {DE: 19}, exchange_rates: [{of: CNY, to: USD, rate: 0.14, day: 2026-11-01}]}",
            [],
        ),
        ("floors: {default: {min_percent_of_price: 0}}", ["floors.default.min_percent_of_price"]),
        ("floors: {kinds: {lightning: {}}}", ["floors.kinds"]),
        ("extends: company.yaml\nwaivers: accepted.yaml", []),
    ],
)
def test_an_editor_underlines_what_the_policy_refuses(text: str, where: list[str]) -> None:
    assert faults(text) == where


def refused(text: str) -> bool:
    try:
        parse_policy("rules.yaml", text.encode(), RULE_TYPES)
    except PolicyFault:
        return True
    return False


CLEARANCE = "promotions: [A], until: 2026-02-20, reason: old model"


@pytest.mark.parametrize(
    "text",
    [
        "floors:\nrules:\noverrides:\nexports:\nstacking:\n",  # blanks are no fault
        "rules: {near-zero: }",
        "rules: {near-zero: {severity: off}}",
        "rules: {near-zero: {percent_of_price: '12.50'}}",
        "rules: {near-zero: {percent_of_price: ten}}",
        "rules: {near-zero: {severity: fatal}}",
        "floors: {default: {min_price: {USD: 5}}}",
        "floors: {default: {min_price: {USD: '5.00'}}}",
        "floors: {default: {min_price: {USD: $5}}}",
        "floors: {default: {min_price: {USDD: 5}}}",
        "floors: {default: {min_price: {USD: 0}}}",
        "floors: {vat_percent: {GB: 20, A1PA6795UKMFR9: 19}}",
        "floors: {vat_percent: {XX: 19}}",
        "floors: {vat_percent: {DE: 100}}",
        f"floors: {{clearance: [{{{CLEARANCE}, min_price: {{USD: 2}}}}]}}",
        f"floors: {{clearance: [{{{CLEARANCE}, min_price: {{}}}}]}}",
        f"floors: {{clearance: [{{{CLEARANCE}}}]}}",
        "floors: {clearance: [{promotions: [A], until: 2026-02-20, reason: ' ', min_percent_of_price: 5}]}",
        "floors: {clearance: [{promotions: [A], until: 2026-02-30, reason: x, min_percent_of_price: 5}]}",
        "floors: {exchange_rates: [{of: RMB, to: USD, rate: 0.14, day: 2026-01-01}]}",
        "exports: {marketplace: DE}",
        "exports: {marketplace: XX}",
        "overrides: [{store: [acme, bolt], marketplace: DE, rules: , floors: }]",
        "overrides: [{rules: {near-zero: off}}]",
        "overrides: [{marketplace: [DE, UX]}]",
        "overrides: [{store: []}]",
        "overrides: [{store: acme, floors: {exchange_rates: []}}]",
        "overrides: [{store: acme, floors: {default: {min_price: {EUR: 5}}}}]",
    ],
)  # fmt: skip
def test_editor_and_policy_agree(text: str) -> None:
    """What is left to the policy is what two places say together, and how many decimals a currency has."""
    assert bool(faults(text)) is refused(text)
