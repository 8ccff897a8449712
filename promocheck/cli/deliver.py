"""Reports leave here: stdout and files. What cannot be delivered is exit code 4, below every other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, AnyStr, Final, NamedTuple

from promocheck.cli.console import cells_of_line
from promocheck.cli.log import RunLog
from promocheck.cli.streams import Output, tell
from promocheck.cli.untouched import require_apart
from promocheck.cli.whole_files import as_bytes, why, write_whole
from promocheck.model.errors import NotOnTerminal, UnknownWord, UsageFault
from promocheck.model.exit_code import NOT_DELIVERED
from promocheck.model.text import say
from promocheck.model.value import dataclass

if TYPE_CHECKING:
    from promocheck.model.report import Report

# As in reports.FORMATS and reports.BINARY; named here so that --help imports nothing.
FORMATS: Final = (
    "text",
    "compact",
    "json",
    "jsonl",
    "csv",
    "markdown",
    "sarif",
    "junit",
    "github",
    "html",
)
BINARY: Final = ("xlsx",)

_CATALOGUES: Final = frozenset({"junit", "sarif"})  # formats that list every rule, found or not
_DRAWN: Final = frozenset({"text", "html"})  # formats that show prices over time
_AT_ONCE: Final = 2**18  # letters or bytes
# In the console's encoding, for people there; all others are UTF-8 wherever they go.
CONSOLE: Final = frozenset({"text", "compact"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where reports go. `format` None: text, or compact with `quiet`; `jobs` None: by as many processes as pay."""

    format: str | None
    files: tuple[tuple[str, str], ...]
    language: str
    quiet: bool
    colour: bool
    log: RunLog = field(default_factory=RunLog)
    jobs: int | None = None

    def __post_init__(self) -> None:
        if self.format is not None:
            _known("--format", self.format)
            if self.format in BINARY and sys.stdout.isatty():
                raise NotOnTerminal(self.format)

    @property
    def formats(self) -> frozenset[str]:
        """All formats that are asked for."""
        return frozenset({self.on_stdout, *(name for name, _ in self.files)})

    @property
    def lists_rules(self) -> bool:
        """Whether a format lists every rule, whether it found something or not."""
        return not self.formats.isdisjoint(_CATALOGUES)

    @property
    def drawn(self) -> bool:
        """Whether one of them draws timelines."""
        return not self.formats.isdisjoint(_DRAWN)

    @property
    def on_stdout(self) -> str:
        """The format on stdout."""
        return self.format or ("compact" if self.quiet else "text")


def parse_reports(options: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """`FMT=FILE` options as pairs of format and path. Raises `UsageFault`, `UnknownWord`."""
    found = []
    for option in options:
        name, equals, path = option.partition("=")
        if not equals or not path.strip():
            raise UsageFault(
                say(
                    "--report: expected FMT=FILE, such as json=report.json, found {found}.",
                    found=repr(option),
                )
            )
        _known("--report", name)
        found.append((name, path))
    require_apart(path for _, path in found)
    return tuple(found)


def complete_format(incomplete: str) -> list[str]:
    """The formats that begin like this."""
    return [name for name in FORMATS + BINARY if name.startswith(incomplete)]


def complete_report(incomplete: str) -> list[str]:
    """The same with the equals sign behind which a file is named."""
    return [f"{name}=" for name in complete_format(incomplete)]


def _known(option: str, name: str) -> None:
    if name not in FORMATS + BINARY:
        raise UnknownWord(option, name, FORMATS + BINARY)


class Delivered(NamedTuple):
    """The exit code once reports are delivered, and the files that were written."""

    code: int
    written: tuple[str, ...]


def deliver(
    report: Report,
    delivery: Delivery,
    keep: Callable[[], bool] | None = None,
    instead: Callable[[], str] | None = None,
) -> Delivered:
    """Write the reports, files first, then into the ledger, then stdout; with `quiet` nothing there of what is clear and ends with 0.

    `instead` makes what stands on stdout in the report's place.
    """
    from promocheck.reports import Words, pieces

    written = write_reports(report, delivery)
    delivered = len(written) == len(delivery.files)
    delivery.log.stage("reports")
    if keep is not None:
        delivered &= keep()
        delivery.log.stage("ledger")
    done = Delivered(report.exit_code or (0 if delivered else NOT_DELIVERED), written)
    if delivery.quiet and done.code == 0 and report.verdict == "clear":
        return done
    name, words = delivery.on_stdout, Words(delivery.language)
    if instead is not None:
        to_stdout(name, instead())
    else:
        made = pieces(
            name, report, words, width=width_of_stdout(), colour=delivery.colour, jobs=delivery.jobs
        )
        to_stdout(name, made)
    return done


def write_reports(report: Report, delivery: Delivery) -> tuple[str, ...]:
    """Write the files; those that are written. What is not is told."""
    from promocheck.reports import Words, pieces

    written, words = [], Words(delivery.language)
    for name, path in delivery.files:
        try:
            write_whole(Path(path), pieces(name, report, words, jobs=delivery.jobs))
            written.append(path)
            delivery.log.event("report", format=name, path=path)
        except OSError as error:
            delivery.log.event("report-failed", "error", format=name, path=path)
            tell(words._("{path}: the report could not be written: {why}", path=path, why=why(error)))
    return tuple(written)


def width_of_stdout() -> int | None:
    """The cells that a line may take; None off a terminal, where every line stays whole."""
    return cells_of_line() if sys.stdout.isatty() else None


def to_stdout(name: str, text: str | Iterable[str | bytes]) -> None:
    """Write to stdout, piece by piece: what people read there in the console's encoding, what programs and pages take in UTF-8."""
    made = (text,) if isinstance(text, str) else text
    if name in CONSOLE:
        _write_all(sys.stdout.write, (piece for piece in made if isinstance(piece, str)))
    else:
        put = sys.stdout.write_bytes if isinstance(sys.stdout, Output) else sys.stdout.buffer.write
        _write_all(put, as_bytes(made))


def _write_all(write: Callable[[AnyStr], object], pieces: Iterable[AnyStr]) -> None:
    for some in _together(pieces):
        write(some)
        if isinstance(sys.stdout, Output) and sys.stdout.over:
            return  # nobody reads any more: what is left is not made


def _together(pieces: Iterable[AnyStr]) -> Iterator[AnyStr]:
    """Small pieces in one: to write each of them takes longer than to make it."""
    some: list[AnyStr] = []
    size = 0
    for piece in pieces:
        some.append(piece)
        size += len(piece)
        if size >= _AT_ONCE:
            yield piece[:0].join(some)
            some, size = [], 0
    if size:
        yield some[0][:0].join(some)
