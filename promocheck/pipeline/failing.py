"""Which names in drafts have to go, so that nothing is wrong that was not before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from promocheck import exports
from promocheck.model.finding import Finding, Severity, Since
from promocheck.model.text import Text
from promocheck.pricing.keys import Flags, Ints
from promocheck.tables import PROMOTIONS, TARGETS

Reasons = dict[int, tuple[Text, ...]]  # by target row of the drafts, what is wrong there
Judge = Callable[[exports.Tables], tuple[Finding, ...]]


def without_failing(live: exports.Tables, drafts: exports.Tables, judge: Judge) -> tuple[Flags, Reasons]:
    """Which targets of the drafts may stay, and why each of the others may not.

    `judge` gives the findings of a shop, each with whether a draft brings it. Errors of a promotion as a whole take all of
    its targets. It is judged again until there is nothing left to take.
    """
    gone: Reasons = {}
    kept = np.ones(len(drafts.targets), dtype=bool)
    while True:
        left = with_targets(drafts, kept)
        both = exports.lay_over(live, left)
        draft = _Draft.of(both, len(live.targets))
        number = np.flatnonzero(kept)
        fresh: dict[int, list[Text]] = {}
        for finding in errors_brought(judge(both)):
            for at in draft.targets_of(finding).tolist():
                fresh.setdefault(int(number[at]), []).append(finding.message)
        if not fresh:
            return kept, gone
        gone |= {at: tuple(reasons) for at, reasons in fresh.items()}
        kept[list(fresh)] = False


def errors_brought(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The errors of prices and set-up that drafts bring, or make worse."""
    for each in findings:
        grave = each.severity is Severity.ERROR and not each.trust
        if grave and each.waiver is None and each.since is not Since.STANDING:
            yield each


def with_targets(drafts: exports.Tables, kept: Flags) -> exports.Tables:
    """Drafts with some of their targets only, and without promotion rows that then name nobody."""
    targets = drafts.targets[kept]
    rows = np.unique(targets["promotion"].to_numpy())
    number = np.full(len(drafts.promotions), -1, dtype=np.int64)
    number[rows] = np.arange(len(rows))
    return replace(
        drafts,
        promotions=PROMOTIONS.join([drafts.promotions.iloc[rows]]),
        targets=TARGETS.join([targets.assign(promotion=number[targets["promotion"].to_numpy()])]),
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """The targets of the drafts in a shop, with the key of the promotion that names each."""

    targets: pd.DataFrame
    promotions: pd.DataFrame
    families: pd.DataFrame

    @staticmethod
    def of(both: exports.Tables, targets: int) -> _Draft:
        mine = both.targets.iloc[targets:].reset_index(drop=True)
        rows = both.promotions.iloc[mine["promotion"].to_numpy()].reset_index(drop=True)
        return _Draft(mine, rows, both.listings)

    def targets_of(self, finding: Finding) -> Ints:
        """The targets that a finding speaks of: on its SKU, by the promotions that it names, else by any."""
        here = self._same("store", finding.store or "") & self._same("marketplace", finding.marketplace or "")
        named = self.promotions["id"].isin(finding.promotions).to_numpy() & here
        if finding.sku is None:
            return np.flatnonzero(named)
        on = self._on(finding) & here
        return np.flatnonzero(on & named if (on & named).any() else on)

    def _same(self, name: str, value: str) -> Flags:
        found: Flags = (self.promotions[name] == value).to_numpy()
        return found

    def _on(self, finding: Finding) -> Flags:
        """Targets that reach the finding's SKU."""
        families = self.families
        mine = families[
            (families["sku"] == finding.sku).to_numpy()
            & (families["store"] == (finding.store or "")).to_numpy()
            & (families["marketplace"] == finding.marketplace).to_numpy()
        ]
        asins = (set(mine["asin"]) | set(mine["parent_asin"])) - {""}
        by_sku = (self.targets["sku"] == finding.sku).to_numpy()
        by_asin = (self.targets["sku"] == "").to_numpy() & self.targets["asin"].isin(asins).to_numpy()
        found: Flags = by_sku | by_asin
        return found
