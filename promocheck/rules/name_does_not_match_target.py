"""A promotion's name speaks of another product than the one it is on.

Why: the name is written for a product, the selection is picked from a list: when they do not agree, the list was the wrong one.

A real accident: a social code called after a seasonal product was set on the wrong product selection, on goods that had a coupon
already; the two added up to nearly everything.

Example: "Halloween lights 75 % off" on a coffee grinder, while the shop sells Halloween lights.

Fix: pick the products that the name means, or correct the name.

Options: none besides the severity. Told is a name that shares words with the titles of other listings, and none with any title, SKU
or brand of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from promocheck.model.kind import Kind, label_of
from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules.rule import Evidence, Hit, Rule, hit_of_promotion, skus_named

# A word of letters, long enough to mean a thing.
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_MOST: Final = 50  # targets, beyond which a name is a season's, not a product's
_ANY: Final = frozenset(
    [
        "sale",
        "deal",
        "deals",
        "save",
        "coupon",
        "code",
        "social",
        "black",
        "friday",
        "cyber",
        "monday",
        "week",
        "weekend",
        "prime",
        "special",
        "offer",
        "discount",
        "spring",
        "summer",
        "autumn",
        "winter",
        "christmas",
        "launch",
        "test",
        "with",
        "from",
        "until",
        "only",
        "free",
        "over",
        "extra",
        "seven",
        "lightning",
        "best",
        "brand",
        "member",
        "members",
        "email",
        "clearance",
        "promo",
        "promotion",
        "percent",
        "first",
        "order",
        "orders",
        "newsletter",
        "club",
        "flash",
        "holiday",
        "holidays",
        "new",
        "year",
    ]
)


def words_of(text: str) -> frozenset[str]:
    """The words of a text that may name a product, folded; plural and singular are one."""
    return frozenset(word.casefold().removesuffix("s") for word in _WORD.findall(text)) - _ANY


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per promotion."""
    del options
    named = evidence.live(evidence.promotions["name"] != "")
    if not len(named):
        return
    titles = [words_of(title) for title in evidence.listings["title"].tolist()]
    known = frozenset().union(*titles)
    for rows in evidence.by_id(named):
        said = words_of(evidence.promotions.text("name", rows[0]))
        listings = evidence.listings_of(rows).tolist()
        own = frozenset().union(*(titles[at] | words_of(_other(evidence, at)) for at in listings))
        elsewhere = sorted(said & known - own)
        if not said & own and elsewhere and all(titles[at] for at in listings) and len(listings) <= _MOST:
            yield hit_of_promotion(
                evidence,
                rows,
                say(
                    "{kind} {name} is on {skus}; its name speaks of {words}, which other listings are.",
                    kind=label_of(Kind(evidence.promotions.number("kind", rows[0])).word),
                    name=evidence.promotions.text("name", rows[0]),
                    skus=skus_named(evidence, listings),
                    words=tuple(elsewhere),
                ),
                say("Pick the products that the name means, or correct the name."),
            )


def _other(evidence: Evidence, listing: int) -> str:
    return " ".join(evidence.listings.text(name, listing) for name in ("sku", "brand"))


RULE = Rule("PC403", "name-does-not-match-target", WarningByDefault, check, __doc__)
