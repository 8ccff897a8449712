"""`promocheck why`: what is printed, and the codes it ends with."""

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


def test_every_store_and_marketplace_that_has_it(tmp_path: Path, here: Here) -> None:
    for name, promotions in (("acme/US", BELOW_FLOOR), ("acme/CA", COUPON), ("bolt/US", COUPON)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write_shop(tmp_path, promotions=promotions, name=name)
    ended = here(tmp_path, "why", "A-1", *AS_OF)
    lines = ended.out.splitlines()
    heads = [
        (line, lines[at + 1]) for at, line in enumerate(lines) if line.endswith("  A-1") and "PC" not in line
    ]
    assert heads == [
        ("acme/CA  A-1", "CLEAR: never below 80.00 CAD, where its floor is 60.00 CAD"),
        ("acme/US  A-1", "FINDINGS: 1 error"),
        ("bolt/US  A-1", "CLEAR: never below 80.00 USD, where its floor is 60.00 USD"),
    ]
    assert (ended.code, "── Of the files ──" in lines) == (1, False)


def test_a_floor_of_an_override_is_called_by_it_everywhere(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    (folder / "rules.yaml").write_text(
        "version: 1\nfloors: {default: {min_percent_of_price: 10}}\n"
        "overrides: [{marketplace: DE, rules: {near-zero: off}}, {marketplace: US, floors: {default: {min_percent_of_price: 90}}}]\n"
    )
    called = "90 % of 100.00 USD, overrides.2.floors.default in the policy"
    (story,) = json.loads(here(folder, "why", "A-1", "US", *AS_OF, "--format", "json").out)["stories"]
    assert called in {each["floor_source"] for each in story["segments"]}
    findings = json.loads(here(folder, "scan", "US", *AS_OF, "--format", "json").out)["findings"]
    assert {each["floor_source"] for each in findings if each["rule"] == "PC101"} == {called}
    for command in (("why", "A-1"), ("scan", "--format", "text"), ("scan", "--format", "html")):
        told = here(folder, *command, "US", *AS_OF).out
        assert (called in told, ", floors.default in the policy" in told) == (True, False), command


def test_a_finding_of_several_skus_is_told_of_each(tmp_path: Path, here: Here) -> None:
    skus = ("A-1", "A-2")
    folder = write_shop(
        tmp_path,
        listings="\n".join(["sku | price", *(f"{sku} | 100.00" for sku in skus)]),
        floors="\n".join(["sku | floor", *(f"{sku} | 5.00" for sku in skus)]),
        promotions=BELOW_FLOOR.replace("A-1", "A-1;A-2").replace("50.00", "11.00"),
    )
    for sku in skus:
        assert "ERROR PC105 price-slip" in here(folder, "why", sku, "US", *AS_OF).out
