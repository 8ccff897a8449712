"""One finding accepted: chosen by its fingerprint, and turned into waivers that accept it and nothing worse, one of each SKU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from promocheck.model.errors import AmbiguousFingerprint, CannotWaive, UnknownFingerprint, UsageFault
from promocheck.model.few import first_few
from promocheck.model.finding import Finding
from promocheck.model.money import Money, digits_of, money_of
from promocheck.model.place import Place
from promocheck.model.report import Report
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.model.waiver import Waiver
from promocheck.model.window import Instant
from promocheck.pipeline.waived import Held, Lowest, price_on
from promocheck.rules import OF_WAIVERS

SHORTEST: Final = 6  # characters of a fingerprint that tell it from others
MOST_SKUS: Final = 200  # of a finding: more entries are read by nobody, and what they accept is no exception
_LONGEST: Final = timedelta(days=366)
_RULES_OF_WAIVERS: Final = {rule.id for rule in OF_WAIVERS}


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the person says: why, who answers for it, the last day, and the least price of each SKU (None: the one found)."""

    reason: str
    owner: str
    until: date
    not_below: Decimal | None = None


def chosen(findings: Sequence[Finding], given: str) -> Finding:
    """The finding whose fingerprint begins so. Raises `UnknownFingerprint` or `AmbiguousFingerprint`."""
    by_fingerprint = {finding.fingerprint: finding for finding in findings}
    name = given.strip().removeprefix("'").lower()  # in CSV an apostrophe keeps digits from being a number
    begun = [each for each in sorted(by_fingerprint) if each.startswith(name)]
    if len(name) < SHORTEST or not begun:
        raise UnknownFingerprint(given, tuple(by_fingerprint), SHORTEST)
    if len(begun) > 1:
        raise AmbiguousFingerprint(given, [(each, _named(by_fingerprint[each])) for each in begun])
    return by_fingerprint[begun[0]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The waivers that a finding still lacks, one of each SKU of it, and those by which others are accepted already."""

    new: tuple[Waiver, ...]
    standing: tuple[Waiver, ...] = ()


def accepted(
    finding: Finding, report: Report, said: Acceptance, file: str, waivers: Sequence[Waiver]
) -> Accepted:
    """The waivers that accept a finding of a report together with those that stand in `file`; their lines are not known yet.

    The report has its prices. Raises `UsageFault` for what cannot be waived, a day that is over or too far, and a price
    above one that was found.
    """
    _require_open(finding)
    assert finding.marketplace is not None
    lowest = {(each.store or "", each.marketplace, each.sku): each.stacked_price for each in report.prices}
    standing = {each.sku: each.last for each in Held(waivers).on_skus(finding, lowest, report.as_of)}
    prices = _prices(finding, [sku for sku in finding.every_sku if not standing.get(sku)], lowest)
    least, last = _least(said.not_below, prices), _last_day(said.until, finding, report.as_of)
    new = [
        Waiver(
            rule=finding.rule,
            name=finding.name,
            store=finding.store,
            marketplace=finding.marketplace,
            sku=sku,
            promotions=_promotions(finding),
            not_below=least or price,
            reason=said.reason,
            owner=said.owner,
            expires=last,
            place=Place(file),
        )
        for sku, price in prices.items()
    ]
    return Accepted(tuple(new), tuple(filter(None, standing.values())))


def _promotions(finding: Finding) -> tuple[str, ...] | None:
    """The promotions beside which it is accepted: of what a SKU sells at by itself none; None where it is the price alone that binds."""
    binding = finding.every_promotion or finding.stacked_price or finding.own_price
    return finding.every_promotion if binding else None


def _require_open(finding: Finding) -> None:
    """Raises `CannotWaive` for what is accepted already, and for what no waiver is of."""
    if finding.waiver:
        place = finding.waiver.place
        raise CannotWaive(
            _named(finding),
            say(
                "{owner} has accepted it already, {file}:{row}.",
                owner=finding.waiver.owner,
                file=place.file,
                row=str(place.row),
            ),
        )
    if finding.rule in _RULES_OF_WAIVERS:
        place = finding.places[0]
        raise CannotWaive(
            _named(finding),
            say("it is about a waiver. Mend {file}:{row}.", file=place.file, row=str(place.row)),
        )
    if finding.sku is None:
        raise CannotWaive(
            _named(finding),
            say("it is about no SKU, and a waiver accepts the price of one. Mend its cause."),
        )


def _prices(finding: Finding, skus: Sequence[str], lowest: Lowest) -> dict[str, Money]:
    """By SKU the price that would be accepted. Raises `CannotWaive` where one is not known, and for more SKUs than anybody reads."""
    if len(skus) > MOST_SKUS:
        raise CannotWaive(
            _named(finding),
            say(
                "{n} of its SKUs are not accepted, and each takes an entry of its own; {most} are written at most. "
                "Mend the promotion; or say under `overrides` in the policy what {rule} weighs in this store, marketplace or brand.",
                n=len(skus),
                most=MOST_SKUS,
                rule=finding.name,
            ),
        )
    prices = {sku: price_on(sku, finding, lowest) for sku in skus}
    unknown = [sku for sku, price in prices.items() if price is None]
    if unknown and not finding.also_on:
        raise CannotWaive(
            _named(finding),
            say("the lowest price of this SKU is not known, so nobody can say what would be accepted."),
        )
    if unknown:
        raise CannotWaive(
            _named(finding),
            say(
                "the lowest price of {skus} is not known, so nobody can say what would be accepted there.",
                skus=first_few(unknown),
            ),
        )
    return {sku: price for sku, price in prices.items() if price is not None}


def _least(asked: Decimal | None, prices: Mapping[str, Money]) -> Money | None:
    """The amount that is asked for, which is to hold for each SKU; None where each has its own."""
    if asked is None:
        return None
    lowest = min(prices.values())
    least = money_of(asked, lowest.currency)
    if least is None:
        digits = digits_of(lowest.currency)
        raise UsageFault(
            say(
                "--not-below: {currency} has {digits} decimals, found {asked}.",
                currency=lowest.currency,
                digits=digits,
                asked=str(asked),
            )
        )
    if least <= lowest:
        return least
    if len(prices) == 1:
        raise UsageFault(
            say(
                "--not-below: {least} is above the price that was found, {price}: such a waiver would not accept it.",
                least=str(least),
                price=f"{lowest} {lowest.currency}",
            )
        )
    raise UsageFault(
        say(
            "--not-below: {least} is above the price that was found on {skus}, down to {price}: such a waiver would not accept it. "
            "Leave it out, and each SKU is accepted down to its own price.",
            least=str(least),
            skus=first_few([sku for sku, price in prices.items() if price < least]),
            price=f"{lowest} {lowest.currency}",
        )
    )


def _last_day(until: date, finding: Finding, now: int) -> date:
    today = Instant(now, finding.zone).local().date()
    begins = today if finding.start is None else Instant(finding.start, finding.zone).local().date()
    if today <= until < begins:
        raise UsageFault(
            say(
                "--until: {day} is before it begins, on {first}: such a waiver would not accept it. Name a day from then on.",
                day=str(until),
                first=str(begins),
            )
        )
    if until < today:
        raise UsageFault(
            say("--until: {day} is over. Name a day from {first} on.", day=str(until), first=str(today))
        )
    if until > today + _LONGEST:
        raise UsageFault(
            say(
                "--until: {day} is more than a year ahead. Name a day up to {last}.",
                day=str(until),
                last=str(today + _LONGEST),
            )
        )
    return until


def _named(finding: Finding) -> Text:
    rule, sku = f"{finding.rule} {finding.name}", finding.sku
    if not sku:
        return Text("{rule}", (("rule", rule),))
    if not finding.marketplace:
        return say("{rule} of {sku}", rule=rule, sku=sku)
    skus = first_few(finding.every_sku) if finding.also_on else sku
    return say("{rule} of {sku} in {marketplace}", rule=rule, sku=skus, marketplace=finding.marketplace)
