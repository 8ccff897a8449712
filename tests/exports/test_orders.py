"""Lines of order reports: how far each is, where it was sold and when, and what makes it no line that can be judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.exports.sold import Sold, read_sold
from promocheck.model.errors import MissingMarketplace
from promocheck.model.order import State
from promocheck.model.problem import UnreadCell
from promocheck.model.text import english
from promocheck.tables import NO_COUNT, NO_MONEY
from tests.exports.sheets import columns
from tests.exports.test_amazon_layouts import UNSHIPPED
from tests.sold import HEADER, order, unshipped, write_orders, write_report


def sold(folder: Path, text: str, marketplace: str | None = None) -> Sold:
    return read_sold([str(write_orders(folder / "orders.txt", text))], marketplace=marketplace)


def unread(found: Sold) -> list[tuple[int | None, str | None]]:
    """(row, column) of every cell that was not read; what stood in it is never told."""
    return [(each.place.row, each.place.column) for each in found.problems if isinstance(each, UnreadCell)]


@pytest.mark.parametrize(
    ("order", "item", "state"),
    [
        ("Unshipped", "", State.UNSHIPPED),
        ("", "Unshipped", State.UNSHIPPED),
        ("PartiallyShipped", "", State.UNSHIPPED),
        ("Partially Shipped", "Shipped", State.SHIPPED),
        ("InvoiceUnconfirmed", "", State.UNSHIPPED),
        ("Shipped", "Unshipped", State.SHIPPED),
        ("Shipped - Delivered to Buyer", "", State.SHIPPED),
        ("Unshipped", "Shipping", State.SHIPPED),
        ("Complete", "Complete", State.SHIPPED),
        ("Pending", "Unshipped", State.PENDING),
        ("PendingAvailability", "", State.PENDING),
        ("Unfulfillable", "", State.PENDING),
        # What is cancelled is not judged: one of the two words is enough, and no other word is like it.
        ("Cancelled", "Unshipped", State.CANCELLED),
        ("Shipped", "canceled", State.CANCELLED),
        ("Cancellation asked for", "", State.UNKNOWN),
        ("Shipped", "Lost", State.UNKNOWN),
        ("New", "Unshipped", State.UNSHIPPED),
        ("", "", State.UNKNOWN),
    ],
)
def test_how_far_a_line_is(tmp_path: Path, order: str, item: str, state: State) -> None:
    found = sold(tmp_path, f"order | sku | price | status | item-status\none | A-1 | 5.00 | {order} | {item}")
    assert found.lines["state"].tolist() == [state]


def test_where_a_line_was_sold(tmp_path: Path) -> None:
    found = sold(
        tmp_path,
        """
        order | sku | price | currency | channel
        US    | A-1 | 5.00  | USD      | Amazon.com
        UK    | A-1 | 5.00  | GBP      | amazon.co.uk
        BE    | A-1 | 5.00  | EUR      | Amazon.com.be
        JP    | A-1 | 500   | JPY      | Amazon.co.jp
        own   | A-1 |       |          | Non-Amazon JP
        IT    | A-1 | 5.00  | EUR      |
        none  | A-1 | 5.00  | USD      | Amazon.xx
        """,
        marketplace="IT",
    )
    assert columns(found.lines, "order_id", "marketplace", "elsewhere", "price") == [
        ("US", "US", False, 500),
        ("UK", "UK", False, 500),
        ("BE", "BE", False, 500),
        ("JP", "JP", False, 500),
        ("own", "", True, NO_MONEY),
        ("IT", "IT", False, 500),
    ]
    assert unread(found) == [(8, "sales-channel")]


def test_a_line_of_no_store_is_of_its_folders_marketplace(tmp_path: Path) -> None:
    (tmp_path / "UK").mkdir()
    write_orders(
        tmp_path / "UK" / "orders.txt", "order | sku | price | channel | currency\none | A-1 | 5.00 | | GBP"
    )
    found = read_sold([str(tmp_path)], marketplace="US")
    assert found.lines["marketplace"].tolist() == ["UK"]


def test_a_line_of_a_store_that_nobody_knows_is_unread_and_asks_for_no_marketplace(tmp_path: Path) -> None:
    found = sold(
        tmp_path, "order | sku | price | channel\none | A-1 | 5.00 | Amazon.xx\ntwo | A-1 | 5.00 | Amazon.com"
    )
    assert (found.lines["order_id"].tolist(), unread(found)) == (["two"], [(2, "sales-channel")])
    with pytest.raises(MissingMarketplace):
        sold(tmp_path, "order | sku | price | channel\none | A-1 | 5.00 |")


def test_a_column_of_marketplaces_goes_before_the_store_that_sold_it(tmp_path: Path) -> None:
    """Sellers add one; what another shop sold needs none."""
    places = [("de", "Amazon.com"), ("UK", ""), ("", "Non-Amazon")]
    lines = [
        f"{order({'order': place or 'own', 'sku': 'A-1', 'price': '5.00', 'currency': '', 'channel': channel})}\t{place}"
        for place, channel in places
    ]
    path = write_report(tmp_path / "orders.txt", [*HEADER, "marketplace"], lines)
    found = read_sold([str(path)], marketplace=None)
    assert columns(found.lines, "marketplace", "elsewhere") == [("DE", False), ("UK", False), ("", True)]
    assert unread(found) == []


def test_an_amount_without_a_currency_is_in_the_marketplaces(tmp_path: Path) -> None:
    found = sold(
        tmp_path,
        "order | sku | price | off | currency | channel\n"
        "yen | A-1 | 500 | 20 | | Amazon.co.jp\ncents | A-1 | 5.00 | 0.00 | | Amazon.com\neuro | A-1 | 5.00 | 0.20 | EUR | Amazon.com",
    )
    assert columns(found.lines, "order_id", "currency", "price", "discount") == [
        ("yen", "", 500, 20),
        ("cents", "", 500, 0),
        ("euro", "EUR", 500, 20),
    ]


@pytest.mark.parametrize(
    "cell", ["sku", "amazon-order-id", "quantity", "purchase-date", "fulfillment-channel"]
)
def test_what_a_line_must_say(tmp_path: Path, cell: str) -> None:
    """A line that was cancelled, or sold elsewhere, is not judged: it only has to be an order's."""
    cells = {
        "amazon-order-id": "one",
        "sku": "A-1",
        "quantity": "1",
        "purchase-date": "2026-11-24T01:00:00+00:00",
        "fulfillment-channel": "Amazon",
    }
    cells[cell] = ""
    header = " | ".join([*cells, "price", "status", "channel"])
    lines = [("Unshipped", "Amazon.com"), ("Cancelled", "Amazon.com"), ("Shipped", "Non-Amazon")]
    rows = "\n".join(" | ".join([*cells.values(), "5.00", *line]) for line in lines)
    found = sold(tmp_path, f"{header}\n{rows}")
    always = cell in {"sku", "amazon-order-id"}
    assert unread(found) == [(row, cell) for row in ((2, 3, 4) if always else (2,))]
    assert len(found.lines) == (0 if always else 2)


@pytest.mark.parametrize(
    ("written", "marketplace", "seconds"),
    [
        ("2026-11-24T01:00:00+00:00", "US", 1_795_482_000),
        ("2026-11-23 17:00:00", "US", 1_795_482_000),  # no zone: the marketplace's clock
        ("2026-11-24 10:00", "JP", 1_795_482_000),
        ("2026-11-24T02:00:00+01:00", "US", 1_795_482_000),
        ("2026-11-23", "US", 1_795_420_800),  # some time on that day: its floor is that of its first minute
    ],
)
def test_when_a_line_was_bought(tmp_path: Path, written: str, marketplace: str, seconds: int) -> None:
    channel = {"US": "Amazon.com", "JP": "Amazon.co.jp"}[marketplace]
    usual = "2026-11-24T01:00:00+00:00"
    found = sold(
        tmp_path,
        f"order | sku | price | at | channel\none | A-1 | 5 | {usual} | Amazon.com\ntwo | A-1 | 5 | {written} | {channel}",
    )
    assert found.lines["purchased"].tolist() == [1_795_482_000, seconds]


def test_what_is_no_time_or_no_count_is_one_fault(tmp_path: Path) -> None:
    found = sold(
        tmp_path,
        "order | sku | price | at | units\none | A-1 | 5.00 | yesterday | 1\ntwo | A-1 | 5.00 | 2026-11-24 | some",
    )
    assert sorted(unread(found), key=str) == [(2, "purchase-date"), (3, "quantity")]


@pytest.mark.parametrize(
    ("by", "amazon"),
    [
        ("Amazon", True),
        ("AFN", True),
        ("AMAZON_NA", True),
        ("Merchant", False),
        ("MFN", False),
        ("Seller", False),
    ],
)
def test_who_ships_a_line(tmp_path: Path, by: str, amazon: bool) -> None:
    found = sold(tmp_path, f"order | sku | price | by\none | A-1 | 5.00 | {by}")
    assert found.lines["by_amazon"].tolist() == [amazon]


@pytest.mark.parametrize(
    ("word", "business"),
    [("true", True), ("TRUE", True), ("Yes", True), ("y", True), ("1", True), ("false", False), ("", False)],
)
def test_whether_a_business_bought_it(tmp_path: Path, word: str, business: bool) -> None:
    found = sold(tmp_path, f"order | sku | price | business\none | A-1 | 5.00 | {word}")
    assert found.lines["business"].tolist() == [business]


def test_the_codes_of_items(tmp_path: Path) -> None:
    lines = [
        unshipped("one", "71", "A-1", "0", "2"),
        unshipped("one", "72", "A-1"),
        unshipped("", "73", "A-1"),
        unshipped("two", "", "A-1"),
        unshipped("two", "74", ""),
        unshipped("two", "75", "A-1", "some", "1"),
    ]
    path = write_report(tmp_path / "unshipped.txt", UNSHIPPED, lines)
    found = read_sold([str(path)], marketplace="US")
    assert columns(found.items, "order_id", "item_id", "sku", "shipped", "to_ship") == [
        ("one", "71", "A-1", 0, 2),
        ("one", "72", "A-1", NO_COUNT, NO_COUNT),
    ]
    assert sorted(unread(found), key=str) == [
        (4, "order-id"),
        (5, "order-item-id"),
        (6, "sku"),
        (7, "quantity-shipped"),
    ]


@pytest.mark.parametrize(
    ("lacks", "expected"),
    [
        ("fulfillment-channel", "a column fulfillment-channel that says who ships it: Amazon or Merchant"),
        ("quantity", "a column quantity that says how many units"),
        ("purchase-date", "a column purchase-date that says when it was bought"),
    ],
)
def test_a_column_that_is_not_there_is_told_as_that(tmp_path: Path, lacks: str, expected: str) -> None:
    cells = dict(zip(HEADER, order({"order": "one", "sku": "A-1", "price": "5.00"}).split("\t"), strict=True))
    columns = [name for name in HEADER if name != lacks]
    report = write_report(tmp_path / "o.txt", columns, ["\t".join(cells[name] for name in columns)])
    found = read_sold([str(report)], marketplace="US")
    (cell,) = (each for each in found.problems if isinstance(each, UnreadCell))
    assert (cell.value, english(cell.expected)) == ("", expected)


def test_a_blank_cell_is_told_as_blank_and_no_other_cell_is_told(tmp_path: Path) -> None:
    found = sold(
        tmp_path, "order | sku | price | by | units\none | A-1 | 5.00 |  | 1\ntwo | A-1 | 5.00 | Jane Roe | 1"
    )
    cells = [each for each in found.problems if isinstance(each, UnreadCell)]
    assert [(each.place.row, each.value, english(each.expected)) for each in cells] == [
        (2, "", "who ships it: Amazon or Merchant"),
        (3, "***", "who ships it: Amazon or Merchant"),
    ]
