"""Every place that lists the rules lists the same ones: those of `rules.ALL`, no fewer and no more.

A catalogue is read from where people read it: a folder, a file, what the command prints. Each is held against `ALL` by the same test,
which is shown to fail when a rule is planted in `ALL` that nobody has written down.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from promocheck import rules
from promocheck.cli import guard
from promocheck.policy.load import packaged_policy
from promocheck.policy.schema import json_schema
from promocheck.rules import ALL, RULE_TYPES, Rule
from tests import readme_table
from tests.rules.test_catalogue import MACHINERY
from tests.test_samples import UNSHOWN, shown

ROOT: Final = Path(__file__).parents[1]
CASES: Final = ROOT / "tests" / "rules" / "cases"
OF_ID: Final = {rule.id: rule.name for rule in ALL}


def text_of(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def files() -> set[str]:
    """The modules of the room, but for its machinery."""
    return {each.name.replace("_", "-") for each in pkgutil.iter_modules(rules.__path__)} - {
        name.replace("_", "-") for name in MACHINERY
    }


def shipped_policy() -> set[str]:
    return set(yaml.safe_load(packaged_policy())["rules"])


def top_policy() -> set[str]:
    return set(yaml.safe_load(text_of("rules.yaml"))["rules"])


def schema() -> set[str]:
    """The rules that an editor knows, each by its name and by its id."""
    listed = set(json_schema(RULE_TYPES)["$defs"]["Rules"]["properties"])
    ids = {each for each in listed if each.startswith("PC")}
    assert {OF_ID[each] for each in ids} == listed - ids
    return listed - ids


def readme() -> set[str]:
    table = text_of("README.md").split(readme_table.BEGIN)[1].split(readme_table.END)[0]
    return set(re.findall(r"^\| `rules\.([a-z-]+)` \|", table, re.MULTILINE))


def changelog() -> set[str]:
    """Names that stand behind their ids."""
    told = re.findall(r"(PC\d{3}) ([a-z]+(?:-[a-z]+)*)", " ".join(text_of("CHANGELOG.md").split()))
    return {name for rule, name in told if OF_ID.get(rule, name) == name}


def samples() -> set[str]:
    """The rules that fire in some folder, and those of which the samples' README says why none can show them."""
    unshown = {rule for rule in UNSHOWN if rule in text_of("sample_exports", "README.md")}
    return {OF_ID.get(rule, rule) for rule in shown() | unshown}


def cases() -> set[str]:
    """The rules that have cases of both kinds."""
    found: dict[str, Any] = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in CASES.glob("*.yaml")
    }
    return {name for name, case in found.items() if case.get("pass") and case.get("fail")}


CATALOGUES: Final[Mapping[str, Callable[[], set[str]]]] = {
    "files": files,
    "shipped rules.yaml": shipped_policy,
    "rules.yaml": top_policy,
    "schema": schema,
    "README": readme,
    "CHANGELOG": changelog,
    "samples": samples,
    "cases": cases,
}


def names(catalogue: tuple[Rule, ...]) -> set[str]:
    return {rule.name for rule in catalogue}


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_it_lists_every_rule_and_no_other(catalogue: str) -> None:
    assert CATALOGUES[catalogue]() == names(ALL)


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_a_rule_that_is_listed_nowhere_is_seen_by_every_catalogue(catalogue: str) -> None:
    planted = replace(ALL[0], id="PC199", name="sold-for-a-song")
    assert names((*ALL, planted)) - CATALOGUES[catalogue]() == {"sold-for-a-song"}


@pytest.mark.parametrize(
    ("words", "form"), [((), r"^  (PC\d{3})  ([a-z-]+) "), (("--all",), r"^(PC\d{3}) ([a-z-]+)  ")]
)
def test_the_manuals_are_those_of_all_rules_in_order(
    words: tuple[str, ...], form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guard.run(["explain", *words]) == 0
    told = re.findall(form, capsys.readouterr().out, re.MULTILINE)
    assert told == [(rule.id, rule.name) for rule in ALL]
