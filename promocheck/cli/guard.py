"""The exit code is the product: crashes, Ctrl-C, a closed pipe and a full disk each have their own, or change nothing."""

from __future__ import annotations

import os
import signal as signals
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from signal import SIG_IGN, SIGINT, SIGTERM, default_int_handler, getsignal, signal
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any, Final

from promocheck import __version__
from promocheck.cli.language import in_words, language_of
from promocheck.cli.streams import Output, take_over, tell
from promocheck.model.exit_code import NOT_DELIVERED

if TYPE_CHECKING:
    from promocheck.cli.journal import Journal

USAGE: Final = 2
CRASHED: Final = 70
INTERRUPTED: Final = 130
_NOTED: Final = "scan"  # the command whose end is noted
_ROOM: Final = 128 << 20  # bytes
_BREAK: Final = [signals.SIGBREAK] if hasattr(signals, "SIGBREAK") else []
_THREADS: Final = "OPENBLAS_NUM_THREADS"
_PLUGINS: Final = "PYDANTIC_DISABLE_PLUGINS"
_ASKS: Final = "_PROMOCHECK_COMPLETE"
_COMPLETION: Final = (["--install-completion"], ["--show-completion"])


def run(arguments: Sequence[str]) -> int:
    """Run the command line; the exit code, whatever happens."""
    before = sys.stdout, sys.stderr
    try:
        return _ended(arguments, closed=before[1] is None)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # without room to say more
        with suppress(Exception):
            tell(f"{type(error).__name__}; nothing was checked")
        return CRASHED
    finally:
        sys.stdout, sys.stderr = before


def _ended(arguments: Sequence[str], *, closed: bool) -> int:
    """The exit code, with stdout and stderr out of the way; stderr may have been `closed` by whoever asked for silence."""
    output, errors = take_over()
    language = language_of(arguments)
    journal = _journal(arguments, language)
    if journal:
        _log(journal, arguments, errors)
    code = _guarded(arguments, language, journal)
    output.flush()
    if output.failure:
        from promocheck.cli.endings import not_written  # as all that is told at an end

        tell(in_words(not_written(output.failure), language))
        code = code or NOT_DELIVERED
    code = _told(errors, code, closed=closed)
    if journal:
        code = _noted(journal, code, language)
        sys.stderr.flush()
        journal.log.ended(code)
        code = _told(errors, code, closed=closed)
    return code


def _told(errors: Output, code: int, *, closed: bool) -> int:
    """The exit code once stderr is written, which is 4 where only that failed."""
    errors.flush()
    return code or (NOT_DELIVERED if errors.failure and not closed else 0)


def _journal(arguments: Sequence[str], language: str) -> Journal | None:
    """What notes how the run ends, where it is one that is noted."""
    if _NOTED not in arguments[:1]:
        return None
    from promocheck.cli.journal import Journal  # `--version` needs none

    return Journal(arguments, language)


def _log(journal: Journal, arguments: Sequence[str], errors: Output) -> None:
    """Where a log is asked for it stands on stderr, in the place of everything else there."""
    from promocheck.cli.log import Messages, RunLog, wants_json

    if wants_json(arguments):
        journal.log = RunLog(journal.id, errors)
        sys.stderr = Messages(journal.log)
        journal.log.event("started", version=__version__)


def _noted(journal: Journal, code: int, language: str) -> int:
    """The exit code once it is noted."""
    try:
        return journal.close(code)
    except Exception as error:
        failed = _failed(error, language)
        return code if code == INTERRUPTED else failed


def _guarded(arguments: Sequence[str], language: str, journal: Journal | None) -> int:
    stopped: list[int] = []
    try:
        with _stoppable(stopped):
            code = _run(arguments, language, journal)
    except KeyboardInterrupt:
        return _stopped(language)
    except SystemExit as end:  # how a completion ends; its shell asks only whether there is one
        return USAGE if end.code else 0
    except Exception as error:  # the last fence: a crash must not look like a finding
        if stopped:
            return _stopped(language)
        return _homeless(language) if _has_no_folder(error) else _failed(error, language)
    # Python drops what is raised while something is taken apart, an interrupt too.
    return _stopped(language) if stopped else code


def _has_no_folder(error: Exception) -> bool:
    """Whether somebody has deleted the folder in which this runs, so that no name seen from there leads anywhere."""
    if not isinstance(error, FileNotFoundError):
        return False
    try:
        os.getcwd()  # noqa: PTH109 - it is asked whether there is one
    except FileNotFoundError:
        return True
    return False


def _homeless(language: str) -> int:
    from promocheck.cli.endings import NO_FOLDER

    tell(in_words(NO_FOLDER, language))
    return USAGE


def _stopped(language: str) -> int:
    from promocheck.cli.endings import STOPPED

    tell(in_words(STOPPED, language))
    return INTERRUPTED


@contextmanager
def _stoppable(stopped: list[int]) -> Iterator[None]:
    """Ctrl-C, on Windows Ctrl-Break too, is noted in `stopped`: a library may make an error of its own of an interrupt, as pydantic does while it builds, or none.

    Whatever a service or a time limit stops ends as interrupted too, not without a word.
    """
    if current_thread() is not main_thread():
        yield
        return
    process = os.getpid()

    def stop(number: int, _: object) -> None:
        if number == SIGTERM and os.getpid() != process:  # one that was split off
            os._exit(128 + number)
        stopped.append(number)
        raise KeyboardInterrupt

    # Where Python does not listen to Ctrl-C whoever started this wants none.
    heard = [SIGINT, *_BREAK] if getsignal(SIGINT) is default_int_handler else []
    heard += [SIGTERM] if getsignal(SIGTERM) is not SIG_IGN else []
    before = [signal(each, stop) for each in heard]
    try:
        yield
    finally:
        for each, handler in zip(heard, before, strict=True):
            signal(each, handler)


def _failed(error: Exception, language: str) -> int:
    """Say what was wrong with the usage, or that the program broke; the exit code."""
    from promocheck.model.errors import UsageFault  # only a run that fails needs it

    if isinstance(error, UsageFault):
        tell(in_words(error.said, language))
        return error.code
    from promocheck.cli.endings import BROKEN, OUT_OF_MEMORY

    if isinstance(error, MemoryError):
        tell(in_words(OUT_OF_MEMORY, language))
        return CRASHED
    tell(f"{in_words(BROKEN, language)}\n{_without_figures(error)}")
    return CRASHED


def _without_figures(error: BaseException) -> str:
    """The traceback, oldest error first, for somebody else's eyes: an error may quote a cell, and that a cost."""
    import re  # only a crash needs these
    import traceback

    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    told = f"{_without_figures(before)}\n" if before else ""
    said = re.sub(r"[0-9]", "#", str(error))
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{told}Traceback (most recent call last):\n{frames}{type(error).__name__}: {said}"


def _run(arguments: Sequence[str], language: str, journal: Journal | None) -> int:
    if list(arguments) in (["--version"], ["-V"]):  # answered before anything heavy is imported
        print(f"promocheck {__version__}")
        return 0
    _require_room()
    os.environ.setdefault(_PLUGINS, "__all__")  # looked for in every package that is installed
    import typer

    _make_ready_for_completion(arguments)
    try:
        main = _command(language).main
        code = int(main(list(arguments), prog_name="promocheck", standalone_mode=False, obj=journal) or 0)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as fault:
        if not hasattr(fault, "format_message"):
            raise
        _show_usage(fault, language)
        return USAGE
    if code == INTERRUPTED:  # typer's word for Ctrl-C
        raise KeyboardInterrupt
    if code and list(arguments[:1]) in _COMPLETION:
        from promocheck.cli.endings import NO_COMPLETION

        tell(in_words(NO_COMPLETION, language))
        return USAGE
    return code


def _require_room() -> None:
    """Raises `MemoryError` where a scan could not even begin: numpy's library would end the process itself, and as 1."""
    import mmap  # `--version` needs none

    os.environ.setdefault(_THREADS, "1")  # it takes as much again for each; nothing here multiplies matrices
    try:
        mmap.mmap(-1, _ROOM).close()  # asked for and given back; nothing is touched
    except OSError:
        raise MemoryError from None


@cache  # a process may run it more than once
def _command(language: str) -> Any:
    from typer.main import get_command

    from promocheck.cli.app import app
    from promocheck.cli.help import helping

    command: Any = get_command(app)
    command.language = language
    return helping(command, language)


def _make_ready_for_completion(arguments: Sequence[str]) -> None:
    """A shell asks by a variable and without arguments. Left behind in a session it must not make a scan end as 0."""
    if arguments:
        os.environ.pop(_ASKS, None)
    elif os.environ.get(_ASKS):
        os.environ["COLUMNS"] = "10000"  # a description that is folded would be several completions


def _show_usage(fault: Any, language: str) -> None:
    """A usage error under the command's usage; a bare `promocheck` shows the help alone."""
    from promocheck.cli.help import usage  # only a run that fails needs them
    from promocheck.cli.misused import misused

    message = fault.format_message()
    if fault.ctx is None:
        tell(misused(message, language))
        return
    shown = usage(fault.ctx, language)
    if message.startswith(shown):
        print(message, file=sys.stderr)
        return
    print(shown, file=sys.stderr)
    tell(misused(message, language))
