"""Every rule's cases as data: small sheets in, findings out. `pass` cases are the sane ones that look almost alike.

A file is `cases/<rule>.yaml`: `pass` and `fail`, each a mapping of names to cases (`tests/rules/drawn.py` says what a case draws). Of a
`fail` case `finds` lists what is found: severity, whom it is about (SKUs, else promotions, else nobody), and a part of the message.
`first` lists the cell of each that its fix changes, or that the rule judges, which is the first of its places: file, sheet of a
workbook, row, column; nowhere, where it has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from promocheck.model.place import Place
from promocheck.model.report import Report
from promocheck.reports.words import Words
from promocheck.rules import ALL
from tests.rules.drawn import scanned
from tests.shop import findings_of

CASES: Final = Path(__file__).parent / "cases"
# Rules that are tested at length where their problem is made, in files, waivers and policies; here they have one case each.
ELSEWHERE: Final = {rule.name for rule in ALL if rule.id.startswith(("PC6", "PC9"))}


def cases(kind: str) -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [
            pytest.param(path.stem, case, id=f"{path.stem}: {name}") for name, case in document[kind].items()
        ]
    return found


def told(report: Report, rule: str) -> list[str]:
    """Severity, whom it is about, and the message of each finding of a rule."""
    (known,) = [each for each in ALL if each.name == rule]
    words = Words()
    return [
        f"{each.severity.value} {each.sku or ' '.join(each.promotions)}: {words.sentence(each.message)}"
        for each in findings_of(report, known.id)
    ]


def first_cells(report: Report, rule: str) -> list[str]:
    """Where each finding of a rule is to be looked at first."""
    (known,) = [each for each in ALL if each.name == rule]
    return [_cell(each.places[0]) if each.places else "nowhere" for each in findings_of(report, known.id)]


def _cell(place: Place) -> str:
    file = Path(place.file).name
    return " ".join(str(each) for each in (file, place.sheet, place.row, place.column) if each is not None)


@pytest.mark.parametrize(("rule", "case"), cases("pass"))
def test_what_is_no_fault(tmp_path: Path, rule: str, case: Mapping[str, Any]) -> None:
    assert told(scanned(tmp_path, case), rule) == []


@pytest.mark.parametrize(("rule", "case"), cases("fail"))
def test_what_is_a_fault(tmp_path: Path, rule: str, case: Mapping[str, Any]) -> None:
    report = scanned(tmp_path, case)
    found = told(report, rule)
    assert len(found) == len(case["finds"]), found
    for said, wanted in zip(found, case["finds"], strict=True):
        who, _, what = wanted.partition(": ")
        assert said.startswith(f"{who}: "), found
        assert what in said, found
    assert first_cells(report, rule) == case["first"]
    assert_names_the_others(report, rule)


def assert_names_the_others(report: Report, rule: str) -> None:
    """That a finding has all the SKUs that its message counts, besides its own."""
    (known,) = [each for each in ALL if each.name == rule]
    for each in findings_of(report, known.id):
        told = re.search(r"Also on (\d+) other SKUs?: (.+?)\.(?: |$)", Words().sentence(each.message))
        assert len(each.also_on) == (int(told[1]) if told else 0)
        assert each.sku not in each.also_on
        assert told is None or all(name in told[2] for name in each.also_on[:3])


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_cases_of_a_rule_are_of_both_kinds(path: Path) -> None:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    fewest = 1 if path.stem in ELSEWHERE else 2
    assert min(len(document["pass"]), len(document["fail"])) >= fewest
