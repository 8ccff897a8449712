"""`promocheck scan`: read exports, check, report, exit."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from promocheck.cli.deliver import Delivery, deliver, parse_reports
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
from promocheck.model.errors import UsageFault
from promocheck.model.finding import Severity

_FIRST_YEAR, _LAST_YEAR = 2000, 2199  # beyond these, zones and calendars are guesses


class FailOn(StrEnum):
    """What makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


_PATHS = typer.Argument(
    metavar="PATH",
    help="Exports: files or folders; what a file is, is told by its content. Default: the policy's paths, else here.",
)


def scan(
    paths: Annotated[list[str] | None, _PATHS] = None,
    rules: RULES = None,
    store: STORE = None,
    marketplace: MARKETPLACE = None,
    sheet: SHEET = None,
    prices: Annotated[
        bool, typer.Option("--prices", help="Put the lowest price of every promoted SKU in JSON.")
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT", help="Judge from this instant on (ISO 8601 with zone). Default: now."
        ),
    ] = None,
    lang: LANG = "en",
    format: Annotated[  # noqa: A002
        str | None, typer.Option(metavar="FMT", help="Format on stdout: text (default), compact, json.")
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option(metavar="FMT=FILE", help="Write a report to a file too; may be repeated."),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="What makes the exit code 1.")] = FailOn.ERROR,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing when there is nothing to say.")
    ] = False,
    no_color: NO_COLOR = False,
) -> None:
    """Check exports: which SKUs would sell below their floor, when, at what price, through which promotions.

    Exit codes: 0 clear, 1 findings, 2 wrong usage, 3 not trustworthy, 4 not delivered, 70 internal error, 130 interrupted.
    """
    delivery = Delivery(
        format, parse_reports(report or []), lang, quiet=quiet, colour=colour_wanted(no_color)
    )
    market = marketplace_of(marketplace)
    instant = _instant(as_of)
    from promocheck.cli.progress import ProgressBar  # noqa: PLC0415 - with pandas behind it, imported when a scan runs
    from promocheck.pipeline import Request  # noqa: PLC0415
    from promocheck.pipeline import scan as run_scan  # noqa: PLC0415
    from promocheck.policy import load_policy  # noqa: PLC0415
    from promocheck.rules import RULE_TYPES  # noqa: PLC0415

    policy = load_policy(rules, RULE_TYPES)
    with ProgressBar(sys.stderr) as progress:
        found = run_scan(
            Request(
                paths=tuple(paths or policy.exports.paths or ["."]),
                policy=policy,
                as_of=instant,
                fail_on=None if fail_on is FailOn.NEVER else Severity(fail_on.value),
                store=store,
                marketplace=market,
                sheet=sheet,
                prices=prices,
                judge_age=as_of is None,
                progress=progress,
            )
        )
    raise typer.Exit(deliver(found, delivery))


def _instant(text: str | None) -> int:
    """UTC seconds of `--as-of`; the clock is read here and nowhere else."""
    if text is None:
        return int(datetime.now().astimezone().timestamp())
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        message = f"--as-of: expected an instant with its zone, such as 2026-12-01T00:00:00Z, found {text!r}."
        raise UsageFault(message)
    return int(instant.timestamp())
