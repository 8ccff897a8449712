"""Overrides: whom they speak of, who has the last word, and what is said where they do not hold together."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from promocheck.policy import Scoped
from tests.policy.files import fault, loaded, message


def held(
    folder: Path, text: str, store: str = "acme", marketplace: str = "DE", brand: str = "Acme"
) -> Scoped:
    """What holds for a listing."""
    policy = loaded(folder, rules=text)
    return policy.where(policy.overrides.which(store, marketplace, brand))


def near_zero(scoped: Scoped) -> dict[str, Any]:
    return scoped.rules["PC102"].model_dump(mode="json")


@pytest.mark.parametrize(
    ("scope", "speaks"),
    [
        ("store: acme", True),
        ("store: Acme", False),  # two accounts may differ in case alone
        ("store: [bolt, acme]", True),
        ("store: [bolt]", False),
        ("marketplace: DE", True),
        ("marketplace: de", True),
        ("marketplace: A1PA6795UKMFR9", True),
        ("marketplace: [UK, FR]", False),
        ("brand: ' ACME '", True),
        ("brand: Bolt", False),
        ("store: acme, marketplace: DE, brand: Acme", True),
        ("store: acme, marketplace: FR", False),
    ],
)
def test_every_key_that_is_given_must_fit(tmp_path: Path, scope: str, speaks: bool) -> None:
    scoped = held(tmp_path, f"overrides:\n  - {{{scope}, rules: {{near-zero: off}}}}\n")
    assert near_zero(scoped)["severity"] == ("off" if speaks else "error")


def test_what_an_entry_names_stands_in_the_place_of_the_policy_s_own(tmp_path: Path) -> None:
    scoped = held(
        tmp_path,
        "floors: {default: {min_percent_of_price: 60, min_price: {EUR: 5}}, kinds: {coupon: {min_percent_of_price: 50}}}\n"
        "rules: {near-zero: {percent_of_price: 20, amounts: {EUR: 2.00}}, PC101: warning}\n"
        "overrides:\n"
        "  - marketplace: DE\n"
        "    floors: {default: {min_percent_of_price: 40}, required: never}\n"
        "    rules: {near-zero: {severity: info}}\n",
    )
    assert scoped.floors.default.min_percent_of_price == 40
    assert dict(scoped.floors.default.min_price) == {"EUR": Decimal(5)}
    assert {kind.word: each.min_percent_of_price for kind, each in scoped.floors.kinds.items()} == {
        "coupon": 50
    }
    assert scoped.floors.required == "never"
    found = near_zero(scoped)
    assert (found["severity"], found["percent_of_price"], found["amounts"]["EUR"]) == ("info", "20", "2.00")
    assert scoped.rules["PC101"].severity == "warning"


def test_the_last_one_has_the_last_word_also_where_it_says_what_the_policy_says(tmp_path: Path) -> None:
    scoped = held(
        tmp_path,
        "rules: {near-zero: warning}\n"
        "overrides:\n"
        "  - {marketplace: DE, rules: {near-zero: {severity: error, percent_of_price: 30}}}\n"
        "  - {brand: Acme, rules: {PC102: warning}}\n",
    )
    assert (near_zero(scoped)["severity"], near_zero(scoped)["percent_of_price"]) == ("warning", "30")


def test_whom_nothing_speaks_of(tmp_path: Path) -> None:
    scoped = held(tmp_path, "overrides:\n  - {store: bolt, floors: {required: never}}\n")
    assert scoped.floors.required == "promoted"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("overrides: {store: acme}", "1: overrides: expected a list of entries, found names with values."),
        ("overrides: [acme]", "1: overrides: expected names with values, found 'acme'."),
        ("overrides: [{rules: {near-zero: off}}]", "1: overrides: expected one of store, marketplace, brand: where it holds."),
        ("overrides:\n  - {rules: {near-zero: off}}", "2: overrides: expected one of store, marketplace, brand: where it holds."),
        ("overrides: [{store: 7}]", "1: overrides.store: expected text in quotes, found 7."),
        ("overrides: [{store: []}]", "1: overrides.store: expected at least 1 of them, found 0."),
        ("overrides:\n  - store: acme\n    stacking: {}", "3: overrides.stacking: unknown key 'stacking'. Known: store, marketplace, brand, floors, rules."),
        ("overrides:\n  - store: acme\n    flors: {}", "3: overrides.flors: unknown key 'flors'. Did you mean 'floors'? Known: store, marketplace, brand, floors, rules."),
        ("overrides:\n  - {marketplace: UX, rules: {}}", "2: overrides.marketplace: 'UX' is no marketplace. Known: {marketplaces}."),
        ("overrides:\n  - marketplace:\n      - DE\n      - UX", "4: overrides.marketplace: 'UX' is no marketplace. Known: {marketplaces}."),
        ("overrides:\n  - {store: acme, rules: [near-zero]}", "2: overrides.rules: expected names with values, found a list."),
        ("overrides:\n  - store: acme\n    rules:\n      below-flor: off", "4: overrides.rules.below-flor: unknown rule 'below-flor'. Did you mean 'below-floor'? Known: {rules}."),
        ("overrides:\n  - store: acme\n    rules:\n      near-zero: fatal", "4: overrides.rules.near-zero.severity: expected error, warning, info or off, found 'fatal'."),
        ("overrides:\n  - store: acme\n    rules:\n      near-zero: {percent: 5}", "4: overrides.rules.near-zero.percent: unknown key 'percent'. Did you mean 'percent_of_price'? Known: severity, percent_of_price, amounts."),
        ("overrides:\n  - store: acme\n    rules:\n      near-zero: off\n      PC102: info", "5: overrides.rules.PC102: 'near-zero' stands here a second time; the first is on line 4. Keep one."),
        ("overrides:\n  - store: acme\n    floors:\n      default: {min_percent_of_price: 0}", "4: overrides.floors.default.min_percent_of_price: expected a number of at least 1, found 0."),
        ("overrides:\n  - store: acme\n    floors:\n      default: {min_price: {JPY: 3.5}}", "4: overrides.floors.default.min_price.JPY: expected a number with at most 0 decimal places, as JPY has, found 3.5."),
        ("overrides:\n  - store: acme\n    floors: {exchange_rates: []}", "3: overrides.floors.exchange_rates: stands under floors: rates hold everywhere."),
        ("overrides:\n  - store: acme\n    floors: 5", "3: overrides.floors: expected names with values, found 5."),
        ("floors: {kinds: {coupon: {min_price: {USD: 5}}}}\noverrides:\n  - store: acme\n    floors: {kinds: {Coupon: {min_percent_of_price: 50}}}", "4: overrides.floors.kinds.Coupon: 'Coupon' is no promotion kind. Did you mean 'coupon'? Known: {kinds}."),
        ("overrides:\n  - store: acme\n    floors:\n      vat_percent: {GB: 20, UK: 20}", "4: overrides.floors.vat_percent: UK stands here by two names, GB and UK. Keep one."),
    ],
)  # fmt: skip
def test_each_fault_is_named_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    assert fault(tmp_path, rules=text) == f"rules.yaml:{message(said)}"
