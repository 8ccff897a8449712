"""`promocheck waive`: accept one finding, on each SKU that it speaks of, with a reason, an owner, a price and a last day."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from promocheck.cli.options import AS_OF, LANG, MARKETPLACE, RULES, SHEET, STORE, one_line
from promocheck.cli.request import requested
from promocheck.cli.streams import tell
from promocheck.cli.whole_files import why, write_whole
from promocheck.model.errors import UsageFault
from promocheck.model.exit_code import NOT_DELIVERED
from promocheck.model.text import say

if TYPE_CHECKING:
    from promocheck.reports import Words


def waive(
    fingerprint: Annotated[
        str,
        typer.Argument(metavar="FINGERPRINT", help="The finding's, as a report shows it, or its beginning."),
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it is accepted.")],
    owner: Annotated[str, typer.Option(metavar="NAME", help="Who answers for it.")],
    until: Annotated[
        str, typer.Option(metavar="DATE", help="The last day on which it is accepted: 2026-12-31.")
    ],
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="What was scanned; as for scan.")
    ] = None,
    not_below: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNT", help="The lowest price accepted, on each SKU. Default: the one found on it."
        ),
    ] = None,
    rules: RULES = None,
    store: STORE = None,
    marketplace: MARKETPLACE = None,
    sheet: SHEET = None,
    as_of: AS_OF = None,
    lang: LANG = "en",
) -> None:
    """Accept one finding: scan again, find it, and add an entry to the waivers file of the policy.

    Of a finding that speaks of several SKUs it adds an entry for each that is not accepted yet.

    A scan still shows it, but apart, and it no longer makes the exit code 1 or 3. A lower price, another promotion or a later
    day is found again.

    Exit codes: 0 written, 2 wrong usage or nothing that can be waived, 4 not written, 70 internal error, 130 interrupted.
    """
    why, who, last = one_line("--reason", reason), one_line("--owner", owner), _date(until)
    least = _amount(not_below)
    with requested(
        paths, rules=rules, store=store, marketplace=marketplace, sheet=sheet, as_of=as_of, lang=lang
    ) as request:
        from promocheck.pipeline import scan
        from promocheck.pipeline.accept import Acceptance, accepted, chosen
        from promocheck.pipeline.waived import beyond
        from promocheck.policy.waiver_entry import HEAD, extended
        from promocheck.reports.waived import written
        from promocheck.reports.words import Words
        from promocheck.rules import RULE_TYPES

        report = scan(replace(request, prices=True))
    finding = chosen(report.findings, fingerprint)
    file = request.policy.waivers.path
    waivers = accepted(
        finding, report, Acceptance(why, who, last, least), file, request.policy.waivers.entries
    )
    words = Words(lang)
    new = extended(file, _bytes_of(file), waivers.new, RULE_TYPES, head=words.say(HEAD))
    goes_on = beyond(new.waivers[0], finding)
    said = written(new.waivers, new.entries, waivers.standing, goes_on, words)
    raise typer.Exit(_write(file, new.text, said, words))


def _write(file: str, text: str, said: str, words: Words) -> int:
    """Write the file and say what stands in it now; the exit code."""
    try:
        write_whole(Path(file), text)
    except OSError as error:
        tell(words._("{path}: the waiver could not be written: {why}", path=file, why=why(error)))
        return NOT_DELIVERED
    sys.stdout.write(said)
    return 0


def _bytes_of(file: str) -> bytes | None:
    """The file as it is at this moment: somebody may have changed it during the scan."""
    try:
        return Path(file).read_bytes()
    except FileNotFoundError:
        return None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text if len(text) == len("2026-12-31") else "")
    except ValueError:
        raise UsageFault(
            say("--until: expected a date such as 2026-12-31, found {found}.", found=repr(text))
        ) from None


def _amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text):
        raise UsageFault(
            say("--not-below: expected an amount such as 12.50, found {found}.", found=repr(text))
        )
    return Decimal(text)
