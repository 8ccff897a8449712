"""`promocheck explain`: the rules' manuals."""

from __future__ import annotations

from typing import Annotated

import typer

from promocheck.cli.completion import complete_rule
from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.options import LANG, NO_COLOR, colour_wanted
from promocheck.model.errors import RulesAndAll, UnknownWord

# As in reports.manual_formats; named here so that --help imports nothing.
FORMATS = ("text", "markdown", "json")


def explain(
    rules: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RULE",
            help="Rules by name or id: below-floor, PC101. Default: a line for each.",
            autocompletion=complete_rule,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every manual in full.")] = False,
    format: Annotated[
        str,
        typer.Option(
            metavar="FMT",
            help="Format on stdout: text (default), markdown, json.",
            autocompletion=lambda: list(FORMATS),
        ),
    ] = "text",
    lang: LANG = "en",
    no_color: NO_COLOR = False,
) -> None:
    """Explain rules: what is wrong, why it matters, an example, what to do, and the options that rules.yaml may set.

    Exit codes: 0 explained, 2 wrong usage, 4 not delivered, 70 internal error, 130 interrupted.
    """
    if format not in FORMATS:
        raise UnknownWord("--format", format, FORMATS)
    if rules and every:
        raise RulesAndAll
    from promocheck.reports import Words, manual_formats
    from promocheck.rules import ALL
    from promocheck.rules.manual import find_rules, manual_of

    words = Words(lang)
    manuals = [manual_of(rule) for rule in (find_rules(ALL, rules) if rules else ALL)]
    text = manual_formats.FORMATS[format](
        manuals,
        words,
        brief=not (rules or every),
        width=width_of_stdout(),
        colour=colour_wanted(no_color),
    )
    to_stdout(format, text)
