"""A promotion's window cannot be meant or may not be: no end, too long, an end at 0:00, over though it runs, apart by the clock alone.

Why: a promotion without an end, or with one in a far year, outlives everybody's memory of it and meets the next one. And a time
without a zone is read on the marketplace's clock, as is a day alone: if its author meant another one, a code and a coupon that
are twelve hours apart on paper run together. A day that is typed where times stand may become its first moment, and then nothing of it
is checked; nor is what is over by its dates, whatever its status says. Dates such as 01/12/2026 are read in the marketplace's own order
where none beside them tells day from month.

A real accident: on Prime Day 2024 a forgotten coupon still ran under the deal; the price was near zero. Another seller forgot a social
code of 40 %: with a promotion of 50 % it made 90 %.

Example: a coupon with a start date and a blank end; a coupon from 1 January to 31 December; a social code until 12:00 and a coupon from
23:00 on the same day, in a sheet that names no zone; `2026-12-08 0:00` as the end of a deal that is to run on 8 December; a cell that
shows 8 December and holds 18:00; an active deal that ended last year, as 2025 was typed for 2026; a coupon without a status whose days,
01/12/2026 to 05/12/2026, were over in May in the United States and are still to come in Europe; a coupon that was cancelled, by its
row, a year before its start, and may still be redeemed.

Fix: give it an end date, or the zone in the column `timezone`; write the last day with 23:59; correct the year, or the order of
day and month.

Options: `longest_days`, by kind how long its window is at most: coupons 90 (Amazon). Which pairs must never meet is said at
forbidden-stack; promotions without a zone are told where 8 to 16 hours more or less would bring such a pair together. What
was not over for a day yet when its export was made, by the date in its name or content, or (without `--as-of`) by when the file was
written, is not told as over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind, label_of
from promocheck.model.problem import DoubtedWindow
from promocheck.model.text import Text, say
from promocheck.model.window import DAY, HOUR
from promocheck.policy import KindName, RuleSettings, SeverityOrOff
from promocheck.rules import forbidden_stack
from promocheck.rules.clocks import nearly_meeting
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import END, Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import NO_END, NO_START, PROMOTION_KEY


class Options(RuleSettings):
    """How long a promotion may be."""

    severity: SeverityOrOff = Severity.WARNING
    longest_days: Mapping[KindName, Annotated[int, Field(ge=1, le=10_000)]] = {Kind.COUPON: 90}
    """By kind, how many days its window has at most."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion and fault."""
    yield from _doubted(evidence)
    yield from _without_end(evidence)
    yield from _too_long(evidence, options)
    yield from _apart_by_the_clock(evidence)


def _doubted(evidence: Evidence) -> Iterator[Hit]:
    for problem in evidence.of(DoubtedWindow):
        yield Hit(
            message=problem.reason,
            fix=problem.fix,
            store=problem.store or None,
            marketplace=problem.marketplace,
            promotions=tuple(sorted(problem.promotions)[:_MOST]),
            owner=problem.owner,
            places=problem.places,
            key=(problem.about, *sorted(problem.promotions)),
        )


def _without_end(evidence: Evidence) -> Iterator[Hit]:
    promotions = evidence.promotions
    for rows in evidence.by_id(evidence.live(promotions["end"] == NO_END)):
        message = say("Promotion {name} has no end.", name=promotions.text("id", rows[0]))
        yield hit_of_promotion(evidence, rows, message, say("Give it an end date."), primary=END)


def _too_long(evidence: Evidence, options: Options) -> Iterator[Hit]:
    promotions = evidence.promotions
    days = np.full(len(Kind), NO_END // DAY)
    days[list(options.longest_days)] = list(options.longest_days.values())
    known = (promotions["start"] != NO_START) & (promotions["end"] != NO_END)
    # An hour more: clocks are put back in autumn.
    long = known & (promotions["end"] - promotions["start"] > days[promotions["kind"]] * DAY + HOUR)
    for rows in evidence.by_id(evidence.live(long)):
        lasts = promotions["end"][list(rows)] - promotions["start"][list(rows)]
        row, lasting = rows[int(lasts.argmax())], int(lasts.max())
        message = say(
            "{kind} {promotion} runs for {n} days; the platform allows {most}.",
            kind=_kind(evidence, row),
            promotion=promotions.text("id", row),
            n=(lasting + HOUR) // DAY,
            most=int(days[promotions.number("kind", row)]),
        )
        yield hit_of_promotion(
            evidence,
            rows,
            message,
            say("Give it an earlier end date."),
            "long",
            primary=Primary(("end",), row),
        )


def _apart_by_the_clock(evidence: Evidence) -> Iterator[Hit]:
    pairs = evidence.settings[forbidden_stack.RULE.id]
    assert isinstance(pairs, forbidden_stack.Options)
    told: set[tuple[str, ...]] = set()
    for near in nearly_meeting(evidence, pairs):
        one, other = (_who(evidence, row) for row in (near.row, near.other))
        if (both := tuple(sorted((*one, *other)))) in told:
            continue
        told.add(both)
        message = say(
            "{kind} {promotion} and {second} {other} must never meet. They are {n} hours apart on {sku} by the "
            "marketplace's clock alone: on another one they run together.",
            kind=_kind(evidence, near.row),
            promotion=one[-1],
            second=_kind(evidence, near.other),
            other=other[-1],
            n=near.apart // HOUR,
            sku=evidence.listings.text("sku", near.listing),
        )
        fix = say(
            "Name the zone of its times in the column timezone, with the hour where a day stands alone (that is the "
            "marketplace's day), or leave a day between them."
        )
        yield hit_of_promotion(evidence, (near.row, near.other), message, fix, "zone", primary=_ZONE)


def _who(evidence: Evidence, row: int) -> tuple[str, str, str]:
    store, marketplace, name = (evidence.promotions.text(each, row) for each in PROMOTION_KEY)
    return store, marketplace, name


def _kind(evidence: Evidence, row: int) -> Text:
    return label_of(Kind(evidence.promotions.number("kind", row)).word)


_MOST: Final = 100  # of many promotions so many that a finding lists; its message says how many they are
_ZONE: Final = Primary(("timezone", "start"))
RULE = Rule("PC309", "window-invalid", Options, check, __doc__, scope="run")
