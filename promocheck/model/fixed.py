"""A draft without what fails: the files as they may be uploaded, and what was left out of them and why."""

from __future__ import annotations

from promocheck.model.place import Place
from promocheck.model.text import Text
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A name that a draft's row has and the fixed one has not: who it is, and everything that is wrong there."""

    place: Place
    promotion: str
    target: str
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A draft written again: its own path, the new bytes, and how many of its rows are left; none: nothing is.

    `as_it_was`: nothing fails in it, so it stays to the byte.
    """

    path: str
    data: bytes
    rows: int
    as_it_was: bool = False

    @property
    def is_written(self) -> bool:
        """Whether there is anything to upload."""
        return self.as_it_was or self.rows > 0


@dataclass(frozen=True, slots=True)
class Fixed:
    """The drafts as they may be uploaded, and what was left out of them. `unproven` says why nothing is fixed, if so."""

    files: tuple[FixedFile, ...]
    left_out: tuple[LeftOut, ...]
    unproven: Text | None = None
