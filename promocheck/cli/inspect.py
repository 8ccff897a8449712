"""`promocheck inspect`: what files are taken for, and why."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from promocheck.cli.deliver import width_of_stdout
from promocheck.cli.options import (
    LANG,
    MARKETPLACE,
    NO_COLOR,
    RULES,
    SHEET,
    STORE,
    colour_wanted,
    marketplace_of,
)
from promocheck.cli.patterns import files_of
from promocheck.cli.policies import policy_of
from promocheck.model.exit_code import UNTRUSTED

_FILES = typer.Argument(metavar="FILE", help="Exports, or folders of them.", callback=files_of)


def inspect(
    files: Annotated[list[str], _FILES],
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest", help="Print a starter layout for files that nothing knows, for rules.yaml."
        ),
    ] = False,
    rules: RULES = None,
    store: STORE = None,
    marketplace: MARKETPLACE = None,
    sheet: SHEET = None,
    lang: LANG = "en",
    no_color: NO_COLOR = False,
) -> None:
    """Tell what each file is taken for: layout, encoding, columns, its first rows as read, and what is not read.

    Exit codes: 0 all of it is understood, 3 some of it is not, 2 wrong usage, 4 not delivered, 70 internal error, 130
    interrupted.
    """
    market = marketplace_of(marketplace)
    from promocheck.pipeline.inspect import Look
    from promocheck.pipeline.inspect import inspect as look_at
    from promocheck.reports import Words, inspection

    words = Words(lang)
    found = look_at(Look(tuple(files), policy_of(rules), store, market, sheet, suggest=suggest))
    width = width_of_stdout()
    sys.stdout.write(inspection.render(found, words, width=width, colour=colour_wanted(no_color)))
    raise typer.Exit(0 if found.understood else UNTRUSTED)
