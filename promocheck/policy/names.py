"""Names of the trade as YAML writes them, turned into what they stand for: promotion kinds, currencies, forms, combinabilities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from promocheck.model.kind import Combinability, Form, Kind
from promocheck.model.marketplace import BY_CODE
from promocheck.model.text import say

_NO_KIND: Final = say("is no promotion kind.")
# By their very words: of one kind in two spellings one would stand in the other's place, and its floor be gone without a word.
_KINDS: Final = {kind.word: kind for kind in Kind}
_NO_CURRENCY: Final = say("is no currency of a marketplace.")


def _kind(value: object) -> object:
    if isinstance(value, Kind):
        return value
    if not isinstance(value, str) or value not in _KINDS:
        message = f"{_NO_KIND.template} Known: {', '.join(_KINDS)}"
        raise ValueError(message)
    return _KINDS[value]


def _one_of(words: Mapping[str, object]) -> Any:
    """A validator that turns one of these words into what it stands for."""

    def found(value: object) -> object:
        if value is None or any(value is each for each in words.values()):
            return value
        if not isinstance(value, str) or value not in words:
            message = f"expected one of {', '.join(words)}"
            raise ValueError(message)
        return words[value]

    return found


_COMBINABILITIES: Final = {each.name.lower(): each for each in Combinability}
_FORMS: Final = {each.word: each for each in Form}
KindName = Annotated[
    Kind,
    BeforeValidator(_kind),
    PlainSerializer(lambda kind: kind.word),
    WithJsonSchema({"type": "string", "enum": [*_KINDS]}),
]
CombinabilityName = Annotated[
    Combinability | None,
    BeforeValidator(_one_of(_COMBINABILITIES)),
    WithJsonSchema({"enum": [*_COMBINABILITIES]}),
]


CURRENCIES: Final = tuple(sorted({each.currency for each in BY_CODE.values()}))


def _currency(value: object) -> object:
    if value not in CURRENCIES:
        message = f"{_NO_CURRENCY.template} Known: {', '.join(CURRENCIES)}"
        raise ValueError(message)
    return value


CurrencyName = Annotated[
    str, BeforeValidator(_currency), WithJsonSchema({"type": "string", "enum": [*CURRENCIES]})
]
FormName = Annotated[Form | None, BeforeValidator(_one_of(_FORMS)), WithJsonSchema({"enum": [*_FORMS]})]
