"""What is known of the last runs: from where each scan notes how it ended, else from the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.cli.clock import now
from promocheck.cli.ledger import ledger_path
from promocheck.model.ending import Ending, LastRun, read
from promocheck.model.errors import NoLastRun, NoName
from promocheck.model.health import Health, State, health

if TYPE_CHECKING:
    from promocheck.model.run import Kept
    from promocheck.policy import Policy


def health_of(last_run: str | None, ledger: str | None, policy: Policy, max_age: int) -> Health:
    """The health of the runs that the options mean, or the policy. Raises `NoLastRun`, `NoName`, `LedgerFault`."""
    path = last_run if last_run is not None or ledger is not None else policy.nightly.last_run
    if path is not None:
        if not path.strip():
            raise NoName("--last-run")
        return _of_file(path, max_age)
    kept = ledger_path(ledger, policy)
    if kept is None:
        raise NoLastRun
    return _of_ledger(kept, max_age)


def _of_file(path: str, max_age: int) -> Health:
    try:
        runs = read(Path(path).read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return Health(State.MISSING, path, now(), max_age)
    except (OSError, ValueError):
        return Health(State.UNREADABLE, path, now(), max_age)
    return health(runs, path, now(), max_age)


def _of_ledger(path: str, max_age: int) -> Health:
    """Whether all of it was delivered a ledger does not know. Scans of drafts are no nightly runs."""
    from promocheck.ledger import opened  # noqa: PLC0415 - imported when it is needed

    if not Path(path).is_file():
        return Health(State.MISSING, path, now(), max_age)
    ledger = opened(path)
    past = ledger.past()
    if past.broken:
        return Health(State.UNREADABLE, path, now(), max_age)
    endings = [_ending(each) for each, _ in ledger.live(past, until=lambda each: _ending(each).complete)]
    if not endings:
        return Health(State.NEVER, path, now(), max_age)
    complete = endings[-1] if endings[-1].complete else None
    return health(LastRun(endings[0], complete), path, now(), max_age)


def _ending(kept: Kept) -> Ending:
    return Ending(
        f"{kept.number}", kept.at, kept.at, kept.exit_code, kept.verdict, kept.as_of, counts=kept.counts
    )
