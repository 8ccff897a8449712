"""Data made inert for a terminal: what would act, or hide, is written out instead.

A SKU or a title comes from a stranger. Sent to a terminal as it is, `ESC [1A ESC [2K` wipes the line above it, a
bidi override turns a number round, and a zero-width space makes two SKUs look alike (CWE-150).
"""

from __future__ import annotations

import unicodedata
from typing import Final

# Cc: C0 controls, DEL and C1. Cf: bidi, zero-width and other format characters. Zl, Zp: line and paragraph
# separators. Cs: lone surrogates, which no encoding can write.
_HIDDEN: Final = frozenset({"Cf", "Zl", "Zp", "Cs"})


def neutral(text: str) -> str:
    r"""`text` with every control character as `\x1b` and every invisible one as `<U+202E>`; the rest unchanged."""
    return text if text.isprintable() else "".join(map(_visible, text))


def acts(character: str) -> bool:
    """Whether a terminal would obey or hide the character instead of showing it."""
    category = unicodedata.category(character)
    return category == "Cc" or category in _HIDDEN


def _visible(character: str) -> str:
    if not acts(character):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if unicodedata.category(character) == "Cc" else f"<U+{code:04X}>"
