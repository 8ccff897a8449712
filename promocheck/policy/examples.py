"""The published worked examples (`examples.yaml`), read as strictly as the policy: each with the rules it is priced by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from promocheck.model.errors import NoSuchPath, PolicyFault
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import digits_of
from promocheck.model.refusal import refusal
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.policy.check import Check
from promocheck.policy.documents import values_in
from promocheck.policy.floors import MarketplaceCode
from promocheck.policy.names import KindName
from promocheck.policy.preset import PRESETS
from promocheck.policy.section import Section
from promocheck.policy.stacking import Stacking

_SHIPPED: Final = "examples.yaml"
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,19}")  # an example is a SKU of a shop made up for it
_FORMS: Final = ("price", "percent", "amount")
Figure = Annotated[Decimal, Field(ge=0, le=10**9)]
Words = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=1, le=1000)]


_NO_PRESET: Final = say("is no preset.")


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        message = "expected " + say("a letter, then letters, digits or hyphens, at most 20 in all").template
        raise ValueError(message)
    return text


def _preset(name: str) -> str:
    if name not in PRESETS:
        message = f"{_NO_PRESET.template} Known: {', '.join(PRESETS)}"
        raise ValueError(message)
    return name


class Offer(Section):
    """A promotion in short form: its kind, and one of price, percent and amount."""

    kind: KindName
    price: Figure | None = None
    percent: Figure | None = None
    amount: Figure | None = None
    stackable: bool | None = None
    code: Literal["preferential", "unrestricted", "exclusive"] | None = None
    """The combinability of its claim code; without this it has none."""
    min_quantity: Count | None = None
    min_spend: Figure | None = None
    buy: Count | None = None
    get: Count | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(getattr(self, form) is not None for form in _FORMS) != 1:
            message = f"expected one of {', '.join(_FORMS)}, and only one"
            raise ValueError(message)
        return self

    @property
    def form(self) -> str:
        """Which of the three it is given by."""
        return next(form for form in _FORMS if getattr(self, form) is not None)

    @property
    def value(self) -> Decimal:
        """How much of it."""
        value: Decimal = getattr(self, self.form)
        return value


class Told(Section):
    """Who says what, and how far that is believed."""

    id: Annotated[str, AfterValidator(_name)]
    platform: Words
    says: Words
    source: Words
    confidence: Literal["H", "M", "L"]
    derived: bool = False
    """The rule is in the source, the number is arithmetic on it."""


class OutOfScope(Told):
    """An example that is no price of one unit."""

    published: Words
    reason: Words


class Example(Told):
    """An example that is priced: what goes in, what was published, and what the engine should come to."""

    preset: Annotated[str, AfterValidator(_preset)] = PRESETS[0]
    stacking: Mapping[str, Any] = {}
    """Rules of its own, which extend the preset."""
    marketplace: MarketplaceCode = "US"
    price: Annotated[Decimal, Field(gt=0, le=10**9)]
    promotions: tuple[Offer, ...]
    published: Figure
    units: Count = 1
    """How many units the published figure is for."""
    documented: Figure | None = None
    """What one unit comes to as documented; else what was published."""
    worst: Figure | None = None
    """What one unit comes to at worst; else what was published."""
    because: str = ""
    """Why one of the two is not what was published."""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if not self.promotions:
            message = "expected " + say("at least one promotion").template
            raise ValueError(message)
        each = self.published / self.units
        figures = [self.price, each, self.documented, self.worst]
        if any(figure is not None and -_digits(figure) > self.digits for figure in figures):
            message = f"expected figures with at most {self.digits} decimal places for one unit"
            raise ValueError(message)
        if bool(self.because) != (self.stated != (each, each)):
            message = (
                "expected "
                + say("because where documented or worst is not what was published, and only there").template
            )
            raise ValueError(message)
        return self

    @cached_property
    def currency(self) -> str:
        """What its figures are in."""
        return BY_CODE[self.marketplace].currency

    @property
    def digits(self) -> int:
        """How many decimals that has."""
        return digits_of(self.currency)

    @property
    def stated(self) -> tuple[Decimal, Decimal]:
        """What the engine should come to, as documented and at worst."""
        each = self.published / self.units
        return (
            each if self.documented is None else self.documented,
            each if self.worst is None else self.worst,
        )


class _Document(Section):
    priced: tuple[Example, ...] = ()
    out_of_scope: tuple[OutOfScope, ...] = ()


@dataclass(frozen=True, slots=True)
class Examples:
    """All of them; the priced ones each with the rules that they are priced by."""

    priced: tuple[tuple[Example, Stacking], ...]
    out_of_scope: tuple[OutOfScope, ...]


class _ExamplesCheck(Check):
    """Collects the faults of a file of examples."""

    whole = say("the examples")


def load_examples(path: str | None = None) -> Examples:
    """The examples at `path`, else the shipped ones. Raises `NoSuchPath`, and `PolicyFault` where they make no sense."""
    if path is None:
        raw = resources.files("promocheck.policy").joinpath(_SHIPPED).read_bytes()
        return parse_examples(_SHIPPED, raw)
    try:
        return parse_examples(path.replace("\\", "/"), Path(path).read_bytes())
    except FileNotFoundError:
        raise NoSuchPath(path) from None
    except OSError as error:
        raise PolicyFault(path, [(None, say("cannot be read: {why}", why=refusal(error)))]) from None


def parse_examples(shown: str, raw: bytes) -> Examples:
    """The examples in `raw`; `shown` is the path that faults are named by. Raises `PolicyFault`."""
    document, lines = values_in(shown, raw)
    check = _ExamplesCheck(lines)
    found = check.section(_Document, document, ())
    if check.faults:
        raise PolicyFault(shown, check.faults)
    rules: dict[str, Stacking] = {}  # presets are read once
    priced = []
    for at, each in enumerate(found.priced):
        if "extends" in each.stacking:
            check.faults.append(
                (None, say("{id}: stacking: what it extends is named in preset, beside it.", id=each.id))
            )
            continue
        stacking = rules.get(each.preset) if not each.stacking else None
        if stacking is None:
            own = {**each.stacking, "extends": each.preset}
            stacking, _ = check.stacking(own, ("priced", at, "stacking"))
        if not each.stacking:
            rules[each.preset] = stacking
        priced.append((each, stacking))
    ids = [each.id for each in (*found.priced, *found.out_of_scope)]
    check.faults += [
        (None, say("{name}: stands here more than once. Each needs an id of its own.", name=name))
        for name in sorted({name for name in ids if ids.count(name) > 1})
    ]
    if check.faults:
        raise PolicyFault(shown, check.faults)
    return Examples(tuple(priced), found.out_of_scope)


def _digits(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    assert isinstance(exponent, int), figure  # neither infinite nor no number: Field(le=...) has seen to that
    return exponent
