"""What rules work out in columns is what they would say of one promotion, or one SKU, after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from promocheck.model.kind import Form, Kind
from promocheck.pipeline import Request
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.rules import duplicate_target, overlapping_same_kind, percent_slip
from promocheck.rules.codes import as_deep
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY
from promocheck.rules.leaves import Leaves
from promocheck.rules.meeting import segments_at, worst_between
from promocheck.tables import NO_MONEY
from tests.shop import AS_OF, policy_of, write_sheet

AHEAD = datetime(2026, 12, 1, tzinfo=UTC)
OVERLAPPING = (Kind.COUPON, Kind.SOCIAL_CODE)


@pytest.fixture(params=range(4), scope="module")
def evidence(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    tmp_path = tmp_path_factory.mktemp("shop")
    chance = random.Random(request.param)
    skus = [f"S-{at}" for at in range(6)]
    prices = [{"sku": sku, "price": chance.choice(["7.99", "20.00", "60.00", "35.50"])} for sku in skus]
    write_sheet(tmp_path / "listings.csv", prices)
    write_sheet(tmp_path / "promotions.csv", [promotion(chance, skus) for _ in range(60)])
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    asked = Request((str(tmp_path),), policy_of(), instant, marketplace="US")
    return Priced.of(read_for(asked), policy_of(), instant).evidence


def promotion(chance: random.Random, skus: list[str]) -> dict[str, str]:
    """A row of one of 20 promotions, each of one kind and form."""
    number = chance.randrange(20)
    kind, form = [
        ("percentage_off", "percent"),
        ("amount_off", "amount"),
        ("coupon", "amount"),
        ("coupon", "percent"),
        ("lightning_deal", "price"),
        ("social_code", "percent"),
        ("buy_x_get_y", "percent"),
        ("buy_x_get_y", "amount"),
        ("buy_x_get_y", "price"),
    ][number % 9]
    start = AHEAD + timedelta(days=chance.randrange(6))
    return {
        "promotion_id": f"P-{number}",
        "kind": kind,
        "sku": ";".join(chance.sample(skus, chance.randint(1, 3))),
        "discount_type": form,
        "discount_value": chance.choice(["5", "10", "30", "70"]),
        "start": f"{start:%Y-%m-%d}",
        "end": f"{start + timedelta(days=chance.randrange(1, 4)):%Y-%m-%d}",
        "min_spend": chance.choice(["", "", "25.00", "80.00"]) if form == "amount" else "",
        "min_quantity": chance.choice(["", "3"]) if kind == "amount_off" else "",
        "buy_quantity": str(number) if kind == "buy_x_get_y" else "",
        "get_quantity": "2" if kind == "buy_x_get_y" else "",
    }


def plain_depth(evidence: Evidence, row: int) -> int:
    """Basis points that a row takes off where it takes off most."""
    names = ("form", "value", "kind", "buy_quantity", "get_quantity", "min_spend", "min_quantity")
    form, value, kind, buy, get, spend, least = (evidence.promotions.number(name, row) for name in names)
    listings = evidence.listings_of([row]).tolist()
    prices = [price for at in listings if (price := evidence.listings.number("price", at)) > 0]
    if kind == Kind.BUY_X_GET_Y and buy + get:
        given = {
            Form.PERCENT: value,
            Form.AMOUNT: min(value * 10_000 // min(prices), 10_000),
            Form.PRICE: max(max(prices) - value, 0) * 10_000 // max(prices),
        }
        return (10_000 if value == NO_MONEY else given[Form(form)]) * get // (buy + get)
    if value == NO_MONEY or form == Form.PERCENT:
        return max(value, 0)
    if form == Form.PRICE:
        return max(max(prices) - value, 0) * 10_000 // max(prices)
    order = min(max(-(-spend // price), least, 1) * price for price in prices)
    return min(value * 10_000 // order, 10_000)


@pytest.mark.parametrize("least", ["0", "12.5", "40"])
def test_how_deep_promotions_go(evidence: Evidence, least: str) -> None:
    chosen = evidence.promotions["value"] > 500
    every = {
        rows: max(plain_depth(evidence, row) for row in rows)
        for rows in evidence.by_id(evidence.live(chosen))
    }
    deep = {rows: off for rows, off in every.items() if off >= Decimal(least) * 100}
    assert dict(as_deep(evidence, chosen, Decimal(least))) == deep
    assert len(every) > 10


def plain_crowds(evidence: Evidence, kind: Kind) -> Iterator[tuple[int, list[int], int, int]]:
    """Promotions of a kind that overlap on a listing, one after the other in order of their starts."""
    starts, ends, ids = evidence.starts, evidence.ends, evidence.promotions["id"]
    for listing in evidence.promoted().tolist():
        mine = [row for row in evidence.promotions_of(listing) if evidence.promotions["kind"][row] == kind]
        run: list[int] = []
        for row in [*sorted(mine, key=lambda row: (starts[row], row)), None]:
            if run and (row is None or starts[row] >= max(ends[run])):
                for at in range(1, len(run)):
                    if ids[run[at]] != ids[run[at - 1]]:
                        until = min(ends[run[at]], max(ends[run[:at]]))
                        yield listing, run, int(starts[run[at]]), int(until)
                        break
                run = []
            run = run if row is None else [*run, row]


def crowds_in(evidence: Evidence, kind: Kind) -> Iterator[tuple[int, list[int], int, int]]:
    """The same as they are found."""
    found = overlapping_same_kind.crowds_of(evidence, kind)
    rows = found.rows.apart(found.rows.rows.tolist())
    yield from zip(
        found.listing.tolist(), map(list, rows), found.start.tolist(), found.end.tolist(), strict=True
    )


def test_which_promotions_of_a_kind_overlap(evidence: Evidence) -> None:
    found = {kind: list(crowds_in(evidence, kind)) for kind in OVERLAPPING}
    assert found == {kind: list(plain_crowds(evidence, kind)) for kind in found}
    assert len(found[Kind.COUPON]) > 3


def test_where_a_sku_is_cheapest_and_what_runs_at_an_instant(evidence: Evidence) -> None:
    chance, segments = random.Random(0), evidence.segments
    listing = np.array(chance.choices(range(evidence.listings.rows), k=80), dtype=np.int64)
    first, last = int(segments["start"].min()), int(segments["end"].max())
    start = np.array([chance.randint(first - 300_000, last + 300_000) for _ in listing], dtype=np.int64)
    end = start + np.array([chance.randint(1, 200_000) for _ in listing], dtype=np.int64)
    rows = [
        tuple(each)
        for each in segments.lists(np.arange(segments.rows), "listing", "start", "end", "official")
    ]
    cheapest, there = [], []
    for who, since, until in zip(listing.tolist(), start.tolist(), end.tolist(), strict=True):
        mine = [at for at, row in enumerate(rows) if row[0] == who]
        met = [at for at in mine if rows[at][2] > since and rows[at][1] < until]
        cheapest.append(min(met, key=lambda at: rows[at][3], default=None))
        there.append(next((at for at in mine if rows[at][1] <= since < rows[at][2]), -1))
    found = worst_between(evidence, listing, start, end).tolist()
    assert [None if each == NOBODY else each for each in found] == cheapest
    assert segments_at(evidence, listing, start).tolist() == there
    assert None in cheapest
    assert -1 in there


def test_what_promotions_leave(evidence: Evidence) -> None:
    found = Leaves.of(evidence, (Kind.COUPON, Kind.LIGHTNING_DEAL))
    told = dict(
        zip(zip(found.listing.tolist(), found.row.tolist(), strict=True), found.price.tolist(), strict=True)
    )
    assert told == {
        (listing, row): plain_price(evidence, listing, row)
        for listing in evidence.promoted().tolist()
        for row in evidence.promotions_of(listing)
        if evidence.promotions["kind"][row] in (Kind.COUPON, Kind.LIGHTNING_DEAL)
    }
    few = np.arange(evidence.listings.rows) % 2 == 0
    some = Leaves.of(evidence, (Kind.COUPON, Kind.LIGHTNING_DEAL), few)
    assert some.price.tolist() == found.where(few[found.listing]).price.tolist()


def plain_price(evidence: Evidence, listing: int, row: int) -> int:
    """What a promotion leaves of a listing's price."""
    price = evidence.listings.number("price", listing)
    form, value = (evidence.promotions.number(name, row) for name in ("form", "value"))
    if form == Form.PRICE:
        return value
    return max(price - ((price * value + 5_000) // 10_000 if form == Form.PERCENT else value), 0)


def test_which_shares_differ_under_one_id(evidence: Evidence) -> None:
    shares = (evidence.promotions["form"] == Form.PERCENT) & (evidence.promotions["value"] != NO_MONEY)
    values: dict[str, set[int]] = {}
    for name, value in evidence.promotions.lists(np.flatnonzero(shares), "id", "value"):
        values.setdefault(name, set()).add(value)
    expected = [len(values.get(name, ())) > 1 for name in evidence.promotions["id"].tolist()]
    assert percent_slip.differ(evidence, shares).tolist() == expected
    assert any(expected)


def test_which_pairs_may_be_alike(evidence: Evidence) -> None:
    listing, row = evidence.pairs["listing"], evidence.pairs["promotion"]
    listing, row = np.append(listing, listing[:3]), np.append(row, row[:3])
    terms = list(
        zip(
            listing.tolist(),
            *(each[row].tolist() for each in (evidence.promotions["value"], evidence.starts, evidence.ends)),
            strict=True,
        )
    )
    found = duplicate_target.maybe_alike(evidence, listing, row)
    assert found.tolist() == [terms.count(each) > 1 for each in terms]
    assert found.sum() >= 6


def test_whom_promotions_reach(evidence: Evidence) -> None:
    evidence = replace(evidence, judged=np.arange(evidence.listings.rows) != 1)
    promotions = evidence.promotions_in(evidence.live())
    reached = evidence.judged_of(promotions)
    rows = [tuple(each) for each in promotions.apart(promotions.rows.tolist())]
    assert rows == list(evidence.by_id(evidence.live()))
    assert [list(each) for each in reached.apart(reached.rows.tolist())] == [
        [at for at in evidence.listings_of(each).tolist() if at != 1] for each in rows
    ]


def test_the_rows_of_a_promotion_stay_together(evidence: Evidence) -> None:
    rows = evidence.live()
    some = np.arange(len(rows)) % 7 == 0
    touched = {evidence.number[row] for row in rows[some]}
    assert evidence.together(rows, some).tolist() == [row for row in rows if evidence.number[row] in touched]
    who, reached = evidence.reached_by(rows)
    by_row = [evidence.listings_of([row]).tolist() for row in rows]
    assert [reached[who == at].tolist() for at in range(len(rows))] == by_row
