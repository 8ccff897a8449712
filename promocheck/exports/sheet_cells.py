"""Cells added at the end of a sheet's rows, beyond every cell that it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final
from xml.sax.saxutils import quoteattr

from promocheck.exports.excel import column_of, letters_of
from promocheck.exports.floors_book import content
from promocheck.exports.grid import Refusal
from promocheck.exports.part_places import listen, tag_at, without_attribute
from promocheck.exports.splice import Splice, spliced
from promocheck.exports.style_cells import Looks
from promocheck.model.annotation import Note, Notes
from promocheck.model.text import say
from promocheck.model.value import dataclass

_MOST_COLUMNS: Final = 16_384
_LINE: Final = 13.5  # points
_MOST_LINES: Final = 10  # beyond which a row does not grow
_DIGITS: Final = "0123456789"
_HEIGHT: Final = re.compile(rb"""\sht\s*=\s*["']([0-9.]+)["']""")
_CUSTOM: Final = re.compile(rb"""\scustomHeight\s*=\s*["'](?:1|true)["']""")


@dataclass(slots=True)
class _Places:
    """Where the rows of a sheet stand, its column widths and its data; and the column behind its last cell, from 0."""

    rows: dict[int, tuple[int, int]] = field(default_factory=dict)
    widths: list[dict[str, str]] = field(default_factory=list)
    widths_at: tuple[int, int] | None = None
    data_at: int = 0
    free: int = 0
    _row: int = 0
    _row_at: int = 0
    _column: int = -1

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        """Hear of an element."""
        if name == "c":
            said = attributes.get("r")
            self._column = self._column + 1 if said is None else column_of(said.rstrip(_DIGITS))
            self.free = max(self.free, self._column + 1)
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._row_at, self._column = at, -1
        elif name == "mergeCell":
            last = attributes["ref"].rpartition(":")[2]
            self.free = max(self.free, column_of(last.rstrip(_DIGITS)) + 1)
        elif name == "col":
            self.widths.append(attributes)
        elif name == "cols":
            self.widths_at = at, at
        elif name == "sheetData":
            self.data_at = at

    def end(self, name: str, at: int) -> None:
        """Hear that it is over."""
        if name == "row":
            self.rows[self._row] = self._row_at, at
        elif name == "cols" and self.widths_at:
            self.widths_at = self.widths_at[0], at


def with_notes(
    part: bytes, notes: Notes, header: int, looks: Looks | None
) -> tuple[bytes, Mapping[int, range]]:
    """The part with the notes, and by row the new columns, from 1. Raises `Refusal` where there is no room for them."""
    places = _Places()
    prefix = listen(part, places.start, places.end)
    first, wide = places.free, len(notes.header)
    if first + wide > _MOST_COLUMNS:
        raise Refusal(
            say("has no room at the right of its rows. Delete its last columns, then scan it again.")
        )
    cells = {row: _note(row, first, note, prefix, looks) for row, note in notes.rows.items()}
    cells[header] = _head(header, first, notes, prefix, looks)
    splices = [_widths(part, places, notes, prefix)]
    for row, new in cells.items():
        if row not in places.rows:
            raise Refusal(say("lost its row {row} while it was written. Scan it again.", row=row))
        lines = notes.rows[row].height if row in notes.rows else 1
        splices += _into_row(part, places.rows[row], prefix, new, lines)
    return spliced(part, splices), dict.fromkeys(cells, range(first + 1, first + wide + 1))


def _into_row(part: bytes, place: tuple[int, int], prefix: str, new: str, lines: int) -> Iterator[Splice]:
    """Cells at the end of a row, which no longer says how far it goes: readers may do without."""
    start, end = place
    tag = tag_at(part, start)
    edited = _high_enough(without_attribute(tag, "spans"), min(lines, _MOST_LINES))
    if tag.endswith(b"/>"):
        opened = edited[:-2].rstrip() + f">{new}</{prefix}row>".encode()
        yield Splice(start, start + len(tag), opened)
        return
    yield Splice(start, start + len(tag), edited)
    yield Splice(end, end, new.encode())


def _high_enough(tag: bytes, lines: int) -> bytes:
    """A row's tag with room for so many lines, unless a person has said how high it is."""
    said = _HEIGHT.search(tag)
    needed = lines * _LINE + 1.5
    if lines == 1 or _CUSTOM.search(tag) or (said and float(said[1]) >= needed):
        return tag
    plain = without_attribute(without_attribute(tag, "ht"), "customHeight")
    ends = len(plain) - (2 if plain.endswith(b"/>") else 1)
    return plain[:ends].rstrip() + f' ht="{needed:g}" customHeight="1"'.encode() + plain[ends:]


def _head(row: int, first: int, notes: Notes, prefix: str, looks: Looks | None) -> str:
    style = None if looks is None else looks.head
    return "".join(_cell(row, first + at, text, style, prefix) for at, text in enumerate(notes.header))


def _note(row: int, first: int, note: Note, prefix: str, looks: Looks | None) -> str:
    texts = ["\n".join(lines) for lines in note.cells]
    text = None if looks is None else looks.text
    styles = [None if looks is None else looks.tints[note.tint], *[text] * (len(texts) - 1)]
    return "".join(
        _cell(row, first + at, text, style, prefix)
        for at, (text, style) in enumerate(zip(texts, styles, strict=True))
    )


def _cell(row: int, column: int, text: str, style: int | None, prefix: str) -> str:
    look = "" if style is None else f' s="{style}"'
    written = content(text)
    if prefix:
        written = written.replace("<is><t ", f"<{prefix}is><{prefix}t ").replace(
            "</t></is></c>", f"</{prefix}t></{prefix}is></{prefix}c>"
        )
    return f'<{prefix}c r="{letters_of(column)}{row}"{look}{written}'


def _widths(part: bytes, places: _Places, notes: Notes, prefix: str) -> Splice:
    """The widths of the columns, with the new ones in the place of what was said of them."""
    first, last = places.free + 1, places.free + len(notes.header)
    kept = [piece for each in places.widths for piece in _outside(each, first, last)]
    new = [
        {"min": str(first + at), "max": str(first + at), "width": f"{width}.7109375", "customWidth": "1"}
        for at, width in enumerate(notes.widths)
    ]
    every = sorted((*kept, *new), key=lambda each: int(each["min"]))
    cols = "".join(
        f"<{prefix}col {' '.join(f'{name}={quoteattr(value)}' for name, value in each.items())}/>"
        for each in every
    )
    written = f"<{prefix}cols>{cols}</{prefix}cols>".encode()
    if places.widths_at is None:
        return Splice(places.data_at, places.data_at, written)
    start, end = places.widths_at
    return Splice(start, end + len(tag_at(part, end)), written)


def _outside(each: dict[str, str], first: int, last: int) -> Iterator[dict[str, str]]:
    """What is said of columns, without those from the first to the last."""
    low, high = int(each["min"]), int(each["max"])
    if low < first:
        yield {**each, "max": str(min(high, first - 1))}
    if high > last:
        yield {**each, "min": str(max(low, last + 1))}
