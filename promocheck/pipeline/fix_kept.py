"""What buyers keep whatever a fix changes: coupons that they have clipped, and those that drafts edit, as they were."""

from __future__ import annotations

import numpy as np

from promocheck.model.kind import Kind
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Flags, Ints
from promocheck.rules import Evidence
from promocheck.tables import NO_START


@dataclass(frozen=True, slots=True)
class Kept:
    """By promotion row: `clipped`, may be in buyers' hands, and `code`, one for each id and kind.

    `key`, ascending, are the listings and codes of clipped ones that a draft edits, and `until` their last ends.
    """

    clipped: Flags
    code: Ints
    key: Ints
    until: Ints

    @staticmethod
    def of(evidence: Evidence, clipped: Flags, edited: Flags) -> Kept:
        """What is kept in a run; `edited`, by promotion row, are live ones that drafts edit."""
        promotions = evidence.promotions
        code = evidence.number * len(Kind) + promotions["kind"]
        row = evidence.named["promotion"]
        mine = np.flatnonzero((clipped & edited)[row])
        row, listing = row[mine], evidence.named["listing"][mine]
        key, at = np.unique(_keys(listing, code[row], code), return_inverse=True)
        until = np.full(len(key), NO_START, dtype=np.int64)
        np.maximum.at(until, at, promotions["end"][row])
        return Kept(clipped, code, key, until)

    def beyond(self, listing: Ints, row: Ints, instant: Ints) -> Flags:
        """Which promotion rows edit a coupon that who has clipped it keeps beyond an instant, on these listings."""
        if not len(self.key):
            return np.zeros(len(row), dtype=bool)
        key = _keys(listing, self.code[row], self.code)
        at = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        found: Flags = (self.key[at] == key) & (self.until[at] > instant)
        return found


def _keys(listing: Ints, code: Ints, codes: Ints) -> Ints:
    keys: Ints = listing.astype(np.int64) * (int(codes.max(initial=0)) + 1) + code
    return keys
