"""Whom findings speak of, as targets of drafts: looked up by key, which is made once for all findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from promocheck import exports
from promocheck.model.finding import Finding
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Flags
from promocheck.pricing.match import reached
from promocheck.pricing.shelves import Shelves
from promocheck.tables import PROMOTION_KEY
from promocheck.tables.frames import Columns, taken

Listing = tuple[str, str, str]  # store, marketplace, SKU


def listing_of(finding: Finding) -> Listing:
    """Where the finding is; the first of several."""
    return finding.store or "", finding.marketplace or "", finding.sku or ""


def listings_of(finding: Finding, skus: Iterable[str]) -> tuple[Listing, ...]:
    """Where some SKUs of a finding are."""
    return tuple((finding.store or "", finding.marketplace or "", sku) for sku in skus)


@dataclass(frozen=True, slots=True)
class Named:
    """The targets of the drafts, counted among theirs, by the listings that they reach and by their promotion's key."""

    by_listing: Mapping[Listing, list[int]]
    by_key: Mapping[Listing, list[int]]
    ids: tuple[str, ...]

    @staticmethod
    def of(both: exports.Tables, before: int) -> Named:
        """Of a shop with drafts, whose targets come after so many others."""
        targets = taken(both.targets, np.arange(before, len(both.targets)))
        rows = targets["promotion"]
        promotions = Columns(both.promotions)
        stores, markets, ids = (promotions[name][rows].tolist() for name in PROMOTION_KEY)
        by_key: dict[Listing, list[int]] = defaultdict(list)
        reach: dict[Listing, set[int]] = defaultdict(set)
        for at, (store, market, one, sku) in enumerate(
            zip(stores, markets, ids, targets["sku"].tolist(), strict=True)
        ):
            by_key[store, market, one].append(at)
            if sku:  # also where it is nobody's
                reach[store, market, sku].add(at)
        skus = both.listings["sku"]
        found, listings = reached(Shelves(both.listings), both.promotions, targets)
        for at, sku in zip(found.tolist(), skus[np.asarray(listings)].tolist(), strict=True):
            reach[stores[at], markets[at], sku].add(at)
        return Named({key: sorted(them) for key, them in reach.items()}, by_key, tuple(ids))

    def by_promotion(self, finding: Finding, kept: Flags) -> dict[str, list[int]]:
        """The kept targets that a finding speaks of: on its SKU, by the promotions that it names, else by any.

        Where a waiver accepts it but for some of them, by these. Of several SKUs on those that a draft joins to it, else on the first,
        else on the others: where it stands by what is live, no draft is on the first.
        """
        names = finding.blamed or finding.every_promotion
        if finding.sku is None:
            store, market, _ = listing_of(finding)
            mine = [at for one in names for at in self.by_key.get((store, market, one), ()) if kept[at]]
        else:
            skus = [each for each in (finding.joined, (finding.sku,), finding.also_on) if each]
            on = [self._on(listings_of(finding, each), kept) for each in skus]
            by_name = ([at for at in some if self.ids[at] in names] for some in on)
            mine = next(filter(None, (*by_name, *on)), [])
        found: dict[str, list[int]] = {}
        for at in mine:
            found.setdefault(self.ids[at], []).append(at)
        return found

    def _on(self, listings: Iterable[Listing], kept: Flags) -> list[int]:
        """The kept targets that reach some of these listings."""
        return sorted({at for each in listings for at in self.by_listing.get(each, ()) if kept[at]})
