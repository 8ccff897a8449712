"""Bytes → UTF-8 text, strictly: UTF-8 with or without its mark, else Windows-1252, else refused."""

from __future__ import annotations

from typing import Final

from promocheck.exports.grid import Refusal
from promocheck.model.text import say

_BOM: Final = b"\xef\xbb\xbf"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
NEITHER: Final = say("is neither UTF-8 nor Windows-1252 text. Save it as CSV UTF-8.")


def decoded(data: bytes) -> tuple[str, bytes]:
    """Encoding name and the text as UTF-8 bytes without byte order mark; strict, never a fallback that cannot fail.

    Raises `Refusal`.
    """
    if data.startswith(_UTF16):
        raise Refusal(say("is UTF-16 text, which is not read. Save it as CSV UTF-8."))
    if b"\0" in data:
        raise Refusal(say("holds NUL bytes, so it is no text, or damaged. Export it again."))
    body = data.removeprefix(_BOM)
    marked = len(body) < len(data)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        if marked:
            row = body.count(b"\n", 0, error.start) + 1
            raise Refusal(say("is marked as UTF-8 and is not: damaged. Export it again."), row=row) from None
    else:
        return "utf-8-sig" if marked else "utf-8", body
    try:
        return "cp1252", body.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError as error:
        row = body.count(b"\n", 0, error.start) + 1
        raise Refusal(NEITHER, row=row) from None


def garbled(text: str) -> bool:
    """Mostly not ASCII: what Chinese, Japanese and Cyrillic encodings look like when read as Windows-1252."""
    letters = [each for each in text if each.isalnum() or not each.isascii()]
    return sum(not each.isascii() for each in letters) * 2 >= len(letters) > 1
