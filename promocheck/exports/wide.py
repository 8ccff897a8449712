"""Full-width characters, which Chinese and Japanese keyboards write, and the plain ones that they stand for.

Numbers and dates are read through it. Headers and words are compared in NFKC (`vocabulary.folded`), which knows these and many
more; names of products keep what they have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# As `str.translate` takes them: the blank, and `！` to `～`.
WIDE: Final[Mapping[int, str]] = {0x3000: " ", **{0xFF01 + each: chr(0x21 + each) for each in range(94)}}
