"""A price's arithmetic as on paper: the selling price, what comes off, what is left, what it should have been."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from promocheck.model.finding import Finding
from promocheck.model.kind import label_of
from promocheck.model.money import Money, Percent
from promocheck.model.steps import Step
from promocheck.model.story import Touching
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.reports.around import around
from promocheck.reports.words import Words

_WHOLE: Final = 10_000  # basis points
_LEAST: Final = 1  # minor unit, which some platforms leave at the least


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


def price_line(finding: Finding, words: Words) -> str:
    """The sums without their labels up to the price, and what it is held against: 100.00 - 20.00 = 80.00 USD, floor 60.00 USD.

    "" where no price is known.
    """
    stacked, documented, floor = finding.stacked_price, finding.documented_price, finding.floor
    if stacked is None:
        return ""
    told, price = _taken_off(finding.steps, words), words.money(stacked)
    # Where nothing came off, the price is told already.
    told = f"{told} = {price.lstrip('-')}" if told and told != words.amount(stacked) else price
    if documented is not None:
        told += f", {_labels(words)[1]} {words.money(documented)}"
    if floor is not None:
        told += f", {_floor(finding.floor_source, words)} {words.money(floor)}"
    return told


def _taken_off(steps: Sequence[Step], words: Words) -> str:
    """The steps in a line."""
    told = ""
    for each in steps:
        if each.promotion is not None:
            if not each.amount.minor:
                continue
            told += f" {_sign(each)} {words.less(each.amount).lstrip('-')}"
        elif told:
            told += f", {_price_of(each.kind, words)} {words.amount(each.price_after)}"
        else:
            told = words.amount(each.price_after)
    return told


def _sign(step: Step) -> str:
    return "+" if step.amount.minor < 0 else "-"  # a sale price may lie above the price


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
    return tuple([_step(step, words) for step in steps])


def _step(step: Step, words: Words) -> Sum:
    promotion = step.promotion
    if promotion is None:
        note = "" if step.base is None else words._("instead of {price}", price=words.amount(step.base))
        return Sum("", _price_of(step.kind, words), words.amount(step.price_after), "", note)
    note = words._("no more can come off") if _cut_short(step) else ""
    return Sum(_sign(step), _label(step, promotion, words), words.less(step.amount), "", note)


def _cut_short(step: Step) -> bool:
    """Whether less comes off than the promotion says, for want of more."""
    if step.effect == "price" or step.price_after.minor > _LEAST:
        return False
    if not isinstance(step.value, Percent):
        return step.amount.minor * step.units < step.value.minor - step.units
    if step.base is None:
        return False
    share = step.value.basis_points * (step.cheaper or 1)
    of = _WHOLE * (step.units if step.cheaper else 1)
    return (step.amount.minor + 1) * of < step.base.minor * share


@lru_cache(maxsize=2**8)
def _price_of(kind: str, words: Words) -> str:
    """A price that is a listing's own."""
    return words.say(say("selling price") if kind == "selling_price" else label_of(kind))


class _Off(NamedTuple):
    """What a step says of its promotion: a tuple, since it is looked up by it, and that is hashed at once.

    `number` is the value, in basis points where there is no currency.
    """

    promotion: str
    kind: str
    name: str | None
    effect: str
    number: int
    currency: str | None
    units: int
    cheaper: int

    @property
    def value(self) -> Money | Percent:
        """How much it is."""
        return Percent(self.number) if self.currency is None else Money(self.number, self.currency)


def _label(step: Step, promotion: str, words: Words) -> str:
    value, base = step.value, step.base
    if isinstance(value, Percent):
        number, currency = value.basis_points, None
    else:
        number, currency = value.minor, value.currency
    off = _Off(promotion, step.kind, step.name, step.effect, number, currency, step.units, step.cheaper)
    if base is None or promotion == step.kind:
        return _by_itself(off, words)
    before, after = _around_base(off, words)
    return f"{before}{words.amount(base)}{after}"


@lru_cache(maxsize=2**14)  # one promotion takes the same off many SKUs
def _by_itself(off: _Off, words: Words) -> str:
    return _said(off, words)


@lru_cache(maxsize=2**14)  # also where they have other prices
def _around_base(off: _Off, words: Words) -> tuple[str, str]:
    return around(lambda base: _said(off, words, base))


def _said(off: _Off, words: Words, base: str = "") -> str:
    parts = {
        "kind": label_of(off.kind),
        "promotion": called(off.promotion, off.name),
        "value": discount(off.effect, off.value, words),
    }
    if off.promotion == off.kind:  # it stands in the listing, without an id of its own
        label = words._("{kind}, {value}", **parts)
    elif not base:
        label = words._("{kind} {promotion}, {value}", **parts)
    else:
        label = words._("{kind} {promotion}, {value} of {base}", **parts, base=base)
    if off.cheaper:
        return words._("{discount} for {y} of {n}", discount=label, y=off.cheaper, n=off.units)
    return label if off.units == 1 else words._("{discount}, buying {n}", discount=label, n=off.units)


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
) -> list[Sum]:
    lowest, without_doubts = _labels(words)
    found = [Sum("=" if counted else "", lowest, words.amount(stacked), words.data(stacked.currency))]
    if documented is not None:
        found.append(Sum("", without_doubts, words.amount(documented), words.data(documented.currency)))
    if floor is not None:
        value = floor.value
        label, note = _floor(floor.source, words), _gap(stacked.minor - value.minor, value.currency, words)
        found.append(Sum("", label, words.amount(value), words.data(value.currency), note))
    return found


@lru_cache(maxsize=2**4)
def _labels(words: Words) -> tuple[str, str]:
    return words._("stacked price"), words._("documented price")


def _floor(source: Text | None, words: Words) -> str:
    if source is None:
        return words._("floor")
    if source.values or source.plural:
        return words._("floor: {source}", source=source)
    return _floor_in(source.template, words)


@lru_cache(maxsize=2**8)  # most floors stand in a sheet
def _floor_in(source: str, words: Words) -> str:
    return words._("floor: {source}", source=Text(source))


def gap(price: Money, floor: Money, words: Words) -> str:
    """How far a price is from the floor."""
    return _gap(price.minor - floor.minor, floor.currency, words)


@lru_cache(maxsize=2**14)
def _gap(above: int, currency: str, words: Words) -> str:
    distance = words.amount(Money(abs(above), currency))
    if above == 0:
        return words._("just met")
    if above < 0:
        return words._("{amount} below", amount=distance)
    return words._("{amount} above", amount=distance)
