"""Shops that are named, and are none of those that there are; and what a part of them is not enough for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from promocheck.model.errors.fault import UsageFault
from promocheck.model.few import first_named
from promocheck.model.text import say

_MOST_NAMED: Final = 40


class NoShopName(UsageFault):
    """A text that names no shop."""

    def __init__(self, text: str, known: Sequence[str]) -> None:
        super().__init__(
            say(
                "--only: {value} names no shop. Expected a marketplace (US), a store's marketplace (acme/US), or a store with "
                "a slash behind it (acme/). Marketplaces: {known}.",
                value=repr(text),
                known=tuple(known),
            )
        )


class NoSuchShop(UsageFault):
    """A shop that no listing and no promotion of the run is of; `known` are those that there are."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        asked = say("--only: no listing and no promotion of {name} was read.", name=name)
        super().__init__(
            say("{asked} There are: {known}.", asked=asked, known=first_named(known, _MOST_NAMED))
            if known
            else say("{asked} None was read at all: scan without --only to see why.", asked=asked)
        )


class PartOfShops(UsageFault):
    """What is kept, signed or sent as the whole, and would be of a part."""

    def __init__(self, option: str) -> None:
        super().__init__(
            say(
                "{option}: leave it out, or --only. What is checked in part must not pass for the whole.",
                option=option,
            )
        )
