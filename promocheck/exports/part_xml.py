"""One part of a package, read piece by piece within limits: nothing is kept of it but what its handlers keep.

The limits are counts and not seconds, so that a file is refused on every machine or on none. What they allow is read in
some hundred megabytes of memory; a spreadsheet that a person can work with stays far below them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from sys import getsizeof
from typing import IO, Final, Protocol
from xml.parsers import expat  # a document type, and so every entity, is refused below

from promocheck.exports.grid import Refusal
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

_PIECE: Final = 1 << 20
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
        self.count(text=getsizeof(text))
        return text

    def count(self, *, cells: int = 0, text: int = 0) -> None:
        """Count cells that hold something, and bytes of text. Raises `Refusal`."""
        self.cells -= cells
        self.text -= text
        if self.cells < 0 or self.text < 0:
            raise Refusal(TOO_LARGE)


class AnotherRoot(ValueError):
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
        """Keep a piece, where it is listened to. Raises `ValueError` for a text beyond reason."""
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


class Part(Protocol):
    """What listens to a part: whose first element is `root`, handlers by the elements they are for, the texts heard."""

    @property
    def root(self) -> str:
        """The name of the first element."""

    @property
    def starts(self) -> Starts:
        """What hears of an element's attributes."""

    @property
    def ends(self) -> Ends:
        """What hears that an element is over."""

    @property
    def texts(self) -> Texts:
        """What hears of character data."""


class Reading:
    """A part that is being read: XML goes in piece by piece, its handlers are told. `levels` are the elements open."""

    def __init__(self, part: Part) -> None:
        self.levels = 0
        self.encoding: str | None = None
        self._part = part
        self._fed = 0
        self._parser = parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._first
        parser.EndElementHandler = self._end_of(part.ends)
        parser.CharacterDataHandler = part.texts.data
        parser.StartDoctypeDeclHandler = _no_document_type
        parser.XmlDeclHandler = self._declared

    def feed(self, piece: bytes) -> None:
        """Read on. Raises `ValueError` for a tag that is too long, expat's own error for what is no XML."""
        self._parser.Parse(piece, False)  # noqa: FBT003 - expat takes no names
        self._fed += len(piece)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            raise ValueError("a tag of more than 8 MB")

    def close(self) -> None:
        """Nothing is to come."""
        self._parser.Parse(b"", True)  # noqa: FBT003 - likewise
        del self._parser  # its handlers hold what holds it, and a run looks for no cycles

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = encoding

    def _first(self, name: str, _attributes: dict[str, str]) -> None:
        if name != self._part.root:
            raise AnotherRoot(f"a part that begins with {name}")
        self._parser.StartElementHandler = self._start_of(self._part.starts)
        self.levels = 1

    def _start_of(self, starts: Starts) -> Callable[[str, dict[str, str]], None]:
        def start(name: str, attributes: dict[str, str]) -> None:
            self.levels += 1
            if self.levels > _MOST_LEVELS:
                raise ValueError(f"elements inside each other, more than {_MOST_LEVELS} levels deep")
            if handler := starts.get(name):
                handler(attributes)

        return start

    def _end_of(self, ends: Ends) -> Callable[[str], None]:
        def end(name: str) -> None:
            self.levels -= 1
            if handler := ends.get(name):
                handler()

        return end


def pieces(source: IO[bytes], limits: Limits) -> Iterator[bytes]:
    """A part in pieces of a megabyte, each counted before anybody reads it. Raises `Refusal`."""
    while piece := source.read(_PIECE):
        limits.tags -= piece.count(b"<")
        if limits.tags < 0:
            raise Refusal(TOO_LARGE)
        yield piece


def parse(source: IO[bytes], part: Part, limits: Limits) -> None:
    """Read a part, and tell the handlers of the elements that they are named after."""
    reading = Reading(part)
    for piece in pieces(source, limits):
        reading.feed(piece)
    reading.close()


def _no_document_type(*_declared: object) -> None:
    raise ValueError("a document type")
