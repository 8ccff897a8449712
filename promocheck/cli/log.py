"""A run's log for programs: on stderr, a JSON object a line, with the run's id. No price, cost or secret is in it.

The standard library's `logging` would bring levels, handlers and a tree of loggers that every library writes into; this is one
stream of one run.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Final

from promocheck.cli.clock import moment, tick
from promocheck.cli.command_line import last_of
from promocheck.model.errors import UnknownWord

if TYPE_CHECKING:
    from promocheck.model.report import Report

FORMATS: Final = ("text", "json")
_AMOUNT: Final = re.compile(r"[0-9]+[.,][0-9]+")  # what is quoted from a policy or a cell may be a cost
_OPTION: Final = "--log-format"
_NAME: Final = "promocheck: "
Progress = Callable[[str, int, int], None]


class RunLog:
    """The events of a run, in order; without a stream nothing is written."""

    def __init__(self, run: str = "", stream: io.TextIOBase | None = None) -> None:
        self._run, self._stream = run, stream
        self._began = self._mark = tick()

    def event(self, name: str, level: str = "info", **fields: object) -> None:
        """Write one event. ASCII alone: it is the same whatever the console's encoding is."""
        if self._stream is None:
            return
        at = moment().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = json.dumps({"time": at, "level": level, "event": name, "run": self._run, **fields})
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def stage(self, name: str) -> None:
        """A stage is over that began when the one before it was."""
        now = tick()
        self.event("stage", stage=name, seconds=round(now - self._mark, 3))
        self._mark = now

    def reading(self, progress: Progress) -> Progress:
        """A progress that tells too when all files are read."""

        def told(what: str, done: int, everything: int) -> None:
            progress(what, done, everything)
            if not what:
                self.stage("read")

        return told

    def found(self, report: Report) -> None:
        """Tell what was read, and what it came to."""
        for each in report.inputs:
            rows = each.rows
            self.event(
                "file",
                path=each.path,
                sheet=each.sheet,
                sha256=each.sha256,
                layout=each.layout,
                rows={
                    "read": rows.read,
                    "used": rows.used,
                    "set_aside": rows.set_aside,
                    "unread": rows.unread,
                },
            )
        for skipped in report.skipped:
            self.event("skipped", path=skipped.path)
        many = None if report.told else len(report.findings)  # told already, and not held
        self.event("verdict", verdict=report.verdict, exit_code=report.exit_code, findings=many)

    def ended(self, code: int) -> None:
        """The last event."""
        level = "info" if code in {0, 1} else "error"
        self.event("ended", level, exit_code=code, seconds=round(tick() - self._began, 3))


class Messages(io.TextIOBase):
    """Stands in for stderr: what is told to people becomes events, each as a whole."""

    def __init__(self, log: RunLog) -> None:
        self._log, self._said = log, ""

    def write(self, text: str) -> int:
        """Keep the text until all of a message is there."""
        self._said += text
        return len(text)

    def flush(self) -> None:
        """Write what was told since as one event."""
        said, self._said = self._said.strip().removeprefix(_NAME), ""
        if said:
            self._log.event("message", "error", message=_AMOUNT.sub("#", said))

    def isatty(self) -> bool:
        """Nobody looks at it."""
        return False


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for it, as it stands: what is wrong with the line is told in that form too."""
    return last_of(arguments, _OPTION) == "json"


def require_format(name: str) -> None:
    """Raises `UnknownWord` for another `--log-format`."""
    if name not in FORMATS:
        raise UnknownWord(_OPTION, name, FORMATS)
