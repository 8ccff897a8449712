"""What files were taken for, without pricing anything."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

import numpy as np

from promocheck import exports
from promocheck.exports import Layout, Ranked, Tables
from promocheck.model.errors import MissingMarketplace
from promocheck.model.inspection import Candidate, Inspected, Inspection, Reading
from promocheck.model.kind import Form, Kind, Status, Switch, label_of
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.model.problem import HiddenData, UnknownColumn, UnreadCell, UnreadFile
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.policy import Policy
from promocheck.tables import KEY, NO_END, NO_MONEY, NO_START, PROMOTION_KEY, STOCK
from promocheck.tables.frames import Columns, Frame, only, taken

_FIRST: Final = 3
_ASSUMED: Final = "US"
# A question mark inside a word, or several: letters that an encoding lacked.
_LOST: Final = re.compile(r"\w\?\w|\?\?")
Pairs = Iterator[tuple[str, Any]]
Placed = TypeVar("Placed", HiddenData, UnknownColumn, UnreadCell, UnreadFile)
Show = Callable[[Columns, int, Tables], Pairs]


@dataclass(frozen=True, slots=True)
class Look:
    """What to look at, as in a scan; `suggest` begins a layout for tables that nothing knows."""

    paths: tuple[str, ...]
    policy: Policy
    store: str | None = None
    marketplace: str | None = None
    sheet: str | None = None
    suggest: bool = False


def inspect(look: Look) -> Inspected:
    """What each file was taken for. Raises `NoSuchPath`."""
    own = exports.own_layouts(look.policy.exports.layouts)
    marketplace = look.marketplace or look.policy.exports.marketplace
    try:
        tables, assumed = _read(look, own, marketplace), None
    except MissingMarketplace:  # to show values, not to judge them
        tables, assumed = _read(look, own, _ASSUMED), _ASSUMED
    sheets: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, source in enumerate(tables.sources):
        sheets[source.path, source.sheet or ""].append(index)
    return Inspected(
        files=tuple(_inspection(tables, mine, own, look) for _, mine in sorted(sheets.items())),
        skipped=tuple((each.path, each.reason) for each in tables.skipped),
        assumed=assumed,
    )


def _read(look: Look, own: Sequence[Layout], marketplace: str | None) -> Tables:
    store = look.store or look.policy.exports.store
    return exports.read(look.paths, store=store, marketplace=marketplace, sheet=look.sheet, own=own)


def _inspection(tables: Tables, mine: Sequence[int], own: Sequence[Layout], look: Look) -> Inspection:
    source = tables.sources[mine[0]]
    candidates = [_candidate(each) for each in exports.ranking(source.header, (*own, *exports.layouts()))]
    taken = next((each for each in candidates if each.id == source.layout), None)
    others = [each for each in candidates if each.id != source.layout]
    refused = next((each.reason for each in _problems(tables, UnreadFile, source)), None)
    return Inspection(
        path=source.path,
        sheet=source.sheet,
        refused=refused,
        layout=taken,
        runner_up=others[0] if others else None,
        encoding=source.encoding,
        header_row=source.header_row,
        header=source.header,
        store=source.store,
        marketplace=source.marketplace,
        reading=_reading(tables, mine) if taken else None,
        suggestion=exports.suggest(source.path, source.header, source.header_row)
        if look.suggest and not taken
        else None,
    )


def _problems(tables: Tables, kind: type[Placed], source: Source) -> tuple[Placed, ...]:
    """The problems of a kind in the source's file and sheet."""
    return tuple(
        each
        for each in tables.problems
        if isinstance(each, kind) and (each.place.file, each.place.sheet) == (source.path, source.sheet)
    )


def _candidate(ranked: Ranked) -> Candidate:
    layout = ranked.layout
    return Candidate(
        layout.id, layout.title, layout.role, ranked.known, ranked.lacks, ranked.ruled_out, layout.own
    )


def _reading(tables: Tables, mine: Sequence[int]) -> Reading:
    source = tables.sources[mine[0]]
    columns = dict.fromkeys(pair for index in mine for pair in tables.sources[index].headings.items())
    unknown = _problems(tables, UnknownColumn, source)
    strangers = {each.header for each in unknown}
    return Reading(
        columns=tuple(columns),
        harmless=tuple(name for name in source.columns_ignored if name and name not in strangers),
        unknown=unknown,
        rows_read=source.rows_read,
        rows_unread=source.rows_unread,
        first_rows=_first_rows(tables, mine),
        unread=_problems(tables, UnreadCell, source),
        lost_letters=_lost_letters(tables, mine),
        hidden=_problems(tables, HiddenData, source),
    )


def _frame(tables: Tables, role: str | None) -> tuple[Frame, Show]:
    """The table of a role, and how one of its rows is shown."""
    found: dict[str, tuple[Frame, Show]] = {
        "listings": (tables.listings, _listing),
        "promotions": (tables.promotions.assign(number=np.arange(len(tables.promotions))), _promotion),
        "plan": (tables.plan.assign(number=np.arange(len(tables.plan))), _planned),
        "floors": (tables.floors, _floor),
        "fees": (tables.fees, _fee),
        "stock": (tables.stock, _stock),
    }
    return found.get(role or "", (STOCK.empty(), _stock))


def _first_rows(tables: Tables, mine: Sequence[int]) -> tuple[tuple[int, tuple[tuple[str, Any], ...]], ...]:
    frame, show = _frame(tables, tables.sources[mine[0]].role)
    here = np.flatnonzero(np.isin(frame["source"], mine))
    row, source = frame["row"][here], frame["source"][here]
    first = here[np.lexsort((source, row))]
    rows = Columns(taken(frame, first[np.isin(frame["row"][first], np.unique(row)[:_FIRST])]))
    return tuple((rows.number("row", at), tuple(show(rows, at, tables))) for at in range(rows.rows))


def _lost_letters(tables: Tables, mine: Sequence[int]) -> int:
    frame, _ = _frame(tables, tables.sources[mine[0]].role)
    here = only(frame, np.isin(frame["source"], mine))
    texts = [here[name].tolist() for name in ("sku", "title", "name") if name in here]
    return sum(_LOST.search(each) is not None for several in texts for each in several)


# --- One row as typed values ---------------------------------------------------------


def _money(rows: Columns, at: int, name: str, currency: str) -> Pairs:
    if rows.number(name, at) != NO_MONEY:
        yield name, Money(rows.number(name, at), currency)


def _texts(rows: Columns, at: int, *names: str) -> Pairs:
    for name in names:
        if rows.text(name, at):
            yield name, rows.text(name, at)


def _currency(rows: Columns, at: int) -> str:
    if "currency" in rows:
        return rows.text("currency", at)
    return BY_CODE[rows.text("marketplace", at)].currency


def _window(rows: Columns, at: int, start: str, end: str) -> Pairs:
    zone = BY_CODE[rows.text("marketplace", at)].zone
    if rows.number(start, at) != NO_START:
        yield start, Instant(rows.number(start, at), zone)
    if rows.number(end, at) != NO_END:
        yield end, Instant(rows.number(end, at), zone)


def _listing(rows: Columns, at: int, _tables: Tables) -> Pairs:
    currency = _currency(rows, at)
    yield from _texts(rows, at, *KEY, "asin", "parent_asin")
    for name in ("price", "sale_price"):
        yield from _money(rows, at, name, currency)
    if rows.number("sale_price", at) != NO_MONEY:
        yield from _window(rows, at, "sale_start", "sale_end")
    for name in ("list_price", "min_price"):
        yield from _money(rows, at, name, currency)
    yield from _texts(rows, at, "title", "owner")


def _planned(rows: Columns, at: int, tables: Tables) -> Pairs:
    yield from _texts(rows, at, "plan_id")
    yield from _set_up(rows, at, tables.plan_targets)


def _promotion(rows: Columns, at: int, tables: Tables) -> Pairs:
    yield from _set_up(rows, at, tables.targets)


def _set_up(rows: Columns, at: int, targets: Frame) -> Pairs:
    yield from _texts(rows, at, *PROMOTION_KEY, "name")
    yield "kind", label_of(Kind(rows.number("kind", at)).word)
    yield from _targets(only(targets, targets["promotion"] == rows.number("number", at)))
    value = rows.number("value", at)
    if value != NO_MONEY:
        form = Form(rows.number("form", at))
        yield form.word, Percent(value) if form is Form.PERCENT else Money(value, _currency(rows, at))
    yield from _window(rows, at, "start", "end")
    if rows.number("status", at) != Status.COUNTS:
        yield "status", Status(rows.number("status", at)).name.lower()
    if rows.number("switch", at) != Switch.UNKNOWN:
        yield "stackable", Switch(rows.number("switch", at)).name.lower()
    yield from _texts(rows, at, "claim_code", "audience", "owner")


def _targets(targets: Frame) -> Pairs:
    for name in ("sku", "asin"):
        found = tuple(each for each in targets[name] if each)
        more = (say("and {n} more", n=len(found) - _FIRST),) if len(found) > _FIRST else ()
        if found:
            yield name, (*found[:_FIRST], *more)


def _floor(rows: Columns, at: int, _tables: Tables) -> Pairs:
    yield from _texts(rows, at, *KEY)
    for name, currency in (("floor", "currency"), ("cost", "written"), ("fees", "written")):
        yield from _money(rows, at, name, rows.text(currency, at))
    for name in ("min_margin", "min_percent_of_price"):
        if rows.number(name, at) != NO_MONEY:
            yield name, Percent(rows.number(name, at))
    yield from _texts(rows, at, "owner")


def _fee(rows: Columns, at: int, _tables: Tables) -> Pairs:
    yield from _texts(rows, at, *KEY)
    yield from _money(rows, at, "fee", _currency(rows, at))


def _stock(rows: Columns, at: int, _tables: Tables) -> Pairs:
    yield from _texts(rows, at, *KEY)
    yield "quantity", rows.number("quantity", at)
