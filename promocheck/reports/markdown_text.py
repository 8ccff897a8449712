"""Lines of which Markdown obeys nothing: what could mean something to it stands as code, all else as it is.

Escapes are not enough. A chat that does not know them shows them, and nobody finds the SKU that is copied from it; GitHub takes
them away before it looks for @names, #1 and bare addresses. In code nothing is looked for, and it is copied as it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# Marks of Markdown and HTML, mentions and references; addresses and :emoji:; names of domains; issues; numbers of commits. Each by
# itself: the search for all of them at once tries every one at every letter.
_MARKS: Final = re.compile(r"[*_`\[\]<>|#@\\~&$^]")
_COLONS: Final = re.compile(r":(?://|\w+:)")
_DOMAINS: Final = re.compile(r"\.[^\W\d_]{2}")
_ISSUES: Final = re.compile(r"-(?<=[Gg][Hh]-)\d")
_COMMITS: Final = re.compile(r"[0-9a-fA-F]{16}")
_BEGINS: Final = re.compile(r"[-+=]+|\d+[.)]")  # a list, a rule, a heading, where a line starts with it
# Chinese puts no blank beside its own marks, and they mean nothing to Markdown.
_PIECES: Final = re.compile(r"[^\s、，。；：？！（）]+|[\s、，。；：？！（）]+")
_WRAPPED: Final = re.compile(r"([\"'(]*)(.+?)([\"',;.:)]*)", re.DOTALL)  # in what a sentence puts around it
_LONG: Final = 16  # letters of a number that is taken for a commit's
_TICKS: Final = re.compile("`+")


@lru_cache(maxsize=2**13)  # windows and fixes stand in thousands of findings
def inert(line: str) -> str:
    """The line on one line, with each piece between blanks, or Chinese marks, that could act as code."""
    text = line.strip().replace("\n", " ")
    if text[:1].isalpha() or not _BEGINS.match(text):
        return _told(text)
    first, blank, rest = text.partition(" ")
    if _BEGINS.fullmatch(first):
        return _code(first) + blank + _told(rest)
    return _told(text)


def _told(text: str) -> str:
    # Letters and digits alone mean nothing, unless they may be a commit's: most words are told by that.
    return " ".join(
        [word if word.isalnum() and len(word) < _LONG else _word(word) for word in text.split(" ")]
    )


@lru_cache(maxsize=2**14)  # files, columns and prices stand in thousands of lines
def _word(word: str) -> str:
    """What stands between two blanks; other white space and Chinese marks may be in it."""
    return "".join(map(_piece, _PIECES.findall(word))) if _acts(word) else word


def _acts(word: str) -> bool:
    """Whether Markdown, or what shows it, would make something of it."""
    return bool(
        _MARKS.search(word)
        or ("." in word and _DOMAINS.search(word))
        or (":" in word and _COLONS.search(word))
        or ("-" in word and _ISSUES.search(word))
        or (len(word) >= _LONG and _COMMITS.search(word))
    )


def _piece(piece: str) -> str:
    if not _acts(piece):
        return piece
    if piece[0].isalnum() and piece[-1].isalnum():  # in nothing, as most
        return _code(piece)
    wrapped = _WRAPPED.fullmatch(piece)
    assert wrapped is not None, piece
    before, core, after = wrapped.groups()
    return f"{before}{_code(core)}{after}"


def _code(text: str) -> str:
    """The text between so many backticks that none in it ends it, and apart from them where it begins or ends with one."""
    if "`" not in text:
        return f"`{text}`"
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    pad = " " if "`" in (text[0], text[-1]) else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"
