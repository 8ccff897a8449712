"""`promocheck scan`: read exports, check, report, exit."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from promocheck.cli.alone import note_alone
from promocheck.cli.annotated import copies_in
from promocheck.cli.deliver import (
    BINARY,
    FORMATS,
    Delivery,
    complete_format,
    complete_report,
    deliver,
    parse_reports,
    require_no_source,
)
from promocheck.cli.fixed import fixed_paths, write_fixed
from promocheck.cli.ledger import LEDGER, keeping, ledger_path
from promocheck.cli.log import require_format
from promocheck.cli.news import format_of, only_new
from promocheck.cli.notified import NOTIFY, noticed, notified
from promocheck.cli.noting import LAST_RUN, LOG_FORMAT, journal_of, last_run_path
from promocheck.cli.options import (
    AS_OF,
    LANG,
    MARKETPLACE,
    NO_CACHE,
    NO_COLOR,
    RULES,
    SHEET,
    STORE,
    colour_wanted,
)
from promocheck.cli.request import requested
from promocheck.cli.settling import settled
from promocheck.model.errors import NoLedger


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
            help="Write the draft again without what fails, and beside it a workbook that says why. Several drafts: a folder.",
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
    sheet: SHEET = None,
    no_cache: NO_CACHE = False,
    ledger: LEDGER = None,
    last_run: LAST_RUN = None,
    log_format: LOG_FORMAT = "text",
    prices: Annotated[
        bool, typer.Option("--prices", help="Put the lowest price of every promoted SKU in JSON and XLSX.")
    ] = False,
    as_of: AS_OF = None,
    lang: LANG = "en",
    format: Annotated[  # noqa: A002
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
    share: Annotated[
        bool,
        typer.Option(
            "--share",
            help="Leave out what others need not know: costs that floors are made of, cells that were not read, folders.",
        ),
    ] = False,
    fail_on: Annotated[FailOn, typer.Option(help="What makes the exit code 1.")] = FailOn.ERROR,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing when there is nothing to say.")
    ] = False,
    new_only: Annotated[
        bool,
        typer.Option(
            "--new-only",
            help="Print, a line each, only what is new or worse since the ledger's last scan; the exit code is that of all.",
        ),
    ] = False,
    notify: NOTIFY = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes for large shops. Default: as many as pay."),
    ] = None,
    no_color: NO_COLOR = False,
) -> None:
    """Check exports: which SKUs would sell below their floor, when, at what price, through which promotions.

    Exit codes: 0 clear, 1 findings, 2 wrong usage, 3 not trustworthy, 4 not delivered, 70 internal error, 130 interrupted.
    """
    journal = journal_of(context)
    require_format(log_format)
    fixed = fixed_paths(fixed_out, draft or [])
    delivery = Delivery(
        format_of(format, new_only=new_only),
        parse_reports(report or []),
        lang,
        quiet=quiet,
        colour=colour_wanted(no_color),
        log=journal.log,
    )
    with (
        requested(
            paths,
            drafts=draft,
            rules=rules,
            store=store,
            marketplace=marketplace,
            sheet=sheet,
            as_of=as_of,
            lang=lang,
            no_cache=no_cache,
        ) as request,
        noticed(request.policy, lang, notify=notify),
    ):
        from promocheck.model.finding import Severity  # noqa: PLC0415
        from promocheck.pipeline import scan as run_scan  # noqa: PLC0415 - with pandas behind it, imported when it runs
        from promocheck.pipeline import scan_drafts  # noqa: PLC0415
        from promocheck.reports import Words, json_report  # noqa: PLC0415
        from promocheck.reports.share import shared  # noqa: PLC0415

        copies = copies_in(annotate, (*request.paths, *request.drafts), share=share)
        level = None if fail_on is FailOn.NEVER else Severity(fail_on.value)
        outputs = tuple(each.as_posix() for each in fixed.values())
        written = [*(path for _, path in delivery.files), *outputs]
        kept = ledger_path(ledger, request.policy, written)
        if new_only and kept is None:
            raise NoLedger
        noted = last_run_path(
            last_run, request.policy, paths or (), draft or (), [*written, *([kept] if kept else [])]
        )
        note_alone(noted, request.policy.nightly.wait_seconds, journal, lang)
        asked = replace(
            request,
            fail_on=level,
            prices=prices,
            outputs=(*outputs, *([noted] if noted else [])),
            jobs=jobs,
            catalogue=delivery.lists_rules,
            timelines=delivery.drawn,
            recording=kept is not None,
        )
        if delivery.formats == {"json"} and not (share or notify or noted) and copies is None:
            asked = replace(asked, line=json_report.line_in(Words(lang)))
        journal.log.stage("begin")
        asked = settled(asked, [*written, *([kept] if kept else []), *([noted] if noted else [])], lang)
        journal.log.stage("settle")
        asked = replace(asked, progress=journal.log.reading(asked.progress))
        drafted = scan_drafts(asked) if fixed else None
        found = drafted.report if drafted else run_scan(asked)
    journal.log.stage("check")
    with noticed(request.policy, lang, notify=notify):
        require_no_source(found, delivery)
        journal.found(found)
        keep = keeping(kept, found, request.policy, Words(lang)) if kept else None
        told = shared(found) if share else found
        news = only_new(told, kept, Words(lang)) if kept and new_only else None
        code = deliver(told, delivery, keep, news)
        repaired = write_fixed(drafted, fixed, lang) if drafted else 0
        copied = copies.write(found, request.policy, lang, quiet=quiet) if copies else 0
    sent = notified(told, request.policy, lang, [path for _, path in delivery.files]) if notify else 0
    if notify:
        journal.log.stage("notify")
    raise typer.Exit(code or repaired or copied or sent)
