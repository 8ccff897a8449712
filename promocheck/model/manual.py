"""A rule's manual as a value: what its file says at the head, and its options as the shipped policy has them."""

from __future__ import annotations

from typing import Any

from promocheck.model.text import Text
from promocheck.model.value import dataclass


def plain(word: str) -> str:
    """A rule's name or id as it is looked up: in any case, `_` as good as `-`."""
    return word.casefold().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Option:
    """A key of the policy: what may stand there, what stands there without one, and what it is for.

    `default` is made of JSON's types alone; an exact decimal is a string.
    """

    name: str
    type: Text
    default: Any
    description: str


@dataclass(frozen=True, slots=True)
class Manual:
    """A rule explained. A part that its manual does not have is empty; paragraphs are lines apart by an empty one.

    `family` is a word, `severity` the default one, and with `trust` an error means that a run cannot be trusted.
    `on_options` is what the manual says of its options as a whole.
    """

    id: str
    name: str
    family: str
    severity: str
    trust: bool
    summary: str
    why: str
    accident: str
    example: str
    fix: str
    on_options: str
    options: tuple[Option, ...]
