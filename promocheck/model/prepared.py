"""What a command that prepares exports has done: what it wrote, and what of the exports it could not read."""

from __future__ import annotations

from promocheck.model.exit_code import UNTRUSTED
from promocheck.model.problem import UnknownColumn, UnreadCell, UnreadFile
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Prepared:
    """A set at `url`: how many `rows` of how many `files` were read, and the parts of the set with their bytes.

    `suspect` are columns that nothing knows and that may be about money.
    """

    url: str
    rows: int
    parts: int
    size: int
    files: int
    unread: tuple[UnreadCell | UnreadFile, ...]
    suspect: tuple[UnknownColumn, ...]

    @property
    def exit_code(self) -> int:
        """0 where all of it could be read. A scan of the set says the rest again: nothing is lost of it."""
        return 0 if self.files and not self.unread and not self.suspect else UNTRUSTED
