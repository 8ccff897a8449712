"""The accidents that ship as samples: what each finding says is done, one at a time, and it is gone, and nothing worse is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from promocheck import exports
from promocheck.model.finding import Finding
from promocheck.model.money import Money
from promocheck.model.text import Text
from promocheck.pipeline import Request
from promocheck.pipeline.judging import judge
from promocheck.pipeline.scan import read_for
from promocheck.reports.words import Words
from promocheck.tables.frames import Frame
from tests.shop import AS_OF, policy_of
from tests.test_fixes_mend import changed, done

INCIDENTS = Path(__file__).parents[1] / "sample_exports" / "incidents"
NOW = int(datetime.fromisoformat(AS_OF).timestamp())
CLIPPED = "Who has clipped it keeps it."  # which no change mends


def followed(tables: exports.Tables, finding: Finding) -> exports.Tables | None:
    """The tables with the fix of a finding done; None where it names no number, date or SKU to take out."""
    if changes := done(finding.fix):
        rows = tables.promotions
        for each in changes:
            assert (rows["id"] == each.promotion).any(), each.promotion
            rows = changed(rows, each)
        return replace(tables, promotions=rows)
    said = dict(finding.fix.values)
    if isinstance(said.get("promotion"), Text) and isinstance(said.get("value"), Money):
        return replace(tables, listings=_with_sale_price(tables.listings, finding, said["value"]))
    return None


def _with_sale_price(listings: Frame, finding: Finding, price: Money) -> Frame:
    mine = listings["sku"] == finding.sku
    assert mine.sum() == 1
    return listings.assign(sale_price=np.where(mine, price.minor, listings["sale_price"]))


def same(one: Finding, other: Finding) -> bool:
    """Whether two findings are of one rule about hours of one SKU that meet."""
    whose = [(each.rule, each.store, each.marketplace, each.sku) for each in (one, other)]
    if whose[0] != whose[1]:
        return False
    starts = max(one.start or 0, other.start or 0)
    return starts < min(one.end or 2**53, other.end or 2**53)


def is_new(finding: Finding, before: tuple[Finding, ...]) -> bool:
    """Whether the rule has not spoken of it before; of a plan that was set up for another SKU, and now for none, it has."""
    return not any(same(finding, each) or finding.rule == each.rule == "PC314" for each in before)


def of_the_pair(one: Finding, finding: Finding) -> bool:
    """Whether a finding is about promotions of another that meet, or may meet by another clock."""
    about = one.rule.startswith("PC2") or one.rule == "PC309"
    return about and len({*one.promotions} & {*finding.promotions}) > 1


def findings_of(incident: str) -> tuple[exports.Tables, tuple[Finding, ...]]:
    tables = read_for(Request((str(INCIDENTS / incident),), policy_of(), NOW))
    return tables, judge(tables, policy_of(), NOW).findings


@pytest.mark.parametrize("incident", sorted(each.name for each in INCIDENTS.iterdir() if each.is_dir()))
def test_a_fix_that_is_done_leaves_nothing_worse(incident: str) -> None:
    tables, before = findings_of(incident)
    scanned: dict[str, tuple[Finding, ...]] = {}
    for finding in before:
        said = Words().say(finding.fix)
        changed = followed(tables, finding)
        if changed is None or CLIPPED in said:
            continue
        if said not in scanned:
            scanned[said] = judge(changed, policy_of(), NOW).findings
        after = scanned[said]
        assert not [each for each in after if same(each, finding)], said
        assert not [each for each in after if each.severity == "error" and is_new(each, before)], said
        if finding.rule in {"PC201", "PC202"}:
            assert not [each for each in after if of_the_pair(each, finding)], said


def test_fixes_of_wrong_prices_and_of_what_meets_can_be_followed() -> None:
    tables, found = findings_of("")
    asked = [each for each in found if each.rule in {"PC101", "PC102", "PC201", "PC202"}]
    left = [Words().say(each.fix) for each in asked if followed(tables, each) is None]
    assert len(asked) > 50
    assert left == []
