"""`promocheck why`: one SKU's whole story."""

from __future__ import annotations

from typing import Annotated

import typer

from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.options import (
    AS_OF,
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
    not_blank,
    require_text_or_json,
)
from promocheck.cli.request import requested


def why(
    sku: Annotated[
        str, typer.Argument(metavar="SKU", help="An SKU, or an ASIN: then every SKU that has it.")
    ],
    paths: PATHS = None,
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
    """Tell all about one SKU, also when it is clear: listing, floor, every promotion, every segment with its arithmetic.

    Promotions that are set aside are told too, with the reason.

    Exit codes, of this SKU: 0 clear, 1 findings, 2 wrong usage or no such SKU, 3 not trustworthy, 4 not delivered, 70
    internal error, 130 interrupted.
    """
    require_text_or_json(format)
    not_blank("SKU", [sku])
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
        from promocheck.pipeline.why import why as tell_why
        from promocheck.reports import Words, story, story_json

        words = Words(lang)
        stories = tell_why(request, sku)
    if format == "json":
        to_stdout("json", story_json.render(stories, words))
    else:
        to_stdout(
            "text", story.render(stories, words, width=width_of_stdout(), colour=colour_wanted(no_color))
        )
    raise typer.Exit(stories.report.exit_code)
