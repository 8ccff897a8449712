"""Rules explained, as pages: folded to a terminal, never cut, inert as Markdown, whole as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from rich.cells import cell_len

from promocheck.model.manual import Manual, Option
from promocheck.model.text import say
from promocheck.reports import Words
from promocheck.reports.manual import render
from promocheck.reports.manual_formats import render_json, render_markdown

ENGLISH = Words()
SEVERITY = Option("severity", say("error or off"), "error", "How bad it is.")
PAIRS = Option(
    "pairs", say("a list"), [["social_code", "coupon"]], "Kinds that never meet, however small each is."
)
FLOOR = Manual(
    id="PC101",
    name="below-floor",
    family="price",
    severity="error",
    trust=False,
    summary="A buyer can reach a price below the SKU's floor.",
    why="Promotions that are each harmless add up, and the platform does not look whether they do: it says so itself.",
    accident="",
    example="Price 100.00, floor 60.00.",
    fix="Take less off.",
    on_options="`pairs`, each two kinds.",
    options=(SEVERITY, PAIRS),
)  # fmt: skip
ROW = replace(
    FLOOR, id="PC901", name="unread-row", family="trust", severity="warning", trust=True, options=(SEVERITY,)
)

MANUAL = """\
PC901 unread-row  warning
  A buyer can reach a price below the SKU's floor.
  An error of this rule means that the run cannot be trusted: exit code 3.

  Why       Promotions that are each harmless add up, and the platform does not
            look whether they do: it says so itself.
  Example   Price 100.00, floor 60.00.
  Fix       Take less off.
  Options   `pairs`, each two kinds.

  severity  How bad it is.
            Default: error; may be error or off.
"""

CATALOGUE = """\
── Price (PC1xx) ──
  PC101  below-floor  error    A buyer can reach a price below the SKU's floor.

── Trust (PC9xx) ──
  PC901  unread-row   warning  A buyer can reach a price below the SKU's floor.

`promocheck explain RULE` explains one, `promocheck explain --all` every one.
"""

MARKDOWN = """\
# PC901 unread-row

A buyer can reach a price below the SKU's floor.

Severity: warning. An error of this rule means that the run cannot be trusted: exit code 3.

## Why

Promotions that are each harmless add up, and the platform does not look whether they do: it says so itself.

## Example

Price 100.00, floor 60.00.

## Fix

Take less off.

## Options

`pairs`, each two kinds.

- `severity`: How bad it is. Default: `error`; may be error or off.
"""


def test_a_manual_at_80_columns() -> None:
    assert render([ROW], ENGLISH, brief=False, width=80) == MANUAL


def test_the_catalogue_has_a_line_a_rule_under_its_family() -> None:
    assert render([FLOOR, ROW], ENGLISH, brief=True) == CATALOGUE


@pytest.mark.parametrize("brief", [True, False])
@pytest.mark.parametrize("width", [60, 80, 250])
def test_a_terminal_folds_and_nothing_is_cut(width: int, *, brief: bool) -> None:
    whole, folded = (render([FLOOR, ROW], ENGLISH, brief=brief, width=each) for each in (None, width))
    assert max(map(cell_len, folded.splitlines())) <= width
    assert "".join(folded.split()) == "".join(whole.split())


def test_prose_stays_readable_on_a_wide_terminal_and_whole_off_one() -> None:
    assert max(map(cell_len, render([FLOOR], ENGLISH, brief=False, width=250).splitlines())) <= 100
    assert FLOOR.why in render([FLOOR], ENGLISH, brief=False)


def test_colours_only_where_wanted() -> None:
    for brief in (True, False):
        assert "\x1b" not in render([FLOOR], ENGLISH, brief=brief)
        assert "\x1b[1;31m" in render([FLOOR], ENGLISH, brief=brief, colour=True)


def test_a_default_stands_as_rules_yaml_would_have_it() -> None:
    assert "Default: [[social_code, coupon]]; may be a list." in render([FLOOR], ENGLISH, brief=False)
    odd = Option("odd", say("text"), {"a": None, "b": [True, False], "c": "1.00"}, "")
    text = render([replace(FLOOR, options=(odd,))], ENGLISH, brief=False)
    assert "Default: {a: null, b: [true, false], c: 1.00}; may be text." in text


def test_markdown_has_headings_for_rule_and_parts() -> None:
    assert render_markdown([ROW], ENGLISH, brief=False) == MARKDOWN
    several = render_markdown([FLOOR, ROW], ENGLISH, brief=False).splitlines()
    assert [line for line in several if line.startswith(("# ", "## "))] == [
        "# Rules",
        "## PC101 below-floor",
        "## PC901 unread-row",
    ]
    assert several.count("### Why") == 2


def test_the_catalogue_as_markdown_is_tables() -> None:
    lines = render_markdown([FLOOR, ROW], ENGLISH, brief=True).splitlines()
    assert lines[2] == "## Price (PC1xx)"
    assert lines[4:7] == [
        "| id | name | severity | what is wrong |",
        "| --- | --- | --- | --- |",
        "| PC101 | `below-floor` | error | A buyer can reach a price below the SKU's floor. |",
    ]


def test_markdown_obeys_nothing_but_our_backticks() -> None:
    marked = replace(FLOOR, fix="Set *this* | `not_below` <b> and not_below [x].")
    said = render_markdown([marked], ENGLISH, brief=False)
    assert r"Set \*this\* \| `not_below` \<b\> and not\_below \[x\]." in said


def test_json_has_all_of_it_brief_or_not() -> None:
    (text, brief) = (render_json([FLOOR, ROW], ENGLISH, brief=each) for each in (False, True))
    assert text == brief
    found = json.loads(text)
    assert (found["schema"], [each["id"] for each in found["rules"]]) == (
        "promocheck.rules/1",
        ["PC101", "PC901"],
    )
    assert found["rules"][0] == {
        "id": "PC101",
        "name": "below-floor",
        "family": "price",
        "severity": "error",
        "trust": False,
        "summary": FLOOR.summary,
        "why": FLOOR.why,
        "accident": None,
        "example": FLOOR.example,
        "fix": FLOOR.fix,
        "on_options": FLOOR.on_options,
        "options": [
            {"name": "severity", "type": "error or off", "default": "error", "description": "How bad it is."},
            {
                "name": "pairs",
                "type": "a list",
                "default": [["social_code", "coupon"]],
                "description": PAIRS.description,
            },
        ],
    }
