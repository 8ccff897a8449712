"""`promocheck prepare`: read exports once, for many scans."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from promocheck.cli.clock import now
from promocheck.cli.options import AS_OF, LANG, MARKETPLACE, NO_CACHE, PATHS, RULES, SHEET, STORE
from promocheck.cli.request import requested
from promocheck.cli.settling import settled


def prepare(
    out: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Where the prepared exports go: a folder of their own, here or in storage (s3://...); replaced if they are there.",
        ),
    ],
    paths: PATHS = None,
    rules: RULES = None,
    store: STORE = None,
    marketplace: MARKETPLACE = None,
    sheet: SHEET = None,
    no_cache: NO_CACHE = False,
    as_of: AS_OF = None,
    lang: LANG = "en",
) -> None:
    """Read exports once for many scans: of other dates, drafts and policies, and on other machines. Scan what was written as a PATH.

    Exit codes: 0 all of it was read, 3 some of it was not, or could not be written, 2 wrong usage, 4 not delivered,
    70 internal error, 130 interrupted.
    """
    with requested(
        paths,
        rules=rules,
        store=store,
        marketplace=marketplace,
        sheet=sheet,
        as_of=as_of,
        lang=lang,
        no_cache=no_cache,
    ) as request:
        from promocheck.pipeline.prepare import prepare as prepared
        from promocheck.reports import Words
        from promocheck.reports.prepared import render

        found = prepared(request, out, lambda asked: settled(asked, (), lang), now())
    sys.stdout.write(render(found, Words(lang)))
    raise typer.Exit(found.exit_code)
