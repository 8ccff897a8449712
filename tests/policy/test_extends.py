"""Rules files that extend each other: what is joined, what is replaced, what is said when they do not hold together."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from promocheck.model.errors import NoSuchPath, PolicyFault
from promocheck.model.finding import Severity
from promocheck.policy import Policy, load_policy
from promocheck.policy.documents import MOST_FILES
from promocheck.policy.effective import settings_of
from promocheck.rules import RULE_TYPES


def loaded(folder: Path, **files: str) -> Policy:
    """The policy of `rules.yaml` among these files."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_policy(str(folder / "rules.yaml"), RULE_TYPES)


def fault(folder: Path, **files: str) -> str:
    with pytest.raises(PolicyFault) as caught:
        loaded(folder, **files)
    return str(caught.value).replace(f"{folder.as_posix()}/", "")


COMPANY = """
floors:
  default: {min_percent_of_price: 60, min_price: {USD: 5.00}}
  brands: {Acme: {min_percent_of_price: 70}}
rules:
  PC101: warning
  near-zero: {percent_of_price: 15, severity: warning}
  forbidden-stack: {pairs: [[coupon, social_code]]}
stacking: {extends: taobao, horizon_days: 30}
exports: {expect: {roles: [listings], max_skew_hours: 5}}
overrides:
  - {marketplace: DE, rules: {near-zero: info}}
"""


def test_names_are_joined_and_lists_replaced(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        company=COMPANY,
        rules="extends: company.yaml\n"
        "floors: {default: {min_percent_of_price: 50}, brands: {Bolt: {min_percent_of_price: 80}}}\n"
        "rules: {near-zero: {severity: error}, forbidden-stack: {pairs: [[coupon, best_deal]]}}\n"
        "exports: {expect: {roles: [promotions], max_skew_hours: null}}\n",
    )
    default = found.floors.default
    assert default.min_percent_of_price == 50
    assert dict(default.min_price) == {"USD": Decimal("5.00")}
    assert {name: each.min_percent_of_price for name, each in found.floors.brands.items()} == {
        "Acme": 70,
        "Bolt": 80,
    }
    assert found.rules["PC101"].severity is Severity.WARNING
    assert (found.rules["PC102"].severity, found.rules["PC102"].model_dump()["percent_of_price"]) == (
        "error",
        15,
    )
    assert len(found.rules["PC201"].model_dump()["pairs"]) == 1
    assert (found.exports.expect.roles, found.exports.expect.max_skew_hours) == (("promotions",), None)
    assert found.stacking.horizon_days == 30


def test_stacking_goes_on_from_the_other_file_or_begins_anew_with_a_preset(tmp_path: Path) -> None:
    on = loaded(tmp_path, company=COMPANY, rules="extends: company.yaml\nstacking: {horizon_days: 60}\n")
    anew = loaded(tmp_path, company=COMPANY, rules="extends: company.yaml\nstacking: {extends: amazon}\n")
    taobao = loaded(tmp_path, rules="stacking: {extends: taobao, horizon_days: 60}\n")
    assert on.stacking == taobao.stacking
    assert anew.stacking == loaded(tmp_path, rules="").stacking


def test_overrides_of_both_hold_and_the_nearer_has_the_last_word(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        company=COMPANY,
        rules="extends: company.yaml\noverrides:\n  - {store: acme, rules: {near-zero: error}}\n",
    )
    which = found.overrides.which("acme", "DE", "")
    assert which == (0, 1)
    assert found.where(which).rules["PC102"].severity is Severity.ERROR
    assert found.where(found.overrides.which("bolt", "DE", "")).rules["PC102"].severity is Severity.INFO


def test_every_setting_knows_the_line_it_stands_on(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        company=COMPANY,
        rules="extends: company.yaml\nfloors:\n  default:\n    min_percent_of_price: 50\nrules:\n  near-zero: off\n"
        "overrides:\n  - {store: acme, brand: [Acme, Bolt], rules: {PC101: off}, floors: {required: never}}\n",
    )
    folder = f"{tmp_path.as_posix()}/"
    places = {
        f"{each.section}.{each.name}": (each.value, (each.place or "default").replace(folder, ""))
        for each in settings_of(found, RULE_TYPES)
    }
    assert {
        name: places[name]
        for name in (
            "floors.default.min_percent_of_price",
            "floors.default.min_price",
            "floors.default.min_margin_percent",
            "floors.brands.Acme.min_percent_of_price",
            "rules.below-floor.severity",
            "rules.near-zero.severity",
            "rules.near-zero.percent_of_price",
            "stacking.horizon_days",
            "overrides.marketplace DE: rules.near-zero.severity",
            "overrides.store acme, brand Acme or Bolt: rules.below-floor.severity",
            "overrides.store acme, brand Acme or Bolt: floors.required",
        )
    } == {
        "floors.default.min_percent_of_price": ("50", "rules.yaml:4"),
        "floors.default.min_price": ("{USD: 5.00}", "company.yaml:3"),
        "floors.default.min_margin_percent": ("0", "default"),
        "floors.brands.Acme.min_percent_of_price": ("70", "company.yaml:4"),
        "rules.below-floor.severity": ("warning", "company.yaml:6"),
        "rules.near-zero.severity": ("off", "rules.yaml:6"),
        "rules.near-zero.percent_of_price": ("15", "company.yaml:7"),
        "stacking.horizon_days": ("30", "company.yaml:9"),
        "overrides.marketplace DE: rules.near-zero.severity": ("info", "company.yaml:12"),
        "overrides.store acme, brand Acme or Bolt: rules.below-floor.severity": ("off", "rules.yaml:8"),
        "overrides.store acme, brand Acme or Bolt: floors.required": ("never", "rules.yaml:8"),
    }
    assert places["stacking.stages.1.effect"][1].startswith("presets/taobao.yaml:")


def test_the_hash_is_of_all_files(tmp_path: Path) -> None:
    one = loaded(tmp_path, company=COMPANY, rules="extends: company.yaml\n").source.sha256
    other = loaded(tmp_path, company=f"{COMPANY}# \n", rules="extends: company.yaml\n").source.sha256
    alone = loaded(tmp_path, rules="version: 1\n").source.sha256
    assert len({one, other, alone}) == 3


@pytest.mark.parametrize(
    ("rules", "company", "message"),
    [
        ("version: 1\nextends: gone.yaml\n", "", "rules.yaml:2: extends: there is no file 'gone.yaml', seen from the folder of rules.yaml."),
        ("extends: [company.yaml]\n", "", "rules.yaml:1: extends: expected the path of another rules file."),
        ("extends: rules.yaml\n", "", f"rules.yaml:1: extends: more than {MOST_FILES} files extend each other, or in a circle."),
        ("extends: company.yaml\n", "floors: {required: maybe}\n", "company.yaml:1: floors.required: expected promoted or never, found 'maybe'."),
        ("extends: company.yaml\n", "a: b: c\n", "company.yaml:1: is not YAML: mapping values are not allowed in this context."),
        ("extends: company.yaml\nrules:\n  nearzero: off\n", "rules: {near-zero: info}\n", "rules.yaml:3: rules.nearzero: unknown rule 'nearzero'. Did you mean 'near-zero'? Known: {rules}."),
    ],
)  # fmt: skip
def test_what_is_said_of_files_that_do_not_hold_together(
    tmp_path: Path, rules: str, company: str, message: str
) -> None:
    known = ", ".join([*(name for name, _ in RULE_TYPES.values()), *RULE_TYPES])
    assert fault(tmp_path, company=company, rules=rules) == message.replace("{rules}", known)


def test_a_rules_file_that_is_not_there() -> None:
    with pytest.raises(NoSuchPath):
        load_policy("nowhere/rules.yaml", RULE_TYPES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("overrides: {store: acme}", "rules.yaml:1: overrides: expected a list of entries, found names with values."),
        ("overrides: [{rules: {near-zero: off}}]", "rules.yaml:1: overrides: expected one of store, marketplace, brand: where it holds."),
        ("overrides:\n  - store: acme\n    stacking: {}", "rules.yaml:3: overrides.stacking: unknown key 'stacking'. Known: store, marketplace, brand, floors, rules."),
        ("overrides:\n  - {marketplace: UX, rules: {}}", "rules.yaml:2: overrides.marketplace: 'UX' is no marketplace."),
        ("overrides:\n  - store: acme\n    rules:\n      below-flor: off", "rules.yaml:4: overrides.rules.below-flor: unknown rule 'below-flor'. Did you mean 'below-floor'?"),
        ("overrides:\n  - store: acme\n    floors:\n      default: {min_percent_of_price: 0}", "rules.yaml:4: overrides.floors.default.min_percent_of_price: expected a number above 0, found 0."),
        ("overrides:\n  - store: acme\n    floors: {exchange_rates: []}", "rules.yaml:3: overrides.floors.exchange_rates: stands under floors: rates hold everywhere."),
        ("floors:\n  kinds: {lightning: {min_percent_of_price: 3}}", "rules.yaml:2: floors.kinds.lightning: 'lightning' is no promotion kind. Did you mean 'lightning_deal'?"),
        ("floors:\n  default: {min_price: {USDD: 3}}", "rules.yaml:2: floors.default.min_price.USDD: 'USDD' is no currency of a marketplace. Did you mean 'USD'?"),
        ("floors:\n  default: {min_price: {JPY: 3.5}}", "rules.yaml:2: floors.default.min_price.JPY: expected a number with at most 0 decimal places, as JPY has, found 3.5."),
        ("floors:\n  brands: {Acme: {min_margin_percent: 100}}", "rules.yaml:2: floors.brands.Acme.min_margin_percent: expected a number below 100, found 100."),
        ("floors:\n  tags: {x: 5}", "rules.yaml:2: floors.tags.x: expected names with values, found 5."),
        ("floors:\n  clearance: [{promotions: [A], until: 2026-02-30, reason: x, min_price: {USD: 1}}]", "rules.yaml:2: floors.clearance.until: expected a day such as 2026-12-31, found '2026-02-30'."),
        ("floors:\n  clearance: [{promotions: [], until: 2026-02-20, reason: x, min_price: {USD: 1}}]", "rules.yaml:2: floors.clearance.promotions: expected at least 1 of them, found 0."),
        ("floors:\n  clearance: [{promotions: [A], until: 2026-02-20, min_price: {USD: 1}}]", "rules.yaml:2: floors.clearance: 'reason' is missing."),
        ("floors:\n  clearance: [{promotions: [A], until: 2026-02-20, reason: ' ', min_price: {USD: 1}}]", "rules.yaml:2: floors.clearance.reason: expected some words, found ' '."),
        ("floors:\n  clearance: [{promotions: [A], until: 2026-02-20, reason: x}]", "rules.yaml:2: floors.clearance: min_price or min_percent_of_price is missing: how low it may go."),
        ("floors:\n  vat_percent: {DE: 100}", "rules.yaml:2: floors.vat_percent.DE: expected a number below 100, found 100."),
        ("floors:\n  vat_percent: {GB: 20, UK: 19}", "rules.yaml:2: floors.vat_percent: UK stands here by two names, GB and UK. Keep one."),
        ("floors:\n  exchange_rates: [{of: CNY, to: CNY, rate: 1, day: 2026-01-01}]", "rules.yaml:2: floors.exchange_rates.to: expected another currency than CNY."),
        ("floors:\n  exchange_rates: [{of: CNY, to: USD, rate: 0, day: 2026-01-01}]", "rules.yaml:2: floors.exchange_rates.rate: expected a number above 0, found 0."),
        ("floors:\n  exchange_rates: [{of: CNY, to: USD, rate: 0.14}]", "rules.yaml:2: floors.exchange_rates: 'day' is missing."),
    ],
)  # fmt: skip
def test_each_fault_of_floors_and_overrides(tmp_path: Path, text: str, message: str) -> None:
    said = fault(tmp_path, rules=text)
    assert said.splitlines() == [said]
    assert said == message or said.startswith(f"{message} Known: ")
