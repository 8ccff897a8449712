"""The page's data as JSON between two tags: what is in it can neither end the tag nor be taken for one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import orjson

# `<` could end the island or begin a comment, the separators end a line in old scripts; within JSON strings all mean the same.
_ESCAPES: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class Texts(dict[str, int]):
    """The texts of an island, each with its number; the first is empty.

    A text stands once in an island, whatever the number of findings and languages that say it.
    """

    def __init__(self) -> None:
        super().__init__({"": 0})

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number

    def all(self, texts: Iterable[str]) -> list[int]:
        """The numbers of several."""
        return list(map(self.__getitem__, texts))


def data(value: Any) -> str:
    """JSON for between two tags."""
    text = orjson.dumps(value).decode()
    for acting, inert in _ESCAPES.items():
        text = text.replace(acting, inert)
    return text
