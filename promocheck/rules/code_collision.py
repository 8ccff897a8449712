"""Two promotions have claim codes that the platform reads as one.

Why: Amazon saves codes in capitals and takes 0 for O and 1 for I. Two codes that differ in nothing else are one code, and who has
the one has the other.

A real accident: a seller found that "top10tix" was stored as "TOPIOTIX"; a code that another campaign had taken.

Example: SPRING10 and SPRINGIO.

Fix: give one of them another code.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules.codes import as_read
from promocheck.rules.rule import Evidence, Hit, Rule, hit_of_promotion


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per promotion whose code another one before it has."""
    del options
    promotions = evidence.promotions
    first: dict[tuple[str, str, str], tuple[int, ...]] = {}
    for rows in evidence.by_id(evidence.live(promotions["claim_code"] != "")):
        store, marketplace, code = (
            promotions.text(each, rows[0]) for each in ("store", "marketplace", "claim_code")
        )
        other = first.setdefault((store, marketplace, as_read(code)), rows)
        if other is not rows:
            yield hit_of_promotion(
                evidence,
                (*other, *rows),
                say(
                    "The codes {one} of {first} and {code} of {second} are the same to the platform.",
                    one=promotions.text("claim_code", other[0]),
                    first=promotions.text("id", other[0]),
                    code=code,
                    second=promotions.text("id", rows[0]),
                ),
                say("Give one of them another code."),
                code,
            )


RULE = Rule("PC307", "code-collision", WarningByDefault, check, __doc__)
