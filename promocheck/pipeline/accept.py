"""One finding accepted: chosen by its fingerprint, and turned into a waiver that accepts it and nothing worse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from promocheck.model.errors import AmbiguousFingerprint, CannotWaive, UnknownFingerprint, UsageFault
from promocheck.model.finding import Finding
from promocheck.model.money import Money, digits_of, money_of
from promocheck.model.place import Place
from promocheck.model.report import Report
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.model.waiver import Waiver
from promocheck.model.window import Instant
from promocheck.pipeline.waived import price_of
from promocheck.rules import OF_WAIVERS

SHORTEST: Final = 6  # characters of a fingerprint that tell it from others
_LONGEST: Final = timedelta(days=366)
_RULES_OF_WAIVERS: Final = {rule.id for rule in OF_WAIVERS}


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the person says: why, who answers for it, the last day, and the least price (None: the one found)."""

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


def accepted(finding: Finding, report: Report, said: Acceptance, file: str) -> Waiver:
    """The waiver that accepts a finding of a report, to stand in `file`; its line is not known yet.

    The report has its prices. Raises `UsageFault` for what cannot be waived, a day that is over or too far, and a price
    above the one that was found.
    """
    price = _price(finding, report)
    assert finding.marketplace is not None
    assert finding.sku is not None
    return Waiver(
        rule=finding.rule,
        name=finding.name,
        store=finding.store,
        marketplace=finding.marketplace,
        sku=finding.sku,
        # Findings without a price of their own may name no promotions: then it is the price that binds.
        promotions=finding.every_promotion if finding.every_promotion or finding.stacked_price else None,
        not_below=_least(said.not_below, price),
        reason=said.reason,
        owner=said.owner,
        expires=_last_day(said.until, finding, report.as_of),
        place=Place(file),
    )


def _price(finding: Finding, report: Report) -> Money:
    """The price that would be accepted."""
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
    lowest = {(each.store or "", each.marketplace, each.sku): each.stacked_price for each in report.prices}
    price = price_of(finding, lowest)
    if price is None:
        raise CannotWaive(
            _named(finding),
            say("the lowest price of this SKU is not known, so nobody can say what would be accepted."),
        )
    return price


def _least(asked: Decimal | None, price: Money) -> Money:
    if asked is None:
        return price
    least = money_of(asked, price.currency)
    if least is None:
        digits = digits_of(price.currency)
        raise UsageFault(
            say(
                "--not-below: {currency} has {digits} decimals, found {asked}.",
                currency=price.currency,
                digits=digits,
                asked=str(asked),
            )
        )
    if least > price:
        raise UsageFault(
            say(
                "--not-below: {least} is above the price that was found, {price}: such a waiver would not accept it.",
                least=str(least),
                price=f"{price} {price.currency}",
            )
        )
    return least


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
    rule = f"{finding.rule} {finding.name}"
    if not finding.sku:
        return Text("{rule}", (("rule", rule),))
    if not finding.marketplace:
        return say("{rule} of {sku}", rule=rule, sku=finding.sku)
    return say(
        "{rule} of {sku} in {marketplace}", rule=rule, sku=finding.sku, marketplace=finding.marketplace
    )
