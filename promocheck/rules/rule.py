"""What a rule is: an id, a name, a manual (its module's docstring), typed options and one check that reports hits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal

from promocheck.model.money import Money
from promocheck.model.place import Place
from promocheck.model.problem import OfTarget
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.otherwise import AtPrice
from promocheck.rules.primary import DISCOUNT, Primary
from promocheck.tables import PROMOTION_KEY

if TYPE_CHECKING:
    from promocheck.rules.hits import Hits

Scope = Literal["listing", "store", "run"]


@dataclass(frozen=True, slots=True)
class Mend:
    """That a hit is mended by another discount or other dates, so that its fix may name the number.

    `left`: so many basis points of the listing's own price must be left in the documented reading too; `listings`: the hit
    is about all of these. `apart`: other dates are tried first, of these two promotion `rows` whatever the price is.
    `may_be_meant`: it can be accepted too.
    """

    left: int = 0
    listings: tuple[int, ...] = ()
    apart: bool = False
    rows: tuple[int, ...] = ()
    may_be_meant: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule reports; the runner stamps id, name and severity.

    `fix` is what to do where no number can be named, or the hit asks for none with `mend`.

    With `segment` (its numbers are the finding's) or without, then `store`, `marketplace`, `sku` and `asin` say whom
    it is about. `promotions` are ids where the steps of the price do not name the ones meant. `key` tells findings
    without a price apart. `primary` is the cell that is to be looked at first, where the fix names no other; of what has `places` it
    is the first of these. `at_price` are its numbers where no segment has them. `run` are its segments, where it spans several;
    the promotions that make the prices of these are looked up, or else it says those of them that are not its own: `others`, by rows.
    With `limits`, which are of each of `run` in minor units, it has all its segments there, and every promotion with which some buyer pays less is looked up.
    `also_on` are listings of the same shop that it holds for too: the finding names them, and its message the first few.
    `own_price` is what the listing sells at by itself, where it is about that, and `own_floor` the floor that it is held against: no segment has them.
    """

    message: Text
    fix: Text
    listing: int | None = None
    segment: int | None = None
    start: int | None = None
    end: int | None = None
    promotion_rows: tuple[int, ...] | None = None
    promotions: tuple[str, ...] = ()
    store: str | None = None
    marketplace: str | None = None
    sku: str | None = None
    asin: str | None = None
    owner: str | None = None
    places: tuple[Place, ...] = ()
    key: tuple[str, ...] = ()
    severity: SeverityOrOff | None = None
    mend: Mend | None = None
    primary: Primary = DISCOUNT
    at_price: AtPrice | None = None
    run: tuple[int, ...] = ()
    limits: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    also_on: tuple[int, ...] = ()
    own_price: Money | None = None
    own_floor: Money | None = None


def hit_of_target(problem: OfTarget, fix: Text) -> Hit:
    """A problem of a promotion's target as a hit."""
    return Hit(
        message=problem.reason,
        fix=fix,
        store=problem.store,
        marketplace=problem.marketplace,
        sku=problem.sku,
        asin=problem.asin,
        promotions=problem.promotions,
        owner=problem.owner,
        places=problem.places,
        key=(problem.sku or "", problem.asin or "", problem.reason.template),
    )


def hit_of_promotion(
    evidence: Evidence,
    rows: tuple[int, ...],
    message: Text,
    fix: Text,
    *key: str,
    primary: Primary = DISCOUNT,
) -> Hit:
    """A hit about a promotion as a whole, whichever SKUs it is on; `key` is what a fingerprint tells it apart by."""
    promotions, row = evidence.promotions, rows[0]
    store, marketplace, name = (promotions[each][row] for each in PROMOTION_KEY)
    return Hit(
        message=message,
        fix=fix,
        store=store or None,
        marketplace=marketplace,
        promotion_rows=rows,
        key=(name, *key),
        primary=primary,
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue; `check` reports hits one by one, or many at once as columns. `trust`: its errors mean that the run cannot be trusted (exit 3).

    `scope`: what it must see to judge: a listing by itself, the listings and promotions of a store, or all that a run has read. Of
    a part of the run that holds such a thing whole it reports what it reports of it in the whole run. `often`: in many shops it
    reports by the thousand; where several processes share rules out, it is begun before the others.
    """

    id: str
    name: str
    options: type[RuleSettings]
    check: Callable[[Evidence, Any], Iterable[Hit | Hits]]
    manual: str
    trust: bool = False
    scope: Scope = "store"
    often: bool = False
