"""Columns of text, as readers of values take them."""

from __future__ import annotations

import numpy as np


def column(*texts: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """The cells of a column, in order."""
    return np.array(texts, dtype=object)
