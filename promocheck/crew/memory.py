"""Memory that a process has let go of: kept for what it asks for next, or given back to the machine."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Final

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of glibc's malloc.h
# Bytes: larger columns are few, and stay blocks of their own; glibc takes no more everywhere.
_COLUMN: Final = 1 << 25
_LEFT: Final = 1 << 27  # bytes that may lie unused
_NO_LARGE_PAGES: Final = 41  # PR_SET_THP_DISABLE of sys/prctl.h


def keep() -> None:
    """From now on keep what this process lets go of, and those that are split off from it likewise.

    The C library of Linux gives large blocks back at once, and has others for each thread. To get a page anew costs several times
    what it costs to fill it: of a million listings one second in twenty went into that.

    For larger arrays NumPy asks Linux for pages of 2 MiB. To make such a page ready takes it far longer than the small ones that are
    filled in its place, and as long again once it was given back: half as much went into that.
    """
    limit = _of_c_library("mallopt")
    if limit is not None:
        limit(_MMAP_THRESHOLD, _COLUMN)
        limit(_TRIM_THRESHOLD, _LEFT)
        limit(_ARENA_MAX, 1)
    ask = _of_c_library("prctl")
    if ask is not None:
        ask(_NO_LARGE_PAGES, *map(ctypes.c_ulong, (1, 0, 0, 0)))


def give_back() -> None:
    """Give back what was kept, before large tables are made, others are split off, or this process waits for long."""
    trim = _of_c_library("malloc_trim")
    if trim is not None:
        trim(0)


def _of_c_library(name: str) -> Callable[..., object] | None:
    """A function of the C library; None where it has none of this name."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
