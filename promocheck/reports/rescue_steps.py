"""What to do now, in order: stop it, make price or stock safe, call Amazon, cancel, tell the buyers; names and numbers filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from promocheck.model.money import in_all
from promocheck.model.order import Door
from promocheck.model.rescue import Rescue
from promocheck.model.window import Instant
from promocheck.reports.locks import lasting
from promocheck.reports.rescue_names import MOST
from promocheck.reports.rescue_stop import safe, stop
from promocheck.reports.words import Words


class Step(NamedTuple):
    """A step: what it is called, and its lines."""

    heading: str
    lines: tuple[str, ...]


def steps(rescue: Rescue, words: Words) -> tuple[Step, ...]:
    """The steps in the order in which minutes count; none where nothing was sold below its floor."""
    if rescue.lost is None:
        return ()
    return (
        Step(words._("Stop it"), tuple(stop(rescue, words))),
        Step(words._("Make price or stock safe"), tuple(safe(rescue, words))),
        Step(words._("Open a case with Amazon"), tuple(_case(rescue, words))),
        Step(words._("Cancel what you ship yourself"), tuple(_cancel(rescue, words))),
        Step(words._("Tell the buyers"), tuple(_tell(rescue, words))),
    )


def _case(rescue: Rescue, words: Words) -> Iterator[str]:
    assert rescue.lost is not None
    waiting = [each for each in rescue.sales if each.door is Door.AMAZON]
    if not waiting:
        yield words._(
            "Amazon ships none of what can still be cancelled: report the pricing error all the same, before buyers do."
        )
    else:
        yield words.ngettext(
            "Call Seller Support, or your account manager, now: {n} line only Amazon can cancel, and only before it is picked. "
            "It was bought {ago} ago.",
            "Call Seller Support, or your account manager, now: {n} lines only Amazon can cancel, and only before they are picked. "
            "The first was bought {ago} ago.",
            len(waiting),
            ago=lasting(max(rescue.as_of - min(each.purchased for each in waiting), 0), words),
        )
    asins = tuple(dict.fromkeys(each.asin or each.sku for each in rescue.skus))[:MOST]
    yield words._(
        "Say: a pricing error on {asins} since {since}; {orders} below floor; stop them, and attach the list of orders ({file}).",
        file=rescue.list_file,
        asins=asins,
        since=Instant(rescue.lost.since, rescue.zone),
        orders=words.ngettext("{n} order", "{n} orders", rescue.lost.orders),
    )


def _cancel(rescue: Rescue, words: Words) -> Iterator[str]:
    assert rescue.lost is not None
    mine = [each for each in rescue.sales if each.door is Door.YOURSELF]
    coded = sum(each.cancellable for each in mine)
    if coded:
        yield words.ngettext(
            "{n} line with the file {file}: Orders, Upload Order Related Files, Order Cancellation. Do not ship it.",
            "{n} lines with the file {file}: Orders, Upload Order Related Files, Order Cancellation. Ship none of them.",
            coded,
            file=rescue.cancel_file,
        )
    if len(mine) > coded:
        yield words.ngettext(
            "{n} line lacks its item's code: download the unshipped orders report, give it with --orders too, and run this again; "
            "or cancel it by hand.",
            "{n} lines lack their item's code: download the unshipped orders report, give it with --orders too, and run this again; "
            "or cancel them by hand.",
            len(mine) - coded,
        )
    if rescue.lost.doors[Door.WAIT]:
        yield words.ngettext(
            "{n} line is pending: it can be cancelled as soon as the payment is through. Download All Orders again then.",
            "{n} lines are pending: they can be cancelled as soon as the payment is through. Download All Orders again then.",
            rescue.lost.doors[Door.WAIT],
        )
    if rescue.lost.doors[Door.BY_HAND]:
        yield words.ngettext(
            "{n} line is shipped in part, and is in no file: hold back the rest of it, and refund that by hand.",
            "{n} lines are shipped in part, and are in no file: hold back the rest of them, and refund that by hand.",
            rescue.lost.doors[Door.BY_HAND],
        )
    if not mine and not rescue.lost.doors[Door.WAIT] and not rescue.lost.doors[Door.BY_HAND]:
        yield words._("Nothing of it is yours to cancel.")


def _tell(rescue: Rescue, words: Words) -> Iterator[str]:
    assert rescue.lost is not None
    gone = rescue.lost.doors[Door.GONE]
    if rescue.lost.lines > gone:
        yield words._(
            "Through Seller Central's messages, and nowhere else: the price was wrong, the order is cancelled, all of the money comes back.",
        )
    if gone:
        yield words.ngettext(
            "{n} line is on its way: that buyer keeps what was bought. Write down what was lost on it: {loss}.",
            "{n} lines are on their way: those buyers keep what they bought. Write down what was lost on them: {loss}.",
            gone,
            loss=in_all(each.loss for each in rescue.sales if each.door is Door.GONE),
        )
