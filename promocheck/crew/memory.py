"""Memory that goes back to the machine."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Give back what this process has let go of, before it makes large tables or splits others off.

    The C library of Linux keeps what it had for blocks of less than some megabytes, which columns of a part are; others need
    no asking.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
