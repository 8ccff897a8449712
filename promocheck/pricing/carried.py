"""Plan ids that stand in the names of promotions, as words of their own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

# Letters and digits together; a sign, or a Chinese letter, alone.
_TOKEN: Final = re.compile(r"[0-9a-z]+|[^0-9a-z]")


class Carried:
    """Looks for plan ids in a text. Of two of which one begins the other, the longer one is carried."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        """`ids` are folded; bare numbers are no words that are looked for, as they stand in names for other things."""
        self._ids = ids
        lengths: dict[str, set[int]] = defaultdict(set)
        for each in ids:
            if not each.isdigit():
                tokens = _TOKEN.findall(each)
                lengths[tokens[0]].add(len(tokens))
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}

    def __call__(self, text: str) -> Iterator[int]:
        """The items whose plan ids stand in the text, or are the whole of it."""
        folded = text.casefold()
        if folded in self._ids:
            yield self._ids[folded]
            return
        tokens, at = _TOKEN.findall(folded), 0
        while at < len(tokens):
            step = 1
            for length in self._lengths.get(tokens[at], ()):
                item = self._ids.get("".join(tokens[at : at + length]))
                if item is not None:
                    yield item
                    step = length
                    break
            at += step
