"""The policy in force: its sections, where another one holds, and where each setting was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from promocheck.model.report import PolicySource
from promocheck.model.value import dataclass
from promocheck.model.waiver import NO_WAIVERS, Waivers
from promocheck.policy.floors import FloorSettings
from promocheck.policy.ledger import LedgerSettings
from promocheck.policy.nightly import NightlySettings
from promocheck.policy.notify import NotifySettings
from promocheck.policy.overrides import Overrides, Scoped
from promocheck.policy.settings import ExportsSettings, RuleSettings
from promocheck.policy.stacking import Stacking
from promocheck.policy.written import Written


@dataclass(frozen=True, slots=True)
class Policy:
    """The effective policy: sections, one settings value per rule (by rule id), where it came from, and its waivers.

    `floors` and `rules` hold where no override speaks.
    """

    exports: ExportsSettings
    floors: FloorSettings
    stacking: Stacking
    rules: Mapping[str, RuleSettings]
    source: PolicySource
    overrides: Overrides = field(default_factory=Overrides)
    written: Written = field(default_factory=Written)
    waivers: Waivers = NO_WAIVERS
    ledger: LedgerSettings = field(default_factory=LedgerSettings.usual)
    nightly: NightlySettings = field(default_factory=NightlySettings.usual)
    notify: NotifySettings = field(default_factory=NotifySettings.usual)

    def where(self, which: Sequence[int]) -> Scoped:
        """The floors and rules where these entries of `overrides` speak."""
        return self.overrides.on(Scoped(self.floors, self.rules), which)
