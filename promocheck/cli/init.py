"""`promocheck init`: a policy and a floors sheet to begin with."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from promocheck.cli.options import AS_OF, LANG, NO_COLOR, colour_wanted, instant_of, marketplace_of
from promocheck.cli.patterns import files_of
from promocheck.cli.questions import Questions, somebody_there
from promocheck.cli.targets import Targets
from promocheck.model.errors import UnknownWord

HEADERS: Final = ("en", "zh")  # as in exports.floors_sheet.HEADERS; named here so that --help imports nothing
_PATHS = typer.Argument(
    metavar="PATH", help="Exports: files or folders. Default: the current folder.", callback=files_of
)


def init(
    paths: Annotated[list[str] | None, _PATHS] = None,
    marketplace: Annotated[
        str | None,
        typer.Option(metavar="MK", help="Marketplace of files that name none: US, UK, DE, ..."),
    ] = None,
    store: Annotated[
        str | None, typer.Option(metavar="NAME", help="Seller account of files that name none.")
    ] = None,
    min_percent: Annotated[
        str | None,
        typer.Option(metavar="N", help="A floor for every SKU, in percent of its price: 60. Default: none."),
    ] = None,
    min_margin: Annotated[
        str | None,
        typer.Option(
            metavar="N", help="Margin to keep where costs are filled in, in percent: 15. Default: 0."
        ),
    ] = None,
    forbid: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND+KIND",
            help="Kinds that must never run together, such as social_code+coupon; may be repeated. "
            "Default: the shipped pairs. none: no pairs.",
        ),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="How promotions combine: amazon (default), shopify, taobao, ..."),
    ] = None,
    rules: Annotated[str, typer.Option(metavar="FILE", help="The policy to write.")] = "rules.yaml",
    floors: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="The floors sheet to write, .xlsx or .csv. Default: floors.xlsx beside the exports.",
        ),
    ] = None,
    headers: Annotated[
        str | None,
        typer.Option(
            metavar="LANG",
            help="Headers of the floors sheet: en, zh. Default: the language of messages.",
            autocompletion=lambda: list(HEADERS),
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: options and defaults.")] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Replace a policy and a sheet that are there; never exports, filled-in floors or a file that is no policy.",
        ),
    ] = False,
    as_of: AS_OF = None,
    lang: LANG = "en",
    no_color: NO_COLOR = False,
) -> None:
    """Begin: read the exports, ask a few questions, write a policy and a floors sheet to fill in.

    Exit codes: 0 written, 2 wrong usage or a file is there already, 3 no listings to begin with, 4 not delivered, 70
    internal error, 130 interrupted. But for 0 and 4, nothing is written.
    """
    market, instant = marketplace_of(marketplace), instant_of(as_of)
    headers = lang if headers is None else headers
    if headers not in HEADERS:
        raise UnknownWord("--headers", headers, HEADERS)
    targets = Targets.of(tuple(paths or ["."]), rules, floors)
    targets.refuse_present(force=force)
    from promocheck.cli.begin import Begin, begin

    raise typer.Exit(
        begin(
            Begin(
                targets,
                Questions(asking=not yes and somebody_there(), language=lang),
                as_of=instant,
                headers=headers,
                language=lang,
                colour=colour_wanted(no_color),
                marketplace=market,
                store=store,
                min_percent=min_percent,
                min_margin=min_margin,
                forbid=",".join(forbid) if forbid else None,
                preset=preset,
            )
        )
    )
