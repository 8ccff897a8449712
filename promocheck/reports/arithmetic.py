"""A price's arithmetic as on paper: the selling price, what comes off, what is left, what it should have been."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from promocheck.model.finding import Finding, Step
from promocheck.model.kind import label_of
from promocheck.model.money import Money, Percent
from promocheck.model.text import say
from promocheck.reports.words import Words


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
    steps = (_step(step, words) for step in finding.steps)
    return (*steps, *_results(finding, finding.stacked_price, words))


def _step(step: Step, words: Words) -> Sum:
    if step.promotion is None:
        kind = say("selling price") if step.kind == "selling_price" else label_of(step.kind)
        note = "" if step.base is None else words._("instead of {price}", price=words.amount(step.base))
        return Sum("", words.say(kind), words.amount(step.price_after), note=note)
    sign = "+" if step.amount.minor < 0 else "-"  # a sale price may lie above the price
    return Sum(sign, _promotion(step, step.promotion, words), words.amount(_negative(step.amount)))


def _promotion(step: Step, promotion: str, words: Words) -> str:
    parts = {
        "kind": label_of(step.kind),
        "promotion": _called(promotion, step.name),
        "value": _discount(step, words),
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


def _discount(step: Step, words: Words) -> str:
    if isinstance(step.value, Percent):
        return words.percent(step.value)
    amount = words.amount(step.value)
    return (
        words._("at {price}", price=amount)
        if step.effect == "price"
        else words._("{amount} off", amount=amount)
    )


def _called(promotion: str, name: str | None) -> str:
    # People look a promotion up by its name; an id that was made from the name would only say it twice.
    shown = f'"{promotion}"' if " " in promotion else promotion
    return shown if name is None or name in promotion else f'{shown} "{name}"'


def _results(finding: Finding, stacked: Money, words: Words) -> Iterator[Sum]:
    sign = "=" if finding.steps else ""
    yield Sum(sign, words._("stacked price"), words.amount(stacked), words.data(stacked.currency))
    if finding.documented_price is not None:
        price = finding.documented_price
        yield Sum("", words._("documented price"), words.amount(price), words.data(price.currency))
    if finding.floor is not None:
        floor, note = finding.floor, _gap(stacked, finding.floor, words)
        yield Sum("", _floor(finding, words), words.amount(floor), words.data(floor.currency), note)


def _floor(finding: Finding, words: Words) -> str:
    if finding.floor_source is None:
        return words._("floor")
    return words._("floor: {source}", source=finding.floor_source)


def _gap(price: Money, floor: Money, words: Words) -> str:
    gap = words.amount(Money(abs(floor.minor - price.minor), floor.currency))
    if price.minor == floor.minor:
        return words._("just met")
    if price.minor < floor.minor:
        return words._("{amount} below", amount=gap)
    return words._("{amount} above", amount=gap)


def _negative(money: Money) -> Money:
    return Money(-money.minor, money.currency)
