"""SKU cells are numbers in a spreadsheet; they match a listing, but leading zeros may be gone.

Why: Excel turns 00417 into 417, and a promotion then sits on another product's row.

Example: a coupon workbook whose SKU column is not formatted as text.

Fix: format the column as text and enter the SKUs again.

Options: none besides the severity. A number that matches no listing is unknown-target.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.problem import NumericKeys
from promocheck.model.text import say, say_n
from promocheck.policy import WarningByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per sheet."""
    del options
    for problem in evidence.of(NumericKeys):
        yield Hit(
            message=say_n(
                "{file}: {n} SKU is a number in the spreadsheet; leading zeros may be gone: {skus}.",
                "{file}: {n} SKUs are numbers in the spreadsheet; leading zeros may be gone: {skus}.",
                len(problem.skus),
                file=problem.places[0].file,
                skus=problem.skus[:5] + (("...",) if len(problem.skus) > 5 else ()),
            ),
            fix=say("Format the SKU column as text and enter the SKUs again."),
            places=problem.places,
            key=problem.skus,
        )


RULE = Rule("PC906", "numeric-sku", WarningByDefault, check, __doc__, trust=True, scope="run")
