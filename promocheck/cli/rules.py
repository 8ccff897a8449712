"""`promocheck rules`: the policy in force and where each setting comes from, and its JSON Schema."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Final

import typer

from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.options import (
    FORMAT,
    LANG,
    NO_COLOR,
    RULES,
    colour_wanted,
    require_text_or_json,
)
from promocheck.cli.policies import policy_of

_SHIPPED: Final = ("presets/", "packaged:")  # how places begin that are no file of the operator's

rules = typer.Typer(
    name="rules",
    help="The policy in force, rules.yaml: every setting, and the line that says so.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@rules.callback(invoke_without_command=True)
def effective(
    context: typer.Context,
    rules: RULES = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only what a file of yours says, not defaults and presets.")
    ] = False,
    format: FORMAT = "text",
    lang: LANG = "en",
    no_color: NO_COLOR = False,
) -> None:
    """List the policy in force: every setting, its value, and the file and line that says so.

    Exit codes: 0 printed, 2 a rules file that does not hold together, 4 not delivered, 70 internal error, 130 interrupted.
    """
    if context.invoked_subcommand is not None:
        return
    require_text_or_json(format)
    from promocheck.policy.effective import settings_of
    from promocheck.reports import Words
    from promocheck.reports.settings import as_json, as_text
    from promocheck.rules import RULE_TYPES

    policy, words = policy_of(rules), Words(lang)
    found = settings_of(policy, RULE_TYPES)
    if changed:
        found = tuple(each for each in found if each.place and not each.place.startswith(_SHIPPED))
    if format == "json":
        to_stdout("json", as_json(policy.source, found))
        return
    width = width_of_stdout()
    to_stdout("text", as_text(policy.source, found, words, width=width, colour=colour_wanted(no_color)))


@rules.command("schema")
def schema() -> None:
    """Print the JSON Schema of rules.yaml, with which an editor completes and checks it.

    Exit codes: 0 printed, 2 wrong usage, 4 not delivered, 70 internal error, 130 interrupted.
    """
    from promocheck.policy.schema import json_schema
    from promocheck.rules import ALL, RULE_TYPES
    from promocheck.rules.manual import manual_of

    says = {rule.id: manual_of(rule).summary for rule in ALL}
    sys.stdout.write(json.dumps(json_schema(RULE_TYPES, says), ensure_ascii=False, indent=2) + "\n")
