"""The calendar for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from promocheck.model.calendar import Calendar, Free, Low, Product, Scheduled, Span
from promocheck.model.lock import Lock
from promocheck.model.window import iso_utc
from promocheck.reports.finding_json import finding_object, instant
from promocheck.reports.json_report import head, one_object
from promocheck.reports.order import in_order
from promocheck.reports.words import Words

SCHEMA: Final = "promocheck.calendar/1"

Object = dict[str, Any]


def render(calendar: Calendar, words: Words) -> str:
    """One object: days as dates, instants in UTC, money as decimal strings; findings by their fingerprints."""
    words, report = words.with_raw_data(), calendar.report
    return one_object(
        {
            **head(SCHEMA, report),
            "first": calendar.period.first.isoformat(),
            "last": calendar.period.last.isoformat(),
            "locks": [_lock(each, report.as_of) for each in calendar.locks],
            "free": _free(calendar),
            "promotions": [_scheduled(each) for each in calendar.campaigns],
            "skus": [_product(each, calendar) for each in calendar.products],
            "findings": [finding_object(each, words) for each in in_order(report.findings)],
        }
    )


def _lock(lock: Lock, as_of: int) -> Object:
    return {
        "store": lock.store,
        "marketplace": lock.marketplace,
        "promotion": lock.promotion,
        "kind": lock.kind,
        "locks_at": iso_utc(lock.at),
        "minutes_left": max(lock.at - as_of, 0) // 60,
        "locked": lock.at <= as_of,
        "start": iso_utc(lock.start),
    }


def _free(calendar: Calendar) -> Object | None:
    if calendar.wish is None:
        return None
    before, after = calendar.bands
    return {
        "kind": calendar.wish.kind.word,
        "seconds": calendar.wish.seconds,
        "seconds_before": before,
        "seconds_after": after,
        "on": [_free_on(each) for each in calendar.free],
    }


def _free_on(each: Free) -> Object:
    return {
        "store": each.store,
        "marketplace": each.marketplace,
        "sku": each.sku,
        "skus": each.skus,
        "windows": _spans(each.windows),
        "in_the_way": [other.id or other.kind for other in each.in_the_way],
    }


def _scheduled(each: Scheduled) -> Object:
    return {
        "store": each.store,
        "marketplace": each.marketplace,
        "promotion": each.id or each.kind,
        "name": each.name or None,
        "kind": each.kind,
        "effect": each.effect,
        "value": None if each.value is None else str(each.value),
        "owner": each.owner,
        "draft": each.draft,
        "cancelled": each.cancelled,
        "skus": each.skus,
        "start": instant(each.start),
        "end": instant(each.end),
        "runs": _spans(each.runs),
        "may_run": _spans(each.may_run),
        "breaches": [found.fingerprint for found in each.breaches],
    }


def _product(product: Product, calendar: Calendar) -> Object:
    return {
        "store": product.store,
        "marketplace": product.marketplace,
        "sku": product.sku,
        "asin": product.asin,
        "title": product.title,
        "promotions": [_scheduled(each) for each in product.scheduled],
        "priced": not product.unpriced,
        "days": [
            {"day": day.isoformat(), **_low(low)}
            for day, low in zip(calendar.period.days(), product.lows, strict=True)
        ],
        "breaches": [found.fingerprint for found in product.breaches],
    }


def _low(low: Low | None) -> Object:
    if low is None:
        return {"lowest_price": None, "floor": None, "currency": None}
    floor = None if low.floor is None else str(low.floor)
    return {"lowest_price": str(low.price), "floor": floor, "currency": low.price.currency}


def _spans(spans: Iterable[Span]) -> list[Object]:
    return [{"start": iso_utc(each.start), "end": instant(each.end)} for each in spans]
