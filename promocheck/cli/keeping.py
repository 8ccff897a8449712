"""Where the columns of exports are kept for the next run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.cli.language import in_words
from promocheck.cli.streams import tell
from promocheck.model.text import say

if TYPE_CHECKING:
    from promocheck.exports import Cache


def cache_of(setting: str | None, language: str = "en") -> Cache:
    """The cache that the policy's `exports.cache` asks for; where it names none, that of the user."""
    from promocheck.exports import NO_CACHE, Cache

    if setting == "off":
        return NO_CACHE
    if setting is None:
        return Cache(_own_folder())  # one that cannot be written is nobody's fault
    return Cache(Path(setting), _Once(setting, language).tell)


def _own_folder() -> Path | None:
    from platformdirs import user_cache_path  # for those that read exports alone

    folder = user_cache_path("promocheck", appauthor=False) / "columns"
    # A user without a home has none: "~" would be a folder's name.
    return folder if folder.is_absolute() else None


class _Once:
    """Says once that nothing can be kept in a folder: every file would fail for the same reason."""

    def __init__(self, folder: str, language: str) -> None:
        self._folder = folder
        self._language = language
        self._told = False

    def tell(self, why: str) -> None:
        if not self._told:
            told = say(
                "{folder}: what was read cannot be kept there ({why}). The report is the same without it.",
                folder=self._folder,
                why=why,
            )
            tell(in_words(told, self._language))
        self._told = True
