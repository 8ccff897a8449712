"""What stands before and after a value in a text, wherever a language has put it: thousands of texts differ in nothing else."""

from __future__ import annotations

from collections.abc import Callable


def around(say: Callable[[str], str]) -> tuple[str, str]:
    """What `say` puts before and after its value, which must stand in what it says once."""
    said, other = say("7"), say("8")  # any two: data may hold digits too, the value is where the texts differ
    at = next(index for index, (one, two) in enumerate(zip(said, other, strict=True)) if one != two)
    return said[:at], said[at + 1 :]
