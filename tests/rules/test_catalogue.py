"""The catalogue tests itself: ids, names, files and manuals agree."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys

import pytest

from promocheck import rules
from promocheck.policy import RuleSettings
from promocheck.rules import ALL, RULE_TYPES, Rule

# Modules of the room that are no rule.
MACHINERY = {
    "asked",
    "breach",
    "clocks",
    "codes",
    "context",
    "decisions",
    "evidence",
    "hits",
    "hours_without",
    "known",
    "leaves",
    "manual",
    "meeting",
    "naming",
    "others",
    "otherwise",
    "own_price",
    "parting",
    "plan_conditions",
    "plan_presence",
    "plan_targets",
    "plan_terms",
    "plan_words",
    "planning",
    "primary",
    "rule",
    "run",
    "stamp",
    "subjects",
    "telling",
    "telling_columns",
    "usual",
}
PARTS = ("Why:", "Example:", "Fix:", "Options:")

every_rule = pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)


def paragraphs(rule: Rule) -> list[str]:
    """The manual's paragraphs, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", rule.manual.strip())]


def test_ids_and_names_are_unique() -> None:
    assert len({rule.id for rule in ALL}) == len({rule.name for rule in ALL}) == len(RULE_TYPES) == len(ALL)


def test_the_catalogue_is_in_order_of_ids() -> None:
    assert [rule.id for rule in ALL] == sorted(rule.id for rule in ALL)


def test_every_file_of_the_room_is_a_rule_of_the_catalogue() -> None:
    files = {module.name for module in pkgutil.iter_modules(rules.__path__)} - MACHINERY
    assert files == {rule.name.replace("-", "_") for rule in ALL}


@every_rule
def test_the_file_is_named_after_its_rule(rule: Rule) -> None:
    module = importlib.import_module(f"promocheck.rules.{rule.name.replace('-', '_')}")
    assert module.RULE is rule
    assert module.__doc__ == rule.manual
    assert rule.check.__module__ == module.__name__


@every_rule
def test_id_and_name_have_their_form(rule: Rule) -> None:
    assert re.fullmatch(r"PC[1-9]\d\d", rule.id)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.trust == (rule.id.startswith("PC9") or rule.id in {"PC103", "PC401"})


@every_rule
def test_a_manual_is_a_sentence_and_four_parts_in_order(rule: Rule) -> None:
    sentence, *parts = paragraphs(rule)
    assert re.fullmatch(r"[A-Z0-9][^\n]*[^.:]\.", sentence), sentence
    found = [part.split(" ")[0] for part in parts if part.startswith(PARTS)]
    assert found == list(PARTS)
    assert all(len(part.split(" ")) > 2 for part in parts), "a part with nothing in it"


@every_rule
def test_a_manual_names_its_options(rule: Rule) -> None:
    (said,) = [part for part in paragraphs(rule) if part.startswith("Options:")]
    own = set(rule.options.model_fields) - set(RuleSettings.model_fields)
    named = set(re.findall(r"`([a-z_]+)`", said)) - set(RuleSettings.model_fields)
    assert own <= named
    assert own or said.startswith("Options: none besides the severity.")


@every_rule
def test_what_is_known_of_the_run_alone_is_judged_by_rules_that_see_all_of_it(rule: Rule) -> None:
    source = inspect.getsource(sys.modules[rule.check.__module__])
    sees_the_run = re.search(r"evidence\.(of\(|problems|plan\b)", source)
    assert not sees_the_run or rule.scope == "run"
