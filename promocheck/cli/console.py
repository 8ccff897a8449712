"""Consoles that have to be asked before they take colours: those of Windows show the escape sequences else."""

from __future__ import annotations

import ctypes
import sys
from typing import Final, Protocol

_TAKES_ESCAPES: Final = 0x0004  # ENABLE_VIRTUAL_TERMINAL_PROCESSING


class Kernel(Protocol):
    """What is asked of Windows; each answers 0 where it cannot be."""

    def GetConsoleMode(self, handle: object, mode: object) -> int: ...  # noqa: D102, N802 - as Windows calls it
    def SetConsoleMode(self, handle: object, mode: int) -> int: ...  # noqa: D102, N802 - likewise


def switched_on(kernel: Kernel, handle: object) -> bool:
    """Whether a console takes escape sequences, which it is asked to; not before Windows 10."""
    mode = ctypes.c_uint32()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(mode.value & _TAKES_ESCAPES or kernel.SetConsoleMode(handle, mode.value | _TAKES_ESCAPES))


if sys.platform == "win32":
    import msvcrt

    def takes_colours(descriptor: int) -> bool:
        """Whether the terminal behind a file descriptor does."""
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(descriptor))
        return switched_on(ctypes.WinDLL("kernel32"), handle)

else:

    def takes_colours(descriptor: int) -> bool:
        """Whether the terminal behind a file descriptor does."""
        del descriptor
        return True
