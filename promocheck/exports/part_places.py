"""Where the elements of a part stand in its bytes, so that something can be put between them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from xml.parsers import expat  # a document type, and so every entity, is refused below

from promocheck.exports.grid import Refusal
from promocheck.exports.splice import Splice
from promocheck.model.text import say

_TAG: Final = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_UNUSUAL: Final = say("is written in a way that cannot be edited. Save it in Excel as .xlsx, then scan that.")

# An element's name, its attributes, and where its tag begins.
Start = Callable[[str, dict[str, str], int], None]
# An element's name, and where its end tag begins; for an empty element where its only tag begins.
End = Callable[[str, int], None]


def listen(part: bytes, start: Start, end: End) -> str:
    """Tell of every element of a part, and give what stands before their names: `x:` or nothing.

    Raises `Refusal` for a part in another encoding than UTF-8.
    """
    parser = expat.ParserCreate()
    prefix: list[str] = []

    def begins(name: str, attributes: dict[str, str]) -> None:
        if not prefix:
            prefix.append(name[: name.rfind(":") + 1])
        start(name.removeprefix(prefix[0]), attributes, parser.CurrentByteIndex)

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
            raise Refusal(_UNUSUAL)

    def document_type(*_declared: object) -> None:
        raise Refusal(_UNUSUAL)

    parser.StartElementHandler = begins
    parser.EndElementHandler = lambda name: end(name.removeprefix(prefix[0]), parser.CurrentByteIndex)
    parser.XmlDeclHandler, parser.StartDoctypeDeclHandler = declared, document_type
    if part[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Refusal(_UNUSUAL)
    parser.Parse(part, True)  # noqa: FBT003 - expat takes no names
    return prefix[0]


def tag_at(part: bytes, start: int) -> bytes:
    """The whole tag that begins there. Raises `Refusal` where none does."""
    found = _TAG.match(part, start)
    if found is None:
        raise Refusal(_UNUSUAL)
    return found[0]


def into(part: bytes, start: int, end: int, name: str, inside: str) -> list[Splice]:
    """Something put at the end of an element, be it empty: from its start tag at `start` to its end tag at `end`."""
    tag = tag_at(part, start)
    if tag.endswith(b"/>"):
        opened = tag[:-2].rstrip() + b">"
        return [Splice(start, start + len(tag), opened + f"{inside}</{name}>".encode())]
    return [Splice(end, end, inside.encode())]


def without_attribute(tag: bytes, name: str) -> bytes:
    """The tag without one of its attributes."""
    return re.sub(rf"""\s{name}\s*=\s*(?:"[^"]*"|'[^']*')""".encode(), b"", tag)


def with_attribute(tag: bytes, name: str, value: int) -> bytes:
    """The tag with another value of one of its attributes, where it has it."""
    return re.sub(rf"""(\s{name}\s*=\s*)(?:"[^"]*"|'[^']*')""".encode(), rb'\g<1>"%d"' % value, tag)
