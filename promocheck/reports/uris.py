"""Paths as URIs: relative ones stay relative, each character that a URI does not hold is percent-encoded."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote

_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")
_SHARE: Final = re.compile(r"[\\/]{2}[^\\/]")


@lru_cache(maxsize=2**10)  # thousands of findings stand in a few files
def uri_of(path: str) -> str:
    r"""The URI of a path as given: `exports/A%20B.csv`, `file:///C:/exports/A.csv`.

    A backslash divides folders behind a drive or in front of a server, and is a letter of a name anywhere else, as on Linux.
    """
    if _DRIVE.match(path):
        drive, rest = path[:2], path[2:].replace("\\", "/")
        return f"file:///{drive}{_quoted(rest)}"
    if _SHARE.match(path):
        return f"file:{_quoted(path.replace(chr(92), '/'))}"
    return f"file://{_quoted(path)}" if path.startswith("/") else _quoted(path)


def _quoted(path: str) -> str:
    # A colon is encoded too, or "a:b.csv" would be of the scheme "a". Half a surrogate pair has no UTF-8 and is written all the same.
    return quote(path, safe="/", errors="surrogatepass")
