"""Findings as programs read them, each on one line: the contract's fields, in its order.

They are written by columns, a field of many findings after the other: there are reports of hundreds of thousands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, Final

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


def lines_in(words: Words) -> Callable[[Batch], list[str]]:
    """What writes findings as they stand in the report's list; it can be sent to another machine."""
    return partial(_lines, words.with_raw_data())


def finding_object(finding: Finding, words: Words) -> Object:
    """One finding, as in the contract's `findings`."""
    found: Object = json.loads(_lines(words, Batch.of([finding]))[0])
    return found


def step_objects(steps: StepsAt) -> list[Object]:
    """The lines of an arithmetic."""
    found: list[Object] = json.loads(_prices(steps.columns)[steps.at])
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
    known = _Known(words)
    steps, places = known.steps(batch.steps), known.places(batch.places)
    columns = {**batch.columns, "steps": steps, "places": places}
    written = [_FIELDS[name](known, columns[name]) for name in _FIELDS]
    lines = map(_FINDING.__mod__, zip(*written, strict=True))
    return [line if line.isascii() and "\x7f" not in line else _inert(line) for line in lines]


_quoted = json.JSONEncoder(ensure_ascii=False).encode  # of a text, lone surrogates too


@dataclass(frozen=True, slots=True)
class _Known:
    """Writes the fields of findings. What many of them have in common is written once."""

    words: Words

    def texts(self, values: Iterable[str | None]) -> list[str]:
        """Texts, or null."""
        known: dict[str | None, str] = {None: "null"}
        return [known.get(each) or known.setdefault(each, _quoted(each)) for each in values]

    def instants(self, values: Iterable[int | None]) -> list[str]:
        known: dict[int | None, str] = {None: "null"}
        return [known.get(each) or known.setdefault(each, f'"{instant(each)}"') for each in values]

    def amounts(self, values: Iterable[Money | None]) -> list[str]:
        return ["null" if each is None else f'"{decimal_text(each.minor, each.currency)}"' for each in values]

    def said(self, values: Sequence[Text | None]) -> list[str]:
        """Texts in words; one and the same stands in many findings."""
        return self._said(values, self.words.say)

    def sentences(self, values: Sequence[Text]) -> list[str]:
        return self._said(values, self.words.sentence)

    def _said(self, values: Sequence[Text | None], worded: Callable[[Text], str]) -> list[str]:
        known: dict[int, str] = {}
        found = []
        for each in values:
            line = known.get(id(each))
            if line is None:
                line = known[id(each)] = "null" if each is None else _quoted(worded(each))
            found.append(line)
        return found

    def names(self, values: Iterable[tuple[str, ...]]) -> list[str]:
        known: dict[tuple[str, ...], str] = {}
        return [known.get(each) or known.setdefault(each, _listed(map(_quoted, each))) for each in values]

    def assumed(self, values: Iterable[tuple[Text, ...]]) -> list[str]:
        worded = self.words.say
        return [_listed([_quoted(worded(text)) for text in each]) if each else "[]" for each in values]

    def severities(self, values: Iterable[Severity | Since | None]) -> list[str]:
        return self.texts([each and each.value for each in values])

    def exposures(self, values: Iterable[Exposure | None]) -> list[str]:
        return [
            "null" if each is None else f'{{"units":{each.units},"loss":"{each.loss}"}}' for each in values
        ]

    def windows(self, values: Iterable[tuple[int, int | None] | None]) -> list[str]:
        values = list(values)
        starts, ends = (self.instants([each and each[at] for each in values]) for at in (0, 1))
        return [
            "null" if each is None else f'{{"start":{start},"end":{end}}}'
            for each, start, end in zip(values, starts, ends, strict=True)
        ]

    def waivers(self, values: Iterable[Waiver | None]) -> list[str]:
        return ["null" if each is None else one_line(_waiver(each)) for each in values]

    def steps(self, values: Sequence[StepsAt | None]) -> list[str]:
        lines = {
            id(each): _prices(each) for each in {id(each[0]): each[0] for each in values if each}.values()
        }
        return ["[]" if each is None else lines[id(each[0])][each[1]] for each in values]

    def places(self, values: Sequence[PlacesAt]) -> list[str]:
        lines = {id(each): _cells(each) for each in {id(each[0]): each[0] for each in values}.values()}
        return [lines[id(columns)][at] for columns, at in values]

    def as_they_are(self, values: Sequence[str]) -> Sequence[str]:
        return values


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
    known, currency = _Known(Words()), steps.currency
    written = (
        known.texts(steps.promotion),
        known.texts(steps.name),
        known.texts(steps.kind),
        known.texts(steps.effect),
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


_FIELDS: Final[Mapping[str, Callable[[_Known, Any], Sequence[str]]]] = {
    "rule": _Known.texts,
    "name": _Known.texts,
    "severity": _Known.severities,
    "store": _Known.texts,
    "marketplace": _Known.texts,
    "sku": _Known.texts,
    "asin": _Known.texts,
    "start": _Known.instants,
    "end": _Known.instants,
    "stacked_price": _Known.amounts,
    "documented_price": _Known.amounts,
    "floor": _Known.amounts,
    "floor_source": _Known.said,
    "currency": _Known.texts,
    "promotions": _Known.names,
    "steps": _Known.as_they_are,
    "assumptions": _Known.assumed,
    "exposure": _Known.exposures,
    "message": _Known.sentences,
    "fix": _Known.said,
    "owner": _Known.texts,
    "places": _Known.as_they_are,
    "waiver": _Known.waivers,
    "fingerprint": _Known.texts,
    "since": _Known.severities,
    "before": _Known.amounts,
    "worst": _Known.windows,
}
_FINDING: Final = "{" + ",".join(f'"{name}":%s' for name in _FIELDS) + "}"
