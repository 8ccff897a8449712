"""`promocheck verify`: whether what lies here is what was approved."""

from __future__ import annotations

from dataclasses import replace

import typer

from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.ledger import LEDGER, author, the_ledger
from promocheck.cli.options import (
    AS_OF,
    DRAFT,
    FORMAT,
    LANG,
    MARKETPLACE,
    NO_CACHE,
    NO_COLOR,
    PATHS,
    RULES,
    SHEET,
    STORE,
    colour_wanted,
    require_text_or_json,
)
from promocheck.cli.request import requested


def verify(
    paths: PATHS = None,
    draft: DRAFT = None,
    ledger: LEDGER = None,
    rules: RULES = None,
    store: STORE = None,
    marketplace: MARKETPLACE = None,
    sheet: SHEET = None,
    no_cache: NO_CACHE = False,
    as_of: AS_OF = None,
    lang: LANG = "en",
    format: FORMAT = "text",
    no_color: NO_COLOR = False,
) -> None:
    """Hold what lies here against what was approved: every promoted SKU is as it was, only better, or has moved, and why.

    An approval lasts while the same content is exported again, and falls where a price, a promotion, a target or a limit of a
    SKU changes, or where a finding on a SKU without promotions is new or worse.

    A campaign that was approved, is not over, and is gone or stopped, such as a draft that was never uploaded or a deal that was
    cancelled, is told and moves nothing.

    Exit codes: 0 as approved or better, 1 something moved, 2 wrong usage or nothing approved, 3 not trustworthy, 4 not
    delivered, 70 internal error, 130 interrupted.
    """
    require_text_or_json(format)
    with requested(
        paths,
        drafts=draft,
        rules=rules,
        store=store,
        marketplace=marketplace,
        sheet=sheet,
        as_of=as_of,
        no_cache=no_cache,
        lang=lang,
    ) as request:
        from promocheck.pipeline import scan
        from promocheck.pipeline.verified import verified
        from promocheck.reports import Words, verification

        words = Words(lang)
        kept = the_ledger(ledger, request.policy)
        report = scan(replace(request, recording=True))
        found = verified(report, request.policy, kept, author())
    if format == "json":
        to_stdout("json", verification.render_json(found, words))
    else:
        text = verification.render(found, words, width=width_of_stdout(), colour=colour_wanted(no_color))
        to_stdout("text", text)
    raise typer.Exit(found.exit_code)
