"""A rescue for programs: money as decimal strings, instants in UTC. No buyer stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from promocheck.model.money import Money
from promocheck.model.order import Door
from promocheck.model.rescue import (
    Account,
    Cause,
    Floorless,
    Lost,
    Offer,
    OfPromotion,
    OfSku,
    Part,
    Rescue,
    Sale,
)
from promocheck.model.text import Text
from promocheck.model.window import iso_utc
from promocheck.reports.finding_json import finding_object, instant
from promocheck.reports.json_report import made_by, one_object
from promocheck.reports.rescue_steps import steps
from promocheck.reports.words import Words

SCHEMA: Final = "promocheck.rescue/1"
_VERDICTS: Final = {0: "clear", 1: "below-floor", 3: "untrusted"}


def render(rescue: Rescue, words: Words) -> str:
    """One object. A sale's `cause` counts `causes` from 0; its `loss` is floor less what was paid, for all its units."""
    raw = words.with_raw_data()
    return one_object(
        {
            **made_by(SCHEMA),
            "as_of": iso_utc(rescue.as_of),
            "exit_code": rescue.exit_code,
            "verdict": _VERDICTS[rescue.exit_code],
            "below_floor": None if rescue.lost is None else _lost(rescue.lost),
            "steps": [{"step": step.heading, "lines": list(step.lines)} for step in steps(rescue, raw)],
            "skus": [_sku(each) for each in rescue.skus],
            "causes": [_cause(each) for each in rescue.causes],
            "promotions": [_promotion(each) for each in rescue.promotions],
            "sales": [_sale(each) for each in rescue.sales],
            "without_floor": [_floorless(each, raw) for each in rescue.floorless],
            "files": [_account(each, raw) for each in rescue.accounts],
            "counted_once": [
                {"path": each.path, "counted_in": each.counted, "lines": each.lines} for each in rescue.twins
            ],
            "skipped": [{"path": each.path, "reason": raw.say(each.reason)} for each in rescue.skipped],
            "not_checked": [finding_object(each, raw) for each in rescue.doubts],
            "before": None
            if rescue.before is None
            else {
                "as_of": iso_utc(rescue.before.as_of),
                "findings": [finding_object(each, raw) for each in rescue.before.findings],
                "silent": [_offer(each) for each in rescue.before.silent],
            },
        }
    )


def _money(amounts: Iterable[Money]) -> dict[str, str]:
    return {each.currency: str(each) for each in amounts}


def _lost(lost: Lost) -> dict[str, Any]:
    return {
        "lines": lost.lines,
        "orders": lost.orders,
        "units": lost.units,
        "loss": _money(lost.loss),
        "since": iso_utc(lost.since),
        "until": iso_utc(lost.until),
        "cancel": {door.word: lost.doors[door] for door in Door},
    }


def _offer(each: Offer) -> dict[str, Any]:
    return {"store": each.store or None, "marketplace": each.marketplace, "sku": each.sku}


def _sku(each: OfSku) -> dict[str, Any]:
    return {
        **_offer(each.offer),
        "asin": each.asin or None,
        "lowest_unit_price": str(each.unit),
        "floor": str(each.floor),
        "currency": each.unit.currency,
        **_lost(each.lost),
    }


def _cause(each: Cause) -> dict[str, Any]:
    return {
        "campaigns": [_part(part) for part in each.parts],
        "skus": [_offer(offer) for offer in each.skus],
        **_lost(each.lost),
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "store": part.store or None,
        "marketplace": part.marketplace,
        "promotion": part.promotion or None,
        "name": part.name or None,
        "kind": part.kind,
        "owner": part.owner or None,
        "start": instant(part.start),
        "end": instant(part.end),
        "cancelled": part.cancelled,
        "fit": part.fit,
    }


def _promotion(each: OfPromotion) -> dict[str, Any]:
    return {"promotion": each.written or None, "in_exports": each.known, **_lost(each.lost)}


def _sale(each: Sale) -> dict[str, Any]:
    return {
        "order": each.order,
        "order_item": each.item,
        "store": each.store or None,
        "marketplace": each.marketplace,
        "sku": each.sku,
        "asin": each.asin or None,
        "purchased": iso_utc(each.purchased),
        "units": each.units,
        "paid": str(each.paid),
        "unit_price": str(each.unit),
        "floor": str(each.floor),
        "loss": str(each.loss),
        "currency": each.paid.currency,
        "shipped_by": "amazon" if each.by_amazon else "seller",
        "cancel": each.door.word,
        "promotions": list(each.promotions),
        "cause": each.cause,
        "place": {"file": each.place.file, "row": each.place.row},
    }


def _floorless(each: Floorless, words: Words) -> dict[str, Any]:
    return {
        **_offer(each.offer),
        "lines": each.lines,
        "units": each.units,
        "lowest_unit_price": str(each.unit),
        "currency": each.unit.currency,
        "why": words.say(each.why),
        "doubtful": each.doubtful,
    }


def _account(each: Account, words: Words) -> dict[str, Any]:
    return {
        "path": each.path,
        "rows": {
            "read": each.read,
            "below_floor": each.below,
            "fine": each.fine,
            "without_floor": each.floorless,
            "unread": each.unread,
            "item_codes": each.codes,
            "set_aside": _reasons(each.aside, words),
            "not_proven": _reasons(each.unproven, words),
        },
        "named_without_discount": each.silent,
    }


def _reasons(counts: Iterable[tuple[Text, int]], words: Words) -> dict[str, int]:
    return {words.say(why): n for why, n in counts}
