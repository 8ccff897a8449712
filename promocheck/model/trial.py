"""One campaign that is only thought of, tried on what is live: what is asked, and what comes of it per SKU."""

from __future__ import annotations

from promocheck.model.finding import Arithmetic, Finding
from promocheck.model.money import Money
from promocheck.model.remedy import Remedies
from promocheck.model.report import Report
from promocheck.model.story import Touching
from promocheck.model.text import Text
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Minute:
    """A listing's worst stretch of time while the campaign may run: `start` to `end`, UTC seconds; `end` None: no end.

    `before` is the stacked price at that time without the campaign, `after` with it. `running` are the other promotions that
    may run then. `how` is None where so many SKUs were tried that only the worst are worked out on paper.
    """

    start: int
    end: int | None
    before: Money | None
    after: Money
    floor: Money | None
    floor_source: Text | None
    how: Arithmetic | None
    running: tuple[Touching, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What becomes of a listing. `worst` is None where the campaign never runs on it.

    `fails` when the rules find an error that is not there without the campaign; `standing` when there is one anyway. `known` is
    False where some promotion on it has no price, or the listing itself.
    """

    store: str | None
    marketplace: str
    sku: str
    asin: str | None
    title: str | None
    zone: str
    worst: Minute | None
    fails: bool
    standing: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What comes of campaigns: of each as it was understood, every listing the worst first, and what the rules say.

    `report` has the findings of these listings, of the campaigns and of files that cannot be trusted. `solved` is how deep
    and when each campaign would be safe, where that was asked; `wished` when it was said how deep they are meant.
    """

    campaigns: tuple[Touching, ...]
    tried: tuple[Tried, ...]
    report: Report
    solved: tuple[Remedies, ...] = ()
    wished: bool = True

    @property
    def failing(self) -> tuple[Tried, ...]:
        """The listings that must not go out like this."""
        return tuple(each for each in self.tried if each.fails)

    @property
    def brought(self) -> tuple[Finding, ...]:
        """What would be new, or worse."""
        return tuple(each for each in self.report.open if each.since not in {None, "standing"})
