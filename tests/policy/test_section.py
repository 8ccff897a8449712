"""What is written and holds anyway is not checked: it must be exactly what checking it would come to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind
from promocheck.policy.check import Check
from promocheck.policy.ledger import LedgerSettings
from promocheck.policy.load import packaged_policy
from promocheck.policy.section import Section
from promocheck.policy.settings import ExportsSettings
from promocheck.policy.yaml_lines import read_yaml
from promocheck.rules import RULE_TYPES

SHIPPED: dict[str, Any] = read_yaml(packaged_policy().decode())[0]
OF_RULES = [(kind, SHIPPED["rules"][name]) for name, kind in RULE_TYPES.values() if name in SHIPPED["rules"]]


@pytest.mark.parametrize(
    ("kind", "given"), [*OF_RULES, (LedgerSettings, SHIPPED["ledger"]), (ExportsSettings, SHIPPED["exports"])]
)
def test_the_shipped_options_are_the_usual_ones(kind: type[Section], given: dict[str, Any]) -> None:
    """Each value, and its type, as a check makes it."""
    checked, usual = kind.model_validate(given), kind.usual()
    assert kind.is_usual(given)
    assert repr(checked) == repr(usual)


class _Inner(Section):
    one: int = 1
    two: str | None = None


class _Outer(Section):
    many: int = 3
    share: Decimal = Decimal(10)
    on: bool = True
    severity: Severity = Severity.ERROR
    kinds: tuple[Kind, ...] = (Kind.COUPON, Kind.BEST_DEAL)
    days: Mapping[Kind, int] = {Kind.COUPON: 90}
    inner: _Inner = _Inner.usual()


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("{}", True),
        ("{many: 3, share: 10, on: true, severity: error}", True),
        ("{kinds: [coupon, best_deal], days: {coupon: 90}, inner: {one: 1, two: null}}", True),
        ("{many: 4}", False),
        ("{many: 3.0}", False),
        ("{many: true}", False),
        ("{many: '3'}", False),
        ("{share: 10.0}", False),  # as much, and told otherwise
        ("{on: 1}", False),
        ("{severity: warning}", False),
        ("{kinds: [best_deal, coupon]}", False),
        ("{kinds: [coupon]}", False),
        ("{days: {coupon: 90, best_deal: 1}}", False),
        ("{days: {best_deal: 90}}", False),
        ("{inner: {one: 1}}", False),  # what it lacks has a default of its own
        ("{inner: null}", False),
        ("{mony: 3}", False),
        ("[]", False),
        ("3", False),
    ],
)
def test_only_what_is_written_just_so_is_the_usual(written: str, usual: bool) -> None:
    assert _Outer.is_usual(read_yaml(written)[0]) == usual


def test_a_section_with_a_key_that_must_be_there_has_nothing_usual() -> None:
    class Needed(Section):
        name: str

    assert not Needed.is_usual({})
    assert Check({}, "rules.yaml").section(Needed, {"name": "ops"}, ()).name == "ops"
