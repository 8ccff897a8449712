"""`promocheck try`: a campaign from flags instead of a file, or from answers: what would it do, and may it be saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from promocheck.cli.campaign import Campaigns, as_option, campaigns_of, depth_said, further
from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.kinds import CHOICES
from promocheck.cli.options import (
    AS_OF,
    FORMAT,
    LANG,
    NO_CACHE,
    NO_COLOR,
    RULES,
    SHEET,
    colour_wanted,
    require_text_or_json,
)
from promocheck.cli.questions import somebody_there
from promocheck.cli.request import requested
from promocheck.model.errors import BadCampaign

Text = str | None


def _option(metavar: str, says: str, *names: str) -> Any:
    return typer.Option(*names, metavar=metavar, help=says, rich_help_panel=None)


try_ = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@try_.command("try", cls=Campaigns)
def one_try(
    ctx: typer.Context,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            help="coupon, social_code, lightning_deal, best_deal, ..., in English or Chinese.",
            autocompletion=lambda: list(CHOICES),
        ),
    ] = None,
    sku: Annotated[list[str] | None, _option("SKU", "What it is for; may be repeated.")] = None,
    asin: Annotated[list[str] | None, _option("ASIN", "Every SKU of it, or of its variations.")] = None,
    brand: Annotated[list[str] | None, _option("NAME", "Every SKU of the brand.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every SKU of the store and marketplace.")
    ] = False,
    percent: Annotated[Text, _option("N", "How deep: N % off.")] = None,
    amount: Annotated[Text, _option("N", "How deep: N off, in the marketplace's currency.")] = None,
    price: Annotated[Text, _option("N", "How deep: sold at N.")] = None,
    zhe: Annotated[Text, _option("N", "How deep: N 折, so 7 is 30 % off.")] = None,
    start: Annotated[Text, _option("WHEN", "First day or instant. Default: runs already.")] = None,
    end: Annotated[Text, _option("WHEN", "Last day or instant. Default: no end.")] = None,
    timezone: Annotated[Text, _option("ZONE", "Zone of WHEN. Default: the marketplace's.")] = None,
    code: Annotated[Text, _option("CODE", "A claim code is needed for it.")] = None,
    code_type: Annotated[Text, _option("TYPE", "none, group, single_use.")] = None,
    combinability: Annotated[Text, _option("HOW", "preferential, unrestricted, exclusive.")] = None,
    stackable: Annotated[Text, _option("yes|no", "The platform's switch. Default: not known.")] = None,
    buy: Annotated[Text, _option("N", "Buy N ...")] = None,
    get: Annotated[Text, _option("N", "... get N.")] = None,
    min_quantity: Annotated[Text, _option("N", "From N units on.")] = None,
    min_spend: Annotated[Text, _option("N", "From N spent on.")] = None,
    max_per_order: Annotated[Text, _option("N", "At most N units an order.")] = None,
    one_per_customer: Annotated[Text, _option("yes|no", "Once per customer.")] = None,
    units: Annotated[Text, _option("N", "Units committed to a deal.")] = None,
    budget: Annotated[Text, _option("N", "A coupon's budget.")] = None,
    audience: Annotated[Text, _option("WHO", "all, prime, business, ...")] = None,
    name: Annotated[Text, _option("NAME", "What it is called.")] = None,
    id: Annotated[
        Text, _option("ID", "The live promotion of the same kind that it edits, on these SKUs.")
    ] = None,
    replaces: Annotated[Text, _option("ID", "The live promotion that is stopped for it.")] = None,
    owner: Annotated[Text, _option("NAME", "Who sets it up.")] = None,
    solve: Annotated[
        bool,
        typer.Option(
            "--solve", help="How deep may it be, on which dates is it safe, what else could be dropped."
        ),
    ] = False,
    exports: Annotated[
        list[str] | None,
        _option("PATH", "Exports: files or folders; may be repeated. Default: as for scan."),
    ] = None,
    rules: RULES = None,
    store: Annotated[Text, _option("NAME", "Store of the campaign, and of rows that name none.")] = None,
    marketplace: Annotated[
        Text, _option("MK", "Marketplace of the campaign, and of rows that name none: US, UK, DE, ...")
    ] = None,
    sheet: SHEET = None,
    no_cache: NO_CACHE = False,
    as_of: AS_OF = None,
    lang: LANG = "en",
    format: FORMAT = "text",
    no_color: NO_COLOR = False,
) -> None:
    """Try a campaign before it is saved: each SKU's lowest price with it, the arithmetic, who else is running.

    Without KIND, on a terminal, it asks.

    Several at once: promocheck try coupon --sku A-1 --percent 20 and social_code --percent 10

    Exit codes: 0 clear, 1 findings, 2 wrong usage, 3 not trustworthy, 4 not delivered, 70 internal error, 130
    interrupted.
    """
    del kind, sku, asin, brand, everything, percent, amount, price, zhe, start, end, timezone, code, code_type
    del combinability, stackable, buy, get, min_quantity, min_spend, max_per_order, one_per_customer, units
    del budget, audience, name, id, replaces, owner  # read by their names, as those of further campaigns are
    require_text_or_json(format)
    asks = not ctx.params["kind"] and somebody_there()
    given = (ctx.params, *further(ctx))
    campaigns = [] if asks else campaigns_of(given, solving=solve)
    with requested(
        exports,
        rules=rules,
        store=store,
        marketplace=marketplace,
        sheet=sheet,
        as_of=as_of,
        lang=lang,
        no_cache=no_cache,
    ) as request:
        from promocheck.pipeline.trial import LiveShop
        from promocheck.reports import Words, trial, trial_json

        words, live_shop = Words(lang), LiveShop.of(request)
    if asks:
        from promocheck.cli.asking import asked_for  # for somebody who is asked

        campaigns = [asked_for(live_shop, words)]
    try:
        found = replace(
            live_shop.try_out(campaigns, solving=solve), wished=asks or all(map(depth_said, given))
        )
    except BadCampaign as fault:
        raise as_option(fault, campaigns) from None
    width = width_of_stdout()
    if format == "json":
        to_stdout("json", trial_json.render(found, words))
    else:
        to_stdout("text", trial.render(found, words, width=width, colour=colour_wanted(no_color)))
    raise typer.Exit(found.report.exit_code)
