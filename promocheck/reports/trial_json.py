"""What campaigns would do, for programs."""

from __future__ import annotations

from typing import Any, Final

from promocheck.model.remedy import Dates, Depth, Dropped, Remedies
from promocheck.model.story import Touching
from promocheck.model.trial import Minute, Trial, Tried
from promocheck.model.window import iso_utc
from promocheck.reports.finding_json import finding_object, instant, step_objects
from promocheck.reports.json_report import head, one_object
from promocheck.reports.order import in_order
from promocheck.reports.words import Words

SCHEMA: Final = "promocheck.trial/1"


def render(trial: Trial, words: Words) -> str:
    """One object: the campaigns, every SKU the worst first, the findings; money as decimal strings, instants in UTC."""
    words, report = words.with_raw_data(), trial.report
    return one_object(
        {
            **head(SCHEMA, report),
            "campaigns": [_promotion(each, words) for each in trial.campaigns],
            "skus": [_tried(each, words) for each in trial.tried],
            "solved": [_remedies(each) for each in trial.solved],
            "findings": [finding_object(each, words) for each in in_order(report.findings)],
        }
    )


def _remedies(each: Remedies) -> dict[str, Any]:
    return {
        "promotion": each.promotion,
        "kind": each.kind,
        "depths": [_depth(depth) for depth in each.depths],
        "dates": _dates(each.dates),
        "skus": [
            {
                "store": one.store,
                "marketplace": one.marketplace,
                "sku": one.sku,
                "depth": _depth(one.depth),
                "dates": _dates(one.dates),
                "drops": [_other(other) for other in one.drops],
            }
            for one in each.listings
        ],
    }


def _depth(depth: Depth) -> dict[str, Any]:
    return {
        "effect": depth.form,
        "value": None if depth.value is None else str(depth.value),
        "reason": None if depth.reason is None else depth.reason.value,
        "most": None if depth.most is None else str(depth.most),
        "however_deep": depth.whole,
        "never_with": None if depth.never_with is None else _other(depth.never_with),
    }


def _other(other: Dropped) -> dict[str, str]:
    return {"promotion": other.id, "kind": other.kind}


def _dates(dates: Dates) -> dict[str, Any]:
    return {
        "holds": dates.holds,
        "safe": [_window(*each) for each in dates.safe],
        "later_start": instant(dates.later_start),
        "earlier_end": instant(dates.earlier_end),
        "moved": None if dates.moved is None else _window(*dates.moved),
    }


def _window(start: int, end: int | None) -> dict[str, Any]:
    return {"start": instant(start), "end": instant(end)}


def _promotion(each: Touching, words: Words) -> dict[str, Any]:
    return {
        "promotion": each.id,
        "name": each.name,
        "kind": each.kind,
        "effect": each.effect,
        "value": None if each.value is None else str(each.value),
        "start": instant(each.start),
        "end": instant(each.end),
        "set_aside": None if each.aside is None else words.say(each.aside),
        "owner": each.owner,
    }


def _tried(each: Tried, words: Words) -> dict[str, Any]:
    return {
        "store": each.store,
        "marketplace": each.marketplace,
        "sku": each.sku,
        "asin": each.asin,
        "fails": each.fails,
        "standing": each.standing,
        "known": each.known,
        "worst": None if each.worst is None else _minute(each.worst, words),
    }


def _minute(worst: Minute, words: Words) -> dict[str, Any]:
    return {
        "start": iso_utc(worst.start),
        "end": instant(worst.end),
        "before": None if worst.before is None else str(worst.before),
        "after": str(worst.after),
        "floor": None if worst.floor is None else str(worst.floor),
        "floor_source": None if worst.floor_source is None else words.say(worst.floor_source),
        "currency": worst.after.currency,
        "steps": [] if worst.how is None else step_objects(worst.how.told),
        "running": [_promotion(other, words) for other in worst.running],
    }
