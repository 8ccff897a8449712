"""Findings as programs read them, each on one line: the contract's fields, in its order.

They are written by columns, a field of many findings after the other: there are reports of hundreds of thousands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from json.encoder import encode_basestring  # which minds no lone surrogates, as orjson does
from typing import Any, Final, TypeVar

import orjson

from promocheck.model.batch import Batch, PlaceColumns, PlacesAt
from promocheck.model.finding import Exposure, Finding, Severity, Since
from promocheck.model.money import Money, Percent, decimal_text
from promocheck.model.place import Place
from promocheck.model.steps import StepColumns, StepsAt
from promocheck.model.text import Text
from promocheck.model.waiver import Waiver
from promocheck.model.window import iso_utc
from promocheck.reports.neutral import acts
from promocheck.reports.words import Words

Object = dict[str, Any]
Value = TypeVar("Value", str, int, tuple[str, ...])


def lines_in(words: Words) -> Callable[[Batch], list[str]]:
    """What writes findings as they stand in the report's list; it can be sent to another machine."""
    return partial(_lines, words.with_raw_data())


def finding_object(finding: Finding, words: Words) -> Object:
    """One finding, as in the contract's `findings`."""
    found: Object = json.loads(_lines(words, Batch.of([finding]))[0])
    return found


def step_objects(steps: StepsAt) -> list[Object]:
    """The lines of an arithmetic."""
    found: list[Object] = json.loads(_prices(steps.alone())[0])
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


def one_line(value: Any) -> str:
    """JSON on one line, in which nothing acts."""
    try:
        line = orjson.dumps(value)
    except orjson.JSONEncodeError:  # it refuses lone surrogates, which a SKU may hold
        return _inert(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    text = line.decode()
    return text if line.isascii() and b"\x7f" not in line else _inert(text)


def _inert(line: str) -> str:
    # No encoder minds DEL, C1, bidi controls and lone surrogates; the last cannot even be encoded.
    if line.isprintable():
        return line
    return "".join(json.dumps(each)[1:-1] if acts(each) else each for each in line)


def _lines(words: Words, batch: Batch) -> list[str]:
    written = {
        **{name: write(batch[name]) for name, write in _PLAIN.items()},
        "floor_source": _said(batch["floor_source"], words.say),
        "message": _said(batch["message"], words.sentence),
        "fix": _said(batch["fix"], words.say),
        "assumptions": _assumed(batch["assumptions"], words),
        "steps": _steps(batch.steps),
        "places": _places(batch.places),
    }
    lines = map(_FINDING.__mod__, zip(*(written[name] for name in _FIELDS), strict=True))
    return [line if line.isascii() and "\x7f" not in line else _inert(line) for line in lines]


_FIELDS: Final = (
    "rule", "name", "severity", "store", "marketplace", "sku", "asin", "start", "end", "stacked_price", "documented_price", "floor",
    "floor_source", "currency", "promotions", "steps", "assumptions", "exposure", "message", "fix", "owner", "places", "waiver",
    "fingerprint", "since", "before", "worst",
)  # fmt: skip
_FINDING: Final = "{" + ",".join(f'"{name}":%s' for name in _FIELDS) + "}"


def _once(values: Sequence[Value | None], write: Callable[[Value], str]) -> list[str]:
    """Values as they are written, null for None; what many findings have in common is written once."""
    known = {each: "null" if each is None else write(each) for each in set(values)}
    return [known[each] for each in values]


def _texts(values: Sequence[str | None]) -> list[str]:
    return _once(values, encode_basestring)


def _values(values: Iterable[Severity | Since | None]) -> list[str]:
    return _texts([each and each.value for each in values])


def _instants(values: Sequence[int | None]) -> list[str]:
    return _once(values, lambda each: f'"{iso_utc(each)}"')


def _windows(values: Sequence[tuple[int, int | None] | None]) -> list[str]:
    starts, ends = (_instants([each and each[at] for each in values]) for at in (0, 1))
    return [
        "null" if each is None else f'{{"start":{start},"end":{end}}}'
        for each, start, end in zip(values, starts, ends, strict=True)
    ]


def _amounts(values: Iterable[Money | None]) -> list[str]:
    return ["null" if each is None else f'"{decimal_text(each.minor, each.currency)}"' for each in values]


def _exposures(values: Iterable[Exposure | None]) -> list[str]:
    return ["null" if each is None else f'{{"units":{each.units},"loss":"{each.loss}"}}' for each in values]


def _names(values: Sequence[tuple[str, ...]]) -> list[str]:
    return _once(values, lambda each: _listed(map(encode_basestring, each)))


def _waivers(values: Iterable[Waiver | None]) -> list[str]:
    return ["null" if each is None else one_line(_waiver(each)) for each in values]


def _said(values: Sequence[Text | None], worded: Callable[[Text], str]) -> list[str]:
    """Texts in words; one and the same stands in many findings."""
    known: dict[int, str] = {}
    found = []
    values = [*values]  # some are made when they are asked for, and no other may lie where one lay
    for each in values:
        line = known.get(id(each))
        if line is None:
            line = known[id(each)] = "null" if each is None else encode_basestring(worded(each))
        found.append(line)
    return found


def _assumed(values: Iterable[tuple[Text, ...]], words: Words) -> list[str]:
    return [
        _listed([encode_basestring(words.say(text)) for text in each]) if each else "[]" for each in values
    ]


def _steps(values: Sequence[StepsAt | None]) -> list[str]:
    every = {id(each.columns): each.columns for each in values if each}
    lines = {number: _prices(columns) for number, columns in every.items()}
    return ["[]" if each is None else lines[id(each.columns)][each.at] for each in values]


def _places(values: Sequence[PlacesAt]) -> list[str]:
    every = {id(each.columns): each.columns for each in values}
    lines = {number: _cells(columns) for number, columns in every.items()}
    return [lines[id(columns)][at] for columns, at in values]


_PLAIN: Final[Mapping[str, Callable[[Any], list[str]]]] = {
    **dict.fromkeys(
        ("rule", "name", "store", "marketplace", "sku", "asin", "currency", "owner", "fingerprint"), _texts
    ),
    **dict.fromkeys(("severity", "since"), _values),
    **dict.fromkeys(("start", "end"), _instants),
    **dict.fromkeys(("stacked_price", "documented_price", "floor", "before"), _amounts),
    "promotions": _names,
    "exposure": _exposures,
    "waiver": _waivers,
    "worst": _windows,
}


def _listed(entries: Iterable[str]) -> str:
    return f"[{','.join(entries)}]"


def _waiver(waiver: Waiver) -> Object:
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat(),
        "not_below": money_text(waiver.not_below),
        "file": waiver.place.file,
        "line": waiver.place.row,
    }


def _prices(steps: StepColumns) -> list[str]:
    """By price its steps."""
    currency = steps.currency
    written = (
        _texts(steps.promotion),
        _texts(steps.name),
        _texts(steps.kind),
        _texts(steps.effect),
        [
            _percent(value) if share else decimal_text(value, each)
            for share, value, each in zip(steps.share, steps.value, currency, strict=True)
        ],
        [
            "null" if base is None else f'"{decimal_text(base, each)}"'
            for base, each in zip(steps.base, currency, strict=True)
        ],
        steps.units,
        steps.cheaper,
        map(decimal_text, steps.amount, currency),
        map(decimal_text, steps.price_after, currency),
    )
    lines = list(map(_STEP.__mod__, zip(*written, strict=True)))
    return [_listed(lines[low:high]) for low, high in pairwise(steps.first)]


_STEP: Final = '{"promotion":%s,"name":%s,"kind":%s,"effect":%s,"value":"%s","base":%s,"units":%d,"cheaper":%d,"amount":"%s","price_after":"%s"}'


@lru_cache(maxsize=2**10)
def _percent(basis_points: int) -> str:
    return str(Percent(basis_points))


def _cells(places: PlaceColumns) -> list[str]:
    """By finding its places."""
    heads = [_cut(Place(each.file, each.sheet, 0, each.column)) for each in places.heads]
    lines = [
        f"{heads[head][0]}{'null' if row is None else row}{heads[head][1]}"
        for head, row in zip(places.head, places.row, strict=True)
    ]
    return [_listed(lines[low:high]) for low, high in pairwise(places.first)]


def _cut(place: Place) -> tuple[str, str]:
    """A place as it is written, before and after its row, which is 0. No text holds a quote that is not escaped."""
    before, after = one_line(place_object(place)).split('"row":0')
    return f'{before}"row":', after
