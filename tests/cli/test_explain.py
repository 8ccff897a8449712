"""`promocheck explain`: the catalogue, a rule's manual by id or name, and every manual in full."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from promocheck.rules import ALL
from tests.cli.command import promocheck
from tests.cli.conftest import Here


def test_without_a_rule_it_is_the_catalogue(tmp_path: Path, here: Here) -> None:
    ended = here(tmp_path, "explain")
    assert (ended.code, ended.err) == (0, "")
    lines = [line.split(maxsplit=2) for line in ended.out.splitlines() if line.startswith("  PC")]
    assert [(rule, name) for rule, name, _ in lines] == [(rule.id, rule.name) for rule in ALL]
    assert "── Price (PC1xx) ──" in ended.out
    assert "PC907 no-final-newline warning A text file's last row has no line end, so " in " ".join(
        ended.out.split()
    )


@pytest.mark.parametrize("word", ["pc101", "Below_Floor"])
def test_a_rule_by_id_or_name(tmp_path: Path, here: Here, word: str) -> None:
    ended = here(tmp_path, "explain", word)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(
        "PC101 below-floor  error\n  A buyer can reach a price below the SKU's floor.\n"
    )
    assert "Fix       Take less off, " in ended.out
    assert re.findall(r"PC\d{3} [a-z-]+", ended.out) == ["PC101 below-floor"]


def test_several_and_all(tmp_path: Path, here: Here) -> None:
    several = here(tmp_path, "explain", "unread-row", "pc101", "PC901").out
    assert re.findall(r"^PC\d{3}", several, re.MULTILINE) == ["PC901", "PC101"]
    every = here(tmp_path, "explain", "--all").out
    assert re.findall(r"^PC\d{3}", every, re.MULTILINE) == [rule.id for rule in ALL]


@pytest.mark.parametrize("options", [(), ("--all",)])
def test_json_is_every_manual(tmp_path: Path, here: Here, options: tuple[str, ...]) -> None:
    found = json.loads(here(tmp_path, "explain", "--format", "json", *options).out)
    assert found["schema"] == "promocheck.rules/1"
    assert [each["id"] for each in found["rules"]] == [rule.id for rule in ALL]
    assert all(each["why"] and each["options"] for each in found["rules"])


def test_markdown_is_utf_8_whatever_the_console_speaks(tmp_path: Path) -> None:
    ended = promocheck(
        tmp_path, "explain", "--all", "--format", "markdown", read_as="utf-8", PYTHONIOENCODING="utf-16"
    )
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("# Rules\n\n## PC101 below-floor\n")
    assert ended.out.count("### Fix") == len(ALL)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["below-flor"], "RULE: 'below-flor' is not known. Did you mean 'below-floor'? Known: below-floor, "),
        (["pc101", "PC999"], "RULE: 'PC999' is not known."),
        (["pc60"], "RULE: 'pc60' is not known. Did you mean 'PC601', 'PC602', 'PC603', 'PC604'? Known: "),
        (["floor"], "RULE: 'floor' is not known. Did you mean 'floor-slip', 'floor-above-price'? Known: "),
        (["PC"], "RULE: 'PC' is not known. Known: "),
        (["--format", "MD"], "--format: 'MD' is not known. Known: text, markdown, json."),
        (["--format", "JSON"], "--format: 'JSON' is not known. Did you mean 'json'?"),
        (["--lang", "xx"], "--lang: 'xx' is not known."),
        (["pc101", "--all"], "--all explains every rule. Give either --all or the rules you mean."),
    ],
)
def test_wrong_usage_is_2(tmp_path: Path, here: Here, arguments: list[str], said: str) -> None:
    ended = here(tmp_path, "explain", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
