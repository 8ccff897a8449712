"""The steps of a rescue, read as the person reads them who was called: in order, with names and numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from promocheck.model.alarm import Watch
from promocheck.model.money import Money
from promocheck.pipeline.cancelling import cancelling
from promocheck.reports import order_list, rescue_text
from promocheck.reports.rescue_alarm import below_floor
from promocheck.reports.rescue_names import called
from promocheck.reports.rescue_steps import steps
from promocheck.reports.words import Words
from tests.exports.test_amazon_layouts import UNSHIPPED
from tests.sold import (
    AS_OF,
    rescued,
    rescued_in_two_shops,
    unshipped,
    write_exports,
    write_orders,
    write_report,
)

ORDERS = """
order               | sku | price | off  | by       | status    | ids
111-0000000-0000001 | A-1 | 100.0 | 80.0 | Merchant | Unshipped | SOCIAL-7781,44201853
111-0000000-0000002 | A-1 | 100.0 | 80.0 | Merchant | Pending   | SOCIAL-7781,44201853
111-0000000-0000003 | A-1 | 100.0 | 80.0 | Amazon   | Unshipped | SOCIAL-7781,44201853
111-0000000-0000004 | A-1 | 100.0 | 80.0 | Amazon   | Shipped   | SOCIAL-7781,44201853
111-0000000-0000005 | B-1 | 20.0  |      | Amazon   | Shipped   |
"""


def test_the_steps_name_what_runs_on_and_count_what_can_be_done(tmp_path: Path) -> None:
    found = rescued(write_exports(tmp_path), write_orders(tmp_path / "o.txt", ORDERS))
    told = {step.heading: " ".join(step.lines) for step in steps(found, Words("en"))}
    assert list(told) == [
        "Stop it", "Make price or stock safe", "Open a case with Amazon", "Cancel what you ship yourself", "Tell the buyers",
    ]  # fmt: skip
    stop, safe, case, cancel, tell = told.values()
    assert "Stop coupon 44201853 now; Wang set it up." in stop
    assert (
        "coupon 44201853: whoever has clipped it can use it until 2026-11-30 04:00 PST: stopping it is not enough."
        in stop
    )
    assert "social code SOCIAL-7781: is cancelled already. See that it is." in stop
    assert "social code SOCIAL-7781: may go on for 4 h after it is stopped." in stop
    assert "what else runs on B-1: 1 line is explained by no campaign of these exports." in stop
    # Until then 60 % and 40 % may come off together.
    assert "A-1: no price is safe before 2026-11-23 20:30 PST" in safe
    assert "From then on 100.00 USD keeps it at the floor of 60.00 USD" in safe
    assert "1 line only Amazon can cancel" in case
    assert "It was bought 1 h ago." in case
    assert "B0AAAAAAA1" in case
    assert "5 orders below floor" in case
    assert "1 line lacks its item's code" in cancel
    assert "1 line is pending" in cancel
    assert "2 lines are on their way" in tell
    assert "50.00 USD" in tell  # 40 for A-1, 10 for B-1


@pytest.mark.parametrize(
    ("promotion", "name", "shown"),
    [
        ("Save 20% on lamps@2026-11-20", "Save 20% on lamps", 'coupon "Save 20% on lamps@2026-11-20"'),
        ("CP-1", "Lamps in December", 'coupon CP-1 "Lamps in December"'),
        ("CP-1", "CP-1", "coupon CP-1"),
        ("CP-1", "", "coupon CP-1"),
    ],
)
def test_a_campaign_is_called_as_in_every_report_and_not_twice_by_its_name(
    tmp_path: Path, promotion: str, name: str, shown: str
) -> None:
    found = rescued(write_exports(tmp_path), write_orders(tmp_path / "o.txt", ORDERS))
    coupon = next(part for cause in found.causes for part in cause.parts if part.kind == "coupon")
    assert called(replace(coupon, promotion=promotion, name=name), Words("en")) == shown


def test_in_chinese_what_a_line_is_about_has_a_chinese_colon(tmp_path: Path) -> None:
    found = rescued(write_exports(tmp_path), write_orders(tmp_path / "o.txt", ORDERS))
    text = rescue_text.render(found, Words("zh"))
    assert "SOCIAL-7781：" in text
    assert "o.txt：" in text
    assert ": " not in text


def test_that_a_campaign_only_ran_then_and_the_orders_do_not_name_it_is_told_where_it_is_stopped(
    tmp_path: Path,
) -> None:
    """Another one may have made the price, which is in none of these exports: stopping what is known leaves that on."""
    orders = ORDERS.replace("SOCIAL-7781,44201853", "LD-OF-ANOTHER-TEAM")
    found = rescued(write_exports(tmp_path), write_orders(tmp_path / "o.txt", orders))
    stop = " ".join(next(iter(steps(found, Words("en")))).lines)
    assert (
        "See in Seller Central that nothing else runs on A-1: that these campaigns made the price is a guess, for the orders of "
        "4 lines do not name them." in stop
    )
    named = rescued(write_exports(tmp_path), write_orders(tmp_path / "o.txt", ORDERS))
    assert "is a guess" not in " ".join(next(iter(steps(named, Words("en")))).lines)


def test_how_early_it_began_is_told(tmp_path: Path) -> None:
    found = rescued(write_exports(tmp_path), write_orders(tmp_path / "o.txt", ORDERS))
    told = rescue_text.render(found, Words("en"))
    assert "PST, the orders name it, 3 h 20 min before its start, set up by Wang" in told
    assert "PST, the orders name it, after it had ended or was cancelled, cancelled, set up by Li" in told


def test_no_price_is_safe_while_all_of_it_comes_off(tmp_path: Path) -> None:
    found = rescued(
        write_exports(tmp_path),
        write_orders(tmp_path / "o.txt", "order | sku | price | off\none | A-1 | 100.0 | 100.0"),
    )
    assert found.skus[0].price_as_paid is None
    assert "no price is safe" in rescue_text.render(found, Words("en"))
    assert "没有安全的价格" in rescue_text.render(found, Words("zh"))


def test_a_safe_price_covers_the_floor_to_the_cent(tmp_path: Path) -> None:
    orders = write_orders(tmp_path / "o.txt", "order | sku | price | off\none | A-1 | 100.00 | 66.67")
    found = rescued(write_exports(tmp_path), orders)
    assert found.skus[0].price_as_paid == Money(18002, "USD")  # 60.00 * 100.00 / 33.33 = 180.018...


HOUR: Final = 3_600
CLIPPED: Final = """
promotion_id | kind        | sku | discount_type | discount_value | start                | end                  | status    | canceled_at
SOCIAL-7781  | social_code | A-1 | percent       | 40             | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z | cancelled | 2026-11-24T00:30:00Z
44201853     | coupon      | A-1 | percent       | 50             | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z | cancelled | 2026-11-24T00:30:00Z
"""
BOTH: Final = "order | sku | price | off\none | A-1 | 100.00 | {off}"


@pytest.mark.parametrize(
    ("hours", "off", "percent", "said"),
    [
        # With the code, 90 % may come off; once that is over, the clipped coupon's half.
        (0, "90.00", "50", "A-1: set its price to 600.10 USD or more, which keeps it at the floor of 60.00 USD with what still runs on it;"),
        (3, "90.00", "50", "A-1: set its price to 120.00 USD or more, which keeps it at the floor of 60.00 USD with what still runs on it;"),
        (3, "80.00", "40", "A-1: its price of 100.00 USD can stay: with what still runs on it, it keeps the floor of 60.00 USD."),
        # More came off than the exports know of: something else runs.
        (3, "90.01", "50", "A-1: set its price to 600.61 USD or more, which keeps it at the floor of 60.00 USD as long as only percentages"),
    ],
)  # fmt: skip
def test_what_is_over_makes_a_price_no_dearer(
    tmp_path: Path, hours: int, off: str, percent: str, said: str
) -> None:
    exports = write_exports(tmp_path, promotions=CLIPPED.replace("50  ", f"{percent}  "))
    orders = write_orders(tmp_path / "o.txt", BOTH.format(off=off))
    found = rescued(exports, orders, as_of=AS_OF + hours * HOUR)
    safe = [line.removeprefix(f"{tmp_path.name}/US ") for line in steps(found, Words("en"))[1].lines]
    assert safe[0].startswith(said)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (50, "A-1: set its price to 120.00 USD or more, which keeps it at the floor of 60.00 USD with what still runs on it;"),
        (51, "A-1: no price is safe while all of it is taken off."),
    ],
)  # fmt: skip
def test_a_price_keeps_the_share_of_it_that_the_policy_asks_for(
    tmp_path: Path, share: int, said: str
) -> None:
    """Half of each price comes off: from 51 % on none is at its floor."""
    orders = write_orders(tmp_path / "o.txt", BOTH.format(off="90.00"))
    policy = f"floors: {{default: {{min_percent_of_price: {share}}}}}"
    found = rescued(
        write_exports(tmp_path, promotions=CLIPPED), orders, as_of=AS_OF + 3 * HOUR, policy=policy
    )
    safe = [line.removeprefix(f"{tmp_path.name}/US ") for line in steps(found, Words("en"))[1].lines]
    assert safe[0].startswith(said), safe


@pytest.mark.parametrize(("share", "price"), [(9, Money(60061, "USD")), (10, None)])
def test_nor_is_one_where_what_buyers_paid_is_less_than_that_share(
    tmp_path: Path, share: int, price: Money | None
) -> None:
    orders = write_orders(tmp_path / "o.txt", BOTH.format(off="90.01"))
    policy = f"floors: {{default: {{min_percent_of_price: {share}}}}}"
    found = rescued(
        write_exports(tmp_path, promotions=CLIPPED), orders, as_of=AS_OF + 3 * HOUR, policy=policy
    )
    (sku,) = found.skus
    assert (sku.explained, sku.safe_price) == (False, price)


DEAL: Final = """
promotion_id | kind   | sku | discount_type | discount_value | start                | end                  | owner
BD-1         | {kind} | A-1 | price         | {price}        | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z | Mia
"""
COUPON: Final = "44201853 | coupon | A-1 | percent | 50 | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z |\n"


@pytest.mark.parametrize("kind", ["best_deal", "lightning_deal", "deal_of_the_day", "price_discount", "outlet", "prime_exclusive"])  # fmt: skip
@pytest.mark.parametrize(("price", "off"), [("100.00", "60.00"), ("53.00", "10.00")])
def test_no_price_is_safe_while_a_deal_sets_one_below_the_floor_and_it_is_to_be_stopped(
    tmp_path: Path, kind: str, price: str, off: str
) -> None:
    """What no campaign explains was sold under a code that nobody knows: the deal that is live sells below the floor all the same."""
    exports = write_exports(tmp_path, promotions=DEAL.format(kind=kind, price=53))
    orders = write_orders(tmp_path / "o.txt", f"order | sku | price | off\none | A-1 | {price} | {off}")
    found = rescued(exports, orders)
    stop, safe = (step.lines for step in steps(found, Words("en"))[:2])
    assert found.skus[0].safe_price is None
    assert [each for each in stop if "BD-1 now; Mia set it up." in each]
    (told,) = [each for each in safe if "no price is safe" in each]
    assert "BD-1. Stop it, and run this again." in told
    assert not [each for each in safe if "set its price" in each]


def test_a_deal_at_the_floor_leaves_a_price_that_is_safe(tmp_path: Path) -> None:
    exports = write_exports(tmp_path, promotions=DEAL.format(kind="best_deal", price=60))
    found = rescued(exports, write_orders(tmp_path / "o.txt", BOTH.format(off="60.00")))
    told = steps(found, Words("en"))[1].lines[0]
    assert told.startswith(
        "A-1: set its price to 150.00 USD, which keeps it at the floor of 60.00 USD as long as only percentages come off, and no higher:"
    )


def test_what_explains_no_order_and_runs_on_makes_a_price_dearer(tmp_path: Path) -> None:
    """A code took 40 off 90, and is over; a coupon that no order used takes half off."""
    exports = write_exports(tmp_path, promotions=CLIPPED.replace("cancelled | 2026-11-24T00:30:00Z\n44", "ended     | 2026-11-23T00:30:00Z\n44"))  # fmt: skip
    orders = "order | sku | price | off | at | ids\none | A-1 | 100.00 | 45.00 | 2026-11-22T01:00:00+00:00 | SOCIAL-7781"
    found = rescued(exports, write_orders(tmp_path / "o.txt", orders))
    assert found.skus[0].safe_price == Money(12000, "USD")


def test_a_floor_that_begins_later_is_kept_by_the_price_that_is_named(tmp_path: Path) -> None:
    """A code took 40 off 100, and the coupon that takes half off runs on when the floor rises."""
    floors = """
    sku | floor | currency | valid_from | valid_to
    A-1 | 60.00 | USD      |            | 2026-11-25
    A-1 | 70.00 | USD      | 2026-11-26 |
    """
    exports = write_exports(tmp_path, floors=floors, promotions=CLIPPED.replace("cancelled | 2026-11-24T00:30:00Z\n44", "ended     | 2026-11-23T00:30:00Z\n44"))  # fmt: skip
    orders = "order | sku | price | off | at | ids\none | A-1 | 100.00 | 45.00 | 2026-11-22T01:00:00+00:00 | SOCIAL-7781"
    found = rescued(exports, write_orders(tmp_path / "o.txt", orders))
    assert found.skus[0].safe_price == Money(14000, "USD")
    told = steps(found, Words("en"))[1].lines[0]
    assert "set its price to 140.00 USD" in told
    assert "the floor of 70.00 USD" in told


def test_a_deal_and_a_coupon_that_only_together_sell_below_the_floor_are_both_to_be_stopped(
    tmp_path: Path,
) -> None:
    """Under a deal a dearer listing may sell lower: half of its price comes off the deal's."""
    exports = write_exports(tmp_path, promotions=DEAL.format(kind="best_deal", price=90) + COUPON)
    found = rescued(exports, write_orders(tmp_path / "o.txt", BOTH.format(off="50.00")))
    assert not found.skus[0].explained
    assert {part.promotion for part in found.skus[0].against} == {"BD-1", "44201853"}
    told = steps(found, Words("en"))[1].lines[0]
    assert "A-1: no price is safe while these run: " in told
    assert ". Stop them, and run this again." in told


def test_a_deal_that_is_yet_to_come_leaves_a_price_until_then(tmp_path: Path) -> None:
    deal = DEAL.format(kind="best_deal", price=53).replace("2026-11-20T", "2026-11-27T")
    found = rescued(
        write_exports(tmp_path, promotions=deal), write_orders(tmp_path / "o.txt", BOTH.format(off="60.00"))
    )
    stop, safe = (step.lines for step in steps(found, Words("en"))[:2])
    assert "Stop best deal BD-1 before 2026-11-27 00:00 PST, when it may begin; Mia set it up." in stop
    assert not [each for each in stop if "now" in each]
    assert safe[0].startswith("A-1: set its price to 150.00 USD or more, ")
    assert safe[1] == (
        "A-1: from 2026-11-27 00:00 PST on no price is safe while this runs: best deal BD-1. Stop it before, and run this again."
    )


def test_a_deal_of_which_one_row_runs_is_to_be_stopped_now(tmp_path: Path) -> None:
    """The row of the other SKU is yet to begin, and lasts longer."""
    later = "BD-1 | best_deal | B-1 | price | 25 | 2026-11-27T08:00:00Z | 2026-12-03T08:00:00Z |\n"
    exports = write_exports(tmp_path, promotions=DEAL.format(kind="best_deal", price=53) + later)
    orders = "order | sku | price | off\none | A-1 | 100.00 | 60.00\ntwo | B-1 | 50.00 | 30.00"
    found = rescued(exports, write_orders(tmp_path / "o.txt", orders))
    stop = steps(found, Words("en"))[0].lines
    assert [each for each in stop if each.startswith("Stop")] == ["Stop best deal BD-1 now."]


def test_what_together_leaves_no_price_now_is_named_and_not_the_deal_that_is_yet_to_come(
    tmp_path: Path,
) -> None:
    """60 % and 50 % come off together now: each leaves a price by itself; the deal that begins later leaves none."""
    deal = DEAL.format(kind="best_deal", price=53).replace("2026-11-20T", "2026-11-27T")
    code = "CODE-1 | social_code | A-1 | percent | 60 | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z |\n"
    found = rescued(
        write_exports(tmp_path, promotions=deal + COUPON + code),
        write_orders(tmp_path / "o.txt", BOTH.format(off="99.00")),
    )
    (sku,) = found.skus
    assert (sku.safe_price, sku.until) == (None, None)
    assert {part.promotion for part in sku.against} == {"44201853", "CODE-1"}


def test_an_old_order_leaves_no_deal_that_is_yet_to_come_out_of_sight(tmp_path: Path) -> None:
    """What is judged begins before the oldest order, and reaches as far from now as it does without one."""
    deal = DEAL.format(kind="best_deal", price=53).replace("2026-11-20T", "2026-11-27T")
    orders = "order | sku | price | off | at\none | A-1 | 100.00 | 60.00 |\nold | A-1 | 100.00 | 60.00 | 2025-10-30T01:00:00+00:00"
    found = rescued(write_exports(tmp_path, promotions=deal), write_orders(tmp_path / "o.txt", orders))
    assert [part.promotion for part in found.skus[0].against] == ["BD-1"]
    assert "A-1: from 2026-11-27 00:00 PST on no price is safe" in steps(found, Words("en"))[1].lines[1]


def test_each_sku_has_what_is_to_be_stopped_on_it(tmp_path: Path) -> None:
    """One deal runs, one is yet to come, and nothing else runs on the third."""
    exports = write_exports(
        tmp_path,
        floors="sku | floor\nA-1 | 60.00\nB-1 | 30.00\nC-1 | 12.00",
        promotions="""
        promotion_id | kind      | sku | discount_type | discount_value | start                | end
        BD-A         | best_deal | A-1 | price         | 53             | 2026-11-27T08:00:00Z | 2026-11-30T08:00:00Z
        CP-A         | coupon    | A-1 | percent       | 5              | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z
        BD-B         | best_deal | B-1 | price         | 25             | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z
        CP-B         | coupon    | B-1 | percent       | 5              | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z
        """,
    )
    orders = "order | sku | price | off\none | A-1 | 100.00 | 60.00\ntwo | B-1 | 50.00 | 30.00\nthree | C-1 | 20.00 | 10.00"
    found = {each.sku: each for each in rescued(exports, write_orders(tmp_path / "o.txt", orders)).skus}
    against = {sku: [part.promotion for part in each.against] for sku, each in found.items()}
    assert against == {"A-1": ["BD-A"], "B-1": ["BD-B"], "C-1": []}
    prices = {sku: str(each.safe_price) for sku, each in found.items() if each.safe_price is not None}
    assert prices == {"A-1": "150.00", "C-1": "24.00"}


def test_nothing_to_rescue_has_no_steps(tmp_path: Path) -> None:
    found = rescued(
        write_exports(tmp_path), write_orders(tmp_path / "o.txt", "order | sku | price\none | A-1 | 100.00")
    )
    assert steps(found, Words("en")) == ()
    assert rescue_text.render(found, Words("en")).startswith("NOTHING SOLD BELOW FLOOR")


TWO_SHOPS = """
order | sku | price  | off   | ids     | channel      | currency | at
one   | A-1 | 100.00 | 60.00 | BF-2026 | Amazon.com   | USD      | 2026-11-24T01:00:00+00:00
two   | A-1 | 100.00 | 60.00 | BF-2026 | Amazon.co.uk | GBP      | 2026-11-21T01:00:00+00:00
three | A-1 | 100.00 | 65.00 | UK-CODE | Amazon.co.uk | GBP      | 2026-11-21T01:00:00+00:00
"""


def test_a_campaign_that_runs_in_one_shop_and_is_over_in_another_is_to_be_stopped_there(
    tmp_path: Path,
) -> None:
    found = rescued_in_two_shops(tmp_path, TWO_SHOPS)
    store = f"{tmp_path.name}/"
    stop, safe = ([line.replace(store, "") for line in step.lines] for step in steps(found, Words("en"))[:2])
    assert "Stop US percentage off BF-2026 now." in stop
    assert "UK percentage off BF-2026: over since 2026-11-22 12:00 GMT." in stop
    assert [line.split(":")[0] for line in safe[:2]] == ["UK A-1", "US A-1"]
    assert "UK percentage off BF-2026: 2026" in rescue_text.render(found, Words("en")).replace(store, "")


def test_an_alarm_names_the_campaigns_of_its_own_shop(tmp_path: Path) -> None:
    found = rescued_in_two_shops(tmp_path, TWO_SHOPS)
    told = {
        each.marketplace: below_floor(each, Watch(found.skus, found.causes, (), 0, 0, (), "UTC"), Words("en"))
        for each in found.skus
    }
    assert "UK-CODE" in told["UK"]
    assert "UK-CODE" not in told["US"]
    assert told["US"].startswith(f"BELOW FLOOR: {tmp_path.name}/US A-1 sold")


def test_what_a_scan_would_have_said_is_told_of_each_shop_by_itself(tmp_path: Path) -> None:
    before = rescued_in_two_shops(tmp_path, TWO_SHOPS).before
    assert before is not None
    assert before.silent == ()
    assert {each.marketplace for each in before.findings} == {"US", "UK"}


def test_the_list_says_whose_store_it_was(tmp_path: Path) -> None:
    """Stores of one owner sell the same SKU at the same marketplace: a case goes to one of them."""
    found = rescued_in_two_shops(tmp_path, TWO_SHOPS)
    header, *rows = order_list.render(found.sales).splitlines()
    cells = [dict(zip(header.split(","), row.split(","), strict=True)) for row in rows]
    assert [(row["store"], row["marketplace"]) for row in cells] == [
        (tmp_path.name, shop) for shop in ("UK", "UK", "US")
    ]


@pytest.mark.parametrize(
    ("order", "item", "coded"),
    [("111-0000000-0000001", "70000000000001", True), ("one", "70000000000001", False), ("111-0000000-0000001", "x", False)],
)  # fmt: skip
def test_the_steps_count_the_lines_that_the_file_cancels(
    tmp_path: Path, order: str, item: str, coded: bool
) -> None:
    orders = f"order | sku | price | by\n{order} | A-1 | 1.00 | Merchant"
    codes = write_report(tmp_path / "u.txt", UNSHIPPED, [unshipped(order, item, "A-1")])
    found = rescued(write_exports(tmp_path), write_orders(tmp_path / "o.txt", orders), codes)
    (cancel,) = steps(found, Words("en"))[3].lines
    assert cancel.startswith("1 line with the file" if coded else "1 line lacks its item's code")
    assert len(cancelling(found.sales, "PricingError").files) == coded


SALE_PRICES = """
sku | asin       | price  | sale_price | sale_start | sale_end
A-1 | B0AAAAAAA1 | 100.00 | 10.00      | 2026-11-20 | 2026-11-30
B-1 | B0BBBBBBB1 | 50.00  | 5.00       | 2026-11-20 | 2026-11-30
C-1 | B0CCCCCCC1 | 20.00  |            |            |
"""


def test_a_price_of_the_listings_own_is_named_by_its_skus_and_taken_out(tmp_path: Path) -> None:
    floors = "sku | floor\nA-1 | 60.00\nB-1 | 30.00\nC-1 | 10.00"
    exports = write_exports(tmp_path, listings=SALE_PRICES, floors=floors)
    orders = """
    order | sku | price | off
    one   | A-1 | 10.00 |
    two   | B-1 | 5.00  |
    three | C-1 | 9.00  | 1.00
    """
    found = rescued(exports, write_orders(tmp_path / "o.txt", orders))
    stop, safe = (" ".join(step.lines) for step in steps(found, Words("en"))[:2])
    assert "Stop sale price of A-1, B-1 now." in stop
    assert "what else runs on C-1" in stop
    assert (
        "A-1: it was priced below its listing's 100.00 USD before anything came off: take its sale price"
        in safe
    )
    assert "A-1: set its price" not in safe
    assert "C-1: set its price" in safe  # something came off, too
    assert "sale price of A-1\n" in rescue_text.render(found, Words("en"))
    assert "立即停止：A-1、B-1 的促销价" in rescue_text.render(found, Words("zh"))
