"""Exports of which nothing is left between the cells: an editor made spaces of their tabs, or took them away."""

from __future__ import annotations

import re
from typing import Final

from promocheck.exports.layout import Known, Layout
from promocheck.exports.vocabulary import folded

_SHORT: Final = 3  # letters: shorter headings stand in every other word
_FEWEST: Final = 3  # headings of one layout
_MOSTLY: Final = 0.8  # of the line: nobody's sentence is made of headings


def is_glued_header(line: bytes, known: Known) -> bool:
    """Whether a line is the headings of a layout one after the other, with nothing, or spaces, between them."""
    text = folded(line.decode("utf-8", "replace"))
    return bool(text) and any(_made_of(text, layout) for layout in known)


def _made_of(text: str, layout: Layout) -> bool:
    headings = {each for heads in layout.fields.values() for each in heads.texts}
    words = sorted((each for each in {*headings, *layout.harmless.texts} if len(each) >= _SHORT), key=len)
    if not words:
        return False
    found = re.findall("|".join(map(re.escape, reversed(words))), text)
    return len(headings.intersection(found)) >= _FEWEST and sum(map(len, found)) >= _MOSTLY * len(text)
