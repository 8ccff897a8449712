"""One part of a package, read piece by piece within limits: nothing is kept of it but what its handlers keep.

The limits are counts and not seconds, so that a file is refused on every machine or on none. What they allow is read in
some hundred megabytes of memory; a spreadsheet that a person can work with stays far below them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sys import getsizeof
from typing import IO, Final
from xml.parsers import expat  # a document type, and so every entity, is refused below

from promocheck.exports.grid import Refusal
from promocheck.model.text import Text, say

_CHUNK: Final = 1 << 20
_MOST_LEVELS: Final = 100
_MOST_CHARACTERS: Final = 1 << 20  # of one cell: Excel's own limit is 32,767
_LONGEST_TAG: Final = 8 << 20  # bytes; expat holds a tag as a whole

Starts = Mapping[str, Callable[[dict[str, str]], None]]
Ends = Mapping[str, Callable[[], None]]


@dataclass(slots=True)
class Limits:
    """How much more of a workbook may be read: tags of any kind, cells that hold something, bytes of text."""

    tags: int = 40_000_000
    cells: int = 4_000_000
    text: int = 256 << 20

    def keep(self, text: str) -> str:
        """Count a text that is kept, by the room it takes. Raises `Refusal`."""
        self.text -= getsizeof(text)
        if self.text < 0:
            raise Refusal(TOO_LARGE)
        return text


class AnotherRoot(ValueError):  # noqa: N818
    """A part that is something else than it should be."""


TOO_LARGE: Final[Text] = say(
    "is a workbook with more than 4 million cells or 256 MB of text, which is not read. Export it as CSV, or in parts."
)


class Texts:
    """Collects the character data between the elements that are listened to."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.listening = False

    def data(self, text: str) -> None:
        """Keep a piece, where it is listened to."""
        if self.listening:
            self.parts.append(text)
            self.length += len(text)
            if self.length > _MOST_CHARACTERS:
                raise ValueError("a text of more than a million characters")

    def begin(self) -> None:
        """Listen."""
        self.listening = True

    def pause(self) -> None:
        """Listen no more."""
        self.listening = False

    def taken(self) -> str:
        """What was heard, which is forgotten."""
        if not self.parts:
            return ""
        text = "".join(self.parts)
        self.parts.clear()
        self.length = 0
        return text


def parse(source: IO[bytes], root: str, starts: Starts, ends: Ends, texts: Texts, limits: Limits) -> None:
    """Read XML whose first element is `root`, and tell the handlers of the elements that they are named after."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    levels = 0

    def first(name: str, _attributes: dict[str, str]) -> None:
        nonlocal levels
        if name != root:
            raise AnotherRoot(f"a part that begins with {name}")
        parser.StartElementHandler = start
        levels = 1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal levels
        levels += 1
        if levels > _MOST_LEVELS:
            raise ValueError(f"elements inside each other, more than {_MOST_LEVELS} levels deep")
        if handler := starts.get(name):
            handler(attributes)

    def end(name: str) -> None:
        nonlocal levels
        levels -= 1
        if handler := ends.get(name):
            handler()

    parser.StartElementHandler = first
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.data
    parser.StartDoctypeDeclHandler = _no_document_type
    _feed(parser, source, limits)


def _feed(parser: expat.XMLParserType, source: IO[bytes], limits: Limits) -> None:
    fed = 0
    while chunk := source.read(_CHUNK):
        limits.tags -= chunk.count(b"<")
        if limits.tags < 0:
            raise Refusal(TOO_LARGE)
        parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no names
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > _LONGEST_TAG:
            raise ValueError("a tag of more than 8 MB")
    parser.Parse(b"", True)  # noqa: FBT003


def _no_document_type(*_declared: object) -> None:
    raise ValueError("a document type")
