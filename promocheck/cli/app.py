"""The command line's commands, registered here."""

from __future__ import annotations

from typing import Annotated

import typer

from promocheck import __version__
from promocheck.cli.calendar import calendar
from promocheck.cli.campaign import Campaigns
from promocheck.cli.explain import explain
from promocheck.cli.init import init
from promocheck.cli.inspect import inspect
from promocheck.cli.plan import plan
from promocheck.cli.rules import rules
from promocheck.cli.scan import scan
from promocheck.cli.selftest import selftest
from promocheck.cli.try_ import try_
from promocheck.cli.waive import waive
from promocheck.cli.watch import watch
from promocheck.cli.why import why

app = typer.Typer(
    name="promocheck",
    help="Pre-flight check for promotion exports: the lowest price a buyer could reach when promotions stack.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"promocheck {__version__}")
        raise typer.Exit


@app.callback()
def promocheck(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Pre-flight check for promotion exports: the lowest price a buyer could reach when promotions stack."""
    del version


app.command("scan")(scan)
app.command("try", cls=Campaigns)(try_)
app.command("calendar")(calendar)
app.command("inspect")(inspect)
app.command("explain")(explain)
app.command("init")(init)
app.command("plan")(plan)
app.command("selftest")(selftest)
app.command("waive")(waive)
app.command("watch")(watch)
app.command("why")(why)
app.add_typer(rules)
