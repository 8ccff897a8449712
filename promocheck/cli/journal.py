"""What is noted of a scan when it has ended, however it ended, for `promocheck status`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from promocheck import __version__
from promocheck.cli.clock import now
from promocheck.cli.command_line import last_of, without_options
from promocheck.cli.covering import covers, seen_from
from promocheck.cli.language import in_words
from promocheck.cli.log import RunLog
from promocheck.cli.streams import tell
from promocheck.cli.whole_files import text_of, why, write_whole
from promocheck.model.ending import Ending, LastRun, may_be_replaced, read, written
from promocheck.model.errors import AnotherRuns
from promocheck.model.exit_code import NOT_DELIVERED
from promocheck.model.text import say

if TYPE_CHECKING:
    from promocheck.model.report import Report

_LAST_RUN: Final = "--last-run"
_ASIDE: Final = ("--draft", "--only")  # such a run says nothing of all that is live
_ELSES: Final = say("it is no file of promocheck's. Name another")


class Journal:
    """One run: its id, when it began, UTC seconds, and what is known of it so far; `reads` is what the nightly run reads, where it says so."""

    def __init__(self, arguments: Sequence[str], language: str) -> None:
        self.started = now()
        self.id = f"{datetime.fromtimestamp(self.started, UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        self.log = RunLog()
        self.path: str | None = None
        self.reads: tuple[str, ...] = ()
        self.held = ExitStack()  # what keeps other runs off, until the end of this one is noted
        self.before_noting: Callable[[], bool] = lambda: True  # whether it succeeds is noted too
        self._settled, self._alone = False, True
        self._arguments = arguments
        self._language = language
        self._report: Report | None = None

    def note_in(self, path: str | None, *, alone: bool = True) -> None:
        """Where it is to be noted how the run ends; None: nowhere. Unless `alone` another run may note its end there too."""
        self.path, self._settled, self._alone = path, True, alone

    def found(self, report: Report) -> None:
        """What the run came to."""
        self._report = report
        self.log.found(report)

    def close(self, code: int) -> int:
        """Note how the run ended; the exit code, which is 4 where only that could not be written."""
        if code and not self._settled:  # before anybody knew where; what ended well so early was no scan
            self._settle_late()
        with self.held:
            tidy = self.before_noting()
            return self._noted(code or (0 if tidy and self._alone else NOT_DELIVERED))

    def _settle_late(self) -> None:
        """Find out where it is to be noted, alone; while another run is noted there, that one will say how it ended."""
        from promocheck.cli.alone import note_alone  # only a run that fails so early has not done so

        with suppress(AnotherRuns):
            note_alone(_meant(self._arguments), 0, self, self._language)

    def _noted(self, code: int) -> int:
        if self.path is None:
            return code
        path = Path(self.path)
        try:
            reads = seen_from(self.path, self.reads)
            ending = LastRun.after(self._before(path), self._ending(code), reads)
            write_whole(path, written(ending, __version__).encode("utf-8", "backslashreplace"))
        except OSError as error:
            said = say("{path}: how the run ended could not be noted: {why}", path=self.path, why=why(error))
            tell(in_words(said, self._language))
            return code or NOT_DELIVERED
        self.log.event("noted", path=self.path)
        return code

    def _ending(self, code: int) -> Ending:
        ending = Ending(self.id, self.started, max(now(), self.started), code)
        if self._report is None:
            return ending
        from promocheck.pipeline.ended import with_report  # with numpy behind it, which has run by now

        return with_report(ending, self._report)

    def _before(self, path: Path) -> LastRun | None:
        """What was noted before; what cannot be read any more is told. Raises `FileExistsError` for somebody else's file."""
        try:
            text = text_of(path)
        except FileNotFoundError:
            return None
        except FileExistsError as error:
            raise FileExistsError(None, in_words(_ELSES, self._language)) from error
        if not may_be_replaced(text):
            raise FileExistsError(None, in_words(_ELSES, self._language))
        try:
            return read(text)
        except ValueError:
            tell(
                in_words(say("{path}: was damaged, and is begun anew.", path=path.as_posix()), self._language)
            )
            return None


def _meant(arguments: Sequence[str]) -> str | None:
    """Where a run would have been noted that ended before its options and policy were read, as far as that can be told."""
    from promocheck.cli.app import command_of  # only a run that fails needs them
    from promocheck.policy.sources import last_run_of_policy, paths_of_policy

    asked = last_of(arguments, _LAST_RUN)
    if asked is not None:
        return asked or None
    rules = last_of(arguments, "--rules")
    path = last_run_of_policy(rules)
    if path is None or any(last_of(arguments, each) is not None for each in _ASIDE):
        return None
    options = [each for each in command_of(arguments[0]).params if not getattr(each, "is_flag", True)]
    valued = {name for each in options for name in each.opts if name.startswith("-")}
    wanted = paths_of_policy(rules)
    given = tuple(without_options(arguments[1:], valued)) or wanted or (".",)
    return path if covers(given, wanted, path) else None
