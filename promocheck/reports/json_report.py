"""The report for programs: the contract's one object, money as decimal strings, instants in UTC.

It comes in pieces, a line each, so that hundreds of thousands of findings are never one text. Data stands in it raw, in messages too, so that what was in a cell comes back to the letter; characters that would
act on a terminal are written as JSON escapes, which mean the same to every reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final

import orjson

from promocheck import __version__
from promocheck.model.finding import Exposure, Finding, Step
from promocheck.model.money import Money, decimal_text
from promocheck.model.place import Place
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.model.report import Input, Price, Report, Rows
from promocheck.model.waiver import Waiver
from promocheck.model.window import iso_utc
from promocheck.reports.account import in_place_order
from promocheck.reports.neutral import acts
from promocheck.reports.order import in_order
from promocheck.reports.words import Words

SCHEMA: Final = "promocheck.report/1"

Object = dict[str, Any]


def render(report: Report, words: Words) -> str:
    """The report as one JSON object: a field a line, and in lists an entry a line, so that lines can be compared."""
    return "".join(pieces(report, words))


def pieces(report: Report, words: Words) -> Iterator[str]:
    """The same, piece by piece."""
    return _document(report_object(report, words.with_raw_data()))


def one_object(fields: Object) -> str:
    """A document of these fields."""
    return "".join(_document(fields))


def line_in(words: Words) -> Callable[[Finding], str]:
    """What writes one finding as it stands in the report's list; it can be sent to another machine."""
    return partial(_line, words.with_raw_data())


def _line(raw: Words, finding: Finding) -> str:
    return one_line(finding_object(finding, raw))


def _document(fields: Object) -> Iterator[str]:
    between = "{\n"
    for name, value in fields.items():
        yield f"{between}  {one_line(name)}: "
        if isinstance(value, _Lines):
            yield from _entries(value.lines)
        elif isinstance(value, list):
            yield from _entries(map(one_line, value))
        else:
            yield one_line(value)
        between = ",\n"
    yield "\n}\n"


@dataclass(frozen=True, slots=True)
class _Lines:
    """The entries of a list, each encoded already."""

    lines: Iterable[str]


def _entries(lines: Iterable[str]) -> Iterator[str]:
    between = "[\n    "
    for line in lines:
        yield f"{between}{line}"
        between = ",\n    "
    yield "[]" if between.startswith("[") else "\n  ]"


def head(schema: str, report: Report) -> Object:
    """What every document about a run begins with: its schema, who made it, and what the run came to."""
    return {
        "schema": schema,
        "tool": {"name": "promocheck", "version": __version__},
        "as_of": iso_utc(report.as_of),
        "exit_code": report.exit_code,
        "verdict": report.verdict,
    }


def one_line(value: Any) -> str:
    """JSON on one line, in which nothing acts."""
    try:
        line = orjson.dumps(value)
    except orjson.JSONEncodeError:  # it refuses lone surrogates, which a SKU may hold
        return _inert(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    text = line.decode()
    return text if line.isascii() and b"\x7f" not in line else _inert(text)


def report_object(report: Report, words: Words) -> Object:
    """The contract's object, section 3, in its order of fields."""
    return {
        **head(SCHEMA, report),
        "policy": asdict(report.policy),
        "inputs": [_input(each, words) for each in report.inputs],
        "skipped": [{"path": each.path, "reason": words.say(each.reason)} for each in report.skipped],
        "coverage": asdict(report.coverage),
        "at_risk": losses(report),
        "findings": _Lines(_finding_lines(report, words)),
        "prices": _Lines(one_line(_price(price)) for price in sorted(report.prices, key=_price_rank)),
        "unread": [_unread(each, words) for each in in_place_order(report)],
    }


def losses(report: Report) -> list[Object]:
    """What may be lost, in each currency."""
    return [{"currency": loss.currency, "loss": str(loss)} for loss in report.at_risk]


def _finding_lines(report: Report, words: Words) -> Iterable[str]:
    if report.told is not None:
        return report.told.lines
    return map(line_in(words), in_order(report.findings))


def finding_object(finding: Finding, words: Words) -> Object:
    """One finding, as in the contract's `findings`."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        "store": finding.store,
        "marketplace": finding.marketplace,
        "sku": finding.sku,
        "asin": finding.asin,
        "start": instant(finding.start),
        "end": instant(finding.end),
        "stacked_price": _money(finding.stacked_price),
        "documented_price": _money(finding.documented_price),
        "floor": _money(finding.floor),
        "floor_source": None if finding.floor_source is None else words.say(finding.floor_source),
        "currency": finding.currency,
        "promotions": list(finding.promotions),
        "steps": [step_object(step) for step in finding.steps],
        "assumptions": [words.say(each) for each in finding.assumptions],
        "exposure": _exposure(finding.exposure),
        "message": words.sentence(finding.message),
        "fix": words.say(finding.fix),
        "owner": finding.owner,
        "places": [place_object(place) for place in finding.places],
        "waiver": _waiver(finding.waiver),
        "fingerprint": finding.fingerprint,
        "since": None if finding.since is None else finding.since.value,
        "before": _money(finding.before),
        "worst": None if finding.worst is None else _window(*finding.worst),
    }


def _window(start: int | None, end: int | None) -> Object:
    return {"start": instant(start), "end": instant(end)}


def _exposure(exposure: Exposure | None) -> Object | None:
    return None if exposure is None else {"units": exposure.units, "loss": str(exposure.loss)}


def _waiver(waiver: Waiver | None) -> Object | None:
    if waiver is None:
        return None
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat(),
        "not_below": _money(waiver.not_below),
        "file": waiver.place.file,
        "line": waiver.place.row,
    }


def _input(each: Input, words: Words) -> Object:
    return {
        "path": each.path,
        "sheet": each.sheet,
        "sha256": each.sha256,
        "layout": each.layout,
        "store": each.store,
        "marketplace": each.marketplace,
        "encoding": each.encoding,
        "timezone": each.timezone,
        "rows": _rows(each.rows, words),
        "columns": {"used": list(each.columns_used), "ignored": list(each.columns_ignored)},
        "draft": each.draft,
    }


def _rows(rows: Rows, words: Words) -> Object:
    reasons: dict[str, int] = {}
    english = replace(words, language="en")  # programs look them up: they are names in every language
    for reason, n in rows.reasons:
        said = english.say(reason)
        reasons[said] = reasons.get(said, 0) + n
    return {
        "read": rows.read,
        "used": rows.used,
        "set_aside": rows.set_aside,
        "unread": rows.unread,
        "reasons": reasons,
    }


def step_object(step: Step) -> Object:
    """One line of the arithmetic."""
    return {
        "promotion": step.promotion,
        "name": step.name,
        "kind": step.kind,
        "effect": step.effect,
        "value": str(step.value),
        "base": _money(step.base),
        "units": step.units,
        "cheaper": step.cheaper,
        "amount": _money(step.amount),
        "price_after": _money(step.price_after),
    }


def _price(price: Price) -> Object:
    return {
        "store": price.store,
        "marketplace": price.marketplace,
        "sku": price.sku,
        "start": instant(price.start),
        "end": instant(price.end),
        "list_price": _money(price.list_price),
        "selling_price": _money(price.selling_price),
        "stacked_price": _money(price.stacked_price),
        "documented_price": _money(price.documented_price),
        "floor": _money(price.floor),
        "currency": price.currency,
        "promotions": list(price.promotions),
    }


def _price_rank(price: Price) -> tuple[str, str, str, int]:
    return price.store or "", price.marketplace, price.sku, price.start


def _unread(each: UnreadCell | UnreadFile, words: Words) -> Object:
    return {
        **place_object(each.place),
        "value": each.value if isinstance(each, UnreadCell) else None,
        "reason": words.say(each.expected if isinstance(each, UnreadCell) else each.reason),
    }


def place_object(place: Place) -> Object:
    """Where something stands."""
    return {"file": place.file, "sheet": place.sheet, "row": place.row, "column": place.column}


def _money(money: Money | None) -> str | None:
    return None if money is None else decimal_text(money.minor, money.currency)


def instant(seconds: int | None) -> str | None:
    """An instant in UTC; None where there is none."""
    return None if seconds is None else iso_utc(seconds)


def _inert(line: str) -> str:
    # Both encoders leave DEL, C1, bidi controls and lone surrogates alone; the last cannot even be encoded.
    if line.isprintable():
        return line
    return "".join(json.dumps(each)[1:-1] if acts(each) else each for each in line)
