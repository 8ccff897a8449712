"""A promotion names a SKU twice, or stands there twice under two ids.

Why: it counts once, but somebody pasted a list on top of another; what is there twice is easily missing elsewhere, or meant
for another product. And of a promotion that was set up twice, one is forgotten when the other is stopped.

A real accident: an operator picked the wrong product selection for a social code; the right products were in another list.

Example: coupon C1 has two rows for A-1, or one by its SKU and one by its ASIN; or best deals D1 and D2 are the same price, on the same days,
on the same SKU.

Fix: delete one of the two, after looking which product it was meant for.

Options: none besides the severity. Two coupons, codes or other promotions that add up are told by overlapping-same-kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.few import first_few
from promocheck.model.finding import Severity
from promocheck.model.problem import TwiceNamed
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules import overlapping_same_kind
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.rules.telling import all_named, ids_of, skus_named
from promocheck.tables import SHOP
from promocheck.tables.columns import one_of_few
from promocheck.tables.numbering import numbered_together
from promocheck.tables.sorting import distinct

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_TERMS = (
    "kind",
    "form",
    "value",
    "audience",
    "claim_code",
    "min_quantity",
    "min_spend",
    "buy_quantity",
    "get_quantity",
)


class Options(RuleSettings):
    """A note: it changes no price."""

    severity: SeverityOrOff = Severity.INFO


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion that names SKUs twice, and one per set of promotions that are the same."""
    del options
    for problem in evidence.of(TwiceNamed):
        yield Hit(
            message=say(
                "Promotion {name} names {skus} several times.",
                name=problem.promotion,
                skus=first_few(problem.skus),
            ),
            fix=say("Check which product each row was meant for, then correct or delete one."),
            store=problem.store or None,
            marketplace=problem.marketplace,
            promotions=(problem.promotion,),
            owner=problem.owner,
            places=problem.places,
            key=(problem.promotion,),
        )
    yield from _set_up_twice(evidence)


def _set_up_twice(evidence: Evidence) -> Iterator[Hit]:
    """Promotions with ids of their own that say the same of one listing."""
    together: dict[tuple[str, ...], tuple[set[int], dict[int, None]]] = {}
    for listing, rows in _alike(evidence):
        shop = (evidence.listings.text(name, listing) for name in SHOP)
        promotions, listings = together.setdefault((*shop, *ids_of(evidence, rows)), (set(), {}))
        promotions.update(rows)
        listings[listing] = None  # once, whatever its windows
    for (_, _, *ids), (promotions, listings) in together.items():
        rows = tuple(sorted(promotions))
        message = say(
            "{promotions} say the same of {skus}: one discount, one window.",
            promotions=all_named(evidence, rows),
            skus=skus_named(evidence, [*listings]),
        )
        yield hit_of_promotion(evidence, rows, message, say("Delete one of them."), *ids, primary=_ROW)


def _alike(evidence: Evidence) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Listings with the promotion rows of different ids that reach them on the same terms."""
    listing, row = evidence.pairs["listing"], evidence.pairs["promotion"]
    asked = _asked(evidence)[row] & evidence.judged[listing]
    listing, row = listing[asked], row[asked]
    maybe = maybe_alike(evidence, listing, row)
    listing, row = listing[maybe], row[maybe]
    if not len(row):
        return
    terms = (evidence.promotions[name][row] for name in _TERMS)
    number = numbered_together(listing, *terms, evidence.starts[row], evidence.ends[row])
    several = np.flatnonzero(np.bincount(number)[number] > 1)
    groups: dict[int, list[int]] = {}
    for at in several.tolist():
        groups.setdefault(int(number[at]), []).append(at)
    for found in groups.values():
        rows = tuple(int(row[at]) for at in found)
        if len(ids_of(evidence, rows)) > 1:
            yield int(listing[found[0]]), rows


def maybe_alike(evidence: Evidence, listing: Ints, row: Ints) -> Flags:
    """Which of these pairs may have another one with the same listing, value and window; hardly one that has none is among them."""
    mixed = listing.astype(np.uint64)
    for each in (evidence.promotions["value"], evidence.starts, evidence.ends):
        mixed = mixed * _ODD + each[row].astype(np.uint64)
    mixed ^= mixed >> np.uint64(32)
    found = np.sort(mixed)
    again = distinct(found[1:][found[1:] == found[:-1]])
    at = np.minimum(np.searchsorted(again, mixed), max(len(again) - 1, 0))
    return again[at] == mixed if len(again) else np.zeros(len(mixed), dtype=bool)


_ODD: Final = np.uint64(0x9E37_79B9_7F4A_7C15)  # spreads what differs over all bits


def _asked(evidence: Evidence) -> Flags:
    """Promotion rows with an id, of kinds of which no other rule tells that two run at once."""
    told = evidence.settings[overlapping_same_kind.RULE.id]
    assert isinstance(told, overlapping_same_kind.Options)
    kinds = () if told.severity == "off" else told.kinds
    return evidence.identified & ~one_of_few(evidence.promotions["kind"], kinds)


_ROW: Final = Primary(("promotion_id", "name"))
RULE = Rule("PC405", "duplicate-target", Options, check, __doc__, scope="run")
