"""How a rescue calls a campaign."""

from __future__ import annotations

from promocheck.model.kind import label_of
from promocheck.model.rescue import Part
from promocheck.reports.words import Words


def called(part: Part, words: Words) -> str:
    """A campaign by its kind, its id and the name that it has beside."""
    name = part.name if part.name != part.promotion else ""
    told = (words.say(label_of(part.kind)), words.data(part.promotion), words.data(name))
    return " ".join(each for each in told if each)
