"""What is known of a file's rows before they are read."""

from __future__ import annotations

from promocheck.exports.find import Candidate
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """What fills the rows of a file.

    `store` and `marketplace` come from folder names, `fill_store` and `fill_marketplace` from the options or the
    policy; both fill what rows leave blank, in that order. `called` is a name of the file, or of a folder, that speaks of
    marketplaces and gives none; "" where there is none.
    """

    path: str
    store: str | None
    marketplace: str | None
    fill_store: str | None
    fill_marketplace: str | None
    called: str

    @staticmethod
    def of(candidate: Candidate, store: str | None, marketplace: str | None) -> Origin:
        """What a file's folders and names say, and these from the options or the policy."""
        return Origin(
            candidate.shown, candidate.store, candidate.marketplace, store, marketplace, candidate.called
        )
