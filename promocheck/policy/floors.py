"""The policy's floors: how low a price may go where no sheet says so, and what amounts in a sheet are worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from promocheck.model.kind import Kind
from promocheck.model.marketplace import BY_CODE, NAMES_BESIDE_CODES, find_marketplace
from promocheck.model.money import digits_of
from promocheck.model.text import Text, say
from promocheck.policy.names import CurrencyName, KindName
from promocheck.policy.section import Section
from promocheck.policy.yaml_lines import Faults, Path

NO_MARKETPLACE: Final = say("is no marketplace.")


def known_marketplace(value: Any) -> Any:
    """The code of a marketplace's name, None for None. Raises `ValueError`, of which pydantic makes a fault."""
    found = find_marketplace(value) if isinstance(value, str) else None
    if value is not None and found is None:
        message = f"{NO_MARKETPLACE.template} Known: {', '.join(BY_CODE)}"
        raise ValueError(message)
    return found.code if found else None


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        message = "expected " + say("a day such as 2026-12-31").template
        raise ValueError(message) from None


def folded(name: str) -> str:
    """A brand or tag for comparing: people case and space them as they like."""
    return " ".join(name.split()).casefold()


def _said(value: str) -> str:
    if not value.strip():
        message = "expected " + say("some words").template
        raise ValueError(message)
    return value


def _no_fraction(value: Decimal) -> Decimal:
    if 0 < value < 1:
        message = "expected " + say("0, or a number from 1 to below 100: 15 for 15 %").template
        raise ValueError(message)
    return value


# An editor knows the names in capitals; the policy takes them however they are cased.
OF_MARKETPLACE: Final = {"type": "string", "enum": [*BY_CODE, *NAMES_BESIDE_CODES]}
MarketplaceCode = Annotated[str, BeforeValidator(known_marketplace), WithJsonSchema(OF_MARKETPLACE)]
Day = Annotated[date, BeforeValidator(_day)]
Words = Annotated[str, AfterValidator(_said), WithJsonSchema({"type": "string", "pattern": r"\S"})]
Amount = Annotated[Decimal, Field(gt=0, le=10**9, decimal_places=3)]
# Below 1 it is a share that was meant, 0.7 for 70: that is refused in sheets too.
Share = Annotated[Decimal, Field(ge=1, le=100, decimal_places=2)]
Margin = Annotated[
    Decimal,
    Field(ge=0, lt=100, decimal_places=2),
    AfterValidator(_no_fraction),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": 0},
                {"type": "number", "minimum": 1, "exclusiveMaximum": 100},
                {"type": "string"},
            ]
        }
    ),
]


class FloorTerms(Section):
    """What gives a floor: of several the highest counts."""

    min_price: Mapping[CurrencyName, Amount] = {}
    """The lowest price by currency: {USD: 5.00, EUR: 5.00}."""
    min_percent_of_price: Share | None = None
    """The lowest price in percent of the listing's own, or of a higher sale price while that runs: 60 means never below 60 %."""

    def amount(self, currency: str) -> int | None:
        """`min_price` in minor units of a currency."""
        given = self.min_price.get(currency)
        return None if given is None else int(given.scaleb(digits_of(currency)))


class CostTerms(FloorTerms):
    """The same, and the margin of floors worked out from cost and fees."""

    min_margin_percent: Margin | None = None
    """The margin of floors from cost and fees, in percent of the price, where the floors sheet names none."""


class FloorDefaults(CostTerms):
    """Floors of every SKU."""

    min_margin_percent: Margin = Decimal(0)
    """The margin of floors from cost and fees, in percent of the price, where nothing nearer names one."""


class ExchangeRate(Section):
    """What an amount of one currency is worth in another, from a day on."""

    of: CurrencyName
    """The currency of the amounts, CNY."""
    to: CurrencyName
    """The marketplace's currency, USD."""
    rate: Annotated[Decimal, Field(gt=0, le=10**6, decimal_places=8)]
    """How much of `to` one unit of `of` is worth."""
    day: Day
    """The day from which on the rate holds; of several, whichever way round, the last before the scan counts."""


class Clearance(Section):
    """A lower floor while promotions run that are meant to sell below the usual one."""

    promotions: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of the campaigns. While any other promotion runs too, the usual floor holds."""
    until: Day
    """The last day on which the lower floor holds, by the marketplace's clock."""
    reason: Words
    """Why it is sold so low."""
    min_price: Mapping[CurrencyName, Amount] = {}
    """The floor by currency: {USD: 2.00}."""
    min_percent_of_price: Share | None = None
    """The floor in percent of the listing's own price."""

    @property
    def terms(self) -> FloorTerms:
        """The floor that holds instead."""
        return FloorTerms(min_price=self.min_price, min_percent_of_price=self.min_percent_of_price)


class FloorSettings(Section):
    """Which SKUs must have a floor, and what counts where a sheet is silent."""

    required: Literal["promoted", "never"] = "promoted"
    """promoted: a promoted SKU without a floor makes the run untrusted. never: no floor is asked for."""
    default: FloorDefaults = FloorDefaults.usual()
    """What holds for every SKU."""
    brands: Mapping[str, CostTerms] = {}
    """Floors by brand, as the listings or the floors sheet name it."""
    tags: Mapping[str, CostTerms] = {}
    """Floors by tag, as the floors sheet names it."""
    kinds: Mapping[KindName, FloorTerms] = {}
    """Floors while a promotion of a kind runs."""
    clearance: tuple[Clearance, ...] = ()
    """Lower floors of named campaigns, up to a day."""
    vat_percent: Mapping[MarketplaceCode, Margin] = {}
    """The VAT in a marketplace's prices: floors from cost and fees, which are without it, are raised by it."""
    exchange_rates: tuple[ExchangeRate, ...] = ()
    """What amounts of a floors sheet in another currency than the marketplace's are worth."""

    def rates(self, day: date) -> Mapping[tuple[str, str], tuple[Fraction, date]]:
        """(currency, the marketplace's currency) → the rate that holds on a day and since when; also the other way round.

        Whichever way round they are written, the last one counts; of one day that which makes floors higher, as 0.14 and
        7.14 are the same but for their rounding.
        """
        found: dict[tuple[str, str], tuple[date, Fraction]] = {}
        for each in self.exchange_rates:
            if each.day <= day:
                direct = Fraction(each.rate)
                for pair, rate in ((each.of, each.to), direct), ((each.to, each.of), 1 / direct):
                    written = each.day, rate
                    found[pair] = max(found.get(pair, written), written)
        return {pair: (rate, since) for pair, (since, rate) in found.items()}


def faults_of(settings: FloorSettings) -> Faults:
    """What no type sees: amounts finer than their currency, clearance without a floor, rates that cannot hold."""
    for place, terms in _terms(settings):
        for currency, what in finer_than_currency(terms.min_price):
            yield (*place, "min_price", currency), what
    for at, clearance in enumerate(settings.clearance):
        if not clearance.min_price and clearance.min_percent_of_price is None:
            yield ("clearance", at), say("min_price or min_percent_of_price is missing: how low it may go.")
    yield from _contradicting_rates(settings.exchange_rates)


def _contradicting_rates(rates: tuple[ExchangeRate, ...]) -> Faults:
    """Rates of a currency to itself, and two of one day that differ: the last would win without a word."""
    of_day: dict[tuple[str, str, date], Decimal] = {}
    for at, each in enumerate(rates):
        if each.of == each.to:
            yield ("exchange_rates", at, "to"), say("expected another currency than {of}.", of=each.of)
        first = of_day.setdefault((each.of, each.to, each.day), each.rate)
        if first != each.rate:
            yield (
                ("exchange_rates", at, "rate"),
                say(
                    "{of} to {to} has two rates of {day}, {first} and {second}. Keep one.",
                    of=each.of,
                    to=each.to,
                    day=each.day.isoformat(),
                    first=str(first),
                    second=str(each.rate),
                ),
            )


def finer_than_currency(amounts: Mapping[str, Decimal]) -> Iterator[tuple[str, Text]]:
    """The currencies whose amount has more decimals than they have, and what is wrong with it."""
    for currency, amount in amounts.items():
        digits = digits_of(currency)
        if amount != round(amount, digits):
            yield (
                currency,
                say(
                    "expected a number with at most {digits} decimal places, as {currency} has, found {amount}.",
                    digits=digits,
                    currency=currency,
                    amount=str(amount),
                ),
            )


def two_names(written: Any) -> Faults:
    """Marketplaces that `vat_percent` names twice, as GB and as UK: the last would win without a word."""
    first: dict[str, str] = {}
    for name in (written or {}).get("vat_percent") or {}:
        code = known_marketplace(name)
        if first.setdefault(code, name) != name:
            yield (
                ("vat_percent",),
                say(
                    "{code} stands here by two names, {first} and {name}. Keep one.",
                    code=code,
                    first=first[code],
                    name=name,
                ),
            )


def _terms(settings: FloorSettings) -> Iterator[tuple[Path, FloorTerms]]:
    yield ("default",), settings.default
    for name in ("brands", "tags", "kinds"):
        for key, terms in getattr(settings, name).items():
            yield (name, key.word if isinstance(key, Kind) else key), terms
    for at, clearance in enumerate(settings.clearance):
        yield ("clearance", at), clearance.terms
