"""Two rows say different things of the same listing or promotion.

Why: one of them is wrong, and nothing in the files says which. Prices are worked out with what is worse.

Example: two listing exports of different days with different prices for one SKU; one promotion id with two kinds.

Fix: keep the newest export of each kind in the folder, and give every promotion an id of its own.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.problem import Conflict
from promocheck.model.text import Text, say
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule

_OF_A_FILE: Final = say("Keep only the rows that are true, then scan again.")
_OF_FILES: Final = say(
    "If one of these files is an older export, take it away (exports.newest in rules.yaml does so every time); else keep only "
    "the rows that are true. Then scan again."
)


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """One hit per listing or promotion that is contradicted."""
    del options
    for problem in evidence.of(Conflict):
        yield Hit(
            message=problem.reason,
            fix=problem.fix or _fix(problem),
            store=problem.store,
            marketplace=problem.marketplace,
            sku=problem.sku,
            promotions=problem.promotions,
            places=problem.places,
            key=(problem.sku or "", problem.reason.template, *map(str, dict(problem.reason.values).values())),
        )


def _fix(problem: Conflict) -> Text:
    return _OF_FILES if len({place.file for place in problem.places}) > 1 else _OF_A_FILE


RULE = Rule("PC905", "conflicting-rows", ErrorByDefault, check, __doc__, trust=True, scope="run")
