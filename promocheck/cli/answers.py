"""What is answered to the questions of `promocheck try`, and why an answer is none: in a line that a terminal has room for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from prompt_toolkit.utils import get_cwidth

from promocheck.cli.kinds import kind_named
from promocheck.model.asked import Campaign, Selection
from promocheck.model.errors import BadCampaign, UsageFault
from promocheck.model.kind import Kind
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

    def __init__(self, *sayings: str) -> None:
        super().__init__(next((each for each in sayings if get_cwidth(each) <= ROOM), sayings[-1][:ROOM]))


def kind_of(text: str) -> str:
    """The kind that a word means, in any of its spellings; a coupon without one. Raises `NoAnswer`."""
    if not text.strip():
        return Kind.COUPON.word
    found, near = kind_named(text)
    if found is None:
        raise _no_such("kind", text.strip(), near)
    return found


def selection_of(text: str, known: Mapping[str, str]) -> Selection:
    """SKUs with commas between, or everything. Raises `NoAnswer`."""
    named = tuple(filter(None, (each.strip() for each in re.split(COMMAS, text))))
    if named == (EVERYTHING,) and EVERYTHING not in known:
        return Selection(everything=True)
    for each in named:
        if each not in known:
            raise _no_such("SKU", each, _nearest(each, [*known]))
    if not named:
        raise NoAnswer("which SKU? Tab shows them")
    return Selection(skus=named)


def one_of(text: str, known: Sequence[str]) -> str:
    """One of the live promotions' ids, or nothing. Raises `NoAnswer`."""
    named = text.strip()
    if named and named not in known:
        raise _no_such("promotion", named, _nearest(named, known))
    return named


def depth_of(text: str) -> tuple[str, str]:
    """The form and value of a discount: 30%, 5 off, at 19.99, 7折. Raises `NoAnswer`."""
    for form, pattern in _DEPTHS:
        if found := pattern.fullmatch(text.strip()):
            return form, next(each for each in found.groups() if each)
    such = "such as 30%, 5 off, at 19.99 or 7折"
    raise NoAnswer(f"no depth: {text.strip()}, {such}" if text.strip() else such, such)


def depth_for(text: str, asked: Campaign, live_shop: LiveShop) -> tuple[str, str]:
    """The depth, where a promotion of that kind can have it. Raises `NoAnswer`."""
    form, value = depth_of(text)
    kind = asked.cells["kind"].replace("_", " ")
    if not _understood(live_shop, asked, discount_type=form, discount_value=value):
        raise NoAnswer(f"no {kind} can be {text.strip()}", f"no {kind} can be that deep", "that cannot be")
    return form, value


def day_for(text: str, edge: str, asked: Campaign, live_shop: LiveShop) -> str:
    """A first (`start`) or last (`end`) day, or none; the last not before the first. Raises `NoAnswer`."""
    day = text.strip()
    if not day:
        return ""
    alone = Campaign({**asked.cells, "start": "", "end": ""}, asked.selection)
    if not _understood(live_shop, alone, **{edge: day}):
        such = "such as 2026-12-01"
        raise NoAnswer(f"no date: {day}, {such}", f"no date, {such}")
    if not _understood(live_shop, asked, **{edge: day}):
        first = asked.cells.get("start", "")
        raise NoAnswer(f"{day} is before the first day, {first}", "that is before the first day")
    return day


def _understood(live_shop: LiveShop, asked: Campaign, **cells: str) -> bool:
    try:
        live_shop.understand(Campaign({**asked.cells, **cells}, asked.selection))
    except BadCampaign:
        return False
    return True


def _no_such(what: str, text: str, near: str | None) -> NoAnswer:
    shown = f"no such {what}. Tab shows them"
    if near is None:
        return NoAnswer(f"no such {what}: {text}. Tab shows them", shown)
    meant = f"Did you mean {near}?"
    return NoAnswer(f"no such {what}: {text}. {meant}", f"no such {what}. {meant}", shown)


def _nearest(text: str, known: Sequence[str]) -> str | None:
    written = {each.casefold(): each for each in reversed(known)}
    near = get_close_matches(text.casefold(), [*reversed(written)], n=1, cutoff=0.6)
    return written[near[0]] if near else None
