"""The worked examples as a page: folded to a terminal, never cut, and every number in its column."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from promocheck.model.money import Money
from promocheck.model.selftest import Outcome, OutOfScope, Readings, SelfTest, Told
from promocheck.reports import Words
from promocheck.reports.selftest import render


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def told(name: str, platform: str = "Amazon") -> Told:
    says = "1,250.00 with a lightning deal, a coupon and a social code, each a share of the original price"
    return Told(
        name,
        platform,
        says,
        "https://example.com/a/very/long/address/that/does/not/fold/well",
        "M",
        derived=True,
    )


def outcome(name: str, ours: Readings | None, because: str = "") -> Outcome:
    return Outcome(
        told=told(name),
        preset="amazon",
        changed=False,
        published=usd(375_000),
        units=3,
        stated=Readings(usd(125_000), usd(1)),
        because=because,
        ours=ours,
    )


AS_STATED = Readings(usd(125_000), usd(1))
FOUND = SelfTest(
    priced=(
        outcome("A1", AS_STATED),
        outcome("A2", AS_STATED, "Two sources contradict each other on what the share is of, so the worst reading takes the lower."),
        outcome("A3", Readings(usd(125_000), usd(2))),
        outcome("A4", None),
    ),
    out_of_scope=(OutOfScope(told("B1", "Shopify"), "320.00 in all", "An order of several products, and shipping."),),
)  # fmt: skip


@pytest.mark.parametrize("width", [80, 120, 200])
def test_it_is_folded_and_nothing_is_cut(width: int) -> None:
    whole, folded = render(FOUND, Words()), render(FOUND, Words(), width=width)
    assert max(map(cell_len, folded.splitlines())) <= width
    assert "".join(folded.split()).replace("─", "") == "".join(whole.split()).replace("─", "")


def test_a_line_per_example_with_its_figures_and_remarks() -> None:
    lines = render(FOUND, Words()).splitlines()
    heads = [line.split(" 1,250.00 with")[0].split() for line in lines if "1,250.00 with" in line]
    assert heads == [
        ["ok", "A1", "3", "x", "1,250.00", "1,250.00", "0.01"],
        ["stated", "A2", "3", "x", "1,250.00", "1,250.00", "0.01"],
        ["DIFFERS", "A3", "3", "x", "1,250.00", "1,250.00", "0.02"],
        ["DIFFERS", "A4", "3", "x", "1,250.00", "-", "-"],
        ["B1"],
    ]
    assert sum("expected 1,250.00 as documented, 0.01 at worst" in line for line in lines) == 2
    assert lines[-1] == (
        "4 examples priced: 1 as published, 1 as stated with the reason, 2 differ; 1 out of scope."
        " This engine is not to be trusted."
    )


def test_colours_only_where_wanted_and_data_is_inert() -> None:
    escape = "\x1b"
    source = Told("A1", f"x{escape}", f"y{escape}", f"z{escape}", "H", derived=False)
    hostile = SelfTest((replace(outcome("A1", AS_STATED, f"w{escape}"), told=source),), ())
    assert escape not in render(hostile, Words())
    assert render(hostile, Words()).count(r"\x1b") == 4
    assert escape in render(hostile, Words(), colour=True)
