"""`promocheck history`: the scans that a ledger holds."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Annotated, TypedDict

import typer

from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.ledger import LEDGER, the_ledger
from promocheck.cli.options import FORMAT, LANG, NO_COLOR, RULES, colour_wanted, require_text_or_json
from promocheck.cli.policies import policy_of
from promocheck.model.exit_code import UNTRUSTED


class Looks(TypedDict):
    """How a page of text looks on stdout."""

    width: int | None
    colour: bool


class By(StrEnum):
    """What the past is told by."""

    OWNER = "owner"


def history(
    last: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The latest N runs only. Default: all.")
    ] = None,
    by: Annotated[
        By | None,
        typer.Option(
            "--by",
            metavar="owner",
            help="Findings and approvals by owner instead: who answers for what, over time.",
        ),
    ] = None,
    ledger: LEDGER = None,
    rules: RULES = None,
    lang: LANG = "en",
    format: FORMAT = "text",
    no_color: NO_COLOR = False,
) -> None:
    """List the scans of a ledger: when, by whom, what each found; and whether all of it is as it was written.

    Exit codes: 0 listed, 2 wrong usage or no such ledger, 3 the ledger is not what was once written, 4 not delivered,
    70 internal error, 130 interrupted.
    """
    require_text_or_json(format)
    from promocheck.reports import Words, owners, past, past_json

    words, policy = Words(lang), policy_of(rules)
    kept = the_ledger(ledger, policy)
    found = kept.past()
    shown = found if last is None else replace(found, runs=found.runs[-last:])
    looks: Looks = {"width": width_of_stdout(), "colour": colour_wanted(no_color)}
    if by is None:
        to_stdout(
            format,
            past_json.render(shown, words) if format == "json" else past.render(shown, words, **looks),
        )
    else:
        told = kept.by_owner(shown, policy.ledger.repeat)
        to_stdout(
            format,
            owners.render_json(told, words) if format == "json" else owners.render(told, words, **looks),
        )
    raise typer.Exit(UNTRUSTED if found.broken else 0)
