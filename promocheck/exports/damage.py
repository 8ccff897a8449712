"""What Python's ZIP reader trips over in a damaged archive: a fault of the file, not of the program."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from typing import Final

UNPACKING: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,  # no ValueError, no OSError: an exception of its own
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    ArithmeticError,
    RuntimeError,  # NotImplementedError too: unknown compression; an encrypted part
)
