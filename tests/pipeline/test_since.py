"""What a draft brings, told from what was there: a finding of the run with it against those of the run without."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from promocheck.model.finding import Finding, Severity, Since
from promocheck.model.money import money
from promocheck.pipeline.since import mended, since
from promocheck.reports import Words
from tests.pipeline.test_waived import WAIVER
from tests.reports.examples import BELOW_FLOOR


def breach(price: int, start: int | None, end: int | None, severity: Severity = Severity.ERROR) -> Finding:
    """A breach of one SKU at a price in minor units, from day to day."""
    name = f"{price} {start} {end} {severity.value}"
    return replace(
        BELOW_FLOOR,
        stacked_price=money(price, "USD"),
        start=start,
        end=end,
        severity=severity,
        fingerprint=name,
    )


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (breach(500, 10, 20), breach(500, 10, 20), "standing"),
        (breach(500, 10, 20), breach(500, 12, 18), "standing"),
        (breach(500, 10, 20), breach(600, 10, 18), "standing"),
        (breach(500, 10, 20), breach(499, 12, 18), "worse"),
        (breach(500, 10, 20), breach(500, 9, 20), "worse"),
        (breach(500, 10, 20), breach(500, 10, 21), "worse"),
        (breach(500, 10, 20), breach(500, 10, None), "worse"),
        (breach(500, 10, None), breach(500, 10, 20), "standing"),
        (breach(500, 10, None), breach(500, 12, None), "standing"),
        (breach(500, None, 20), breach(500, 10, 20), "standing"),
        (breach(500, 10, 20), breach(500, None, 20), "worse"),
        (breach(500, 10, 20), breach(500, 20, 30), "new"),
        (breach(500, 20, 30), breach(500, 10, 20), "new"),
        (breach(500, 10, 20, Severity.WARNING), breach(500, 10, 20), "worse"),
        (breach(500, 10, 20), breach(500, 10, 20, Severity.WARNING), "standing"),
        # Mended but for what weighs less and is longer: that is news, and nothing is worse.
        (breach(500, 10, 20), breach(5000, 10, 30, Severity.INFO), "new"),
        (breach(500, 10, 20), breach(499, 10, 30, Severity.INFO), "worse"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.fingerprint,
)
def test_a_breach_stands_where_it_was_as_low_and_as_grave_all_the_time(
    before: Finding, after: Finding, kind: str
) -> None:
    (found,) = since([before], [replace(after, fingerprint="another")])
    assert found.since is not None
    assert found.since.value == kind


def test_a_worse_breach_says_how_low_it_was_in_its_own_hours() -> None:
    before = [breach(500, 10, 20), breach(450, 15, 30), breach(300, 40, 50)]
    (found,) = since(before, [breach(400, 12, 18)])
    assert found.before == money(450, "USD")


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        (breach(500, 10, 20), None, True),
        (breach(500, 10, 20), breach(500, 10, 20), False),
        (breach(500, 10, 20), breach(499, 12, 18), False),
        (breach(500, 10, 20), breach(600, 10, 20), False),  # dearer, and still an error
        (breach(500, 10, 20), breach(500, 20, 30), True),  # other hours
        (breach(500, 10, 20), breach(5000, 10, 30, Severity.INFO), True),
        (breach(500, 10, 20), breach(499, 10, 20, Severity.INFO), False),
        (
            replace(breach(500, 10, 20), stacked_price=None),
            breach(500, 10, 20),
            False,
        ),  # the same fingerprint
        (replace(breach(500, 10, 20), stacked_price=None), breach(500, 10, 21), True),
    ],
)
def test_what_a_draft_leaves_nothing_of_or_only_what_weighs_less_is_taken_away(
    before: Finding, after: Finding | None, gone: bool
) -> None:
    assert mended([before], [after] if after else []) == ((before,) if gone else ())


def test_a_promotion_that_is_too_low_beside_the_lowest_makes_it_worse() -> None:
    """A price for members stood; the draft is one for everybody, and not as low."""
    members = replace(breach(500, 10, 20), promotions=("E1",), fingerprint="members")
    everybody, both = replace(members, others=("D2",)), replace(members, others=("D2", "D3"))
    told = [
        since([before], [after])[0].since
        for before, after in (
            (members, everybody),
            (everybody, everybody),
            (everybody, both),
            (both, everybody),
            (members, replace(everybody, start=12, fingerprint="cut in two")),
            (everybody, replace(members, start=12, fingerprint="cut in two")),
        )
    ]
    told += [
        since(
            [replace(everybody, others_price=money(before, "USD"))],
            [replace(everybody, others_price=money(now, "USD"))],
        )[0].since
        for before, now in ((550, 549), (550, 550), (550, 560))
    ]
    worse, standing = Since.WORSE, Since.STANDING
    assert told == [worse, standing, worse, standing, worse, standing, worse, standing, standing]


def test_what_was_accepted_and_is_no_more_is_worse() -> None:
    open_ = breach(500, 10, 20)
    accepted = replace(open_, waiver=WAIVER)
    told = {
        (before.waiver is None, after.waiver is None): since([before], [after])[0].since
        for before in (open_, accepted)
        for after in (open_, accepted)
    }
    assert {key for key, kind in told.items() if kind is Since.WORSE} == {(False, True)}


# --- Findings that speak of several SKUs ---------------------------------------------


def on(skus: str, *, price: int | None = 500, said: str = "same", **changes: Any) -> Finding:
    """A finding on some SKUs, its own first."""
    sku, *others = skus.split()
    stacked = None if price is None else money(price, "USD")
    fields = {"sku": sku, "also_on": tuple(others), "stacked_price": stacked, "start": 10, "end": 20}
    return replace(BELOW_FLOOR, **{**fields, "fingerprint": said, **changes})


@pytest.mark.parametrize(
    ("before", "after", "kind", "joined"),
    [
        (on("A B"), on("A B"), "standing", ""),
        (on("A B C"), on("A C"), "standing", ""),
        (on("A"), on("A B"), "worse", "B"),
        (on("A B"), on("A B C D"), "worse", "C D"),
        (on("A B"), on("A C"), "worse", "C"),
        (on("A B", price=None), on("A C B", price=None), "worse", "C"),
        (on("A B"), on("A B", said="shorter", end=15), "standing", ""),
        (on("A B"), on("A B C", said="shorter", end=15), "worse", "C"),
        (on("A B"), on("A B C", said="lower", price=400), "worse", ""),
        (on("A B"), on("C A B", said="another"), "new", ""),
        # B may have been dearer than A: no finding says how low it was there.
        (on("A B"), on("B", said="another"), "new", ""),
        (on("A B", waiver=WAIVER), on("A B C"), "worse", "C"),
        (on("A B", waiver=WAIVER), on("A B C", waiver=WAIVER), "worse", "C"),
        (on("A B", waiver=WAIVER), on("A B"), "worse", ""),
    ],
)  # fmt: skip
def test_a_sku_that_joins_what_stood_makes_it_worse(
    before: Finding, after: Finding, kind: str, joined: str
) -> None:
    (found,) = since([before], [after])
    assert (found.since, " ".join(found.joined)) == (kind, joined)
    told = Words().say(found.message)
    assert ("The draft alone makes it so on" in told) == bool(joined)
    if kind == "worse" and before.stacked_price:
        assert found.before == before.stacked_price


def test_of_many_that_join_the_message_names_a_few() -> None:
    (found,) = since([on("A")], [on("A B C D E F")])
    assert Words().say(found.message).endswith("The draft alone makes it so on B, C, D and 2 more.")


def test_one_that_was_two_findings_has_what_neither_had() -> None:
    before = [on("A B", said="one"), on("A C", said="other")]
    assert since(before, [on("A B C", said="one")])[0].joined == ("C",)


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        (on("A B"), None, True),
        (on("A B"), on("A"), False),
        (on("A B"), on("B", said="another"), False),
        (on("A B"), on("C B", said="another"), False),
        (on("A B"), on("C A", said="another", price=400), False),
        (on("A"), on("C A", said="another"), False),
        (on("A"), on("C A", said="another", start=20, end=30), True),
        (on("A"), on("C A", said="another", rule="PC102"), True),
        (on("A"), on("C A", said="another", store="other"), True),
        (on("A"), on("C B", said="another"), True),
        (on("A B"), on("A B", said="milder", severity=Severity.INFO), True),
    ],
)
def test_what_is_left_on_another_sku_is_not_taken_away(
    before: Finding, after: Finding | None, gone: bool
) -> None:
    assert mended([before], [after] if after else []) == ((before,) if gone else ())
