"""`promocheck status`: when the last complete scan was, and whether it was good."""

from __future__ import annotations

import re
from typing import Annotated, Final

import typer

from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.health import health_of
from promocheck.cli.ledger import LEDGER
from promocheck.cli.noting import LAST_RUN
from promocheck.cli.options import FORMAT, LANG, NO_COLOR, RULES, colour_wanted, require_text_or_json
from promocheck.model.errors import NoDuration

_DURATION: Final = re.compile(r"([0-9]{1,6}) ?([mhd])", re.ASCII)
_SECONDS: Final = {"m": 60, "h": 3_600, "d": 86_400}


def status(
    max_age: Annotated[
        str, typer.Option(metavar="TIME", help="How long ago it may have been: 90m, 26h, 2d.")
    ] = "26h",
    last_run: LAST_RUN = None,
    ledger: LEDGER = None,
    rules: RULES = None,
    lang: LANG = "en",
    format: FORMAT = "text",
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing when the last complete scan was good.")
    ] = False,
    no_color: NO_COLOR = False,
) -> None:
    """Tell when the last complete scan was and whether it was good: what notices that the nightly run has stopped.

    It is told from the policy's nightly.last_run, or --last-run; where neither is named, from the ledger.

    Exit codes: that of the last complete scan, so 0 good, 1 findings, 4 not delivered, and 1 where only --fail-on never let errors
    pass; 3 too long ago, never, not readable, from the future, or a later scan was not complete; 2 wrong usage, 70 internal error, 130 interrupted.
    """
    require_text_or_json(format)
    longest = _seconds(max_age)
    from promocheck.reports import Words
    from promocheck.reports import health as reports

    found = health_of(last_run, ledger, rules, longest)
    if quiet and not found.exit_code:
        raise typer.Exit
    if format == "json":
        to_stdout("json", reports.render_json(found))
    else:
        text = reports.render(found, Words(lang), width=width_of_stdout(), colour=colour_wanted(no_color))
        to_stdout("text", text)
    raise typer.Exit(found.exit_code)


def _seconds(text: str) -> int:
    """`--max-age` in seconds. Raises `NoDuration`."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not int(found[1]):
        raise NoDuration("--max-age", text)
    return int(found[1]) * _SECONDS[found[2]]
