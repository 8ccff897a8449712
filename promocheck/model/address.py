"""Where a ledger lies: a file, or a database on a server by its URL, which may hold a password."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "***"

# With one slash, or none, or as `host=... password=...`, it is mistyped, and still no file that anybody means.
_URL: Final = re.compile(
    r"\s*(?:[a-z][a-z0-9+.-]*://|postgres(?:ql)?(?:\+\w+)?:|.*password\s*=)", re.IGNORECASE | re.DOTALL
)
# What follows the name of a user: up to the last @, since nobody is kept from writing one into a password as it is.
_OF_USER: Final = re.compile(r"(:/+[^:/?\s]*:|postgres(?:ql)?:[^:/?\s]*:).*@", re.IGNORECASE | re.DOTALL)
_NO_PORT: Final = re.compile(r"(:/+[^:/?\[@\s]*:)(?!\d{1,5}(?:[/?\s]|$))[^/?@\s]+")
_OPTION: Final = re.compile(r"((?:ssl)?password\s*=)[^&\s]+", re.IGNORECASE)


def is_url(where: str) -> bool:
    """Whether it is meant to be on a server."""
    return _URL.match(where) is not None


def masked(where: str) -> str:
    """How people may see it: without a password, whether it is a proper URL or not."""
    return _OPTION.sub(rf"\1{HIDDEN}", _NO_PORT.sub(rf"\1{HIDDEN}", _OF_USER.sub(rf"\1{HIDDEN}@", where)))
