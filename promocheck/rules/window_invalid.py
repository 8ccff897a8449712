"""A promotion has no end.

Why: a promotion without an end outlives everybody's memory of it and meets the next one.

A real accident: on Prime Day 2024 a forgotten coupon still ran under the deal; the price was near zero.

Example: a coupon with a start date and a blank end.

Fix: give it an end date.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules.rule import Evidence, Hit, Rule
from promocheck.tables import NO_END


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """Live promotions without an end, once each."""
    del options
    promotions = evidence.promotions
    open_ended = np.flatnonzero((promotions["end"] == NO_END) & (promotions["id"] != ""))
    live = np.intersect1d(open_ended, evidence.pairs["promotion"])
    by_id: dict[tuple[str, str, str], list[int]] = {}
    for row in live.tolist():
        store, marketplace, name = (promotions.text(each, row) for each in ("store", "marketplace", "id"))
        by_id.setdefault((store, marketplace, name), []).append(row)
    for (store, marketplace, name), rows in sorted(by_id.items()):
        yield Hit(
            message=say("Promotion {name} has no end.", name=name),
            fix=say("Give it an end date."),
            store=store,
            marketplace=marketplace,
            promotion_rows=tuple(rows),
            key=(name,),
        )


RULE = Rule("PC309", "window-invalid", WarningByDefault, check, __doc__)
