"""`promocheck scan`: read exports, check, report, exit."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from promocheck.cli.deliver import (
    BINARY,
    FORMATS,
    Delivery,
    complete_format,
    complete_report,
    parse_reports,
)
from promocheck.cli.engine import ENGINE, SCHEDULER, STORAGE, Engine, placed
from promocheck.cli.fixed import fixed_paths
from promocheck.cli.ledger import LEDGER
from promocheck.cli.log import require_format
from promocheck.cli.news import format_of
from promocheck.cli.notified import NOTIFY, noticed
from promocheck.cli.noting import LAST_RUN, LOG_FORMAT, journal_of
from promocheck.cli.options import (
    AS_OF,
    LANG,
    MARKETPLACE,
    NO_CACHE,
    NO_COLOR,
    ONLY,
    RULES,
    SHEET,
    STORE,
    colour_wanted,
    require_name,
)
from promocheck.cli.request import requested
from promocheck.cli.scanning import Scanning, Wanted


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
    context: typer.Context,
    paths: Annotated[list[str] | None, _PATHS] = None,
    draft: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="A campaign that is not saved yet: the sheet you are to upload; may be repeated.",
        ),
    ] = None,
    fixed_out: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Write the draft again without what fails, and beside it a workbook that says why. Several drafts, or a folder of them: a folder.",
        ),
    ] = None,
    annotate: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="Copy the files that findings point to, costs and all, into this folder, with what is wrong at the right of the very rows.",
        ),
    ] = None,
    rules: RULES = None,
    store: STORE = None,
    marketplace: MARKETPLACE = None,
    only: ONLY = None,
    sheet: SHEET = None,
    no_cache: NO_CACHE = False,
    ledger: LEDGER = None,
    require_approval: Annotated[
        bool,
        typer.Option(
            "--require-approval", help="A deep campaign that nobody has approved is a finding; see approve."
        ),
    ] = False,
    last_run: LAST_RUN = None,
    log_format: LOG_FORMAT = "text",
    prices: Annotated[
        bool, typer.Option("--prices", help="Put the lowest price of every promoted SKU in JSON and XLSX.")
    ] = False,
    as_of: AS_OF = None,
    lang: LANG = "en",
    format: Annotated[
        str | None,
        typer.Option(
            metavar="FMT",
            help=f"Format on stdout, text by default: {', '.join(FORMATS + BINARY)}.",
            autocompletion=complete_format,
        ),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FMT=FILE",
            help="Write a report to a file too, in any format; may be repeated.",
            autocompletion=complete_report,
        ),
    ] = None,
    review: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Write the page for whoever approves: what is new since the last approval first, and a checklist.",
        ),
    ] = None,
    share: Annotated[
        bool,
        typer.Option(
            "--share",
            help="Leave out what others need not know: costs that floors are made of, cells that were not read, folders.",
        ),
    ] = False,
    fail_on: Annotated[FailOn, typer.Option(help="What makes the exit code 1.")] = FailOn.ERROR,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet",
            "-q",
            help="Print nothing when there are no errors; with --fail-on warning, no warnings either.",
        ),
    ] = False,
    notify: NOTIFY = False,
    new_only: Annotated[
        bool,
        typer.Option(
            "--new-only",
            help="Print, a line each, only what is new or worse since the ledger's last scan; the exit code is that of all.",
        ),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes for large shops. Default: as many as pay."),
    ] = None,
    engine: ENGINE = Engine.LOCAL,
    scheduler: SCHEDULER = None,
    storage: STORAGE = None,
    no_color: NO_COLOR = False,
) -> None:
    """Check exports: which SKUs would sell below their floor, when, at what price, through which promotions.

    Exit codes: 0 clear, 1 findings, 2 wrong usage, 3 not trustworthy, 4 not delivered, 70 internal error, 130 interrupted.
    """
    journal = journal_of(context)
    require_format(log_format)
    if review is not None:
        require_name("--review", review)
    pages = [] if review is None else [f"html={review}"]
    wanted = Wanted(
        Delivery(
            format_of(format, new_only=new_only),
            parse_reports([*(report or []), *pages]),
            lang,
            quiet=quiet,
            colour=colour_wanted(no_color),
            log=journal.log,
            jobs=jobs,
        ),
        drafts=draft or (),
        fixed=fixed_paths(fixed_out, draft or []),
        annotate=annotate,
        ledger=ledger,
        last_run=last_run,
        fail_on=None if fail_on is FailOn.NEVER else fail_on.value,
        jobs=jobs,
        prices=prices,
        share=share,
        review=review is not None,
        require_approval=require_approval,
        new_only=new_only,
        notify=notify,
    )
    if only:
        wanted.require_whole()
    with (
        requested(
            paths,
            drafts=draft,
            rules=rules,
            store=store,
            marketplace=marketplace,
            only=only,
            sheet=sheet,
            as_of=as_of,
            lang=lang,
            no_cache=no_cache,
        ) as request,
        noticed(request.policy, lang, notify=notify),
        placed(engine, scheduler, storage) as elsewhere,
    ):
        scanning = Scanning(replace(request, elsewhere=elsewhere), wanted, journal)
        found, drafted = scanning.find()
    with noticed(request.policy, lang, notify=notify):
        done = scanning.deliver(found, drafted)
    sent = scanning.notify(done)
    raise typer.Exit(done.code or sent)
