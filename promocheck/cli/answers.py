"""What is answered to the questions of `promocheck try`, and why an answer is none: in a line that a terminal has room for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from prompt_toolkit.utils import get_cwidth

from promocheck.cli.kinds import kind_named
from promocheck.model.asked import Campaign, Selection
from promocheck.model.errors import BadCampaign, UsageFault, closest
from promocheck.model.kind import Kind, label_of
from promocheck.model.text import Text, english, say
from promocheck.pipeline.trial import LiveShop

EVERYTHING: Final = "all"
ROOM: Final = 60  # columns of a message
COMMAS: Final = "[,，;；]"
_NUMBER: Final = r"(?P<n>[0-9]+(?:[.,][0-9]+)?)"
_DEPTHS: Final = (
    ("percent", re.compile(rf"{_NUMBER} ?[%％](?: off)?")),
    ("zhe", re.compile(rf"{_NUMBER} ?折")),
    ("price", re.compile(rf"(?:at|=|@) ?{_NUMBER}", re.IGNORECASE)),
    ("amount", re.compile(rf"(?:-|minus )? ?{_NUMBER} off|-{_NUMBER.replace('n>', 'm>')}", re.IGNORECASE)),
)


class NoAnswer(UsageFault):
    """Why an answer is none: the first of these sentences that fits into a line."""

    def __init__(self, *sayings: Text) -> None:
        super().__init__(sayings[-1])
        self._sayings = sayings

    def __str__(self) -> str:
        return self.fitting(english)

    def fitting(self, put: Callable[[Text], str]) -> str:
        """The first of the sentences that fits, in the words into which they are put."""
        told = [put(each) for each in self._sayings]
        return next((each for each in told if get_cwidth(each) <= ROOM), told[-1][:ROOM])


def kind_of(text: str) -> str:
    """The kind that a word means, in any of its spellings; a coupon without one. Raises `NoAnswer`."""
    if not text.strip():
        return Kind.COUPON.word
    found, near = kind_named(text)
    if found is None:
        raise _no_such(say("kind"), text.strip(), near)
    return found


def selection_of(text: str, known: Mapping[str, str]) -> Selection:
    """SKUs with commas between, or everything. Raises `NoAnswer`."""
    named = tuple(filter(None, (each.strip() for each in re.split(COMMAS, text))))
    if named == (EVERYTHING,) and EVERYTHING not in known:
        return Selection(everything=True)
    for each in named:
        if each not in known:
            raise _no_such(say("SKU"), each, closest(each, [*known]))
    if not named:
        raise NoAnswer(say("which SKU? Tab shows them"))
    return Selection(skus=named)


def one_of(text: str, known: Sequence[str]) -> str:
    """One of the live promotions' ids, or nothing. Raises `NoAnswer`."""
    named = text.strip()
    if named and named not in known:
        raise _no_such(say("promotion"), named, closest(named, known))
    return named


def depth_of(text: str) -> tuple[str, str]:
    """The form and value of a discount: 30%, 5 off, at 19.99, 7折. Raises `NoAnswer`."""
    for form, pattern in _DEPTHS:
        if found := pattern.fullmatch(text.strip()):
            return form, next(each for each in found.groups() if each)
    such = say("such as 30%, 5 off, at 19.99 or 7折")
    raise NoAnswer(
        *([say("no depth: {text}, {such}", text=text.strip(), such=such)] if text.strip() else []), such
    )


def depth_for(text: str, asked: Campaign, live_shop: LiveShop) -> tuple[str, str]:
    """The depth, where a promotion of that kind can have it. Raises `NoAnswer`."""
    form, value = depth_of(text)
    kind = label_of(asked.cells["kind"])
    if not _understood(live_shop, asked, discount_type=form, discount_value=value):
        raise NoAnswer(
            say("no {kind} can be {depth}", kind=kind, depth=text.strip()),
            say("no {kind} can be that deep", kind=kind),
            say("that cannot be"),
        )
    return form, value


def day_for(text: str, edge: str, asked: Campaign, live_shop: LiveShop) -> str:
    """A first (`start`) or last (`end`) day, or none; the last not before the first. Raises `NoAnswer`."""
    day = text.strip()
    if not day:
        return ""
    alone = Campaign({**asked.cells, "start": "", "end": ""}, asked.selection)
    if not _understood(live_shop, alone, **{edge: day}):
        raise NoAnswer(
            say("no date: {text}, such as 2026-12-01", text=day), say("no date, such as 2026-12-01")
        )
    if not _understood(live_shop, asked, **{edge: day}):
        first = asked.cells.get("start", "")
        raise NoAnswer(
            say("{day} is before the first day, {first}", day=day, first=first),
            say("that is before the first day"),
        )
    return day


def _understood(live_shop: LiveShop, asked: Campaign, **cells: str) -> bool:
    try:
        live_shop.understand(Campaign({**asked.cells, **cells}, asked.selection))
    except BadCampaign:
        return False
    return True


def _no_such(what: Text, text: str, near: str | None) -> NoAnswer:
    shown = say("no such {what}. Tab shows them", what=what)
    if near is None:
        return NoAnswer(say("no such {what}: {text}. Tab shows them", what=what, text=text), shown)
    return NoAnswer(
        say("no such {what}: {text}. Did you mean {near}?", what=what, text=text, near=near),
        say("no such {what}. Did you mean {near}?", what=what, near=near),
        shown,
    )
