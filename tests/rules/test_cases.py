"""Every rule's cases as data: small sheets in, findings out. `pass` cases are the sane ones that look almost alike.

A file is `cases/<rule>.yaml`: `pass` and `fail`, each a mapping of names to cases. A case has drawn tables (`listings`,
`promotions`, `floors`, or `files` with names of its own), perhaps a `policy` and an `as_of`. Of a `fail` case `finds` lists
what is found: severity, whom it is about (SKUs, else promotions), and a part of the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from promocheck.model.report import Report
from promocheck.reports.words import Words
from promocheck.rules import ALL
from tests.shop import AS_OF, check, findings_of, table, write_sheet

CASES: Final = Path(__file__).parent / "cases"
LISTINGS: Final = "sku | asin | price\nA-1 | B0AAAAAAA1 | 100.00\nB-2 | B0AAAAAAA2 | 50.00"
FLOORS: Final = "sku | floor\nA-1 | 1.00\nB-2 | 1.00"
# Rules that are tested where their problem is made: in files, waivers, policies, and the segments of prices.
ELSEWHERE: Final = {rule.id for rule in ALL if rule.id.startswith(("PC6", "PC9"))} | {
    "PC101", "PC102", "PC103", "PC104", "PC201", "PC202", "PC401",
}  # fmt: skip


def cases(kind: str) -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [
            pytest.param(path.stem, case, id=f"{path.stem}: {name}") for name, case in document[kind].items()
        ]
    return found


def scanned(folder: Path, case: Mapping[str, Any]) -> Report:
    sheets = {
        "listings": LISTINGS,
        "floors": FLOORS,
        **{name: case[name] for name in ("listings", "promotions", "floors") if name in case},
    }
    for name, text in (*sheets.items(), *case.get("files", {}).items()):
        write_sheet(folder / f"{name}.csv", table(text))
    return check(
        folder,
        policy=case.get("policy", ""),
        as_of=case.get("as_of", AS_OF),
        marketplace=case.get("marketplace", "US"),
    )


def told(report: Report, rule: str) -> list[str]:
    """Severity, whom it is about, and the message of each finding of a rule."""
    (known,) = [each for each in ALL if each.name == rule]
    words = Words()
    return [
        f"{each.severity.value} {each.sku or ' '.join(each.promotions)}: {words.say(each.message)}"
        for each in findings_of(report, known.id)
    ]


@pytest.mark.parametrize(("rule", "case"), cases("pass"))
def test_what_is_no_fault(tmp_path: Path, rule: str, case: Mapping[str, Any]) -> None:
    assert told(scanned(tmp_path, case), rule) == []


@pytest.mark.parametrize(("rule", "case"), cases("fail"))
def test_what_is_a_fault(tmp_path: Path, rule: str, case: Mapping[str, Any]) -> None:
    found = told(scanned(tmp_path, case), rule)
    assert len(found) == len(case["finds"]), found
    for said, wanted in zip(found, case["finds"], strict=True):
        who, _, what = wanted.partition(": ")
        assert said.startswith(f"{who}: "), found
        assert what in said, found


@pytest.mark.parametrize(
    "rule", [rule for rule in ALL if rule.id not in ELSEWHERE], ids=lambda rule: rule.name
)
def test_every_rule_has_cases_of_both_kinds(rule: Any) -> None:
    document = yaml.safe_load((CASES / f"{rule.name}.yaml").read_text(encoding="utf-8"))
    assert len(document["pass"]) >= 2
    assert len(document["fail"]) >= 2
