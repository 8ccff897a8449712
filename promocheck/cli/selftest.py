"""`promocheck selftest`: the published worked examples against the installed engine."""

from __future__ import annotations

import shutil
import sys
from typing import Annotated

import typer

from promocheck.cli.deliver import to_stdout
from promocheck.cli.options import LANG, NO_COLOR, colour_wanted
from promocheck.model.errors import UnknownWord

FORMATS = ("text", "json")  # as in reports.selftest.FORMATS; named here so that --help imports nothing


def selftest(
    examples: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Examples of your own, in the form of promocheck/policy/examples.yaml."
        ),
    ] = None,
    format: Annotated[  # noqa: A002
        str, typer.Option(metavar="FMT", help="Format on stdout: text (default), json.")
    ] = "text",
    lang: LANG = "en",
    no_color: NO_COLOR = False,
) -> None:
    """Price the worked examples that platforms and practitioners have published, and show them beside their figures.

    Exit codes: 0 all as published, or as stated with the reason, 2 wrong usage, 3 some differ: do not trust this engine,
    4 not delivered, 70 internal error, 130 interrupted.
    """
    if format not in FORMATS:
        raise UnknownWord("--format", format, FORMATS)
    from promocheck.pipeline.selftest import selftest as run  # noqa: PLC0415 - with pandas behind it, imported when it is needed
    from promocheck.policy.examples import load_examples  # noqa: PLC0415
    from promocheck.reports import Words  # noqa: PLC0415
    from promocheck.reports import selftest as report  # noqa: PLC0415

    words = Words(lang)
    found = run(load_examples(examples))
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    text = report.FORMATS[format](found, words, width=width, colour=colour_wanted(no_color))
    to_stdout(format, text)
    raise typer.Exit(found.exit_code)
