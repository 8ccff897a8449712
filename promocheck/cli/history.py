"""`promocheck history`: the scans that a ledger holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.ledger import LEDGER, policy_of, the_ledger
from promocheck.cli.options import FORMAT, LANG, NO_COLOR, RULES, colour_wanted, require_text_or_json
from promocheck.cli.streams import UNTRUSTED


def history(
    last: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The latest N runs only. Default: all.")
    ] = None,
    ledger: LEDGER = None,
    rules: RULES = None,
    lang: LANG = "en",
    format: FORMAT = "text",  # noqa: A002
    no_color: NO_COLOR = False,
) -> None:
    """List the scans of a ledger: when, by whom, what each found; and whether all of it is as it was written.

    Exit codes: 0 listed, 2 wrong usage or no such ledger, 3 the ledger is not what was once written, 70 internal error,
    130 interrupted.
    """
    require_text_or_json(format)
    from promocheck.reports import Words, past, past_json  # noqa: PLC0415 - imported when it is needed

    words = Words(lang)
    found = the_ledger(ledger, policy_of(rules)).past()
    shown = found if last is None else replace(found, runs=found.runs[-last:])
    if format == "json":
        to_stdout("json", past_json.render(shown, words))
    else:
        text = past.render(shown, words, width=width_of_stdout(), colour=colour_wanted(no_color))
        to_stdout("text", text)
    raise typer.Exit(UNTRUSTED if found.broken else 0)
