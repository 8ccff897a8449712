"""What the steps of a price say of each promotion, one by one."""

from __future__ import annotations

from collections.abc import Iterable

from promocheck.model.steps import Step


def taken_off(steps: Iterable[Step]) -> dict[str, int]:
    """By promotion, and by kind what the listing offers itself, what its steps take off; a sale price off the listing's own."""
    off: dict[str, int] = {}
    for each in steps:
        below = each.promotion is None and each.base is not None
        taken = each.base.minor - each.price_after.minor if below and each.base else 0
        name = each.promotion or each.kind
        off[name] = off.get(name, 0) + each.amount.minor + taken
    return off
