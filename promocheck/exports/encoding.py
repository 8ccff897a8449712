"""In which encodings bytes can be text at all: strictly, the whole file, and never one that cannot fail."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from promocheck.exports.grid import Refusal
from promocheck.model.text import Text, say

# UTF-32's little-endian mark begins with UTF-16's.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES: Final = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp1252": "Windows-1252",
    "cp932": "Shift JIS",
    "gb18030": "GB18030",
}
WIDE: Final = ("utf-16-le", "utf-16-be")
# Of the Western, Japanese and Chinese Windows; in the order of preference where it makes no difference.
LOCAL: Final = ("cp1252", "cp932", "gb18030")
_MARK: Final = codecs.BOM_UTF8
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_MOST_RUNS: Final = 10_000
_PIECE: Final = 1 << 22
_LINES: Final = 1 << 16  # bytes of lines that are looked at together

NEITHER: Final = say(
    "is text in none of the encodings that are read (UTF-8, UTF-16, Windows-1252, Shift JIS, GB18030), or damaged. "
    "Save it as CSV UTF-8."
)
NULS: Final = say("holds NUL bytes, so it is no text, or damaged. Export it again.")


def unclear(encodings: tuple[str, ...]) -> Text:
    """Why text that may be in one of several encodings is not read, or does not look like the only one."""
    if len(encodings) == 1:
        return say(
            "may be {encoding} text, and does not look like it. Save it as CSV UTF-8.",
            encoding=_NAMES[encodings[0]],
        )
    return say(
        "may be text in any of these encodings, and nothing tells which: {encodings}. Save it as CSV UTF-8.",
        encodings=tuple(_NAMES[each] for each in encodings),
    )


def told(data: bytes) -> str | None:
    """The encoding that a mark names, or UTF-8 where `data` is that; None where it is neither.

    Raises `Refusal` where the mark is wrong, and for UTF-8 with a few broken bytes.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            _prove(data, encoding)
            return encoding
    if b"\0" in data:
        return None
    if data.isascii() or _is_text(data, "utf-8"):
        return "utf-8"
    _refuse_damaged_utf8(data)
    return None


def possible(data: bytes) -> tuple[str, ...]:
    """The encodings in which all of `data` is text, where nothing in it tells: `WIDE` ones or `LOCAL` ones.

    Raises `Refusal` where there is none.
    """
    if b"\0" in data:
        wide = tuple(each for each in WIDE if _is_text(data, each))
        if not wide:
            raise Refusal(NULS)
        return wide
    local = tuple(each for each in LOCAL if _is_text(data, each))
    if not local:
        raise Refusal(NEITHER, row=_first_fault(data, LOCAL[0]))
    return local


def as_utf8(data: bytes, encoding: str, *, final: bool = True) -> bytes:
    """`data`, which is text in `encoding`, as UTF-8 without byte order marks; `final=False` for the start of a file."""
    body = data
    if encoding not in ("utf-8", "utf-8-sig"):
        body = codecs.getincrementaldecoder(encoding)("strict").decode(data, final).encode("utf-8")
    while body.startswith(_MARK):
        body = body.removeprefix(_MARK)
    return body


def garbled(text: str) -> bool:
    """Mostly not ASCII: what Chinese, Japanese and Cyrillic encodings look like when read as Windows-1252."""
    letters = [each for each in text if each.isalnum() or not each.isascii()]
    return sum(not each.isascii() for each in letters) * 2 >= len(letters) > 1


def _is_text(data: bytes, encoding: str) -> bool:
    try:
        if encoding == "utf-8":
            return _is_utf8(data)
        return all(encoding not in WIDE or "\0" not in text for text in _decoded(data, encoding))
    except UnicodeDecodeError:
        return False


def _is_utf8(data: bytes) -> bool:
    """Raises `UnicodeDecodeError` unless all lines are UTF-8. Most pieces hold nothing but ASCII, which one look tells."""
    start = 0
    while start < len(data):
        # No character of several bytes has a line end in it.
        end = data.find(b"\n", start + _LINES) + 1 or len(data)
        piece = data[start:end]
        if not piece.isascii():
            piece.decode("utf-8")
        start = end
    return True


def _decoded(data: bytes, encoding: str) -> Iterator[str]:
    """The text piece by piece: as a whole it would take up to four times the memory of its bytes."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    view = memoryview(data)
    for start in range(0, len(data), _PIECE):
        yield decoder.decode(view[start : start + _PIECE], start + _PIECE >= len(data))


def _prove(data: bytes, encoding: str) -> None:
    """Raise `Refusal` where marked text is not what its mark says."""
    try:
        holds_nul = sum("\0" in text for text in _decoded(data, encoding)) > 0  # read to the end in any case
    except UnicodeDecodeError:
        reason = say(
            "is marked as {encoding} and is not: damaged. Export it again.", encoding=_NAMES[encoding]
        )
        raise Refusal(reason, row=_first_fault(data, encoding)) from None
    if holds_nul:
        raise Refusal(NULS)


def _first_fault(data: bytes, encoding: str) -> int | None:
    """The line of the first byte that is no text in `encoding`."""
    body, codec = (data.removeprefix(_MARK), "utf-8") if encoding == "utf-8-sig" else (data, encoding)
    try:
        body.decode(codec)
    except UnicodeDecodeError as error:
        return body[: error.start].decode(codec, "ignore").count("\n") + 1
    return None


def _refuse_damaged_utf8(data: bytes) -> None:
    """Raise `Refusal` for UTF-8 of which a few bytes were lost or changed.

    In other encodings hardly any run of high bytes is valid UTF-8 from its first byte to its last.
    """
    runs = [each[0] for each in islice(_HIGH.finditer(data), _MOST_RUNS)]
    if sum(_is_text(run, "utf-8") for run in runs) * 2 > len(runs):
        reason = say("is UTF-8 text but for a few bytes: damaged. Export it again, or save it as CSV UTF-8.")
        raise Refusal(reason, row=_first_fault(data, "utf-8"))
