"""The first few of many SKUs, or of other names, as messages name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from promocheck.model.text import Text, say

FEW_SKUS: Final = 3  # that a message names
SKUS_AND_MORE: Final = say("{skus} and {more} more")


def first_few(skus: Sequence[str]) -> Text | tuple[str, ...]:
    """The first few SKUs, and how many more there are."""
    return few_of(tuple(skus[:FEW_SKUS]), len(skus))


def few_of(few: tuple[str, ...], many: int) -> Text | tuple[str, ...]:
    """The first few of so many SKUs, and how many more there are."""
    more = many - FEW_SKUS
    return replace(SKUS_AND_MORE, values=(("skus", few), ("more", more))) if more > 0 else few


def first_named(names: Sequence[str], most: int) -> Text:
    """So many names at most, and how many more there are."""
    more, few = len(names) - most, tuple(names[:most])
    return say("{names} and {more} more", names=few, more=more) if more > 0 else say("{names}", names=few)
