"""What a ledger remembers of other scans, as far as this one is held against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from promocheck.exports import Tables
from promocheck.model.approval import Moved
from promocheck.model.errors import LedgerFault, NoSuchLedger
from promocheck.model.problem import NothingChecked, Shrunk, Unapproved
from promocheck.model.run import Broken, Key, Worst
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.pipeline.measures import Measure, measures
from promocheck.pipeline.settings import day_of
from promocheck.pipeline.shrinkage import shrunk
from promocheck.policy import Policy

if TYPE_CHECKING:
    from promocheck.ledger import Approved, Ledger


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a ledger a scan asks for."""

    approval: bool = False
    review: bool = False
    shrinkage: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """Every SKU as it was last approved, None where nobody asks, and whether it has to be; and where the ledger is broken.

    `fault` says why the ledger cannot be read. `before` are the runs that this one is held against, None where nobody asks.
    """

    ledger: str = ""
    approved: Mapping[Key, Approved] | None = None
    required: bool = False
    broken: tuple[Broken, ...] = ()
    fault: Text | None = None
    before: Callable[[], tuple[Measure, ...]] | None = None


NOTHING: Final = Remembered()


def remembered(ledger: Ledger | None, asked: Asked) -> Remembered:
    """What is asked for; nobody has approved anything in a ledger that is not begun, that cannot be read, or that is broken."""
    looks = asked.approval or asked.review
    if ledger is None:
        return Remembered(approved={} if looks else None, required=asked.approval)
    try:
        past = ledger.past()
        approved = ledger.approved(() if past.broken else past.approvals) if looks else None
    except LedgerFault as fault:
        if isinstance(fault, NoSuchLedger):  # a server's, that its first writer has not come to
            return remembered(None, asked)
        return Remembered(ledger.shown, {} if looks else None, asked.approval, fault=fault.said)
    compares = asked.shrinkage and not past.broken
    return Remembered(
        ledger=ledger.shown,
        approved=approved,
        required=asked.approval,
        broken=past.broken,
        before=partial(measures, past.runs, ledger.run) if compares else None,
    )


def doubts(
    remembers: Remembered, tables: Tables, paths: Sequence[str], policy: Policy, as_of: int
) -> Iterator[NothingChecked | Shrunk]:
    """A problem for a ledger or an entry that cannot be believed, and for what there is too little of since."""
    if remembers.fault:
        yield NothingChecked(
            say("{fault} What it says of approvals and earlier runs is not known.", fault=remembers.fault),
            fix=say("See that the ledger can be read, then scan again."),
        )
    for each in remembers.broken:
        yield NothingChecked(
            say(
                "{ledger}: entry {number}: {why}. What it says is not believed.",
                ledger=remembers.ledger,
                number=each.number,
                why=each.why,
            ),
            fix=say("Look at it with `promocheck history`, and put a copy from before in its place."),
        )
    if remembers.before:
        yield from shrunk(tables, remembers.before(), paths, policy, as_of)


def unapproved(prices: Sequence[Worst], approved: Mapping[Key, Approved]) -> Iterator[Unapproved]:
    """Every promoted SKU that is not as it was last approved, in their order.

    By its terms alone: what is found on it anew may be the stock that was sold, or a lock that comes near.
    """
    from promocheck.ledger import compared  # noqa: PLC0415 - most scans have no ledger

    now = {each.key: each for each in prices}
    for each in compared(prices, (), approved).moved:
        yield _problem(each, now[each.key], approved.get(each.key))


def _problem(moved: Moved, now: Worst, known: Approved | None) -> Unapproved:
    approval = moved.approval
    return Unapproved(
        store=now.store or "",
        marketplace=now.marketplace,
        sku=now.sku,
        promotions=others(now, known),
        by=None if approval is None else approval.by,
        day=None if approval is None else day_of(approval.at).isoformat(),
        reasons=moved.reasons if approval else (),
    )


def others(now: Worst, known: Approved | None) -> tuple[str, ...]:
    """The promotions whose rows were not approved as they are; all of a SKU where what all of them are held against has moved, or nothing says which."""
    every = {promotion for promotion, _ in now.rows}
    before = known.worst if known else None
    named = {promotion for promotion, _ in {*now.rows} - {*(before.rows if before else ())}}
    ground = before and (now.listing, now.floor) != (before.listing, before.floor)
    return tuple(sorted((every if ground or "" in named or not named else named) - {""}))
