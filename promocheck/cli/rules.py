"""`promocheck rules`: the policy, as programs need to know it."""

from __future__ import annotations

import json
import sys

import typer

rules = typer.Typer(
    name="rules",
    help="About the policy, rules.yaml.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@rules.callback()
def about() -> None:
    """About the policy, rules.yaml."""


@rules.command("schema")
def schema() -> None:
    """Print the JSON Schema of rules.yaml, with which an editor completes and checks it.

    Exit codes: 0 printed, 2 wrong usage, 70 internal error, 130 interrupted.
    """
    from promocheck.policy.schema import json_schema  # noqa: PLC0415 - imported when it is needed
    from promocheck.rules import RULE_TYPES  # noqa: PLC0415

    sys.stdout.write(json.dumps(json_schema(RULE_TYPES), ensure_ascii=False, indent=2) + "\n")
