"""Whether the last complete run was good and is young enough: what a dead man's switch asks."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Final

from promocheck.model.ending import Ending, LastRun
from promocheck.model.exit_code import NOT_DELIVERED, UNTRUSTED
from promocheck.model.value import dataclass

AHEAD: Final = 600  # seconds by which the clocks of two machines may differ


class State(StrEnum):
    """What can be said of the last complete run."""

    GOOD = "good"
    FINDINGS = "findings"
    NOT_DELIVERED = "not-delivered"
    TOO_OLD = "too-old"
    FUTURE = "future"
    FAILED_SINCE = "failed-since"  # it passed, and a later run was not complete, or was killed
    NEVER = "never"  # runs there were, none of them complete
    MISSING = "missing"
    UNREADABLE = "unreadable"


class Amiss(StrEnum):
    """Why nothing can be read there."""

    CLOSED = "closed"  # to this account
    DAMAGED = "damaged"  # the next scan begins it anew
    ANOTHERS = "anothers"  # no file of promocheck's, which no scan writes over
    EDITED = "edited"  # a ledger


@dataclass(frozen=True, slots=True)
class Unended:
    """A scan that runs, or was killed: its process, and when it began, UTC seconds; `killed`: it is known not to run any more."""

    process: int
    started: int
    killed: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """The state, and what it was told from. `now` in UTC seconds, `max_age` in seconds; `source` names the file.

    `unended` is a scan that has begun since and noted no end; `amiss` is what is wrong with a source that is not readable.
    """

    state: State
    source: str
    now: int
    max_age: int
    runs: LastRun | None = None
    unended: Unended | None = None
    amiss: Amiss = Amiss.DAMAGED

    @property
    def age(self) -> int | None:
        """Seconds since the last complete run began: what it has seen is so old."""
        if self.runs is None or self.runs.complete is None:
            return None
        return self.now - self.runs.complete.started

    @property
    def failed_since(self) -> Ending | None:
        """The last run, where it came after the complete one and was not complete itself."""
        return None if self.runs is None or self.runs.last == self.runs.complete else self.runs.last

    @property
    def incomplete_since(self) -> bool:
        """Whether a run that came after the complete one checked less than all, or was killed."""
        return self.failed_since is not None or (self.unended is not None and self.unended.killed)

    def beside(self, unended: Unended | None) -> Health:
        """The same, where such a run has noted no end: one that was killed since says as little of tonight as one that failed."""
        last = None if self.runs is None else self.runs.last
        if unended is not None and last is not None and unended.started < last.started:
            return replace(self, unended=replace(unended, killed=False))
        failed = self.state is State.GOOD and unended is not None and unended.killed
        return replace(self, unended=unended, state=State.FAILED_SINCE if failed else self.state)

    @property
    def exit_code(self) -> int:
        """That of the last complete run, 1 where it found errors; 3 where there is none that can be relied on, or a later one failed."""
        if self.incomplete_since:
            return UNTRUSTED
        match self.state:
            case State.GOOD:
                return 0
            case State.FINDINGS:
                return 1
            case State.NOT_DELIVERED:
                return NOT_DELIVERED
            case _:
                return UNTRUSTED


def health(runs: LastRun, source: str, now: int, max_age: int) -> Health:
    """What is to be said of runs that were noted."""
    state = _state(runs.complete, now, max_age)
    if state is State.GOOD and runs.last != runs.complete:
        # Tonight's run has checked less than all: last night's says nothing of tonight.
        state = State.FAILED_SINCE
    return Health(state, source, now, max_age, runs)


def _state(complete: Ending | None, now: int, max_age: int) -> State:
    if complete is None:
        return State.NEVER
    if max(complete.started, complete.ended) > now + AHEAD:
        return State.FUTURE
    if now - complete.started > max_age:
        return State.TOO_OLD
    if complete.exit_code == NOT_DELIVERED:
        return State.NOT_DELIVERED
    # a scan with --fail-on never ends as 0, whatever it has found
    passed = not complete.exit_code and complete.verdict == "clear"
    return State.GOOD if passed else State.FINDINGS
