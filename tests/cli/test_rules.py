"""`promocheck rules`: every setting that holds with the line that says so, and the JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from promocheck.rules import ALL
from tests.cli.conftest import Here

FILES = {
    "company.yaml": """\
floors:
  default:
    min_percent_of_price: 60
  brands:
    Acme: {min_price: {USD: 12.00}}
rules:
  PC101: warning
  near-zero:
    percent_of_price: 15
stacking:
  extends: taobao
  stages:
    - id: shop
      classes:
        - {id: coupon, itself: add}
overrides:
  - {marketplace: DE, rules: {near-zero: info}}
""",
    "rules.yaml": """\
extends: shared/company.yaml
waivers: accepted.yaml
floors:
  default: {min_percent_of_price: 50}
  clearance:
    - promotions: [OLD]
      until: 2026-12-31
      reason: last of the old model
      min_price: {USD: 2.00}
rules:
  near-zero: off
  forbidden-stack:
    pairs: [[coupon, social_code]]
overrides:
  - marketplace: [US, UK]
    brand: Acme
    floors:
      default: {min_percent_of_price: 70}
    rules:
      PC102:
        severity: warning
      below-floor: error
""",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with rules of its own, on top of the company's."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "company.yaml").write_text(FILES["company.yaml"], encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(FILES["rules.yaml"], encoding="utf-8")
    return tmp_path


def test_what_the_files_change_and_where(shop: Path, here: Here) -> None:
    ended = here(shop, "rules", "--changed")
    assert (ended.code, ended.err) == (0, "")
    head, *lines = ended.out.splitlines()
    assert head.startswith("policy  rules.yaml, SHA-256 ")
    assert lines == [
        "",
        "floors",
        "  default.min_percent_of_price  50                     rules.yaml:4",
        "  brands.Acme.min_price         {USD: 12.00}           shared/company.yaml:5",
        "  clearance.1.promotions        [OLD]                  rules.yaml:6",
        "  clearance.1.until             2026-12-31             rules.yaml:7",
        "  clearance.1.reason            last of the old model  rules.yaml:8",
        "  clearance.1.min_price         {USD: 2.00}            rules.yaml:9",
        "",
        "stacking",
        "  stages.shop.classes.coupon.itself  add  shared/company.yaml:15",
        "",
        "waivers",
        "  file  accepted.yaml  rules.yaml:2",
        "",
        "rules",
        "  below-floor.severity        warning                  shared/company.yaml:7",
        "  near-zero.severity          off                      rules.yaml:11",
        "  near-zero.percent_of_price  15                       shared/company.yaml:9",
        "  forbidden-stack.pairs       [[coupon, social_code]]  rules.yaml:13",
        "",
        "overrides",
        "  marketplace DE: rules.near-zero.severity                               info     shared/company.yaml:17",
        "  marketplace US or UK, brand Acme: floors.default.min_percent_of_price  70       rules.yaml:18",
        "  marketplace US or UK, brand Acme: rules.near-zero.severity             warning  rules.yaml:21",
        "  marketplace US or UK, brand Acme: rules.below-floor.severity           error    rules.yaml:22",
    ]


def test_everything_that_holds(shop: Path, here: Here) -> None:
    document = json.loads(here(shop, "rules", "--format", "json").out)
    assert (document["schema"], document["policy"]["path"]) == ("promocheck.policy/1", "rules.yaml")
    settings = {
        f"{each['section']}.{each['name']}": (each["value"], each["place"]) for each in document["settings"]
    }
    assert settings["rules.near-zero.severity"] == ("off", "rules.yaml:11")
    assert settings["rules.stale-rate.max_age_days"] == ("90", None)
    assert settings["exports.expect.min_rows"] == ("{}", None)
    value, place = settings["stacking.stages.shop.classes.full_reduction.kinds"]
    assert (value, place.partition(":")[0]) == ("[amount_off]", "presets/taobao.yaml")
    assert {f"rules.{rule.name}.severity" for rule in ALL} <= {*settings}


def test_without_a_file_all_is_default_or_the_preset_s(tmp_path: Path, here: Here) -> None:
    assert here(tmp_path, "rules", "--changed").out.splitlines()[1:] == []
    lines = here(tmp_path, "rules").out.splitlines()
    assert lines[0].startswith("policy  packaged, SHA-256 ")
    assert lines[lines.index("waivers") + 1].startswith("  file  waivers.yaml  packaged:")


def test_wrong_usage(tmp_path: Path, here: Here) -> None:
    (tmp_path / "rules.yaml").write_text("rules: {near-zro: off}\n", encoding="utf-8")
    ended = here(tmp_path, "rules")
    assert (ended.code, ended.out) == (2, "")
    assert "Did you mean 'near-zero'?" in ended.err
    assert here(tmp_path, "rules", "--format", "yaml").code == 2
    assert here(tmp_path, "rules", "--rules", "nowhere.yaml").code == 2


def test_the_schema_is_printed_as_json(tmp_path: Path, here: Here) -> None:
    ended = here(tmp_path, "rules", "schema")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
