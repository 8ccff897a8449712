"""Two promotions have claim codes that the platform reads as one, and run at the same time.

Why: Amazon saves codes in capitals and takes 0 for O and 1 for I. Two codes that differ in nothing else are one code, and who has
the one has the other.

A real accident: Amazon's own help warns of it: "top10tix" is stored as "TOPIOTIX". What that cost somebody is not told; at Macys.com in 2001
codes for new accounts reached everybody, and the orders had to be cancelled.

Example: SPRING10 and SPRINGIO.

Fix: give one of them another code.

Options: none besides the severity. One code after another is told only where less than a day is between them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from promocheck.model.text import say
from promocheck.model.window import DAY
from promocheck.policy import WarningByDefault
from promocheck.rules.codes import as_read_each
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import SHOP

PromotionRows = tuple[int, ...]


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per promotion whose code an earlier one still has."""
    del options
    promotions = evidence.promotions
    same: dict[tuple[str, str, str], list[PromotionRows]] = {}
    rows_with = evidence.live(promotions["claim_code"] != "")
    for rows in evidence.by_id(rows_with[_shared(evidence, rows_with)]):
        store, marketplace = (promotions.text(each, rows[0]) for each in SHOP)
        for code, mine in _by_code(evidence, rows).items():
            same.setdefault((store, marketplace, code), []).append(mine)
    for together in same.values():
        for one, other in _meeting(evidence, together):
            yield _hit(evidence, one, other)


def _by_code(evidence: Evidence, rows: PromotionRows) -> dict[str, PromotionRows]:
    """The rows of a promotion by code: each row may have its own."""
    read = as_read_each(evidence.promotions["claim_code"][list(rows)].tolist())
    found: dict[str, list[int]] = {}
    for row, code in zip(rows, read, strict=True):
        found.setdefault(code, []).append(row)
    return {code: tuple(mine) for code, mine in found.items()}


def _shared(evidence: Evidence, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these rows have a code that another promotion has too."""
    read = as_read_each(evidence.promotions["claim_code"][rows].tolist())
    codes, _ = pd.factorize(np.array(read, dtype=object))
    number = evidence.number[rows]
    least, most = np.full(len(rows), number.max(initial=0)), np.zeros(len(rows), dtype=np.int64)
    np.minimum.at(least, codes, number)
    np.maximum.at(most, codes, number)
    found: NDArray[np.bool_] = (least < most)[codes]
    return found


def _meeting(
    evidence: Evidence, promotions: list[PromotionRows]
) -> Iterator[tuple[PromotionRows, PromotionRows]]:
    """Of promotions with one code each that begins while, or hardly after, an earlier one runs; with that one."""
    start, end = (evidence.promotions[name] for name in ("start", "end"))
    in_time = sorted(promotions, key=lambda rows: (int(start[list(rows)].min()), rows))
    longest = in_time[0]
    for rows in in_time[1:]:
        if start[list(rows)].min() < end[list(longest)].max() + DAY:
            yield longest, rows
        longest = max(longest, rows, key=lambda each: int(end[list(each)].max()))


def _hit(evidence: Evidence, one: PromotionRows, other: PromotionRows) -> Hit:
    code, second = (evidence.promotions.text("claim_code", rows[0]) for rows in (one, other))
    return hit_of_promotion(
        evidence,
        (*one, *other),
        say(
            "The codes {one} of {first} and {code} of {second} are the same to the platform.",
            one=code,
            first=evidence.promotions.text("id", one[0]),
            code=second,
            second=evidence.promotions.text("id", other[0]),
        ),
        say("Give one of them another code."),
        second,
        primary=Primary(("claim_code",), other[0]),
    )


RULE = Rule("PC307", "code-collision", WarningByDefault, check, __doc__)
