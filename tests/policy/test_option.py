"""The keys of a section in words: what may stand there, and what counts when nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.policy import KindName, Section, SeverityOrOff
from promocheck.policy.option import options_of
from promocheck.reports import Words


class Inner(Section):
    """A section inside."""

    name: str = "x"


class Shop(Section):
    """A key of every type that a policy has."""

    severity: SeverityOrOff = Severity.INFO
    mode: Literal["only"] = "only"
    share: Annotated[Decimal, Field(ge=0, le=100)] = Decimal("2.50")
    hours: Annotated[int, Field(gt=0)] = 48
    days: Annotated[int, Field(gt=0, le=9)] | None = None
    factor: Annotated[Decimal, Field(ge=0, lt=Decimal("1.5"))] = Decimal(1)
    strict: bool = False
    names: tuple[str, ...] = ()
    pair: tuple[str, str] = ("a", "b")
    amounts: Mapping[str, Annotated[Decimal, Field(ge=0)]] = {"USD": Decimal(1)}
    inner: Inner = Inner()
    """What stands inside."""


SHOP = {each.name: each for each in options_of(Shop)}


def test_types_in_words() -> None:
    assert {name: Words().say(each.type) for name, each in SHOP.items()} == {
        "severity": "error, warning, info or off",
        "mode": "only",
        "share": "a number from 0 to 100",
        "hours": "a whole number above 0",
        "days": "a whole number above 0, of at most 9, or null",
        "factor": "a number of at least 0, below 1.5",
        "strict": "true or false",
        "names": "a list, each entry text",
        "pair": "a list of 2, each text",
        "amounts": "names, each with a number of at least 0",
        "inner": "names with values",
    }


def test_defaults_are_json_and_decimals_exact() -> None:
    assert [each.default for each in SHOP.values()] == [
        "info", "only", "2.50", 48, None, "1", False, [], ["a", "b"], {"USD": "1"}, {"name": "x"},
    ]  # fmt: skip


def test_descriptions_are_those_of_the_fields() -> None:
    assert SHOP["inner"].description == "What stands inside."
    assert SHOP["severity"].description == "How much a finding of this rule weighs; off: it is not reported."
    assert SHOP["hours"].description == ""


def test_kinds_are_named_one_by_one() -> None:
    class Pairs(Section):
        """Kinds."""

        kinds: tuple[KindName, ...] = ()

    (kinds,) = options_of(Pairs)
    said = Words().say(kinds.type)
    assert said.startswith("a list, each entry sale_price, lightning_deal, ")
    assert said.endswith(", quantity_discount or points")
