"""What a rescue found: lines sold below their floor, what explains them, and what became of every row."""

from __future__ import annotations

from typing import NamedTuple

from promocheck.model.finding import Finding
from promocheck.model.money import Money
from promocheck.model.order import Door, can_be_named
from promocheck.model.place import Place
from promocheck.model.report import Skipped
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.model.window import Instant


class Offer(NamedTuple):
    """A SKU of one shop: another marketplace's may be called the same and has other prices."""

    store: str
    marketplace: str
    sku: str


def offers_of(finding: Finding) -> tuple[Offer, ...]:
    """Every SKU that a finding speaks of."""
    store, marketplace = finding.store or "", finding.marketplace or ""
    return tuple(Offer(store, marketplace, sku) for sku in finding.every_sku)


@dataclass(frozen=True, slots=True)
class Sale:
    """One line of an order, sold below its floor. `paid` is the line's, `unit` what one of its units came to, rounded down.

    `item` is the code of the order's item, None where no report has it; `cause` counts the rescue's causes.
    """

    order: str
    item: str | None
    store: str
    marketplace: str
    sku: str
    asin: str
    units: int
    paid: Money
    unit: Money
    floor: Money
    loss: Money
    purchased: int
    by_amazon: bool
    door: Door
    promotions: tuple[str, ...]
    cause: int
    place: Place

    @property
    def cancellable(self) -> bool:
        """Whether the seller can cancel it now with Amazon's file."""
        return self.door is Door.YOURSELF and can_be_named(self.order, self.item)


@dataclass(frozen=True, slots=True)
class Lost:
    """Lines together: how many, in how many orders, their units, what was lost, first and last purchase; lines by door."""

    lines: int
    orders: int
    units: int
    loss: tuple[Money, ...]
    since: int
    until: int
    doors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Enough:
    """A price of a listing that is safe `since` then, None: already now; `floor` is what holds at this price."""

    price: Money
    floor: Money
    since: Instant | None


@dataclass(frozen=True, slots=True)
class OfSku:
    """A SKU that was sold below its floor; `unit` is the least that one of its units came to, `floor` that line's; `price` the listing's own.

    `cut` tells that a line was priced below the listing's own price before anything came off: by a sale price, a deal or a feed; `off` that
    something came off a line. `explained`: the exports explain what its lines came to; then `enough` is its own price, or the least above
    it, at which what still runs leaves it at its floor; None where no price does before all of that is over. `share`: how many basis
    points of the listing's own price it must keep now, whichever kinds run: in a clearance its own.

    Where they do not explain it, `enough` is what keeps the floor with what runs, were what buyers paid not enough for that. `dearer`:
    what is higher still is safe too. `against`: what runs, so that no price is safe; where it is yet to begin, from `until` on.
    """

    store: str
    marketplace: str
    sku: str
    asin: str
    title: str
    unit: Money
    floor: Money
    lost: Lost
    price: Money | None
    cut: bool
    off: bool
    explained: bool = False
    enough: Enough | None = None
    share: int = 0
    dearer: bool = True
    against: tuple[Part, ...] = ()
    until: Instant | None = None

    @property
    def offer(self) -> Offer:
        """Which SKU it is, and whose."""
        return Offer(self.store, self.marketplace, self.sku)

    @property
    def safe_price(self) -> Money | None:
        """What the listing has to cost; None: no price is safe."""
        if self.enough is not None:
            return self.enough.price
        return None if self.explained or self.against else self.price_as_paid

    @property
    def price_as_paid(self) -> Money | None:
        """What it has to cost for its lowest sale to have been at the floor, had the same share come off; None: no price.

        Where less is left of a price than the share of it that is the floor, that is so at every price.
        """
        if self.price is None or self.unit.minor <= 0:
            return None
        most = max(self.price.minor, self.unit.minor)
        if self.unit.minor * 10_000 < self.share * most:
            return None
        return Money(-(-self.floor.minor * most // self.unit.minor), self.floor.currency)


@dataclass(frozen=True, slots=True)
class Part:
    """A campaign in a cause: what it is, when it was to run (UTC seconds; None: open), who set it up, and how it fits.

    `lead` and `lag`: how many hours before its start and after its end it may run.
    """

    store: str
    marketplace: str
    promotion: str
    name: str
    kind: str
    owner: str
    start: int | None
    end: int | None
    cancelled: bool
    clipped: bool
    lag: int
    lead: int
    fit: str
    zone: str


@dataclass(frozen=True, slots=True)
class Cause:
    """The campaigns that explain lines together; without any, nobody knows why."""

    parts: tuple[Part, ...]
    skus: tuple[Offer, ...]
    lost: Lost


@dataclass(frozen=True, slots=True)
class OfPromotion:
    """What the orders name as a promotion, "" where they name none; whether the exports have it. A line counts for each of its own."""

    written: str
    known: bool
    lost: Lost


@dataclass(frozen=True, slots=True)
class Floorless:
    """A SKU that was sold and has no floor; `why` says what is missing, `doubtful` whether something was off its price."""

    store: str
    marketplace: str
    sku: str
    lines: int
    units: int
    unit: Money
    why: Text
    doubtful: bool

    @property
    def offer(self) -> Offer:
        """Which SKU it is, and whose."""
        return Offer(self.store, self.marketplace, self.sku)


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a file's rows: they add up. `aside` by reason; `unproven` too, of which nobody knows yet.

    `silent`: how many of the fine ones name a promotion, where no line of the file tells of a discount.
    """

    path: str
    read: int
    below: int
    fine: int
    floorless: int
    aside: tuple[tuple[Text, int], ...]
    unproven: tuple[tuple[Text, int], ...]
    unread: int
    codes: int
    silent: int = 0

    def __post_init__(self) -> None:
        told = self.below + self.fine + self.floorless + self.unread + self.codes
        assert self.read == told + sum(n for _, n in (*self.aside, *self.unproven)), self


@dataclass(frozen=True, slots=True)
class Twin:
    """Lines of a file that another file has too, and which are counted there."""

    path: str
    counted: str
    lines: int


@dataclass(frozen=True, slots=True)
class Before:
    """What a scan of the same exports would have said of these SKUs at an earlier instant."""

    as_of: int
    findings: tuple[Finding, ...]
    silent: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Rescue:
    """All of it. `doubts` are findings that say that something could not be checked; `read` are the files that were read, `skipped` what lay beside them."""

    as_of: int
    sales: tuple[Sale, ...]
    lost: Lost | None
    skus: tuple[OfSku, ...]
    causes: tuple[Cause, ...]
    promotions: tuple[OfPromotion, ...]
    floorless: tuple[Floorless, ...]
    accounts: tuple[Account, ...]
    twins: tuple[Twin, ...]
    doubts: tuple[Finding, ...]
    before: Before | None
    zone: str
    read: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    cancel_file: str = "--cancel FILE"  # what the steps call the files that are written
    list_file: str = "--list FILE"

    @property
    def several_shops(self) -> bool:
        """Whether it is about more than one shop, so that a SKU or a campaign is not told by its name alone."""
        offers = [each.offer for each in self.skus] + [each.offer for each in self.floorless]
        shops = {(each.store, each.marketplace) for each in offers}
        shops |= {(part.store, part.marketplace) for cause in self.causes for part in cause.parts}
        return len(shops) > 1

    @property
    def unproven(self) -> int:
        """Lines of which nobody knows yet whether they are below their floor."""
        return sum(n for each in self.accounts for _, n in each.unproven)

    @property
    def untrusted(self) -> bool:
        """Whether something that should have been judged could not be."""
        return bool(self.doubts) or bool(self.unproven) or any(each.doubtful for each in self.floorless)

    @property
    def exit_code(self) -> int:
        """3 where not all could be judged, else 1 with lines below their floor, else 0: it is proven that there are none."""
        if self.untrusted:
            return 3
        return 1 if self.sales else 0
