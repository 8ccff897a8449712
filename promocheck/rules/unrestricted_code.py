"""An unrestricted claim code adds to everything else.

Why: "Unrestricted" is the setting by which a code stacks with every other promotion on its goods, and with other unrestricted codes.

A real accident: 40 % and 25 % codes of a clothing chain stacked in 2014, and orders had to be cancelled. Amazon itself warns that two
unrestricted codes of 50 % make an order free.

Example: combinability unrestricted on a code of 20 %.

Fix: make it preferential, unless it is meant to stack.

Options: `from_percent` (20), from which discount on it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Combinability
from promocheck.model.money import Percent
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.codes import as_deep, codes
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion


class Options(RuleSettings):
    """Which unrestricted codes are told."""

    severity: SeverityOrOff = Severity.INFO
    from_percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(20)
    """In percent off: an unrestricted code of this much is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    open_codes = codes(evidence) & (promotions["combinability"] == Combinability.UNRESTRICTED)
    for rows, off in as_deep(evidence, open_codes, options.from_percent):
        yield hit_of_promotion(
            evidence,
            rows,
            say(
                "The code of {promotion} is unrestricted: its {off} adds to every other promotion.",
                promotion=promotions.text("id", rows[0]),
                off=Percent(off),
            ),
            say("Make it preferential, unless it is meant to stack."),
            primary=Primary(("combinability", "claim_code")),
        )


RULE = Rule("PC308", "unrestricted-code", Options, check, __doc__)
