"""`exports.newest`: what only an older file has and is not over is told, whoever set it aside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.command import AS_OF, COUPON, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

FOUR = COUPON + "".join(
    f"C{n}           | coupon | A-1 | percent       | 1              | 2026-12-01 | 2026-12-05\n"
    for n in (2, 3, 4)
)
CUT = FOUR.replace(FOUR.splitlines()[-1] + "\n", "")


def scanned(folder: Path, here: Here, rules: str, newer: str) -> tuple[int, list[dict[str, Any]]]:
    write_shop(folder, promotions="")
    for day, text in ((23, FOUR), (24, newer)):
        write_sheet(folder / "US" / f"promotions 2026-11-{day}.csv", table(text))
    (folder / "rules.yaml").write_text(f"version: 1\nexports: {{newest: true}}\nrules: {{{rules}}}\n")
    ended = here(folder, "scan", "US", *AS_OF, "--format", "json")
    found = [each for each in json.loads(ended.out)["findings"] if each["rule"] == "PC915"]
    return ended.code, found


def test_a_newer_file_that_has_less_is_a_warning(tmp_path: Path, here: Here) -> None:
    code, (found,) = scanned(tmp_path, here, "", CUT)
    assert (code, found["severity"], found["promotions"]) == (0, "warning", ["C4"])
    assert found["message"] == (
        "US/promotions 2026-11-23.csv has 1 promotion that is not over, and that its newer one, or some goods of it, has no more: C4. "
        "What is missing was not checked."
    )
    assert found["fix"].startswith("If this export broke off, make it again, whole.")
    assert [each["file"] for each in found["places"]] == ["US/promotions 2026-11-24.csv"]


def test_one_that_has_all_of_it_is_none(tmp_path: Path, here: Here) -> None:
    assert scanned(tmp_path, here, "", FOUR)[1] == []


def test_it_weighs_what_the_policy_says(tmp_path: Path, here: Here) -> None:
    code, (found,) = scanned(tmp_path, here, "less-than-before: {older_file: error}", CUT)
    assert (code, found["severity"]) == (3, "error")


def test_nobody_has_to_hear_of_it(tmp_path: Path, here: Here) -> None:
    assert scanned(tmp_path, here, "less-than-before: {older_file: off}", CUT) == (0, [])
