"""Texts that are nobody's SKU: what they are made of, and whose they may be."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from promocheck.pricing.keys import repaired, spoiled

# What people write between several SKUs, and what a SKU may have within it.
_BETWEEN: Final = re.compile(r"[\s,/|，、]+")


def parts_of(sku: str) -> list[str]:
    """What stands between separators, where several SKUs were written as one."""
    return _BETWEEN.split(sku)


def may_mean(sku: str, repairs: Collection[str]) -> bool:
    """Whether it may be one of these SKUs, which are given `repaired`: damaged, among several, or spoiled beyond telling."""
    return (
        repaired(sku) in repairs or spoiled(sku) or any(repaired(each) in repairs for each in parts_of(sku))
    )
