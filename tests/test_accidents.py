"""The accidents that this tool exists for: what happened → exports that replay it → what would have stopped it.

Eight that its founders heard of, and twenty-five public ones. Where an incident folder replays one, it is that; the others are
small sheets here, each in a store of its own. An accident without any promotion (a repricer's bug) is replayed by what its exports would have shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from promocheck.model.finding import Severity
from promocheck.pipeline import Request, scan
from tests.shop import AS_OF, policy_of, table, write_sheet

SAMPLES: Final = Path(__file__).parents[1] / "sample_exports" / "incidents"
HEAD: Final = "promotion_id | name | kind | sku | discount_type | discount_value | start | end"
TRUST: Final = {"PC103", "PC401"}
WEEK: Final = "2026-12-01 | 2026-12-07"


class Accident(NamedTuple):
    """What happened, what replays it (a folder of the samples, or sheets), and the rules that stop it."""

    what: str
    replay: str | Mapping[str, str]
    stopped_by: frozenset[str]


def of(what: str, replay: str | Mapping[str, str], *rules: str) -> Accident:
    return Accident(what, replay, frozenset(rules))


def sheets(
    promotions: str, more: str = "", *, listings: str = "", floors: str = "", row: str = ""
) -> dict[str, str]:
    """A shop of two goods, one of them promoted, unless something else is said."""
    head = f"{HEAD} | {more}" if more else HEAD
    return {
        "listings": listings
        or "sku | asin | title | price | quantity\nA-1 | B0AAAAAAA1 | Tall lamp | 100.00 | 300\nB-2 | B0AAAAAAA2 | Small carpet | 12.00 | 300",
        "floors": floors or "sku | floor\nA-1 | 60.00\nB-2 | 6.00",
        "promotions": f"{head}\n{promotions}" + (f"\n{row}" if row else ""),
    }


ACCIDENTS: Final = (
    # --- As heard ---------------------------------------------------------------------------------
    of("a social code on the wrong product, which had a coupon", "01-wrong-product", "PC101", "PC102", "PC201", "PC314", "PC403"),
    of("a large coupon while a code was still ending", "02-handover", "PC202"),
    of("their rule since, broken", "03-team-rule", "PC201"),
    of("washing machines at a quarter of their price", "04-washing-machines", "PC101", "PC105", "PC503"),
    of("a one-yuan flash sale for more than there was", "05-one-yuan", "PC101", "PC102", "PC501"),
    of("0.5折 for 5折", "06-half-price", "PC101", "PC102", "PC302"),
    of("400 in stock, 200 planned", "07-two-hundred-planned", "PC501"),
    of("the same seller again and again", "08-repeat-offender", "PC101"),
    # --- Public -----------------------------------------------------------------------------------
    of(
        "a repricer sets a price of one penny (RepricerExpress, 2014)",
        sheets(  # nothing is promoted but the carpet
            f"C1 | | coupon | B-2 | percent | 5 | {WEEK}",
            listings="sku | price\nA-1 | 0.01\nB-2 | 12.00",
            floors="sku | floor | reference_price\nA-1 | 20.00 | 49.99\nB-2 | 6.00 |",
        ),
        "PC105",
    ),
    of("a blank minimum price (Appeagle, 2012)", sheets(f"C1 | | coupon | A-1 | percent | 5 | {WEEK}", floors="sku | floor\nB-2 | 6.00"), "PC103"),
    of("100 % off on the wrong item (Echo Dot)", "27-everything-off", "PC101", "PC102", "PC310"),
    of(
        "one price for everything with a tag (Prime Day 2019)",
        sheets(
            f"D1 | | best_deal | A-1;B-2;C-3 | price | 94.48 | {WEEK}",
            listings="sku | price\nA-1 | 150.00\nB-2 | 199.00\nC-3 | 13000.00",
            floors="sku | floor\nA-1 | 80.00\nB-2 | 90.00\nC-3 | 9000.00",
        ),
        "PC101", "PC102", "PC402",
    ),
    of("24.99 became 2.49 (toys, 2000)", sheets("", listings="sku | price | sale_price | sale_start | sale_end\nA-1 | 24.99 | 2.49 | 2026-12-01 | 2026-12-07", floors="sku | floor\nA-1 | 15.00"), "PC101", "PC102"),
    of("codes guessed by punching numbers (2000)", sheets(f"P1 | | percentage_off | A-1 | percent | 40 | {WEEK} | 4711", "claim_code"), "PC306"),
    of("50 off anything instead of from 500 on (2000)", sheets(f"P1 | | amount_off | A-1;B-2 | amount | 50 | {WEEK}"), "PC101", "PC301", "PC303"),
    of("new customers' codes leaked and used again (2001)", sheets(f"P1 | | percentage_off | A-1 | percent | 50 | {WEEK} | WELCOME50 | new_customer | no", "claim_code | audience | one_per_customer", floors="sku | floor\nA-1 | 45.00"), "PC305", "PC306"),
    of(
        "40 % and 25 % codes stack (2014)",
        sheets(f"P1 | | percentage_off | A-1 | percent | 40 | {WEEK} | X7KQ2MWR9T | unrestricted", "claim_code | combinability", row=f"P2 | | percentage_off | A-1 | percent | 25 | {WEEK} | B4ZN8LTQ2H | unrestricted"),
        "PC101", "PC205", "PC308",
    ),
    of(
        "a monitor's price typed as a tenth (Dell Taiwan, 2009)",
        sheets("", listings="sku | price | sale_price | sale_start | sale_end\nA-1 | 148.00 | 15.00 | 2026-12-01 | 2026-12-07", floors="sku | floor\nA-1 | 90.00"),
        "PC101", "PC105",
    ),
    of(
        "a coupon that had ended could still be redeemed (2019)",
        sheets(f"C1 | | coupon | A-1 | amount | 90 | {WEEK} | cancelled | 2026-12-02", "status | canceled_at"),
        "PC101", "PC203",
    ),
    of("6.9 for 90.8 (2026)", "15-a-digit-too-few", "PC105"),
    of("a forgotten coupon under the Prime Day deal (2024)", "09-forgotten-coupon", "PC101", "PC102", "PC201"),
    of("a coupon of 10,000 dollars (2024)", "13-coupon-above-price", "PC101", "PC102", "PC301"),
    of("a code found by an affiliate before its time (2024)", sheets(f"S1 | | social_code | A-1 | percent | 60 | {WEEK} | | group", "claim_code | code_type"), "PC101", "PC305"),
    of("buy 1 get 31", "14-buy-1-get-31", "PC101", "PC102", "PC304"),
    of("two rebates in one order made 100 %", "20-two-rebates", "PC101", "PC102", "PC204"),
    of("a wrong code on earphones", "41-earphones-at-a-dollar", "PC101", "PC102", "PC305", "PC403", "PC503"),
    of("15 off without a minimum instead of 2 off from 15", "25-fifteen-off-anything", "PC101", "PC102", "PC301", "PC303"),
    of("discount and minimum swapped (AliExpress)", "26-discount-and-minimum", "PC101", "PC303", "PC312"),
    of("a forgotten 40 % code under a 50 % promotion", "29-forgotten-code", "PC101", "PC102", "PC309"),
    of("an unlimited code in a Facebook group", sheets(f"S1 | | social_code | A-1 | percent | 50 | {WEEK} | group | no", "code_type | one_per_customer"), "PC101", "PC305"),
    of("a launch code that bought all there was", "40-a-launch-code-for-everybody", "PC101", "PC305", "PC404", "PC502"),
    of("a contest's code was guessed (2013)", sheets(f"P1 | | percentage_off | A-1 | percent | 100 | {WEEK} | GOLF2013", "claim_code"), "PC102", "PC306"),
    of(
        "buy one get one and 20 % on everything",
        sheets(f"B1 | | buy_x_get_y | A-1 | percent | 100 | {WEEK} | 1 | 1", "buy_quantity | get_quantity", row=f"C1 | | coupon | A-1 | percent | 20 | {WEEK} | |"),
        "PC101",
    ),
)  # fmt: skip


# Stopped by a warning only, so with `--fail-on warning`: every price is as it was meant, on paper, and keeps its floor.
WARNED: Final = {
    "a large coupon while a code was still ending",
    "400 in stock, 200 planned",
    "codes guessed by punching numbers (2000)",
    "new customers' codes leaked and used again (2001)",
}


def test_they_are_all_there() -> None:
    assert len(ACCIDENTS) == 8 + 25
    assert len({each.what for each in ACCIDENTS}) == len(ACCIDENTS)


def shop_of(number: int, accident: Accident) -> str:
    """The store that replays it: the folder of the samples, or one for its sheets."""
    return accident.replay if isinstance(accident.replay, str) else f"accident-{number:02d}"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Severity]]:
    """By store the rules that find something in it, each at its gravest: all samples in one scan, all sheets in another."""
    folder = tmp_path_factory.mktemp("accidents")
    for number, accident in enumerate(ACCIDENTS):
        if not isinstance(accident.replay, str):
            place = folder / shop_of(number, accident) / "US"
            place.mkdir(parents=True)
            drawn = {name: table(text) for name, text in accident.replay.items()}
            for name, rows in drawn.items():
                if rows:
                    write_sheet(place / f"{name}.csv", rows)
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    found: dict[str, dict[str, Severity]] = defaultdict(dict)
    for path in (SAMPLES, folder):
        for each in scan(Request((str(path),), policy_of(), instant)).findings:
            rules = found[each.store or ""]
            rules[each.rule] = min(
                each.severity, rules.get(each.rule, each.severity), key=lambda one: one.rank
            )
    return found


@pytest.mark.parametrize(
    ("number", "accident"), [*enumerate(ACCIDENTS)], ids=lambda each: getattr(each, "what", "")
)
def test_what_would_have_stopped_it(
    told: Mapping[str, Mapping[str, Severity]], number: int, accident: Accident
) -> None:
    found = told[shop_of(number, accident)]
    assert accident.stopped_by <= set(found)
    gravest = min((found[rule] for rule in accident.stopped_by), key=lambda each: each.rank)
    assert gravest is (Severity.WARNING if accident.what in WARNED else Severity.ERROR)


def test_no_shop_of_these_could_not_be_read(told: Mapping[str, Mapping[str, Severity]]) -> None:
    """What makes the run untrusted is named where the accident is just that: a floor that was never given."""
    untrusted = [
        each.what
        for number, each in enumerate(ACCIDENTS)
        if any(rule > "PC9" or rule in TRUST for rule in told[shop_of(number, each)])
    ]
    assert untrusted == ["a blank minimum price (Appeagle, 2012)"]
