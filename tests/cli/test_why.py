"""`promocheck why` and `promocheck rules`: what is printed, and the codes they end with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, promocheck, write_shop
from tests.cli.conftest import Here


@pytest.mark.parametrize(
    ("promotions", "code", "verdict"),
    [
        (COUPON, 0, "CLEAR: never below 80.00 USD, where its floor is 60.00 USD"),
        (BELOW_FLOOR, 1, "FINDINGS: 1 error"),
        (
            LETTER_O,
            3,
            "NOT TRUSTWORTHY: solve 1 problem, then ask again. In what could be read: no promotion touches it now or later, and it sells at its own price",
        ),
    ],
)
def test_the_code_says_what_the_story_comes_to(
    tmp_path: Path, here: Here, promotions: str, code: int, verdict: str
) -> None:
    ended = here(write_shop(tmp_path, promotions=promotions), "why", "A-1", "US", *AS_OF)
    assert (ended.code, ended.err, ended.out.splitlines()[1]) == (code, "", verdict)


def test_in_a_process_of_its_own_and_as_json(tmp_path: Path) -> None:
    ended = promocheck(write_shop(tmp_path), "why", "A-1", "US", *AS_OF, "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    (story,) = json.loads(ended.out)["stories"]
    assert (story["sku"], [each["promotion"] for each in story["promotions"]]) == ("A-1", ["C1"])


def test_wrong_usage(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    ended = here(folder, "why", "A-2", "US", *AS_OF)
    assert (ended.code, ended.out) == (2, "")
    assert "Did you mean 'A-1'?" in ended.err
    assert here(folder, "why", "A-1", "US", "--format", "html").code == 2
    assert here(folder, "why", "A-1", "nowhere").code == 2


def test_an_sku_that_may_stand_in_what_could_not_be_read(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, listings="sku | price\nA-1 | 100.00\nA-2 | 1OO.00")
    ended = here(folder, "why", "A-2", "US", *AS_OF)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "promocheck: No listing has the SKU or ASIN 'A-2'. Not everything could be read, and it may stand there: "
        "`promocheck scan` says what. Did you mean 'A-1'? The exports read have 1 SKU.\n"
    )


RULES = """
floors:
  default: {min_percent_of_price: 30}
rules:
  forbidden-stack: {pairs: [[coupon, social_code]]}
overrides:
  - {marketplace: [US, UK], brand: Acme, rules: {near-zero: warning}}
"""


def test_what_a_file_changes_and_where(tmp_path: Path, here: Here) -> None:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    ended = here(tmp_path, "rules", "--changed")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[1:] == [
        "",
        "floors",
        "  default.min_percent_of_price  30  rules.yaml:3",
        "",
        "rules",
        "  forbidden-stack.pairs  [[coupon, social_code]]  rules.yaml:5",
        "",
        "overrides",
        "  marketplace US or UK, brand Acme: rules.near-zero.severity  rules.yaml:7",
        "      warning",
    ]


def test_everything_that_holds(tmp_path: Path, here: Here) -> None:
    (tmp_path / "other.yaml").write_text(RULES, encoding="utf-8")
    ended = here(tmp_path, "rules", "--rules", "other.yaml", "--format", "json")
    document = json.loads(ended.out)
    assert (ended.code, document["policy"]["path"]) == (0, "other.yaml")
    settings = {
        (each["section"], each["name"]): (each["value"], each["place"]) for each in document["settings"]
    }
    assert settings["floors", "default.min_percent_of_price"] == ("30", "other.yaml:3")
    assert settings["rules", "near-zero.percent_of_price"] == ("10", None)
    assert settings["waivers", "file"] == ("waivers.yaml", None)
    assert settings["stacking", "horizon_days"][1].startswith("presets/amazon.yaml:")


def test_a_broken_file(tmp_path: Path, here: Here) -> None:
    (tmp_path / "rules.yaml").write_text("rules: {near-zro: off}\n", encoding="utf-8")
    ended = here(tmp_path, "rules")
    assert (ended.code, ended.out) == (2, "")
    assert "Did you mean 'near-zero'?" in ended.err
