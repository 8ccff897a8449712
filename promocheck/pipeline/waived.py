"""Which findings are accepted, decided after the rules ran: findings and waivers in, findings with waivers out.

What cannot be told is not accepted: a finding that is about no SKU, or about one whose price is not known, stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from promocheck.model.finding import Finding
from promocheck.model.money import Money
from promocheck.model.problem import EndingWaiver, ExpiredWaiver, Problem, UnusedWaiver
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.model.waiver import Waiver

# Store, marketplace and SKU → the lowest stacked price over the horizon; a SKU whose price is not known is missing.
Lowest = Mapping[tuple[str, str, str], Money]
# Store and marketplace → the SKUs of this run's listings.
Shops = Mapping[tuple[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """The findings, each with the waiver that accepts it, and what is to be said of the waivers themselves."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]


def price_of(finding: Finding, lowest: Lowest) -> Money | None:
    """The price that a waiver of this finding accepts: its own, else the SKU's lowest; None where that is not known."""
    known = lowest.get((finding.store or "", finding.marketplace or "", finding.sku or ""))
    return None if known is None else finding.stacked_price or known


def why_not(waiver: Waiver, finding: Finding, price: Money | None, as_of: int) -> Text | None:
    """What keeps a waiver of a finding's rule and SKU from accepting it; None when it does accept it."""
    names = {"owner": waiver.owner, "last": waiver.expires.isoformat()}
    if as_of >= waiver.ends:
        return say("A waiver of {owner} accepted this until the end of {last}.", **names)
    if finding.start is not None and finding.start >= waiver.ends:
        return say("A waiver of {owner} accepts this until the end of {last}, and it begins later.", **names)
    if price is None:
        return say(
            "A waiver of {owner} (to {last}) does not count here: the lowest price is not known.", **names
        )
    if price < waiver.not_below:
        return say(
            "A waiver of {owner} (to {last}) accepts this down to {least}; {price} is lower.",
            least=waiver.not_below,
            price=price,
            **names,
        )
    if joined := _joined(waiver, finding):
        return say(
            "A waiver of {owner} (to {last}) accepts this, but not with {joined}.", joined=joined, **names
        )
    return None


def beyond(waiver: Waiver, finding: Finding) -> tuple[int, int | None] | None:
    """From when to when a finding goes on behind the last day of a waiver of it; None where it does not, or has no window."""
    if finding.start is None or (finding.end is not None and finding.end <= waiver.ends):
        return None
    return max(finding.start, waiver.ends), finding.end


def _joined(waiver: Waiver, finding: Finding) -> tuple[str, ...]:
    """The promotions that make some price of a finding and that a waiver of it does not name, where it names any."""
    if waiver.promotions is None:
        return ()
    return tuple(each for each in finding.every_promotion if each not in waiver.promotions)


def waive(
    findings: Sequence[Finding], waivers: Sequence[Waiver], lowest: Lowest, shops: Shops, as_of: int
) -> Judged:
    """Every finding, with the first waiver that accepts it, else with what keeps each one from doing so in its message."""
    accepting: dict[Waiver, list[tuple[int, int | None]]] = {}
    refusing: set[Waiver] = set()
    told = []
    of = _by_sku(waivers)
    for finding in findings:
        mine = of.get((finding.rule, finding.marketplace, finding.sku))
        if mine is None:
            told.append(finding)
            continue
        price = price_of(finding, lowest)
        tried = {
            each: why_not(each, finding, price, as_of) for each in mine if each.store in (None, finding.store)
        }
        accept = [waiver for waiver, why in tried.items() if why is None]
        for each in accept:
            accepting.setdefault(each, [])
        if accept:
            last = max(accept, key=lambda each: each.ends)
            accepting[last] += filter(None, [beyond(last, finding)])
        refusing.update(() if accept else tried)
        told.append(replace(finding, waiver=accept[0]) if accept else _refused(finding, tried, price, as_of))
    return Judged(tuple(told), tuple(_problems(waivers, accepting, refusing, shops, as_of)))


def _by_sku(waivers: Sequence[Waiver]) -> Mapping[tuple[str, str | None, str | None], Sequence[Waiver]]:
    found: dict[tuple[str, str | None, str | None], list[Waiver]] = {}
    for waiver in waivers:
        found.setdefault((waiver.rule, waiver.marketplace, waiver.sku), []).append(waiver)
    return found


def _refused(
    finding: Finding, tried: Mapping[Waiver, Text | None], price: Money | None, as_of: int
) -> Finding:
    """The finding with what keeps each waiver from accepting it: whoever reads it knows that there is one."""
    message = finding.message
    for why in tried.values():
        message = say("{message} {waiver}", message=message, waiver=why)
    alone = replace(finding, promotions=(), others=())
    nearly = (each for each in tried if why_not(each, alone, price, as_of) is None)
    blamed = min((_joined(each, finding) for each in nearly), key=len, default=())
    return replace(finding, message=message, blamed=blamed)


def _problems(
    waivers: Sequence[Waiver],
    accepting: Mapping[Waiver, Sequence[tuple[int, int | None]]],
    refusing: set[Waiver],
    shops: Shops,
    as_of: int,
) -> Iterator[Problem]:
    """What is to be said of the waivers. One that only just does not accept is told in the finding itself."""
    for waiver in waivers:
        if as_of >= waiver.ends:
            yield ExpiredWaiver(waiver, missed=waiver in refusing)
        elif waiver in accepting:
            yield EndingWaiver(waiver, waiver.ends - as_of, _together(accepting[waiver]))
        elif waiver not in refusing:
            yield _unused(waiver, shops)


def _together(windows: Sequence[tuple[int, int | None]]) -> tuple[int, int | None] | None:
    """From the first beginning to the last end."""
    if not windows:
        return None
    ends = [end for _, end in windows if end is not None]
    return min(start for start, _ in windows), max(ends) if len(ends) == len(windows) else None


def _unused(waiver: Waiver, shops: Shops) -> UnusedWaiver:
    shop = "/".join(filter(None, (waiver.store, waiver.marketplace)))
    seen = [
        skus
        for (store, marketplace), skus in shops.items()
        if marketplace == waiver.marketplace and waiver.store in (None, store)
    ]
    if not seen:
        return UnusedWaiver(waiver, say("This run has no listings of {shop}.", shop=shop), elsewhere=True)
    if any(waiver.sku in skus for skus in seen):
        return UnusedWaiver(waiver, say("Nothing that it names was found."), elsewhere=False)
    return UnusedWaiver(
        waiver, say("No listing of {shop} has the SKU {sku}.", shop=shop, sku=waiver.sku), elsewhere=False
    )
