"""Fixes with a number on random campaigns: done as they say, what they were written for is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray

from promocheck import exports
from promocheck.model.finding import Finding
from promocheck.model.kind import Form, Status
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.model.text import Text
from promocheck.model.window import Instant
from promocheck.pipeline import Request
from promocheck.pipeline.judging import judge
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.pricing import judged as crowds
from promocheck.pricing.keys import Ints
from promocheck.rules import Evidence, forbidden_stack, near_zero
from promocheck.rules.below_floor import below_floor
from promocheck.tables.frames import Frame, taken
from tests.frames import joined, texts
from tests.oracle.campaigns import campaign
from tests.shop import policy_of, write_sheet

Flags = NDArray[np.bool_]
PRICES = ("PC101", "PC102", "PC202")
MAY_MEET = "rules:\n  forbidden-stack: {severity: off, pairs: []}\n"
Change = Callable[[Frame], Frame]


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that a fix says: the promotion, and what becomes of its rows."""

    promotion: str
    change: Change


def done(fix: Text) -> list[Done]:
    """What a fix says, as changes; nothing for a fix without a number, or about what a listing offers by itself."""
    changes = [*_done(fix)]
    return [] if None in changes else [each for each in changes if each]


def _done(fix: Text) -> Iterator[Done | None]:
    said = dict(fix.values)
    for name in ("first", "fix", "then"):
        if isinstance(said.get(name), Text):
            yield from _done(said[name])
    named = said.get("promotion")
    if isinstance(named, Text) and "floor" in said:  # it says how low is too low, and no number that mends
        yield None
    elif isinstance(named, Text):
        promotion = dict(named.values).get("promotion")
        yield Done(promotion, _change(fix.template, said)) if isinstance(promotion, str) else None


def _change(template: str, said: dict[str, Any]) -> Change:
    value = said.get("value")
    if isinstance(value, Percent):
        return lambda rows: _with_value(rows, Form.PERCENT, value.basis_points)
    if isinstance(value, Money):
        form = Form.PRICE if "or more" in template else Form.AMOUNT
        return lambda rows: _with_value(rows, form, value.minor)
    if "start" in said:
        return lambda rows: rows.assign(start=_seconds(rows, said["start"], 0))
    if "end" in said:
        return lambda rows: rows.assign(end=_seconds(rows, said["end"], 1))
    assert template == "Take {sku} out of {promotion}.", template
    return lambda rows: rows.assign(status=np.full(len(rows), Status.REJECTED, np.int8))


def _seconds(rows: Frame, said: Instant | str, days: int) -> Ints:
    """An instant by row; of a day the midnight so many days later."""
    if isinstance(said, Instant):
        return np.full(len(rows), said.seconds)
    day = datetime.fromisoformat(said) + timedelta(days=days)
    zones = (ZoneInfo(BY_CODE[each].zone) for each in rows["marketplace"])
    return np.array([int(day.replace(tzinfo=each).timestamp()) for each in zones], dtype=np.int64)


def _with_value(rows: Frame, form: Form, value: int) -> Frame:
    return rows.assign(value=np.where(rows["form"] == form, value, rows["value"]))


def changed(promotions: Frame, done: Done) -> Frame:
    """The promotions with what is done to one of them; each row stays where it is."""
    mine = promotions["id"] == done.promotion
    order = np.argsort(np.concatenate((np.flatnonzero(~mine), np.flatnonzero(mine))))
    return taken(joined([taken(promotions, ~mine), done.change(taken(promotions, mine))]), order)


def mended(tables: exports.Tables, fixes: list[list[Done]]) -> exports.Tables:
    """The shop once for every fix, side by side, each with that fix done: SKUs and ASINs are told apart by its number."""

    def each(frame: Frame, *names: str) -> list[Frame]:
        return [
            frame.assign(
                **{name: texts([text and f"{text}~{number}" for text in frame[name]]) for name in names}
            )
            for number in range(len(fixes))
        ]

    promotions, targets = [], []
    for number, changes in enumerate(fixes):
        rows = tables.promotions
        for one in changes:
            rows = changed(rows, one)
        promotions.append(rows)
        targets.append(tables.targets.assign(promotion=tables.targets["promotion"] + number * len(rows)))
    suffixed = [each(frame, "sku", "asin")[number] for number, frame in enumerate(targets)]
    return replace(
        tables,
        listings=joined(each(tables.listings, "sku", "asin", "parent_asin")),
        floors=joined(each(tables.floors, "sku")),
        targets=joined(suffixed),
        promotions=joined(
            [rows.assign(id=rows["id"] + f"~{number}") for number, rows in enumerate(promotions)]
        ),
    )


def too_low(evidence: Evidence) -> Flags:
    """The segments with a price that is too low."""
    return below_floor(evidence, "stacked") | near_zero.near_zero(evidence, "stacked")


def never_together(evidence: Evidence) -> Flags:
    """The segments in which two promotions run that must never meet."""
    options = evidence.settings[forbidden_stack.RULE.id]
    assert isinstance(options, forbidden_stack.Options)
    return forbidden_stack.meeting(evidence, options, official=False)


def still_wrong(evidence: Evidence, wrong: Flags, finding: Finding, number: int) -> bool:
    """Whether the finding's SKU has a segment in `wrong` in the finding's hours, in this copy of the shop."""
    listings, segments = evidence.listings, evidence.segments
    mine = (listings["sku"] == f"{finding.sku}~{number}") & (listings["marketplace"] == finding.marketplace)
    mine &= listings["store"] == (finding.store or "")
    begins, ends = finding.start or 0, 2**53 if finding.end is None else finding.end
    meets = (segments["start"] < ends) & (segments["end"] > begins)
    return bool((wrong & meets & mine[segments["listing"]]).any())


@pytest.mark.parametrize(
    ("seed", "skus", "rules", "judged", "policy"),
    [
        *((seed, 20, PRICES, too_low, MAY_MEET) for seed in (500, 501, 502)),
        *((seed, 30, ("PC101", "PC102"), too_low, "") for seed in (908, 909)),
        *((seed, 30, ("PC201",), never_together, "") for seed in (904, 905)),
    ],
)
def test_a_fix_mends_what_it_was_written_for(
    seed: int,
    skus: int,
    rules: tuple[str, ...],
    judged: Callable[[Evidence], Flags],
    policy: str,
    tmp_path: Path,
) -> None:
    listings, promotions, floors, as_of = campaign(Random(seed), skus, everything=seed % 2 == 1)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(tmp_path / f"{name}.csv", rows)
    terms, instant = policy_of(policy), int(as_of.timestamp())
    tables = read_for(Request((str(tmp_path),), terms, instant))
    found = [each for each in judge(tables, terms, instant).findings if each.rule in rules]
    fixed = [(finding, done(finding.fix)) for finding in found]
    fixed = [(finding, changes) for finding, changes in fixed if changes]
    assert len(fixed) * 3 > len(found)
    after = Priced.of(mended(tables, [changes for _, changes in fixed]), terms, instant).evidence
    wrong = judged(after)
    left = [
        (finding.rule, finding.sku, finding.fix)
        for number, (finding, _) in enumerate(fixed)
        if "clipped" not in finding.fix.template and still_wrong(after, wrong, finding, number)
    ]
    assert left == []


@pytest.mark.parametrize("seed", [500, 501, 908, 909])
def test_a_price_raised_as_a_fix_says_mends_it(seed: int, tmp_path: Path) -> None:
    """Listings at a third of their prices, which is below many floors by itself."""
    listings, promotions, floors, as_of = campaign(Random(seed), 30, everything=seed % 2 == 1)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(tmp_path / f"{name}.csv", rows)
    terms, instant = policy_of(MAY_MEET), int(as_of.timestamp())
    tables = read_for(Request((str(tmp_path),), terms, instant))
    price = tables.listings["price"]
    tables = replace(tables, listings=tables.listings.assign(price=np.where(price > 0, price // 3, price)))
    asked = [
        (finding, raised)
        for finding in judge(tables, terms, instant).findings
        if isinstance(raised := dict(finding.fix.values).get("raised"), Money)
    ]
    assert len(asked) > 3
    assert {finding.rule for finding, _ in asked} <= {"PC101", "PC102"}
    copies = mended(tables, [[] for _ in asked])
    for number, (finding, raised) in enumerate(asked):
        mine = copies.listings["sku"] == f"{finding.sku}~{number}"
        mine &= copies.listings["marketplace"] == finding.marketplace
        mine &= copies.listings["store"] == (finding.store or "")
        dearer = np.where(mine, raised.minor, copies.listings["price"])
        copies = replace(copies, listings=copies.listings.assign(price=dearer))
    after = Priced.of(copies, terms, instant).evidence
    wrong = too_low(after)
    left = [
        (finding.rule, finding.sku, finding.fix)
        for number, (finding, _) in enumerate(asked)
        if still_wrong(after, wrong, finding, number)
    ]
    assert left == []


@pytest.mark.parametrize("seed", [500, 501, 908, 909])
def test_no_fix_is_lost_by_what_one_segment_shows(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listings, promotions, floors, as_of = campaign(Random(seed), 20, everything=seed % 2 == 1)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(tmp_path / f"{name}.csv", rows)
    terms, instant = policy_of(""), int(as_of.timestamp())
    tables = read_for(Request((str(tmp_path),), terms, instant))
    found = []
    for few in (0, 10**9):  # asked of every listing, and of none
        monkeypatch.setattr(crowds, "_FEW", few)
        found.append(judge(tables, terms, instant).findings)
    assert found[0] == found[1]
    assert any(done(each.fix) for each in found[0])
