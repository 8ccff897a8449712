"""The exit code is the product: crashes, Ctrl-C, a closed pipe and a full disk each have their own, or change nothing."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final

from promocheck.model.errors import UsageFault

USAGE: Final = 2
NOT_DELIVERED: Final = 4
CRASHED: Final = 70
INTERRUPTED: Final = 130


def run(arguments: Sequence[str]) -> int:
    """Run the command line; the exit code, whatever happens."""
    _make_streams_safe()
    try:
        code = _run(arguments)
    except KeyboardInterrupt:
        _tell("interrupted")
        code = INTERRUPTED
    except UsageFault as fault:
        _tell(str(fault))
        code = USAGE
    except MemoryError:
        _tell("out of memory; nothing was checked")
        code = CRASHED
    except Exception:  # the last fence: a crash must not look like a finding
        _tell(
            f"internal error; nothing was checked. Please report it with what follows.\n{traceback.format_exc()}"
        )
        code = CRASHED
    return _flushed(code)


def _run(arguments: Sequence[str]) -> int:
    import typer  # noqa: PLC0415 - typer is slow to import, and a rejected option needs nothing else
    from typer.main import get_command  # noqa: PLC0415

    from promocheck.cli.app import app  # noqa: PLC0415

    command = get_command(app)
    try:
        result = command.main(list(arguments), prog_name="promocheck", standalone_mode=False)
    except typer.Exit as end:
        return int(end.exit_code)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as fault:
        shown = _click_message(fault)
        if shown is None:
            raise
        _tell(shown)
        return USAGE
    return int(result or 0)


def _click_message(fault: Exception) -> str | None:
    """A usage error's own words; None for anything that is not one."""
    message = getattr(fault, "format_message", None)
    if message is None:
        return None
    context = getattr(fault, "ctx", None)
    usage = f"{context.get_usage()}\n" if context is not None else ""
    return f"{usage}{message()}"


def _make_streams_safe() -> None:
    """What a console's encoding lacks is replaced, so that a pound sign on a Chinese Windows cannot end a run."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _tell(message: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        print(f"promocheck: {message}", file=sys.stderr, flush=True)


def _flushed(code: int) -> int:
    """Flush stdout inside the guard; a reader that went away changes nothing, a full disk is a report not delivered."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_stdout()
    except OSError as error:
        _discard_stdout()
        _tell(f"the report could not be written to stdout: {error.strerror}")
        return code or NOT_DELIVERED
    return code


def _discard_stdout() -> None:
    """Point stdout at nothing, so that Python's own flush at exit does not fail again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
