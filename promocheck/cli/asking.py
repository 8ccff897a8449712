"""`promocheck try` without flags: a few questions, with completion on kinds, SKUs and live promotions."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.output import create_output
from prompt_toolkit.validation import ValidationError, Validator

from promocheck.exports.vocabulary import folded, words
from promocheck.model.errors import UnknownWord, UsageFault, WrongAnswer
from promocheck.model.kind import Kind, label_of
from promocheck.model.trial import Campaign, Selection
from promocheck.pipeline.trial import Ground
from promocheck.reports import Words

T = TypeVar("T")
_EVERYTHING: Final = "all"
_SHOWN: Final = 40  # completions at a time
_NUMBER: Final = r"(?P<n>[0-9]+(?:[.,][0-9]+)?)"
_DEPTHS: Final = (
    ("percent", re.compile(rf"{_NUMBER} ?[%％](?: off)?")),
    ("zhe", re.compile(rf"{_NUMBER} ?折")),
    ("price", re.compile(rf"(?:at|=|@) ?{_NUMBER}", re.IGNORECASE)),
    ("amount", re.compile(rf"(?:-|minus )? ?{_NUMBER} off|-{_NUMBER.replace('n>', 'm>')}", re.IGNORECASE)),
)
_CODED: Final = frozenset({"percentage_off", "amount_off", "social_code"})


def asked_for(ground: Ground, words_of: Words) -> Campaign:
    """The campaign that somebody describes. Raises `typer.Abort` where the person leaves."""
    ask = _Asking(words_of)
    kinds = {each.word: words_of.say(label_of(each.word)) for each in Kind if each is not Kind.POINTS}
    kind = ask(words_of._("Which kind of promotion (Enter: coupon)"), kind_of, kinds)
    skus = ground.skus()
    selection = ask(
        words_of._("On which SKU (several with a comma between, or all)"),
        lambda text: selection_of(text, skus),
        {**skus, _EVERYTHING: words_of._("every SKU")},
    )
    form, value = ask(words_of._("How deep (30%, 5 off, at 19.99 or 7折)"), depth_of)
    cells = {"kind": kind, "discount_type": form, "discount_value": value}
    cells["start"] = ask(words_of._("First day, such as 2026-12-01 (Enter: runs already)"), str.strip)
    cells["end"] = ask(words_of._("Last day (Enter: no end)"), str.strip)
    if kind in _CODED:
        cells["claim_code"] = ask(words_of._("Its code (Enter: none)"), str.strip)
    live = ground.promotions()
    cells["replaces"] = ask(
        words_of._("Which live promotion is stopped for it (Enter: none)"),
        lambda text: one_of(text, live),
        dict.fromkeys(live, ""),
    )
    cells = {name: text for name, text in cells.items() if text}
    print(words_of._("The same as flags: {command}", command=_command(cells, selection)))
    print()
    return Campaign(cells, selection)


def kind_of(text: str) -> str:
    """The kind that a word means, in any of its spellings. Raises `UnknownWord`."""
    found = words("kind").get(folded(text)) if text.strip() else Kind.COUPON.word
    if found is None:
        raise UnknownWord("kind", text, [each.word for each in Kind if each is not Kind.POINTS])
    return found


def selection_of(text: str, known: Mapping[str, str]) -> Selection:
    """SKUs with commas between, or everything. Raises `WrongAnswer`."""
    named = tuple(filter(None, (each.strip() for each in re.split("[,，;；]", text))))
    if named == (_EVERYTHING,) and _EVERYTHING not in known:
        return Selection(everything=True)
    for each in named:
        if each not in known:
            expected = "a SKU that is listed: Tab shows them"
            raise WrongAnswer(expected, each)
    if not named:
        expected = "a SKU"
        raise WrongAnswer(expected, text)
    return Selection(skus=named)


def one_of(text: str, known: Sequence[str]) -> str:
    """One of the live promotions' ids, or nothing. Raises `WrongAnswer`."""
    named = text.strip()
    if named and named not in known:
        expected = "the id of a promotion in the exports: Tab shows them"
        raise WrongAnswer(expected, named)
    return named


def depth_of(text: str) -> tuple[str, str]:
    """The form and value of a discount: 30%, 5 off, at 19.99, 7折. Raises `WrongAnswer`."""
    for form, pattern in _DEPTHS:
        if found := pattern.fullmatch(text.strip()):
            return form, next(each for each in found.groups() if each)
    expected = "30%, 5 off, at 19.99 or 7折"
    raise WrongAnswer(expected, text)


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
    ) -> T:
        """The answer. Raises `typer.Abort` where the person leaves."""
        try:
            text = self._session.prompt(
                f"{question}: ",
                completer=_Known(known) if known else None,
                complete_while_typing=True,
                validator=_Reads(read),
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
        begun = re.split("[,，;；]", document.text_before_cursor)[-1].lstrip()
        wanted = begun.casefold()
        fits = (
            Completion(word, start_position=-len(begun), display_meta=says)
            for word, says in self._known.items()
            if wanted in word.casefold() or wanted in says.casefold()
        )
        yield from islice(fits, _SHOWN)


class _Reads(Validator):
    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read

    def validate(self, document: Document) -> None:
        """Say what is wrong with an answer."""
        try:
            self._read(document.text)
        except UsageFault as fault:
            raise ValidationError(message=str(fault)) from None
