"""Whether a process that a file names has ended: said only where its number can be no other machine's."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from pathlib import Path


def numbered_by() -> str:
    """Whose numbers processes have here: the machine's, and on Linux the container's; blank where a number tells nothing."""
    if os.name != "posix":  # on Windows to ask for a process is to end it
        return ""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return f"{platform.node()} {space}".strip()


def has_ended(process: int, numbered: str) -> bool:
    """Whether it is known to have ended. Where its number has gone to another process, that is not known."""
    if not numbered or numbered != numbered_by():
        return False
    with suppress(OSError, OverflowError):  # such as another account's
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
    return False
