"""`promocheck diff`: what became of findings from one scan to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.ledger import LEDGER, the_ledger
from promocheck.cli.options import FORMAT, LANG, NO_COLOR, RULES, colour_wanted, require_text_or_json
from promocheck.cli.policies import policy_of
from promocheck.model.errors import NothingToCompare, NotInOrder
from promocheck.model.run import Kept


def diff(
    before: Annotated[
        int | None,
        typer.Argument(
            metavar="[A]",
            help="The earlier run, by its number. Default: the last before it that is trustworthy and had no draft.",
        ),
    ] = None,
    now: Annotated[
        int | None, typer.Argument(metavar="[B]", help="The later run. Default: the last.")
    ] = None,
    ledger: LEDGER = None,
    rules: RULES = None,
    lang: LANG = "en",
    format: FORMAT = "text",
    no_color: NO_COLOR = False,
) -> None:
    """Hold two scans of a ledger side by side: which findings are new, worse, better, the same and gone, with their prices.

    Exit codes: 0 nothing new and nothing worse, 1 something is, 2 wrong usage or no such run, 3 the later scan is not
    trustworthy, or the ledger is not what was once written, 4 not delivered, 70 internal error, 130 interrupted.
    """
    require_text_or_json(format)
    from promocheck.reports import Words, past, past_json

    words = Words(lang)
    kept = the_ledger(ledger, policy_of(rules))
    known = kept.past()
    if len(known.runs) < 2:
        raise NothingToCompare(known.ledger, len(known.runs))
    last = known.runs[-1].number if now is None else now
    first = _before(known.runs, last) if before is None else before
    if first >= last and {first, last} <= {each.number for each in known.runs}:
        raise NotInOrder(first, last)
    found = kept.difference(known, first, last)
    if format == "json":
        to_stdout("json", past_json.render_difference(found, words))
    else:
        text = past.render_difference(found, words, width=width_of_stdout(), colour=colour_wanted(no_color))
        to_stdout("text", text)
    raise typer.Exit(found.exit_code)


def _before(runs: Sequence[Kept], last: int) -> int:
    """The run to hold another one against: what a draft would do was never there, and what could not be read is not gone."""
    earlier = [each for each in runs if each.number < last] or list(runs)
    live = [each for each in earlier if not each.has_drafts]
    trusted = [each for each in live if each.verdict != "untrusted"]
    return (trusted or live or earlier)[-1].number
