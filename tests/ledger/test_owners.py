"""Findings and approvals by owner, over the nights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from promocheck.ledger import Ledger, Signature, opened
from promocheck.model.accountability import Accountability, Owner
from promocheck.model.finding import Severity
from promocheck.model.run import Run, Seen
from promocheck.policy import LedgerSettings
from tests.ledger.runs import COUPON, NOON, run, seen

DAY: Final = 86_400
BAD: Final = seen("A-1", "50.00", "C1")
NEXT: Final = replace(COUPON, id="C2")


@pytest.fixture
def kept(tmp_path: Path) -> Ledger:
    return opened(str(tmp_path / "ledger.sqlite"), may_begin=True)


def night(number: int, *findings: Seen, **changes: Any) -> Run:
    return run(*findings, at=NOON + number * DAY, **changes)


def told(kept: Ledger, *runs: Run, repeat: int | None = None) -> Accountability:
    for each in runs:
        kept.add(each)
    return kept.by_owner(kept.past(), repeat)


def of(found: Accountability, name: str | None) -> Owner:
    (owner,) = [each for each in found.owners if each.name == name]
    return owner


def test_the_same_finding_on_many_nights_is_one(kept: Ledger) -> None:
    (found,) = of(told(kept, *(night(each, BAD) for each in range(3))), "Kim").findings
    assert (found.first, found.last, found.runs) == (NOON, NOON + 2 * DAY, 3)
    assert (found.brought_by, found.new_campaign) == (1, False)


def test_what_a_new_campaign_brings_is_told_from_what_a_change_brings(kept: Ledger) -> None:
    fresh, changed = seen("A-1", "40.00", "C2"), seen("A-1", "45.00", "C1")
    kim = of(told(kept, night(0), night(1, fresh, changed, campaigns=(COUPON, NEXT)), night(2, fresh)), "Kim")
    assert {each.seen.fingerprint: each.new_campaign for each in kim.findings} == {
        fresh.fingerprint: True,
        changed.fingerprint: False,
    }
    assert (kim.with_new_campaigns, kim.campaigns) == (1, 2)


def test_fifty_skus_of_one_upload_are_one_time(kept: Ledger) -> None:
    found = told(kept, night(0, *(seen(f"S-{n}", "50.00") for n in range(50))), repeat=2)
    assert (of(found, "Kim").brought_by, of(found, "Kim").repeats) == (1, False)
    found = told(kept, night(1, seen("A-1", "40.00")), repeat=2)
    assert (of(found, "Kim").brought_by, of(found, "Kim").repeats) == (2, True)
    assert not of(told(kept), "Kim").repeats


def test_several_owners_each_answer_and_nobody_is_nobody(kept: Ledger) -> None:
    both = seen("A-1", "50.00", owner="Kim, Li")
    found = told(kept, night(0, both, seen("B-2", "50.00", owner=None)), repeat=1)
    assert [(each.name, len(each.findings), each.repeats) for each in found.owners] == [
        ("Kim", 1, True),
        ("Li", 1, True),
        (None, 1, False),
    ]


def test_drafts_notes_waived_findings_and_doubts_are_nobodys_fault(kept: Ledger) -> None:
    (file,) = run().files
    tried = night(0, BAD, files=(replace(file, draft=True),))
    mild = (replace(BAD, severity=Severity.INFO), replace(BAD, waived=True), replace(BAD, trust=True))
    found = told(kept, tried, night(1, *mild))
    assert (of(found, "Kim").findings, found.runs, found.drafts) == ((), 1, 1)


def test_campaigns_that_were_approved(kept: Ledger) -> None:
    kept.add(night(0))
    ann = Signature("Ann", "ann@desk", NOON + 60, "ok")
    kept.approve(kept.past(), 1, ann, LedgerSettings())
    kim = of(told(kept, night(1, campaigns=(COUPON, NEXT))), "Kim")
    assert (kim.campaigns, kim.approved) == (2, 1)
    ((approval, campaigns),) = [(each.approval, each.campaigns) for each in kim.approvals]
    assert (approval.by, approval.at, campaigns) == ("Ann", NOON + 60, 1)
    assert of(told(kept), None).approvals[0].campaigns == 1


def test_what_was_approved_and_is_otherwise_now_is_told_apart(kept: Ledger) -> None:
    kept.add(night(0, campaigns=(COUPON, NEXT)))
    kept.approve(kept.past(), 1, Signature("Ann", "ann@desk", NOON + 60, "looked at"), LedgerSettings())
    kim = of(told(kept, night(1, campaigns=(COUPON, replace(NEXT, units=7)))), "Kim")
    assert (kim.campaigns, kim.approved, kim.moved) == (2, 1, 1)
