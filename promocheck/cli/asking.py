"""`promocheck try` without flags: a few questions, with completion on kinds, SKUs and live promotions."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any, Final, TypeVar

import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.output import create_output
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.validation import ValidationError, Validator

from promocheck.cli.answers import (
    COMMAS,
    EVERYTHING,
    NoAnswer,
    day_for,
    depth_for,
    kind_of,
    one_of,
    selection_of,
)
from promocheck.cli.kinds import CHOICES
from promocheck.model.asked import Campaign, Selection
from promocheck.model.errors import UsageFault
from promocheck.model.kind import label_of
from promocheck.pipeline.trial import LiveShop
from promocheck.reports import Words

T = TypeVar("T")
_SHOWN: Final = 40  # completions at a time
_CODED: Final = frozenset({"percentage_off", "amount_off", "social_code"})


def asked_for(live_shop: LiveShop, words_of: Words) -> Campaign:
    """The campaign that somebody describes. Raises `typer.Abort` where the person leaves."""
    ask = _Asking(words_of)
    kinds = {each: words_of.say(label_of(each)) for each in CHOICES}
    kind = ask(words_of._("Which kind of promotion (Enter: coupon)"), kind_of, kinds, wide=True)
    skus = live_shop.skus()
    selection = ask(
        words_of._("On which SKU (several with a comma between, or all)"),
        lambda text: selection_of(text, skus),
        {**skus, EVERYTHING: words_of._("every SKU")},
    )
    begun = Campaign({"kind": kind, "discount_type": "percent", "discount_value": "1"}, selection)
    live_shop.require_one_shop(selection)
    form, value = ask(
        words_of._("How deep (30%, 5 off, at 19.99 or 7折)"), lambda text: depth_for(text, begun, live_shop)
    )
    cells = {"kind": kind, "discount_type": form, "discount_value": value}
    for edge, question in (
        ("start", words_of._("First day, such as 2026-12-01 (Enter: runs already)")),
        ("end", words_of._("Last day (Enter: no end)")),
    ):
        so_far = Campaign(dict(cells), selection)
        cells[edge] = ask(question, partial(day_for, edge=edge, asked=so_far, live_shop=live_shop))
    if kind in _CODED:
        cells["claim_code"] = ask(words_of._("Its code (Enter: none)"), str.strip)
    live = live_shop.promotions()
    cells["replaces"] = ask(
        words_of._("Which live promotion is stopped for it (Enter: none)"),
        lambda text: one_of(text, live),
        dict.fromkeys(live, ""),
    )
    cells = {name: text for name, text in cells.items() if text}
    print(words_of._("The same as flags: {command}", command=_command(cells, selection)))
    print()
    return Campaign(cells, selection)


def _command(cells: Mapping[str, str], selection: Selection) -> str:
    """What could have been typed instead."""
    on = ["--all"] if selection.everything else [f"--sku {_quoted(each)}" for each in selection.skus]
    flags = {
        "start": "start",
        "end": "end",
        "claim_code": "code",
        "replaces": "replaces",
        "discount_value": cells["discount_type"],
    }
    rest = [f"--{flag} {_quoted(cells[column])}" for column, flag in flags.items() if column in cells]
    return " ".join(("promocheck try", cells["kind"], *on, *rest))


def _quoted(text: str) -> str:
    return f'"{text}"' if re.search(r"[^\w.:@%+-]", text) else text


class _Asking:
    """Asks at the terminal; what is wrong is said below the line while it is still there to be changed."""

    def __init__(self, words_of: Words) -> None:
        self._words = words_of
        # What stands in for sys.stdout is no terminal to prompt_toolkit.
        self._session: PromptSession[str] = PromptSession(output=create_output(stdout=sys.__stdout__))

    def __call__(
        self,
        question: str,
        read: Callable[[str], T],
        known: Mapping[str, str] | None = None,
        *,
        wide: bool = False,
    ) -> T:
        """The answer; `wide` shows what is known in columns. Raises `typer.Abort` where the person leaves."""
        try:
            text = self._session.prompt(
                f"{question}: ",
                completer=_Known(known) if known else None,
                complete_while_typing=True,
                complete_style=CompleteStyle.MULTI_COLUMN if wide else CompleteStyle.COLUMN,
                validator=_Reads(read, self._words),
                validate_while_typing=False,
            )
        except EOFError:
            raise typer.Abort from None
        return read(text)


class _Known(Completer):
    """Words that have in them what stands after the last comma, or whose explanation has."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """The first of them, as many as a screen takes."""
        del complete_event
        begun = re.split(COMMAS, document.text_before_cursor)[-1].lstrip()
        wanted = begun.casefold()
        fits = (
            Completion(word, start_position=-len(begun), display_meta=says)
            for word, says in self._known.items()
            if wanted in word.casefold() or wanted in says.casefold()
        )
        yield from islice(fits, _SHOWN)


class _Reads(Validator):
    def __init__(self, read: Callable[[str], Any], words_of: Words) -> None:
        self._read, self._words = read, words_of

    def validate(self, document: Document) -> None:
        """Say what is wrong with an answer."""
        try:
            self._read(document.text)
        except NoAnswer as fault:
            raise ValidationError(len(document.text), fault.fitting(self._words.say)) from None
        except UsageFault as fault:
            raise ValidationError(len(document.text), self._words.say(fault.said)) from None
