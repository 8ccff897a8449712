"""A promotion names a parent ASIN, and so reaches every variation of it.

Why: a parent is no product: what is set on it is set on every size and colour, those with thin margins too.

A real accident: for a Prime Day promotion one price was set for everything that carried a tag; variations that nobody had thought of
sold at it.

Example: a coupon on B0PARENT01, which eight SKUs have as their parent.

Fix: name the variations that are meant.

Options: `least` (2), from how many variations on it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.problem import ParentTarget
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


class Options(RuleSettings):
    """How many variations are worth a word."""

    severity: SeverityOrOff = Severity.INFO
    least: Annotated[int, Field(ge=1, le=10**6)] = 2
    """A parent of so many variations, or more, is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion and parent."""
    for problem in evidence.of(ParentTarget):
        if problem.children >= options.least:
            yield Hit(
                message=say(
                    "Promotion {name} is on the parent {asin}: it reaches all of its {n} variations.",
                    name=problem.promotion,
                    asin=problem.asin,
                    n=problem.children,
                ),
                fix=say("Name the variations that you mean, one by one."),
                store=problem.store or None,
                marketplace=problem.marketplace,
                asin=problem.asin,
                promotions=(problem.promotion,),
                owner=problem.owner,
                places=problem.places,
                key=(problem.asin,),
            )


RULE = Rule("PC404", "parent-asin", Options, check, __doc__, scope="run")
