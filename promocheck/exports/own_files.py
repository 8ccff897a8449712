"""What we ourselves write and may find again among exports, told by its name."""

from __future__ import annotations

import re
from typing import Final

KEPT: Final = ".columns"  # what an export came to: see `cache`
UNFINISHED: Final = ".part"
_KEPT_NAME: Final = re.compile(
    rf"[0-9a-f]{{64}}(?:\.[0-9a-f]{{16}}{re.escape(UNFINISHED)}|{re.escape(KEPT)})"
)


def is_kept(name: str) -> bool:
    """Whether a file of this name is part of a cache: it is nobody's export, wherever the cache was put."""
    return _KEPT_NAME.fullmatch(name) is not None
