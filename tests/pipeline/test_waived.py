"""What a waiver accepts, what it does not and why, and what is said of the waivers themselves."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from promocheck.model.errors import AmbiguousFingerprint
from promocheck.model.finding import Finding, Severity
from promocheck.model.money import Money
from promocheck.model.place import Place
from promocheck.model.problem import EndingWaiver, ExpiredWaiver, UnusedWaiver
from promocheck.model.report import Report
from promocheck.model.text import english
from promocheck.model.waiver import Waiver
from promocheck.pipeline import Request, scan
from promocheck.pipeline.accept import chosen
from promocheck.pipeline.waived import waive
from promocheck.policy.waivers import parse_waivers
from promocheck.reports.words import Words
from promocheck.rules import RULE_TYPES
from tests.reports.examples import BELOW_FLOOR, UNREAD_ROW, usd
from tests.shop import policy_of, table, write_sheet

AS_OF = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
LOWEST = {("acme", "US", "A-100"): usd("45.00")}
SHOPS = {("acme", "US"): frozenset({"A-100", "A-101"})}
OF_LI = "A waiver of Li (to 2026-12-31)"
WAIVER = Waiver(
    rule="PC101",
    name="below-floor",
    store=None,
    marketplace="US",
    sku="A-100",
    promotions=("C1", "S1"),
    not_below=usd("50.00"),
    reason="clearance",
    owner="Li",
    expires=date(2026, 12, 31),
    place=Place("waivers.yaml", None, 3),
)
WITHOUT_PRICE = replace(BELOW_FLOOR, stacked_price=None, documented_price=None, steps=())
OF_ITSELF = replace(
    WITHOUT_PRICE, promotions=(), own_price=usd("44.00")
)  # about what the SKU sells at without any promotion


def judged(finding: Finding, *waivers: Waiver) -> Finding:
    (found,) = waive([finding], waivers, LOWEST, SHOPS, AS_OF).findings
    return found


def remark(finding: Finding, *waivers: Waiver) -> str | None:
    """What the message says of waivers; None for an accepted finding."""
    found = judged(finding, *waivers)
    if found.waiver:
        return None
    return Words("en").say(found.message).removeprefix(Words("en").say(finding.message)).strip()


@pytest.mark.parametrize(
    ("finding", "waiver"),
    [
        (BELOW_FLOOR, WAIVER),
        (BELOW_FLOOR, replace(WAIVER, store="acme")),
        (BELOW_FLOOR, replace(WAIVER, promotions=None)),
        (BELOW_FLOOR, replace(WAIVER, promotions=("S1", "C1", "C9"))),
        (replace(BELOW_FLOOR, promotions=("C1",)), WAIVER),
        (replace(BELOW_FLOOR, promotions=()), replace(WAIVER, promotions=())),
        (BELOW_FLOOR, replace(WAIVER, not_below=usd("0.00"))),
        (replace(BELOW_FLOOR, stacked_price=usd("55.00")), WAIVER),
        (
            replace(BELOW_FLOOR, start=AS_OF),
            replace(WAIVER, expires=date(2026, 11, 23)),  # still the 23rd on the Pacific clock
        ),
        (WITHOUT_PRICE, replace(WAIVER, not_below=usd("45.00"))),
        (OF_ITSELF, replace(WAIVER, not_below=usd("44.00"))),
        (replace(OF_ITSELF, own_price=usd("46.00")), replace(WAIVER, not_below=usd("45.01"))),
        (replace(OF_ITSELF, sku="A-101"), replace(WAIVER, sku="A-101", not_below=usd("44.00"))),
    ],
)
def test_accepted(finding: Finding, waiver: Waiver) -> None:
    found = judged(finding, waiver)
    assert found == replace(finding, waiver=waiver), "severity, message and fingerprint stay as they are"


@pytest.mark.parametrize(
    ("finding", "waiver", "why"),
    [
        (
            replace(BELOW_FLOOR, stacked_price=usd("49.99")), WAIVER,
            f"{OF_LI} accepts this down to 50.00 USD; 49.99 USD is lower.",
        ),
        (
            WITHOUT_PRICE, replace(WAIVER, not_below=usd("45.01")),
            f"{OF_LI} accepts this down to 45.01 USD; 45.00 USD is lower.",
        ),
        (
            OF_ITSELF, replace(WAIVER, not_below=usd("44.01")),
            f"{OF_LI} accepts this down to 44.01 USD; 44.00 USD is lower.",
        ),
        (BELOW_FLOOR, replace(WAIVER, promotions=("C1",)), f"{OF_LI} accepts this, but not with S1."),
        (BELOW_FLOOR, replace(WAIVER, promotions=()), f"{OF_LI} accepts this, but not with C1, S1."),
        (
            BELOW_FLOOR, replace(WAIVER, expires=date(2026, 11, 22)),
            "A waiver of Li accepted this until the end of 2026-11-22.",
        ),
        (BELOW_FLOOR, replace(WAIVER, rule="PC102"), ""),
        (BELOW_FLOOR, replace(WAIVER, marketplace="UK"), ""),
        (BELOW_FLOOR, replace(WAIVER, sku="a-100"), ""),
        (BELOW_FLOOR, replace(WAIVER, store="bolt"), ""),
        (replace(BELOW_FLOOR, store=None), replace(WAIVER, store="acme"), ""),
        (UNREAD_ROW, replace(WAIVER, rule="PC901"), ""),
        (
            replace(BELOW_FLOOR, sku="A-101"), replace(WAIVER, sku="A-101"),
            f"{OF_LI} does not count here: the lowest price is not known.",
        ),
    ],
)  # fmt: skip
def test_not_accepted(finding: Finding, waiver: Waiver, why: str) -> None:
    assert remark(finding, waiver) == why


def test_of_several_the_first_that_accepts_and_the_others_are_not_told() -> None:
    narrow, second = replace(WAIVER, promotions=("C1",)), replace(WAIVER, promotions=None)
    assert judged(BELOW_FLOOR, narrow, WAIVER, second).waiver is WAIVER
    assert remark(BELOW_FLOOR, narrow, replace(WAIVER, not_below=usd("60.00"))) == (
        f"{OF_LI} accepts this, but not with S1. {OF_LI} accepts this down to 60.00 USD; 50.00 USD is lower."
    )


def said(findings: list[Finding], *waivers: Waiver) -> list[object]:
    return list(waive(findings, waivers, LOWEST, SHOPS, AS_OF).problems)


def test_what_is_said_of_waivers() -> None:
    ended = replace(WAIVER, expires=date(2026, 11, 22))
    assert said([BELOW_FLOOR], WAIVER) == [EndingWaiver(WAIVER, WAIVER.ends - AS_OF)]
    assert said([BELOW_FLOOR], ended) == [ExpiredWaiver(ended, missed=True)]
    assert said([BELOW_FLOOR], ended, WAIVER)[0] == ExpiredWaiver(ended, missed=False)
    assert said([], ended) == [ExpiredWaiver(ended, missed=False)]
    assert said([BELOW_FLOOR], replace(WAIVER, promotions=("C1",))) == [], "the finding says it"


@pytest.mark.parametrize(
    ("waiver", "reason", "elsewhere"),
    [
        (WAIVER, "Nothing that it names was found.", False),
        (replace(WAIVER, sku="A-9"), "No listing of US has the SKU A-9.", False),
        (replace(WAIVER, store="bolt"), "This run has no listings of bolt/US.", True),
        (replace(WAIVER, marketplace="UK"), "This run has no listings of UK.", True),
    ],
)
def test_why_a_waiver_is_not_used(waiver: Waiver, reason: str, elsewhere: bool) -> None:
    (found,) = said([], waiver)
    assert isinstance(found, UnusedWaiver)
    assert (Words("en").say(found.reason), found.elsewhere) == (reason, elsewhere)


def test_one_that_another_makes_needless_is_unused() -> None:
    other = replace(WAIVER, promotions=("C9",))
    assert [type(each) for each in said([BELOW_FLOOR], WAIVER, other)] == [EndingWaiver, UnusedWaiver]


def test_promotions_of_other_hours_are_accepted_by_name_too() -> None:
    long = replace(BELOW_FLOOR, others=("P7",))
    assert remark(long, WAIVER) == f"{OF_LI} accepts this, but not with P7."
    assert judged(long, WAIVER).blamed == ("P7",)
    assert judged(long, replace(WAIVER, not_below=usd("60.00"))).blamed == (), "they alone do not keep it"
    for accepting in (replace(WAIVER, promotions=None), replace(WAIVER, promotions=("C1", "P7", "S1"))):
        assert judged(long, accepting).waiver is accepting


# A finding of three SKUs, whose numbers are those of the first one.
SEVERAL = replace(BELOW_FLOOR, also_on=("B-200", "C-300"))
PRICES = {**LOWEST, ("acme", "US", "B-200"): usd("30.00"), ("acme", "US", "C-300"): usd("20.00")}
OF_B = replace(WAIVER, sku="B-200", not_below=usd("30.00"))
OF_C = replace(WAIVER, sku="C-300", not_below=usd("20.00"))
BUT_NOT = "Waivers accept this on A-100, B-200, but not on C-300."


def of_several(
    *waivers: Waiver, finding: Finding = SEVERAL, prices: Mapping[tuple[str, str, str], Money] = PRICES
) -> tuple[Waiver | None, str]:
    """The waiver that is shown, and what the message says of waivers."""
    (found,) = waive([finding], waivers, prices, SHOPS, AS_OF).findings
    words = Words("en")
    return found.waiver, words.say(found.message).removeprefix(words.say(finding.message)).strip()


@pytest.mark.parametrize(
    "waivers",
    [
        (WAIVER, OF_B, OF_C),
        (OF_C, OF_B, WAIVER),
        (WAIVER, replace(OF_B, not_below=usd("0.00"), promotions=None), replace(OF_C, store="acme")),
        (WAIVER, OF_B, replace(OF_C, not_below=usd("21.00")), replace(OF_C, promotions=None)),
    ],
)
def test_several_skus_are_accepted_where_each_of_them_is(waivers: tuple[Waiver, ...]) -> None:
    shown, said = of_several(*waivers)
    assert shown is not None
    assert said == ""


@pytest.mark.parametrize(
    ("waivers", "why"),
    [
        ((WAIVER,), "Waivers accept this on A-100, but not on B-200, C-300."),
        ((OF_B, OF_C), "Waivers accept this on B-200, C-300, but not on A-100."),
        ((WAIVER, OF_B), BUT_NOT),
        ((WAIVER, OF_B, replace(OF_C, sku="c-300")), BUT_NOT),
        ((WAIVER, OF_B, replace(OF_C, store="bolt")), BUT_NOT),
        ((WAIVER, OF_B, replace(OF_C, rule="PC102")), BUT_NOT),
        (
            (WAIVER, OF_B, replace(OF_C, not_below=usd("20.01"))),
            f"{BUT_NOT} C-300: {OF_LI} accepts this down to 20.01 USD; 20.00 USD is lower.",
        ),
        (
            (WAIVER, OF_B, replace(OF_C, promotions=("C1",))),
            f"{BUT_NOT} C-300: {OF_LI} accepts this, but not with S1.",
        ),
        (
            (WAIVER, OF_B, replace(OF_C, expires=date(2026, 11, 22))),
            f"{BUT_NOT} C-300: A waiver of Li accepted this until the end of 2026-11-22.",
        ),
        (
            (replace(WAIVER, not_below=usd("50.01")), replace(OF_B, promotions=())),
            (
                f"No waiver accepts this on A-100, B-200, C-300. A-100: {OF_LI} accepts this down to 50.01 USD; 50.00 USD is lower. "
                f"B-200: {OF_LI} accepts this, but not with C1, S1."
            ),
        ),
        ((), ""),
    ],
)  # fmt: skip
def test_several_skus_are_not_accepted_where_one_is_not(waivers: tuple[Waiver, ...], why: str) -> None:
    assert of_several(*waivers) == (None, why)


def test_of_many_skus_a_few_are_told() -> None:
    skus = tuple(f"S-{at}" for at in range(1, 10))
    prices = PRICES | {("acme", "US", sku): usd("20.00") for sku in skus}
    many = replace(BELOW_FLOOR, also_on=skus)
    dear = [replace(OF_C, sku=sku, not_below=usd("25.00")) for sku in skus[3:]]
    free = [WAIVER, *(replace(OF_C, sku=sku) for sku in skus[:3])]
    why = f"{OF_LI} accepts this down to 25.00 USD; 20.00 USD is lower."
    assert of_several(*free, *dear, finding=many, prices=prices) == (
        None,
        (
            "Waivers accept this on A-100, S-1, S-2 and 1 more, but not on S-4, S-5, S-6 and 3 more. "
            f"S-4: {why} S-5: {why} S-6: {why}"
        ),
    )


def test_a_sku_of_several_whose_price_is_not_known_is_not_accepted() -> None:
    known = {key: price for key, price in PRICES.items() if key[2] != "C-300"}
    assert of_several(WAIVER, OF_B, replace(OF_C, not_below=usd("0.00")), prices=known) == (
        None, f"{BUT_NOT} C-300: {OF_LI} does not count here: the lowest price is not known.",
    )  # fmt: skip


def test_of_several_waivers_the_one_that_reopens_the_finding_is_shown() -> None:
    soon, later = (replace(OF_B, expires=date(2026, 12, day)) for day in (5, 10))
    assert of_several(WAIVER, soon, OF_C)[0] is soon
    assert of_several(WAIVER, soon, replace(later, promotions=None), OF_C)[0] == replace(
        later, promotions=None
    )
    assert of_several(OF_C, OF_B, WAIVER)[0] is WAIVER, "of the first SKU, where they end together"
    short, long = (replace(WAIVER, expires=date(2026, 12, day), promotions=None) for day in (5, 10))
    assert judged(BELOW_FLOOR, short, long).waiver is long


def said_of(finding: Finding, *waivers: Waiver) -> list[object]:
    return list(waive([finding], waivers, PRICES, SHOPS, AS_OF).problems)


def test_waivers_of_a_finding_of_several_skus_are_used_also_where_it_stays_open() -> None:
    endings = [EndingWaiver(each, each.ends - AS_OF) for each in (WAIVER, OF_B, OF_C)]
    assert said_of(SEVERAL, WAIVER, OF_B, OF_C) == endings
    assert said_of(SEVERAL, WAIVER, OF_B) == endings[:2]
    dear = replace(OF_C, not_below=usd("25.00"))
    assert said_of(SEVERAL, WAIVER, OF_B, dear) == endings[:2], "the finding says why"
    ended = replace(OF_C, expires=date(2026, 11, 22))
    assert said_of(SEVERAL, WAIVER, OF_B, ended) == [*endings[:2], ExpiredWaiver(ended, missed=True)]
    assert said_of(SEVERAL, WAIVER, OF_B, OF_C, ended) == [*endings, ExpiredWaiver(ended, missed=False)]
    needless = replace(OF_C, promotions=("C9",))
    assert isinstance(said_of(SEVERAL, WAIVER, OF_B, OF_C, needless)[-1], UnusedWaiver)


def test_what_goes_on_is_told_of_each_skus_waiver() -> None:
    finding = replace(SEVERAL, start=AS_OF, end=WAIVER.ends + 60)
    short = replace(OF_B, expires=date(2026, 12, 5))
    assert [getattr(each, "beyond", "") for each in said_of(finding, WAIVER, short, OF_C)] == [
        (WAIVER.ends, WAIVER.ends + 60),
        (short.ends, WAIVER.ends + 60),
        (OF_C.ends, WAIVER.ends + 60),
    ]


def test_promotions_are_blamed_where_they_alone_keep_every_sku_from_being_accepted() -> None:
    long = replace(SEVERAL, others=("P7",))

    def blamed(*waivers: Waiver) -> tuple[str, ...]:
        return waive([long], waivers, PRICES, SHOPS, AS_OF).findings[0].blamed

    assert blamed(WAIVER, OF_B, OF_C) == ("P7",)
    assert blamed(replace(WAIVER, promotions=None), OF_B, replace(OF_C, promotions=("S1",))) == ("C1", "P7")
    assert blamed(WAIVER, OF_B) == ()
    assert blamed(WAIVER, OF_B, replace(OF_C, not_below=usd("25.00"))) == ()


NEARLY = (
    replace(WAIVER, not_below=usd("60.00")),
    *(
        replace(each, not_below=usd("0.00"))
        for each in (
            replace(WAIVER, expires=date(2026, 11, 20)),
            replace(WAIVER, promotions=("C9",)),
            replace(WAIVER, store="bolt"),
            replace(WAIVER, rule="PC102"),
            replace(WAIVER, marketplace="UK"),
        )
    ),
)


@pytest.mark.parametrize("seed", range(20))
def test_waivers_of_some_skus_never_accept_a_finding_of_more(seed: int) -> None:
    chance = Random(seed)
    skus = ["A-100", *(f"S-{at}" for at in range(chance.randrange(1, 12)))]
    prices = {("acme", "US", sku): usd(f"{chance.randrange(1, 50)}.00") for sku in skus}
    finding = replace(BELOW_FLOOR, also_on=tuple(skus[1:]))
    accepting = [replace(WAIVER, sku=sku, not_below=usd("0.00")) for sku in skus]
    chance.shuffle(accepting)
    assert of_several(*accepting, finding=finding, prices=prices)[0] is not None
    for _ in range(20):
        some = chance.sample(accepting, chance.randrange(len(accepting)))
        left = set(skus) - {each.sku for each in some}
        near = chance.choice(NEARLY)
        nearly = [replace(near, sku=sku) for sku in sorted(left)]
        assert of_several(*some, *nearly, finding=finding, prices=prices)[0] is None


# Whole scans: sheets and a waivers file in, a report out.
LISTINGS = "sku | price\nA-1 | 100.00\nB-2 | 100.00"
FLOORS = "sku | floor\nA-1 | 60.00"
DEALS = """
promotion_id | kind        | sku | discount_type | discount_value | start      | end
D1           | best_deal   | A-1 | price         | 50.00          | 2026-12-01 | 2026-12-05
C2           | coupon      | B-2 | percent       | 20             | 2026-12-01 | 2026-12-05
"""


def entry(rule: str, sku: str, price: str, expires: str = "2027-06-30", marketplace: str = "US") -> str:
    return (
        f"- {{rule: {rule}, marketplace: {marketplace}, sku: {sku}, not_below: {price}, reason: agreed, owner: Li, "
        f"expires: {expires}}}\n"
    )


def scanned(folder: Path, waivers: str, promotions: str = DEALS, rules: str = "") -> Report:
    write_sheet(folder / "listings.csv", table(LISTINGS))
    write_sheet(folder / "floors.csv", table(FLOORS))
    write_sheet(folder / "promotions.csv", table(promotions))
    policy = policy_of(rules)
    policy = replace(policy, waivers=parse_waivers("waivers.yaml", waivers.encode(), RULE_TYPES))
    return scan(Request((str(folder),), policy, AS_OF, Severity.ERROR, marketplace="US"))


def of_waivers(report: Report) -> list[tuple[str, str, str, int | None]]:
    words = Words("en")
    return [
        (each.rule, each.severity.value, words.say(each.message), each.places[0].row)
        for each in report.findings
        if each.rule.startswith("PC6")
    ]


def test_exit_codes_follow(tmp_path: Path) -> None:
    deal, no_floor = entry("below-floor", "A-1", "50.00"), entry("missing-floor", "B-2", "80.00")
    codes = {
        waivers: scanned(tmp_path, waivers).exit_code for waivers in ("", deal, no_floor, deal + no_floor)
    }
    assert list(codes.values()) == [3, 3, 1, 0]
    report = scanned(tmp_path, deal + no_floor)
    assert (report.verdict, len(report.findings), len(report.waived)) == ("clear", 2, 2)
    assert {each.severity for each in report.findings} == {Severity.ERROR}


def test_a_deeper_price_and_one_that_is_not_known_are_found_again(tmp_path: Path) -> None:
    waivers = entry("below-floor", "A-1", "50.00") + entry("missing-floor", "B-2", "80.00")
    assert scanned(tmp_path, waivers, DEALS.replace("50.00", "49.99")).exit_code == 1
    assert scanned(tmp_path, waivers, DEALS.replace("| 20 ", "| 21 ")).exit_code == 3
    unpriced = scanned(
        tmp_path,
        waivers + entry("not-priced", "B-2", "0"),
        rules="stacking: {extends: walmart}",  # which prices no coupon
    )
    assert {each.rule for each in unpriced.open} >= {"PC103", "PC904"}


BESIDE = """
promotion_id | kind            | sku | discount_type | discount_value | start            | end              | stackable
L1           | lightning_deal  | A-1 | price         | 50.00          | 2026-12-07 10:00 | 2026-12-07 18:00 |
E2           | prime_exclusive | A-1 | percent       | 45             | 2026-12-05       | 2026-12-20       |
"""


def beside(
    folder: Path, rule: str, named: str, price: str, promotions: str = BESIDE, settings: str = ""
) -> list[tuple[bool, tuple[str, ...], tuple[str, ...]]]:
    """Of each finding of a rule whether a waiver of some promotions accepts it, which it names, and which of other hours."""
    waiver = entry(rule, "A-1", price).replace("{", f"{{promotions: [{named}], ", 1)
    report = scanned(folder, waiver, promotions, settings)
    return [
        (each.waiver is not None, each.promotions, each.others)
        for each in report.findings
        if each.name == rule
    ]


def test_a_waiver_of_one_promotion_accepts_no_other_that_touches_it(tmp_path: Path) -> None:
    assert beside(tmp_path, "below-floor", "L1", "50.00") == [(False, ("L1",), ("E2",))]
    assert beside(tmp_path, "below-floor", "L1, E2", "50.00") == [(True, ("L1",), ("E2",))]
    dear = BESIDE.replace("| 45 ", "| 30 ")
    assert beside(tmp_path, "below-floor", "L1", "50.00", dear) == [(True, ("L1",), ())], "it keeps the floor"
    within = BESIDE.replace("2026-12-05       | 2026-12-20      ", "2026-12-07 12:00 | 2026-12-07 14:00")
    assert beside(tmp_path, "below-floor", "L1", "50.00", within) == [(False, ("L1",), ("E2",))], (
        "it may be sold out"
    )
    sure = within.replace("lightning_deal", "best_deal     ")
    assert beside(tmp_path, "below-floor", "L1", "50.00", sure) == [(True, ("L1",), ())], "L1 is lower then"


FOR_ALL = """
promotion_id | kind            | sku | discount_type | discount_value | start      | end
E1           | prime_exclusive | A-1 | price         | 50.00          | 2026-12-05 | 2026-12-20
D2           | price_discount  | A-1 | price         | 52.00          | 2026-12-07 | 2026-12-09
"""


def test_what_is_accepted_for_members_is_not_for_everybody(tmp_path: Path) -> None:
    assert beside(tmp_path, "below-floor", "E1", "50.00", FOR_ALL) == [(False, ("E1",), ("D2",))]
    assert beside(tmp_path, "below-floor", "E1, D2", "50.00", FOR_ALL) == [(True, ("E1",), ("D2",))]
    dear = FOR_ALL.replace("52.00", "95.00")
    assert beside(tmp_path, "below-floor", "E1", "50.00", dear) == [(True, ("E1",), ())], "it keeps the floor"
    nearly_nothing = FOR_ALL.replace("50.00", " 0.50").replace("52.00", " 0.60")
    assert beside(tmp_path, "near-zero", "E1", "0.50", nearly_nothing) == [(False, ("E1",), ("D2",))]
    assert beside(tmp_path, "near-zero", "E1, D2", "0.50", nearly_nothing) == [(True, ("E1",), ("D2",))]


def test_nor_for_business_accounts_that_are_no_members(tmp_path: Path) -> None:
    business = FOR_ALL.replace("price_discount", "business_price")
    assert beside(tmp_path, "below-floor", "E1", "50.00", business) == [(False, ("E1",), ("D2",))]
    assert beside(tmp_path, "below-floor", "E1, D2", "50.00", business) == [(True, ("E1",), ("D2",))]


PERHAPS = """
promotion_id | kind           | sku | discount_type | discount_value | start            | end              | status | units | stackable
A1           | price_discount | A-1 | price         | 50.00          | 2026-12-05       | 2026-12-10       | active |       |
D2           | best_deal      | A-1 | price         | 55.00          | 2026-12-07 10:00 | 2026-12-07 16:00 | active |       |
"""


@pytest.mark.parametrize(
    "changes",
    [
        (("A1           | price_discount", "A1           | lightning_deal"),),
        (("2026-12-10       | active |       ", "2026-12-10       | paused |       "),),
        (("2026-12-10       | active |       ", "2026-12-10       | draft  |       "),),
        (("2026-12-10       | active |       ", "2026-12-10       | active | 100   "),),
        (
            ("price_discount", "sale_price    "),
            ("2026-12-10       | active |       ", "2026-12-10       | paused |       "),
        ),
        (  # only its guard band is there
            ("price_discount | A-1 | price         | 50.00", "coupon         | A-1 | percent       | 50   "),
            ("2026-12-10       | active |       |", "2026-12-07 10:00 | active |       | no"),
            ("best_deal      | A-1 | price         | 55.00", "percentage_off | A-1 | percent       | 45   "),
            ("16:00 | active |       |", "13:00 | active |       | no"),
        ),
    ],
    ids=["lightning", "paused", "draft", "units", "sale", "band"],
)
def test_what_may_not_be_there_hides_no_dearer_one(
    tmp_path: Path, changes: tuple[tuple[str, str], ...]
) -> None:
    assert beside(tmp_path, "below-floor", "A1", "50.00", PERHAPS) == [(True, ("A1",), ())]
    perhaps = PERHAPS
    for one, other in changes:
        assert one in perhaps
        perhaps = perhaps.replace(one, other, 1)
    assert (False, ("A1",), ("D2",)) in beside(tmp_path, "below-floor", "A1", "40.00", perhaps)
    both = beside(tmp_path, "below-floor", "A1, D2", "40.00", perhaps)
    assert {accepted for accepted, *_ in both} == {True}


def test_nor_does_one_of_another_rule(tmp_path: Path) -> None:
    low = BESIDE.replace("50.00", " 0.50").replace("| 45 ", "| 99 ")
    assert beside(tmp_path, "near-zero", "L1", "0.50", low) == [(False, ("L1",), ("E2",))]
    free = "floors: {required: never}"
    deep = BESIDE.replace("50.00", "61.00").replace("| 45 ", "| 35 ")
    found = beside(tmp_path, "deep-discount", "L1", "61.00", deep, "rules: {deep-discount: {percent: 30}}")
    assert found == [(False, ("L1",), ("E2",))]
    pairs = """
    promotion_id | kind           | sku | discount_type | discount_value | start            | end
    C1           | coupon         | A-1 | percent       | 5              | 2026-12-01       | 2026-12-20
    L1           | lightning_deal | A-1 | price         | 90.00          | 2026-12-07 10:00 | 2026-12-07 18:00
    L2           | lightning_deal | A-1 | price         | 95.00          | 2026-12-07 18:00 | 2026-12-08 02:00
    """
    assert beside(tmp_path, "forbidden-stack", "C1, L1", "80.00", pairs, free) == [
        (False, ("C1", "L1"), ("L2",))
    ]
    gap = """
    promotion_id | kind            | sku | discount_type | discount_value | start            | end
    C1           | coupon          | A-1 | percent       | 45             | 2026-12-07 18:00 | 2026-12-09
    E2           | prime_exclusive | A-1 | percent       | 10             | 2026-12-07 12:00 | 2026-12-07 14:00
    """
    edges = beside(tmp_path, "handover-gap", "C1", "0.00", gap)
    assert edges[0] == (False, ("C1", "E2"), ())
    assert {named for _, named, _ in edges[1:]} == {("C1",)}


TOGETHER = """
promotion_id | kind   | sku         | discount_type | discount_value | start      | end
O1           | outlet | A-1;B-2;C-3 | percent       | 80             | 2026-12-01 | 2026-12-05
"""


def test_a_finding_of_a_campaign_is_accepted_sku_by_sku(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = sys.modules[__name__]
    monkeypatch.setattr(here, "LISTINGS", "sku | price\nA-1 | 100.00\nB-2 | 50.00\nC-3 | 20.00")
    monkeypatch.setattr(here, "FLOORS", "sku | floor\nA-1 | 1.00\nB-2 | 1.00\nC-3 | 1.00")
    rules = "rules: {deep-discount: error}"
    entries = [
        entry("deep-discount", sku, price)
        for sku, price in (("A-1", "20.00"), ("B-2", "10.00"), ("C-3", "4.00"))
    ]

    def exit_code(*waivers: str, promotions: str = TOGETHER) -> int:
        report = scanned(tmp_path, "".join(waivers), promotions, rules)
        assert not [each for each in report.findings if each.rule == "PC602"]
        return report.exit_code

    assert [exit_code(*entries[:many]) for many in range(4)] == [1, 1, 1, 0]
    assert exit_code(*entries[1:]) == 1
    assert exit_code(*entries, promotions=TOGETHER.replace("| 80 ", "| 81 ")) == 1
    assert exit_code(*entries[:2], entries[2].replace("4.00", "4.01")) == 1


def test_fingerprints_do_not_know_waivers(tmp_path: Path) -> None:
    waived, bare = (scanned(tmp_path, waivers) for waivers in (entry("below-floor", "A-1", "50.00"), ""))
    assert [each.fingerprint for each in waived.findings] == [each.fingerprint for each in bare.findings]


def test_ended_unused_and_ending_waivers_are_findings(tmp_path: Path) -> None:
    waivers = (
        entry("missing-floor", "B-2", "80.00")
        + entry("below-floor", "A-1", "50.00", "2026-11-22")
        + entry("near-zero", "A-1", "1.00", "2026-11-22")
        + entry("handover-gap", "A-1", "50.00")
        + entry("below-floor", "A-1", "5.00", marketplace="UK")
    )
    assert of_waivers(scanned(tmp_path, waivers)) == [
        (
            "PC601", "warning",
            "This waiver of below-floor ended on 2026-11-22, and what it accepted counts again.", 2,
        ),
        (
            "PC601", "warning",
            "This waiver of near-zero ended on 2026-11-22, and nothing that it names was found.", 3,
        ),
        ("PC602", "warning", "This waiver of handover-gap is not used. Nothing that it names was found.", 4),
        ("PC602", "info", "This waiver of below-floor is not used. This run has no listings of UK.", 5),
    ]  # fmt: skip


LATE = DEALS.replace("2026-12-01 | 2026-12-05\nC2", "2026-11-24 | 2026-11-25\nC2")


@pytest.mark.parametrize(
    ("expires", "days", "told"),
    [("2026-11-29", 7, True), ("2026-11-30", 7, False), ("2026-11-30", 8, True), ("2026-11-25", 3, True)],
)
def test_one_that_ends_soon_is_told_some_days_before(
    tmp_path: Path, expires: str, days: int, told: bool
) -> None:
    rules = f"rules: {{waiver-ends-soon: {{days: {days}}}}}"
    waiver = entry("below-floor", "A-1", "50.00", expires)
    says = f"This waiver of below-floor ends on {expires}; after that day, what it accepts counts again."
    assert of_waivers(scanned(tmp_path, waiver, LATE, rules)) == (
        [("PC603", "info", says, 1)] if told else []
    )


@pytest.mark.parametrize(
    ("expires", "end", "goes_on"),
    [
        ("2026-12-03", "2026-12-05", "from 2026-12-04 00:00 PST to 2026-12-06 00:00 PST it counts again."),
        ("2026-12-05", "", None),  # told within its days, not each night until then
        ("2026-12-05", "2028-12-05", None),
        ("2026-12-05", "2026-12-05", None),
    ],
)
def test_one_that_ends_before_what_it_accepts_is_told_at_once(
    tmp_path: Path, expires: str, end: str, goes_on: str | None
) -> None:
    deals = DEALS.replace("2026-12-05\nC2", f"{end:10}\nC2")
    assert len(deals) == len(DEALS)
    for severity in ("warning", "info", "off"):
        rules = f"rules: {{waiver-ends-soon: {{days: 0, goes_on: {severity}}}}}"
        found = of_waivers(scanned(tmp_path, entry("below-floor", "A-1", "50.00", expires), deals, rules))
        says = f"This waiver of below-floor ends on {expires}, and what it accepts goes on: {goes_on}"
        assert found == ([("PC603", severity, says, 1)] if goes_on and severity != "off" else [])


def test_what_begins_after_its_last_day_it_does_not_accept(tmp_path: Path) -> None:
    """The deal is from 1 December on."""
    found = scanned(tmp_path, entry("below-floor", "A-1", "50.00", "2026-11-30"), DEALS, "")
    (low,) = (each for each in found.findings if each.rule == "PC101")
    assert low.waiver is None
    assert english(low.message).endswith("accepts this until the end of 2026-11-30, and it begins later.")
    assert of_waivers(found) == []


def test_a_price_that_the_listing_offers_in_other_hours_is_not_accepted_with_the_promotion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys.modules[__name__],
        "LISTINGS",
        "sku | price | sale_price | sale_start | sale_end\nA-1 | 100.00 | 55.00 | 2026-12-06 | 2026-12-20",
    )
    named = entry("below-floor", "A-1", "50.00").replace("not_below", "promotions: [D1], not_below")
    found = {
        more: next(
            each
            for each in scanned(tmp_path, named.replace("D1", f"D1{more}")).findings
            if each.rule == "PC101"
        )
        for more in ("", ", sale_price")
    }
    assert english(found[""].message).endswith("accepts this, but not with sale_price.")
    assert found[", sale_price"].waiver is not None
    assert found[", sale_price"].every_promotion == ("D1", "sale_price")


def test_nor_in_hours_of_its_own_nor_below_a_promotion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys.modules[__name__],
        "LISTINGS",
        "sku | price | sale_price | sale_start | sale_end\nA-1 | 100.00 | 55.00 | 2026-12-10 | 2026-12-20",
    )
    code = """
    promotion_id | kind        | sku | discount_type | discount_value | start      | end        | claim_code
    X1           | social_code | A-1 | percent       | 5              | 2026-12-09 | 2026-12-21 | FRIENDS
    """

    def accepted(named: str, promotions: str) -> list[bool]:
        waiver = entry("below-floor", "A-1", "50.00").replace(
            "not_below", f"promotions: [{named}], not_below"
        )
        report = scanned(tmp_path, waiver, promotions)
        return [each.waiver is not None for each in report.findings if each.rule == "PC101"]

    assert {
        named: accepted(named, DEALS) for named in ("D1", "sale_price", "", "D1, sale_price")
    } == {
        "D1": [True, False],
        "sale_price": [False, True],
        "": [False, True],
        "D1, sale_price": [True, True],
    }  # fmt: skip
    assert {named: accepted(named, code) for named in ("X1", "sale_price", "", "X1, sale_price")} == {
        "X1": [False],
        "sale_price": [False],
        "": [False],
        "X1, sale_price": [True],
    }


def test_what_another_waiver_goes_on_accepting_does_not_count_again() -> None:
    short, long = (replace(WAIVER, expires=date(2026, 11, day), promotions=None) for day in (25, 30))
    finding = replace(BELOW_FLOOR, start=AS_OF, end=long.ends)
    assert [getattr(each, "beyond", "") for each in said([finding], short, long)] == [None, None]
    further = replace(finding, end=long.ends + 1)
    assert [getattr(each, "beyond", "") for each in said([further, finding], short, long)] == [
        None,
        (long.ends, long.ends + 1),
    ]
    assert said([replace(finding, end=None)], short) == [
        EndingWaiver(short, short.ends - AS_OF, (short.ends, None))
    ]


def test_a_waiver_of_a_currency_is_an_amount_of_its_marketplace() -> None:
    assert parse_waivers("w.yaml", entry("PC101", "A", "100", marketplace="JP").encode(), RULE_TYPES).entries[
        0
    ].not_below == Money(100, "JPY")


def test_a_beginning_that_several_fingerprints_have() -> None:
    same = [replace(BELOW_FLOOR, fingerprint=f"abcdef{last}") for last in "12"]
    assert chosen([*same, UNREAD_ROW], "abcdef2") is same[1]
    with pytest.raises(AmbiguousFingerprint) as caught:
        chosen([*same, UNREAD_ROW], "abcdef")
    assert str(caught.value) == (
        "'abcdef' begins several fingerprints. Give more of one:\n"
        "  abcdef1 PC101 below-floor of A-100 in US\n"
        "  abcdef2 PC101 below-floor of A-100 in US"
    )
