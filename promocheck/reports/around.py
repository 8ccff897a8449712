"""What stands before and after a value in a text, wherever a language has put it: thousands of texts differ in nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_MARK: Final = "<7>"


def around(told_of: Callable[[str], str]) -> tuple[str, str]:
    """What `told_of` puts before and after its value, which stands in what it says once."""
    said = told_of(_MARK)
    if said.count(_MARK) == 1:
        before, _, after = said.partition(_MARK)
        return before, after
    one, other = told_of("7"), told_of("8")  # data hold the mark: the value is where these two differ
    at = next(at for at, (this, that) in enumerate(zip(one, other, strict=True)) if this != that)
    return one[:at], one[at + 1 :]
