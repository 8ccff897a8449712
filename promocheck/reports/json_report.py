"""The report for programs: the contract's one object, money as decimal strings, instants in UTC.

It comes in pieces, a line each, so that hundreds of thousands of findings are never one text. Data stands in it raw, in messages too, so that what was in a cell comes back to the letter; characters that would
act on a terminal are written as JSON escapes, which mean the same to every reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import islice
from typing import AnyStr, Final

from promocheck import __version__
from promocheck.model.batch import Batch
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.model.report import Input, Price, Report, RowAccount
from promocheck.model.value import dataclass
from promocheck.model.window import iso_utc
from promocheck.reports.account import in_place_order
from promocheck.reports.finding_json import Object, instant, lines_in, money_text, place_object
from promocheck.reports.inert import one_line
from promocheck.reports.order import in_order, price_rank
from promocheck.reports.slices import slices_of
from promocheck.reports.words import Words

SCHEMA: Final = "promocheck.report/1"


def render(report: Report, words: Words) -> str:
    """The report as one JSON object: a field a line, and in lists an entry a line, so that lines can be compared."""
    return _text(pieces(report, words))


def pieces(report: Report, words: Words) -> Iterator[str | bytes]:
    """The same, piece by piece."""
    return _document(report_object(report, words.with_raw_data()))


def one_object(fields: Object) -> str:
    """A document of these fields."""
    return _text(_document(fields))


def _text(document: Iterable[str | bytes]) -> str:
    return "".join(each if isinstance(each, str) else each.decode("utf-8") for each in document)


def _document(fields: Object) -> Iterator[str | bytes]:
    between = "{\n"
    for name, value in fields.items():
        yield f"{between}  {one_line(name)}: "
        if isinstance(value, _Lines):
            yield from _entries(value.lines, _BETWEEN.encode())
        elif isinstance(value, list):
            yield from _entries(map(one_line, value), _BETWEEN)
        else:
            yield one_line(value)
        between = ",\n"
    yield "\n}\n"


@dataclass(frozen=True, slots=True)
class _Lines:
    """The entries of a list, each encoded already."""

    lines: Iterable[bytes]


def _entries(lines: Iterable[AnyStr], between: AnyStr) -> Iterator[str | AnyStr]:
    every = iter(lines)
    before: tuple[AnyStr, ...] = ()
    while some := tuple(islice(every, _AT_ONCE)):
        if not before:
            yield "[\n    "
        yield between.join(before + some)
        before = (between[:0],)  # so that a piece begins with what parts it from the one before
    yield "\n  ]" if before else "[]"


_BETWEEN: Final = ",\n    "
_AT_ONCE: Final = 256  # lines of a piece


def made_by(schema: str) -> Object:
    """What every document begins with: its schema, and who made it."""
    return {"schema": schema, "tool": {"name": "promocheck", "version": __version__}}


def head(schema: str, report: Report) -> Object:
    """What every document about a run begins with: its schema, who made it, and what the run came to."""
    return {
        **made_by(schema),
        "as_of": iso_utc(report.as_of),
        "exit_code": report.exit_code,
        "verdict": report.verdict,
    }


def report_object(report: Report, words: Words) -> Object:
    """The contract's object, section 3, in its order of fields."""
    return {
        **head(SCHEMA, report),
        "policy": policy_object(report),
        "inputs": [_input(each, words) for each in report.inputs],
        "skipped": [{"path": each.path, "reason": words.say(each.reason)} for each in report.skipped],
        "coverage": asdict(report.coverage),
        "at_risk": losses(report),
        "findings": _Lines(_finding_lines(report, words)),
        "prices": _Lines(one_line(_price(price)).encode() for price in sorted(report.prices, key=price_rank)),
        "unread": [_unread(each, words) for each in in_place_order(report.unread)],
    }


def policy_object(report: Report) -> Object:
    """Which policy was applied, and the rules that weigh less under it than shipped, each with where."""
    weaker = [
        {"rule": each.name, "severity": each.severity, "shipped": each.shipped, "where": dict(each.scope)}
        for each in report.weaker
    ]
    return {**asdict(report.policy), "weaker": weaker}


def losses(report: Report) -> list[Object]:
    """What may be lost, in each currency."""
    return [{"currency": loss.currency, "loss": str(loss)} for loss in report.at_risk]


def _finding_lines(report: Report, words: Words) -> Iterable[bytes]:
    return map(str.encode, finding_lines(report, words)) if report.told is None else report.told.lines


def finding_lines(report: Report, words: Words) -> Iterator[str]:
    """The findings that a report holds, in their order, a line each."""
    findings, write = in_order(report.findings), lines_in(words)
    for some in slices_of(len(findings)):
        yield from write(Batch.of(findings[some.start : some.stop]))


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


def _rows(rows: RowAccount, words: Words) -> Object:
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


def _price(price: Price) -> Object:
    return {
        "store": price.store,
        "marketplace": price.marketplace,
        "sku": price.sku,
        "start": instant(price.start),
        "end": instant(price.end),
        "list_price": money_text(price.list_price),
        "selling_price": money_text(price.selling_price),
        "stacked_price": money_text(price.stacked_price),
        "documented_price": money_text(price.documented_price),
        "floor": money_text(price.floor),
        "currency": price.currency,
        "promotions": list(price.promotions),
    }


def _unread(each: UnreadCell | UnreadFile, words: Words) -> Object:
    return {
        **place_object(each.place),
        "value": each.value if isinstance(each, UnreadCell) else None,
        "reason": words.say(each.expected if isinstance(each, UnreadCell) else each.reason),
    }
