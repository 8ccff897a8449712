"""Two rows say different things of the same listing or promotion.

Why: one of them is wrong, and nothing in the files says which. Prices are worked out with what is worse.

Example: two listing exports of different days with different prices for one SKU; one promotion id with two kinds.

Fix: keep the newest export of each kind in the folder, and give every promotion an id of its own.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.problem import Conflict
from promocheck.model.text import say
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """One hit per listing or promotion that is contradicted."""
    del options
    for problem in evidence.of(Conflict):
        yield Hit(
            message=problem.reason,
            fix=say("Keep only the rows that are true, then scan again."),
            store=problem.store,
            marketplace=problem.marketplace,
            sku=problem.sku,
            promotions=problem.promotions,
            places=problem.places,
            key=(problem.sku or "", problem.reason.template, *map(str, dict(problem.reason.values).values())),
        )


RULE = Rule("PC905", "conflicting-rows", ErrorByDefault, check, __doc__, trust=True, scope="run")
