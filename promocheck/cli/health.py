"""What is known of the last runs: from where each scan notes how it ended, else from the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.cli.alone import holder_of
from promocheck.cli.clock import now
from promocheck.cli.ledger import begun, ledger_path
from promocheck.cli.options import require_name
from promocheck.cli.policies import policy_of
from promocheck.cli.whole_files import text_of
from promocheck.model.ending import Ending, LastRun, may_be_replaced, read
from promocheck.model.errors import NoLastRun
from promocheck.model.health import Amiss, Health, State, health
from promocheck.policy.sources import last_run_of_policy

if TYPE_CHECKING:
    from promocheck.model.run import Kept


def health_of(last_run: str | None, ledger: str | None, rules: str | None, max_age: int) -> Health:
    """The health of the runs that the options mean, or the policy: of that only what is asked for has to hold together.

    Raises `NoLastRun`, `NoName`, `LedgerFault`, and what loading a policy raises.
    """
    path = last_run
    if path is None and ledger is None and (rules is None or Path(rules).is_file()):
        path = last_run_of_policy(rules)
    if path is not None:
        require_name("--last-run", path)
        return _of_file(path, max_age).beside(holder_of(Path(path)).read())
    kept = ledger_path(ledger, policy_of(rules))
    if kept is None:
        raise NoLastRun
    return _of_ledger(kept, max_age)


def _of_file(path: str, max_age: int) -> Health:
    try:
        text = text_of(Path(path))
    except FileNotFoundError:
        return Health(State.MISSING, path, now(), max_age)
    except FileExistsError:
        return Health(State.UNREADABLE, path, now(), max_age, amiss=Amiss.ANOTHERS)
    except OSError:
        return Health(State.UNREADABLE, path, now(), max_age, amiss=Amiss.CLOSED)
    try:
        runs = read(text)
    except ValueError:
        amiss = Amiss.DAMAGED if may_be_replaced(text) else Amiss.ANOTHERS
        return Health(State.UNREADABLE, path, now(), max_age, amiss=amiss)
    return health(runs, path, now(), max_age)


def _of_ledger(path: str, max_age: int) -> Health:
    """Whether all of it was delivered a ledger does not know. Scans of drafts are no nightly runs."""
    from promocheck.ledger import opened

    if not begun(path):
        blank = Path(path).exists()
        return Health(State.NEVER if blank else State.MISSING, path, now(), max_age)
    ledger = opened(path)
    past, shown = ledger.past(), ledger.shown
    if past.broken:
        return Health(State.UNREADABLE, shown, now(), max_age, amiss=Amiss.EDITED)
    endings = [_ending(each) for each, _ in ledger.live(past, until=lambda each: _ending(each).complete)]
    if not endings:
        return Health(State.NEVER, shown, now(), max_age)
    complete = endings[-1] if endings[-1].complete else None
    return health(LastRun(endings[0], complete), shown, now(), max_age)


def _ending(kept: Kept) -> Ending:
    return Ending(
        f"{kept.number}", kept.at, kept.at, kept.exit_code, kept.verdict, kept.as_of, counts=kept.counts
    )
