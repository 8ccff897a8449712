"""`promocheck selftest`: the published worked examples against the installed engine."""

from __future__ import annotations

from typing import Annotated

import typer

from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.options import (
    FORMAT,
    LANG,
    NO_COLOR,
    colour_wanted,
    require_text_or_json,
)


def selftest(
    examples: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Examples of your own, in the form of promocheck/policy/examples.yaml."
        ),
    ] = None,
    format: FORMAT = "text",
    lang: LANG = "en",
    no_color: NO_COLOR = False,
) -> None:
    """Price the worked examples that platforms and practitioners have published, and show them beside their figures.

    Exit codes: 0 all as published, or as stated with the reason, 2 wrong usage, 3 some differ: do not trust this engine,
    4 not delivered, 70 internal error, 130 interrupted.
    """
    require_text_or_json(format)
    from promocheck.pipeline.selftest import selftest as run
    from promocheck.policy.examples import load_examples
    from promocheck.reports import Words
    from promocheck.reports import selftest as report

    words = Words(lang)
    found = run(load_examples(examples))
    width = width_of_stdout()
    text = report.FORMATS[format](found, words, width=width, colour=colour_wanted(no_color))
    to_stdout(format, text)
    raise typer.Exit(found.exit_code)
