"""A promotion names a SKU or an ASIN that no listing has, so its price cannot be checked.

Why: the promotion lands on something all the same; only this scan does not see on what.

A real accident: the operator picked the wrong product selection, and the code landed on another product.

Example: a coupon on ASIN B0SAMPLE01, and no listing in that store and marketplace carries it.

Fix: add the listings export that has it, or correct the SKU or ASIN in the promotion.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.problem import UnknownTarget
from promocheck.model.text import say
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule, hit_of_target


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """Targets without a listing, and SKUs whose row names another product's ASIN."""
    del options
    fix = say(
        "Correct the promotion's target, its store or its marketplace, or add the listings export that has it, then scan again."
    )
    for problem in evidence.of(UnknownTarget):
        yield hit_of_target(problem, fix)


RULE = Rule("PC401", "unknown-target", ErrorByDefault, check, __doc__, trust=True, scope="run")
