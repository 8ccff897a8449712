"""Who may sign off what, and what an approval is of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from promocheck.ledger import Ledger, NotApprovedError, Signature, compared, missing
from promocheck.ledger.documents import campaigns_of
from promocheck.model.errors import NoSuchRun
from promocheck.model.finding import Severity
from promocheck.model.run import Campaign, Run, Seen
from promocheck.policy import FourEyes, LedgerSettings
from promocheck.reports import Words
from tests.ledger.conftest import Place
from tests.ledger.runs import COUPON, DEAL, NOON, run, seen, usd, worst

ANN: Final = Signature("Ann", "ann@desk", NOON + 60, "looked at")
KIM: Final = replace(ANN, by="kim")
ANYBODY: Final = LedgerSettings()
WARNED: Final = seen("A-1", "50.00", severity=Severity.WARNING)
WORDS: Final = Words()


@pytest.fixture
def kept(place: Place) -> Ledger:
    return place.ledger()


def settings(**given: Any) -> LedgerSettings:
    return LedgerSettings.model_validate(given)


MILD: Final = run(prices=(worst("A-1", "90.00"),))
DEEP: Final = run(prices=(worst("A-1", "90.00"), worst("B-2", "40.00")))
AT_RISK: Final = replace(
    MILD, findings=(replace(WARNED, loss=usd("800.00")), replace(WARNED, loss=usd("300.00")))
)


@pytest.mark.parametrize(
    ("made", "signature", "rules", "why"),
    [
        (run(), ANN, ANYBODY, None),
        (run(WARNED), ANN, ANYBODY, None),
        (run(seen("A-1", "50.00", waived=True)), ANN, ANYBODY, None),
        (run(seen("A-1", "50.00")), ANN, ANYBODY, "it has open errors"),
        (run(seen("A-1", "50.00", rule="PC604", name="not-approved")), ANN, ANYBODY, None),
        (run(verdict="untrusted"), ANN, ANYBODY, "could not be trusted"),
        (run(prices=()), ANN, ANYBODY, "no promoted SKU"),
        (run(), KIM, ANYBODY, "kim@desk ran the scan"),
        (run(), replace(ANN, by=" KIM@Desk "), ANYBODY, "ran the scan"),
        (run(), replace(ANN, by="Ki m."), ANYBODY, "ran the scan"),
        (run(), replace(ANN, by="Ｋim"), ANYBODY, "ran the scan"),
        (run(), replace(ANN, by="Аnn"), ANYBODY, "mixes letters of several scripts"),  # a Cyrillic А
        (run(), replace(ANN, by="李 Ann"), ANYBODY, None),
        (run(), replace(ANN, at=NOON - 1), ANYBODY, "the clock stands before the time of the scan"),
        (run(), ANN, settings(approvers=["Li"]), "Ann is none of the policy's approvers (Li)"),
        (run(), ANN, settings(approvers=["Li", "ann"]), None),
        (MILD, KIM, settings(four_eyes={"percent_off": 30}), None),
        (DEEP, KIM, settings(four_eyes={"percent_off": 30}), "ran the scan"),
        (DEEP, KIM, settings(four_eyes={"percent_off": 60}), "ran the scan"),
        (DEEP, KIM, settings(four_eyes={"percent_off": 60.01}), None),
        (AT_RISK, KIM, settings(four_eyes={"percent_off": 30, "money_at_risk": {"USD": 1100}}), "ran the scan"),
        (AT_RISK, KIM, settings(four_eyes={"percent_off": 30, "money_at_risk": {"USD": "1100.01"}}), None),
        (AT_RISK, KIM, settings(four_eyes={"percent_off": 30, "money_at_risk": {"EUR": 1}}), None),
    ],
)  # fmt: skip
def test_who_may_sign_what(
    kept: Ledger, made: Run, signature: Signature, rules: LedgerSettings, why: str | None
) -> None:
    number = kept.add(made)
    if why is None:
        assert kept.approve(kept.past(), number, signature, rules).approval.run == number
        assert len(kept.past().approvals) == 1
        return
    with pytest.raises(NotApprovedError) as refused:
        kept.approve(kept.past(), number, signature, rules)
    assert why in WORDS.say(refused.value.args[0])
    assert kept.past().approvals == ()


def test_nobody_approves_a_run_twice(kept: Ledger) -> None:
    kept.add(run())
    kept.approve(kept.past(), 1, ANN, ANYBODY)
    with pytest.raises(NotApprovedError) as refused:
        kept.approve(kept.past(), 1, replace(ANN, by=" ann"), ANYBODY)
    assert WORDS.say(refused.value.args[0]) == " ann has approved it already"
    assert kept.approve(kept.past(), 1, replace(ANN, by="Li"), ANYBODY).approval.by == "Li"


def test_an_approvals_number_is_no_runs(kept: Ledger) -> None:
    kept.add(run())
    kept.approve(kept.past(), 1, ANN, ANYBODY)
    with pytest.raises(NoSuchRun, match="2 is the approval of run 1, and no run itself"):
        kept.difference(kept.past(), 1, 2)


def test_an_approval_is_an_entry_of_the_chain(kept: Ledger) -> None:
    kept.add(run())
    signed = kept.approve(kept.past(), 1, ANN, ANYBODY)
    kept.add(run(at=NOON + 90))
    past = kept.past()
    assert [each.number for each in past.runs] == [1, 3]
    assert past.approvals == (signed.approval,)
    assert past.broken == ()


def test_its_digest_is_of_rows_prices_and_terms_alone(kept: Ledger) -> None:
    prices = (worst("A-1", "55.00"),)
    variants = [run(), run(at=NOON + 1, who="li"), run(terms="u" * 64), run(prices=prices), run(campaigns=())]
    for each in variants:
        kept.add(each)
    digests = [
        kept.approve(kept.past(), number, ANN, ANYBODY).approval.digest
        for number in range(1, len(variants) + 1)
    ]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 4


def copied(place: Place, statement: str) -> list[str]:
    place.run(statement)
    return [WORDS.say(each.why) for each in place.ledger().past().broken]


def test_a_copied_or_edited_approval_is_noticed(kept: Ledger, place: Place, places: Iterator[Place]) -> None:
    kept.add(run())
    kept.approve(kept.past(), 1, ANN, ANYBODY)
    kept.add(run(prices=(worst("A-1", "10.00"),), at=NOON + 70))
    columns = "kind, at + 10, {head}, findings, prices, campaigns, before, hash"
    onto_another = columns.format(head="replace(head, '\"run\":1', '\"run\":3')")
    assert copied(place, f"INSERT INTO entries SELECT 4, {onto_another} FROM entries WHERE number = 2") == [  # noqa: S608 - the columns above
        "it does not follow from the entry before it"
    ]
    another = next(places)
    other = another.ledger()
    other.add(run())
    other.approve(other.past(), 1, ANN, ANYBODY)
    assert copied(another, "UPDATE entries SET head = replace(head, 'Ann', 'Bob') WHERE number = 2") == [
        "it has been changed since it was written"
    ]


def test_an_approval_of_what_no_run_found_is_noticed(kept: Ledger) -> None:
    kept.add(run())
    head = {
        "at": NOON + 60,
        "run": 1,
        "run_hash": "0" * 64,
        "by": "Ann",
        "account": "a",
        "note": "",
        "digest": "",
    }
    kept._append("approval", head)
    assert [WORDS.say(each.why) for each in kept.past().broken] == ["it approves what no run before it found"]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM entries WHERE number = 1", "it approves run 1, which is missing"),
        (
            "UPDATE entries SET head = replace(head, 'kim@desk', 'ann@desk') WHERE number = 1",
            "it approves run 1, which is not as it was written",
        ),
    ],
)
def test_of_an_approval_it_is_told_what_became_of_its_run(
    kept: Ledger, place: Place, statement: str, why: str
) -> None:
    kept.add(run())
    kept.add(run())
    kept.approve(kept.past(), 1, ANN, ANYBODY)
    assert why in copied(place, statement)


# --- What lies here against what was approved -----------------------------------------

ROWS: Final = (("C1", "1" * 32), ("D1", "2" * 32))
APPROVED: Final = worst("A-1", "70.00", *ROWS)
ANOTHER: Final = seen("A-1", "55.00", "D1", severity=Severity.WARNING)
UNUSED: Final = seen("A-1", "50.00", rule="PC602", name="waiver-unused", severity=Severity.WARNING)
AGAIN: Final = "PC101 below-floor was waived, and counts again."


def told(kept: Ledger, now: Run) -> str:
    found = compared(now.prices, now.findings, kept.approved(kept.past().approvals))
    return "; ".join(
        [
            *(f"same {key[2]}" for key in found.same),
            *(f"better {each.key[2]}: {_why(each.reasons)}" for each in found.better),
            *(f"moved {each.key[2]}: {_why(each.reasons)}" for each in found.moved),
        ]
    )


def _why(reasons: tuple[Any, ...]) -> str:
    return " ".join(map(WORDS.say, reasons))


@pytest.mark.parametrize(
    ("price", "rows", "changes", "expected"),
    [
        ("70.00", ROWS, {}, "same A-1"),
        ("70.00", ROWS[:1], {}, "same A-1"),
        ("80.00", ROWS[:1], {}, "better A-1: "),
        ("80.00", (ROWS[0], ("D1", "3" * 32)), {}, "moved A-1: D1 is not as it was approved."),
        ("70.00", (ROWS[0], ("D1", "3" * 32)), {}, "moved A-1: D1 is not as it was approved."),
        (
            "65.00",
            (ROWS[0], ("D1", "3" * 32)),
            {},
            "moved A-1: A buyer can reach 65.00 USD instead of 70.00 USD. D1 is not as it was approved.",
        ),
        ("65.00", ROWS, {}, "moved A-1: A buyer can reach 65.00 USD instead of 70.00 USD."),
        ("80.00", (*ROWS, ("S1", "4" * 32)), {}, "moved A-1: S1 was not approved."),
        ("70.00", (*ROWS, ("", "4" * 32)), {}, "moved A-1: What the listing itself offers was not approved."),
        ("70.00", ROWS, {"listing": "e" * 32}, "moved A-1: The listing's own prices are not those that were approved."),
        ("70.00", ROWS, {"floor": usd("69.00")}, "moved A-1: The floor is 69.00 USD instead of 60.00 USD."),
        ("70.00", ROWS, {"floor": None}, "moved A-1: The floor is none instead of 60.00 USD."),
        ("70.00", ROWS, {"sku": "B-2"}, "moved B-2: It was not among the promoted SKUs that were approved."),
        ("70.00", ROWS, {"store": "acme"}, "moved A-1: It was not among the promoted SKUs that were approved."),
    ],
)  # fmt: skip
def test_a_sku_against_its_approval(
    kept: Ledger, price: str, rows: tuple[tuple[str, str], ...], changes: dict[str, Any], expected: str
) -> None:
    kept.add(run(prices=(APPROVED,)))
    kept.approve(kept.past(), 1, ANN, ANYBODY)
    assert told(kept, run(prices=(replace(worst("A-1", price, *rows), **changes),))) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([WARNED], [WARNED], "same A-1"),
        ([WARNED], [seen("A-1", "50.00")], "moved A-1: PC101 below-floor is new."),
        ([], [WARNED], "moved A-1: PC101 below-floor is new."),
        ([], [seen("B-2", "50.00")], "same A-1"),
        ([], [replace(WARNED, severity=Severity.INFO)], "same A-1"),
        ([], [replace(WARNED, waived=True)], "same A-1"),
        ([replace(WARNED, waived=True)], [WARNED], f"moved A-1: {AGAIN}"),
        ([replace(WARNED, waived=True)], [replace(WARNED, waived=True)], "same A-1"),
        ([ANOTHER, replace(WARNED, waived=True)], [ANOTHER, WARNED], f"moved A-1: {AGAIN}"),
        ([ANOTHER, replace(WARNED, waived=True)], [ANOTHER, replace(WARNED, waived=True)], "same A-1"),
        ([replace(WARNED, waived=True)], [ANOTHER], "moved A-1: PC101 below-floor is new."),
        ([WARNED], [UNUSED], "same A-1"),
    ],
)
def test_a_finding_that_came_moves_its_sku(
    kept: Ledger, before: list[Seen], now: list[Seen], expected: str
) -> None:
    kept.add(run(*before, prices=(APPROVED,)))
    kept.approve(kept.past(), 1, ANN, ANYBODY)
    assert told(kept, run(*now, prices=(APPROVED,))) == expected


BOTH: Final = replace(WARNED, also_on=("B-2",))


@pytest.mark.parametrize(
    ("names_all", "before", "now", "expected"),
    [
        (True, [BOTH], [BOTH], "same A-1; same B-2"),
        (True, [BOTH], [WARNED], "same A-1; same B-2"),
        (True, [WARNED], [BOTH], "same A-1; moved B-2: PC101 below-floor is new."),
        (True, [], [BOTH], "moved A-1: PC101 below-floor is new.; moved B-2: PC101 below-floor is new."),
        (True, [replace(BOTH, waived=True)], [BOTH], f"moved A-1: {AGAIN}; moved B-2: {AGAIN}"),
        (True, [BOTH], [seen("B-2", "50.00", severity=Severity.WARNING)], "same A-1; same B-2"),
        # An entry of old noted the first SKU alone: the same finding may have spoken of the others then.
        (False, [WARNED], [BOTH], "same A-1; same B-2"),
        (False, [replace(WARNED, waived=True)], [BOTH], f"moved A-1: {AGAIN}; moved B-2: {AGAIN}"),
        (False, [ANOTHER], [BOTH], "same A-1; moved B-2: PC101 below-floor is new."),
        (False, [WARNED], [replace(BOTH, severity=Severity.ERROR)], "moved A-1: PC101 below-floor is new.; moved B-2: PC101 below-floor is new."),
        (False, [WARNED], [seen("B-2", "50.00")], "same A-1; moved B-2: PC101 below-floor is new."),
    ],
)  # fmt: skip
def test_a_finding_of_several_skus_is_on_each(
    kept: Ledger, names_all: bool, before: list[Seen], now: list[Seen], expected: str
) -> None:
    prices = (APPROVED, worst("B-2", "70.00", *ROWS))
    kept.add(run(*before, prices=prices, names_all=names_all))
    kept.approve(kept.past(), 1, ANN, ANYBODY)
    assert told(kept, run(*now, prices=prices)) == expected


def test_the_last_approval_of_each_sku_counts(kept: Ledger) -> None:
    lower, other = worst("A-1", "65.00", *ROWS), worst("B-2", "90.00")
    for made in (
        run(prices=(APPROVED, other)),
        run(prices=(lower,), at=NOON + 5),
        run(prices=(other,), at=NOON + 6),
    ):
        kept.add(made)
    kept.approve(kept.past(), 1, ANN, ANYBODY)
    kept.approve(kept.past(), 2, ANN, ANYBODY)  # run 3 is nobody's approval
    assert told(kept, run(prices=(lower, other))) == "same A-1; same B-2"


# --- Campaigns that are not here ------------------------------------------------------

DAY: Final = 86_400
SECOND: Final = worst("B-2", "70.00", ("D1", "2" * 32))


def lacking(kept: Ledger, now: Run, *, days: int = 0) -> list[str]:
    found = missing(now.prices, kept.approved(kept.past().approvals), NOON + days * DAY)
    return [
        f"{each.campaign.id} {'on others' if each.elsewhere else 'nowhere'}: {' '.join(each.skus)}"
        for each in found
    ]


@pytest.mark.parametrize(
    ("prices", "days", "expected"),
    [
        ((APPROVED, SECOND), 0, []),
        ((worst("A-1", "70.00", ROWS[1]), SECOND), 0, ["C1 nowhere: A-1"]),
        ((worst("A-1", "70.00", ROWS[1]), SECOND), 1, []),  # its end is reached
        ((worst("A-1", "70.00", ROWS[0]), SECOND), 0, ["D1 on others: A-1"]),
        ((APPROVED,), 0, ["D1 on others: B-2"]),
        ((APPROVED,), 99, ["D1 on others: B-2"]),  # it has no end
        ((worst("A-1", "70.00", ROWS[0]),), 0, ["D1 nowhere: A-1 B-2"]),
        ((), 0, ["C1 nowhere: A-1", "D1 nowhere: A-1 B-2"]),
        ((worst("A-1", "70.00", ("C1", "9" * 32), ROWS[1]), SECOND), 0, []),  # it is told as changed
        ((replace(APPROVED, store="acme"), SECOND), 0, ["C1 nowhere: A-1", "D1 on others: A-1"]),
        ((APPROVED, SECOND, worst("C-3", "70.00", ("X1", "2" * 32))), 0, []),
    ],
)  # fmt: skip
def test_what_was_approved_and_is_not_here(
    kept: Ledger, prices: tuple[Any, ...], days: int, expected: list[str]
) -> None:
    kept.add(run(prices=(APPROVED, SECOND)))
    kept.approve(kept.past(), 1, ANN, ANYBODY)
    assert lacking(kept, run(prices=prices), days=days) == expected


@pytest.mark.parametrize(
    ("campaigns", "days", "expected"),
    [
        ((COUPON,), 0, ["C1 on others: A-1"]),
        # Nobody knows on which SKUs it was over or cancelled, so that it is missed where none carries it.
        ((COUPON, replace(COUPON, end=None)), 1, []),
        ((COUPON, replace(COUPON, units=7, cancelled=True)), 0, []),
        ((replace(COUPON, cancelled=True),), 0, []),
    ],
)
def test_what_is_over_or_cancelled_by_then_is_not_missed(
    kept: Ledger, campaigns: tuple[Campaign, ...], days: int, expected: list[str]
) -> None:
    second = worst("B-2", "70.00", ROWS[0])
    kept.add(run(prices=(worst("A-1", "70.00", *ROWS), second), campaigns=campaigns))
    kept.approve(kept.past(), 1, ANN, ANYBODY)
    now = run(prices=(worst("A-1", "70.00", ROWS[1]), second))
    assert lacking(kept, now, days=days) == expected


def test_by_each_sku_s_last_approval(kept: Ledger) -> None:
    without = worst("A-1", "70.00", ROWS[1])
    for number, prices in enumerate([(APPROVED, SECOND), (without,)], 1):
        kept.add(run(prices=prices, at=NOON + number))
        kept.approve(kept.past(), 2 * number - 1, replace(ANN, at=NOON + 60 + number), ANYBODY)
    assert lacking(kept, run(prices=(without, SECOND))) == []


def test_a_campaign_is_written_as_ever_unless_it_is_cancelled(kept: Ledger) -> None:
    """An approval is of the bytes of its run, also of one that was written before anybody noted that."""
    stopped = replace(DEAL, cancelled=True)
    for each in (COUPON, stopped):
        kept.add(run(campaigns=(each,)))
    assert [kept.run(number).campaigns for number in (1, 2)] == [(COUPON,), (stopped,)]
    assert "cancelled" not in campaigns_of(run())
    assert campaigns_of(run(campaigns=(stopped,))).count('"cancelled":true') == 1


def test_four_eyes_are_exact() -> None:
    assert FourEyes().percent_off == Decimal(0)
