"""Texts that a column may hold: alike, blank, of any script, broken, long, and with what looks like their end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from promocheck.tables.columns import Column

CODES = st.integers(0, 99_999).map("SKU-{:05d}-WHT".format)
ODD = st.sampled_from(
    [
        "",
        " ",
        "A",
        "a",
        "A-9",
        "A-10",
        "é",
        "e\u0301",
        "\u7164\u6c14",
        "\ud83d\ude00",
        "\ud800",
        "\ud800\udc00",
    ]
)
WORDS = CODES | ODD | st.text(st.characters(codec=None, exclude_characters="\0"), max_size=20)
REFUSED = st.sampled_from(["A\0", "\0", "A\0B", "x" * 257, "\u7164" * 86])  # none of them becomes numbers


def column(texts: Sequence[str]) -> Column:
    """A column of these."""
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found
