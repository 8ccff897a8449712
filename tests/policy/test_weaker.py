"""Which rules a policy lets weigh less than shipped, everywhere and where an override speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.weaker import Weaker
from promocheck.policy.weaker import weaker_rules
from promocheck.rules import RULE_TYPES
from tests.policy.files import loaded

BRAND = (("brand", ("Acme",)),)
SHOP = (("store", ("acme",)), ("marketplace", ("DE", "FR")))


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ("rules: {}", []),
        ("rules: {below-floor: error, code-guessable: error}", []),  # as shipped, and graver
        ("floors: {required: never}", [Weaker("floors.required", "never", "promoted")]),
        ("stacking: {horizon_days: 3}", [Weaker("stacking.horizon_days", "3", "400")]),
        ("stacking: {horizon_days: 800}\nfloors: {required: promoted}", []),
        ("rules: {below-floor: info}", [Weaker("below-floor", "info", "error")]),
        ("rules: {PC101: off}", [Weaker("below-floor", "off", "error")]),
        ("rules: {near-zero: {severity: warning}}", [Weaker("near-zero", "warning", "error")]),
        ("rules: {near-zero: {percent_of_price: 1}}", []),
        ("rules: {unknown-column: {harmless: info}}", [Weaker("unknown-column.harmless", "info", "warning")]),
        (
            "rules: {unknown-column: {harmless: info, severity: off}}",
            [Weaker("unknown-column", "off", "error")],
        ),
        (
            "overrides: [{brand: Acme, rules: {near-zero: warning}}, {store: acme, marketplace: [DE, FR], rules: {below-floor: off}}]",
            [Weaker("near-zero", "warning", "error", BRAND), Weaker("below-floor", "off", "error", SHOP)],
        ),
        # Said once where it holds everywhere, and nothing of an entry that is graver.
        (
            "rules: {near-zero: warning}\noverrides:\n  - {brand: Acme, rules: {near-zero: {percent_of_price: 5}, below-floor: error}}",
            [Weaker("near-zero", "warning", "error")],
        ),
        (
            "rules: {near-zero: warning}\noverrides:\n  - {brand: Acme, rules: {near-zero: off}}",
            [Weaker("near-zero", "warning", "error"), Weaker("near-zero", "off", "error", BRAND)],
        ),
    ],
)
def test_what_weighs_less_than_shipped(tmp_path: Path, rules: str, found: list[Weaker]) -> None:
    assert [*weaker_rules(loaded(tmp_path, rules=rules), RULE_TYPES)] == found
