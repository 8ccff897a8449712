"""Where the columns of exports are kept for the next run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.cli.streams import tell

if TYPE_CHECKING:
    from promocheck.exports import Cache


def cache_of(setting: str | None) -> Cache:
    """The cache that the policy's `exports.cache` asks for; where it names none, that of the user."""
    from promocheck.exports import NO_CACHE, Cache  # noqa: PLC0415 - with pandas behind it, imported when it runs

    if setting == "off":
        return NO_CACHE
    if setting is None:
        return Cache(_own_folder())  # one that cannot be written is nobody's fault
    return Cache(Path(setting), _Once(setting).tell)


def _own_folder() -> Path | None:
    from platformdirs import user_cache_path  # noqa: PLC0415 - for those that read exports alone

    folder = user_cache_path("promocheck", appauthor=False) / "columns"
    return (
        folder if folder.is_absolute() else None
    )  # a user without a home has none: "~" would be a folder's name


class _Once:
    """Says once that nothing can be kept in a folder: every file would fail for the same reason."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._told = False

    def tell(self, why: str) -> None:
        if not self._told:
            tell(
                f"{self._folder}: what was read cannot be kept there ({why}). The report is the same without it."
            )
        self._told = True
