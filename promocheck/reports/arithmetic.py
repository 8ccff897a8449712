"""A price's arithmetic as on paper: the selling price, what comes off, what is left, what it should have been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations

from promocheck.model.finding import Finding, Step
from promocheck.model.kind import label_of
from promocheck.model.money import Money, Percent
from promocheck.model.quick import quick
from promocheck.model.story import Touching
from promocheck.model.text import Text, say
from promocheck.reports.words import Words


@quick
@dataclass(frozen=True, slots=True)
class Sum:
    """A line of the arithmetic, `note` at its end.

    `sign` is "-" for what comes off, "+" for what is added, "=" for what is left.
    """

    sign: str
    label: str
    amount: str
    currency: str = ""
    note: str = ""


def arithmetic(finding: Finding, words: Words) -> tuple[Sum, ...]:
    """The finding's sums from the selling price down to the floor; none where no price is known."""
    if finding.stacked_price is None:
        return ()
    floor = None if finding.floor is None else Floor(finding.floor, finding.floor_source)
    return sums(finding.steps, finding.stacked_price, finding.documented_price, floor, words)


def in_a_line(lines: Sequence[Sum]) -> str:
    """The sums without their labels up to the price, and what it is held against: 100.00 - 20.00 = 80.00 USD, floor 60.00 USD."""
    told = ""
    for each in lines:
        amount = f"{each.amount} {each.currency}".rstrip()
        if each.sign == "=" and told == each.amount:
            told = amount  # nothing came off
        elif each.sign:
            told += f" {each.sign} {amount.lstrip('-')}"
        else:
            told += f", {each.label} {amount}" if told else amount
    return told


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor, and what gives it."""

    value: Money
    source: Text | None


def sums(
    steps: Sequence[Step], stacked: Money, documented: Money | None, floor: Floor | None, words: Words
) -> tuple[Sum, ...]:
    """The steps to a price, that price, the documented one, and how far the floor is from it."""
    return (*added_up(steps, words), *_results(bool(steps), stacked, documented, floor, words))


def added_up(steps: Sequence[Step], words: Words) -> tuple[Sum, ...]:
    """The steps alone."""
    catalogue = words.catalogue
    return tuple(_step(step, words, catalogue) for step in steps)


@lru_cache(maxsize=2**13)  # one promotion takes the same off many SKUs of a price
def _step(step: Step, words: Words, _catalogue: NullTranslations) -> Sum:
    if step.promotion is None:
        kind = say("selling price") if step.kind == "selling_price" else label_of(step.kind)
        note = "" if step.base is None else words._("instead of {price}", price=words.amount(step.base))
        return Sum("", words.say(kind), words.amount(step.price_after), note=note)
    sign = "+" if step.amount.minor < 0 else "-"  # a sale price may lie above the price
    return Sum(sign, _promotion(step, step.promotion, words), words.amount(_negative(step.amount)))


def _promotion(step: Step, promotion: str, words: Words) -> str:
    parts = {
        "kind": label_of(step.kind),
        "promotion": called(promotion, step.name),
        "value": discount(step.effect, step.value, words),
    }
    if promotion == step.kind:  # it stands in the listing, without an id of its own
        label = words._("{kind}, {value}", **parts)
    elif step.base is None:
        label = words._("{kind} {promotion}, {value}", **parts)
    else:
        label = words._("{kind} {promotion}, {value} of {base}", **parts, base=words.amount(step.base))
    if step.cheaper:
        return words._("{discount} for {y} of {n}", discount=label, y=step.cheaper, n=step.units)
    return label if step.units == 1 else words._("{discount}, buying {n}", discount=label, n=step.units)


def touching(each: Touching, words: Words) -> str:
    """A promotion with what it takes off, and from how much on."""
    kind = label_of(each.kind)
    value = words._("no value") if each.value is None else discount(each.effect, each.value, words)
    if each.id:
        name = called(each.id, each.name or None)
        told = words._("{kind} {promotion}, {value}", kind=kind, promotion=name, value=value)
    else:
        told = words._("{kind}, {value}", kind=kind, value=value)
    return words.listed((told, *map(words.say, each.terms)))


def discount(effect: str, value: Money | Percent, words: Words) -> str:
    """How much a promotion takes off, or what it is sold at."""
    if isinstance(value, Percent):
        return words._("{percent}", percent=value)  # a language may want a word beside it
    amount = words.amount(value)
    return (
        words._("at {price}", price=amount) if effect == "price" else words._("{amount} off", amount=amount)
    )


def called(promotion: str, name: str | None) -> str:
    """A promotion as people look it up: its id, and its name where that says more."""
    # People look a promotion up by its name; an id that was made from the name would only say it twice.
    shown = f'"{promotion}"' if " " in promotion else promotion
    return shown if name is None or name in promotion else f'{shown} "{name}"'


def _results(
    counted: bool, stacked: Money, documented: Money | None, floor: Floor | None, words: Words
) -> Iterator[Sum]:
    sign = "=" if counted else ""
    yield Sum(sign, words._("stacked price"), words.amount(stacked), words.data(stacked.currency))
    if documented is not None:
        yield Sum("", words._("documented price"), words.amount(documented), words.data(documented.currency))
    if floor is not None:
        note, amount = gap(stacked, floor.value, words), words.amount(floor.value)
        yield Sum(
            "", _floor(floor.source, words, words.catalogue), amount, words.data(floor.value.currency), note
        )


@lru_cache(maxsize=2**12)  # most floors stand in a sheet
def _floor(source: Text | None, words: Words, _catalogue: NullTranslations) -> str:
    return words._("floor") if source is None else words._("floor: {source}", source=source)


def gap(price: Money, floor: Money, words: Words) -> str:
    """How far a price is from the floor."""
    return _gap(price.minor - floor.minor, floor.currency, words, words.catalogue)


@lru_cache(maxsize=2**14)
def _gap(above: int, currency: str, words: Words, _catalogue: NullTranslations) -> str:
    distance = words.amount(Money(abs(above), currency))
    if above == 0:
        return words._("just met")
    if above < 0:
        return words._("{amount} below", amount=distance)
    return words._("{amount} above", amount=distance)


def _negative(money: Money) -> Money:
    return Money(-money.minor, money.currency)
