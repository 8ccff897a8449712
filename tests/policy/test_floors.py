"""The floors section: what stands in it, and what is said where it does not hold together."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.policy.files import fault, loaded, message


def test_marketplaces_by_any_of_their_names(tmp_path: Path) -> None:
    found = loaded(tmp_path, rules="floors: {vat_percent: {gb: 20, A1PA6795UKMFR9: 19, FR: 20.0}}\n")
    assert {name: str(rate) for name, rate in found.floors.vat_percent.items()} == {
        "UK": "20",
        "DE": "19",
        "FR": "20.0",
    }


CNY_USD = "{of: CNY, to: USD, rate: 0.14, day: 2026-11-01}"


@pytest.mark.parametrize(
    ("rates", "rate", "since"),
    [
        ([CNY_USD, "{of: USD, to: CNY, rate: 6.25, day: 2026-11-02}"], "0.16", 2),
        (
            [CNY_USD, "{of: USD, to: CNY, rate: 8, day: 2026-11-02}"],
            "0.125",
            2,
        ),  # also where the floor gets lower
        (["{of: USD, to: CNY, rate: 6.25, day: 2026-10-31}", CNY_USD], "0.14", 1),
        ([CNY_USD, "{of: USD, to: CNY, rate: 6.25, day: 2026-11-04}"], "0.14", 1),  # not yet
        ([CNY_USD, "{of: USD, to: CNY, rate: 6.25, day: 2026-11-01}"], "0.16", 1),
        ([CNY_USD, "{of: USD, to: CNY, rate: 8, day: 2026-11-01}"], "0.14", 1),
    ],
)
def test_of_both_directions_the_last_rate_counts_and_of_one_day_the_higher(
    tmp_path: Path, rates: list[str], rate: str, since: int
) -> None:
    """An older direct rate beside a newer inverse one made a floor too low."""
    for written in (rates, rates[::-1]):
        policy = loaded(tmp_path, rules=f"floors: {{exchange_rates: [{', '.join(written)}]}}\n")
        found = policy.floors.rates(date(2026, 11, 3))
        assert found["CNY", "USD"] == (Fraction(rate), date(2026, 11, since))


def test_of_one_day_each_direction_makes_its_own_floor_higher(tmp_path: Path) -> None:
    inverse = "{of: USD, to: CNY, rate: 6.25, day: 2026-11-01}"
    found = loaded(tmp_path, rules=f"floors: {{exchange_rates: [{CNY_USD}, {inverse}]}}\n").floors.rates(
        date(2026, 11, 3)
    )
    assert {pair: rate for pair, (rate, _) in found.items()} == {
        ("CNY", "USD"): Fraction("0.16"),
        ("USD", "CNY"): 1 / Fraction("0.14"),
    }


CLEARANCE = "promotions: [A], until: 2026-02-20, reason: old model"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("required: nevr", "required: expected promoted or never, found 'nevr'. Did you mean 'never'?"),
        ("defaults: {}", "defaults: unknown key 'defaults'. Did you mean 'default'? Known: required, default, brands, tags, kinds, clearance, vat_percent, exchange_rates."),
        ("default: 60", "default: expected names with values, found 60."),
        ("default: {min_price: 5}", "default.min_price: expected names with values, found 5."),
        ("default: {min_price: {USDD: 3}}", "default.min_price.USDD: 'USDD' is no currency of a marketplace. Did you mean 'USD'? Known: {currencies}."),
        ("default: {min_price: {USD: 0}}", "default.min_price.USD: expected a number above 0, found 0."),
        ("default: {min_price: {USD: $5}}", "default.min_price.USD: expected a number, found '$5'."),
        ("default: {min_price: {USD: 3.505}}", "default.min_price.USD: expected a number with at most 2 decimal places, as USD has, found 3.505."),
        ("default: {min_price: {JPY: 3.5}}", "default.min_price.JPY: expected a number with at most 0 decimal places, as JPY has, found 3.5."),
        ("default: {min_percent_of_price: 101}", "default.min_percent_of_price: expected a number of at most 100, found 101."),
        ("default: {min_percent_of_price: 0.7}", "default.min_percent_of_price: expected a number of at least 1, found 0.7."),
        ("default: {min_margin_percent: 0.15}", "default.min_margin_percent: expected 0, or a number from 1 to below 100: 15 for 15 %, found 0.15."),
        ("default: {min_margin_percent: -1}", "default.min_margin_percent: expected a number of at least 0, found -1."),
        ("default: {margin: 5}", "default.margin: unknown key 'margin'. Known: min_price, min_percent_of_price, min_margin_percent."),
        ("brands: [Acme]", "brands: expected names with values, found a list."),
        ("brands: {Acme: {min_margin_percent: 100}}", "brands.Acme.min_margin_percent: expected a number below 100, found 100."),
        ("brands: {Acme: {min_percent: 5}}", "brands.Acme.min_percent: unknown key 'min_percent'. Did you mean 'min_percent_of_price'? Known: min_price, min_percent_of_price, min_margin_percent."),
        ("tags: {x: 5}", "tags.x: expected names with values, found 5."),
        ("tags: {x: {min_price: {KWD: 1.2345}}}", "tags.x.min_price.KWD: expected a number with at most 3 decimal places, found 1.2345."),
        ("kinds: {coupon: {min_price: {USD: 5}}, Coupon: {min_percent_of_price: 3}}", "kinds.Coupon: 'Coupon' is no promotion kind. Did you mean 'coupon'? Known: {kinds}."),
        ("kinds: {lightning: {min_percent_of_price: 3}}", "kinds.lightning: 'lightning' is no promotion kind. Did you mean 'lightning_deal'? Known: {kinds}."),
        ("kinds: {coupon: {min_margin_percent: 3}}", "kinds.coupon.min_margin_percent: unknown key 'min_margin_percent'. Known: min_price, min_percent_of_price."),
        ("clearance: {}", "clearance: expected a list such as [a, b], found names with values."),
        ("clearance: [{promotions: [A], until: 2026-02-30, reason: x, min_price: {USD: 1}}]", "clearance.until: expected a day such as 2026-12-31, found '2026-02-30'."),
        ("clearance: [{promotions: [A], until: soon, reason: x, min_price: {USD: 1}}]", "clearance.until: expected a day such as 2026-12-31, found 'soon'."),
        ("clearance: [{promotions: [], until: 2026-02-20, reason: x, min_price: {USD: 1}}]", "clearance.promotions: expected at least 1 of them, found 0."),
        ("clearance: [{until: 2026-02-20, reason: x, min_price: {USD: 1}}]", "clearance: 'promotions' is missing."),
        ("clearance: [{promotions: [A], until: 2026-02-20, min_price: {USD: 1}}]", "clearance: 'reason' is missing."),
        ("clearance: [{promotions: [A], until: 2026-02-20, reason: ' ', min_price: {USD: 1}}]", "clearance.reason: expected some words, found ' '."),
        (f"clearance: [{{{CLEARANCE}}}]", "clearance: min_price or min_percent_of_price is missing: how low it may go."),
        (f"clearance: [{{{CLEARANCE}, min_price: {{EUR: 1.005}}}}]", "clearance.min_price.EUR: expected a number with at most 2 decimal places, as EUR has, found 1.005."),
        ("vat_percent: {DE: 100}", "vat_percent.DE: expected a number below 100, found 100."),
        ("vat_percent: {XX: 19}", "vat_percent.XX: 'XX' is no marketplace. Known: {marketplaces}."),
        ("vat_percent: {GB: 20, UK: 19}", "vat_percent: UK stands here by two names, GB and UK. Keep one."),
        ("exchange_rates: [{of: CNY, to: CNY, rate: 1, day: 2026-01-01}]", "exchange_rates.to: expected another currency than CNY."),
        ("exchange_rates: [{of: CNY, to: USD, rate: 0.16, day: 2026-01-01}, {of: CNY, to: USD, rate: 0.14, day: 2026-01-01}]", "exchange_rates.rate: CNY to USD has two rates of 2026-01-01, 0.16 and 0.14. Keep one."),
        ("exchange_rates: [{of: CNY, to: USD, rate: 0, day: 2026-01-01}]", "exchange_rates.rate: expected a number above 0, found 0."),
        ("exchange_rates: [{of: RMB, to: USD, rate: 1, day: 2026-01-01}]", "exchange_rates.of: 'RMB' is no currency of a marketplace. Known: {currencies}."),
        ("exchange_rates: [{of: CNY, to: USD, rate: 0.14}]", "exchange_rates: 'day' is missing."),
        ("exchange_rates: [{of: CNY, to: USD, rate: 0.14, day: 2026-13-01}]", "exchange_rates.day: expected a day such as 2026-12-31, found '2026-13-01'."),
    ],
)  # fmt: skip
def test_each_fault_is_named_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    assert fault(tmp_path, rules=f"floors:\n  {text}\n") == f"rules.yaml:2: floors.{message(said)}"
