"""Rules files that extend each other: what is joined, what is replaced, what is said when they do not hold together."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from promocheck.model.errors import NoSuchPath
from promocheck.model.finding import Severity
from promocheck.policy import load_policy
from promocheck.policy.documents import MOST_FILES
from promocheck.policy.effective import settings_of
from promocheck.rules import RULE_TYPES
from tests.policy.files import fault, loaded, message

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
    assert places["stacking.stages.item_price.effect"][1].startswith("presets/taobao.yaml:")


def test_the_hash_is_of_all_files(tmp_path: Path) -> None:
    files = {"rules": "extends: a.yaml\n", "a": "extends: b.yaml\n", "b": "version: 1\n"}
    changed = [{**files, name: f"{text}# \n"} for name, text in files.items()]
    hashes = {loaded(tmp_path, **each).source.sha256 for each in (files, *changed)}
    assert len(hashes) == 4
    alone = loaded(tmp_path, rules="version: 1\n").source.sha256
    assert alone == sha256(b"version: 1\n").hexdigest()


def test_a_blank_key_changes_nothing_where_names_stand_and_takes_back_what_a_value_says(
    tmp_path: Path,
) -> None:
    found = loaded(
        tmp_path,
        company=COMPANY,
        rules="extends: company.yaml\nfloors:\n  default: {min_percent_of_price: , min_price: }\n"
        "exports:\nrules:\n  near-zero:\n",
    )
    assert found.floors.default.min_percent_of_price is None
    assert dict(found.floors.default.min_price) == {"USD": Decimal("5.00")}
    assert found.exports.expect.max_skew_hours == 5
    assert found.rules["PC102"].model_dump()["percent_of_price"] == 15


def test_stages_and_classes_of_three_files_are_joined_by_their_ids(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        team="stacking:\n  extends: taobao\n  stages: [{id: shop, combine: best}]\n",
        company="extends: team.yaml\nstacking: {stages: [{id: shop, classes: [{id: coupon, itself: add}]}]}\n",
        rules="extends: company.yaml\nstacking: {stages: [{id: shop, classes: [{id: full_reduction, itself: add}]}]}\n",
    )
    preset = loaded(tmp_path, rules="stacking: {extends: taobao}\n").stacking
    (shop,) = [stage for stage in found.stacking.stages if stage.id == "shop"]
    assert shop.combine == "best"
    assert {each.id: each.itself for each in shop.members} == {"coupon": "add", "full_reduction": "add"}
    assert [stage.id for stage in found.stacking.stages] == [stage.id for stage in preset.stages]
    written = {
        each.name: (each.place or "default").rpartition("/")[2] for each in settings_of(found, RULE_TYPES)
    }
    assert {
        name: written[f"stages.shop.{name}"]
        for name in ("combine", "classes.coupon.itself", "classes.full_reduction.itself", "above")
    } == {
        "combine": "team.yaml:3",
        "classes.coupon.itself": "company.yaml:2",
        "classes.full_reduction.itself": "rules.yaml:2",
        "above": "default",
    }


def test_pairs_are_joined_by_their_names_in_any_order(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        company="stacking:\n  pairs: [{between: [coupon, social_code], then: best}]\n",
        rules="extends: company.yaml\nstacking:\n  pairs: [{between: [social_code, coupon], then: exclude}]\n",
    )
    pairs = [each.then for each in found.stacking.pairs if {*each.between} == {"coupon", "social_code"}]
    assert pairs == ["exclude"]


@pytest.mark.parametrize(
    ("rules", "company", "said"),
    [
        ("version: 1\nextends: gone.yaml\n", "", "rules.yaml:2: extends: there is no file 'gone.yaml', seen from the folder of rules.yaml."),
        ("extends: [company.yaml]\n", "", "rules.yaml:1: extends: expected the path of another rules file, found a list."),
        ("extends: 7\n", "", "rules.yaml:1: extends: expected the path of another rules file, found 7."),
        ("extends: ' '\n", "", "rules.yaml:1: extends: expected the path of another rules file, found ' '."),
        ("extends: rules.yaml\n", "", "rules.yaml:1: extends: these extend each other in a circle: rules.yaml. Break it."),
        ("extends: company.yaml\n", "\nextends: ./rules.yaml\n", "company.yaml:2: extends: these extend each other in a circle: rules.yaml, company.yaml. Break it."),
        ("extends: company.yaml\n", "floors: {required: maybe}\n", "company.yaml:1: floors.required: expected promoted or never, found 'maybe'."),
        ("extends: company.yaml\n", "a: b: c\n", "company.yaml:1: is not YAML: mapping values are not allowed in this context."),
        ("extends: company.yaml\n", "\nversion: 2\n", "company.yaml:2: version: this file is of version 2, this promocheck reads version 1. Update promocheck: pip install --upgrade promocheck."),
        ("extends: company.yaml\nversion: 0\n", "", "rules.yaml:2: version: expected 1, found 0."),
        ("extends: company.yaml\nrules:\n  nearzero: off\n", "rules: {near-zero: info}\n", "rules.yaml:3: rules.nearzero: unknown rule 'nearzero'. Did you mean 'near-zero'? Known: {rules}."),
        ("extends: company.yaml\nfloors:\n  default: {min_percent_of_price: 0}\n", "floors: {default: {min_percent_of_price: 5}}\n", "rules.yaml:3: floors.default.min_percent_of_price: expected a number of at least 1, found 0."),
        ("extends: company.yaml\nfloors:\n  vat_percent: {UK: 19}\n", "floors: {vat_percent: {GB: 20}}\n", "rules.yaml:3: floors.vat_percent: UK stands here by two names, GB and UK. Keep one."),
        ("extends: company.yaml\nwaivers: 5\n", "", "rules.yaml:2: waivers: expected the name of a file, found 5."),
        ("extends: company.yaml\nwaivers: ''\n", "", "rules.yaml:2: waivers: expected the name of a file, found ''."),
        ("extends: company.yaml\n", "\nwaivers: [a.yaml]\n", "company.yaml:2: waivers: expected the name of a file, found a list."),
        ("extends: company.yaml\nstacking:\n  horizon_days: 0\n", "stacking: {extends: taobao}\n", "rules.yaml:3: stacking.horizon_days: expected a number above 0, found 0."),
        ("extends: company.yaml\n", "stacking:\n  extends: taoba\n", "company.yaml:2: stacking.extends: unknown preset 'taoba'. Did you mean 'taobao'? Known: amazon, shopify, taobao, walmart, aliexpress, add, chain, best, nothing."),
        ("extends: company.yaml\n", "overrides: [{store: acme, rules: {near-zro: off}}]\n", "company.yaml:1: overrides.rules.near-zro: unknown rule 'near-zro'. Did you mean 'near-zero'? Known: {rules}."),
    ],
)  # fmt: skip
def test_what_is_said_of_files_that_do_not_hold_together(
    tmp_path: Path, rules: str, company: str, said: str
) -> None:
    assert fault(tmp_path, company=company, rules=rules) == message(said)


def test_a_file_in_another_folder_is_named_by_its_path_and_its_own_files_seen_from_there(
    tmp_path: Path,
) -> None:
    files = {"rules": "extends: shared/company.yaml\n", "shared__company": "extends: ../brands.yaml\n"}
    said = fault(tmp_path, **files, brands="floors:\n  kinds: {cupon: {}}\n")
    assert said == message(
        "shared/../brands.yaml:2: floors.kinds.cupon: 'cupon' is no promotion kind. Did you mean 'coupon'? Known: {kinds}."
    )
    assert loaded(tmp_path, **files, brands="floors: {required: never}\n").floors.required == "never"


def test_a_file_that_is_a_folder_or_no_text(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    assert fault(tmp_path, rules="extends: shop\n").startswith("shop: cannot be read: ")
    (tmp_path / "latin.yaml").write_bytes(b"version: 1\n# K\xf6ln\n")
    said = "latin.yaml:2: is not UTF-8 text. Save the file as UTF-8."
    assert fault(tmp_path, rules="extends: latin.yaml\n") == said


def test_ten_files_and_no_more(tmp_path: Path) -> None:
    chain = {f"f{at}": f"extends: f{at + 1}.yaml\n" for at in range(1, MOST_FILES)}
    ends = {**chain, f"f{MOST_FILES - 1}": "floors: {required: never}\n"}
    assert loaded(tmp_path, **ends, rules="extends: f1.yaml\n").floors.required == "never"
    said = fault(tmp_path, **chain, rules="extends: f1.yaml\n")
    assert said == "f9.yaml:1: extends: more than 10 files extend each other. Put some together."


def test_a_rules_file_that_is_not_there() -> None:
    with pytest.raises(NoSuchPath):
        load_policy("nowhere/rules.yaml", RULE_TYPES)
