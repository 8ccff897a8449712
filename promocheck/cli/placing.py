"""Files beside the reports: written whole, or told; and what an earlier run left in their place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.cli.streams import tell
from promocheck.cli.whole_files import why, write_whole

if TYPE_CHECKING:
    from promocheck.reports import Words


def put(path: Path, data: bytes, words: Words, *, in_new_folder: bool = False) -> bool:
    """Whether the file was written; why not is told. With `in_new_folder` its folder is made where there is none."""
    try:
        if in_new_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        tell_lost(path, error, words)
        return False
    return True


def tell_lost(path: Path, error: OSError, words: Words) -> None:
    """Say that a file could not be written, and why."""
    tell(words._("{path}: could not be written: {why}", path=path.as_posix(), why=why(error)))


def tell_old(paths: Iterable[Path], words: Words) -> None:
    """Say of files that lie where none was written that nobody should take them for the new ones."""
    for path in paths:
        if path.exists():
            tell(
                words._(
                    "{path}: is from an earlier run and was not written now. Do not upload it.",
                    path=path.as_posix(),
                )
            )
