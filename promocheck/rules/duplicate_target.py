"""A promotion names a SKU twice.

Why: it counts once, but somebody pasted a list on top of another; what is there twice is easily missing elsewhere, or meant
for another product.

A real accident: an operator picked the wrong product selection for a social code; the right products were in another list.

Example: coupon C1 has two rows for A-1, or one by its SKU and one by its ASIN.

Fix: delete one of the rows, after looking which product it was meant for.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.finding import Severity
from promocheck.model.problem import TwiceNamed
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.rule import Evidence, Hit, Rule

_FEW = 3  # SKUs that the message names


class Options(RuleSettings):
    """A note: it changes no price."""

    severity: SeverityOrOff = Severity.INFO


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    del options
    for problem in evidence.of(TwiceNamed):
        yield Hit(
            message=say(
                "Promotion {name} names {skus} more than once.",
                name=problem.promotion,
                skus=_few(problem.skus),
            ),
            fix=say("Delete one of the rows, after looking which product it was meant for."),
            store=problem.store or None,
            marketplace=problem.marketplace,
            promotions=(problem.promotion,),
            owner=problem.owner,
            places=problem.places,
            key=(problem.promotion,),
        )


def _few(skus: tuple[str, ...]) -> Text:
    if len(skus) <= _FEW:
        return say("{skus}", skus=skus)
    return say("{skus} and {more} more", skus=skus[:_FEW], more=len(skus) - _FEW)


RULE = Rule("PC405", "duplicate-target", Options, check, __doc__)
