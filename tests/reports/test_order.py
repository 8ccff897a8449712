from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from operator import itemgetter
from typing import Any

from promocheck.model.batch import Batch
from promocheck.model.finding import Exposure, Finding, Severity, Since
from promocheck.model.money import Money, weight
from promocheck.model.place import Place
from promocheck.model.tally import Tally
from promocheck.model.texts import Amounts, Same
from promocheck.reports.order import in_order, place_rank, ranked
from promocheck.reports.view import arrange
from promocheck.reports.words import Words

from .examples import BELOW_FLOOR, NEAR_ZERO, NO_END, REPORT, UNREAD_ROW, usd


def named(title: str, finding: Finding, **changes: Any) -> Finding:
    return replace(finding, title=title, **changes)


IN_ORDER = (
    named("error, near zero", BELOW_FLOOR, stacked_price=usd("9.00")),
    named("error, near zero, no floor", NEAR_ZERO, stacked_price=usd("10.00"), steps=BELOW_FLOOR.steps),
    named("error, half the floor", BELOW_FLOOR, stacked_price=usd("30.00")),
    named(
        "error, less money but more of its floor", BELOW_FLOOR, stacked_price=usd("12.00"), floor=usd("20.00")
    ),
    named("error, a cent below", BELOW_FLOOR, stacked_price=usd("59.99")),
    named("error, above the floor", BELOW_FLOOR, rule="PC201", stacked_price=usd("70.00")),
    named("error, no price", NO_END, severity=Severity.ERROR),
    named("error of trust, a file", UNREAD_ROW, rule="PC000"),
    named("error of trust, another file", UNREAD_ROW, rule="PC001"),
    named("error of trust, a deep SKU", BELOW_FLOOR, rule="PC103", trust=True, floor=None),
    named("error of trust, an ASIN that is nobody's", UNREAD_ROW, rule="PC000", asin="B0A1"),
    named("error of trust, a SKU", UNREAD_ROW, sku="A-1"),
    named("warning, below floor", BELOW_FLOOR, severity=Severity.WARNING),
    named("warning", NO_END),
    named("warning, another SKU", NO_END, sku="A-101"),
    named("warning, later", NO_END, sku="A-101", start=NO_END.start and NO_END.start + 1),
    named("warning of trust", UNREAD_ROW, severity=Severity.WARNING),
    named("note", NO_END, severity=Severity.INFO),
)


def test_what_hurts_most_comes_first_whatever_order_it_came_in() -> None:
    shuffled = list(IN_ORDER)
    random.Random(7).shuffle(shuffled)
    assert [finding.title for finding in in_order(shuffled)] == [finding.title for finding in IN_ORDER]


def test_each_severity_has_its_section_and_doubts_about_the_run_one_of_their_own() -> None:
    view = arrange(replace(REPORT, findings=IN_ORDER), Words("en"))
    assert [section.title for section in view.sections] == [
        "7 errors",
        "5 reasons not to trust this run",
        "4 warnings",
        "1 remark on what was read",
        "1 note",
    ]
    assert (
        view.verdict
        == "NOT TRUSTWORTHY: solve 5 problems, then scan again. In what could be read: 7 errors, 5 warnings, 1 note"
    )


def test_shares_and_losses_are_compared_exactly() -> None:
    chance = random.Random(11)
    close = [
        replace(
            BELOW_FLOOR,
            stacked_price=Money(floor - gap, "USD"),
            floor=Money(floor, "USD"),
            steps=(),
            exposure=None,
            fingerprint="",
        )
        for floor in (10**15, 10**15 + 1, 3, 7, *(chance.randrange(1, 10**6) for _ in range(300)))
        for gap in (1, 2, floor // 3, floor // 2)
        if 0 < gap < floor
    ]
    chance.shuffle(close)
    shares = [
        Fraction(each.floor.minor - each.stacked_price.minor, each.floor.minor)
        for each in in_order(close)
        if each.floor and each.stacked_price
    ]
    assert shares == sorted(shares, reverse=True)
    dear, cheap = (
        replace(BELOW_FLOOR, exposure=Exposure(1, Money(minor, currency)))
        for minor, currency in ((100_01, "USD"), (10_000, "JPY"))
    )
    assert in_order([cheap, dear]) == [
        dear,
        cheap,
    ]  # a hundred dollars and a cent, a hundred dollars' worth of yen


TEXTS = (
    None,
    "",
    "A-1",
    "A-10",
    "A-1\0",
    "A-1\0\1",
    "A-1\1",
    "é",
    "\ud800",
    "\uffff",
    "\U0001f600",
    "a" * 40,
)
NUMBERS = (None, 0, 1, -1, 255, 256, -(2**62), 2**62)


def some_finding(chance: random.Random) -> Finding:
    """A finding with anything in what the order goes by, often the same as in others."""
    places = tuple(
        Place(chance.choice(TEXTS) or "", chance.choice(TEXTS), chance.choice((None, 1, 2)), None)
        for _ in range(chance.randrange(3))
    )
    amount = chance.choice((-(2**62), 0, 1, 999, 6000, 2**62))
    return replace(
        BELOW_FLOOR,
        severity=chance.choice(tuple(Severity)),
        trust=chance.random() < 0.5,
        since=chance.choice((None, *Since)),
        exposure=chance.choice((None, Exposure(2**62, Money(2**124, "KWD")), Exposure(1, usd("0.01")))),
        stacked_price=chance.choice((None, Money(amount, "USD"))),
        floor=chance.choice((None, usd("60.00"))),
        steps=chance.choice(((), BELOW_FLOOR.steps)),
        rule=chance.choice(("PC101", "PC102")),
        store=chance.choice(TEXTS),
        marketplace=chance.choice((None, "DE", "US")),
        sku=chance.choice(TEXTS),
        asin=chance.choice((None, "B0A1")),
        start=chance.choice(NUMBERS),
        fingerprint=chance.choice(("0" * 16, "f" * 16)),
        places=places,
    )


def depth(finding: Finding) -> tuple[int, Fraction]:
    """Of what kind the price is, and the share that is left of what it is measured by."""
    if finding.stacked_price is None:
        return 2, Fraction(0)
    price = finding.stacked_price.minor
    selling = finding.steps[0].price_after.minor if finding.steps else price

    def lost(measure: int) -> Fraction:
        return Fraction(price - measure, measure) if measure > 0 else Fraction(-1)

    if price <= 0 or price * 10 <= selling:
        return 0, lost(selling)
    if finding.floor is not None and price < finding.floor.minor:
        return 1, lost(finding.floor.minor)
    return 2, lost(selling)


def in_parts(finding: Finding) -> tuple[Any, ...]:
    """What the order goes by, each number and text by itself."""
    price_is, share = depth(finding)
    return (
        finding.waiver is not None,
        finding.since is Since.STANDING,
        finding.severity.rank,
        finding.trust,
        finding.trust and (finding.sku is not None or finding.asin is not None),
        -weight(finding.exposure.loss) if finding.exposure else 0,
        price_is,
        share,
        finding.rule,
        finding.store or "",
        finding.marketplace or "",
        finding.sku or "",
        finding.start or 0,
        finding.fingerprint,
        [place_rank(each) for each in finding.places] if finding.trust else [],
    )


def test_ranks_as_bytes_are_in_the_order_of_what_is_in_them() -> None:
    chance = random.Random(11)
    findings = [some_finding(chance) for _ in range(4000)]
    every, order = ranked(Batch.of(findings))
    assert [findings[at] for at in order] == in_order(findings)
    assert every == sorted(every)
    ranks = sorted(
        ((rank, in_parts(findings[at])) for rank, at in zip(every, order, strict=True)), key=itemgetter(1)
    )
    for (rank, parts), (next_rank, next_parts) in pairwise(ranks):
        assert (rank < next_rank, rank == next_rank) == (parts < next_parts, parts == next_parts)


def test_columns_are_ranked_as_lists_are() -> None:
    chance = random.Random(12)
    findings = [
        replace(some_finding(chance), waiver=None, since=None, store="acme", rule="PC101") for _ in range(500)
    ]
    plain = Batch.of(findings)
    minor = [each and each.minor for each in plain["stacked_price"]]
    columns: dict[str, Sequence[Any]] = {
        "stacked_price": Amounts(minor, Same("USD", 500)),
        **{name: Same(plain[name][0], 500) for name in ("waiver", "since", "store", "rule")},
    }
    batch = replace(plain, columns={**plain.columns, **columns})
    assert ranked(batch) == ranked(plain)
    assert Tally.of_batch(batch) == Tally.of_batch(plain) == Tally.of(findings)
