"""What became of findings from one run to the next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from promocheck.ledger.difference import parted, policy_moved
from promocheck.model.finding import Severity
from promocheck.model.money import Money
from promocheck.model.run import Seen
from promocheck.model.weaker import PolicyMoved, Weaker
from tests.ledger.runs import NOON, run, seen, usd

LOWER, BEFORE, HIGHER = (seen("A-1", price) for price in ("40.00", "50.00", "55.00"))
OTHER = seen("B-2", "50.00")
OPEN = seen("A-1", "50.00", end=None, fingerprint="f" * 16)
LATER = seen("A-1", "50.00", end=NOON + 200_000, fingerprint="e" * 16)
WORDS = replace(BEFORE, price=None, fingerprint="a" * 16)


def beside(price: str) -> Seen:
    """A finding with another promotion beside the lowest, at this price."""
    return replace(BEFORE, others=("D2",), others_price=usd(price))


def on(skus: str, price: str = "50.00") -> Seen:
    """A finding of these SKUs, its own first."""
    sku, *others = skus.split()
    return seen(sku, price, also_on=tuple(others))


# A file that cannot be read: what names it holds for every other that cannot be read for the same reason.
EMPTY = replace(BEFORE, rule="PC903", sku=None, promotions=(), price=None, fingerprint="c" * 16)
YEN = replace(BEFORE, price=Money(9_000, "JPY"), fingerprint="b" * 16)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([BEFORE], [BEFORE], "same A-1"),
        ([BEFORE], [], "gone A-1"),
        ([], [BEFORE], "new A-1"),
        ([BEFORE], [OTHER], "new B-2, gone A-1"),
        ([BEFORE], [LOWER], "worse A-1"),
        ([BEFORE], [HIGHER], "better A-1"),
        ([BEFORE], [OPEN], "worse A-1"),
        ([BEFORE], [LATER], "worse A-1"),
        ([LATER], [BEFORE], "better A-1"),
        ([BEFORE], [WORDS], "worse A-1"),
        ([BEFORE], [YEN], "worse A-1"),
        ([replace(BEFORE, severity=Severity.WARNING)], [BEFORE], "worse A-1"),
        ([BEFORE], [replace(BEFORE, severity=Severity.WARNING)], "same A-1"),
        ([replace(BEFORE, waived=True)], [BEFORE], "worse A-1"),
        ([BEFORE], [replace(BEFORE, floor=usd("65.00"))], "worse A-1"),
        ([BEFORE], [replace(HIGHER, floor=usd("70.00"))], "worse A-1"),
        ([BEFORE], [replace(BEFORE, start=NOON - 60)], "worse A-1"),
        ([BEFORE], [replace(BEFORE, start=NOON + 60)], "same A-1"),
        ([BEFORE, LOWER], [BEFORE, HIGHER], "better A-1, same A-1"),
        ([BEFORE], [LOWER, HIGHER], "new A-1, worse A-1"),
        ([BEFORE, OTHER], [OTHER, LOWER], "worse A-1, same B-2"),
        ([on("A B")], [on("A B")], "same A"),
        ([on("A B C")], [on("A C B")], "same A"),
        ([on("A")], [on("A B")], "worse A"),
        ([on("A B")], [on("A C")], "worse A"),
        ([on("A B C")], [on("A C")], "better A"),
        ([on("A B")], [on("A")], "better A"),
        ([on("A B")], [on("A B C", "55.00")], "worse A"),
        ([on("A B C")], [on("A B", "55.00")], "better A"),
        ([BEFORE], [replace(BEFORE, others=("D2",))], "worse A-1"),
        ([BEFORE], [replace(HIGHER, others=("D2",))], "worse A-1"),
        ([replace(BEFORE, others=("D2", "E3"))], [replace(BEFORE, others=("E3",))], "same A-1"),
        ([beside("55.00")], [beside("54.99")], "worse A-1"),
        ([beside("55.00")], [beside("55.00")], "same A-1"),
        ([beside("55.00")], [beside("56.00")], "same A-1"),
        ([replace(BEFORE, others=("D2",))], [replace(BEFORE, others=("E3",))], "worse A-1"),
        ([on("A"), on("B")], [on("A B")], "worse A"),  # B is told beside A
        ([on("A"), on("B")], [on("A C")], "worse A, gone B"),
        ([on("A B")], [on("C A B", "40.00")], "new C"),
        ([on("A B")], [on("B")], "new B, gone A"),  # how low B was before, nobody noted
        ([on("A B")], [replace(on("C A"), rule="PC102")], "new C, gone A"),
        ([on("A B")], [replace(on("C A"), promotions=("C2",))], "new C, gone A"),
        ([EMPTY], [EMPTY, EMPTY], "new None, same None"),
        ([EMPTY, EMPTY], [EMPTY], "same None, gone None"),
        ([EMPTY, EMPTY], [EMPTY, EMPTY], "same None, same None"),
    ],
)
def test_a_finding_from_one_run_to_the_next(before: list[Seen], now: list[Seen], expected: str) -> None:
    found = parted(before, now)
    told = [
        *(f"new {each.sku}" for each in found.new),
        *(f"worse {each.now.sku}" for each in found.worse),
        *(f"better {each.now.sku}" for each in found.better),
        *(f"same {each.sku}" for each in found.same),
        *(f"gone {each.sku}" for each in found.gone),
    ]
    assert ", ".join(told) == expected


def test_the_most_money_comes_first_whatever_its_currency() -> None:
    dollars = seen("A-1", "50.00", loss=usd("100.00"))
    pesos = seen("B-2", "50.00", loss=Money(500_00, "MXN"))  # about half as much
    assert [each.sku for each in parted([], [pesos, dollars]).new] == ["A-1", "B-2"]


def test_of_an_entry_that_noted_no_weights_it_is_known_that_the_policy_is_another_and_no_more() -> None:
    off = run(terms="u" * 64, weaker=(Weaker("below-floor", "off", "error"),))
    assert policy_moved(3, run(), off) == PolicyMoved(3, ())
    assert policy_moved(3, replace(off, weaker=None), off) is None
