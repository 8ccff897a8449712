"""`promocheck scan`: read exports, check, report, exit."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from promocheck.cli.deliver import Delivery, deliver, parse_reports
from promocheck.cli.options import (
    AS_OF,
    LANG,
    MARKETPLACE,
    NO_COLOR,
    RULES,
    SHEET,
    STORE,
    colour_wanted,
    instant_of,
    marketplace_of,
)
from promocheck.model.finding import Severity


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
    as_of: AS_OF = None,
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
    instant = instant_of(as_of)
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
