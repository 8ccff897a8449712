"""The exit code is the product: crashes, Ctrl-C, a closed pipe and a full disk each have their own, or change nothing."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, Final

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
        code = int(command.main(list(arguments), prog_name="promocheck", standalone_mode=False) or 0)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as fault:
        if not hasattr(fault, "format_message"):
            raise
        _show_usage(fault)
        return USAGE
    if code == INTERRUPTED:  # typer's word for Ctrl-C
        raise KeyboardInterrupt
    return code


def _show_usage(fault: Any) -> None:
    """A usage error in its own words, under the command's usage; a bare `promocheck` shows the help alone."""
    message = fault.format_message()
    if message.startswith("Usage:"):
        print(message, file=sys.stderr)
        return
    if fault.ctx is not None:
        print(fault.ctx.get_usage(), file=sys.stderr)
    _tell(message)


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
