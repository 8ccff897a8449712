"""The fix of a finding in words: the promotion that is changed, and the number."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from promocheck.model.report import Report
from promocheck.pipeline import Request, scan
from promocheck.reports.words import Words
from tests.shop import AS_OF, findings_of, policy_of, shop, table, write_sheet

LISTINGS = """
sku  | price  | sale_price | sale_start | sale_end   | currency
LAMP | 100.00 |            |            |            | USD
MUG  | 20.00  | 5.00       | 2026-12-01 | 2026-12-05 | USD
"""
FLOORS = """
sku  | floor
LAMP | 60.00
MUG  | 10.00
"""


def fixes(report: Report, *rules: str) -> dict[str, list[str]]:
    """What is to be done about every SKU, each once."""
    found: dict[str, list[str]] = {}
    for finding in findings_of(report, *rules):
        said = Words().say(finding.fix)
        if said not in found.setdefault(finding.sku or "", []):
            found[finding.sku or ""].append(said)
    return found


@pytest.mark.parametrize(
    ("rows", "fix"),
    [
        pytest.param(
            """
            C-1 | coupon      | percent | 30 | 2026-12-01 | 2026-12-10
            S-1 | social_code | percent | 70 | 2026-12-05 | 2026-12-20
            """,
            "Set social code S-1 to at most 10 % off, or take LAMP out of it.",
            id="the one that takes most off",
        ),
        pytest.param(
            """
            S-1 | social_code | percent | 38 | 2026-12-05 | 2026-12-20
            C-1 | coupon      | percent | 39 | 2026-12-01 | 2026-12-10
            """,
            "Take LAMP out of coupon C-1.",
            id="the platform takes no coupon of two percent",
        ),
        pytest.param(
            """
            C-1 | coupon     | percent | 30 | 2026-12-01 | 2026-12-10
            P-1 | sale_price | price   | 65 | 2026-12-01 | 2026-12-10
            """,
            "Set sale price P-1 to 85.71 USD or more, or take LAMP out of it.",
            id="a sale price takes off what it is below the listing's own",
        ),
        pytest.param(
            "C-1 | coupon | percent | 50 | 2026-11-20 | 2026-12-10",
            "Set coupon C-1 to at most 40 % off, or take LAMP out of it. Who has clipped it keeps it.",
            id="a coupon that runs",
        ),
        pytest.param(
            """
            C-1 | coupon      | percent | 30 | 2026-11-20 | 2026-12-10
            S-1 | social_code | percent | 25 | 2026-12-05 | 2026-12-20
            """,
            "Set social code S-1 to at most 10 % off, or take LAMP out of it.",
            id="what is in no buyer's hands, even if it takes less off",
        ),
        pytest.param(
            """
            S-1 | social_code | percent | 45 | 2026-12-05 | 2026-12-20
            A-1 | amount_off  | amount  | 50 | 2026-12-05 | 2026-12-20
            """,
            "Take LAMP out of money off A-1. Set social code S-1 to at most 40 % off, or take LAMP out of it.",
            id="each is too deep by itself",
        ),
        pytest.param(
            "5折-1 | price_discount | zhe | 0.5 | 2026-12-05 | 2026-12-06",
            "Set price discount 5折-1 to 6折 or more (at most 40 % off), or take LAMP out of it. By its name 5折 was meant.",
            id="what its name says was meant",
        ),
        pytest.param(
            "SAVE-15% | social_code | percent | 85 | 2026-12-05 | 2026-12-06",
            "Set social code SAVE-15% to at most 40 % off, or take LAMP out of it. By its name 15 % off was meant.",
            id="likewise of a percentage",
        ),
        pytest.param(
            "SAVE-50% | social_code | percent | 50 | 2026-12-05 | 2026-12-06",
            "Set social code SAVE-50% to at most 40 % off, or take LAMP out of it.",
            id="it is what its name says",
        ),
        pytest.param(
            "D-1 | lightning_deal | price | 1.00 | 2026-12-05 | 2026-12-06",
            "Set lightning deal D-1 to 60.00 USD or more, or take LAMP out of it.",
            id="a price: below the floor and near zero ask for the same",
        ),
    ],
)
def test_a_price_that_is_too_low_is_mended_by_a_number(tmp_path: Path, rows: str, fix: str) -> None:
    head = "promotion_id | kind | discount_type | discount_value | start | end | sku"
    lines = [f"{line.strip()} | LAMP" for line in rows.strip().splitlines()]
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions="\n".join((head, *lines)),
        floors=FLOORS,
        policy="rules:\n  forbidden-stack: {pairs: []}\n",
    )
    assert fixes(report, "PC101", "PC102")["LAMP"] == [fix]


@pytest.mark.parametrize(("others", "numbered"), [(199, True), (200, False)])
def test_one_of_hundreds_of_promotions_is_no_answer(tmp_path: Path, others: int, numbered: bool) -> None:
    deal = "D-1 | lightning_deal | price | 1.00 | 2026-12-05 | 2026-12-06 | LAMP"
    deals = [f"B-{at} | best_deal | price | 90.00 | 2027-01-01 | 2027-01-02 | LAMP" for at in range(others)]
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions="\n".join(
            ("promotion_id | kind | discount_type | discount_value | start | end | sku", deal, *deals)
        ),
        floors=FLOORS,
    )
    (fix,) = fixes(report, "PC101")["LAMP"]
    assert ("Set lightning deal D-1 to 60.00 USD or more" in fix) == numbered
    assert fix != ""


CROWD = "\n".join(
    f"B-{at} | best_deal | price | 99.00 | 2027-01-01 | 2027-01-02 | LAMP | |" for at in range(200)
)


@pytest.mark.parametrize(
    ("rows", "fix"),
    [
        pytest.param(
            f"""
            D-1 | lightning_deal | price   | 1.00 | 2026-12-05 | 2026-12-06 | LAMP | |
            S-1 | social_code    | percent | 5    | 2026-12-05 | 2026-12-06 | LAMP | |
            {CROWD}
            """,
            "By itself lightning deal D-1 takes off too much: raise its price, move or cancel it first, then scan again.",
            id="a price, in a crowd",
        ),
        pytest.param(
            f"""
            D-1 | lightning_deal | percent | 60 | 2026-12-05 | 2026-12-06 | LAMP | |
            S-1 | social_code    | percent | 5  | 2026-12-05 | 2026-12-06 | LAMP | |
            {CROWD}
            """,
            "By itself lightning deal D-1 takes off too much: take off less with it, move or cancel it first, then scan again.",
            id="a share, in a crowd",
        ),
        pytest.param(
            """
            C-1 | coupon      | percent | 50 | 2026-11-20 | 2026-12-10 | LAMP | cancelled | 2026-11-25
            S-1 | social_code | percent | 5  | 2026-11-28 | 2026-12-08 | LAMP |           |
            """,
            "By itself coupon C-1 takes off too much, and whoever clipped it can still use it, even some hours after its end: "
            "raise the price or close the listing until that is over.",
            id="which is cancelled already",
        ),
        pytest.param(
            "C-1 | coupon | percent | 50 | 2026-12-01 | 2026-12-20 | LAMP | cancelled | 2026-12-10",
            "By itself coupon C-1 takes off too much, and is cancelled only on a day to come: cancel it at once, then scan again.",
            id="a coupon that nobody has clipped yet, cancelled on a day to come",
        ),
        pytest.param(
            "S-1 | social_code | percent | 50 | 2026-11-20 | 2026-12-20 | LAMP | cancelled | 2026-12-10",
            "By itself social code S-1 takes off too much, and is cancelled only on a day to come: cancel it at once, then scan again.",
            id="a running code, cancelled on a day to come",
        ),
        pytest.param(
            "C-1 | coupon | percent | 50 | 2026-11-20 | 2026-12-20 | LAMP | cancelled | 2026-12-10",
            "By itself coupon C-1 takes off too much, and whoever clipped it can still use it, even some hours after its end: "
            "raise the price or close the listing until that is over.",
            id="a running coupon, cancelled on a day to come",
        ),
        pytest.param(
            f"""
            D-1 | lightning_deal | price   | 61.00 | 2026-12-05 | 2026-12-06 | LAMP | |
            S-1 | social_code    | percent | 5     | 2026-12-05 | 2026-12-06 | LAMP | |
            {CROWD}
            """,
            "Cut the discount by at least 4.00 USD a unit: lower, move or cancel one of these promotions, then scan again.",
            id="none of them alone",
        ),
    ],
)
def test_without_a_number_what_takes_off_too_much_by_itself_is_named(
    tmp_path: Path, rows: str, fix: str
) -> None:
    head = "promotion_id | kind | discount_type | discount_value | start | end | sku | status | canceled_at"
    report = shop(tmp_path, listings=LISTINGS, promotions=f"{head}\n{rows.strip()}", floors=FLOORS)
    assert {Words().say(each.fix) for each in findings_of(report, "PC101") if each.sku == "LAMP"} == {fix}


@pytest.mark.parametrize(
    ("coupon", "floor", "policy", "raised"),
    [
        pytest.param("percent | 45", "60 |", "", True, id="an amount"),
        pytest.param("percent | 45", "| 60", "", False, id="a share of the price"),
        pytest.param("percent | 45", "60 | 55", "", True, id="a share that it keeps"),
        pytest.param("percent | 45", "60 | 55.01", "", False, id="a share that it just fails to keep"),
        pytest.param("amount | 45", "| 60", "", True, id="money off, of which a share grows"),
        pytest.param("percent | 90", "60 |", "", False, id="near zero at any price"),
        pytest.param("percent | 89", "60 |", "", True, id="beyond near zero"),
        pytest.param("percent | 90", "60 |", "near-zero: off", True, id="what is near zero is not judged"),
        pytest.param("percent | 100", "60 |", "near-zero: off", False, id="nothing is left"),
        pytest.param(
            "percent | 45",
            "60 |",
            "floors: {kinds: {coupon: {min_percent_of_price: 60}}}",
            False,
            id="a share that coupons must keep",
        ),
        pytest.param(
            "percent | 45",
            "60 |",
            "floors: {kinds: {best_deal: {min_percent_of_price: 60}}}",
            True,
            id="a share that others must keep",
        ),
    ],
)
def test_a_higher_price_is_asked_for_only_where_it_mends(
    tmp_path: Path, coupon: str, floor: str, policy: str, raised: bool
) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=f"""
        promotion_id | kind   | discount_type | discount_value | start | end | sku | status | canceled_at
        C-1 | coupon | {coupon} | 2026-11-20 | 2026-12-10 | LAMP | cancelled | 2026-11-22
        """,
        floors=f"sku | floor | min_percent_of_price\nLAMP | {floor}",
        policy=f"rules:\n  {policy}\n" if policy.startswith("near") else policy,
    )
    (fix,) = fixes(report, "PC101")["LAMP"]
    assert ("raise the price or close the listing" in fix) == raised
    assert ("takes off too much at any price" in fix) != raised


def test_a_sale_price_is_raised(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions="""
        promotion_id | kind   | sku  | discount_type | discount_value | start      | end
        C-1          | coupon | LAMP | percent       | 5              | 2026-12-01 | 2026-12-10
        """,
        floors=FLOORS,
    )
    assert fixes(report, "PC101") == {"MUG": ["Set the sale price of MUG to 10.00 USD or more, or end it."]}


C_2_BEGINS: Final = int(datetime(2026, 12, 15, tzinfo=UTC).timestamp())
RAISED: Final = re.compile(
    r"The selling price ([0-9.]+) USD is itself below the floor: raise it to ([0-9.]+) USD or more(?:, of which the promotions leave ([0-9.]+) USD)?, or correct the floor\."
)
UNTIL: Final = (
    "The selling price 100.00 USD is itself below the floor: raise it, and any price that a promotion sets, until 120.00 USD is left "
    "when all of them have come off, or correct the floor."
)


def below_by_itself(folder: Path, price: str, rows: str, policy: str = "") -> Report:
    head = "promotion_id | kind | discount_type | discount_value | min_spend | stackable | start | end | sku"
    return shop(
        folder,
        listings=f"sku | price | currency\nLAMP | {price} | USD",
        promotions="\n".join((head, *(f"{line.strip()} | LAMP" for line in rows.strip().splitlines()))),
        floors="sku | floor\nLAMP | 120.00",
        policy=policy,
    )


@pytest.mark.parametrize(
    ("rows", "policy", "raised"),
    [
        pytest.param(
            "C-1 | coupon | percent | 5 | | no | 2026-12-01 | 2026-12-10",
            "",
            ("126.32", "120.00"),
            id="a percentage",
        ),
        pytest.param(
            "A-1 | amount_off | amount | 7.50 | | | 2026-12-01 | 2026-12-10",
            "",
            ("127.50", "120.00"),
            id="an amount",
        ),
        pytest.param(
            """
            C-1 | coupon | percent | 30 | | no | 2026-12-01 | 2026-12-10
            C-2 | coupon | percent | 5  | | no | 2026-12-20 | 2026-12-24
            """,
            "",
            ("171.43", "120.00"),
            id="something else at another time",
        ),
        pytest.param(
            "D-1 | prime_exclusive | percent | 20 | | | 2026-12-01 | 2026-12-10",
            "",
            ("150.00", "120.00"),
            id="a deal of a percentage",
        ),
        pytest.param(
            "A-1 | amount_off | amount | 80 | | | 2026-12-01 | 2026-12-10",
            "floors: {default: {min_percent_of_price: 80}}",
            ("400.00", "320.00"),
            id="a floor that rises with the price",
        ),
    ],
)
def test_a_price_below_its_floor_is_raised_until_the_promotions_leave_that(
    tmp_path: Path, rows: str, policy: str, raised: tuple[str, str]
) -> None:
    first = below_by_itself(tmp_path, "100.00", rows, policy)
    (found,) = [each for each in findings_of(first, "PC101") if (each.start or 0) < C_2_BEGINS]
    said = RAISED.fullmatch(Words().say(found.fix))
    assert said
    assert said.group(2, 3) == raised
    assert found.places[0].column == "price"

    def breaches(price: Decimal) -> list[int | None]:
        report = below_by_itself(tmp_path, str(price), rows, policy)
        return [each.start for each in findings_of(report, "PC101", "PC102", "PC202")]

    assert breaches(Decimal(raised[0])) == []
    assert breaches(Decimal(raised[0]) - Decimal("0.02"))


@pytest.mark.parametrize(
    ("rows", "policy"),
    [
        ("D-1 | best_deal | price | 90 | | | 2026-12-01 | 2026-12-10", ""),
        ("M-1 | amount_off | amount | 30 | 150 | | 2026-12-01 | 2026-12-10", ""),
        (
            "C-1 | coupon | percent | 30 | | no | 2026-12-01 | 2026-12-10",
            "floors: {default: {min_percent_of_price: 80}}",
        ),
        ("C-1 | coupon | percent | 92 | | no | 2026-12-01 | 2026-12-10", ""),
    ],
    ids=[
        "a price that is set",
        "a minimum",
        "more than the floor's share comes off",
        "nearly nothing is left",
    ],
)
def test_where_no_price_is_known_to_mend_it_words_say_what_does(
    tmp_path: Path, rows: str, policy: str
) -> None:
    found = findings_of(below_by_itself(tmp_path, "100.00", rows, policy), "PC101")
    assert {Words().say(each.fix) for each in found} == {UNTIL}


@pytest.mark.parametrize(
    ("coupon", "deal", "fix"),
    [
        (
            "2026-12-01 | 2026-12-10 00:00 PST",
            "2026-12-05 | 2026-12-07",
            "End coupon C-1 by 2026-12-04 20:00 PST.",
        ),
        ("2026-12-01 | 2026-12-10", "2026-12-05 | 2026-12-07", "End coupon C-1 on 2026-12-03 or earlier."),
        (
            "2026-12-06 00:00 PST | 2026-12-10",
            "2026-12-05 | 2026-12-07",
            "Start coupon C-1 on 2026-12-08 06:00 PST or later.",
        ),
        ("2026-12-06 | 2026-12-10", "2026-12-05 | 2026-12-07", "Start coupon C-1 on 2026-12-09 or later."),
        ("2026-11-20 | 2026-12-10", "2026-12-05 | 2026-12-07", "Take LAMP out of best deal D-1."),
        (
            "2026-11-20 | 2026-12-06",
            "2026-12-05 09:00 PST | 2026-12-09",
            "Start best deal D-1 on 2026-12-07 04:00 PST or later.",
        ),
        ("2026-11-20 | 2026-12-06", "2026-12-05 | 2026-12-09", "Start best deal D-1 on 2026-12-08 or later."),
        (
            "2026-11-20 | 2026-12-06",
            "2026-12-05 00:00 | 2026-12-07 23:59",
            "Start best deal D-1 on 2026-12-07 16:00 PST or later.",
        ),
        (
            "2026-11-20 | 2026-12-06",
            "2026-12-05 00:00 | 2026-12-07 12:00",
            "Start best deal D-1 on 2026-12-07 04:00 PST or later.",
        ),
        ("2026-11-20 | 2026-12-06", "2026-12-05 | 2026-12-07", "Take LAMP out of best deal D-1."),
        ("2026-11-20 | 2026-12-10", "2026-11-22 | 2026-12-20", "Take LAMP out of best deal D-1."),
        ("2026-12-01 | 2028-06-01", "2026-12-05 | ", "End coupon C-1 on 2026-12-03 or earlier."),
        (
            "2026-11-20 | 2026-12-06 10:00:30 PST",
            "2026-12-05 09:00 PST | 2026-12-09 00:00 PST",
            "Start best deal D-1 on 2026-12-06 14:01 PST or later.",
        ),
        (
            "2026-12-01 00:00 | 2026-12-10 00:00",
            "2026-12-05 00:00 | 2026-12-07 00:00",
            "End coupon C-1 by 2026-12-04 08:00 PST.",
        ),
        ("2026-11-23 18:00 PST | 2026-12-05", "2026-11-20 | 2026-12-10", "Take LAMP out of coupon C-1."),
    ],
    ids=[
        "the first ends",
        "the day before the last hours",
        "the second waits",
        "until the next day",
        "buyers keep what they clipped",
        "so the deal waits",
        "for whole days",
        "so that no other clock brings them together",
        "where there is no time for that",
        "no day is left",
        "what runs does not start later",
        "nor beyond the days that are judged",
        "to the next whole minute",
        "it ends so early that no other clock brings them together",
        "nor does it end before now",
    ],
)
def test_what_must_never_meet_is_kept_apart(tmp_path: Path, coupon: str, deal: str, fix: str) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=f"""
        promotion_id | kind      | sku  | discount_type | discount_value | start | end
        C-1          | coupon    | LAMP | percent       | 5              | {coupon}
        D-1          | best_deal | LAMP | price         | 90.00          | {deal}
        """,
        floors=FLOORS,
    )
    assert fixes(report, "PC201") == {"LAMP": [fix]}


MEETING = """
promotion_id | kind        | sku  | discount_type | discount_value | start      | end
C-1          | coupon      | LAMP | percent       | {coupon}       | 2026-12-01 | 2026-12-10
S-1          | social_code | LAMP | percent       | {code}         | 2026-12-05 | 2026-12-20
"""


@pytest.mark.parametrize(
    ("coupon", "code", "parted", "fixed"),
    [
        (
            *("25", "25"),
            *["Start social code S-1 on 2026-12-12 or later."] * 2,
        ),
        (
            *("45", "25"),
            "Take LAMP out of social code S-1.",
            "Set coupon C-1 to at most 15 % off, or take LAMP out of it.",
        ),
        (
            *("25", "45"),
            *["Take LAMP out of social code S-1."] * 2,
        ),
    ],
    ids=["to part them is enough", "the one that stays is too deep", "the one that goes is"],
)
def test_a_price_that_comes_of_what_must_never_meet_is_mended_as_that_is(
    tmp_path: Path, coupon: str, code: str, parted: str, fixed: str
) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=MEETING.format(coupon=coupon, code=code),
        floors=FLOORS,
    )
    assert fixes(report, "PC201")["LAMP"] == [parted]
    assert fixes(report, "PC101")["LAMP"] == [fixed]


@pytest.mark.parametrize("status", ["ended", "cancelled"])
def test_what_was_cancelled_is_waited_for_until_it_is_gone_and_no_longer(tmp_path: Path, status: str) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=f"""
        promotion_id | kind        | sku  | discount_type | discount_value | start            | end              | status   | canceled_at
        S-1          | social_code | LAMP | percent       | 30             | 2026-11-20T00:00 | 2026-12-20T00:00 | {status} | 2026-12-01T00:00
        C-1          | coupon      | LAMP | percent       | 30             | 2026-12-01T02:00 | 2026-12-30T00:00 |          |
        """,
        floors=FLOORS,
    )
    # It may apply 4 h longer, and the coupon 6 h before its start; what was the end of it once, is no end any more.
    for rule in ("PC101", "PC201", "PC202"):
        assert fixes(report, rule)["LAMP"] == ["Start coupon C-1 on 2026-12-01 10:00 PST or later."], rule


def test_what_hands_over_too_soon_starts_later(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions="""
        promotion_id | kind        | sku  | discount_type | discount_value | start            | end
        S-1          | social_code | LAMP | percent       | 30             | 2026-11-20T00:00 | 2026-12-01T00:00
        C-1          | coupon      | LAMP | percent       | 30             | 2026-12-01T02:00 | 2026-12-10T00:00
        """,
        floors=FLOORS,
        policy="rules:\n  forbidden-stack: {pairs: []}\n",
    )
    # The code may apply 4 h longer, and the coupon 6 h before its start.
    assert fixes(report, "PC202") == {"LAMP": ["Start coupon C-1 on 2026-12-01 10:00 PST or later."]}
    assert "LAMP" not in fixes(report, "PC101")


@pytest.mark.parametrize(
    ("code", "percentage", "fix"),
    [
        (
            "2026-11-20 00:00 PST | 2026-12-01 00:00 PST",
            "2026-12-01 | 2026-12-08",
            "End social code S-1 by 2026-11-30 16:00 PST.",
        ),
        (
            "2026-11-28 | 2026-11-30",
            "2026-12-01 00:00 PST | 2026-12-08 00:00 PST",
            "Start percentage off P-1 on 2026-12-01 08:00 PST or later.",
        ),
        (
            "2026-11-28 | 2026-11-30",
            "2026-12-01 02:00 PST | 2026-12-01 05:00 PST",
            "End social code S-1 on 2026-11-29 or earlier.",
        ),
        ("2026-11-30 | 2026-11-30", "2026-12-01 02:00 PST | 2026-12-01 05:00 PST", None),
        ("2026-11-20 | 2026-11-23", "2026-11-24 02:00 PST | 2026-11-24 05:00 PST", None),
        ("2026-11-20 00:00 PST | 2026-11-23 14:00 PST", "2026-11-23 15:00 PST | 2026-12-10 00:00 PST", None),
    ],
    ids=[
        "eight hours are less than a day",
        "and than a day less",
        "a whole day",
        "its only day",
        "the day before now",
        "one is over and the other runs",
    ],
)
def test_of_a_handover_the_smallest_change_of_dates_is_said(
    tmp_path: Path, code: str, percentage: str, fix: str | None
) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=f"""
        promotion_id | kind           | sku  | discount_type | discount_value | start | end
        S-1          | social_code    | LAMP | percent       | 30             | {code}
        P-1          | percentage_off | LAMP | percent       | 31             | {percentage}
        """,
        floors=FLOORS,
    )
    of_depth = "Set percentage off P-1 to at most 10 % off, or take LAMP out of it."
    assert fixes(report, "PC202") == {"LAMP": [fix or of_depth]}


def test_who_has_clipped_a_coupon_keeps_it_to_its_end(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions="""
        promotion_id | kind           | sku  | discount_type | discount_value | start                | end
        C-1          | coupon         | LAMP | percent       | 30             | 2026-11-20 00:00 PST | 2026-12-01 00:00 PST
        P-1          | percentage_off | LAMP | percent       | 31             | 2026-12-01           | 2026-12-01
        """,
        floors=FLOORS,
    )
    assert fixes(report, "PC202") == {
        "LAMP": ["Set percentage off P-1 to at most 10 % off, or take LAMP out of it."]
    }


def beside(folder: Path, live: str, draft: str, policy: str = "") -> Report:
    """The scan of a draft beside what is live."""
    write_sheet(folder / "listings.csv", table(LISTINGS))
    write_sheet(folder / "floors.csv", table(FLOORS))
    head = "promotion_id | kind | sku | discount_type | discount_value | start | end\n"
    write_sheet(folder / "live.csv", table(head + live))
    write_sheet(folder / "draft.csv", table(head + draft))
    instant, drafts = int(datetime.fromisoformat(AS_OF).timestamp()), (str(folder / "draft.csv"),)
    return scan(Request((str(folder),), policy_of(policy), instant, marketplace="US", drafts=drafts))


def test_no_depth_of_a_draft_mends_what_is_clipped_already(tmp_path: Path) -> None:
    live = "C-1 | coupon | LAMP | percent | 45 | 2026-11-20 | 2026-12-20"
    report = beside(tmp_path, live, "C-1 | coupon | LAMP | percent | 50 | 2026-12-01 | 2026-12-07")
    found = fixes(report, "PC101")["LAMP"]
    assert found
    assert not [fix for fix in found if fix.startswith(("Set coupon", "Take LAMP", "Start", "End"))]


def test_the_draft_is_what_is_changed(tmp_path: Path) -> None:
    live = "P-1|percentage_off|LAMP|percent|35|2026-12-05|2026-12-20"
    report = beside(tmp_path, live, "C-1|coupon|LAMP|percent|20|2026-12-01|2026-12-10")
    assert fixes(report, "PC101")["LAMP"] == ["Set coupon C-1 to at most 5 % off, or take LAMP out of it."]


@pytest.mark.parametrize(
    ("live", "draft", "fix"),
    [
        pytest.param(
            "D-1|lightning_deal|LAMP|price|55|2026-12-01|2026-12-02",
            "C-1|coupon|LAMP|percent|20|2026-12-01|2026-12-05",
            "Take LAMP out of coupon C-1. Set lightning deal D-1 to 60.00 USD or more, or take LAMP out of it.",
            id="it is not raised so that the draft may run",
        ),
        pytest.param(
            "D-1|lightning_deal|LAMP|price|55|2026-12-01|2026-12-02",
            """P-1|percentage_off|LAMP|percent|10|2026-12-01|2026-12-05
            P-2|amount_off|LAMP|amount|5|2026-12-01|2026-12-05""",
            "Take LAMP out of percentage off P-1. Take LAMP out of money off P-2. "
            "Set lightning deal D-1 to 60.00 USD or more, or take LAMP out of it.",
            id="nor so that two may",
        ),
    ],
)
def test_a_live_promotion_that_is_too_low_by_itself_is_mended_without_the_draft(
    tmp_path: Path, live: str, draft: str, fix: str
) -> None:
    policy = "rules:\n  forbidden-stack: {pairs: []}\n"
    assert fixes(beside(tmp_path, live, draft, policy), "PC101")["LAMP"] == [fix]


def test_a_draft_of_another_kind_with_the_id_of_a_live_promotion_is_changed_by_itself(tmp_path: Path) -> None:
    live = "C-1 | coupon | LAMP | percent | 30 | 2026-12-01 | 2026-12-20"
    report = beside(tmp_path, live, "C-1 | percentage_off | LAMP | percent | 20 | 2026-12-01 | 2026-12-10")
    assert fixes(report, "PC101")["LAMP"] == [
        "Set percentage off C-1 to at most 10 % off, or take LAMP out of it."
    ]


COUPON_IN_HAND = "C-1 | coupon | LAMP | percent | 20 | 2026-11-20 | 2026-12-20"
DEAL = "D-1 | lightning_deal | LAMP | price | 75.00 | 2026-12-10 10:00 | 2026-12-10 18:00"


@pytest.mark.parametrize(
    ("live", "draft", "fix"),
    [
        (
            COUPON_IN_HAND,
            "C-1 | coupon | LAMP | percent | 35 | 2026-11-20 | 2026-12-20",
            "Take LAMP out of lightning deal D-1.",
        ),
        (
            COUPON_IN_HAND,
            "C-1 | coupon | LAMP | percent | 35 | 2026-12-01 | 2026-12-20",
            "Take LAMP out of lightning deal D-1.",
        ),
        (
            COUPON_IN_HAND.replace("12-20", "12-05"),
            "C-1 | coupon | LAMP | percent | 20 | 2026-12-01 | 2026-12-20",
            "End coupon C-1 on 2026-12-08 or earlier.",
        ),
        (
            COUPON_IN_HAND.replace("LAMP", "MUG"),
            "C-1 | coupon | LAMP;MUG | percent | 20 | 2026-12-01 | 2026-12-20",
            "End coupon C-1 on 2026-12-08 or earlier.",
        ),
        (
            COUPON_IN_HAND.replace("2026-11-20", "2026-12-02"),
            "C-1 | coupon | LAMP | percent | 20 | 2026-12-01 | 2026-12-20",
            "End coupon C-1 on 2026-12-08 or earlier.",
        ),
    ],
    ids=[
        "it runs on",
        "it waits",
        "what is clipped is over by then",
        "what is clipped is for another SKU",
        "nobody has clipped it yet",
    ],
)
def test_no_other_dates_of_a_draft_part_what_is_clipped_already(
    tmp_path: Path, live: str, draft: str, fix: str
) -> None:
    report = beside(tmp_path, f"{live}\n{DEAL}", draft)
    assert fixes(report, "PC201")["LAMP"] == [fix]
    if fix.startswith("End"):
        mended = beside(tmp_path, f"{live}\n{DEAL}", draft.replace("2026-12-20", "2026-12-08"))
    else:
        mended = beside(tmp_path, live, draft)
    assert "LAMP" not in fixes(mended, "PC101", "PC201")


@pytest.mark.parametrize(
    ("points", "percent", "fix"),
    [
        (3500, 10, "Set coupon C-1 to at most 5 % off, or take LAMP out of it."),
        (4500, 5, "Take LAMP out of coupon C-1."),
    ],
)
def test_points_of_a_listing_are_not_what_is_changed(
    tmp_path: Path, points: int, percent: int, fix: str
) -> None:
    report = shop(
        tmp_path,
        listings=f"sku | marketplace | price | points | currency\nLAMP | JP | 10000 | {points} | JPY",
        promotions=f"""
        promotion_id | marketplace | kind   | sku  | discount_type | discount_value | start      | end
        C-1          | JP          | coupon | LAMP | percent       | {percent}      | 2026-12-01 | 2026-12-10
        """,
        floors="sku | marketplace | floor\nLAMP | JP | 6000",
    )
    assert fixes(report, "PC101") == {"LAMP": [fix]}


def test_what_may_be_meant_is_said_for_all_of_its_skus(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions="""
        promotion_id | kind        | sku  | discount_type | discount_value | start      | end
        P-1          | social_code | LAMP | percent       | 75             | 2026-12-11 | 2026-12-20
        P-1          | social_code | MUG  | percent       | 80             | 2026-12-11 | 2026-12-20
        """,
        floors="sku | floor\nLAMP | 5.00\nMUG | 1.00",
    )
    assert fixes(report, "PC106")["MUG"] == [
        "Set social code P-1 to at most 70 % off; if it is meant, accept it with a waiver.",
        "Set the sale price of MUG to 6.00 USD or more; if it is meant, accept it with a waiver.",
    ]


@pytest.mark.parametrize(
    ("kind", "form", "lamp", "sofa", "fix"),
    [
        ("best_deal", "price", "25", "25", "Set best deal P-1 to 60.00 USD or more"),
        ("amount_off", "amount", "80", "160", "Set money off P-1 to at most 70.00 USD off"),
    ],
)
def test_what_may_be_meant_is_said_so_that_it_is_safe_for_all_of_its_skus(
    tmp_path: Path, kind: str, form: str, lamp: str, sofa: str, fix: str
) -> None:
    report = shop(
        tmp_path,
        listings="sku | price\nLAMP | 100.00\nSOFA | 200.00",
        promotions=f"""
        promotion_id | kind   | sku  | discount_type | discount_value | start      | end
        P-1          | {kind} | LAMP | {form}        | {lamp}         | 2026-12-01 | 2026-12-05
        P-1          | {kind} | SOFA | {form}        | {sofa}         | 2026-12-01 | 2026-12-05
        """,
        floors="sku | floor\nLAMP | 5.00\nSOFA | 5.00",
    )
    ((said,),) = fixes(report, "PC106").values()
    assert said == f"{fix}; if it is meant, accept it with a waiver."


@pytest.mark.parametrize(
    ("floor", "deal", "fix"),
    [
        ("2.00", "1.00", "Set best deal D-1 to 11.01 USD or more, or take LAMP out of it."),
        ("99.99", "90.00", "Set best deal D-1 to 99.99 USD or more, or take LAMP out of it."),
        ("100.00", "90.00", "Take LAMP out of best deal D-1."),
    ],
    ids=["a tenth would be taken for a slip", "a cent off", "nothing would come off"],
)
def test_a_price_that_is_said_is_a_discount_and_no_slip(
    tmp_path: Path, floor: str, deal: str, fix: str
) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=f"""
        promotion_id | kind      | sku  | discount_type | discount_value | start      | end
        D-1          | best_deal | LAMP | price         | {deal}         | 2026-12-01 | 2026-12-05
        """,
        floors=f"sku | floor\nLAMP | {floor}",
    )
    assert set(fixes(report, "PC101", "PC102")["LAMP"]) == {fix}


@pytest.mark.parametrize(
    ("live", "draft", "fix"),
    [
        (
            "C-1 | coupon | LAMP | percent | 5 | 2026-12-01 | 2026-12-10",
            "D-1 | best_deal | LAMP | price | 90.00 | 2026-12-01 | 2026-12-20",
            "Start best deal D-1 on 2026-12-12 or later.",
        ),
        (
            "C-1 | coupon | LAMP | percent | 5 | 2026-12-05 | 2026-12-10",
            "D-1 | best_deal | LAMP | price | 90.00 | 2026-12-04 00:00 PST | 2026-12-08 09:00 PST",
            "End best deal D-1 by 2026-12-04 18:00 PST.",
        ),
        (
            "S-1 | social_code | LAMP | percent | 5 | 2026-12-05 | 2026-12-20",
            "C-1 | coupon | LAMP | percent | 5 | 2026-11-20 | 2026-12-10",
            "End coupon C-1 on 2026-12-03 or earlier.",
        ),
        (
            "S-1 | social_code | LAMP | percent | 5 | 2026-12-05 | 2026-12-20",
            "C-1 | coupon | LAMP | percent | 5 | 2026-12-06 | 2026-12-10",
            "Take LAMP out of coupon C-1.",
        ),
    ],
    ids=["it waits", "it ends", "nobody has clipped it yet", "it has no days left"],
)
def test_of_a_draft_and_a_live_promotion_the_draft_is_moved(
    tmp_path: Path, live: str, draft: str, fix: str
) -> None:
    assert fixes(beside(tmp_path, live, draft), "PC201")["LAMP"] == [fix]


def test_a_draft_waits_even_where_the_live_promotion_had_less_to_move(tmp_path: Path) -> None:
    live = "S-1 | social_code | LAMP | percent | 31 | 2026-11-20 00:00 PST | 2026-12-01 00:00 PST"
    report = beside(tmp_path, live, "P-1 | percentage_off | LAMP | percent | 30 | 2026-12-01 | 2026-12-08")
    assert fixes(report, "PC202")["LAMP"] == ["Start percentage off P-1 on 2026-12-02 or later."]


def test_dates_that_bring_another_breach_are_no_fix(tmp_path: Path) -> None:
    live = """C-1 | coupon | LAMP | percent | 5 | 2026-12-01 | 2026-12-10
        A-1 | amount_off | LAMP | amount | 35 | 2026-12-12 | 2026-12-14"""
    report = beside(tmp_path, live, "D-1 | best_deal | LAMP | price | 90.00 | 2026-12-02 | 2026-12-13")
    assert fixes(report, "PC201")["LAMP"] == ["Take LAMP out of best deal D-1."]
