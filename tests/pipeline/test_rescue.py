"""What was sold below its floor, in a few lines of orders: which, how much was lost, why, and what became of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.errors import NoSuchPath
from promocheck.model.rescue import Offer, Rescue
from promocheck.model.text import english
from promocheck.pipeline import Request
from promocheck.pipeline.cancelling import cancelling
from promocheck.pipeline.rescue import RescueRequest, rescue
from promocheck.reports import Words, rescue_text
from promocheck.rescue.cancellation import read
from tests.exports.test_amazon_layouts import UNSHIPPED as ITEMS
from tests.shop import policy_of
from tests.sold import (
    AS_OF,
    FLOORS,
    HEADER,
    PROMOTIONS,
    order,
    rescued,
    rescued_in_two_shops,
    unshipped,
    write_exports,
    write_orders,
    write_report,
)


def of(folder: Path, orders: str, **exports: str) -> Rescue:
    return rescued(write_exports(folder, **exports), write_orders(folder / "orders.txt", orders))


def told(found: Rescue) -> dict[str, tuple[int, str, str]]:
    """By order: units, what a unit came to, what was lost."""
    return {each.order: (each.units, str(each.unit), str(each.loss)) for each in found.sales}


def aside(found: Rescue) -> dict[str, int]:
    return {english(why): n for each in found.accounts for why, n in (*each.aside, *each.unproven)}


def test_a_line_is_held_against_the_floors_of_all_its_units_to_the_cent(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        """
        order | sku | units | price  | off
        at    | A-1 | 1     | 60.0   |
        under | A-1 | 1     | 60.00  | 0.01
        three | A-1 | 3     | 300.0  | 120.01
        thrice| A-1 | 3     | 300.0  | 120.00
        free  | A-1 | 2     | 200.0  | 200.0
        """,
    )
    assert told(found) == {
        "under": (1, "59.99", "0.01"),
        "three": (3, "59.99", "0.01"),  # 179.99 for three: 59.9966..., and never rounded up to the floor
        "free": (2, "0.00", "120.00"),
    }
    assert found.lost is not None
    assert (found.lost.orders, found.lost.units, str(found.lost.loss[0])) == (3, 6, "120.02")
    assert found.exit_code == 1


def test_none_below_is_a_claim_about_every_row(tmp_path: Path) -> None:
    found = of(tmp_path, "order | sku | price\none | A-1 | 60.00\ntwo | B-1 | 30.00\nthree | C-1 | 20.00")
    assert found.exit_code == 0
    (account,) = found.accounts
    assert (account.read, account.fine, account.floorless) == (3, 2, 1)
    assert [(each.sku, each.doubtful) for each in found.floorless] == [("C-1", False)]


def test_what_is_no_sale_at_a_price_is_set_aside_with_the_reason(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        """
        order | sku | price | off | currency | channel       | status    | business | units
        one   | A-1 | 1.00  |     | USD      | Amazon.com    | Cancelled | false    | 1
        two   | A-1 |       |     |          | Non-Amazon    | Shipped   | false    | 1
        five  | A-1 | 0.0   |     | USD      | Amazon.com    | Shipped   | false    | 1
        six   | A-1 | 0.00  |     | USD      | Amazon.com    | Shipped   | false    | 0
        seven | A-1 |       |     |          | Amazon.com    | Cancelled | false    |
        eight | A-1 |       |     |          | Non-Amazon US | Shipped   | false    | 1
        """,
    )
    assert aside(found) == {
        "cancelled already": 2,
        "sold in another shop, only shipped by Amazon": 2,
        "replacements: a price of 0 without a discount": 1,
        "no units": 1,
    }
    assert (found.exit_code, found.sales) == (0, ())


def test_a_business_order_is_held_against_the_floor_like_any_other(tmp_path: Path) -> None:
    prices = """
    promotion_id | kind           | sku | discount_type | discount_value | start      | end
    BIZ          | business_price | A-1 | price         | 30.00          | 2026-11-20 | 2026-11-30
    """
    orders = """
    order | sku | price  | off  | business
    price | A-1 | 30.00  |      | true
    code  | A-1 | 100.00 | 90.0 | true
    fine  | A-1 | 60.00  |      | true
    buyer | A-1 | 30.00  |      | false
    """
    found = of(tmp_path, orders, promotions=prices)
    assert told(found) == {
        "price": (1, "30.00", "30.00"), "code": (1, "10.00", "50.00"), "buyer": (1, "30.00", "30.00")
    }  # fmt: skip
    assert (found.exit_code, aside(found)) == (1, {})
    causes = {sale.order: [part.promotion for part in found.causes[sale.cause].parts] for sale in found.sales}
    assert causes == {"price": ["BIZ"], "code": [], "buyer": []}  # nobody else buys at a business price


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("one | A-1 | 5.00 | EUR | 1", "in another currency than the marketplace's"),
        ("one | A-1 | 5.00 | USD | 0", "a price but no units, though not cancelled"),
    ],
)
def test_what_may_have_been_sold_below_floor_is_no_all_clear(tmp_path: Path, line: str, why: str) -> None:
    found = of(tmp_path, f"order | sku | price | currency | units\n{line}")
    assert (found.exit_code, found.unproven, aside(found)) == (3, 1, {why: 1})


def test_a_discount_of_all_of_the_price_is_no_replacement(tmp_path: Path) -> None:
    orders = "order | sku | price | off | ids\none | A-1 | 100.0 | 100.0 |\ntwo | A-1 | 0.0 | | FREE-1"
    assert told(of(tmp_path, orders)) == {"one": (1, "0.00", "60.00"), "two": (1, "0.00", "60.00")}


def test_a_line_without_a_price_proves_nothing(tmp_path: Path) -> None:
    orders = "order | sku | price | currency | status\none | A-1 | | | Pending\ntwo | A-1 | | | Shipped"
    found = of(tmp_path, orders)
    assert (found.exit_code, found.unproven) == (3, 2)
    assert len(aside(found)) == 2


def test_a_floor_is_that_of_the_day_of_the_purchase(tmp_path: Path) -> None:
    floors = """
    sku | floor | valid_from | valid_to
    A-1 | 60.00 | 2026-11-01 | 2026-11-22
    A-1 | 40.00 | 2026-11-23 |
    """
    orders = """
    order  | sku | price | at
    before | A-1 | 50.00 | 2026-11-22T10:00:00+00:00
    after  | A-1 | 50.00 | 2026-11-23T10:00:00+00:00
    """
    assert told(of(tmp_path, orders, floors=floors)) == {"before": (1, "50.00", "10.00")}


def test_a_floor_for_some_days_is_held_against_the_usual_one_where_nothing_runs(tmp_path: Path) -> None:
    floors = """
    sku | floor | valid_from | valid_to
    B-1 | 30.00 |            |
    B-1 | 45.00 | 2026-11-01 | 2026-11-22
    B-1 | 20.00 | 2026-11-23 |
    """
    orders = """
    order  | sku | price | at
    first  | B-1 | 44.00 | 2026-11-01T07:00:00+00:00
    before | B-1 | 40.00 | 2026-11-22T10:00:00+00:00
    after  | B-1 | 25.00 | 2026-11-23T10:00:00+00:00
    enough | B-1 | 40.00 | 2026-11-23T08:00:00+00:00
    """
    found = told(of(tmp_path, orders, floors=floors))
    assert found == {
        "first": (1, "44.00", "1.00"),
        "before": (1, "40.00", "5.00"),
        "after": (1, "25.00", "5.00"),
    }


def test_a_floor_while_a_kind_runs_counts_for_orders_too(tmp_path: Path) -> None:
    exports, orders = (
        write_exports(tmp_path),
        write_orders(tmp_path / "o.txt", "order | sku | price\none | A-1 | 70.00"),
    )
    assert rescued(exports, orders).sales == ()
    policy = "floors: {kinds: {coupon: {min_percent_of_price: 80}}}"
    assert told(rescued(exports, orders, policy=policy)) == {"one": (1, "70.00", "10.00")}


def test_what_explains_an_order(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        """
        order   | sku | price  | off   | ids                                      | at
        both    | A-1 | 100.00 | 100.0 | VPC-44571-44201853 Coupon,SOCIAL-7781    | 2026-11-24T01:00:00+00:00
        inside  | A-1 | 100.00 | 50.0  | VPC-44571-44201853 Coupon                | 2026-11-24T05:00:00+00:00
        silent  | A-1 | 100.00 | 90.0  |                                          | 2026-11-26T05:00:00+00:00
        other   | B-1 | 50.00  | 40.0  | VPC-44571-44201853 Coupon                | 2026-11-24T05:00:00+00:00
        unknown | B-1 | 50.00  | 45.0  | Duplicated A3JU1FCINF5SD0 1569460229772  | 2026-11-24T05:00:00+00:00
        listed  | B-1 | 29.00  |       |                                          | 2026-11-24T05:00:00+00:00
        late    | A-1 | 100.00 | 60.0  | SOCIAL-7781                              | 2026-11-30T05:00:00+00:00
        """,
    )
    parts = {
        sale.order: [(part.promotion, part.fit) for part in found.causes[sale.cause].parts]
        for sale in found.sales
    }
    assert parts == {
        "both": [("44201853", "early_or_late"), ("SOCIAL-7781", "early_or_late")],
        "inside": [("44201853", "named")],
        "silent": [("44201853", "running")],  # the code's last hours are over
        "other": [("44201853", "other_sku")],
        "unknown": [],
        "listed": [],
        "late": [("SOCIAL-7781", "early_or_late")],
    }
    assert [each.written for each in found.promotions if each.written and not each.known] == [
        "Duplicated A3JU1FCINF5SD0 1569460229772"
    ]
    assert not found.causes[-1].parts  # what nothing explains stands last


def test_the_cause_and_the_sku_that_cost_most_stand_first(tmp_path: Path) -> None:
    promotions = """
    promotion_id | kind           | sku | discount_type | discount_value | start                | end
    P-A          | percentage_off | A-1 | percent       | 41             | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z
    P-B          | percentage_off | B-1 | percent       | 98             | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z
    """
    orders = """
    order | sku | units | price   | off    | ids
    one   | A-1 | 10    | 1000.00 | 410.00 | P-A
    two   | B-1 | 10    | 500.00  | 490.00 | P-B
    """
    found = of(tmp_path, orders, promotions=promotions)
    lost = [(each.parts[0].promotion, str(each.lost.loss[0])) for each in found.causes]
    assert lost == [("P-B", "290.00"), ("P-A", "10.00")]  # though A-1's floors come to more


def test_rupees_are_not_held_against_dollars_as_they_are(tmp_path: Path) -> None:
    orders = """
    order | sku | price   | off     | ids     | channel    | currency
    one   | A-1 | 2000.00 | 1100.00 | IN-CODE | Amazon.in  | INR
    two   | A-1 | 100.00  | 60.00   | BF-2026 | Amazon.com | USD
    """
    found = rescued_in_two_shops(tmp_path, orders, other="IN", price="2000.00", floor="1000.00")
    assert [str(each.lost.loss[0]) for each in found.skus] == ["20.00", "100.00"]
    assert [each.parts[0].promotion for each in found.causes] == ["BF-2026", "IN-CODE"]
    assert [each.written for each in found.promotions] == ["BF-2026", "IN-CODE"]


def test_a_coupon_that_took_part_is_named_however_orders_call_it(tmp_path: Path) -> None:
    promotions = """
    promotion_id | kind           | sku | discount_type | discount_value | start      | end
    VPC-1        | coupon         | A-1 | percent       | 20             | 2026-11-20 | 2026-11-30
    PSC1         | percentage_off | A-1 | percent       | 50             | 2026-11-20 | 2026-11-30
    """
    orders = """
    order | sku | price  | off  | ids
    known | A-1 | 100.00 | 70.0 | PSC1,VPC-1 Coupon
    other | A-1 | 100.00 | 70.0 | PSC1,VPC-3-9 Coupon
    ship  | A-1 | 100.00 | 70.0 | PSC1,US Core Free Shipping
    """
    found = of(tmp_path, orders, promotions=promotions)
    parts = {
        sale.order: {part.promotion: part.fit for part in found.causes[sale.cause].parts}
        for sale in found.sales
    }
    assert parts == {
        "known": {"VPC-1": "named", "PSC1": "named"},
        "other": {"VPC-1": "running", "PSC1": "named"},
        "ship": {"PSC1": "named"},
    }


def test_what_was_over_before_the_first_order_is_known_on_its_sku(tmp_path: Path) -> None:
    promotions = PROMOTIONS.replace("2026-11-24T00:30:00Z", "2026-11-22T00:30:00Z")
    found = of(
        tmp_path,
        "order | sku | price | off | ids\none | A-1 | 100.0 | 60.0 | SOCIAL-7781",
        promotions=promotions,
    )
    assert [(part.promotion, part.fit) for part in found.causes[0].parts] == [
        ("SOCIAL-7781", "early_or_late")
    ]


def test_a_deal_explains_a_price_that_was_cut(tmp_path: Path) -> None:
    deal = """
    promotion_id | kind      | sku | discount_type | discount_value | start      | end
    D1           | best_deal | A-1 | price         | 50.00          | 2026-11-20 | 2026-11-30
    """
    found = of(tmp_path, "order | sku | price\none | A-1 | 50.00", promotions=deal)
    assert [(part.promotion, part.fit) for part in found.causes[0].parts] == [("D1", "running")]


def test_who_can_still_cancel(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        """
        order | sku | price | status                       | by
        one   | A-1 | 1.00  | Unshipped                    | Merchant
        two   | A-1 | 1.00  | Pending                      | Merchant
        three | A-1 | 1.00  | Unshipped                    | Amazon
        four  | A-1 | 1.00  | Pending                      | Amazon
        five  | A-1 | 1.00  | Shipping                     | Amazon
        six   | A-1 | 1.00  | Shipped - Delivered to Buyer | Merchant
        seven | A-1 | 1.00  | Something new                | Merchant
        """,
    )
    doors = {each.order: each.door.word for each in found.sales}
    assert doors == {
        "one": "yourself", "two": "wait", "three": "amazon", "four": "amazon", "five": "gone", "six": "gone", "seven": "amazon",
    }  # fmt: skip


def test_the_same_item_in_several_files_is_counted_once_as_the_latest_has_it(tmp_path: Path) -> None:
    exports = write_exports(tmp_path)
    early = write_orders(
        tmp_path / "early.txt",
        """
        order | sku | price | status    | updated
        one   | A-1 | 1.00  | Unshipped | 2026-11-24T01:10:00+00:00
        two   | A-1 | 1.00  | Unshipped | 2026-11-24T01:10:00+00:00
        two   | A-1 | 1.00  | Unshipped | 2026-11-24T01:10:00+00:00
        """,
    )
    late = write_orders(
        tmp_path / "late.txt",
        """
        order | sku | price | status  | updated
        one   | A-1 | 1.00  | Shipped | 2026-11-24T01:40:00+00:00
        two   | A-1 | 1.00  | Shipped | 2026-11-24T01:40:00+00:00
        """,
    )
    for files in ((early, late), (late, early)):
        found = rescued(exports, *files)
        doors = sorted((each.order, each.door.word) for each in found.sales)
        assert doors == [("one", "gone"), ("two", "amazon"), ("two", "gone")]
        assert [(Path(each.path).name, Path(each.counted).name, each.lines) for each in found.twins] == [
            ("early.txt", "late.txt", 2)
        ]


def test_the_codes_of_items_come_from_the_unshipped_orders(tmp_path: Path) -> None:
    exports = write_exports(tmp_path)
    orders = write_orders(
        tmp_path / "all.txt", "order | sku | price\none | A-1 | 1.00\none | A-1 | 2.00\ntwo | A-1 | 1.00"
    )
    codes = [unshipped("one", "71", "A-1"), unshipped("one", "72", "A-1"), unshipped("other", "73", "A-1")]
    found = rescued(exports, orders, write_report(tmp_path / "unshipped.txt", ITEMS, codes))
    assert sorted((each.order, each.item) for each in found.sales if each.item) == [
        ("one", "71"),
        ("one", "72"),
    ]
    assert [(each.read, each.codes) for each in found.accounts if each.codes] == [(3, 3)]


def test_what_lies_beside_the_orders_of_a_folder_is_told(tmp_path: Path) -> None:
    exports, folder = write_exports(tmp_path), tmp_path / "in"
    folder.mkdir()
    write_orders(folder / "all.txt", "order | sku | price\none | A-1 | 100.00")
    (folder / "notes.txt").write_text("Dear all,\nit was a good day.\n", encoding="utf-8")
    (folder / "more.csv").write_bytes((exports / "promotions.csv").read_bytes())
    found = rescued(exports, folder)
    told = {Path(each.path).name: english(each.reason) for each in found.skipped}
    assert told == {
        "notes.txt": "is text, no table.",
        "more.csv": "is another table than orders: Promotions sheet.",
    }
    assert found.exit_code == 0
    text = rescue_text.render(found, Words("en"))
    assert "── Passed over ──" in text
    assert all(each.path in text for each in found.skipped)


@pytest.mark.parametrize("later_first", [True, False])
def test_what_has_been_shipped_since_is_in_no_cancellation_file(tmp_path: Path, later_first: bool) -> None:
    exports = write_exports(tmp_path)
    lines = "\n".join(f"111-0000000-000000{n} | A-1 | 2 | 2.00 | Merchant" for n in range(1, 6))
    orders = write_orders(tmp_path / "all.txt", f"order | sku | units | price | by\n{lines}")
    counts = {"1": ("0", "2"), "2": ("2", "0"), "3": ("1", "1"), "4": ("", ""), "5": ("0", "2")}
    items = [unshipped(f"111-0000000-000000{n}", f"7000{n}", "A-1", *said) for n, said in counts.items()]
    later = [unshipped("111-0000000-0000005", "70005", "A-1", "2", "0")]
    reports = (later, items) if later_first else (items, later)
    files = [write_report(tmp_path / f"{n}.txt", ITEMS, each) for n, each in enumerate(reports, 1)]
    found = rescued(exports, orders, *files)
    assert {each.order[-1]: each.door.word for each in found.sales} == {
        "1": "yourself", "2": "gone", "3": "by_hand", "4": "yourself", "5": "gone"
    }  # fmt: skip
    (file,) = cancelling(found.sales, "PricingError").files
    assert [each.item for each in read(file.data)] == ["70001", "70004"]


def test_of_two_lines_of_a_sku_of_which_one_is_fine_nobody_knows_whose_the_code_is(tmp_path: Path) -> None:
    exports = write_exports(tmp_path)
    orders = write_orders(tmp_path / "all.txt", "order | sku | price\none | A-1 | 1.00\none | A-1 | 100.00")
    codes = [unshipped("one", "71", "A-1"), unshipped("one", "72", "A-1")]
    found = rescued(exports, orders, write_report(tmp_path / "unshipped.txt", ITEMS, codes))
    assert [each.item for each in found.sales] == [None]


def test_a_sku_without_a_floor_makes_doubt_where_something_was_off_or_it_went_for_nothing(
    tmp_path: Path,
) -> None:
    listings = "sku | price\nA-1 | 20.00\nC-1 | 20.00\nD-1 | 20.00\nE-1 | 20.00"
    orders = "order | sku | price | off\none | C-1 | 20.00 |\ntwo | D-1 | 20.00 | 5.00\nthree | E-1 | 0.50 |"
    found = of(tmp_path, orders, listings=listings, floors="sku | floor\nA-1 | 10.00")
    assert {each.sku: each.doubtful for each in found.floorless} == {"C-1": False, "D-1": True, "E-1": True}
    assert found.exit_code == 3
    never = rescued(tmp_path / "US", tmp_path / "orders.txt", policy="floors: {required: never}")
    assert never.exit_code == 0


def test_a_sku_that_is_not_listed_may_have_a_floor(tmp_path: Path) -> None:
    assert of(tmp_path, "order | sku | price\none | GONE-1 | 20.00").exit_code == 3


def test_a_cell_that_cannot_be_read_is_no_all_clear_and_never_shown(tmp_path: Path) -> None:
    found = of(tmp_path, "order | sku | price | off\none | A-1 | 100.00 | Jane Roe\ntwo | A-1 | 100.00 |")
    assert found.exit_code == 3
    assert [each.rule for each in found.doubts] == ["PC901"]
    assert "Jane" not in str(found)
    assert [each.unread for each in found.accounts] == [1]


def test_an_order_from_the_future_is_named_and_no_all_clear(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        """
        order | sku | price  | at
        now   | A-1 | 100.00 | 2026-11-24T02:00:00+00:00
        next  | A-1 | 100.00 | 2026-11-24T02:00:01+00:00
        later | A-1 | 1.00   | 2027-11-24T02:00:00+00:00
        """,
    )
    (doubt,) = found.doubts
    assert english(doubt.message).endswith(
        "holds 2 order lines from the future: next was bought at 2026-11-24T02:00:01Z, and this run looks at 2026-11-24T02:00:00Z. "
        "Set the clock, or --as-of, right."
    )
    assert [(place.row, place.column) for place in doubt.places] == [(3, "purchase-date")]
    assert (found.exit_code, list(told(found))) == (3, ["later"])


@pytest.mark.parametrize(
    "lacks", ["item-promotion-discount", "fulfillment-channel", "purchase-date", "quantity"]
)
def test_a_report_that_lacks_what_decides_cannot_be_judged(tmp_path: Path, lacks: str) -> None:
    exports, columns = write_exports(tmp_path), [name for name in HEADER if name != lacks]
    cells = dict(
        zip(HEADER, order({"order": "one", "sku": "A-1", "price": "100.00"}).split("\t"), strict=True)
    )
    line = "\t".join(cells[name] for name in columns)
    found = rescued(exports, write_report(tmp_path / "o.txt", columns, [line]))
    assert found.exit_code == 3
    assert any(f"has no column for {lacks}, so" in english(each.message) for each in found.doubts)
    assert "***" not in "".join(english(each.message) for each in found.doubts)
    assert found.sales == ()
    (account,) = found.accounts
    assert (account.fine, account.unread + found.unproven) == (0, 1)


def test_what_is_below_its_floor_before_anything_came_off_is_so_without_the_column_of_discounts(
    tmp_path: Path,
) -> None:
    exports, columns = write_exports(tmp_path), [name for name in HEADER if name != "item-promotion-discount"]
    cells = dict(
        zip(HEADER, order({"order": "one", "sku": "A-1", "price": "59.99"}).split("\t"), strict=True)
    )
    line = "\t".join(cells[name] for name in columns)
    found = rescued(exports, write_report(tmp_path / "o.txt", columns, [line]))
    assert (list(told(found)), found.exit_code) == (["one"], 3)


@pytest.mark.parametrize(("off", "silent"), [("", 2), ("0.00", 2), ("5.00", 0)])
def test_promotions_that_are_named_where_no_line_has_a_discount_are_told(
    tmp_path: Path, off: str, silent: int
) -> None:
    found = of(
        tmp_path,
        f"""
        order | sku | price  | off   | ids
        one   | A-1 | 100.00 |       | SOCIAL-7781
        two   | A-1 | 100.00 |       | Core Free Shipping
        three | A-1 | 100.00 | {off} |
        """,
    )
    assert [each.silent for each in found.accounts] == [silent]
    text = rescue_text.render(found, Words("en"))
    said = "2 lines name a promotion, and no line of the file has a discount. Such an id may only mean free shipping; if one is "
    assert (said in text) == bool(silent)
    assert found.exit_code == 0


def test_orders_that_name_no_store_are_cancelled_in_the_one_that_lists_the_sku(tmp_path: Path) -> None:
    floors = "sku | floor\nA-1 | 60.00\nB-1 | 30.00"
    shops = {"acme": "A-1", "beta": "B-1"}
    for store, sku in shops.items():
        (tmp_path / store).mkdir()
        write_exports(
            tmp_path / store,
            listings=f"sku | price\n{sku} | 100.00",
            floors="\n".join(line for line in floors.splitlines() if line.startswith(("sku", sku))),
            promotions=f"promotion_id | kind | sku | discount_type | discount_value\nP | coupon | {sku} | percent | 5",
        )
    numbers = {"A-1": "111-0000000-0000001", "B-1": "111-0000000-0000002"}
    orders = write_orders(
        tmp_path / "o.txt",
        "order | sku | price | by\n"
        + "\n".join(f"{number} | {sku} | 1.00 | Merchant" for sku, number in numbers.items()),
    )
    codes = [unshipped(number, "70000000000001", sku) for sku, number in numbers.items()]
    items = write_report(tmp_path / "u.txt", ITEMS, codes)
    asked = RescueRequest(Request((str(tmp_path),), policy_of(), AS_OF), (str(orders), str(items)))
    made = cancelling(rescue(asked).sales, "PricingError")
    assert [(each.suffix, each.data.count(b"PricingError")) for each in made.files] == [
        ("-acme-US", 1),
        ("-beta-US", 1),
    ]


def test_a_line_of_which_nobody_knows_who_ships_it_is_not_taken_for_the_sellers(tmp_path: Path) -> None:
    orders = """
    order | sku | price | by         | status
    one   | A-1 | 1.00  |            | Unshipped
    two   | A-1 | 1.00  | FBA        | Unshipped
    three | A-1 | 1.00  | AMAZON_NA  | Unshipped
    four  | A-1 | 1.00  | MFN        | Unshipped
    five  | A-1 | 1.00  | Seller     | Unshipped
    six   | A-1 | 1.00  |            | Cancelled
    """
    found = of(tmp_path, orders)
    doors = {each.order: each.door.word for each in found.sales}
    assert doors == {"three": "amazon", "four": "yourself", "five": "yourself"}
    assert [each.unread for each in found.accounts] == [2]
    assert found.exit_code == 3


def test_other_tables_are_no_orders_and_show_no_header(tmp_path: Path) -> None:
    exports = write_exports(tmp_path)
    orders = write_orders(tmp_path / "all.txt", "order | sku | price\none | A-1 | 100.00")
    blank = tmp_path / "blank.txt"
    blank.write_text("")
    for wrong, why in (
        (exports / "listings.csv", "is given as orders and was taken for another table"),
        (blank, "is empty"),
    ):
        found = rescued(exports, orders, wrong)
        assert found.exit_code == 3
        assert any(why in english(each.message) for each in found.doubts)
    buyers = write_report(tmp_path / "buyers.txt", ["Jane Roe", "1 Elm Street"], ["a\tb"])
    found = rescued(exports, buyers)
    assert found.exit_code == 3
    assert "Elm" not in str(found)
    with pytest.raises(NoSuchPath):
        rescued(exports, tmp_path / "nowhere.txt")


def test_a_folder_without_orders_proves_nothing(tmp_path: Path) -> None:
    exports, folder = write_exports(tmp_path), tmp_path / "downloads"
    folder.mkdir()
    (folder / "listings.csv").write_bytes((exports / "listings.csv").read_bytes())
    assert rescued(exports, folder).exit_code == 3
    write_report(folder / "unshipped.txt", ITEMS, [unshipped("one", "71234", "A-1")])
    assert rescued(exports, folder).exit_code == 3
    write_orders(folder / "all.txt", "order | sku | price\none | A-1 | 100.00")
    assert rescued(exports, folder).exit_code == 0  # another table among downloads is nobody's mistake


def test_what_the_scan_would_have_said_the_day_before(tmp_path: Path) -> None:
    found = of(tmp_path, "order | sku | price | off\none | A-1 | 100.0 | 90.0\ntwo | B-1 | 20.00 |")
    assert found.before is not None
    assert found.before.as_of == 1_795_395_600  # 2026-11-23T01:00:00Z
    assert {"PC101", "PC201"} <= {each.rule for each in found.before.findings}
    assert found.before.silent == (Offer(tmp_path.name, "US", "B-1"),)


def test_a_finding_of_several_skus_would_have_said_it_of_each(tmp_path: Path) -> None:
    skus = [f"S-{number}" for number in range(3)]
    exports = write_exports(
        tmp_path,
        listings="\n".join(["sku | price", *(f"{sku} | 100.00" for sku in skus)]),
        floors="\n".join(["sku | floor | reference_price", *(f"{sku} | 14.00 | 110.00" for sku in skus)]),
        promotions="""
        promotion_id | kind       | sku         | discount_type | discount_value | start                | end
        D1           | best_deal  | S-0;S-1     | price         | 10.50          | 2026-11-20T08:00:00Z | 2026-11-30T08:00:00Z
        """,
    )
    orders = write_orders(tmp_path / "orders.txt", "order | sku | price\none | S-1 | 10.50\ntwo | S-2 | 9.00")
    found = rescued(exports, orders, policy="rules: {below-floor: {severity: off}}")
    assert found.before is not None
    (finding,) = found.before.findings
    assert (finding.rule, finding.sku, finding.also_on) == ("PC105", "S-0", ("S-1",))
    assert found.before.silent == (Offer(tmp_path.name, "US", "S-2"),)
    assert "ERROR PC105  price-slip  S-1\n" in rescue_text.render(found, Words())


def test_what_was_cancelled_at_no_stated_time_explains_what_was_sold_before_now(tmp_path: Path) -> None:
    promotions = PROMOTIONS.replace("2026-11-24T00:30:00Z", "                    ")
    orders = "order | sku | price | off | ids\none | A-1 | 100.00 | 60.00 | SOCIAL-7781"
    found = of(tmp_path, orders, promotions=promotions)
    assert [(part.promotion, part.fit) for part in found.causes[0].parts] == [("SOCIAL-7781", "named")]


def test_orders_among_the_exports_are_read_once(tmp_path: Path) -> None:
    exports = write_exports(tmp_path, floors=FLOORS)
    orders = write_orders(exports / "orders.txt", "order | sku | price\none | A-1 | 1.00")
    found = rescue(RescueRequest(Request((str(exports),), policy_of(), AS_OF), (str(orders),)))
    assert [each.read for each in found.accounts] == [1]
    assert len(found.sales) == 1


def test_a_store_of_amazons_names_the_marketplace(tmp_path: Path) -> None:
    exports = write_exports(tmp_path)
    found = rescued(
        exports,
        write_orders(
            tmp_path / "o.txt",
            "order | sku | price | channel | currency\none | A-1 | 1.00 | Amazon.co.uk | GBP",
        ),
    )
    assert [(each.marketplace, english(each.why)) for each in found.floorless] == [
        ("UK", "no listing of UK has this SKU")
    ]
