"""A buyer can reach a price below the SKU's floor.

Why: promotions that are each harmless add up. The platform does not look: "Our system does not check if a coupon overlaps
with other types of promotions" (Amazon, coupon help).

A real accident: a social-media code was set on the wrong product, which already had a coupon; together they took off
nearly everything, and orders that had been paid could not be cancelled.

Example: price 100.00, coupon 20 %, social code 30 %, floor 60.00. Together they take 50.00 off, and 50.00 is below 60.00.

Fix: take less off, move one of the promotions so that they do not meet, or cancel one; then scan again.

Options: none besides the severity. The floor is the highest of those the floors sheet, the listing and the policy give;
a price at the floor passes. A breach that only the guard bands make is handover-gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Kind
from promocheck.model.text import Text, say
from promocheck.model.texts import Named
from promocheck.policy import ErrorByDefault
from promocheck.rules.breach import Breaches, breaches
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY, Hits, Mends, in_blocks
from promocheck.rules.meeting import left_by
from promocheck.rules.primary import DISCOUNT, PRICE, Primaries
from promocheck.rules.rule import Rule
from promocheck.rules.telling_columns import Tell, always, filled, in_currency_of, one_of
from promocheck.tables.ragged import Ragged

Ints = NDArray[np.int64]


def below_floor(evidence: Evidence, price: str) -> NDArray[np.bool_]:
    """Segments whose `price`, stacked or official, is below the floor that holds with what runs then; nothing is below `NO_MONEY`."""
    floor = "official_floor" if price == "official" else "floor"
    below: NDArray[np.bool_] = evidence.segments.kept(price) < evidence.segments.kept(floor)
    return below


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hits]:
    """Runs of segments whose worst price in the official windows is below the floor."""
    del options
    found = breaches(evidence.segments, below_floor(evidence, "official"))
    for at in in_blocks(len(found)):
        yield _hits(evidence, found.where(at))


def _hits(evidence: Evidence, found: Breaches) -> Hits:
    money = in_currency_of(evidence, found.listing)
    price, floor = (evidence.segments.some(name, found.worst) for name in ("stacked", "floor"))
    run, selling = found.every, evidence.segments.some("selling", found.worst)
    sales = sales_too_low(
        evidence,
        found.listing,
        selling,
        floor,
        lambda at: evidence.running_in(found.worst[at], official=True),
    )
    message = filled(_MESSAGE, len(found), price=money(price), gap=money(floor - price), floor=money(floor))
    return Hits.told(
        message,
        _fixes(evidence, found, price, floor, sales),
        listing=found.listing,
        segment=found.worst,
        start=found.start,
        end=found.end,
        mends=Mends.of_all(len(found)),
        primary=_primary(evidence, found, floor, sales),
        run=run,
        limits=Ragged(evidence.segments.some("floor", run.rows), run.first),
    )


def _fixes(evidence: Evidence, found: Breaches, price: Ints, floor: Ints, sales: Ints) -> Sequence[Text]:
    """What to do; a sale runs alone. At 0 the promotions may take off more than the whole price, so the gap says too little."""
    selling, kinds = (evidence.segments.some(name, found.worst) for name in ("selling", "kinds"))

    def cut(at: Ints) -> Sequence[Text]:
        money = in_currency_of(evidence, found.listing[at])
        return filled(_CUT, len(at), gap=money((floor - price)[at]))

    sale, low = kinds == _SALE_PRICE, selling < floor
    all_gone = price == 0
    return one_of(
        len(found),
        (sale, always(_END_THE_SALE)),
        (~sale & low, raising(evidence, found.listing, selling, floor, sales)),
        (~sale & ~low & all_gone, always(_TAKE_LESS)),
        (~sale & ~low & ~all_gone, cut),
    )


def raising(evidence: Evidence, listing: Ints, selling: Ints, floor: Ints, sales: Ints) -> Tell:
    """What to do where the selling price is itself below the floor: to raise it to that alone mends nothing while something comes off.

    `sales` are by hit the promotion row of the sale price that it is, as `sales_too_low` finds it.
    """

    def tell(at: Ints) -> Sequence[Text]:
        def amounts(some: Ints) -> dict[str, Sequence[object]]:
            money = in_currency_of(evidence, listing[at[some]])
            return {"price": money(selling[at[some]]), "floor": money(floor[at[some]])}

        def own(some: Ints) -> Sequence[Text]:
            return filled(_RAISE_IT, len(some), **amounts(some))

        def by_sale(some: Ints) -> Sequence[Text]:
            kinds, ids = (evidence.promotions[name][sales[at[some]]].tolist() for name in ("kind", "id"))
            return filled(_RAISE_THE_SALE, len(some), promotion=Named(kinds, ids), **amounts(some))

        named = sales[at] != NOBODY
        return one_of(len(at), (~named, own), (named, by_sale))

    return tell


def sales_too_low(
    evidence: Evidence, listing: Ints, selling: Ints, floor: Ints, running: Callable[[Ints], Ragged]
) -> Ints:
    """By hit the row of the sale price that is the selling price and below the floor, of the promotion rows that are `running` with some hits; or `NOBODY`."""
    found = np.full(len(listing), NOBODY)
    mine = np.flatnonzero((selling < floor) & (selling != evidence.listings["price"][listing]))
    if len(mine):
        found[mine] = _sale_in_force(evidence, listing[mine], selling[mine], running(mine))
    return found


def _sale_in_force(evidence: Evidence, listing: Ints, selling: Ints, running: Ragged) -> Ints:
    """By hit the sale price that is everybody's, of the promotion rows that run; `NOBODY` where none of them is."""
    sales = running.where(evidence.promotions["kind"][running.rows] == Kind.SALE_PRICE)
    left = left_by(evidence, evidence.listings["price"][listing][sales.owner], sales.rows)
    sales = sales.where(left == selling[sales.owner]).first_few(1)
    found = np.full(len(listing), NOBODY)
    found[sales.owner] = sales.rows
    return found


def _primary(evidence: Evidence, found: Breaches, floor: Ints, sales: Ints) -> Primaries:
    """The discount of a promotion, that of a sale price which is itself too low; the listing's price where that is, whatever is promoted."""
    kinds = evidence.segments.some("kinds", found.worst)
    low = (evidence.listings["price"][found.listing] < floor) & (kinds != _SALE_PRICE)
    return Primaries((DISCOUNT, PRICE), low.astype(np.int64), np.where(low, NOBODY, sales))


_SALE_PRICE: Final = 1 << Kind.SALE_PRICE
_MESSAGE: Final = say("A buyer can reach {price}, {gap} below the floor of {floor}.")
_END_THE_SALE: Final = say("Correct the sale price or end it, then scan again.")
_TAKE_LESS: Final = say(
    "Together they take off the whole price: lower, move or cancel one of them, then scan again."
)
_RAISE_IT: Final = say(
    "The selling price {price} is itself below the floor: raise it, and any price that a promotion sets, until {floor} is left when all of them have come off, or correct the floor."
)
_RAISE_THE_SALE: Final = say(
    "The {price} of {promotion} is itself below the floor: raise it, and any other price that a promotion sets, until {floor} is left when all of them have come off, or correct the floor."
)
_CUT: Final = say(
    "Cut the discount by at least {gap} a unit: lower, move or cancel one of these promotions, then scan again."
)
RULE = Rule("PC101", "below-floor", ErrorByDefault, check, __doc__, scope="listing")
