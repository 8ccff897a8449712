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

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from promocheck.model.text import say
from promocheck.model.window import DAY
from promocheck.policy import WarningByDefault
from promocheck.rules.codes import as_read_each
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import SHOP
from promocheck.tables.numbering import numbered_rows

PromotionRows = tuple[int, ...]


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per promotion whose code an earlier one still has, or has again; more where windows of its own meet others."""
    del options
    promotions = evidence.promotions
    same: dict[tuple[str, str, str], list[PromotionRows]] = {}
    rows_with = evidence.live(promotions["claim_code"] != "")
    for rows in evidence.by_id(rows_with[_shared(evidence, rows_with)]):
        store, marketplace = (promotions.text(each, rows[0]) for each in SHOP)
        for code, mine in _by_code(evidence, rows).items():
            same.setdefault((store, marketplace, code), []).append(mine)
    for together in same.values():
        rows_of = {row: rows for rows in together for row in rows}
        for one, other in _meeting(evidence, rows_of):
            yield _hit(evidence, (*rows_of[one], *rows_of[other]), one, other)


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
    codes, _ = numbered_rows(np.array(read, dtype=object))
    number = evidence.number[rows]
    least, most = np.full(len(rows), number.max(initial=0)), np.zeros(len(rows), dtype=np.int64)
    np.minimum.at(least, codes, number)
    np.maximum.at(most, codes, number)
    found: NDArray[np.bool_] = (least < most)[codes]
    return found


def _meeting(evidence: Evidence, rows_of: Mapping[int, PromotionRows]) -> Iterator[tuple[int, int]]:
    """Of promotions with one code each row that begins while, or hardly after, one of another runs; with that, each two once.

    `rows_of` has by row those of its promotion, which has windows of its own in each.
    """
    start, end = (evidence.promotions[name] for name in ("start", "end"))
    whose = {row: rows[0] for row, rows in rows_of.items()}
    told = set[frozenset[int]]()
    longest = list[int]()  # of two promotions at most the row that runs longest, the last to end first
    for row in sorted(whose, key=lambda each: (int(start[each]), each)):
        other = next((each for each in longest if whose[each] != whose[row]), row)
        both = frozenset((whose[other], whose[row]))
        if other != row and start[row] < end[other] + DAY and both not in told:
            told.add(both)
            yield other, row
        first, *others = sorted([*longest, row], key=lambda each: -int(end[each]))
        longest = [first, *[each for each in others if whose[each] != whose[first]][:1]]


def _hit(evidence: Evidence, rows: PromotionRows, one: int, other: int) -> Hit:
    code, second = (evidence.promotions.text("claim_code", row) for row in (one, other))
    return hit_of_promotion(
        evidence,
        rows,
        say(
            "The codes {one} of {first} and {code} of {second} are the same to the platform.",
            one=code,
            first=evidence.promotions.text("id", one),
            code=second,
            second=evidence.promotions.text("id", other),
        ),
        say("Give one of them another code."),
        second,
        primary=Primary(("claim_code",), other),
    )


RULE = Rule("PC307", "code-collision", WarningByDefault, check, __doc__)
