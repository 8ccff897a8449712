"""Findings are written by columns as they would be one by one, whatever stands in them."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

from promocheck.model.batch import Batch
from promocheck.model.finding import Exposure, Finding, Severity, Since
from promocheck.model.money import Money, decimal_text
from promocheck.model.place import Place
from promocheck.model.steps import Step
from promocheck.model.text import say
from promocheck.model.texts import NO_TEXT, Same, Texts
from promocheck.model.window import iso_utc
from promocheck.reports import Words
from promocheck.reports.finding_json import finding_object, lines_in
from promocheck.reports.neutral import acts
from tests.model.test_batch import some_steps

from .examples import BELOW_FLOOR, NO_END, UNREAD_ROW, usd
from .naughty import NAUGHTY
from .test_waived import WAIVED

TEXTS = (None, "", "A-1", '"row":0', "%s %d %%", "\\", "\ud800", "é", "\u202e", "\x7f", *NAUGHTY)


def text(chance: random.Random) -> str:
    return chance.choice(TEXTS) or ""


def money(chance: random.Random) -> Money | None:
    return chance.choice((None, usd("0.05"), Money(-1, "KWD"), Money(1250, "JPY"), Money(2**70, "USD")))


def some_finding(chance: random.Random) -> Finding:
    """A finding with anything in its fields."""
    return replace(
        chance.choice((BELOW_FLOOR, NO_END, UNREAD_ROW, WAIVED)),
        severity=chance.choice(tuple(Severity)),
        store=chance.choice(TEXTS),
        marketplace=chance.choice((None, "US")),
        sku=chance.choice(TEXTS),
        asin=chance.choice(TEXTS),
        start=chance.choice((None, 0, 1_798_000_000)),
        end=chance.choice((None, 1_798_003_600)),
        stacked_price=money(chance),
        documented_price=money(chance),
        floor=money(chance),
        floor_source=chance.choice((None, say("floors sheet"))),
        currency=chance.choice((None, "USD")),
        promotions=tuple(text(chance) for _ in range(chance.randrange(3))),
        steps=tuple(
            replace(each, name=chance.choice(TEXTS), promotion=chance.choice(TEXTS))
            for each in some_steps(chance)
        ),
        assumptions=tuple(say("{who} is cancelled", who=text(chance)) for _ in range(chance.randrange(3))),
        exposure=chance.choice((None, Exposure(3, usd("1.50")))),
        message=say("of {whom} and {price}", whom=text(chance), price=usd("1234.50")),
        owner=chance.choice(TEXTS),
        places=tuple(
            Place(text(chance), chance.choice(TEXTS), chance.choice((None, 7)), chance.choice(TEXTS))
            for _ in range(chance.randrange(4))
        ),
        since=chance.choice((None, *Since)),
        before=money(chance),
        worst=chance.choice((None, (0, None), (1_798_000_000, 1_798_003_600))),
        also_on=chance.choice(((), (), (text(chance), text(chance)))),
    )


def written(finding: Finding, words: Words) -> str:
    """A finding as an object of plain values, encoded by Python alone."""

    def amount(each: Money | None) -> str | None:
        return None if each is None else decimal_text(each.minor, each.currency)

    def instant(each: int | None) -> str | None:
        return None if each is None else iso_utc(each)

    def step(each: Step) -> dict[str, Any]:
        return {
            "promotion": each.promotion,
            "name": each.name,
            "kind": each.kind,
            "effect": each.effect,
            "value": str(each.value),
            "base": amount(each.base),
            "units": each.units,
            "cheaper": each.cheaper,
            "amount": amount(each.amount),
            "price_after": amount(each.price_after),
        }

    waiver, exposure, worst = finding.waiver, finding.exposure, finding.worst
    fields = {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        "store": finding.store,
        "marketplace": finding.marketplace,
        "sku": finding.sku,
        "asin": finding.asin,
        "start": instant(finding.start),
        "end": instant(finding.end),
        "stacked_price": amount(finding.stacked_price),
        "documented_price": amount(finding.documented_price),
        "floor": amount(finding.floor),
        "floor_source": finding.floor_source and words.say(finding.floor_source),
        "currency": finding.currency,
        "promotions": list(finding.promotions),
        "steps": list(map(step, finding.steps)),
        "assumptions": list(map(words.say, finding.assumptions)),
        "exposure": exposure and {"units": exposure.units, "loss": str(exposure.loss)},
        "message": words.sentence(finding.message),
        "fix": words.say(finding.fix),
        "owner": finding.owner,
        "places": [
            {"file": each.file, "sheet": each.sheet, "row": each.row, "column": each.column}
            for each in finding.places
        ],
        "waiver": waiver
        and {
            "reason": waiver.reason,
            "owner": waiver.owner,
            "expires": waiver.expires.isoformat(),
            "not_below": amount(waiver.not_below),
            "sku": waiver.sku,
            "file": waiver.place.file,
            "line": waiver.place.row,
        },
        "fingerprint": finding.fingerprint,
        "since": finding.since and finding.since.value,
        "before": amount(finding.before),
        "worst": worst and {"start": instant(worst[0]), "end": instant(worst[1])},
        "also_on": list(finding.also_on),
    }
    line = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return "".join(json.dumps(each)[1:-1] if acts(each) else each for each in line)


def test_lines_are_what_each_finding_is_by_itself() -> None:
    chance = random.Random(3)
    findings = [some_finding(chance) for _ in range(3000)]
    for language in ("en", "zh"):
        raw = Words(language).with_raw_data()
        assert list(lines_in(Words(language))(Batch.of(findings))) == [
            written(each, raw) for each in findings
        ]


def test_an_object_is_what_its_line_says() -> None:
    chance = random.Random(4)
    words = Words().with_raw_data()
    for each in (some_finding(chance) for _ in range(300)):
        assert finding_object(each, words) == json.loads(written(each, words))


def test_texts_that_are_the_same_in_many_findings_are_written_as_each_by_itself() -> None:
    chance = random.Random(5)
    findings = [some_finding(chance) for _ in range(6)]
    batch, raw = Batch.of(findings), Words().with_raw_data()
    parts = (Same(say('Say "{what}".', what="a\\b"), 3), [say("End it."), say("Keep it."), say("Move it.")])
    for place in (range(6), [5, 4, 3, 2, 1, 0], [0, NO_TEXT, 3, 1, NO_TEXT, 5]):
        fixes = Texts(parts, place)
        columns = {**batch.columns, "floor_source": fixes}
        expected = [
            written(replace(each, floor_source=fix), raw) for each, fix in zip(findings, fixes, strict=True)
        ]
        assert list(lines_in(Words())(replace(batch, columns=columns))) == expected
