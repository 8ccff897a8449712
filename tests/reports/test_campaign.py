"""One mistake that makes many findings is read once."""

from __future__ import annotations

from dataclasses import replace

from promocheck.model.finding import Exposure, Finding
from promocheck.model.place import Place
from promocheck.model.text import say
from promocheck.reports import Words, markdown, text
from promocheck.reports.campaign import Campaign, mistakes, told
from tests.reports.examples import BELOW_FLOOR, NEAR_ZERO, NO_END, REPORT, UNREAD_ROW, usd

WORDS = Words("en")
NEAR = replace(BELOW_FLOOR, rule="PC102", name="near-zero", fingerprint="c" * 16)


def sold(sku: str, loss: str | None = None, finding: Finding = BELOW_FLOOR) -> Finding:
    exposure = None if loss is None else Exposure(10, usd(loss))
    return replace(finding, sku=sku, asin=None, title=None, exposure=exposure, fingerprint=sku * 4)


def campaigns(findings: list[Finding]) -> list[Campaign]:
    """The findings drawn together by the mistake that makes them."""
    alike = mistakes(findings)
    return list(told(alike, range(len(alike)), WORDS, lambda _: ""))


def read(*findings: Finding) -> list[tuple[str, int]]:
    """The SKU of the worst of each campaign, and how many others there are."""
    return [(each.worst.heading[2], len(each.others)) for each in campaigns(list(findings))]


def test_the_same_rule_on_the_same_promotions_is_one_mistake() -> None:
    assert read(sold("A-1"), sold("A-2"), sold("A-3"), sold("A-4")) == [("A-1", 3)]


def test_two_are_two() -> None:
    assert read(sold("A-1"), sold("A-2")) == [("A-1", 0), ("A-2", 0)]


def test_another_promotion_shop_or_rule_is_another_mistake() -> None:
    alone = [
        replace(sold("B-1"), promotions=("C1",)),
        replace(sold("B-2"), store="other"),
        sold("B-3", finding=NEAR),
        sold("B-4"),
    ]
    assert read(*alone) == [(f"B-{n}", 0) for n in range(1, 5)]


def test_they_stand_where_the_worst_of_them_stands() -> None:
    assert read(sold("A-1"), replace(NEAR_ZERO, sku="Z"), sold("A-2"), sold("A-3")) == [("A-1", 2), ("Z", 0)]


def test_doubts_about_one_file_are_one_mistake() -> None:
    row = replace(UNREAD_ROW, promotions=())
    (campaign,) = campaigns([replace(row, fingerprint=str(n) * 16) for n in range(4)])
    assert campaign.heading == "3 more like it in the same files:"


NO_FLOOR = replace(
    NO_END,
    rule="PC103",
    name="missing-floor",
    trust=True,
    message=say("It carries a promotion and has no floor."),
    fix=say("Give it a floor."),
    start=None,
    end=None,
)


def unfloored(sku: str, promotion: str) -> Finding:
    place = Place(f"{promotion}.csv", None, 2, "sku")
    return replace(sold(sku, finding=NO_FLOOR), promotions=(promotion,), places=(place,))


def test_a_shop_without_floors_is_one_mistake_whatever_runs_in_it() -> None:
    alone = [
        replace(unfloored("B-1", "C1"), store="other"),
        replace(unfloored("B-2", "C1"), marketplace="DE"),
    ]
    assert read(*(unfloored(f"A-{n}", f"C{n}") for n in range(4)), *alone) == [
        ("A-0", 3),
        ("B-1", 0),
        ("B-2", 0),
    ]


def test_what_says_the_same_stands_on_a_line() -> None:
    found = tuple(unfloored(f"A-{n}", f"C{n // 2}") for n in range(3))
    at_times = replace(unfloored("A-9", "C9"), message=say("On some days it has none."))
    said = text.render(replace(REPORT, findings=(*found, at_times)), WORDS)
    assert said.count("It carries a promotion and has no floor.") == 1 + said.count("gravest")
    assert (
        "  3 more like it in the same shop:\n"
        "    A-1  promotions C0  fingerprint A-1A-1A-1A-1\n"
        '    A-2  promotions C1  where C1.csv row 2 column "sku"  fingerprint A-2A-2A-2A-2\n'
        "\n"
        "    A-9\n"
        "      On some days it has none.\n"
    ) in said
    written = markdown.render(replace(REPORT, findings=(*found, at_times)), WORDS)
    assert written.count("It carries a promotion and has no floor.") == 1
    assert all(each.fingerprint in written for each in found)


def test_findings_without_promotions_and_places_stay_apart() -> None:
    nowhere = replace(NO_END, promotions=(), places=())
    found = [replace(nowhere, fingerprint=str(n) * 16) for n in range(4)]
    assert len(campaigns(found)) == 4


def test_the_others_say_what_is_different_and_nothing_is_lost() -> None:
    skus = [sold("A-1", "100.00"), sold("A-2", "20.00"), sold("A-3", "30.50")]
    changed = replace(skus[2], fix=NO_END.fix, end=None)

    said = text.render(replace(REPORT, findings=(*skus[:2], changed)), WORDS)

    assert "  2 more by the same promotions, 50.50 USD at risk:\n" in said
    assert said.count("100.00 - 20.00 - 30.00 = 50.00 USD, documented price 80.00 USD") == 2
    assert said.count("selling price") == 1
    assert said.count("Give it an end date.") == 1
    assert all(each.fingerprint in said for each in skus)
    assert said.count("2026-12-01 00:00 PST, no end") == 1


def test_the_sums_of_one_price_are_read_once() -> None:
    said = text.render(replace(REPORT, findings=(BELOW_FLOOR, NEAR)), WORDS)

    assert said.count("selling price") == 1
    assert said.count("The arithmetic is the same as above.") == 1
