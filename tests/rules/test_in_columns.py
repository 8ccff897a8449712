"""What rules work out in columns is what they would say of one promotion, or one SKU, after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from promocheck.model.kind import Form, Kind
from promocheck.pipeline import Request
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.rules import overlapping_same_kind
from promocheck.rules.codes import as_deep
from promocheck.rules.rule import Evidence
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
    ][number % 7]
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
    if kind == Kind.BUY_X_GET_Y and buy + get:
        return (value if form == Form.PERCENT and value != NO_MONEY else 10_000) * get // (buy + get)
    if value == NO_MONEY or form == Form.PERCENT:
        return max(value, 0)
    listings = evidence.listings_of([row]).tolist()
    prices = [price for at in listings if (price := evidence.listings.number("price", at)) > 0]
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


def test_the_rows_of_a_promotion_stay_together(evidence: Evidence) -> None:
    rows = evidence.live()
    some = np.arange(len(rows)) % 7 == 0
    touched = {evidence.number[row] for row in rows[some]}
    assert evidence.together(rows, some).tolist() == [row for row in rows if evidence.number[row] in touched]
    who, reached = evidence.reached_by(rows)
    by_row = [evidence.listings_of([row]).tolist() for row in rows]
    assert [reached[who == at].tolist() for at in range(len(rows))] == by_row
