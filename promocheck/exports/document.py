"""JSON reports → Grids: one per list of records that a layout knows. Numbers keep the digits in which they are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final

import numpy as np

from promocheck.exports.grid import BadRow, Flags, Grid, Refusal, Texts
from promocheck.exports.header import repeated, unknown_table
from promocheck.exports.layout import Known
from promocheck.exports.match import Match, Repeated
from promocheck.exports.recognise import recognise
from promocheck.exports.template import data_only
from promocheck.model.text import Text, say

_MARK: Final = b"\xef\xbb\xbf"
_MOST_LEVELS: Final = 50
_TOO_DEEP: Final = say("is JSON that is nested too deep. Export it again.")
Item = Mapping[str, Any]


class _Figure(str):
    """A number as it is written."""

    __slots__ = ()


def read_document(data: bytes, known: Known) -> list[Grid]:
    """The rows of a JSON report: its items count from 1, and their keys are the columns.

    Raises `Refusal` where the JSON is damaged or ambiguous, or where no list in it is known.
    """
    document = _document(data)
    grids = [_grid(key, document[key], known) for key in records_of(known) if key in document]
    if not grids:
        raise Refusal(_no_records(document, known))
    return grids


def records_of(known: Known) -> tuple[str, ...]:
    """The keys of the lists that layouts know; "" stands for a document that is a list."""
    keys = (layout.settings.records for layout in known)
    return tuple(dict.fromkeys(key for key in keys if key is not None))


# --- The document --------------------------------------------------------------------


def _document(data: bytes) -> Item:
    try:
        text = data.removeprefix(_MARK).decode("utf-8")
        document = json.loads(
            text,
            parse_float=_Figure,
            parse_int=_Figure,
            parse_constant=_no_number,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise Refusal(
            say("is JSON that is not in UTF-8 (byte {at}). Export it again.", at=error.start + 1)
        ) from error
    except json.JSONDecodeError as error:
        raise Refusal(
            say(
                "is damaged JSON ({why}, column {column}). Export it again.",
                why=error.msg,
                column=error.colno,
            ),
            row=error.lineno,
        ) from error
    except RecursionError as error:
        raise Refusal(_TOO_DEEP) from error
    if _deeper_than(_MOST_LEVELS, document):
        raise Refusal(_TOO_DEEP)
    if isinstance(document, list):
        return {"": document}
    return document if isinstance(document, dict) else {}


def _deeper_than(levels: int, document: Any) -> bool:
    inner = [document]
    for _ in range(levels):
        inner = [each for outer in inner for each in _inside(outer)]
    return bool(inner)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _object(pairs: Sequence[tuple[str, Any]]) -> Item:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Refusal(say("is JSON that says {key} twice of one thing. Export it again.", key=twice))
    return found


def _no_number(word: str) -> str:
    raise Refusal(say("is JSON with {word} for a number. Export it again.", word=word))


def _no_records(document: Item, known: Known) -> Text:
    """Why a document is no report: an API's error, a report without its list, anything else."""
    keys = tuple(key for key in records_of(known) if key)
    if "errors" in document:
        why = _shown(document["errors"])[:200]
        return say("is JSON with the error of an API, no export: {why}. Request the report again.", why=why)
    specification = document.get("reportSpecification")
    if isinstance(specification, dict):
        name = _encodable(str(specification.get("reportType", "")))
        return say(
            "is JSON of a report ({name}) that holds none of the lists that are read: {keys}. Export it again.",
            name=name,
            keys=keys,
        )
    return say("is JSON, and none of the reports that are read. Export the report as a table.")


# --- The list ------------------------------------------------------------------------


def _grid(key: str, items: Any, known: Known) -> Grid:
    if not isinstance(items, list):
        raise Refusal(say("is JSON whose {key} are no list. Export it again.", key=key or "records"))
    if not items:
        raise Refusal(
            say(
                "is JSON whose list of {key} is empty. Export it for other dates, or take it away.",
                key=key or "records",
            )
        )
    for row, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise Refusal(
                say(
                    "is JSON with something else than a record in its list of {key}. Export it again.",
                    key=key or "records",
                ),
                row=row,
                sheet=key or None,
            )
    header = tuple(dict.fromkeys(name for item in items for name in item))
    if broken := [name for name in header if not _is_text(name)]:
        raise Refusal(
            say("is JSON with a key that is no text: {key}. Export it again.", key=_shown(broken[0])),
            row=next(row for row, item in enumerate(items, 1) if broken[0] in item),
            sheet=key or None,
        )
    match = _match(header, [layout for layout in known if layout.settings.records == key])
    bad = tuple(fault for row, item in enumerate(items, 1) for fault in _faults(row, item, match))
    unusable = {fault.row for fault in bad}
    good = [(row, item) for row, item in enumerate(items, 1) if row not in unusable]
    lists = match.layout.settings.lists

    @cache
    def column(index: int) -> tuple[Texts, Flags]:
        name = header[index]
        return _column([item.get(name) for _, item in good], lists.get(name))

    grid = Grid(
        match=match,
        header=header,
        header_row=0,
        rows=np.array([row for row, _ in good], dtype=np.int64),
        cells=lambda index: column(index)[0],
        numeric=lambda index: column(index)[1],
        bad=bad,
        sheet=key or None,
    )
    return data_only(grid, 1)


def _match(header: tuple[str, ...], layouts: Known) -> Match:
    match = recognise(header, layouts)
    if match is None:
        raise unknown_table([header], layouts)
    if isinstance(match, Repeated):
        raise Refusal(repeated(match))
    return match


def _faults(row: int, item: Item, match: Match) -> list[BadRow]:
    """What is no text in an item, else its lists whose own items do not say what counts of them."""
    broken = [name for name, value in item.items() if not _is_text(value)]
    if broken:
        return [BadRow(row, name, _shown(item[name])[:80], _WHOLE_TEXT) for name in broken]
    return [
        BadRow(row, name, _as_json(item[name])[:80], say("a list whose items each have {key}", key=key))
        for name, key in match.layout.settings.lists.items()
        if item.get(name) is not None and not _says(item[name], key)
    ]


_WHOLE_TEXT: Final = say("a text of whole characters, without NUL; this one is damaged, export it again")


def _is_text(value: Any) -> bool:
    """Whether every text in a value could stand in a file: escapes can write half a character, and NUL."""
    if isinstance(value, str):
        return "\0" not in value and (value.isascii() or _encodable(value) == value)
    inside = chain(value, value.values()) if isinstance(value, dict) else _inside(value)
    return all(map(_is_text, inside))


def _encodable(text: str) -> str:
    """The text, with half characters as their escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _says(value: Any, key: str) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, dict) and isinstance(each.get(key), str) and _stands_alone(each[key])
        for each in value
    )


def _stands_alone(text: str) -> bool:
    """Whether a text keeps its meaning in a row of several."""
    return bool(text.strip()) and ";" not in text


def _column(values: Sequence[Any], key: str | None) -> tuple[Texts, Flags]:
    """Values as the texts of cells, and which of them were numbers: JSON writes those in one way, with a point."""
    texts = np.empty(len(values), dtype=object)
    texts[:] = [_cell(value, key) for value in values]
    return texts, np.array([isinstance(value, _Figure) for value in values], dtype=bool)


def _cell(value: Any, key: str | None) -> str:
    """A value as the text of a cell: of a list the items' key that counts, of other nested things their JSON."""
    if value is None:
        return ""
    if key is not None:
        return ";".join(str(each[key]).strip(" ") for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip(" ") if isinstance(value, str) else _as_json(value)


def _shown(value: Any) -> str:
    """A text, or other things as JSON, for messages."""
    return _encodable(value if isinstance(value, str) else _as_json(value))


def _as_json(value: Any) -> str:
    """JSON text, with numbers as they were written."""
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key, ensure_ascii=False)}: {_as_json(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_json, value)) + "]"
    return str(value) if isinstance(value, _Figure) else json.dumps(value, ensure_ascii=False)
