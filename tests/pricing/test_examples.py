"""Worked examples of our own for one unit, to the cent, in both readings: what no published one says.

The published ones are data of the package: tests/pipeline/test_selftest.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shop import price_of, shop

# example | price | promotions: kind value (switch) | documented | worst
EXAMPLES = [
    ("a blank switch is no as documented, yes at worst", "100", ["coupon 10%", "percentage_off 20% yes"], "80.00", "70.00"),
    ("a money-off coupon of nearly the price", "10.01", ["coupon 10"], "0.01", "0.01"),
    ("two coupons: the larger as documented, both at worst", "100", ["coupon 10%", "coupon 20%"], "80.00", "70.00"),
    ("social code with a preferential code: the better one", "100", ["social_code 30%", "percentage_off 20% P"], "70.00", "70.00"),
    ("social code with a percentage off without code: both", "100", ["social_code 30%", "percentage_off 20%"], "50.00", "50.00"),
    ("an exclusive code with no other code", "100", ["percentage_off 30% X", "percentage_off 20% U"], "70.00", "70.00"),
    ("brand tailored with a coupon: nobody documents it", "100", ["brand_tailored 30%", "coupon 20%"], "70.00", "50.00"),
    ("prime exclusive with a coupon", "100", ["prime_exclusive =80", "coupon 10%"], "72.00", "70.00"),
    ("two deals: the one that ends lower", "30", ["lightning_deal =25", "best_deal =22", "coupon 50%"], "10.00", "7.00"),
    ("a deal above the selling price changes nothing", "100", ["best_deal =120", "coupon 10%"], "90.00", "90.00"),
    ("a sale price is the base, even a higher one; the guard bands reach beyond it", "100", ["sale_price =110", "coupon 10%"], "99.00", "90.00"),
    ("each reduction is rounded half-up", "10.05", ["percentage_off 10%", "social_code 10%"], "8.03", "8.03"),
    ("money off over the fewest units that reach it", "30", ["amount_off 10 min2"], "25.00", "25.00"),
    ("a threshold in money: 50 takes two units of 30", "30", ["amount_off 9.99 spend50"], "25.00", "25.00"),
]  # fmt: skip


def row(number: int, text: str) -> str:
    """`coupon 5% yes` as a row of the promotions sheet."""
    kind, value, *extras = text.split()
    form = {"%": "percent", "=": "price"}.get(value[-1] if value.endswith("%") else value[0], "amount")
    cells = {extra: extra for extra in extras}
    code = {"P": "preferential", "U": "unrestricted", "X": "exclusive"}
    combinability = next((code[extra] for extra in extras if extra in code), "")
    least = next((extra[3:] for extra in extras if extra.startswith("min")), "")
    spend = next((extra[5:] for extra in extras if extra.startswith("spend")), "")
    switch = cells.get("yes") or cells.get("no") or ""
    claim = f"CODE{number}" if combinability else ""
    return (
        f"P{number} | {kind} | A-1 | {form} | {value.strip('%=')} | 2026-12-01 | 2026-12-07 | {switch} | {claim} |"
        f" {combinability} | {least} | {spend}"
    )


@pytest.mark.parametrize(("example", "price", "promotions", "documented", "worst"), EXAMPLES)
def test_worked_example(
    example: str, price: str, promotions: list[str], documented: str, worst: str, tmp_path: Path
) -> None:
    header = (
        "promotion_id | kind | sku | discount_type | discount_value | start | end | stackable | claim_code |"
        " combinability | min_quantity | min_spend"
    )
    report = shop(
        tmp_path,
        listings=f"sku | price\nA-1 | {price}",
        promotions="\n".join([header, *(row(number, text) for number, text in enumerate(promotions))]),
    )
    found = price_of(report, "A-1")
    assert (str(found.documented_price), str(found.stacked_price)) == (documented, worst), example
