"""Bytes → UTF-8 text: in the encoding that its mark tells, or its header, or what its characters look like."""

from __future__ import annotations

from typing import Final

from promocheck.exports.encoding import LOCAL, NULS, as_utf8, garbled, possible, told, unclear
from promocheck.exports.grid import Refusal
from promocheck.exports.header import Header, find_headers, first_line, head_of, unknown_header
from promocheck.exports.layout import Known
from promocheck.exports.likeness import at_home
from promocheck.model.value import dataclass

# Real text has nearly all of its characters at home in its own encoding and nearly none in another. Between the two
# lies too little text to tell, or text in an encoding that is not known here.
_LIKELY: Final = 0.8
_UNLIKELY: Final = 0.4


@dataclass(frozen=True, slots=True)
class Decoded:
    """UTF-8 text and the name of the encoding that it came in.

    A `guess` is not borne out by the header. `doubt` names the encodings between which nothing tells: then only ASCII
    cells can be believed.
    """

    encoding: str
    body: bytes
    guess: bool = False
    doubt: tuple[str, ...] = ()


def decoded(data: bytes, known: Known | None = None) -> Decoded:
    """The text of a file, strictly decoded.

    Raises `Refusal` where its encoding cannot be told, and where no encoding gives it a header that is known.
    """
    encoding = told(data)
    if encoding and not (encoding == "utf-8" and _better_explained(data, known)):
        return Decoded(encoding, as_utf8(data, encoding))
    encodings = possible(data)
    # A known header that is refused is refused, in whichever encoding it shows.
    headers = {each: next(iter(find_headers(head_of(data, each), known)), None) for each in encodings}
    best = max(map(_explained, headers.values()))
    if encodings[0] not in LOCAL:
        return _without_mark(data, [each for each in encodings if headers[each]])
    top = tuple(each for each in encodings if _explained(headers[each]) == best)
    header = headers[top[0]]
    if header is None:
        raise _unknown(data, encodings, known)
    if len(top) == 1 and header.proof:
        return Decoded(top[0], as_utf8(data, top[0]))
    likely = _likely(data, top)
    encoding = likely or top[0]
    return Decoded(encoding, as_utf8(data, encoding), guess=True, doubt=() if likely else top)


def _better_explained(data: bytes, known: Known | None) -> bool:
    """Whether what can be read as UTF-8 has a header that says more in another encoding.

    A few characters of Shift JIS happen to be UTF-8: 站点 reads as `⋓_`, and the file would lose its marketplace.
    """
    if data.isascii():
        return False
    header = next(iter(find_headers(head_of(data, "utf-8"), known)), None)
    if header and all(each.header.isascii() for each in header.match.unknown):
        return False
    try:
        encodings = possible(data)
    except Refusal:
        return False
    others = (next(iter(find_headers(head_of(data, each), known)), None) for each in encodings)
    return max(map(_explained, others)) > _explained(header)


def _explained(header: Header | None) -> tuple[bool, bool, int, int]:
    """How much of a header is understood, for comparison: a template passes over what it has no use for, in whichever encoding."""
    return (True, *header.match.explained, len(header.match.used)) if header else (False, False, 0, 0)


def _without_mark(data: bytes, encodings: list[str]) -> Decoded:
    if len(encodings) != 1:
        raise Refusal(NULS)
    return Decoded(encodings[0], as_utf8(data, encodings[0]))


def _likely(data: bytes, encodings: tuple[str, ...]) -> str | None:
    """The one encoding that the characters of `data` are at home in, where they are at home in no other."""
    shares = {each: at_home(data, each) for each in encodings}
    first, *others = sorted(encodings, key=lambda each: -shares[each])
    rivals = max((shares[each] for each in others), default=0.0)
    return first if shares[first] >= _LIKELY and rivals <= _UNLIKELY else None


def _unknown(data: bytes, encodings: tuple[str, ...], known: Known | None) -> Refusal:
    encoding = _likely(data, encodings) or encodings[0]
    body = as_utf8(data, encoding)
    if encoding == "cp1252" and garbled(first_line(body)):
        return Refusal(unclear(encodings))
    return unknown_header(body, known)
