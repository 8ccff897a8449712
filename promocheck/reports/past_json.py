"""The runs of a ledger, and the difference of two, for programs."""

from __future__ import annotations

from typing import Any, Final

from promocheck.model.run import Approval, Change, Difference, Kept, Past, Seen
from promocheck.model.weaker import PolicyMoved
from promocheck.model.window import iso_utc
from promocheck.reports.finding_json import instant
from promocheck.reports.json_report import made_by, one_object
from promocheck.reports.words import Words

HISTORY: Final = "promocheck.history/1"
DIFFERENCE: Final = "promocheck.diff/1"


def render(past: Past, words: Words) -> str:
    """One object: the runs, the first first, and where the ledger is not what was once written."""
    return one_object(
        {
            **made_by(HISTORY),
            "ledger": past.ledger,
            "runs": [_kept(each) for each in past.runs],
            "approvals": [approval_object(each) for each in past.approvals],
            **beware_object(past, words),
        }
    )


def beware_object(past: Past, words: Words) -> dict[str, Any]:
    """Where a ledger is not what was once written, and where the clock had been set back."""
    return {
        name: [{"entry": each.number, "reason": words.say(each.why)} for each in some]
        for name, some in (("broken", past.broken), ("set_back", past.set_back))
    }


def render_difference(difference: Difference, words: Words) -> str:
    """One object: both runs, and the findings by what became of them."""
    return one_object(
        {
            **made_by(DIFFERENCE),
            "exit_code": difference.exit_code,
            **beware_object(difference.past, words),
            "before": _kept(difference.before),
            "now": _kept(difference.now),
            "policy": _policy(difference.policy),
            "new": [seen_object(each) for each in difference.new],
            "worse": [change_object(each) for each in difference.worse],
            "better": [change_object(each) for each in difference.better],
            "same": [seen_object(each) for each in difference.same],
            "gone": [seen_object(each) for each in difference.gone],
            "not_looked_for": [seen_object(each) for each in difference.unasked],
        }
    )


def approval_object(approval: Approval) -> dict[str, Any]:
    """An approval, as it was written down."""
    return {
        "entry": approval.number,
        "at": iso_utc(approval.at),
        "run": approval.run,
        "by": approval.by,
        "account": approval.account,
        "note": approval.note,
        "digest": approval.digest,
    }


def _kept(kept: Kept) -> dict[str, Any]:
    return {
        "run": kept.number,
        "at": iso_utc(kept.at),
        "as_of": iso_utc(kept.as_of),
        "who": kept.who,
        "verdict": kept.verdict,
        "exit_code": kept.exit_code,
        "counts": dict(kept.counts),
        "promoted": kept.promoted,
        "drafts": kept.has_drafts,
        "policy_changed": kept.other_policy,
        "hash": kept.hash,
    }


def _policy(moved: PolicyMoved | None) -> dict[str, Any]:
    """Whether it says something else in the later run, and which rules are known to weigh something else there."""
    return {
        "changed": moved is not None,
        "rules": [
            {
                "rule": each.name,
                "severity": each.now,
                "severity_before": each.before,
                "where": dict(each.scope),
            }
            for each in (moved.rules if moved else ())
        ],
    }


def seen_object(seen: Seen) -> dict[str, Any]:
    """A finding, as it was written down."""
    price = seen.price or seen.floor or seen.loss
    return {
        "rule": seen.rule,
        "name": seen.name,
        "severity": seen.severity.value,
        "store": seen.store,
        "marketplace": seen.marketplace,
        "sku": seen.sku,
        "start": instant(seen.start),
        "end": instant(seen.end),
        "stacked_price": None if seen.price is None else str(seen.price),
        "floor": None if seen.floor is None else str(seen.floor),
        "loss": None if seen.loss is None else str(seen.loss),
        "currency": None if price is None else price.currency,
        "promotions": list(seen.promotions),
        "owner": seen.owner,
        "waived": seen.waived,
        "fingerprint": seen.fingerprint,
        "also_on": list(seen.also_on),
        "others": list(seen.others),
        "others_price": None if seen.others_price is None else str(seen.others_price),
    }


def change_object(change: Change) -> dict[str, Any]:
    """A finding of the later run, and what was otherwise in the earlier one."""
    before = seen_object(change.before)
    told = (
        "stacked_price",
        "floor",
        "start",
        "end",
        "severity",
        "waived",
        "also_on",
        "others",
        "others_price",
    )
    return {**seen_object(change.now), **{f"{name}_before": before[name] for name in told}}
