"""`promocheck calendar`: what runs when, what locks next, and where a wished promotion would be alone."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import typer

from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.kinds import CHOICES, required_kind
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
    not_blank,
    require_text_or_json,
)
from promocheck.cli.request import requested
from promocheck.model.asked import Asked, Selection, Wish
from promocheck.model.errors import BadOption, KindOfWhat, WrongAnswer
from promocheck.model.kind import Kind
from promocheck.model.text import say
from promocheck.model.window import DAY, HOUR

_UNITS: Final = {"d": DAY, "h": HOUR}
_LENGTH: Final = re.compile(r"([1-9][0-9]{0,3}) ?([dh])", re.IGNORECASE)


class By(StrEnum):
    """What a line of the calendar is."""

    CAMPAIGN = "campaign"
    SKU = "sku"


def calendar(
    paths: PATHS = None,
    by: Annotated[
        By, typer.Option(help="A line for each campaign, or for each SKU with its prices.")
    ] = By.CAMPAIGN,
    sku: Annotated[
        list[str] | None, typer.Option(metavar="SKU", help="Only this SKU; may be repeated.")
    ] = None,
    asin: Annotated[
        list[str] | None, typer.Option(metavar="ASIN", help="Only SKUs of this ASIN; may be repeated.")
    ] = None,
    brand: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only SKUs of this brand; may be repeated.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day. Default: today.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last day. Default: four weeks on.")
    ] = None,
    free: Annotated[
        str | None,
        typer.Option(metavar="LENGTH", help="Find windows in which a promotion of 7d or 36h would be alone."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="What --free is to find a place for: coupon, best_deal, ..., in English or Chinese.",
            autocompletion=lambda: list(CHOICES),
        ),
    ] = None,
    draft: DRAFT = None,
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
    """Show what runs when: locks that are near, a bar for each promotion, the days on which a price is wrong.

    With --free and --kind: the windows in which a new promotion would be alone, hours before and after counted.

    Exit codes, of what is selected: 0 clear, 1 findings, 2 wrong usage, 3 not trustworthy, 4 not delivered, 70 internal
    error, 130 interrupted.
    """
    require_text_or_json(format)
    asked = Asked(
        by=by.value,
        selection=Selection(
            not_blank("--sku", sku),
            not_blank("--asin", asin),
            not_blank("--brand", brand),
            everything=not (sku or asin or brand),
        ),
        first=_day("--from", since),
        last=_day("--to", until),
        wish=_wish(free, kind),
    )
    with requested(
        paths,
        drafts=draft,
        rules=rules,
        store=store,
        marketplace=marketplace,
        sheet=sheet,
        as_of=as_of,
        lang=lang,
        no_cache=no_cache,
    ) as request:
        from promocheck.pipeline.calendar import calendar as lay_out
        from promocheck.reports import Words, calendar_json
        from promocheck.reports import calendar as text

        words = Words(lang)
        found = lay_out(request, asked)
    if format == "json":
        to_stdout("json", calendar_json.render(found, words))
    else:
        to_stdout("text", text.render(found, words, width=width_of_stdout(), colour=colour_wanted(no_color)))
    raise typer.Exit(found.report.exit_code)


def _day(option: str, text: str | None) -> date | None:
    """A day as ISO 8601 writes it. Raises `BadOption`."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise BadOption(option, WrongAnswer(say("a day such as 2026-12-01"), str(text))) from None


def _wish(free: str | None, kind: str | None) -> Wish | None:
    """What to find a place for. Raises `KindOfWhat` where only one of the two is said, `BadOption`, `UnknownKind`."""
    if free is None and kind is None:
        return None
    if free is None or kind is None:
        raise KindOfWhat
    length = _LENGTH.fullmatch(free.strip())
    if length is None:
        raise BadOption("--free", WrongAnswer(say("days or hours, such as 7d or 36h"), free))
    return Wish(Kind[required_kind(kind, "--kind").upper()], int(length[1]) * _UNITS[length[2].lower()])
