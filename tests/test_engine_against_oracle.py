"""The engine and the oracle, two readings of one specification, on random campaigns: equal to the cent."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from promocheck.model.report import Report
from tests.oracle.campaigns import campaign
from tests.oracle.evaluate import MARKETPLACES, Piece, Row, Verdict, evaluate
from tests.shop import check, write_sheet

JUDGED = ("PC101", "PC102", "PC103", "PC201", "PC202")
# 60 campaigns of 30 SKUs in the suite; more behind the variable.
CAMPAIGNS = int(os.environ.get("PROMOCHECK_CAMPAIGNS", "60"))


def findings_of(report: Report) -> set[tuple[str, str, datetime | None, datetime | None]]:
    return {
        (each.rule, each.sku or "", _instant(each.start), _instant(each.end))
        for each in report.findings
        if each.rule in JUDGED
    }


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def lowest(pieces: Sequence[Piece], *at_rest: int) -> tuple[int, int]:
    """The lowest over the horizon: beside a sale above its own price a SKU may be cheapest while nothing runs."""
    stacked, documented = (piece.stacked for piece in pieces), (piece.documented for piece in pieces)
    return min([*stacked, *at_rest]), min([*documented, *at_rest])


def expected_prices(verdict: Verdict) -> dict[tuple[str, str, str], tuple[int, int]]:
    own = {key: (price,) for key, price in verdict.at_rest.items()}
    return {key: lowest(pieces, *own.get(key, ())) for key, pieces in verdict.pieces.items() if pieces}


@pytest.mark.parametrize("seed", range(CAMPAIGNS))
def test_prices_and_findings_agree(seed: int, tmp_path: Path) -> None:
    listings, promotions, floors, as_of = campaign(random.Random(seed), everything=seed % 3 > 0)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(tmp_path / f"{name}.csv", rows)
    report = check(tmp_path, as_of=as_of.isoformat(), marketplace=None)
    verdict = evaluate(listings, promotions, floors, as_of)
    assert report.unread == ()
    priced = {
        (price.store or "", price.marketplace, price.sku): (
            price.stacked_price.minor,
            price.documented_price.minor,
        )
        for price in report.prices
    }
    assert priced == expected_prices(verdict)
    assert findings_of(report) == verdict.findings


def written_in_yuan(rng: random.Random, floors: Sequence[Row]) -> list[Row]:
    """The same floors, those from costs with others in yuan."""
    return [{**row, "currency": "CNY", **_costs(rng)} if row.get("cost") else row for row in floors]


def _costs(rng: random.Random) -> Row:
    cost, fees = (f"{rng.randint(0, most) / 100:.2f}" for most in (rng.choice((300, 100_000)), 5_000))
    return {
        "cost": cost,
        "fees": rng.choice(("", fees)),
        "min_margin_percent": rng.choice(("", "12.5", "60", "95")),
    }


def rates_of_the_yuan(rng: random.Random) -> tuple[str, dict[tuple[str, str], Fraction]]:
    """For each currency a rate, written either way round: as the policy has them, and as they count."""
    lines, rates = list[str](), dict[tuple[str, str], Fraction]()
    for currency in sorted({each.currency for each in MARKETPLACES.values()}):
        digits = rng.choice((1, 2, 4, 8))
        text = f"{rng.randint(1, 20 * 10**digits) / 10**digits:.{digits}f}"
        of, to = rng.choice((("CNY", currency), (currency, "CNY")))
        lines.append(f"{{of: {of}, to: {to}, rate: {text}, day: 2026-01-01}}")
        rates["CNY", currency] = Fraction(text) if of == "CNY" else 1 / Fraction(text)
    return f"floors: {{exchange_rates: [{', '.join(lines)}]}}", rates


@pytest.mark.parametrize("seed", range(max(CAMPAIGNS // 5, 1)))
def test_floors_from_costs_in_another_currency_agree(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    listings, promotions, floors, as_of = campaign(rng)
    in_yuan, (policy, rates) = written_in_yuan(rng, floors), rates_of_the_yuan(rng)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", in_yuan)):
        write_sheet(tmp_path / f"{name}.csv", rows)
    report = check(tmp_path, as_of=as_of.isoformat(), marketplace=None, policy=policy)
    verdict = evaluate(listings, promotions, in_yuan, as_of, rates)
    assert report.unread == ()
    for price in report.prices:
        key = (price.store or "", price.marketplace, price.sku)
        known = {piece.floor for piece in verdict.pieces[key]}
        assert (price.floor.minor if price.floor else None) in known
    assert findings_of(report) == verdict.findings
