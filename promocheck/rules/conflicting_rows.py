"""Two rows say different things of the same listing or promotion.

Why: one of them is wrong, and nothing in the files says which. Prices are worked out with what is worse.

Example: two listing exports of different days with different prices for one SKU; one promotion id with two kinds; a draft of coupon C1 that
names A-1, while the live C1 is on A-1 and B-2.

Fix: keep the newest export of each kind in the folder, and give every promotion an id of its own. A draft with the id of a live promotion
names all that it is to be on.

Options: `dropped` (info), what it weighs that a draft does not name all SKUs of the live promotion which it edits: they are taken to leave
it when the draft is saved, and what else is on them is priced without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field

from promocheck.model.few import first_few
from promocheck.model.finding import Severity
from promocheck.model.problem import Conflict, DroppedByDraft
from promocheck.model.text import Text, english, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule

_OF_A_FILE: Final = say("Keep only the rows that are true, then scan again.")
_OF_FILES: Final = say(
    "If one of these files is an older export, take it away (exports.newest in rules.yaml does so every time); else keep only "
    "the rows that are true. Then scan again."
)


class Options(RuleSettings):
    """What it weighs."""

    severity: SeverityOrOff = Severity.ERROR
    dropped: Annotated[
        SeverityOrOff,
        Field(
            description="What it weighs that a draft names fewer SKUs than the live promotion which it edits."
        ),
    ] = Severity.INFO


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per listing or promotion that is contradicted, and per live promotion of which a draft drops SKUs."""
    for problem in evidence.of(Conflict):
        yield Hit(
            message=problem.reason,
            fix=problem.fix or _fix(problem),
            store=problem.store,
            marketplace=problem.marketplace,
            sku=problem.sku,
            promotions=problem.promotions,
            places=problem.places,
            key=(
                problem.sku or "",
                problem.reason.template,
                *map(_plain, dict(problem.reason.values).values()),
            ),
        )

    for dropped in evidence.of(DroppedByDraft):
        yield _dropped(dropped, options.dropped)


def _dropped(problem: DroppedByDraft, severity: SeverityOrOff) -> Hit:
    return Hit(
        message=say(
            "The draft of promotion {name} does not name {skus}, which the live one is on: they are taken to leave it when "
            "the draft is saved.",
            name=problem.promotion,
            skus=first_few(problem.skus),
        ),
        fix=say(
            "If the draft is an excerpt, put all rows of promotion {name} into it, then scan again. If they are to leave it, nothing is to "
            "be done.",
            name=problem.promotion,
        ),
        store=problem.store or None,
        marketplace=problem.marketplace,
        promotions=(problem.promotion,),
        owner=problem.owner,
        places=problem.places,
        key=("dropped", problem.promotion, *problem.skus),
        severity=severity,
    )


def _plain(value: object) -> str:
    return english(value) if isinstance(value, Text) else str(value)


def _fix(problem: Conflict) -> Text:
    return _OF_FILES if len({place.file for place in problem.places}) > 1 else _OF_A_FILE


RULE = Rule("PC905", "conflicting-rows", Options, check, __doc__, trust=True, scope="run")
