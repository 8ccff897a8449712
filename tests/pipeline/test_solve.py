"""How deep may it go, when, and what to drop: every answer passes a whole run, and one step further fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from promocheck import exports
from promocheck.model.money import Money, Percent
from promocheck.model.remedy import Dates, Dropped, NoDepth, Remedies
from promocheck.model.window import iso_utc
from promocheck.pipeline import Request
from promocheck.pipeline.ground import ground_of
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_drafts, read_for
from promocheck.pipeline.solve import solve
from promocheck.pricing.deepest import Bears, Questions, deepest
from promocheck.pricing.safe_dates import holds, safe_windows
from promocheck.rules import near_zero
from promocheck.rules.below_floor import below_floor
from promocheck.tables import NO_MONEY
from tests.shop import AS_OF, check, findings_of, policy_of, rules_hit, table, write_sheet

MINUTE = timedelta(minutes=1)
ALONE = "rules:\n  forbidden-stack: {pairs: []}\n"  # what may not meet is no matter here


@dataclass(frozen=True, slots=True)
class Shop:
    """Three drawn tables; in the promotions `{}` stands for what is asked about."""

    promotions: str
    listings: str = """
        sku  | price  | currency
        LAMP | 100.00 | USD
        MUG  | 20.00  | USD
    """
    floors: str = """
        sku  | floor
        LAMP | 60.00
        MUG  | 10.00
    """
    policy: str = ALONE
    marketplace: str = "US"

    def written(self, folder: Path, *values: str) -> None:
        """Its sheets, with these values."""
        write_sheet(folder / "listings.csv", table(self.listings))
        write_sheet(folder / "promotions.csv", table(self.promotions.format(*values)))
        write_sheet(folder / "floors.csv", table(self.floors))

    def passes(self, folder: Path, *values: str) -> bool:
        """Whether a whole run has no price that is too low with these values."""
        self.written(folder, *values)
        evidence = self.priced(folder).evidence
        options = evidence.settings[near_zero.RULE.id]
        assert isinstance(options, near_zero.Options)
        low = below_floor(evidence, "stacked") | near_zero.near_zero(evidence, "stacked")
        return not low.any()

    def priced(self, folder: Path) -> Priced:
        """The run of what is written."""
        policy = policy_of(self.policy)
        instant = int(datetime.fromisoformat(AS_OF).timestamp())
        request = Request((str(folder),), policy, instant, marketplace=self.marketplace)
        return Priced.of(read_for(request), policy, instant)

    def solved(self, folder: Path, promotion: str, *values: str) -> Remedies:
        """The answers about a promotion."""
        self.written(folder, *values)
        priced = self.priced(folder)
        rows = np.flatnonzero(priced.shop.promotions["id"] == promotion).tolist()
        (found,) = solve(priced, rows)
        return found


def on(shop: Shop, folder: Path, promotion: str, *values: str) -> dict[str, str | NoDepth | None]:
    """The depth of every SKU, or why there is none."""
    found = shop.solved(folder, promotion, *values)
    return {each.sku: each.depth.reason or str(each.depth.value) for each in found.listings}


BESIDE_A_CODE = Shop("""
    promotion_id | kind        | sku  | discount_type | discount_value | min_quantity | start      | end
    S-1          | social_code | LAMP | percent       | 25             |              | 2026-12-05 | 2026-12-20
    X-1          | {}          | LAMP | {}            | {}             | {}           | 2026-12-01 | 2026-12-10
""")


@pytest.mark.parametrize(
    ("kind", "form", "units", "deepest", "deeper"),
    [
        ("coupon", "percent", "", "15", "16"),
        ("coupon", "amount", "", "15.00", "15.01"),
        ("amount_off", "amount", "3", "45.00", "45.01"),
        ("lightning_deal", "price", "", "85.00", "84.99"),
        ("best_deal", "percent", "", "15", "16"),
    ],
)
def test_the_deepest_discount_passes_and_one_step_deeper_fails(
    tmp_path: Path, kind: str, form: str, units: str, deepest: str, deeper: str
) -> None:
    assert on(BESIDE_A_CODE, tmp_path, "X-1", kind, form, "50", units) == {"LAMP": deepest}
    assert BESIDE_A_CODE.passes(tmp_path, kind, form, deepest, units)
    assert not BESIDE_A_CODE.passes(tmp_path, kind, form, deeper, units)


BESIDE_A_SALE = Shop(
    """
    promotion_id | kind           | sku  | discount_type | discount_value | start            | end
    S-1          | sale_price     | LAMP | price         | 80.00          | {}               | {}
    L-1          | lightning_deal | LAMP | price         | 50.00          | 2026-12-10 10:00 | 2026-12-10 16:00
    C-1          | coupon         | LAMP | percent       | 20             | {}               | {}
    B-1          | business_price | LAMP | price         | {}             | {}               | {}
    """,
    floors="""
    sku  | floor
    LAMP | 33.50
    """,
)
DECEMBER = ("2026-12-01", "2026-12-31")


@pytest.mark.parametrize("present", ["60.00", "80.00", "90.00", "120.00", "20.00"])
def test_a_price_for_businesses_may_be_too_dear_as_well_as_too_low(tmp_path: Path, present: str) -> None:
    """Under the deal the coupon takes more off the dearer price; whatever is tried, the answer is the same."""
    found = BESIDE_A_SALE.solved(tmp_path, "B-1", *DECEMBER, *DECEMBER, present, *DECEMBER)
    (depth,) = found.depths
    assert (str(depth.value), str(depth.most), depth.reason) == ("41.87", "82.52", None)
    passes = {
        price: BESIDE_A_SALE.passes(tmp_path, *DECEMBER, *DECEMBER, price, *DECEMBER)
        for price in ("41.86", "41.87", "82.52", "82.53")
    }
    assert passes == {"41.86": False, "41.87": True, "82.52": True, "82.53": False}
    assert found.dates.holds == (present in ("60.00", "80.00"))


def test_between_a_sale_and_what_everybody_pays_after_it(tmp_path: Path) -> None:
    """While the sale runs 82.53 is too much; after it, with 60 % off, less than 83.75 is too little."""
    late = Shop(
        BESIDE_A_SALE.promotions + "    C-2 | coupon | LAMP | percent | 60 | 2027-01-10 | 2027-01-20\n",
        floors=BESIDE_A_SALE.floors,
    )
    asked = (*DECEMBER, *DECEMBER, "{}", "2026-12-01", "2027-01-31")
    found = late.solved(tmp_path, "B-1", *(each.replace("{}", "90.00") for each in asked))
    (depth,) = found.depths
    assert (depth.value, depth.most, depth.reason) == (None, None, NoDepth.NOTHING)
    half = replace(late, promotions=late.promotions.replace("| 60 |", "| 59 |"))
    (depth,) = half.solved(tmp_path, "B-1", *(each.replace("{}", "90.00") for each in asked)).depths
    assert (str(depth.value), str(depth.most), depth.reason) == ("81.70", "82.52", None)


@pytest.mark.parametrize(
    ("kind", "form", "deepest", "deeper"),
    [("coupon", "amount", "3990", "4000"), ("lightning_deal", "price", "6000", "5990")],
)
def test_a_step_is_what_money_is_rounded_to(
    tmp_path: Path, kind: str, form: str, deepest: str, deeper: str
) -> None:
    shop = Shop(
        f"""
        promotion_id | kind   | sku   | discount_type | discount_value | start      | end
        C-1          | {kind} | SILLA | {form}        | {{}}           | 2026-12-01 | 2026-12-10
        """,
        listings="""
        sku   | price | currency
        SILLA | 9990  | CLP
        """,
        floors="""
        sku   | floor
        SILLA | 5995
        """,
        policy="stacking:\n  rounding: {to: {CLP: 10}}\n",
        marketplace="CL",
    )
    assert on(shop, tmp_path, "C-1", "9000") == {"SILLA": deepest}
    assert shop.passes(tmp_path, deepest)
    assert not shop.passes(tmp_path, deeper)


@pytest.mark.parametrize(
    ("end", "deepest", "deeper"),
    [("2026-12-31", "140.00", "140.01"), ("2026-12-05", "10.00", "10.01")],
    ids=["all the time", "for some days"],
)
def test_money_off_may_be_more_than_the_listing_costs_where_a_sale_price_is_higher(
    tmp_path: Path, end: str, deepest: str, deeper: str
) -> None:
    shop = Shop(f"""
        promotion_id | kind       | sku | discount_type | discount_value | start      | end
        P-1          | sale_price | MUG | price         | 150            | 2026-11-01 | {end}
        C-1          | coupon     | MUG | amount        | {{}}           | 2026-12-01 | 2026-12-10
    """)
    assert on(shop, tmp_path, "C-1", "5") == {"MUG": deepest}
    assert shop.passes(tmp_path, deepest)
    assert not shop.passes(tmp_path, deeper)


def test_rows_of_a_promotion_in_another_form_stay_what_they_are(tmp_path: Path) -> None:
    shop = Shop(
        """
        promotion_id | kind   | sku  | discount_type | discount_value | start      | end
        X-1          | coupon | SOFA | amount        | {}             | 2026-12-01 | 2026-12-05
        X-1          | coupon | SOFA | percent       | 9              | 2026-12-10 | 2026-12-15
        """,
        listings="sku | price\nSOFA | 200.00",
        floors="sku | floor\nSOFA | 50.00",
    )
    assert on(shop, tmp_path, "X-1", "5") == {"SOFA": "150.00"}


def test_without_a_floor_near_zero_is_what_stops_it(tmp_path: Path) -> None:
    promotions = """
        promotion_id | kind   | sku | discount_type | discount_value | start      | end
        C-1          | coupon | MUG | percent       | {}             | 2026-12-01 | 2026-12-10
    """
    shop = Shop(promotions, floors="sku | floor\nLAMP | 1")
    assert on(shop, tmp_path, "C-1", "5") == {"MUG": "89"}
    anything = Shop(promotions, floors="sku | floor\nLAMP | 1", policy="rules:\n  near-zero: off\n")
    found = anything.solved(tmp_path, "C-1", "5")
    assert [(each.depth.value, each.depth.whole) for each in found.listings] == [(Percent(10_000), True)]


def test_it_says_why_no_discount_is_safe(tmp_path: Path) -> None:
    shop = Shop("""
        promotion_id | kind        | sku      | discount_type | discount_value | start      | end
        X-1          | coupon      | LAMP;MUG | percent       | {}             | 2026-12-01 | 2026-12-10
        S-1          | social_code | LAMP     | percent       | 50             | 2026-12-05 | 2026-12-30
    """)
    assert on(shop, tmp_path, "X-1", "5") == {"LAMP": NoDepth.BREACH_WITHOUT, "MUG": "50"}
    (depth,) = shop.solved(tmp_path, "X-1", "5").depths
    assert (depth.value, depth.reason) == (None, NoDepth.BREACH_WITHOUT)


def test_no_discount_is_safe_where_one_of_nothing_brings_a_floor_that_the_others_break(
    tmp_path: Path,
) -> None:
    shop = Shop(
        """
        promotion_id | kind        | sku      | discount_type | discount_value | start      | end
        X-1          | coupon      | LAMP;MUG | percent       | {}             | 2026-12-01 | 2026-12-10
        S-1          | social_code | LAMP     | percent       | 30             | 2026-12-05 | 2026-12-30
        """,
        policy=ALONE + "floors:\n  kinds: {coupon: {min_percent_of_price: 75}}\n",
    )
    assert on(shop, tmp_path, "X-1", "5") == {"LAMP": NoDepth.NOTHING, "MUG": "25"}
    (depth,) = shop.solved(tmp_path, "X-1", "5").depths
    assert (depth.value, depth.reason) == (None, NoDepth.NOTHING)


def test_what_is_wrong_on_other_days_is_no_matter(tmp_path: Path) -> None:
    shop = Shop("""
        promotion_id | kind        | sku  | discount_type | discount_value | start            | end
        X-1          | coupon      | LAMP | percent       | 5              | 2026-12-01T00:00 | 2026-12-10T00:00
        S-1          | social_code | LAMP | percent       | 50             | {}               | 2026-12-30T00:00
    """)
    assert on(shop, tmp_path, "X-1", "2026-12-20T00:00") == {"LAMP": "40"}
    assert on(shop, tmp_path, "X-1", "2026-12-10T08:00") == {"LAMP": "40"}  # 4 h after, and 4 h before
    assert on(shop, tmp_path, "X-1", "2026-12-10T07:00") == {"LAMP": NoDepth.BREACH_WITHOUT}


def test_a_question_about_some_days_is_not_about_what_is_wrong_without_it_on_others(tmp_path: Path) -> None:
    shop = Shop("""
        promotion_id | kind        | sku  | discount_type | discount_value | start      | end
        X-1          | coupon      | LAMP | percent       | 20             | 2026-12-01 | 2026-12-20
        S-1          | social_code | LAMP | percent       | 30             | 2026-12-03 | 2026-12-05
        S-2          | social_code | LAMP | percent       | 50             | 2026-12-15 | 2026-12-16
    """)
    shop.written(tmp_path)
    priced = shop.priced(tmp_path)
    coupon = np.flatnonzero(priced.shop.promotions["id"] == "X-1").repeat(3)
    sku = priced.shop.listings["sku"]
    listing = np.array([np.flatnonzero(sku == each)[0] for each in ("LAMP", "LAMP", "MUG")])
    starts, ends = (
        np.array([seconds(f"2026-12-{day}T00:00Z") for day in days])
        for days in (("02", "14", "02"), ("08", "18", "08"))
    )
    asked = Questions(listing, coupon, starts, ends, np.zeros_like(listing))
    found = deepest(ground_of(priced.shop, priced.work, priced.horizon), asked)
    assert found.bears.tolist() == [Bears.SOME, Bears.BREACH_WITHOUT, Bears.NOT_ON_IT]
    assert found.value.tolist() == [1_000, NO_MONEY, NO_MONEY]
    assert not found.whole.any()


def test_a_selection_gets_what_is_safe_for_all_of_it(tmp_path: Path) -> None:
    shop = Shop("""
        promotion_id | kind   | sku  | discount_type | discount_value | start      | end
        X-1          | coupon | LAMP | {}            | 90             | 2026-12-01 | 2026-12-10
        X-1          | coupon | MUG  | {}            | 19             | 2026-12-01 | 2026-12-10
    """)
    assert on(shop, tmp_path, "X-1", "percent", "percent") == {"LAMP": "40", "MUG": "50"}
    (depth,) = shop.solved(tmp_path, "X-1", "percent", "percent").depths
    assert depth.value == Percent(4_000)
    (depth,) = shop.solved(tmp_path, "X-1", "amount", "amount").depths
    assert depth.value == Money(1_000, "USD")


OF_A_SALE = Shop("""
    promotion_id | kind        | sku  | discount_type | discount_value | start            | end
    S-1          | social_code | LAMP | percent       | 25             | 2026-12-05T10:00 | 2026-12-06T10:00
    X-1          | coupon      | LAMP | percent       | 30             | {}               | {}
""")


def local(seconds: int | None, by: timedelta = timedelta(0)) -> str:
    """An instant as a sheet may hold it."""
    assert seconds is not None
    return (datetime.fromisoformat(iso_utc(seconds)) + by).isoformat()


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-12-05T12:00", "2026-12-09T12:00"), ("2026-12-02T00:00", "2026-12-05T12:00")],
    ids=["later", "earlier"],
)
def test_dates_pass_and_one_minute_less_fails(tmp_path: Path, start: str, end: str) -> None:
    dates = OF_A_SALE.solved(tmp_path, "X-1", start, end).dates
    assert not dates.holds
    if dates.later_start:
        assert OF_A_SALE.passes(tmp_path, local(dates.later_start), end)
        assert not OF_A_SALE.passes(tmp_path, local(dates.later_start, -MINUTE), end)
    else:
        assert OF_A_SALE.passes(tmp_path, start, local(dates.earlier_end))
        assert not OF_A_SALE.passes(tmp_path, start, local(dates.earlier_end, MINUTE))
    assert dates.moved
    moved, back = dates.moved, MINUTE if dates.earlier_end else -MINUTE
    assert OF_A_SALE.passes(tmp_path, local(moved[0]), local(moved[1]))
    assert not OF_A_SALE.passes(tmp_path, local(moved[0], back), local(moved[1], back))


def test_safe_windows_leave_room_for_the_guard_bands(tmp_path: Path) -> None:
    dates = OF_A_SALE.solved(tmp_path, "X-1", "2026-12-02T00:00", "2026-12-09T00:00").dates
    # The code may apply 4 h before 10:00 and after; the coupon 4 h after its end and 6 h before its start.
    assert shown(dates) == [
        ("2026-11-24T00:00:00Z", "2026-12-05T10:00:00Z"),
        ("2026-12-07T04:00:00Z", None),
    ]
    assert (dates.later_start, dates.earlier_end) == (
        seconds("2026-12-07T04:00Z"),
        seconds("2026-12-05T10:00Z"),
    )


def test_dates_that_are_safe_need_no_other(tmp_path: Path) -> None:
    dates = OF_A_SALE.solved(tmp_path, "X-1", "2026-12-10", "2026-12-12").dates
    assert (dates.holds, dates.later_start, dates.earlier_end, dates.moved) == (True, None, None, None)


def test_a_selection_has_the_dates_that_are_safe_for_all_of_it(tmp_path: Path) -> None:
    shop = Shop("""
        promotion_id | kind        | sku      | discount_type | discount_value | start            | end
        S-1          | social_code | LAMP     | percent       | 25             | 2026-12-05T10:00 | 2026-12-06T10:00
        S-2          | social_code | MUG      | percent       | 30             | 2026-12-08T10:00 | 2026-12-09T10:00
        X-1          | coupon      | LAMP;MUG | percent       | 30             | 2026-12-01       | 2026-12-31
    """)
    assert shown(shop.solved(tmp_path, "X-1").dates) == [
        ("2026-11-24T00:00:00Z", "2026-12-05T10:00:00Z"),
        ("2026-12-07T04:00:00Z", "2026-12-08T10:00:00Z"),
        ("2026-12-10T04:00:00Z", None),
    ]


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def shown(dates: Dates) -> list[tuple[str, str | None]]:
    return [(iso_utc(start), None if end is None else iso_utc(end)) for start, end in dates.safe]


def test_what_is_enough_to_drop_is_named_the_newest_first(tmp_path: Path) -> None:
    shop = Shop("""
        promotion_id | kind           | sku  | discount_type | discount_value | start      | end
        S-1          | social_code    | LAMP | percent       | 15             | 2026-12-05 | 2026-12-20
        S-2          | amount_off     | LAMP | amount        | 15             | 2026-12-06 | 2026-12-20
        S-3          | brand_tailored | LAMP | percent       | 1              | 2026-12-07 | 2026-12-20
        X-1          | coupon         | LAMP | percent       | 20             | 2026-12-01 | 2026-12-10
    """)
    (lamp,) = shop.solved(tmp_path, "X-1").listings
    assert [each.id for each in lamp.drops] == ["S-2", "S-1"]
    for gone in ("S-2", "S-1"):
        kept = "\n".join(line for line in shop.promotions.splitlines() if gone not in line)
        assert Shop(kept).passes(tmp_path)


HEAD = "promotion_id | kind | sku | discount_type | discount_value | start | end\n"
A_LAMP = "sku | price | currency\nLAMP | 100.00 | USD"


def drafted(folder: Path, live: str, draft: str, *, floor: str = "70.00", policy: str = "") -> Remedies:
    """The answers about a draft beside what is live."""
    write_sheet(folder / "listings.csv", table(A_LAMP))
    write_sheet(folder / "floors.csv", table(f"sku | floor\nLAMP | {floor}"))
    write_sheet(folder / "live.csv", table(HEAD + live))
    write_sheet(folder / "draft.csv", table(HEAD + draft))
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    drafts = (str(folder / "draft.csv"),)
    request = Request((str(folder),), policy_of(policy), instant, marketplace="US", drafts=drafts)
    exported = read_for(request)
    tables = exports.lay_over(exported, read_drafts(request, exported))
    priced = Priced.of(tables, policy_of(policy), instant)
    (found,) = solve(priced, np.flatnonzero(priced.evidence.drafted).tolist())
    return found


@pytest.mark.parametrize("percent", ["20", "50"])
def test_who_has_clipped_a_coupon_keeps_it_when_a_draft_edits_it(tmp_path: Path, percent: str) -> None:
    live = "C-1 | coupon | LAMP | percent | 40 | 2026-11-01 | 2026-12-20"
    found = drafted(tmp_path, live, f"C-1 | coupon | LAMP | percent | {percent} | 2026-12-01 | 2026-12-07")
    assert [each.reason for each in found.depths] == [NoDepth.BREACH_WITHOUT]
    assert not found.dates.holds
    assert [end for _, end in shown(found.dates)] == ([] if percent == "50" else [None])
    assert found.listings[0].drops == ()


@pytest.mark.parametrize("percent", ["5", "20", "50"])
def test_a_draft_may_be_deeper_than_what_it_edits_but_not_both_at_once(tmp_path: Path, percent: str) -> None:
    live = "C-1 | coupon | LAMP | percent | 10 | 2026-11-01 | 2026-12-05"
    found = drafted(tmp_path, live, f"C-1 | coupon | LAMP | percent | {percent} | 2026-12-01 | 2026-12-07")
    assert [each.value for each in found.depths] == [Percent(3_000)]
    assert found.dates.holds == (percent != "50")


def test_one_id_of_two_kinds_is_two_promotions(tmp_path: Path) -> None:
    shop = Shop("""
        promotion_id | kind           | sku  | discount_type | discount_value | start      | end
        P-1          | coupon         | LAMP | percent       | 5              | 2026-12-01 | 2026-12-10
        P-1          | percentage_off | LAMP | percent       | 10             | 2026-12-01 | 2026-12-10
    """)
    shop.written(tmp_path)
    priced = shop.priced(tmp_path)
    rows = np.flatnonzero(priced.shop.promotions["id"] == "P-1")
    found = solve(priced, rows.tolist())
    assert [each.kind for each in found] == ["coupon", "percentage_off"]
    coupon, off = (each.depths[0].value for each in found)
    assert isinstance(coupon, Percent)
    assert isinstance(off, Percent)
    assert off.basis_points - coupon.basis_points == 500  # each is as deep as it may be beside the other


def test_the_dates_are_those_of_the_row_that_is_asked_about(tmp_path: Path) -> None:
    shop = Shop("""
        promotion_id | kind   | sku  | discount_type | discount_value | start      | end
        P-1          | coupon | LAMP | percent       | 5              | 2026-12-01 | 2026-12-03
        P-1          | coupon | LAMP | percent       | 50             | 2026-12-10 | 2026-12-20
    """)
    shop.written(tmp_path)
    priced = shop.priced(tmp_path)
    ground = ground_of(priced.shop, priced.work, priced.horizon)
    rows = priced.shop.promotions
    lamp = int(np.flatnonzero(priced.shop.listings["sku"] == "LAMP")[0])
    deep = np.flatnonzero((rows["id"] == "P-1") & (rows["value"] == 5_000))
    deep = deep[np.isin(deep, ground.work.promotion)]
    assert safe_windows(ground, np.array([lamp]), deep).start.tolist() == []
    start, end = (rows[name][deep] for name in ("start", "end"))
    assert holds(ground, np.array([lamp]), deep, start, end).tolist() == [False]
    dates = shop.solved(tmp_path, "P-1").dates
    assert (dates.holds, dates.later_start, dates.earlier_end, dates.moved) == (False, None, None, None)


def test_what_must_never_run_together_is_mended_by_no_depth(tmp_path: Path) -> None:
    live = "C-1 | coupon | LAMP | percent | 5 | 2026-11-01 | 2026-12-20"
    found = drafted(tmp_path, live, "S-1 | social_code | LAMP | percent | 15 | 2026-12-01 | 2026-12-24")
    (depth,) = found.depths
    assert (depth.value, depth.reason) == (None, NoDepth.FORBIDDEN)
    assert depth.never_with == Dropped("coupon", "C-1")
    assert not found.dates.holds
    # The coupon may apply 4 h after its end, the code 4 h before its start.
    assert shown(found.dates) == [("2026-12-21T16:00:00Z", None)]
    assert found.dates.later_start == seconds("2026-12-21T16:00Z")
    assert [each.id for each in found.listings[0].drops] == ["C-1"]


WITH_A_DEAL = Shop(
    """
    promotion_id | kind      | sku  | discount_type | discount_value | start      | end
    D-1          | best_deal | LAMP | price         | 95.00          | 2026-12-05 | 2026-12-10
    X-1          | coupon    | LAMP | percent       | 5              | {}         | {}
    """,
    policy="",
)


@pytest.mark.parametrize(
    ("start", "end", "later", "earlier"),
    [
        ("2026-12-07T00:00", "2026-12-20T00:00", "2026-12-11T14:00Z", None),
        ("2026-12-01T00:00", "2026-12-08T00:00", None, "2026-12-05T04:00Z"),
        ("2026-12-11T00:00", "2026-12-20T00:00", "2026-12-11T14:00Z", None),
        ("2026-12-01T00:00", "2026-12-05T00:00", None, "2026-12-05T04:00Z"),
    ],
    ids=["while it runs", "until it runs", "as it ends", "until it begins"],
)
def test_dates_that_are_safe_keep_the_bands_of_what_must_never_meet(
    tmp_path: Path, start: str, end: str, later: str | None, earlier: str | None
) -> None:
    dates = WITH_A_DEAL.solved(tmp_path, "X-1", start, end).dates
    assert not dates.holds
    assert shown(dates) == [
        ("2026-11-24T00:00:00Z", "2026-12-05T04:00:00Z"),
        ("2026-12-11T14:00:00Z", None),
    ]
    assert dates.later_start == (later and seconds(later))
    assert dates.earlier_end == (earlier and seconds(earlier))
    assert dates.moved
    assert met(tmp_path, later or start, earlier or end) == set()
    assert met(tmp_path, *map(local, dates.moved)) == set()
    by = -MINUTE if later else MINUTE
    assert met(tmp_path, *(local(each, by) for each in dates.moved)) == {("PC202", "LAMP")}


def met(folder: Path, start: str, end: str) -> set[tuple[str, str | None]]:
    """What a scan with these dates finds that must never meet."""
    WITH_A_DEAL.written(folder, start, end)
    return rules_hit(findings_of(check(folder), "PC201", "PC202"))


def test_what_is_enough_to_drop_clears_the_bands_too(tmp_path: Path) -> None:
    live = "C-1 | coupon | LAMP | percent | 5 | 2026-11-01 | 2026-12-20"
    draft = "S-1 | social_code | LAMP | percent | 15 | 2026-12-21 | 2026-12-24"
    found = drafted(tmp_path, live, draft)
    assert [each.id for each in found.listings[0].drops] == ["C-1"]
    more = f"{live}\nC-2 | coupon | LAMP | percent | 5 | 2026-12-25 | 2026-12-30"
    assert drafted(tmp_path, more, draft).listings[0].drops == ()


def test_what_is_no_error_together_forbids_nothing(tmp_path: Path) -> None:
    live = "C-1 | coupon | LAMP | percent | 5 | 2026-11-01 | 2026-12-20"
    draft = "S-1 | social_code | LAMP | percent | 15 | 2026-12-01 | 2026-12-24"
    found = drafted(tmp_path, live, draft, policy="rules:\n  forbidden-stack: warning\n")
    assert [each.value for each in found.depths] == [Percent(2_500)]
    assert found.dates.holds


def test_no_price_may_be_safe_for_all_listings_at_once(tmp_path: Path) -> None:
    two = Shop(
        BESIDE_A_SALE.promotions.replace("LAMP |", "LAMP;MUG |"),
        listings="sku | price | currency\nLAMP | 100.00 | USD\nMUG | 100.00 | USD",
        floors="sku | floor\nLAMP | 33.90\nMUG | {}",
    )
    prices = (*DECEMBER, *DECEMBER, "60.00", *DECEMBER)
    close = replace(two, floors=two.floors.format("34.00")).solved(tmp_path, "B-1", *prices)
    assert [(str(each.depth.value), str(each.depth.most)) for each in close.listings] == [
        ("42.37", "80.52"),
        ("42.50", "80.02"),
    ]
    (depth,) = close.depths
    assert (str(depth.value), str(depth.most)) == ("42.50", "80.02")
    alone = two.promotions.replace("price     | LAMP;MUG", "price     | LAMP")
    alone = alone.replace("lightning_deal | LAMP;MUG", "lightning_deal | LAMP")
    apart = replace(two, promotions=alone, floors=two.floors.format("66.00"))
    found = apart.solved(tmp_path, "B-1", *prices)
    assert [(str(each.depth.value), str(each.depth.most)) for each in found.listings] == [
        ("42.37", "80.52"),
        ("82.50", "None"),
    ]
    (depth,) = found.depths
    assert (depth.value, depth.most, depth.reason) == (None, None, NoDepth.NOTHING)
