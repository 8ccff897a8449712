"""Some of the shops that were read: what is checked of them is what the whole run finds there, and every other row is set aside."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from promocheck.model.errors import NoShopName, NoSuchShop
from promocheck.model.report import Report
from promocheck.model.shop_name import ShopName
from promocheck.pipeline import Request, scan
from promocheck.policy import load_policy
from promocheck.rules import RULE_TYPES
from tests.shop import AS_OF, findings_of, policy_of, table, write_sheet

OUTSIDE: Final = "of a store or marketplace outside --only"

LISTINGS: Final = """
store | marketplace | sku | asin       | price
acme  | US          | A-1 | B0SHOPS001 | 100.00
acme  | US          | A-2 | B0SHOPS002 | 100.00
acme  | DE          | A-1 | B0SHOPS001 | 100.00
acme  | FR          | A-3 | B0SHOPS003 | 100.00
bolt  | US          | A-1 | B0SHOPS001 | 100.00
"""
# One ASIN, sold by two stores and in two marketplaces.
PROMOTIONS: Final = """
store | marketplace | promotion_id | kind      | sku | asin       | discount_type | discount_value | start      | end
acme  | US          | D1           | best_deal |     | B0SHOPS001 | price         | 50.00          | 2026-12-01 | 2026-12-05
acme  | DE          | D2           | best_deal |     | B0SHOPS001 | price         | 40.00          | 2026-12-01 | 2026-12-05
bolt  | US          | D3           | best_deal | A-1 |            | price         | 30.00          | 2026-12-01 | 2026-12-05
"""
# The first one is for whatever is sold in dollars, the next two for euros; A-2 is in the wrong currency.
FLOORS: Final = """
store | marketplace | sku | floor | currency
acme  |             | A-1 | 60.00 | USD
acme  |             | A-1 | 60.00 | EUR
acme  |             | A-3 | 60.00 | EUR
acme  |             | A-2 | 60.00 | EUR
bolt  | US          | A-1 | 60.00 | USD
"""


def checked(folder: Path, *names: str, policy: str = "", drafts: tuple[str, ...] = ()) -> Report:
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    only = tuple(map(ShopName.of, names))
    return scan(Request((str(folder),), policy_of(policy), instant, prices=True, only=only, drafts=drafts))


@pytest.fixture
def shops(tmp_path: Path) -> Path:
    for name, text in (("listings", LISTINGS), ("promotions", PROMOTIONS), ("floors", FLOORS)):
        write_sheet(tmp_path / f"{name}.csv", table(text))
    return tmp_path


def prices(report: Report) -> dict[str, str]:
    return {f"{each.store}/{each.marketplace}/{each.sku}": str(each.stacked_price) for each in report.prices}


def set_aside(report: Report) -> dict[str, int]:
    """How many rows of each sheet are of no shop that is asked for; the four counts of each hold together."""
    assert all(
        each.rows.read == each.rows.used + each.rows.set_aside + each.rows.unread for each in report.inputs
    )
    return {
        Path(each.path).stem: n
        for each in report.inputs
        for reason, n in each.rows.reasons
        if reason.template == OUTSIDE
    }


ACME_US, ACME_DE, BOLT_US = (
    {f"{shop}/A-1": price}
    for shop, price in (("acme/US", "50.00"), ("acme/DE", "40.00"), ("bolt/US", "30.00"))
)


@pytest.mark.parametrize(
    ("names", "found", "left_out"),
    [
        (["us"], ACME_US | BOLT_US, {"listings": 2, "promotions": 1, "floors": 2}),
        (["DE"], ACME_DE, {"listings": 4, "promotions": 2, "floors": 3}),
        (["acme/US"], ACME_US, {"listings": 3, "promotions": 2, "floors": 3}),
        (["acme/"], ACME_US | ACME_DE, {"listings": 1, "promotions": 1, "floors": 1}),
        (["bolt/US", "acme/de"], BOLT_US | ACME_DE, {"listings": 3, "promotions": 1, "floors": 2}),
        (["FR"], {}, {"listings": 4, "promotions": 3, "floors": 3}),
        (["acme/", "bolt/"], ACME_US | ACME_DE | BOLT_US, {}),
    ],
)
def test_what_is_asked_for_is_checked_and_all_else_is_set_aside(
    shops: Path, names: list[str], found: dict[str, str], left_out: dict[str, int]
) -> None:
    whole, part = checked(shops), checked(shops, *names)
    assert prices(part) == found
    assert set_aside(part) == left_out
    assert set(part.prices) <= set(whole.prices)
    assert (part.coverage.targets, part.coverage.promotions) == (len(found), len(found))
    assert part.coverage.listings == whole.coverage.listings - left_out.get("listings", 0)
    said = {each.fingerprint for each in part.findings}
    assert said == {
        each.fingerprint
        for each in whole.findings
        if any(ShopName.of(name).means(each.store or "", each.marketplace or "") for name in names)
    }


def test_all_shops_are_the_whole_run(shops: Path) -> None:
    assert checked(shops, "acme/", "bolt/") == checked(shops)


def test_a_floor_that_may_be_meant_for_a_listing_that_stays_is_looked_at(shops: Path) -> None:
    (found,) = findings_of(checked(shops, "acme/US"), "PC905")  # A-2: in euros, and sold in dollars
    assert found.sku == "A-2"
    assert findings_of(checked(shops, "bolt/"), "PC905") == []


@pytest.mark.parametrize("place", ["marketplace", "currency"])
def test_a_floor_of_no_store_is_none_of_the_one_that_stays_either(shops: Path, place: str) -> None:
    """The sheet stands above the folders of all stores: of each of them, as of all, its floor is lost."""
    row = {"marketplace": " | US | A-1 | 60.00 | USD", "currency": " |  | A-1 | 60.00 | USD"}[place]
    write_sheet(shops / "floors.csv", table(f"store | marketplace | sku | floor | currency\n{row}"))
    for names in ((), ("acme/",), ("acme/US", "bolt/")):
        report = checked(shops, *names)
        (found,) = findings_of(report, "PC905")
        assert (found.store, found.sku, report.exit_code) == ("acme", "A-1", 3)
        assert dict(found.message.values)["stores"] == ("acme", "bolt")
    (found,) = findings_of(checked(shops, "bolt/"), "PC905")
    assert found.store == "bolt"
    assert findings_of(checked(shops, "acme/DE"), "PC905") == []  # it is for what is sold in dollars


def test_a_fee_of_no_store_is_lost_to_the_one_that_stays_too(shops: Path) -> None:
    """What the floor is worked out from is the cost alone."""
    write_sheet(shops / "floors.csv", table("store | marketplace | sku | cost\nacme | US | A-1 | 40.00"))
    (shops / "US").mkdir()
    write_sheet(
        shops / "US" / "fees.csv",
        table("sku | asin | currency | estimated-fee-total\nA-1 | B0SHOPS001 | USD | 15.00"),
    )
    for names in ((), ("acme/",)):
        report = checked(shops, *names)
        assert (findings_of(report, "PC905")[0].sku, report.exit_code) == ("A-1", 3)


FEES: Final = "store | amazon-store | sku | currency | estimated-fee-total"


@pytest.mark.parametrize("row", ["bolt | US | A-1 | USD", "acme | DE | A-1 | EUR", "bolt | US | a-1 | USD"])
def test_a_fee_of_another_shop_may_be_meant_for_the_one_that_stays_too(shops: Path, row: str) -> None:
    write_sheet(shops / "floors.csv", table("store | marketplace | sku | cost\nacme | US | A-1 | 40.00"))
    write_sheet(shops / "fees.csv", table(f"{FEES}\n{row} | 15.00\nbolt | US | B-7 | USD | 1.00"))
    whole, part = checked(shops), checked(shops, "acme/US")
    told = findings_of(whole, "PC905")
    assert [(each.store, each.sku) for each in told] == [("acme", "A-1")]
    assert findings_of(part, "PC905") == told
    assert part.exit_code == 3
    assert set_aside(part)["fees"] == 1


def test_a_fee_of_another_shop_is_not_missed_where_there_is_one(shops: Path) -> None:
    write_sheet(shops / "floors.csv", table("store | marketplace | sku | cost\nacme | US | A-1 | 40.00"))
    rows = "bolt | US | A-1 | USD | 15.00\nacme | US | A-1 | USD | 16.00"
    write_sheet(shops / "fees.csv", table(f"{FEES}\n{rows}"))
    for names in ((), ("acme/US",)):
        assert findings_of(checked(shops, *names), "PC905") == []
    assert set_aside(checked(shops, "acme/US"))["fees"] == 1


def test_what_could_not_be_read_stays_whosever_it_is(shops: Path) -> None:
    row = "acme | DE | D9 | coupon | A-1 | | percent | 2O | 2026-12-01 | 2026-12-05\n"
    write_sheet(shops / "promotions.csv", table(PROMOTIONS + row))
    report = checked(shops, "bolt/US")
    assert (report.exit_code, len(report.unread)) == (3, 1)
    assert set_aside(report)["promotions"] == 2


@pytest.mark.parametrize("name", ["bolt/DE", "nobody/", "JP"])
def test_a_shop_of_which_nothing_was_read_is_a_fault_that_names_those_there_are(
    shops: Path, name: str
) -> None:
    with pytest.raises(
        NoSuchShop, match=rf"{name} was read\. There are: acme/DE, acme/FR, acme/US, bolt/US\."
    ):
        checked(shops, "US", name)


def test_where_nothing_was_read_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "listings.csv").write_bytes(b"")
    with pytest.raises(NoSuchShop, match="None was read at all"):
        checked(tmp_path, "US")


def test_promotions_without_listings_are_not_clear(shops: Path) -> None:
    row = "bolt | JP | D9 | coupon | A-1 | | percent | 20 | 2026-12-01 | 2026-12-05\n"
    write_sheet(shops / "promotions.csv", table(PROMOTIONS + row))
    report = checked(shops, "JP")
    assert report.exit_code == 3
    assert {each.rule for each in report.findings} == {"PC401", "PC908"}


def test_drafts_are_left_out_likewise(shops: Path) -> None:
    draft = """
    store | marketplace | promotion_id | kind      | sku | discount_type | discount_value | start      | end
    acme  | US          | N1           | best_deal | A-2 | price         | 20.00          | 2026-12-01 | 2026-12-05
    acme  | DE          | N2           | best_deal | A-1 | price         | 20.00          | 2026-12-01 | 2026-12-05
    """
    write_sheet(shops / "draft.csv", table(draft))
    report = checked(shops, "acme/US", drafts=(str(shops / "draft.csv"),))
    assert prices(report) == ACME_US | {"acme/US/A-2": "20.00"}
    assert set_aside(report)["draft"] == 1
    assert {
        (each.sku, each.since and each.since.value) for each in findings_of(report, "PC101", "PC103")
    } == {
        ("A-1", "standing"),
        ("A-2", "new"),
    }


def test_a_shop_of_which_only_a_draft_is_there_is_one(shops: Path) -> None:
    draft = (
        PROMOTIONS.splitlines()[1]
        + "\nbolt | UK | N1 | coupon | A-1 | | percent | 5 | 2026-12-01 | 2026-12-05"
    )
    write_sheet(shops / "draft.csv", table(draft))
    report = checked(shops, "UK", drafts=(str(shops / "draft.csv"),))
    assert [each.rule for each in findings_of(report, "PC401")] == ["PC401"]


def test_fees_stock_and_plans_are_left_out_likewise(shops: Path) -> None:
    plan, *rows = PROMOTIONS.replace("50.00", "45.00").strip().splitlines()
    planned = (f"P{at} | {row}" for at, row in enumerate(rows))
    write_sheet(shops / "plan.csv", table("\n".join([f"plan_id | {plan}", *planned])))
    header = "store\tamazon-store\tsku\tcurrency\testimated-fee-total\n"
    (shops / "fees.txt").write_text(header + "acme\tUS\tA-1\tUSD\t3.00\nbolt\tUS\tA-1\tUSD\t3.00\n")
    for store in ("acme", "bolt"):
        (shops / store / "US").mkdir(parents=True)
        (shops / store / "US" / f"stock of {store}.txt").write_text(
            "sku\tasin\tcondition\tafn-warehouse-quantity\tafn-fulfillable-quantity\tafn-unsellable-quantity\n"
            "A-1\tB0SHOPS001\tNew\t9\t9\t0\n"
        )
    whole, part = checked(shops), checked(shops, "acme/US")
    left_out = set_aside(part)
    assert left_out == {"listings": 3, "promotions": 2, "floors": 3, "plan": 2, "fees": 1, "stock of bolt": 1}
    assert findings_of(part, "PC314")
    assert findings_of(part, "PC314") == [
        each for each in findings_of(whole, "PC314") if (each.store, each.marketplace) == ("acme", "US")
    ]


def test_what_the_policy_names_is_held_against_all_that_was_read(shops: Path) -> None:
    policy = """
    version: 1
    overrides:
      - {marketplace: DE, rules: {deep-discount: "off"}}
      - {marketplace: JP, rules: {deep-discount: "off"}}
    """
    whole, part = checked(shops, policy=policy), checked(shops, "bolt/US", policy=policy)
    assert len(findings_of(part, "PC914")) == 1
    assert findings_of(part, "PC914") == findings_of(whole, "PC914")


def waived(folder: Path, *names: str) -> Counter[str]:
    entry = "- {{rule: below-floor, {shop}, sku: {sku}, not_below: 10.00, reason: r, owner: Li, expires: 2027-06-30}}\n"
    shops = ("store: acme, marketplace: US", "marketplace: DE", "marketplace: US")
    skus = ("A-1", "GONE", "GONE")
    (folder / "waivers.yaml").write_text(
        "".join(entry.format(shop=shop, sku=sku) for shop, sku in zip(shops, skus, strict=True))
    )
    (folder / "rules.yaml").write_text("version: 1\nwaivers: waivers.yaml\n")
    policy = load_policy(str(folder / "rules.yaml"), RULE_TYPES)
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    report = scan(Request((str(folder),), policy, instant, only=tuple(map(ShopName.of, names))))
    found = Counter(each.rule for each in report.findings if each.rule.startswith("PC60"))
    found["accepted"] = sum(each.waiver is not None for each in report.findings)
    return found


@pytest.mark.parametrize(
    ("names", "unused", "accepted"),
    [((), 2, 1), (("acme/US",), 0, 1), (("US",), 1, 1), (("bolt/",), 0, 0), (("DE",), 1, 0)],
)
def test_a_waiver_is_unused_where_all_that_it_may_accept_was_looked_at(
    shops: Path, names: tuple[str, ...], unused: int, accepted: int
) -> None:
    found = waived(shops, *names)
    assert (found["PC602"], found["accepted"]) == (unused, accepted)


@pytest.mark.parametrize(
    ("text", "store", "marketplace"),
    [
        ("US", None, "US"),
        (" gb ", None, "UK"),
        ("A1F83G8C2ARO7P", None, "UK"),
        ("acme/de", "acme", "DE"),
        ("acme/", "acme", None),
        ("a/b/DE", "a/b", "DE"),
    ],
)
def test_names_of_shops(text: str, store: str | None, marketplace: str | None) -> None:
    assert ShopName.of(text) == ShopName(text.strip(), store, marketplace)


@pytest.mark.parametrize("text", ["", " ", "/", "/US", "acme", "acme/XX", "U S"])
def test_what_names_no_shop(text: str) -> None:
    with pytest.raises(NoShopName, match="Marketplaces: US, UK"):
        ShopName.of(text)
