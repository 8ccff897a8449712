"""What could not be checked, as values: each becomes a finding of the trust family, none is dropped."""

from __future__ import annotations

from promocheck.model.money import Money, Percent
from promocheck.model.place import Place
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.model.waiver import Waiver


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """A cell whose row could not be used because of it.

    `value` is the raw text; `expected` says what would have been read and what to do. `missing` is the column that it needs, where
    the sheet has none.
    """

    place: Place
    value: str
    expected: Text
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class UnreadDetail:
    """A cell that no price depends on and that was not understood: its row is used, and what asks for it is not checked."""

    place: Place
    value: str
    expected: Text


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file, or a sheet of it, that was refused as a whole; `fix` is what to do, where that is another thing than a good export."""

    place: Place
    reason: Text
    fix: Text | None = None


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column that no layout knows. `suspect` when its name may be about money: see `exports/words.yaml`."""

    place: Place
    header: str
    suspect: bool
    nearest: str | None


@dataclass(frozen=True, slots=True)
class OfTarget:
    """What is wrong with a promotion's target, and where. One of `sku` and `asin` names it, or both."""

    store: str
    marketplace: str
    sku: str | None
    asin: str | None
    promotions: tuple[str, ...]
    places: tuple[Place, ...]
    reason: Text
    owner: str | None


@dataclass(frozen=True, slots=True)
class UnknownTarget(OfTarget):
    """A promotion's target that is nobody's listing."""


@dataclass(frozen=True, slots=True)
class ParentTarget:
    """A promotion's target that is a parent ASIN, and so stands for all of its children."""

    store: str
    marketplace: str
    asin: str
    promotion: str
    children: int
    places: tuple[Place, ...]
    owner: str | None


@dataclass(frozen=True, slots=True)
class OnSkus:
    """What is wrong with a promotion on some SKUs, and where."""

    store: str
    marketplace: str
    promotion: str
    skus: tuple[str, ...]
    places: tuple[Place, ...]
    owner: str | None


@dataclass(frozen=True, slots=True)
class TwiceNamed(OnSkus):
    """Several rows of the promotion say the same of each."""


@dataclass(frozen=True, slots=True)
class DroppedByDraft(OnSkus):
    """It is live on them, and the draft that edits it is not; the first of `places` is the draft's, the others are the first that say so."""


@dataclass(frozen=True, slots=True)
class Unpriced(OfTarget):
    """A SKU of which some part was not priced, and why; of a `blank` price nothing is.

    It is a promoted one, or what businesses pay stands beside the blank price.
    """

    blank: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rows that say different things of the same listing or promotion.

    `fix` is what to do where it is not to take away the row that is not true.
    """

    store: str
    marketplace: str
    sku: str | None
    promotions: tuple[str, ...]
    places: tuple[Place, ...]
    reason: Text
    fix: Text | None = None


@dataclass(frozen=True, slots=True)
class DoubtedWindow:
    """Windows of promotions that may not be what was meant, and what to do; `about` tells one doubt from another."""

    store: str
    marketplace: str
    promotions: tuple[str, ...]
    places: tuple[Place, ...]
    reason: Text
    fix: Text
    about: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class NumericKeys:
    """SKU cells of one sheet that a spreadsheet holds as numbers; each matched a listing all the same."""

    skus: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class NothingChecked:
    """A run that had nothing to check: no listings, no promotions, or a draft that never runs, at `places`.

    `fix` is what to do where it is not about dates or exports.
    """

    reason: Text
    places: tuple[Place, ...] = ()
    fix: Text | None = None


@dataclass(frozen=True, slots=True)
class StaleExport:
    """How long before the run an export was written, in whole hours, or how long after it in whole minutes.

    `named`: the day in its name, and how many hours before the run that was over everywhere.
    """

    place: Place
    hours: int
    minutes_ahead: int = 0
    named: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class StaleRate:
    """How many days before the run the exchange rate is from by which floors of the run were worked out."""

    of: str
    to: str
    day: str
    days: int
    place: Place


@dataclass(frozen=True, slots=True)
class UnusedSetting:
    """A part of the policy that speaks of nothing in the run: of a brand, a tag, a campaign, a store that is not there."""

    name: str
    reason: Text
    place: Place


@dataclass(frozen=True, slots=True)
class DearerTier:
    """A listing's quantity price that is above the one for fewer units (1: the single one's); shares are taken off.

    A `progressive` one holds once so many units were bought in all.
    """

    store: str
    marketplace: str
    sku: str
    units: int
    sells: Money | Percent
    fewer: int
    before: Money | Percent
    place: Place
    progressive: bool = False


@dataclass(frozen=True, slots=True)
class NoFinalNewline:
    """A text file whose last row is full but does not end in a line end."""

    place: Place


@dataclass(frozen=True, slots=True)
class HiddenData:
    """Rows, or columns by their headers, that a spreadsheet does not show; they were read all the same."""

    place: Place
    rows: tuple[int, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkedWorkbook:
    """A workbook that refers to others, whose values it holds as they once were."""

    place: Place


@dataclass(frozen=True, slots=True)
class ExpiredWaiver:
    """A waiver that holds no more; `missed` when it would still accept something that was found."""

    waiver: Waiver
    missed: bool


@dataclass(frozen=True, slots=True)
class UnusedWaiver:
    """A waiver of which nothing was found, and why that may be; `elsewhere` when this run does not see its shop."""

    waiver: Waiver
    reason: Text
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class EndingWaiver:
    """A waiver that accepts something that was found, and for how long it still holds, in seconds.

    `beyond`: from when to when, in UTC seconds, that goes on behind its last day and nobody accepts it; an end of None is open.
    """

    waiver: Waiver
    left: int
    beyond: tuple[int, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Unapproved:
    """A promoted SKU that is not as it was last approved: through which promotions, and what has moved.

    `by` approved it on `day`; None where nobody ever has.
    """

    store: str
    marketplace: str
    sku: str
    promotions: tuple[str, ...]
    by: str | None
    day: str | None
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Something of which there is less than in an earlier run; `place` is where the policy asks. A blank shop: all of the run."""

    store: str
    marketplace: str
    reason: Text
    place: Place


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Promotions of a shop that an older export has, and its newer one at `place` has, or some goods of theirs, no more.

    `promotions` are their ids, each with the instant on which it is over.
    """

    store: str
    marketplace: str
    older: str
    promotions: tuple[tuple[str, int], ...]
    place: Place


Problem = (
    UnreadCell
    | UnreadDetail
    | UnreadFile
    | UnknownColumn
    | UnknownTarget
    | ParentTarget
    | TwiceNamed
    | DroppedByDraft
    | Unpriced
    | Conflict
    | DoubtedWindow
    | NumericKeys
    | NothingChecked
    | StaleExport
    | StaleRate
    | UnusedSetting
    | DearerTier
    | NoFinalNewline
    | HiddenData
    | LinkedWorkbook
    | ExpiredWaiver
    | UnusedWaiver
    | EndingWaiver
    | Unapproved
    | Shrunk
    | LeftBehind
)
