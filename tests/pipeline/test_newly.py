"""What of a report nobody has been told yet, held against an earlier run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from promocheck.ledger import opened
from promocheck.pipeline.newly import newly
from promocheck.pipeline.recorded import seen_of
from promocheck.reports import Words
from tests.ledger.runs import run
from tests.reports.examples import BELOW_FLOOR, REPORT


@pytest.mark.parametrize(
    ("names_all", "before", "told"),
    [
        (True, ("B-2", "C-3"), None),
        (True, ("B-2",), "It was not on C-3 before."),
        (True, (), "It was not on B-2, C-3 before."),
        # Nobody noted then on which others it was: it is told once more, and not as what is not known.
        (False, (), "below the floor of 60.00 USD."),
    ],
)
def test_a_finding_that_speaks_of_more_skus_is_told(
    tmp_path: Path, names_all: bool, before: tuple[str, ...], told: str | None
) -> None:
    ledger = opened(str(tmp_path / "ledger.sqlite"), may_begin=True)
    ledger.add(run(seen_of(replace(BELOW_FLOOR, also_on=before)), names_all=names_all))
    report = replace(REPORT, findings=(replace(BELOW_FLOOR, also_on=("B-2", "C-3")),))
    found = newly(report, next(ledger.live(ledger.past(), lambda _: True)))
    assert (len(found.findings), found.left_out) == ((0, 1) if told is None else (1, 0))
    assert all(Words().say(each.message).endswith(told or "") for each in found.findings)
