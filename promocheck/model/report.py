"""The report: everything a run found, in the order of the contract, before any format touches it."""

from __future__ import annotations

from collections.abc import Iterable

from promocheck.model.finding import Finding, Severity, open_among
from promocheck.model.lock import Lock
from promocheck.model.manual import Manual
from promocheck.model.money import Money
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.model.review import Review
from promocheck.model.run import Campaign, Worst
from promocheck.model.tally import Tally
from promocheck.model.text import Text
from promocheck.model.timeline import Timeline
from promocheck.model.value import dataclass
from promocheck.model.weaker import Weaker


@dataclass(frozen=True, slots=True)
class RowAccount:
    """A file's rows: `read == used + set_aside + unread`, always. `reasons` counts what was set aside, by why."""

    read: int
    used: int
    set_aside: int
    unread: int
    reasons: tuple[tuple[Text, int], ...] = ()

    def __post_init__(self) -> None:
        assert self.read == self.used + self.set_aside + self.unread, self


@dataclass(frozen=True, slots=True)
class Input:
    """A file (or a sheet of one) that was read, and what became of its rows and columns; `draft`: not saved yet."""

    path: str
    sheet: str | None
    sha256: str
    layout: str | None
    store: str | None
    marketplace: str | None
    encoding: str | None
    timezone: str | None
    rows: RowAccount
    columns_used: tuple[str, ...]
    columns_ignored: tuple[str, ...]
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file in a folder that is no table, and what it was taken for; or an older export, whose place a newer one takes."""

    path: str
    reason: Text
    older: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was looked at; "clear" is only ever said beside these. `promoted` counts SKUs that carry a promotion."""

    listings: int
    listings_with_floor: int
    listings_without_floor: int
    promotions: int
    promotions_live: int
    targets: int
    targets_unmatched: int
    segments: int
    promoted: int


@dataclass(frozen=True, slots=True)
class Price:
    """A promoted SKU's lowest prices over the horizon; window and promotions belong to the stacked one."""

    store: str | None
    marketplace: str
    sku: str
    start: int
    end: int | None
    list_price: Money | None
    selling_price: Money
    stacked_price: Money
    documented_price: Money
    floor: Money | None
    currency: str
    promotions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaiversSource:
    """Which waivers were applied: the file's path and the SHA-256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PolicySource:
    """Which policy was applied: its path as given (or "packaged") and the SHA-256 of its bytes; waivers, where it has any."""

    path: str
    sha256: str
    waivers: WaiversSource | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Findings that whoever found them has put into a format's lines: what of them decides, and the lines in order, in UTF-8."""

    tally: Tally
    lines: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole run. It judges from `as_of` to `until`, in UTC seconds; `fail_on` None means never.

    `without` are the findings of the same run without its drafts, `mended` those of which the drafts leave nothing. `locks` are those of promotions that have not started and lock within a week, nearest first.
    `told`: there are so many findings that they are not held, but told already. `worst` are the promoted SKUs and `campaigns` the
    promotions as a ledger keeps them, where one is to keep the run.
    `catalogue` are the manuals of the rules that were on anywhere, for formats that list what was checked; empty where none is asked for.
    `timelines` are of SKUs with findings, where they were asked for. `review` is what a second reader is told, where there is one.
    `weaker` are the rules that the policy lets weigh less than shipped. `asks_approval`: campaigns were held against approvals.
    """

    as_of: int
    until: int
    fail_on: Severity | None
    policy: PolicySource
    inputs: tuple[Input, ...]
    skipped: tuple[Skipped, ...]
    coverage: Coverage
    findings: tuple[Finding, ...]
    prices: tuple[Price, ...]
    unread: tuple[UnreadCell | UnreadFile, ...]
    without: tuple[Finding, ...] = ()
    mended: tuple[Finding, ...] = ()
    locks: tuple[Lock, ...] = ()
    told: Told | None = None
    worst: tuple[Worst, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    catalogue: tuple[Manual, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    review: Review | None = None
    weaker: tuple[Weaker, ...] = ()
    asks_approval: bool = False

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has accepted: only these decide."""
        return open_among(self.findings)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The findings that somebody has accepted."""
        return tuple(finding for finding in self.findings if finding.waiver is not None)

    @property
    def drafts(self) -> tuple[str, ...]:
        """The files that were given as drafts."""
        return tuple(dict.fromkeys(each.path for each in self.inputs if each.draft))

    @property
    def tally(self) -> Tally:
        """What of the findings decides."""
        return Tally.of(self.findings) if self.told is None else self.told.tally

    @property
    def at_risk(self) -> tuple[Money, ...]:
        """The money at risk in each currency: of every SKU the most that one of its open findings may lose."""
        return self.tally.at_risk

    @property
    def untrusted(self) -> bool:
        """Whether something that should have been checked could not be."""
        return self.tally.untrusted

    @property
    def verdict(self) -> str:
        """`untrusted`, `findings` or `clear`; the last is a claim that all of it was checked."""
        return self.tally.verdict

    @property
    def exit_code(self) -> int:
        """The check's own exit code: 3 before 1 before 0 (delivery, usage and crashes are the command's)."""
        return self.tally.exit_code(self.fail_on)
