"""Terminals, of which those of Windows differ: they have to be asked to take colours, and a line that fills them is followed by a blank one."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Final, Protocol, TextIO

_TAKES_ESCAPES: Final = 0x0004  # ENABLE_VIRTUAL_TERMINAL_PROCESSING


class Kernel(Protocol):
    """What is asked of Windows; each answers 0 where it cannot be."""

    def GetConsoleMode(self, handle: object, mode: object) -> int: ...  # noqa: D102, N802 - as Windows calls it
    def SetConsoleMode(self, handle: object, mode: int) -> int: ...  # noqa: D102, N802 - likewise


def cells_of_line() -> int:
    """How many cells of the terminal a line may take. Windows goes on to the next line as soon as one is full: one less."""
    return shutil.get_terminal_size().columns - (os.name == "nt")


def switched_on(kernel: Kernel, handle: object) -> bool:
    """Whether a console takes escape sequences, which it is asked to; not before Windows 10."""
    import ctypes  # the width of lines, which --help asks for, needs none of it

    mode = ctypes.c_uint32()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(mode.value & _TAKES_ESCAPES or kernel.SetConsoleMode(handle, mode.value | _TAKES_ESCAPES))


def takes_escapes(stream: TextIO) -> bool:
    """Whether the terminal behind a stream takes escape sequences: for colours, or to draw over a line."""
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
        takes = switched_on(ctypes.WinDLL("kernel32"), handle)
    else:
        takes = True
    return takes
