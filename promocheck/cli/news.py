"""`--new-only`: what stands on stdout, and what chats and mailboxes hear, is what nobody has been told yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from promocheck.cli.ledger import last_live
from promocheck.model.errors import UsageFault
from promocheck.model.text import say

if TYPE_CHECKING:
    from promocheck.model.newly import Newly
    from promocheck.model.report import Report
    from promocheck.reports import Words

_LINES = "compact"


def format_of(asked: str | None, *, new_only: bool) -> str | None:
    """The format on stdout. Raises `UsageFault` for one that has no lines to leave out."""
    if not new_only:
        return asked
    if asked not in {None, _LINES}:
        raise UsageFault(
            say("--new-only prints lines: leave --format out. Reports in files have all findings.")
        )
    return _LINES


def only_new(report: Report, ledger: str, words: Words) -> Newly | None:
    """What is new or worse than in the ledger's last run; None where that is not known."""
    from promocheck.pipeline.newly import newly  # with numpy behind it, which has run by now

    believed, before = last_live(ledger, words)
    return newly(report, before) if believed else None


def lines_of(report: Report, news: Newly, words: Words) -> Callable[[], str]:
    """What puts news into words."""
    from promocheck.reports.compact import render_new

    return lambda: render_new(report, news, words)
