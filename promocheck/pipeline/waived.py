"""Which findings are accepted, decided after the rules ran: findings and waivers in, findings with waivers out.

What cannot be told is not accepted: a finding that is about no SKU, or about one whose price is not known, stays open. So does one
that speaks of several SKUs until waivers accept each of them: a waiver names one, and what others lose on is nobody's word yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from promocheck.model.few import FEW_SKUS, first_few
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


@dataclass(frozen=True, slots=True)
class OnSku:
    """A SKU that a finding speaks of: the price that a waiver accepts there, None where it is not known, and the waivers of it.

    `tried` has what keeps each of these from accepting the finding there; None for those that do accept it.
    """

    sku: str
    price: Money | None
    tried: Mapping[Waiver, Text | None]

    @property
    def accepting(self) -> tuple[Waiver, ...]:
        """The waivers that accept it, as they stand in the file."""
        return tuple(waiver for waiver, why in self.tried.items() if why is None)

    @property
    def last(self) -> Waiver | None:
        """Of the waivers that accept it the one at whose end it is accepted no more: that which ends last."""
        return max(self.accepting, key=lambda each: each.ends, default=None)


class Held:
    """Waivers, looked up by what they are of."""

    def __init__(self, waivers: Sequence[Waiver]) -> None:
        self._of: dict[tuple[str, str | None, str], list[Waiver]] = {}
        for waiver in waivers:
            self._of.setdefault((waiver.rule, waiver.marketplace, waiver.sku), []).append(waiver)

    def on_skus(self, finding: Finding, lowest: Lowest, as_of: int) -> tuple[OnSku, ...]:
        """Every SKU that a finding speaks of with the waivers of it, its own first; nothing where there are none of any."""
        skus = finding.every_sku
        if not any((finding.rule, finding.marketplace, sku) in self._of for sku in skus):
            return ()
        return tuple([self._on(sku, finding, lowest, as_of) for sku in skus])

    def _on(self, sku: str, finding: Finding, lowest: Lowest, as_of: int) -> OnSku:
        price = price_on(sku, finding, lowest)
        mine = self._of.get((finding.rule, finding.marketplace, sku), ())
        return OnSku(
            sku,
            price,
            {
                each: why_not(each, finding, price, as_of)
                for each in mine
                if each.store in (None, finding.store)
            },
        )


def price_on(sku: str, finding: Finding, lowest: Lowest) -> Money | None:
    """The price that a waiver of this finding accepts on a SKU: the one that it is about, where that is of this SKU, else the SKU's lowest.

    None where no price is known.
    """
    known = lowest.get((finding.store or "", finding.marketplace or "", sku))
    if sku != finding.sku:
        return known
    return finding.own_price or (finding.stacked_price if known and finding.stacked_price else known)


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
    """What makes some price of a finding and is not named by a waiver of it, where it names anything.

    One of no promotion accepts what the listing offers itself.
    """
    if waiver.promotions is None:
        return ()
    alone = finding if waiver.promotions else replace(finding, offered=())
    return tuple(each for each in alone.every_promotion if each not in waiver.promotions)


def waive(
    findings: Sequence[Finding], waivers: Sequence[Waiver], lowest: Lowest, shops: Shops, as_of: int
) -> Judged:
    """Every finding, with a waiver where waivers accept all its SKUs, else with what keeps them from doing so in its message.

    The waiver is the one at whose end the finding counts again: of those that end last on each SKU the first to end.
    """
    held = Held(waivers)
    accepting: dict[Waiver, list[tuple[int, int | None]]] = {}
    refusing: set[Waiver] = set()
    told = []
    for finding in findings:
        on = held.on_skus(finding, lowest, as_of)
        for each in on:
            for waiver in each.accepting:
                accepting.setdefault(waiver, [])
            if each.last:
                accepting[each.last] += filter(None, [beyond(each.last, finding)])
            else:
                refusing.update(each.tried)
        told.append(_judged(finding, on, as_of) if any(each.tried for each in on) else finding)
    return Judged(tuple(told), tuple(_problems(waivers, accepting, refusing, shops, as_of)))


def _judged(finding: Finding, on: Sequence[OnSku], as_of: int) -> Finding:
    """The finding with a waiver, or with what keeps those of its SKUs from accepting it."""
    last = [each.last for each in on if each.last]
    if len(last) == len(on):
        return replace(finding, waiver=min(last, key=lambda each: each.ends))
    return replace(
        finding, message=_with_why_not(finding.message, on), blamed=tuple(_blamed(finding, on, as_of))
    )


def _with_why_not(message: Text, on: Sequence[OnSku]) -> Text:
    """The message with what keeps waivers from accepting the finding: whoever reads it knows that there are some.

    Of a few SKUs, where it speaks of several, and first on which of them it is accepted.
    """
    if len(on) == 1:
        for why in on[0].tried.values():
            message = say("{message} {waiver}", message=message, waiver=why)
        return message
    free, left = (
        first_few([each.sku for each in on if bool(each.last) is accepted]) for accepted in (True, False)
    )
    if free:
        message = say(
            "{message} Waivers accept this on {skus}, but not on {others}.",
            message=message,
            skus=free,
            others=left,
        )
    else:
        message = say("{message} No waiver accepts this on {skus}.", message=message, skus=left)
    for each in [each for each in on if each.tried and not each.last][:FEW_SKUS]:
        for why in each.tried.values():
            message = say("{message} {sku}: {waiver}", message=message, sku=each.sku, waiver=why)
    return message


def _blamed(finding: Finding, on: Sequence[OnSku], as_of: int) -> Sequence[str]:
    """The promotions that alone keep waivers from accepting every SKU; none where something else does too."""
    alone = replace(finding, promotions=(), others=(), offered=())
    found: set[str] = set()
    for each in on:
        nearly = [waiver for waiver in each.tried if why_not(waiver, alone, each.price, as_of) is None]
        if not nearly:
            return ()
        fewest: tuple[str, ...] = min((_joined(waiver, finding) for waiver in nearly), key=len)
        found.update(fewest)
    return sorted(found)


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
