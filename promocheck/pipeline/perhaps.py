"""What cannot be trusted of another SKU's name, and may be about one of these listings all the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

from promocheck.model.finding import Finding
from promocheck.model.value import dataclass
from promocheck.pipeline.named import Listing, listing_of
from promocheck.pricing.keys import Flags, repaired
from promocheck.pricing.mistaken import may_mean
from promocheck.tables import KEY


@dataclass(frozen=True, slots=True)
class Perhaps:
    """Some listings of a shop, by all that may mean them."""

    keys: frozenset[Listing]
    asins: frozenset[tuple[str, str, str]]  # store, marketplace, ASIN
    repairs: frozenset[str]
    skus: pd.Series  # of the whole shop

    @staticmethod
    def of(listings: pd.DataFrame, chosen: Flags) -> Perhaps:
        """Of the chosen listings of a shop."""
        mine = listings.iloc[np.flatnonzero(chosen)]
        asins = mine.loc[mine["asin"] != "", ["store", "marketplace", "asin"]]
        return Perhaps(
            frozenset(map(tuple, mine[[*KEY]].to_numpy().tolist())),
            frozenset(map(tuple, asins.to_numpy().tolist())),
            frozenset(map(repaired, mine["sku"])),
            listings["sku"],
        )

    def has(self, finding: Finding) -> bool:
        """Whether a finding on a SKU that is none of these may be about one: the ASIN beside it is one's, its row names no store, or nobody has that SKU."""
        if not finding.trust or finding.sku is None:
            return False
        store, marketplace, sku = listing_of(finding)
        if (store, marketplace, finding.asin or "") in self.asins:
            return True
        if not store and any(key[1:] == (marketplace, sku) for key in self.keys):
            return True
        return may_mean(sku, self.repairs) and not (self.skus == sku).any()
