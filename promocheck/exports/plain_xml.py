"""Parts of a package in which one element repeats by the hundred thousand: the plain ones are read by a pattern.

expat tells of every tag by itself, which is most of the time that a workbook takes. So it is given the head of the part, up to
the first such element's end, and the tail; of what lies between, in stretches of whole elements, it sees only what the part's
own pattern does not take: a stretch is taken as a whole, every character of it, or not at all.
"""

from __future__ import annotations

from typing import IO, Final, Protocol

from promocheck.exports.part_xml import Limits, Part, Reading, pieces

_ENCODINGS: Final = {None, "utf-8"}
_NEVER_PLAIN: Final = bytes({*range(32)} - {*b"\t\n"})  # no XML at all, or read as another character
_NO_CHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # that XML may hold; Python decodes them


class Repeating(Part, Protocol):
    """A part in which one element repeats. `closing` is its end tag, `begun` whether one of them was read."""

    closing: bytes

    @property
    def begun(self) -> bool:
        """Whether the part's handlers have heard of such an element."""

    def take(self, stretch: str, reading: Reading) -> bool:
        """Read whole elements, or leave all of them to expat: False. Raises what a damaged part raises."""


def parse_repeating(source: IO[bytes], part: Repeating, limits: Limits) -> None:
    """Read a part as `parse` does, where it finds nothing amiss.

    expat saw only some of it: what it says of damage names other lines. Whoever is told of any reads the part again by `parse`.
    """
    reading = Reading(part)
    stretches = _Stretches(part, reading)
    for piece in pieces(source, limits):
        stretches.feed(piece)
    reading.feed(stretches.rest)
    reading.close()


class _Stretches:
    """Cuts what comes in pieces between elements. `rest` is the beginning of an element whose end has not come yet."""

    def __init__(self, part: Repeating, reading: Reading) -> None:
        self.rest = b""
        self._part = part
        self._reading = reading
        self._over = False
        self._levels: int | None = None

    def feed(self, piece: bytes) -> None:
        """Read on, as far as elements are whole."""
        held = self.rest + piece
        end = -1 if self._over else held.rfind(self._part.closing)
        if end < 0:  # the last one is behind us; or an element is larger than a piece, which is not plain
            self._over = True
            end, self.rest = len(held), b""
        else:
            end += len(self._part.closing)
            self.rest = held[end:]
        if self._over:
            self._reading.feed(held)
        elif self._levels is None:
            self._head(held[:end])
        else:
            self._stretch(held[:end])

    def _head(self, head: bytes) -> None:
        """The first element is read by expat, so that those beside it are known to be of its kind."""
        end = head.index(self._part.closing) + len(self._part.closing)
        self._reading.feed(head[:end])
        self._levels = self._reading.levels
        encoding = self._reading.encoding
        utf_8 = (encoding and encoding.lower()) in _ENCODINGS
        if self._part.begun and utf_8:
            self._stretch(head[end:])
        else:
            self._over = True
            self._reading.feed(head[end:])

    def _stretch(self, stretch: bytes) -> None:
        text = _plain(stretch)
        if text is not None and self._part.take(text, self._reading):
            return
        self._reading.feed(stretch)
        self._over = _hides_tags(stretch) or self._reading.levels != self._levels


def _hides_tags(xml: bytes) -> bool:
    """Whether what looks like a tag may be part of a comment or the like."""
    return b"<!" in xml or b"<?" in xml


def _plain(xml: bytes) -> str | None:
    """The text, where each character of it stands for itself, but for `&` and `<`."""
    if len(xml.translate(None, _NEVER_PLAIN)) < len(xml) or b"]]>" in xml:
        return None
    if any(each in xml for each in _NO_CHARACTERS):
        return None
    try:
        return xml.decode("utf-8")
    except UnicodeDecodeError:
        return None
