"""Which ledger a command means, and a scan's way into it."""

from __future__ import annotations

import getpass
import os
import platform
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from promocheck import __version__
from promocheck.cli.clock import now
from promocheck.cli.options import require_name
from promocheck.cli.streams import tell
from promocheck.model.address import is_url
from promocheck.model.errors import InDoubt, LedgerFault, NoLedger, OverLedger

if TYPE_CHECKING:
    from promocheck.ledger import Ledger
    from promocheck.model.report import Report
    from promocheck.model.run import Kept, Run
    from promocheck.pipeline import Request
    from promocheck.pipeline.recorded import Author
    from promocheck.pipeline.remembered import Remembered
    from promocheck.policy import Policy
    from promocheck.reports import Words

LEDGER = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="Where scans are written down: a file, or a PostgreSQL database by its URL. Default: the policy's ledger, else nowhere.",
    ),
]
_WHO: Final = "PROMOCHECK_USER"  # who runs a scan where the account is everybody's, or nobody's


def who() -> str:
    """Who runs this: the person named in the environment, else the account and the machine."""
    named = " ".join(os.environ.get(_WHO, "").split())
    return named or f"{_account()}@{platform.node()}"


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may run as a number without a name
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def author() -> Author:
    """Who runs a scan, and when."""
    from promocheck.pipeline.recorded import Author

    return Author(who(), now(), __version__)


def the_ledger(option: str | None, policy: Policy) -> Ledger:
    """The ledger that is there already. Raises `NoLedger` where none is named, `LedgerFault` where it is none."""
    from promocheck.ledger import opened

    path = ledger_path(option, policy)
    if path is None:
        raise NoLedger
    return opened(path)


def ledger_path(option: str | None, policy: Policy, written: Iterable[str] = ()) -> str | None:
    """Where the ledger lies that a command means; None: nowhere.

    Raises `NoName`, `OverLedger` where one of the files to be `written` would take its place, and for a server what `opened` does:
    before a scan, not after it.
    """
    path = policy.ledger.path if option is None else option
    if path is None:
        return None
    require_name("--ledger", path)
    if is_url(path):
        from promocheck.ledger import opened

        opened(path)
        return path
    for each in written:
        if Path(each).resolve() == Path(path).resolve():
            raise OverLedger(each)
    return path


def remembering(
    path: str | None,
    policy: Policy,
    words: Words,
    *,
    require_approval: bool,
    review: bool = False,
    begins: bool = True,
) -> Remembered:
    """What a scan is held against of its ledger; where it `begins` one, shrinkage has nothing to be held against, and that is told.

    Raises `NoLedger` where something is asked of a ledger and none is named.
    """
    from promocheck.pipeline.remembered import NOTHING, Asked, remembered

    settings = policy.ledger
    asked = Asked(
        approval=require_approval or settings.require_approval,
        review=review,
        shrinkage=settings.shrinkage != type(settings.shrinkage)(),
    )
    if asked == Asked():
        return NOTHING
    if path is None:
        raise NoLedger
    from promocheck.ledger import opened

    if asked.shrinkage and begins and not begun(path):
        tell(
            words._(
                "{ledger}: is begun by this scan, so there is no earlier one for ledger.shrinkage. If it was there, it is lost.",
                ledger=path,
            )
        )
    return remembered(opened(path) if begun(path) else None, asked)


def begun(path: str) -> bool:
    """Whether somebody has written there. A blank file is a ledger that its first writer has not come to; a server says so itself."""
    return is_url(path) or (Path(path).exists() and Path(path).stat().st_size > 0)


def with_review(report: Report, request: Request) -> Report:
    """The report with what a second reader is told; the request has remembered approvals."""
    from promocheck.pipeline.reviewed import reviewed

    approved = request.remembers.approved
    assert approved is not None
    return replace(report, review=reviewed(report, request.policy, approved, author()))


def last_live(path: str, words: Words) -> tuple[bool, tuple[Kept, Run] | None]:
    """Whether a ledger can be believed, and its last run that was of no draft. Why it cannot is told; none is begun yet: none."""
    from promocheck.ledger import opened

    if not begun(path):
        return True, None
    try:
        ledger = opened(path)
        past = ledger.past()
        if not past.broken:
            return True, next(ledger.live(past, until=lambda _: True), None)
        tell(
            words._("{ledger}: was edited since it was written. All findings are told.", ledger=ledger.shown)
        )
    except LedgerFault as fault:
        tell(words._("{fault} All findings are told.", fault=fault.said))
    return False, None


def keeping(
    path: str, report: Report, policy: Policy, words: Words, *, looked_at: bool
) -> Callable[[], bool]:
    """What writes a report's run into the ledger; whether it did. What went wrong is told.

    Unless it was `looked_at` already, tell where somebody has edited it.
    """

    def keep() -> bool:
        from promocheck.ledger import opened
        from promocheck.pipeline.recorded import recorded

        if not looked_at and begun(path):
            _look_at(path, words)
        try:
            opened(path, may_begin=True).add(recorded(report, policy, author()))
        except InDoubt as fault:
            tell(words.say(fault.said))
            return False
        except LedgerFault as fault:
            tell(words._("{fault} The run is not written down.", fault=fault.said))
            return False
        return True

    return keep


def _look_at(path: str, words: Words) -> None:
    """Tell where a glance at a ledger shows that it was edited."""
    from promocheck.ledger import opened

    with suppress(LedgerFault):  # what keeps it from being read is told when it is written to
        ledger = opened(path)
        if broken := ledger.glanced():
            tell(
                words._(
                    "{ledger}: entry {number}: {why}. Entry {number} is not to be believed. Look at the ledger with `promocheck history`, and put a "
                    "copy from before in its place.",
                    ledger=ledger.shown,
                    number=broken.number,
                    why=broken.why,
                )
            )
