"""`promocheck approve`: the second pair of eyes signs a scan off."""

from __future__ import annotations

from typing import Annotated

import typer

from promocheck.cli.clock import now
from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.ledger import LEDGER, the_ledger, who
from promocheck.cli.options import LANG, NO_COLOR, RULES, colour_wanted, one_line
from promocheck.cli.policies import policy_of
from promocheck.cli.streams import tell
from promocheck.model.errors import NotApproved, NothingToApprove
from promocheck.model.exit_code import UNTRUSTED


def approve(
    by: Annotated[str, typer.Option(metavar="NAME", help="Who approves.")],
    note: Annotated[str, typer.Option(metavar="TEXT", help="What was looked at, and why it is right.")],
    run: Annotated[
        int | None,
        typer.Argument(metavar="[RUN]", help="The scan, by its number in the ledger. Default: the last."),
    ] = None,
    ledger: LEDGER = None,
    rules: RULES = None,
    lang: LANG = "en",
    no_color: NO_COLOR = False,
) -> None:
    """Sign a scan off: bound to the rows it used, its policy and its lowest prices; and print what to look at once more.

    Whoever ran the scan does not approve it, nor a scan with open errors, but for what asks for an approval (PC604); the policy's
    ledger section says who may.

    Exit codes: 0 approved, 2 wrong usage or not approved, 3 the ledger is not what was once written, 4 not written, 70 internal
    error, 130 interrupted.
    """
    from promocheck.ledger import NotApprovedError, Signature
    from promocheck.reports import Words, checklist, past

    words, policy = Words(lang), policy_of(rules)
    signature = Signature(one_line("--by", by), who(), now(), one_line("--note", note))
    kept = the_ledger(ledger, policy)
    known = kept.past()
    if known.broken:
        for each in known.broken:
            tell(past.broken_line(known.ledger, each, words))
        raise typer.Exit(UNTRUSTED)
    if not known.runs:
        raise NothingToApprove(known.ledger)
    number = known.runs[-1].number if run is None else run
    try:
        signed = kept.approve(known, number, signature, policy.ledger)
    except NotApprovedError as refused:
        raise NotApproved(number, refused.args[0]) from None
    to_stdout(
        "text", checklist.render(signed, words, width=width_of_stdout(), colour=colour_wanted(no_color))
    )
