"""The command line's commands. The help names all of them; only the one that is called is imported."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command

from promocheck import __version__
from promocheck.cli.help import helping
from promocheck.cli.language import LANGUAGES

# Each in the file of its name, whose docstring begins with the same words.
COMMANDS: Final[Mapping[str, str]] = {
    "scan": "Check exports: which SKUs would sell below their floor, when, at what price, through which promotions.",
    "try": "Try a campaign before it is saved: each SKU's lowest price with it, the arithmetic, who else is running.",
    "calendar": "Show what runs when: locks that are near, a bar for each promotion, the days on which a price is wrong.",
    "inspect": "Tell what each file is taken for: layout, encoding, columns, its first rows as read, and what is not read.",
    "prepare": "Read exports once for many scans: of other dates, drafts and policies, and on other machines. Scan what was written as a PATH.",
    "history": "List the scans of a ledger: when, by whom, what each found; and whether all of it is as it was written.",
    "diff": "Hold two scans of a ledger side by side: which findings are new, worse, better, the same and gone, with their prices.",
    "approve": "Sign a scan off: bound to the rows it used, its policy and its lowest prices; and print what to look at once more.",
    "verify": "Hold what lies here against what was approved: every promoted SKU is as it was, only better, or has moved, and why.",
    "explain": "Explain rules: what is wrong, why it matters, an example, what to do, and the options that rules.yaml may set.",
    "status": "Tell when the last complete scan was and whether it was good: what notices that the nightly run has stopped.",
    "init": "Begin: read the exports, ask a few questions, write a policy and a floors sheet to fill in.",
    "plan": "Begin a plan sheet: a row for every promotion that is set up and not over. Then scan tells what departs from it.",
    "selftest": "Price the worked examples that platforms and practitioners have published, and show them beside their figures.",
    "waive": "Accept one finding: scan again, find it, and add an entry to the waivers file of the policy.",
    "watch": "Scan, and scan again when exports, drafts or the policy change: the verdict, what is new and what is gone.",
    "why": "Tell all about one SKU, also when it is clear: listing, floor, every promotion, every segment with its arithmetic.",
    "rescue": "It happened anyway: which orders were sold below their floor, since when, through what, and what can still be cancelled.",
    "rules": "The policy in force, rules.yaml: every setting, and the line that says so.",
}


class Commands(TyperGroup):
    """Commands of which one is called: the others, and what they import, are not looked at."""

    language = LANGUAGES[0]  # of the help

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that arguments begin with, by its name, and the rest of them."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, helping(command_of(str(name)), self.language), rest


def command_of(name: str) -> Any:
    """A command with all its options."""
    file = f"{name}_" if iskeyword(name) else name
    found = getattr(import_module(f"promocheck.cli.{file}"), file)
    if isinstance(found, typer.Typer):  # with commands of its own, or parsed in its own way
        return get_command(found)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    alone.command(name)(found)
    return get_command(alone)


app = typer.Typer(
    name="promocheck",
    cls=Commands,
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


def _named() -> None:
    """Stands for a command in the help."""


for _name, _says in COMMANDS.items():
    app.command(_name, help=_says)(_named)
