"""What cannot be trusted of another SKU's name, and may be about one of these listings all the same."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.distinct import flags_of
from promocheck.model.finding import Finding
from promocheck.model.value import dataclass
from promocheck.pipeline.named import Listing, listing_of, listings_of
from promocheck.pricing.keys import Flags, repaired
from promocheck.pricing.mistaken import may_mean
from promocheck.tables import KEY
from promocheck.tables.frames import Frame, taken


def are_repaired(texts: NDArray[np.object_], repairs: Collection[str]) -> Flags:
    """Which texts are one of these SKUs, which are given `repaired`."""
    if not repairs:
        return np.zeros(len(texts), dtype=bool)
    return flags_of(texts, lambda text: repaired(text) in repairs)


@dataclass(frozen=True, slots=True)
class Perhaps:
    """Some listings of a shop, by all that may mean them."""

    keys: frozenset[Listing]
    asins: frozenset[tuple[str, str, str]]  # store, marketplace, ASIN
    repairs: frozenset[str]
    listings: Frame  # of the whole shop
    listed: frozenset[str]  # likewise their SKUs

    @staticmethod
    def of(listings: Frame, chosen: Flags) -> Perhaps:
        """Of the chosen listings of a shop."""
        mine = taken(listings, np.flatnonzero(chosen))
        store, marketplace, sku, asin = (mine[name].tolist() for name in (*KEY, "asin"))
        return Perhaps(
            frozenset(zip(store, marketplace, sku, strict=True)),
            frozenset(each for each in zip(store, marketplace, asin, strict=True) if each[-1]),
            frozenset(map(repaired, sku)),
            listings,
            frozenset(listings["sku"].tolist()),
        )

    def are_meant(self, finding: Finding) -> bool:
        """Whether a finding is on one of these, or may be."""
        return not self.keys.isdisjoint(listings_of(finding, finding.every_sku)) or self.has(finding)

    def has(self, finding: Finding) -> bool:
        """Whether a finding that is on none of these may be about one: the ASIN beside its SKU is one's, or its SKU is nobody's in that store and marketplace."""
        if not finding.trust or finding.sku is None:
            return False
        store, marketplace, sku = listing_of(finding)
        if (store, marketplace, finding.asin or "") in self.asins:
            return True
        return may_mean(sku, self.repairs) and not self._listed(store, marketplace, sku)

    def _listed(self, *key: str) -> bool:
        if key[-1] not in self.listed:
            return False
        same = np.ones(len(self.listings), dtype=bool)
        for name, value in zip(KEY, key, strict=True):
            same &= self.listings[name] == value
        return bool(same.any())
