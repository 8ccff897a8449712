"""Findings as programs read them, each on one line: the contract's fields, in its order.

They are written by columns, a field of many findings after the other: there are reports of hundreds of thousands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final

from promocheck.model.batch import Batch, Head, PlaceColumns
from promocheck.model.finding import Exposure, Finding, Since
from promocheck.model.money import Money, Percent, decimal_text
from promocheck.model.place import Place
from promocheck.model.steps import StepColumns, StepsAt
from promocheck.model.text import Text
from promocheck.model.texts import NOTHING, InRows, Picked, Same, Texts, ValueColumn
from promocheck.model.waiver import Waiver
from promocheck.model.window import iso_utc
from promocheck.reports.columns import Piece, Written, by_identity, grouped, joined, once
from promocheck.reports.inert import one_line
from promocheck.reports.json_columns import (
    NULL,
    amounts,
    decimals,
    escaped,
    in_minor,
    lists,
    numbers,
    quoted,
    texts,
)
from promocheck.reports.wording import in_words, sentences
from promocheck.reports.words import Words

Object = dict[str, Any]


def lines_in(words: Words) -> Callable[[Batch], Iterator[str]]:
    """What writes findings as they stand in the report's list; it can be sent to another machine."""
    return partial(_lines, words.with_raw_data())


def finding_object(finding: Finding, words: Words) -> Object:
    """One finding, as in the contract's `findings`."""
    found: Object = json.loads(next(_lines(words, Batch.of([finding]))))
    return found


def step_objects(steps: StepsAt) -> list[Object]:
    """The lines of an arithmetic."""
    found: list[Object] = json.loads(f"[{_prices(steps.alone())[0]}]")
    return found


def place_object(place: Place) -> Object:
    """Where something stands."""
    return {"file": place.file, "sheet": place.sheet, "row": place.row, "column": place.column}


def instant(seconds: int | None) -> str | None:
    """An instant in UTC; None where there is none."""
    return None if seconds is None else iso_utc(seconds)


def money_text(money: Money | None) -> str | None:
    """An amount as a decimal string."""
    return None if money is None else decimal_text(money.minor, money.currency)


def _lines(words: Words, batch: Batch) -> Iterator[str]:
    written: dict[str, tuple[Piece, ...]] = {
        **{name: (write(batch[name]),) for name, write in _PLAIN.items()},
        **{name: lists(batch[name]) for name in ("also_on", "promotions")},
        "floor_source": _said(batch["floor_source"], words),
        "message": _said(batch["message"], words, sentence=True),
        "fix": _said(batch["fix"], words),
        "assumptions": ("[", _assumed(batch["assumptions"], words), "]"),
        "steps": ("[", batch.steps.told(_prices, ""), "]"),
        "places": ("[", batch.places.told(_cells, ""), "]"),
    }
    pieces: list[Piece] = ["{", _rules(batch)]
    for name in _FIELDS:
        pieces += (f',"{name}":', *written[name])
    return joined((*pieces, "}"), len(batch))


_FIELDS: Final = (
    "store", "marketplace", "sku", "asin", "start", "end", "stacked_price", "documented_price", "floor", "floor_source", "currency",
    "promotions", "steps", "assumptions", "exposure", "message", "fix", "owner", "places", "waiver", "fingerprint", "since", "before",
    "worst", "also_on",
)  # fmt: skip


def _rules(batch: Batch) -> Piece:
    """The rules and what the policy says of them, with which a line begins."""
    return once(list(zip(*(batch[name] for name in ("rule", "name", "severity")), strict=True)), _of_rules)


def _of_rules(some: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    for rule, name, severity in some:
        yield '"rule":{},"name":{},"severity":{}'.format(*quoted((rule, name, str(severity))))


def _since(values: Sequence[Since | None]) -> Piece:
    return once(values, lambda some: quoted([each and each.value for each in some]))


def _instants(values: Sequence[int | None]) -> Piece:
    return _INSTANTS[values.value] if isinstance(values, Same) else list(map(_INSTANTS.__getitem__, values))


_INSTANTS: Final = Written[int | None](lambda each: NULL if each is None else f'"{iso_utc(each)}"')


def _windows(values: Sequence[tuple[int, int | None] | None]) -> Piece:
    if not any(values):
        return NULL
    starts, ends = (_instants([each and each[at] for each in values]) for at in (0, 1))
    lines = joined(('{"start":', starts, ',"end":', ends, "}"), len(values))
    return [NULL if each is None else line for each, line in zip(values, lines, strict=True)]


def _exposures(values: Sequence[Exposure | None]) -> Piece:
    return [NULL if each is None else _exposure(each) for each in values] if any(values) else NULL


def _exposure(exposure: Exposure) -> str:
    loss = decimals(exposure.loss.currency)[exposure.loss.minor]
    return f'{{"units":{exposure.units},"loss":{loss}}}'


def _waivers(values: Sequence[Waiver | None]) -> Piece:
    return by_identity(
        values, lambda some: [NULL if each is None else one_line(_waiver(each)) for each in some]
    )


def _waiver(waiver: Waiver) -> Object:
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat(),
        "not_below": money_text(waiver.not_below),
        "sku": waiver.sku,
        "file": waiver.place.file,
        "line": waiver.place.row,
    }


def _said(values: Sequence[Text | None], words: Words, *, sentence: bool = False) -> tuple[Piece, ...]:
    """Texts in words; one and the same stands in many findings."""
    tell = sentences if sentence else in_words
    if isinstance(values, Same) and values.value is None:
        return (NULL,)
    if isinstance(values, Texts):
        everywhere = NOTHING not in values.place
        write = escaped if everywhere else _between_quotes
        lines = values.told(lambda part: _each_written(tell(words, part), len(part), write), NULL)
        return ('"', lines, '"') if everywhere else (lines,)
    if isinstance(values, ValueColumn):
        said = tell(words, values)
        return '"', escaped([said])[0] if isinstance(said, str) else escaped(said), '"'
    one = words.sentence if sentence else words.say

    def written(some: Sequence[Text | None]) -> list[str]:
        lines = _between_quotes(["" if each is None else one(each) for each in some])
        return [NULL if each is None else line for each, line in zip(some, lines, strict=True)]

    return (by_identity(values, written),)


def _each_written(said: Piece, many: int, write: Callable[[Sequence[str]], list[str]]) -> Sequence[str]:
    """What so many findings say, written; once where it is the same."""
    return write([said]) * many if isinstance(said, str) else write(said)


def _between_quotes(said: Sequence[str]) -> list[str]:
    return list(joined(('"', escaped(said), '"'), len(said)))


def _assumed(values: Sequence[tuple[Text, ...]], words: Words) -> Sequence[str]:
    """By finding its texts in words."""
    if isinstance(values, Picked):
        return values.told(lambda part: _assumed(part, words), "")
    rows = values if isinstance(values, InRows) else InRows.of(values)
    said = _said(rows.values, words)
    return grouped(list(joined(said, len(rows.values))), rows.first)


_PLAIN: Final[Mapping[str, Callable[[Any], Piece]]] = {
    **dict.fromkeys(("store", "marketplace", "sku", "asin", "currency", "owner", "fingerprint"), texts),
    **dict.fromkeys(("start", "end"), _instants),
    **dict.fromkeys(("stacked_price", "documented_price", "floor", "before"), amounts),
    "exposure": _exposures,
    "waiver": _waivers,
    "since": _since,
    "worst": _windows,
}


def _prices(steps: StepColumns) -> list[str]:
    """By price its steps, with commas between them."""
    pieces = (
        '{"promotion":',
        texts(steps.promotion),
        ',"name":',
        texts(steps.name),
        ',"kind":',
        texts(steps.kind),
        ',"effect":',
        texts(steps.effect),
        ',"value":',
        _values(steps),
        ',"base":',
        in_minor(steps.base, steps.currency),
        ',"units":',
        once(steps.units, numbers),
        ',"cheaper":',
        once(steps.cheaper, numbers),
        ',"amount":',
        in_minor(steps.amount, steps.currency),
        ',"price_after":',
        in_minor(steps.price_after, steps.currency),
        "}",
    )
    return grouped(list(joined(pieces, len(steps.kind))), steps.first)


def _values(steps: StepColumns) -> list[str]:
    """What each step takes off, or sets: a share, or an amount."""
    of = {each: decimals(each) for each in set(steps.currency)}
    return [
        _PERCENTS[value] if share else of[currency][value]
        for share, value, currency in zip(steps.share, steps.value, steps.currency, strict=True)
    ]


_PERCENTS: Final = Written[int](lambda each: f'"{Percent(each)}"')


def _cells(places: PlaceColumns) -> Iterator[str]:
    """By finding its places, likewise."""
    cut = list(map(_cut, places.heads))
    for low in range(0, len(places), _AT_ONCE):
        first = places.first[low : low + _AT_ONCE + 1]
        mine = slice(first[0], first[-1])
        lines = [
            f"{cut[head][0]}{NULL if row is None else row}{cut[head][1]}"
            for head, row in zip(places.head[mine], places.row[mine], strict=True)
        ]
        yield from grouped(lines, [each - first[0] for each in first])


_AT_ONCE: Final = 1024  # findings: what is written of them is joined while the processor still has it at hand


@lru_cache(maxsize=2**10)
def _cut(head: Head) -> tuple[str, str]:
    """A place as it is written, before and after its row, which is 0. No text holds a quote that is not escaped."""
    before, after = one_line(place_object(Place(head.file, head.sheet, 0, head.column))).split('"row":0')
    return f'{before}"row":', after
