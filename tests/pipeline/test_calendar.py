"""What runs when, which locks are near, and where a wished promotion would be alone."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from promocheck.exports import Tables
from promocheck.model.asked import Asked, Selection, Wish
from promocheck.model.calendar import Calendar
from promocheck.model.errors import BadPeriod, UnknownBrand, UnknownSku
from promocheck.model.kind import Kind
from promocheck.model.report import Report
from promocheck.model.window import DAY, HOUR, Instant
from promocheck.pipeline import Request
from promocheck.pipeline.calendar import lay_out
from promocheck.pipeline.judging import report_of
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_with_drafts
from promocheck.reports import Words
from promocheck.reports import calendar as text
from tests.shop import AS_OF, policy_of, table, write_sheet

LISTINGS = """
sku  | asin       | price  | brand
LAMP | B0CALEND01 | 100.00 | Lumo
MUG  | B0CALEND02 | 20.00  | Cup
TRAY | B0CALEND03 | 30.00  | Cup
"""
FLOORS = """
sku  | floor
LAMP | 60.00
MUG  | 10.00
TRAY | 10.00
"""
POLICY = policy_of()
PROMOTIONS = """
promotion_id | kind           | sku       | discount_type | discount_value | start            | end
C-1          | coupon         | LAMP      | percent       | 20             | 2026-12-01       | 2026-12-07
C-2          | coupon         | LAMP      | percent       | 25             | 2026-12-05       | 2026-12-08
LD-1         | lightning_deal | MUG       | price         | 15.00          | 2026-11-25 10:00 | 2026-11-25 16:00
BD-1         | best_deal      | MUG; TRAY | percent       | 10             | 2026-12-14       | 2026-12-20
"""


@cache
def run(listings: str, promotions: str, floors: str, as_of: str) -> tuple[Tables, Priced, Report]:
    """A small shop, read and judged once for all tests that look at it."""
    with TemporaryDirectory() as folder:
        for name, sheet in (("listings", listings), ("promotions", promotions), ("floors", floors)):
            write_sheet(Path(folder) / f"{name}.csv", table(sheet))
        request = Request((folder,), POLICY, at(as_of), marketplace="US")
        tables = read_with_drafts(request)
    priced = Priced.of(tables, POLICY, request.as_of)
    return tables, priced, report_of(tables, priced, request)


def laid_out(
    *,
    by: str = "campaign",
    skus: tuple[str, ...] = (),
    brands: tuple[str, ...] = (),
    first: str | None = None,
    last: str | None = None,
    wish: Wish | None = None,
    promotions: str = PROMOTIONS,
    as_of: str = AS_OF,
    listings: str = LISTINGS,
    floors: str = FLOORS,
) -> Calendar:
    """The calendar of a small shop."""
    since, until = (None if each is None else date.fromisoformat(each) for each in (first, last))
    asked = Asked(by, Selection(skus, (), brands, everything=not (skus or brands)), since, until, wish)
    return lay_out(*run(listings, promotions, floors, as_of), POLICY.stacking, asked)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def local(seconds: int | None) -> str:
    """An instant on the shop's clock."""
    return "" if seconds is None else f"{Instant(seconds, 'America/Los_Angeles').local():%m-%d %H:%M}"


def windows(found: Calendar) -> list[tuple[str | None, list[tuple[str, str]]]]:
    return [
        (each.sku, [(local(span.start), local(span.end)) for span in each.windows]) for each in found.free
    ]


def test_four_weeks_from_the_runs_day_on_the_marketplaces_clock() -> None:
    found = laid_out()
    assert (found.period.first, found.period.last) == (date(2026, 11, 23), date(2026, 12, 20))
    assert [each.id for each in found.campaigns] == ["LD-1", "C-1", "C-2", "BD-1"]
    assert [each.skus for each in found.campaigns] == [1, 1, 1, 2]


def test_a_bar_has_a_cell_for_each_day_and_the_gravest_of_it() -> None:
    said = text.render(laid_out(), Words()).splitlines()
    bars = said[said.index("── 4 promotions ──") + 2 :][:6]
    assert (
        bars
        == [
            "            11-23   11-30   12-07   12-14",
            "            MTWTFSS MTWTFSS MTWTFSS MTWTFSS",
            "   1  LD-1  ..#.... ....... ....... .......",
            "   2  C-1   ....... ?###!!! !!..... .......",  # from 18:00 of the day before, to 04:00 of the day after
            "   3  C-2   ....... ....!!! !!?.... .......",
            "   4  BD-1  ....... ....... ....... #######",
        ]
    )
    wrong = (
        "      ERROR below-floor: 1 SKU, 2026-12-05 00:00 PST to 2026-12-08 00:00 PST, as low as 55.00 USD"
    )
    assert said.count(wrong) == 2  # under each of the two


def test_weeks_that_do_not_fit_stand_below_with_what_runs_in_them() -> None:
    said = text.render(laid_out(), Words(), width=30).splitlines()
    assert "   1  LD-1  ..#.... ......." in said
    assert "   4  BD-1  ....... #######" in said
    assert max(map(len, said)) <= 30


def test_a_name_is_cut_only_where_the_weeks_want_the_room() -> None:
    long = "A name that is far too long for half a terminal"
    found = laid_out(promotions=PROMOTIONS.replace("LD-1", long))
    for width in (None, 200):
        assert f'   1  "{long}"  ..#....' in text.render(found, Words(), width=width)
    narrow = text.render(found, Words(), width=80)
    assert '   1  "A name that is far too long for half a   ..#....' in narrow
    assert f'   1  lightning deal "{long}"' in narrow  # below the bars all of it


def test_the_lowest_price_of_each_day_of_an_sku() -> None:
    found = laid_out(by="sku", skus=("LAMP",), last="2026-12-10")
    said = text.render(found, Words())
    assert said.splitlines()[-7:] == [
        "  2026-11-23 to 2026-11-29  nothing runs",
        "  2026-11-30 to 2026-12-03  lowest 80.00 USD",
        "  2026-12-04 to 2026-12-08  lowest 55.00 USD, BELOW the floor of 60.00 USD",
        "  2026-12-09                lowest 75.00 USD",
        "  2026-12-10                nothing runs",
        "",
        "  ! a price is wrong   # runs   ? may run: hours before and after, or still clipped",
    ]


def test_its_own_price_counts_in_the_hours_in_which_nothing_runs() -> None:
    dearer = """
    promotion_id | kind       | sku | discount_type | discount_value | start            | end
    S-1          | sale_price | MUG | price         | 25.00          | 2026-12-01 10:00 | 2026-12-02 23:59
    """
    found = laid_out(by="sku", skus=("MUG",), promotions=dearer, first="2026-12-01", last="2026-12-02")
    (product,) = found.products
    assert [str(each.price) for each in product.lows if each] == ["20.00", "25.00"]


def test_its_own_price_is_held_against_the_floor_of_its_day() -> None:
    """From December on it costs more than the 20.00 at which it sells before the sale price begins, and after it ends."""
    costs = """
    sku | cost  | valid_from | valid_to
    MUG | 10.00 |            | 2026-11-30
    MUG | 22.00 | 2026-12-01 |
    """
    dearer = """
    promotion_id | kind       | sku | discount_type | discount_value | start            | end
    S-1          | sale_price | MUG | price         | 25.00          | 2026-11-30 10:00 | 2026-12-02 20:00
    """
    (product,) = laid_out(
        by="sku", skus=("MUG",), first="2026-11-30", last="2026-12-02", promotions=dearer, floors=costs
    ).products
    assert [(str(each.price), str(each.floor)) for each in product.lows if each] == [
        ("20.00", "10.00"),
        ("25.00", "22.00"),
        ("20.00", "22.00"),
    ]


@pytest.mark.parametrize(
    ("begins", "lowest"), [("2026-12-01 10:00", ("25.00", "22.00")), ("2026-12-01 15:00", ("20.00", "22.00"))]
)
def test_of_today_the_hours_that_are_left_count(begins: str, lowest: tuple[str, str]) -> None:
    """It is noon; until the sale price is in force it sells at 20.00, and from December on it costs more than that."""
    costs = """
    sku | cost  | valid_from | valid_to
    MUG | 10.00 |            | 2026-11-30
    MUG | 22.00 | 2026-12-01 |
    """
    dearer = f"""
    promotion_id | kind       | sku | discount_type | discount_value | start    | end
    S-1          | sale_price | MUG | price         | 25.00          | {begins} | 2026-12-02 20:00
    """
    (product,) = laid_out(
        by="sku",
        skus=("MUG",),
        first="2026-12-01",
        last="2026-12-01",
        promotions=dearer,
        floors=costs,
        as_of="2026-12-01T20:00:00Z",
    ).products
    assert [(str(each.price), str(each.floor)) for each in product.lows if each] == [lowest]


def test_the_nearest_lock_comes_first() -> None:
    found = laid_out(as_of="2026-11-24T13:48:00Z")
    assert [(each.promotion, local(each.at)) for each in found.locks] == [
        ("LD-1", "11-24 09:00"),
        ("C-1", "11-30 18:00"),
        ("C-2", "12-04 18:00"),
        ("BD-1", "12-12 23:00"),
    ]
    assert (
        "  locks in 3 h 12 min, 2026-11-24 09:00 PST: lightning deal LD-1 can then no longer be cancelled "
        "(starts 2026-11-25 10:00 PST)"
    ) in text.render(found, Words()).splitlines()


def test_what_is_locked_and_has_not_started_is_told_after_what_can_still_be_changed() -> None:
    said = text.render(laid_out(as_of="2026-12-01T03:00:00Z"), Words()).splitlines()
    locks = said[said.index("── Locks next ──") + 1 :][:3]
    assert [each.split(":")[0].split(",")[0].strip() for each in locks] == [
        "locks in 3 d 23 h",
        "locks in 12 d 4 h",
        "starts in 5 h",
    ]
    assert locks[2].endswith("coupon C-1 is locked, since 2026-11-30 18:00 PST")


def test_what_runs_or_is_cancelled_has_no_lock() -> None:
    cancelled = """
    promotion_id | kind      | sku | discount_type | discount_value | start      | end        | status    | canceled_at
    C-1          | coupon    | MUG | percent       | 5              | 2026-12-01 | 2026-12-07 | cancelled | 2026-11-20
    C-2          | coupon    | MUG | percent       | 5              | 2026-11-20 | 2026-12-07 |           |
    X-1          | social_code | MUG | percent     | 5              | 2026-12-20 | 2026-12-22 |           |
    """
    assert laid_out(promotions=cancelled).locks == ()


def test_a_coupon_is_alone_where_its_own_hours_and_the_others_are_kept_clear() -> None:
    found = laid_out(skus=("LAMP",), wish=Wish(Kind.COUPON, DAY))
    assert windows(found) == [(None, [("11-23 16:00", "11-30 14:00"), ("12-09 10:00", "")])]


def test_a_deal_has_no_hours_of_its_own() -> None:
    found = laid_out(skus=("LAMP",), wish=Wish(Kind.BEST_DEAL, DAY))
    assert windows(found) == [(None, [("11-23 16:00", "11-30 18:00"), ("12-09 04:00", "")])]


def test_a_window_that_is_a_second_too_short_is_none() -> None:
    week = 6 * DAY + 22 * HOUR
    long, longer = (
        windows(laid_out(skus=("LAMP",), last="2026-12-06", wish=Wish(Kind.COUPON, seconds)))
        for seconds in (week, week + 1)
    )
    assert long == [(None, [("11-23 16:00", "11-30 14:00")])]
    assert longer == [(None, [])]


def test_all_of_a_selection_together_or_each_for_itself() -> None:
    wish = Wish(Kind.BEST_DEAL, 5 * DAY)
    together = windows(laid_out(brands=("cup",), wish=wish))
    assert together == [(None, [("11-25 16:00", "12-14 00:00")])]
    apart = windows(laid_out(by="sku", brands=("cup",), wish=wish))
    assert apart == [
        ("MUG", [("11-25 16:00", "12-14 00:00")]),
        ("TRAY", [("11-23 16:00", "12-14 00:00")]),
    ]


def test_who_is_in_the_way() -> None:
    always = """
    promotion_id | kind        | sku  | discount_type | discount_value | start      | end        | claim_code
    S-1          | social_code | LAMP | percent       | 10             | 2026-11-01 | 2027-03-01 | TEN
    """
    found = laid_out(skus=("LAMP",), promotions=always, wish=Wish(Kind.COUPON, DAY))
    assert "    None. In the way: social code S-1" in text.render(found, Words()).splitlines()


def test_what_has_no_price_is_in_the_way_all_the_same() -> None:
    unfinished = "sku | price | status\nMUG | | Incomplete"
    coupon = """
    promotion_id | kind   | sku | discount_type | discount_value | start      | end
    C-9          | coupon | MUG | percent       | 10             | 2026-11-30 | 2026-12-30
    """
    wish = Wish(Kind.BEST_DEAL, 7 * DAY)
    found = laid_out(
        by="sku",
        skus=("MUG",),
        promotions=coupon,
        listings=unfinished,
        wish=wish,
        last="2026-12-20",
    )
    assert windows(found) == [("MUG", [])]
    assert [(each.unpriced, each.scheduled[0].id) for each in found.products] == [(True, "C-9")]
    assert found.report.exit_code == 3


def test_a_selection_has_the_code_and_the_findings_of_its_own() -> None:
    assert laid_out().report.exit_code == 1
    found = laid_out(brands=("Cup",))
    assert found.report.exit_code == 0
    assert [each.id for each in found.campaigns] == ["LD-1", "BD-1"]


def test_days_that_cannot_be_shown() -> None:
    for first, last in (("2026-12-05", "2026-12-01"), ("2026-11-01", None), (None, "2029-01-01")):
        with pytest.raises(BadPeriod):
            laid_out(first=first, last=last)


def test_what_nobody_has() -> None:
    with pytest.raises(UnknownSku):
        laid_out(skus=("LAMB",))
    with pytest.raises(UnknownBrand):
        laid_out(brands=("Lume",))
